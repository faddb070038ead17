//! Conformity by family of rules, as widths of a bar.

use std::collections::BTreeMap;

use crate::stream::Status;

use super::requirements::{Came, Family};
use super::{Counts, Summary, words};

/// Width of a whole bar, in units of its own view box.
pub(super) const WIDTH: u64 = 1000;
/// Width that one bad verdict of a million still has.
const SEEN: u64 = 8;
/// From left to right: what passed, then what did not.
const ORDER: [Status; 5] = [
    Status::Conform,
    Status::Skipped,
    Status::Tolerated,
    Status::Unknown,
    Status::Nonconform,
];

/// One bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bar {
    pub(super) family: String,
    pub(super) counts: Counts,
    pub(super) pieces: Vec<Piece>,
}

/// A stretch of one bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) class: &'static str,
    pub(super) x: u64,
    pub(super) width: u64,
}

/// A bar for each family of rules, in order of name.
pub(super) fn bars(summary: &Summary) -> Vec<Bar> {
    let mut families: BTreeMap<&str, Counts> = BTreeMap::new();
    for (rule, counts) in &summary.rules {
        families.entry(family(rule)).or_default().join(counts);
    }
    families
        .into_iter()
        .map(|(family, counts)| Bar {
            family: family.to_owned(),
            counts,
            pieces: pieces(&counts),
        })
        .collect()
}

/// A family of requirements: how many are kept, open and broken, as a bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FamilyBar {
    pub(super) title: String,
    pub(super) kept: u64,
    pub(super) open: u64,
    pub(super) broken: u64,
    pub(super) pieces: Vec<Piece>,
}

impl FamilyBar {
    pub(super) fn total(&self) -> u64 {
        self.kept + self.open + self.broken
    }
}

/// A bar for each family of requirements, in the order of the catalogue.
pub(super) fn family_bars(families: &[Family<'_>]) -> Vec<FamilyBar> {
    let bar = |family: &Family<'_>| {
        let [kept, open, broken] =
            [Came::Kept, Came::Open, Came::Broken].map(|came| family.many(came));
        let counts = Counts {
            conform: kept,
            unknown: open,
            nonconform: broken,
            ..Counts::default()
        };
        FamilyBar {
            title: family.title.to_owned(),
            kept,
            open,
            broken,
            pieces: pieces(&counts),
        }
    };
    families.iter().map(bar).collect()
}

/// The part of a rule's id before its first separator.
fn family(rule: &str) -> &str {
    rule.split(['.', '/', ':', '-']).next().unwrap_or(rule)
}

fn pieces(counts: &Counts) -> Vec<Piece> {
    let total = u128::from(counts.total());
    if total == 0 {
        return Vec::new();
    }
    let mut widths: Vec<(Status, u64)> = ORDER
        .iter()
        .filter(|status| counts.of(**status) > 0)
        .map(|status| {
            let exact = u128::from(counts.of(*status)) * u128::from(WIDTH) / total;
            (*status, u64::try_from(exact).unwrap_or(WIDTH).max(SEEN))
        })
        .collect();
    // What the small ones were given, and what rounding left, is on the widest.
    let others = |widths: &[(Status, u64)], at: usize| -> u64 {
        widths
            .iter()
            .enumerate()
            .filter(|(i, _)| *i != at)
            .map(|(_, (_, width))| width)
            .sum()
    };
    let widest = widths
        .iter()
        .enumerate()
        .max_by_key(|(_, (_, width))| *width)
        .map(|(at, _)| at);
    if let Some(at) = widest {
        widths[at].1 = WIDTH.saturating_sub(others(&widths, at));
    }
    let mut x = 0;
    widths
        .into_iter()
        .map(|(status, width)| {
            let piece = Piece {
                class: words::tag(status),
                x,
                width,
            };
            x += width;
            piece
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bad_verdict_of_a_million_is_seen() {
        let pieces = pieces(&Counts {
            conform: 1_000_000,
            nonconform: 1,
            ..Counts::default()
        });
        assert_eq!(
            pieces.iter().map(|piece| piece.width).collect::<Vec<_>>(),
            [992, 8]
        );
        assert_eq!(pieces[1].class, "nonconform");
    }

    #[test]
    fn a_bar_is_always_whole() {
        let counts = Counts {
            conform: 1,
            nonconform: 1,
            tolerated: 1,
            skipped: 0,
            unknown: 4,
        };
        let pieces = pieces(&counts);
        assert_eq!(pieces.iter().map(|piece| piece.width).sum::<u64>(), WIDTH);
        assert!(super::pieces(&Counts::default()).is_empty());
    }

    #[test]
    fn a_family_is_what_stands_before_the_first_separator() {
        assert_eq!(family("amc.participation.not-covered"), "amc");
        assert_eq!(family("FILE-1"), "FILE");
        assert_eq!(family("alone"), "alone");
    }
}
