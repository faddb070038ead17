//! Pieces as JSON lines: one object a piece, every character of it in some text.

use std::fmt;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Kind, Part, Piece, Record, Why};
use crate::charset::Charset;
use crate::layout::DELIMITER;
use crate::profile::Confidence;

/// What the head says the lines are.
pub const FORMAT: &str = "etalon-inspect";
/// Their version: another major number is another format.
pub const VERSION: &str = "1.0";

/// One line: a head first, then a line a piece. Texts are characters of the head's charset; unknown keys
/// are left alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "record", rename_all = "kebab-case")]
pub enum Line {
    /// What the lines after it are.
    Head(Head),
    /// A logical file starts with the next line; no character stands for it.
    File(FileLine),
    /// A physical record starts; its end stands after the lines before the next one.
    Block(BlockLine),
    /// A header 000.
    Header(RecordLine),
    /// An entity of the profile.
    Entity(RecordLine),
    /// A group closer 990.
    Closer(RecordLine),
    /// A trailer 999.
    Trailer(RecordLine),
    /// What no layout covers.
    Raw(RawLine),
}

/// What the lines after it are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Head {
    /// `etalon-inspect`.
    pub format: String,
    /// Version of the format: `1.0`. A reader refuses another major number.
    pub version: String,
    /// Whether personal data are masked: such lines cannot be made a file again.
    pub masked: bool,
    /// What the file's bytes stand for.
    #[schemars(with = "Charset")]
    pub charset: String,
    /// The file, as it was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// A logical file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FileLine {
    /// Where it starts in the physical file, in bytes from 0.
    #[serde(default)]
    pub offset: u64,
    /// The reference its header announces; absent where it announces none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<u16>,
    /// The profile it was read under; absent where none describes that reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// How well that profile as a whole is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
}

/// The head and the end of a physical record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BlockLine {
    /// Where it starts in the physical file, in bytes from 0.
    #[serde(default)]
    pub offset: u64,
    /// Its length as it says it, four digits in a sound file; nothing where the record before has
    /// no end that could be made out.
    pub prefix: String,
    /// Characters before the length that belong to nothing.
    #[serde(default)]
    pub stray: String,
    /// The line end after it.
    pub end: String,
    /// Whether something is masked.
    #[serde(default, skip_serializing_if = "is_false")]
    pub masked: bool,
}

/// A record whose layout is known. `entity`, `level`, the values of `fields` in the order of the layout, and
/// `end` are its characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RecordLine {
    /// Its place in the logical file: the header is 0.
    #[serde(default)]
    pub rank: u64,
    /// Where it starts in the physical file, in bytes from 0.
    #[serde(default)]
    pub offset: u64,
    /// The reference whose profile lays it out: an entity needs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<u16>,
    /// Its number, three characters.
    pub entity: String,
    /// Its level, two characters; header and trailer have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// Every field by its name, at full width. What stands between two fields is one too: `filler-`
    /// and its first column.
    pub fields: Fields,
    /// The `@` that ends it, or what stands there instead; header and trailer have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
    /// Whether something is masked.
    #[serde(default, skip_serializing_if = "is_false")]
    pub masked: bool,
}

/// What no layout covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RawLine {
    /// Where it starts in the physical file, in bytes from 0.
    #[serde(default)]
    pub offset: u64,
    /// Why no layout covers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Why>,
    /// Its place in the logical file, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<u64>,
    /// The entity it should be, where its number is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<String>,
    /// The characters that entity has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<u64>,
    /// Its characters.
    pub text: String,
    /// Whether they are masked.
    #[serde(default, skip_serializing_if = "is_false")]
    pub masked: bool,
}

/// Names and values, in the order of the layout; any order is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(pub Vec<(Arc<str>, String)>);

impl Fields {
    /// The value of that name.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(other, _)| &**other == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Sets a value, adding it where there is none of that name.
    pub fn set(&mut self, name: &str, value: String) {
        match self.0.iter_mut().find(|(other, _)| &**other == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name.into(), value)),
        }
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (&**name, value)))
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("names and texts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut pairs = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, String>()? {
                    pairs.push((name.into(), value));
                }
                Ok(Fields(pairs))
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}

impl JsonSchema for Fields {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Fields".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "description": "Names and values, in the order of the layout; any order is read.",
            "additionalProperties": { "type": "string" }
        })
    }
}

/// Whether what tells something about a person is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Masking {
    /// It is replaced by as many `*`. So is whatever no layout covers: it may be anything.
    Masked,
    /// It is shown.
    Plain,
}

impl Masking {
    /// The characters of a field, as they may be shown; `masked` is set where they are not.
    #[must_use]
    pub fn show(self, bytes: &[u8], personal: bool, charset: Charset, masked: &mut bool) -> String {
        if personal && self == Self::Masked && !bytes.is_empty() {
            *masked = true;
            "*".repeat(bytes.len())
        } else {
            charset.text(bytes)
        }
    }
}

impl Line {
    /// The line of a piece; none for the end of a physical record, which its first line says.
    #[must_use]
    pub fn of(piece: &Piece<'_>, charset: Charset, masking: Masking) -> Option<Self> {
        let offset = piece.offset as u64;
        let bytes = piece.bytes;
        let mut masked = false;
        let mut show = |bytes: &[u8], personal| masking.show(bytes, personal, charset, &mut masked);
        Some(match piece.kind {
            Kind::End => return None,
            Kind::File { reference, profile } => Self::File(FileLine {
                offset,
                reference,
                profile: profile.map(|profile| profile.name().to_owned()),
                confidence: profile.map(crate::profile::Profile::status),
            }),
            Kind::Block { stray, end } => {
                let (stray, prefix) = bytes.split_at_checked(stray).unwrap_or((bytes, &[]));
                // A damaged length may be anything too.
                let personal = !prefix.iter().all(u8::is_ascii_digit);
                let (prefix, stray) = (show(prefix, personal), show(stray, true));
                Self::Block(BlockLine {
                    offset,
                    prefix,
                    stray,
                    end: charset.text(end),
                    masked,
                })
            }
            Kind::Record(record) => {
                let line = record_line(&record, piece, charset, masking);
                match record.part {
                    Part::Header => Self::Header(line),
                    Part::Entity => Self::Entity(line),
                    Part::Closer => Self::Closer(line),
                    Part::Trailer => Self::Trailer(line),
                }
            }
            Kind::Raw(raw) => Self::Raw(RawLine {
                offset,
                why: Some(raw.why),
                rank: raw.rank.map(|rank| rank as u64),
                entity: raw.entity.map(|number| format!("{number:03}")),
                expected: raw.expected.map(|expected| expected as u64),
                text: show(bytes, raw.why.is_anything()),
                masked,
            }),
        })
    }

    /// The head of the lines of a file.
    #[must_use]
    pub fn head(charset: Charset, masking: Masking, file: Option<String>) -> Self {
        Self::Head(Head {
            format: FORMAT.to_owned(),
            version: VERSION.to_owned(),
            masked: masking == Masking::Masked,
            charset: charset.as_str().to_owned(),
            file,
        })
    }
}

fn record_line(
    record: &Record<'_>,
    piece: &Piece<'_>,
    charset: Charset,
    masking: Masking,
) -> RecordLine {
    let Record {
        part,
        rank,
        shape,
        profile,
    } = *record;
    let bytes = piece.bytes;
    let mut masked = false;
    let mut show = |bytes: &[u8], personal| masking.show(bytes, personal, charset, &mut masked);
    let fields = shape
        .slots()
        .iter()
        .map(|slot| {
            let value = show(slot.span.of(bytes), slot.personal);
            (Arc::clone(&slot.name), value)
        })
        .collect();
    let delimited = shape.is_delimited();
    // Where something else than an `@` ends it, that may be the character of a name that slid.
    let last = bytes.last().filter(|_| delimited);
    let end = last.map(|last| show(&[*last], !matches!(*last, DELIMITER | b' ')));
    let level = bytes.get(3..5).filter(|_| delimited);
    let level = level.map(|level| show(level, !level.iter().all(u8::is_ascii_digit)));
    RecordLine {
        rank: rank as u64,
        offset: piece.offset as u64,
        reference: profile
            .filter(|_| part == Part::Entity)
            .map(crate::profile::Profile::reference),
        entity: charset.text(bytes.get(..3).unwrap_or_default()),
        level,
        fields: Fields(fields),
        end,
        masked,
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks for a reference"
)]
fn is_false(value: &bool) -> bool {
    !*value
}
