//! Layouts as data: one YAML text per reference, read once and compiled into a flat [`Layout`].

use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::layout::{Layout, LayoutError};

/// How well a fact of a layout is known. Nothing inferred may look confirmed.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Recalled from the trade, verified nowhere.
    Memory,
    /// Deduced or proposed, with a reason.
    Inferred,
    /// Deduced from strong evidence.
    Strong,
    /// Read in a source.
    Confirmed,
}

impl Confidence {
    /// The word every listing shows.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Inferred => "inferred",
            Self::Strong => "strong",
            Self::Confirmed => "confirmed",
        }
    }
}

/// One meaning in both languages of étalon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// French.
    pub fr: String,
    /// English.
    pub en: String,
}

/// What the characters of a field are. The padding follows: digits are right-justified with zeros,
/// texts left-justified with blanks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FieldType {
    /// Digits; amounts are whole cents.
    N,
    /// Capitals, digits and punctuation.
    An,
    /// One or more letters.
    A,
    /// `JJMMAA`, a day of the calendar.
    DateJjmmaa,
    /// `AAMMJJ`, a day of the calendar (headers).
    DateAammjj,
    /// `SSAAMMJJ`, a day of the calendar.
    DateSsaammjj,
    /// `JJMMAA` as a régime writes it: zeros and impossible "lunar" dates are accepted.
    BirthDate,
    /// Thirteen characters of a NIR: digits, `2A` or `2B` for Corsica.
    Nir,
    /// The two digits of the NIR's key.
    NirKey,
    /// One letter: `P` positive, `N` negative, blank where the codes say so.
    Sign,
}

/// One field of an entity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Name in kebab case, unique in its entity.
    pub name: String,
    /// First and last column, from 1, both included, counted from the entity's number.
    pub at: [u16; 2],
    /// What its characters are.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// The only values allowed, where they are known and closed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
    /// What a writer that has nothing to say puts there; zeros or blanks where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// Whether a date may be zeros.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// How well position and content are known.
    pub confidence: Confidence,
    /// Where they come from.
    pub source: String,
    /// What it says.
    pub meaning: Text,
}

/// The fields of an entity whose amounts feed every total above it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TotalFields {
    /// Name of the amount.
    pub amount: String,
    /// Name of its sign.
    pub sign: String,
}

/// One entity: a fixed-length record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Entity {
    /// Number, without leading zeros.
    pub number: u16,
    /// Length in characters, number, level and final `@` included.
    pub length: u16,
    /// How well the entity as a whole is known.
    pub confidence: Confidence,
    /// Where it comes from.
    pub source: String,
    /// What it is.
    pub meaning: Text,
    /// Field that its closer repeats; the first one where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
    /// Fields that feed the totals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<TotalFields>,
    /// Its fields; what they leave free is filler.
    pub fields: Vec<Field>,
}

/// Where an entity stands in the tree of a reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// Entity number.
    pub entity: u16,
    /// Level on the wire: 1 for the top group, 99 for a detail that opens no group.
    pub level: u8,
    /// Entity whose group holds it; none at level 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<u16>,
    /// Fewest times under one parent. (Informative so far: only an empty group is a finding.)
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u16>,
    /// Most times under one parent. (Informative so far.)
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u16>,
}

/// What a 990 repeats of its opener.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CloserIdentifier {
    /// Nothing, as in the 929 that was read.
    Blank,
    /// The opener's identifier, left-justified.
    Opener,
}

/// How 990 is written under a reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Closer {
    /// Content of 990/6-22.
    pub identifier: CloserIdentifier,
    /// Sign of a total that is not negative: `P` or blank.
    pub sign: String,
}

/// A layout profile as its YAML says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Description {
    /// Reference, as at 000/62-64.
    pub reference: u16,
    /// Version of the layout.
    pub version: String,
    /// Name for people.
    pub title: Text,
    /// How well the layout as a whole is known.
    pub status: Confidence,
    /// How 990 is written.
    pub closer: Closer,
    /// Openers and details, in the order they come.
    pub tree: Vec<Node>,
    /// One layout for each entity of the tree.
    pub entities: Vec<Entity>,
}

/// The entities every reference shares: 000, 990 and 999. étalon reads and writes them by code
/// (`envelope`); this is their description, for listings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnvelopeDescription {
    /// Header, closer, trailer.
    pub entities: Vec<Entity>,
}

/// Why a profile cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// The YAML is not a profile.
    #[error(transparent)]
    Load(#[from] domain::LoadError),
    /// The profile contradicts itself.
    #[error("failed to compile {name}: {error}")]
    Layout {
        /// Name the profile was given under.
        name: String,
        /// What is wrong with it.
        error: LayoutError,
    },
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
    description: Description,
    layout: Layout,
}

impl Profile {
    /// Reads and compiles a profile; `name` is what errors call it, a path as a rule.
    ///
    /// # Errors
    /// Where the text is not a profile, or its fields overlap, leave their entity or are missing.
    pub fn parse(name: &str, yaml: &str) -> Result<Self, ProfileError> {
        let description: Description = domain::load(name, yaml)?;
        let layout = Layout::compile(&description).map_err(|error| ProfileError::Layout {
            name: name.to_owned(),
            error,
        })?;
        Ok(Self {
            name: name.to_owned(),
            description,
            layout,
        })
    }

    /// A profile étalon ships: `408`, `929` or `303-inferred`.
    #[must_use]
    pub fn embedded(name: &str) -> Option<&'static Self> {
        Self::embedded_all()
            .iter()
            .find(|profile| profile.name == name)
    }

    /// Every profile étalon ships.
    #[must_use]
    pub fn embedded_all() -> &'static [Self] {
        &EMBEDDED
    }

    /// The shipped layout of décomptes: **inferred**.
    #[must_use]
    pub fn decomptes() -> &'static Self {
        &EMBEDDED[0]
    }

    /// The shipped layout of link movements (408).
    #[must_use]
    pub fn movements() -> &'static Self {
        &EMBEDDED[1]
    }

    /// The shipped layout of answers to link movements (929).
    #[must_use]
    pub fn answers() -> &'static Self {
        &EMBEDDED[2]
    }

    /// The name it was loaded under.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
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

/// The shared envelope, described.
#[must_use]
pub fn envelope() -> &'static EnvelopeDescription {
    &ENVELOPE
}

/// Name and text of each shipped profile: what a run's fingerprint is taken over.
pub const EMBEDDED_TEXTS: [(&str, &str); 5] = [
    (
        "303-inferred",
        include_str!("../profiles/303-inferred.yaml"),
    ),
    ("408", include_str!("../profiles/408.yaml")),
    ("929", include_str!("../profiles/929.yaml")),
    ("envelope", include_str!("../profiles/envelope.yaml")),
    ("reasons-929", include_str!("../profiles/reasons-929.yaml")),
];

/// A shipped text that does not load is a defect of this crate, which its tests catch: there is
/// nobody to hand an error to.
pub(crate) fn shipped<T, E: std::fmt::Display>(result: Result<T, E>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("a shipped profile is broken: {error}"),
    }
}

static EMBEDDED: LazyLock<Vec<Profile>> = LazyLock::new(|| {
    EMBEDDED_TEXTS[..3]
        .iter()
        .map(|(name, text)| shipped(Profile::parse(name, text)))
        .collect()
});

static ENVELOPE: LazyLock<EnvelopeDescription> =
    LazyLock::new(|| shipped(domain::load(EMBEDDED_TEXTS[3].0, EMBEDDED_TEXTS[3].1)));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_profile_compiles() {
        let names: Vec<_> = Profile::embedded_all().iter().map(Profile::name).collect();
        assert_eq!(names, ["303-inferred", "408", "929"]);
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
        let text = EMBEDDED_TEXTS[2].1.replacen("type: nir,", "type: nirr,", 1);
        let error = Profile::parse("mine.yaml", &text).unwrap_err().to_string();
        assert!(
            error.contains("mine.yaml") && error.contains("nirr"),
            "{error}"
        );
    }
}
