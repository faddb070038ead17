//! Requests that just failed: what was asked, what is nearest to it, and what to do. For who runs the simulator, not for
//! the OC: to it, another's file and nobody's are one answer.

use std::collections::VecDeque;

use domain::{Day, OcNumber};
use serde::Serialize;
use utoipa::ToSchema;

use crate::FileName;
use crate::faults::Door;

/// A request that was refused, though little was missing. Tokens, passwords and contents are not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NearMiss {
    /// 1, 2, 3…: the older ones are forgotten.
    pub number: u64,
    /// The virtual day.
    #[schema(value_type = String, format = Date)]
    pub day: Day,
    /// Where it was asked; none where the caisse refused it later, by whatever door it had come.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub door: Option<Door>,
    /// Who asked, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub oc: Option<OcNumber>,
    /// What was asked.
    pub asked: String,
    /// Why it was refused.
    pub refused: String,
    /// What is nearest to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<String>,
    /// What to do.
    pub hint: String,
}

/// Near misses that are remembered, and characters of what a client said that are told of each.
const REMEMBERED: usize = 1_000;
const TOLD: usize = 200;

/// The last near misses.
#[derive(Debug, Default)]
pub(crate) struct NearMisses {
    last: u64,
    ring: VecDeque<NearMiss>,
}

impl NearMisses {
    /// Remembers one more: told its number.
    pub(crate) fn push(&mut self, one: impl FnOnce(u64) -> NearMiss) {
        self.last += 1;
        let mut one = one(self.last);
        one.asked = printable(&one.asked);
        if self.ring.len() >= REMEMBERED {
            self.ring.pop_front();
        }
        self.ring.push_back(one);
    }

    /// Those with a larger number, oldest first.
    pub(crate) fn after(&self, number: u64) -> Vec<NearMiss> {
        let later = self.ring.iter().filter(|one| one.number > number);
        later.cloned().collect()
    }

    pub(crate) fn last(&self) -> u64 {
        self.last
    }
}

/// What a client said, as far as it can be shown: its beginning, without control characters.
fn printable(text: &str) -> String {
    let shown = text.chars().map(|c| if c.is_control() { '?' } else { c });
    shown.take(TOLD).collect()
}

/// The name of a list that was probably meant.
pub(crate) fn nearest_name(names: &[FileName], asked: &str) -> Option<String> {
    let name = nearest_word(names.iter().map(FileName::as_str), asked)?;
    let case = name.eq_ignore_ascii_case(asked);
    let how = if case { ": capital letters count" } else { "" };
    Some(format!("{name}{how}"))
}

/// The word of a list that was probably meant.
pub(crate) fn nearest_word<'a>(
    words: impl IntoIterator<Item = &'a str>,
    asked: &str,
) -> Option<&'a str> {
    let words = words.into_iter().map(|word| (word, distance(word, asked)));
    let (word, far) = words.min_by_key(|(_, far)| *far)?;
    (far <= asked.len().max(word.len()) / 3).then_some(word)
}

/// How many characters differ; what is longer than any name is far from all of them.
fn distance(one: &str, other: &str) -> usize {
    if other.len() > 2 * FileName::MAX {
        return usize::MAX;
    }
    strsim::osa_distance(one, other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_that_was_meant_is_found_by_date_and_case() {
        let names = ["2024-11-04.303.noe", "2024-11-04.929.noe"].map(|name| name.parse().unwrap());
        for (asked, nearest) in [
            ("2024-11-05.303.noe", Some("2024-11-04.303.noe")),
            (
                "2024-11-04.929.NOE",
                Some("2024-11-04.929.noe: capital letters count"),
            ),
            ("a", None),
            ("", None),
            ("quite-another-thing.txt", None),
        ] {
            assert_eq!(nearest_name(&names, asked).as_deref(), nearest, "{asked}");
        }
        assert_eq!(nearest_name(&names, &"a".repeat(100_000)), None);
    }

    #[test]
    fn so_many_are_remembered_and_no_more() {
        let mut all = NearMisses::default();
        for _ in 0..REMEMBERED + 5 {
            all.push(|number| NearMiss {
                number,
                day: Day::new(2024, 11, 4).unwrap(),
                door: Some(Door::Http),
                oc: None,
                asked: "\u{1b}[31m".repeat(1_000),
                refused: String::new(),
                nearest: None,
                hint: String::new(),
            });
        }
        let kept = all.after(0);
        assert_eq!((kept.len(), kept[0].number), (REMEMBERED, 6));
        assert!(kept[0].asked.starts_with("?[31m") && kept[0].asked.len() == TOLD);
        assert_eq!(all.after(1_004).len(), 1);
    }
}
