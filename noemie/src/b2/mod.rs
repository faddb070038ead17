//! B2 and DRE: what professionals send, in records of 128 characters (noemie-format §8). The zones are those that
//! one reader names; the rest of a record is filler, and whether a zone must be filled is not known.
//!
//! [`read`] takes a file apart and checks each known zone by its type. It sums nothing: what the amounts of
//! records 5 and 6 are sums of is not told.

mod read;
mod recognise;

use std::sync::LazyLock;

use domain::{Shipped, shipped};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use read::{Reading, Record, read, records};

use crate::layout::{EntityLayout, compile_record};
use crate::profile::{Confidence, Field, Text, sound, without_fault};

/// Characters of a record.
pub const RECORD_LENGTH: u16 = 128;

/// The text of the shipped description.
pub const TEXT: &str = SHIPPED.text;

const SHIPPED: Shipped = shipped!("b2" in "noemie/profiles");

/// The norm a lot is written under (record 1, T1-13).
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Norm {
    /// That of public hospitals.
    Cp,
    /// Its version of 2013.
    Es,
    /// Any other.
    #[default]
    Base,
}

impl Norm {
    /// Each of them.
    pub const ALL: [Self; 3] = [Self::Cp, Self::Es, Self::Base];

    /// The word files and listings have for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cp => "cp",
            Self::Es => "es",
            Self::Base => "base",
        }
    }

    fn of_sub_norm(text: &[u8]) -> Self {
        match text {
            b"CP" => Self::Cp,
            b"ES" => Self::Es,
            _ => Self::Base,
        }
    }
}

/// The records of B2 and DRE as their YAML says them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct B2Description {
    /// Version of the layout.
    pub version: String,
    /// Name for people.
    pub title: Text,
    /// How well the layout as a whole is known.
    pub status: Confidence,
    /// Its records, each norm's own where they differ.
    pub records: Vec<RecordDescription>,
}

/// One kind of record under some norms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RecordDescription {
    /// Its digit, then its letter where it is supplementary: `4`, `4M`.
    pub key: String,
    /// The norms it holds for.
    pub norms: Vec<Norm>,
    /// Columns where the letter of a supplementary record may stand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub letter_at: Vec<u16>,
    /// How well the record as a whole is known.
    pub confidence: Confidence,
    /// Where it comes from.
    pub source: String,
    /// What it is.
    pub meaning: Text,
    /// Its zones; what they leave free is filler.
    pub zones: Vec<Field>,
}

impl RecordDescription {
    /// Digit, and letter of a supplementary record.
    fn parts(&self) -> (u8, Option<u8>) {
        let mut bytes = self.key.bytes();
        (bytes.next().unwrap_or_default(), bytes.next())
    }
}

/// What étalon knows of the records of B2 and DRE.
///
/// ```
/// let act = noemie::b2::description().records.iter().find(|record| record.key == "4").unwrap();
/// assert_eq!(act.zones[0].name, "treatment-mode");
/// ```
#[must_use]
pub fn description() -> &'static B2Description {
    &COMPILED.description
}

/// The description and one layout a record, in the same order.
struct Compiled {
    description: B2Description,
    layouts: Vec<EntityLayout>,
}

static COMPILED: LazyLock<Compiled> = LazyLock::new(|| {
    let description: B2Description = sound(SHIPPED.read());
    let layouts = description.records.iter().map(|record| {
        let (digit, _) = record.parts();
        // The envelope has the numbers it has in NOEMIE.
        let (number, head): (u16, &[u8]) = match digit {
            b'0' => (0, b"000"),
            b'9' => (999, b"999"),
            _ => (u16::from(digit & 0xF), &record.key.as_bytes()[..1]),
        };
        let mut faults = Vec::new();
        let length = (RECORD_LENGTH, &b""[..]);
        let layout = compile_record(number, head, length, &record.zones, &mut faults);
        without_fault(layout, faults)
    });
    let layouts = layouts.collect();
    Compiled {
        description,
        layouts,
    }
});

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::tables;

    #[test]
    fn what_was_packed_is_what_is_written() {
        let written: B2Description = domain::load("b2", TEXT).unwrap();
        assert_eq!(SHIPPED.read::<B2Description>().unwrap(), written);
    }

    #[test]
    fn every_norm_has_every_record_once() {
        let expected = [
            "0", "1", "2", "2B", "2P", "2S", "2X", "3", "3S", "4", "4F", "4H", "4M", "4P", "4S",
            "4T", "5", "6", "9",
        ];
        for norm in Norm::ALL {
            let records = description().records.iter();
            let records = records.filter(|record| record.norms.contains(&norm));
            let mut keys: Vec<&str> = records.map(|record| record.key.as_str()).collect();
            keys.sort_unstable();
            assert_eq!(keys, expected, "{}", norm.as_str());
        }
    }

    #[test]
    fn zones_cover_each_record_without_gap() {
        for (record, layout) in description().records.iter().zip(&COMPILED.layouts) {
            assert_eq!(layout.length(), 128, "{}", record.key);
            let mut at = layout.slots[0].span.range().start;
            for slot in &layout.slots {
                assert_eq!(slot.span.range().start, at, "{} {}", record.key, slot.name);
                at = slot.span.range().end;
            }
            assert_eq!(at, 128, "{}", record.key);
            let letters = !record.letter_at.is_empty();
            assert_eq!(letters, record.key.len() == 2, "{}", record.key);
        }
    }

    /// The places of the code tables in B2 are zones of CP and ES, and no surer than them.
    #[test]
    fn places_of_code_tables_are_zones() {
        let mut seen = BTreeSet::new();
        for table in tables::all() {
            for zone in table.at.iter() {
                let Some(place) = zone.zone.strip_prefix("B2 ") else {
                    continue;
                };
                let (key, columns) = place.split_once('.').unwrap();
                let (from, to) = columns.split_once('-').unwrap_or((columns, columns));
                let at: [u16; 2] = [from.parse().unwrap(), to.parse().unwrap()];
                let record = description()
                    .records
                    .iter()
                    .find(|record| record.key == key && record.norms.contains(&Norm::Cp))
                    .unwrap();
                let known = record.zones.iter().find(|known| known.at == at);
                let known = known.unwrap_or_else(|| panic!("{}", zone.zone));
                assert!(zone.confidence <= known.confidence, "{}", zone.zone);
                seen.insert(zone.zone.clone());
            }
        }
        assert!(!seen.is_empty());
    }
}
