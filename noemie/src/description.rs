//! Layouts as their YAML says them, before anything is checked or compiled.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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

impl FieldType {
    /// How a value that is too short fills its field, where the field says nothing else.
    #[must_use]
    pub const fn padding(self) -> Padding {
        match self {
            Self::An | Self::A | Self::Sign => Padding::BlanksRight,
            _ => Padding::ZerosLeft,
        }
    }

    /// Whether a field of that type always tells something about a person.
    #[must_use]
    pub const fn is_personal(self) -> bool {
        matches!(self, Self::Nir | Self::NirKey | Self::BirthDate)
    }
}

/// How a value that is too short fills its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Padding {
    /// Right-justified, zeros on the left.
    ZerosLeft,
    /// Right-justified, blanks on the left.
    BlanksLeft,
    /// Left-justified, blanks on the right.
    BlanksRight,
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
    /// How a short value is padded, where it is not as its type is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub padding: Option<Padding>,
    /// Least and most of a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<[u64; 2]>,
    /// Digits after the point that is not written: 2 for a coefficient of four digits and two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimals: Option<u8>,
    /// The only values allowed, where they are known and closed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
    /// The code tables its values are in (several where which one is carried is not known); a value
    /// outside them is a warning, for tables grow.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<String>,
    /// What a writer that has nothing to say puts there; zeros or blanks where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// Whether there may be nothing: a date of zeros, a code of zeros or blanks, a number of blanks.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// Whether it tells something about a person, and is masked wherever people look. (NIRs, their
    /// keys and birth dates always are.)
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub personal: bool,
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
    /// What the sign follows, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<SignFollows>,
}

/// Another sign that the amount's is the same as, save for some codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignFollows {
    /// Name of the other sign: the quantity's.
    pub sign: String,
    /// Name of the act code.
    pub act: String,
    /// Codes whose amount has the opposite sign: participation and franchise.
    pub reversed: Vec<String>,
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

/// Whether the closer of a group counts an entity of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Counted {
    /// Always, as openers and details of the deepest group are.
    #[default]
    Always,
    /// Never.
    Never,
    /// A writer was seen that does not count it, and nothing says that it is right: étalon does not
    /// count it when it writes, and takes either count when it reads.
    Either,
}

impl Counted {
    fn is_always(&self) -> bool {
        *self == Self::Always
    }
}

/// Where an entity stands in the tree of a reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// Entity number.
    pub entity: u16,
    /// Level on the wire: 1 for the top group, 99 for a detail that opens no group.
    pub level: u8,
    /// Whether it opens a group that a 990 closes; where absent, whatever is not of level 99 does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens: Option<bool>,
    /// Whether the closer of its group counts it.
    #[serde(default, skip_serializing_if = "Counted::is_always")]
    pub counted: Counted,
    /// Entity whose group holds it; none at level 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<u16>,
    /// Fewest times under one parent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u16>,
    /// Most times under one parent.
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

/// What étalon itself does with a reference.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Carries décomptes: what is generated, delivered and judged.
    Decomptes,
    /// Carries link movements of the mutuelle.
    Movements,
    /// Carries the caisse's answers to them.
    Answers,
}

/// In which order the header's date stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HeaderDate {
    /// `AAMMJJ`, as the caisse writes it.
    #[default]
    Aammjj,
    /// `JJMMAA`, as a mutuelle was seen to write it in 687, 900 and 580.
    Jjmmaa,
}

impl HeaderDate {
    fn is_aammjj(&self) -> bool {
        *self == Self::Aammjj
    }
}

/// A date of the body that a file is sent soon after: it tells a header date in the wrong order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DatedBy {
    /// Entity.
    pub entity: u16,
    /// Its date field.
    pub field: String,
}

/// A layout profile as its YAML says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Description {
    /// Reference, as at 000/62-64.
    pub reference: u16,
    /// What étalon does with it; nothing more than reading and writing where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Version of the layout.
    pub version: String,
    /// Name for people.
    pub title: Text,
    /// How well the layout as a whole is known.
    pub status: Confidence,
    /// Order of the header's date.
    #[serde(default, skip_serializing_if = "HeaderDate::is_aammjj")]
    pub header_date: HeaderDate,
    /// A body date that the header's follows closely.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dated_by: Option<DatedBy>,
    /// How 990 is written.
    pub closer: Closer,
    /// Header 000, closer 990 and trailer 999, each whole, where they are laid out otherwise than the shared ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub envelope: Vec<Entity>,
    /// Openers and details, in the order they come.
    pub tree: Vec<Node>,
    /// One layout for each entity of the tree.
    pub entities: Vec<Entity>,
}

/// Numbers of the records of the envelope.
pub(crate) const ENVELOPE: [u16; 3] = [0, 990, 999];

impl Description {
    /// Header, closer and trailer as this layout has them.
    #[must_use]
    pub fn envelope(&self) -> [&Entity; 3] {
        let shared = crate::profile::envelope().records();
        shared.map(|shared| {
            let mut own = self.envelope.iter();
            own.find(|entity| entity.number == shared.number)
                .unwrap_or(shared)
        })
    }
}

/// The entities every reference shares: 000, 990 and 999.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnvelopeDescription {
    /// Header, closer, trailer.
    pub entities: Vec<Entity>,
}
