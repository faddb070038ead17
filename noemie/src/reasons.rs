//! The reasons of flow 929 (290/15-16), taken from their code table: `tables/reasons-929.yaml`.

use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::profile::{Confidence, Text, sound};
use crate::tables::{self, Code, CodeTable};

/// Id of the code table they are taken from.
pub const TABLE: &str = "reasons-929";

/// What a reason does to the movement it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub enum ReasonGroup {
    /// Acknowledged.
    #[serde(rename = "A")]
    Acknowledged,
    /// Reported: the movement may stand.
    #[serde(rename = "S")]
    Signalled,
    /// Rejected.
    #[serde(rename = "R")]
    Rejected,
}

/// One reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Two digits of 290/15-16.
    pub code: u8,
    /// Its group; none where the source lists the code in no group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<ReasonGroup>,
    /// How well it is known.
    pub confidence: Confidence,
    /// Where it comes from.
    pub source: String,
    /// What it says, in our words.
    pub meaning: Text,
}

impl Reason {
    /// The French meaning as 290/18-97 carries it: capitals without accents.
    #[must_use]
    pub fn label(&self) -> String {
        self.meaning
            .fr
            .chars()
            .map(unaccented)
            .collect::<String>()
            .to_ascii_uppercase()
    }
}

/// The reason of that code. Unknown codes exist and must be tolerated.
///
/// ```
/// assert_eq!(noemie::reasons::reason(18).unwrap().label(), "ASSURE INCONNU");
/// ```
#[must_use]
pub fn reason(code: u8) -> Option<&'static Reason> {
    reasons().iter().find(|reason| reason.code == code)
}

/// The [label](Reason::label) of that code; empty where it is unknown. Made once: each answer of a caisse bears one.
pub(crate) fn label(code: u8) -> &'static str {
    static LABELS: LazyLock<Vec<(u8, String)>> = LazyLock::new(|| {
        let labels = reasons().iter();
        labels.map(|reason| (reason.code, reason.label())).collect()
    });
    let known = LABELS.iter().find(|(known, _)| *known == code);
    known.map_or("", |(_, label)| label)
}

/// Every reason étalon knows, by code.
#[must_use]
pub fn reasons() -> &'static [Reason] {
    &REASONS
}

static REASONS: LazyLock<Vec<Reason>> = LazyLock::new(|| {
    tables::table(TABLE).map_or_else(Vec::new, |table| {
        let entries = table.entries.iter();
        entries.map(|entry| sound(of(table, entry))).collect()
    })
});

/// The reason that an entry of the table tells.
fn of(table: &CodeTable, entry: &Code) -> Result<Reason, String> {
    let code = &entry.code;
    Ok(Reason {
        code: code
            .parse()
            .map_err(|error| format!("reason {code}: {error}"))?,
        group: match entry.group.as_deref() {
            Some("A") => Some(ReasonGroup::Acknowledged),
            Some("S") => Some(ReasonGroup::Signalled),
            Some("R") => Some(ReasonGroup::Rejected),
            Some(other) => return Err(format!("reason {code}: no group {other}")),
            None => None,
        },
        confidence: table.confidence_of(entry),
        source: table.source_of(entry).to_owned(),
        meaning: entry.meaning.clone(),
    })
}

fn unaccented(letter: char) -> char {
    match letter {
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'à' | 'â' => 'a',
        'î' | 'ï' => 'i',
        'ô' => 'o',
        'ù' | 'û' => 'u',
        'ç' => 'c',
        '’' => '\'',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_specification_is_there_once() {
        let mut codes: Vec<u8> = (1..=11)
            .chain(13..=38)
            .chain([40, 41, 43, 53, 55, 56, 59])
            .collect();
        codes.retain(|code| ![12, 39].contains(code));
        codes.extend(60..=67);
        codes.extend([72, 73, 74, 75, 78, 80, 81, 82, 84, 85]);
        assert_eq!(reasons().iter().map(|r| r.code).collect::<Vec<_>>(), codes);
    }

    #[test]
    fn labels_can_be_written() {
        for reason in reasons() {
            let label = reason.label();
            assert!(label.len() <= 80, "{label}");
            assert!(
                label
                    .bytes()
                    .all(|b| (b' '..=b'Z').contains(&b) && b != b'@'),
                "{label}"
            );
        }
    }

    #[test]
    fn groups_are_those_of_the_specification() {
        let group = |code| reason(code).unwrap().group;
        assert_eq!(
            [32, 33, 34].map(group),
            [Some(ReasonGroup::Acknowledged); 3]
        );
        assert_eq!(
            [53, 73, 13, 27].map(group),
            [Some(ReasonGroup::Signalled); 4]
        );
        assert_eq!([1, 18, 30, 78].map(group), [Some(ReasonGroup::Rejected); 4]);
        assert_eq!([36, 37].map(group), [None; 2]);
        assert!(reason(99).is_none());
    }
}
