//! Layouts as data: one YAML text per reference, read once and compiled into a flat [`Layout`].

use std::sync::{LazyLock, OnceLock};

use domain::{Shipped, shipped};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::decomptes::Slots;
pub use crate::description::{
    Closer, CloserIdentifier, Confidence, Counted, DatedBy, Description, Entity,
    EnvelopeDescription, Field, FieldType, HeaderDate, Node, Padding, Role, SignFollows, Text,
    TotalFields,
};
pub use crate::fault::{Fault, Wrong};
use crate::layout::{Layout, LayoutError};
pub use crate::overlay::{EntityChange, FieldChange, Overlay};
pub use crate::overlay_error::OverlayError;
use crate::places::Places;

/// Why a profile cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// The YAML is not a profile.
    #[error("{error}{}", write.map_or(String::new(), |what| format!("\nwrite {what}")))]
    Load {
        /// What is wrong with it.
        error: domain::LoadError,
        /// What to write there, where the key is known and its value is of another shape.
        write: Option<&'static str>,
    },
    /// The profile does not fit the one it extends.
    #[error("failed to extend {base} by {name}: {}", listed(faults))]
    Overlay {
        /// Name the profile was given under.
        name: String,
        /// Profile it extends.
        base: String,
        /// What is wrong with it, by line.
        faults: Vec<Fault>,
    },
    /// The profile contradicts itself.
    #[error("failed to compile {name}: {}", listed(faults))]
    Layout {
        /// Name the profile was given under.
        name: String,
        /// What is wrong with it, by line.
        faults: Vec<Fault>,
    },
}

impl ProfileError {
    /// All that is wrong with the file and has been found; none where it could not be read at all.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        match self {
            Self::Load { .. } => &[],
            Self::Overlay { faults, .. } | Self::Layout { faults, .. } => faults,
        }
    }
}

/// The only fault, or a line each.
fn listed(faults: &[Fault]) -> String {
    match faults {
        [fault] => fault.to_string(),
        _ => {
            let lines: Vec<String> = faults.iter().map(|fault| format!("\n  {fault}")).collect();
            format!("{} faults{}", faults.len(), lines.concat())
        }
    }
}

/// A profile ready for use: its description and the tables compiled from it.
///
/// ```
/// use noemie::profile::{Confidence, Profile};
/// let decomptes = Profile::embedded("303-inferred").unwrap();
/// assert_eq!(decomptes.reference(), 303);
/// assert_eq!(decomptes.status(), Confidence::Inferred);
/// ```
#[derive(Debug)]
pub struct Profile {
    name: String,
    base: Option<String>,
    description: Description,
    layout: Layout,
    /// Where the fields of a décompte stand, looked up once.
    decomptes: OnceLock<Result<Slots, LayoutError>>,
}

impl Profile {
    pub(crate) fn decompte_slots(&self) -> Result<&Slots, LayoutError> {
        let slots = self.decomptes.get_or_init(|| Slots::resolve(&self.layout));
        slots.as_ref().map_err(Clone::clone)
    }

    /// Reads and compiles a profile, whole or extending one that étalon ships (see [`Overlay`]);
    /// `name` is what errors call it, a path as a rule.
    ///
    /// ```
    /// use noemie::Profile;
    /// let mine = Profile::parse("mine.yaml", r#"
    /// extends: 303-inferred
    /// version: "official"
    /// source: "the book"
    /// confidence: confirmed
    /// reference: 304
    /// "#)?;
    /// assert_eq!((mine.reference(), mine.base()), (304, Some("303-inferred")));
    /// # Ok::<(), noemie::profile::ProfileError>(())
    /// ```
    ///
    /// # Errors
    /// Where the text is not a profile, or its fields overlap, leave their entity or are missing: every such
    /// fault, with its line. What does not fit the profile that is extended is told first, alone.
    pub fn parse(name: &str, yaml: &str) -> Result<Self, ProfileError> {
        #[derive(Deserialize)]
        struct Probe {
            extends: Option<String>,
        }
        // Which of the two it is decides whose keys are allowed.
        let Some(extends) = load::<Probe>(name, yaml, None)?.extends else {
            return Self::whole(name, yaml);
        };
        let base = Self::embedded(&extends);
        let unfit = |errors: Vec<OverlayError>| {
            let base = base.map_or(extends.as_str(), Self::name);
            ProfileError::Overlay {
                name: name.to_owned(),
                base: base.to_owned(),
                faults: Fault::located(errors, yaml, Some(base)),
            }
        };
        let Some(base) = base else {
            let known = Self::embedded_all().map(|p| p.name.clone());
            return Err(unfit(vec![OverlayError::Base {
                asked: extends.clone(),
                known: known.collect(),
            }]));
        };
        let overlay: Overlay = load(name, yaml, None)?;
        let description = overlay.apply(&base.description).map_err(unfit)?;
        Self::compile(name, yaml, Some(base), description)
    }

    /// One that extends none.
    fn whole(name: &str, yaml: &str) -> Result<Self, ProfileError> {
        let description = load(name, yaml, Some(EXTENDS))?;
        Self::compile(name, yaml, None, description)
    }

    fn compile(
        name: &str,
        yaml: &str,
        base: Option<&Self>,
        description: Description,
    ) -> Result<Self, ProfileError> {
        let base = base.map(|base| base.name.as_str());
        let layout = Layout::compile(&description).map_err(|errors| ProfileError::Layout {
            name: name.to_owned(),
            faults: Fault::located(errors, yaml, base),
        })?;
        Ok(Self {
            name: name.to_owned(),
            base: base.map(str::to_owned),
            description,
            layout,
            decomptes: OnceLock::new(),
        })
    }

    /// A profile étalon ships, by its name or by a reference that it alone lays out: `303-inferred`, `303`.
    #[must_use]
    pub fn embedded(name: &str) -> Option<&'static Self> {
        if let Some(named) = EMBEDDED.iter().find(|embedded| embedded.file.name == name) {
            return Some(named.profile());
        }
        let reference: u16 = name.parse().ok()?;
        let mut of_reference =
            Self::embedded_all().filter(|profile| profile.reference() == reference);
        match (of_reference.next(), of_reference.next()) {
            (Some(profile), None) => Some(profile),
            _ => None,
        }
    }

    /// Every profile étalon ships, each compiled when it is first come to.
    pub fn embedded_all() -> impl ExactSizeIterator<Item = &'static Self> + Clone {
        EMBEDDED.iter().map(Embedded::profile)
    }

    /// The shipped layout of décomptes: **inferred**.
    #[must_use]
    pub fn decomptes() -> &'static Self {
        embedded("303-inferred")
    }

    /// The shipped layout of link movements (408).
    #[must_use]
    pub fn movements() -> &'static Self {
        embedded("408")
    }

    /// The shipped layout of answers to link movements (929).
    #[must_use]
    pub fn answers() -> &'static Self {
        embedded("929")
    }

    /// What étalon's own code needs for what the profile is for ([`Role`]), and does not find in it: it
    /// could then be read and checked, and neither generated nor judged.
    ///
    /// ```
    /// use noemie::Profile;
    /// let mine = Profile::parse(
    ///     "mine.yaml",
    ///     "{extends: '408', version: x, source: y, confidence: memory, entities: [{number: 140, remove: [end]}]}",
    /// )?;
    /// assert_eq!(mine.lacks()[0].to_string(), "entity 140: field `end` is missing");
    /// # Ok::<(), noemie::profile::ProfileError>(())
    /// ```
    #[must_use]
    pub fn lacks(&self) -> Vec<LayoutError> {
        use crate::{decomptes, links};
        let needs: &[&[(u16, &str)]] = match self.role() {
            None => &[],
            Some(Role::Decomptes) => &[decomptes::NEEDS],
            Some(Role::Movements) => &[links::NEEDS],
            Some(Role::Answers) => &[links::NEEDS, links::ANSWER_NEEDS],
        };
        let mut lacks = Vec::new();
        for (entity, field) in needs.iter().copied().flatten() {
            let found = self.layout.require(*entity);
            if let Err(error) = found.and_then(|entity| entity.field(field))
                && !lacks.contains(&error)
            {
                lacks.push(error);
            }
        }
        lacks
    }

    /// The name it was loaded under.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The shipped profile it extends.
    #[must_use]
    pub fn base(&self) -> Option<&str> {
        self.base.as_deref()
    }

    /// What étalon does with it.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        self.description.role
    }

    /// The reference it lays out.
    #[must_use]
    pub fn reference(&self) -> u16 {
        self.description.reference
    }

    /// How well it is known as a whole; every listing and report shows it.
    #[must_use]
    pub fn status(&self) -> Confidence {
        self.description.status
    }

    /// What the YAML says.
    #[must_use]
    pub fn description(&self) -> &Description {
        &self.description
    }

    /// The compiled tables.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }
}

impl EnvelopeDescription {
    /// Header, closer and trailer.
    pub(crate) fn records(&self) -> [&Entity; 3] {
        crate::description::ENVELOPE.map(|number| {
            let mut all = self.entities.iter();
            let record = all.find(|entity| entity.number == number);
            sound(record.ok_or_else(|| format!("there is no {number:03}")))
        })
    }
}

/// The shared envelope, described.
#[must_use]
pub fn envelope() -> &'static EnvelopeDescription {
    &ENVELOPE
}

const SHIPPED: [Shipped; 6] = [
    shipped!("303-inferred" in "noemie/profiles"),
    shipped!("408" in "noemie/profiles"),
    shipped!("929" in "noemie/profiles"),
    shipped!("687" in "noemie/profiles"),
    shipped!("900" in "noemie/profiles"),
    shipped!("580" in "noemie/profiles"),
];
/// What is no profile: what they all share.
const SHARED: Shipped = shipped!("envelope" in "noemie/profiles");

/// Name and text of each shipped profile, and of the envelope: what a run's fingerprint is taken over.
pub const EMBEDDED_TEXTS: [(&str, &str); 7] = {
    let mut all = [SHARED.written(); 7];
    let (profiles, _) = all.split_at_mut(SHIPPED.len());
    profiles.copy_from_slice(&Shipped::all_written(&SHIPPED));
    all
};

/// The text of a shipped profile, or of the envelope.
#[must_use]
pub fn embedded_text(name: &str) -> Option<&'static str> {
    EMBEDDED_TEXTS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, text)| *text)
}

/// What a file that only corrects may lack.
const EXTENDS: &str = "`extends: 303-inferred`, or another shipped profile, in a file that corrects it: without it, a \
                       file is a layout of its own, whole";

/// The text as a `T`; where it is none, what to write instead: `keys` where keys are unknown or missing.
fn load<T: DeserializeOwned>(
    name: &str,
    yaml: &str,
    keys: Option<&'static str>,
) -> Result<T, ProfileError> {
    domain::load(name, yaml).map_err(|error| {
        let of_keys = |told: &&str| error.detail.contains(*told);
        let write = match ["unknown field", "missing field", "duplicate"]
            .iter()
            .any(of_keys)
        {
            true => keys,
            false => error.at.and_then(|at| Places::of(yaml).shape(at)),
        };
        ProfileError::Load { error, write }
    })
}

/// A profile that this crate cannot do without.
fn embedded(name: &str) -> &'static Profile {
    sound(Profile::embedded(name).ok_or_else(|| format!("there is no {name}")))
}

/// A shipped text that does not load is a defect of this crate, which its tests catch: there is
/// nobody to hand an error to.
pub(crate) fn sound<T, E: std::fmt::Display>(result: Result<T, E>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("a shipped profile is broken: {error}"),
    }
}

/// The same for what compiles all the same and tells its faults.
pub(crate) fn without_fault<T>(value: T, faults: Vec<LayoutError>) -> T {
    sound(faults.into_iter().next().map_or(Ok(value), Err))
}

/// A profile étalon ships, compiled when it is first asked for.
struct Embedded {
    file: Shipped,
    compiled: OnceLock<Profile>,
}

impl Embedded {
    fn profile(&self) -> &Profile {
        let compile = || {
            let Shipped { name, text, .. } = self.file;
            sound(Profile::compile(name, text, None, sound(self.file.read())))
        };
        self.compiled.get_or_init(compile)
    }
}

static EMBEDDED: LazyLock<Vec<Embedded>> = LazyLock::new(|| {
    let embedded = SHIPPED.map(|file| Embedded {
        file,
        compiled: OnceLock::new(),
    });
    Vec::from(embedded)
});

static ENVELOPE: LazyLock<EnvelopeDescription> = LazyLock::new(|| sound(SHARED.read()));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_is_what_is_written() {
        for file in SHIPPED {
            let written: Description = domain::load(file.name, file.text).unwrap();
            assert_eq!(file.read::<Description>().unwrap(), written);
        }
        let written: EnvelopeDescription = domain::load(SHARED.name, SHARED.text).unwrap();
        assert_eq!(SHARED.read::<EnvelopeDescription>().unwrap(), written);
    }

    #[test]
    fn every_shipped_profile_compiles() {
        let names: Vec<_> = Profile::embedded_all().map(Profile::name).collect();
        assert_eq!(names, ["303-inferred", "408", "929", "687", "900", "580"]);
        assert_eq!(Profile::decomptes().reference(), 303);
        assert_eq!(Profile::movements().reference(), 408);
        assert_eq!(Profile::answers().reference(), 929);
        assert_eq!(envelope().entities.len(), 3);
    }

    #[test]
    fn nothing_inferred_looks_confirmed() {
        let profile = Profile::decomptes();
        assert_eq!(profile.status(), Confidence::Inferred);
        // What is confirmed of an entity in another reference is at most `strong` here.
        for entity in &profile.description().entities {
            assert_ne!(
                entity.confidence,
                Confidence::Confirmed,
                "entity {}",
                entity.number
            );
            for field in &entity.fields {
                let place = (entity.number, &field.name);
                assert_ne!(field.confidence, Confidence::Confirmed, "{place:?}");
            }
        }
        let acts = profile
            .description()
            .entities
            .iter()
            .find(|e| e.number == 255)
            .unwrap();
        let strong: Vec<_> = acts
            .fields
            .iter()
            .filter(|f| f.confidence == Confidence::Strong)
            .map(|f| f.at)
            .collect();
        assert_eq!(strong, [[6, 7]]);
    }

    #[test]
    fn an_unknown_type_is_located() {
        let text = embedded_text("929").unwrap();
        let text = text.replacen("type: nir,", "type: nirr,", 1);
        let error = Profile::parse("mine.yaml", &text).unwrap_err().to_string();
        assert!(
            error.contains("mine.yaml") && error.contains("nirr"),
            "{error}"
        );
    }
}
