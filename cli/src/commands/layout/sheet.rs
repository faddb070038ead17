//! A layout from wherever it comes, in the one form that pages show.

use std::path::Path;

use noemie::b2;
use noemie::profile::{self, Confidence, Entity, Field, Profile, ProfileError, Text, TotalFields};

use crate::exit::Failure;

/// A layout: a profile, the envelope that they share, or the records of B2.
pub(super) struct Sheet {
    /// The name it is asked for by.
    pub(super) name: String,
    /// What it says as a whole; none for envelope and B2.
    pub(super) profile: Option<Own>,
    /// Version; none for the envelope.
    pub(super) version: Option<String>,
    /// Name for people.
    pub(super) title: Text,
    /// How well it is known as a whole; the envelope says it entity by entity.
    pub(super) status: Option<Confidence>,
    /// Its entities or records.
    pub(super) blocks: Vec<Block>,
}

/// A profile that étalon ships, or the user's.
pub(super) enum Own {
    Shipped(&'static Profile),
    Users(Box<Profile>),
}

impl std::ops::Deref for Own {
    type Target = Profile;

    fn deref(&self) -> &Profile {
        match self {
            Self::Shipped(profile) => profile,
            Self::Users(profile) => profile,
        }
    }
}

/// An entity, or a record of B2.
pub(super) struct Block {
    /// `255`, `4M`.
    pub(super) key: String,
    /// The norms that a record of B2 holds for.
    pub(super) norms: Option<String>,
    pub(super) length: u16,
    pub(super) confidence: Confidence,
    pub(super) source: String,
    pub(super) meaning: Text,
    pub(super) identifier: Option<String>,
    pub(super) total: Option<TotalFields>,
    pub(super) fields: Vec<Field>,
}

impl Sheet {
    /// Everything étalon ships.
    pub(super) fn shipped() -> Vec<Self> {
        Profile::embedded_all()
            .map(|profile| Self::of_profile(Own::Shipped(profile)))
            .chain([Self::envelope(), Self::b2()])
            .collect()
    }

    /// The layout of that name or reference, or in that file.
    pub(super) fn of(what: &str) -> Result<Self, Failure> {
        let mut shipped = Self::shipped();
        let reference = what.parse::<u16>().ok();
        let place = shipped.iter().position(|sheet| {
            let number = sheet.profile.as_ref().map(|profile| profile.reference());
            sheet.name.eq_ignore_ascii_case(what) || (number.is_some() && number == reference)
        });
        if let Some(place) = place {
            return Ok(shipped.swap_remove(place));
        }
        let path = Path::new(what);
        if !path.exists() {
            let names: Vec<&str> = shipped.iter().map(|sheet| sheet.name.as_str()).collect();
            return Err(Failure::Usage(
                format!("there is no layout `{what}`, and no such file"),
                Some(format!("shipped are {}", names.join(", "))),
            ));
        }
        let profile = parse(path)?.map_err(|error| Failure::layout(&error))?;
        Ok(Self::of_profile(Own::Users(Box::new(profile))))
    }

    pub(super) fn of_profile(profile: Own) -> Self {
        let description = profile.description();
        Self {
            name: profile.name().to_owned(),
            version: Some(description.version.clone()),
            title: description.title.clone(),
            status: Some(description.status),
            // Of the envelope, what is not the shared one.
            blocks: (description.envelope.iter())
                .chain(&description.entities)
                .map(Block::of)
                .collect(),
            profile: Some(profile),
        }
    }

    fn envelope() -> Self {
        let text = |fr: &str, en: &str| Text {
            fr: fr.to_owned(),
            en: en.to_owned(),
        };
        Self {
            name: "envelope".to_owned(),
            profile: None,
            version: None,
            title: text("Enveloppe commune", "Shared envelope"),
            status: None,
            blocks: profile::envelope().entities.iter().map(Block::of).collect(),
        }
    }

    fn b2() -> Self {
        let description = b2::description();
        let blocks = description.records.iter().map(|record| {
            let norms: Vec<&str> = record.norms.iter().map(|norm| norm.as_str()).collect();
            Block {
                key: record.key.clone(),
                norms: Some(norms.join(", ")),
                length: b2::RECORD_LENGTH,
                confidence: record.confidence,
                source: record.source.clone(),
                meaning: record.meaning.clone(),
                identifier: None,
                total: None,
                fields: record.zones.clone(),
            }
        });
        Self {
            name: "b2".to_owned(),
            profile: None,
            version: Some(description.version.clone()),
            title: description.title.clone(),
            status: Some(description.status),
            blocks: blocks.collect(),
        }
    }

    /// How many fields have that confidence.
    pub(super) fn fields_of(&self, confidence: Confidence) -> usize {
        let fields = self.blocks.iter().flat_map(|block| &block.fields);
        fields
            .filter(|field| field.confidence == confidence)
            .count()
    }

    /// How many fields there are.
    pub(super) fn fields(&self) -> usize {
        self.blocks.iter().map(|block| block.fields.len()).sum()
    }
}

impl Block {
    fn of(entity: &Entity) -> Self {
        Self {
            key: format!("{:03}", entity.number),
            norms: None,
            length: entity.length,
            confidence: entity.confidence,
            source: entity.source.clone(),
            meaning: entity.meaning.clone(),
            identifier: entity.identifier.clone(),
            total: entity.total.clone(),
            fields: entity.fields.clone(),
        }
    }

    /// Whether it is the one asked for: `255`, `4m`, `10` for 010.
    pub(super) fn is(&self, asked: &str) -> bool {
        let numbers = (self.key.parse::<u16>(), asked.parse::<u16>());
        self.key.eq_ignore_ascii_case(asked)
            || matches!(numbers, (Ok(one), Ok(other)) if one == other)
    }
}

/// The user's profile, or all that is wrong with it.
pub(super) fn parse(path: &Path) -> Result<Result<Profile, ProfileError>, Failure> {
    let text = std::fs::read_to_string(path).map_err(Failure::reading("layout", path))?;
    Ok(Profile::parse(&path.display().to_string(), &text))
}
