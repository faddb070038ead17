//! Delays on the virtual clock: from the day a line came to the day it was answered, and decided.

use std::collections::BTreeMap;

use domain::Day;

use crate::stream::{Subject, Verdict};

/// Days that lines took, counted by length.
#[derive(Debug, Clone, Default)]
pub(super) struct Delays {
    answered: BTreeMap<i32, u64>,
    decided: BTreeMap<i32, u64>,
    /// Lines that were received and never decided: silent, or held to the end.
    pub(super) waiting: u64,
    /// By scenario and day: lines that came, less lines that were decided.
    moves: BTreeMap<String, BTreeMap<Day, i64>>,
}

/// Days by nearest rank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Percentiles {
    pub(super) lines: u64,
    pub(super) half: i32,
    pub(super) ninety: i32,
    pub(super) ninety_nine: i32,
    pub(super) longest: i32,
}

/// The most lines that waited at once, and how long until none did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Backlog<'a> {
    pub(super) scenario: &'a str,
    pub(super) on: Day,
    pub(super) lines: i64,
    /// Days until it was gone; none where it never was.
    pub(super) absorbed: Option<i32>,
}

impl Delays {
    pub(super) fn add(&mut self, verdict: &Verdict) {
        let Subject::Line {
            days: Some(days), ..
        } = &verdict.subject
        else {
            return;
        };
        let mut count = |of: Option<Day>, into: fn(&mut Self) -> &mut BTreeMap<i32, u64>| {
            if let Some(day) = of {
                *into(self).entry(day.since(days.received)).or_default() += 1;
            }
        };
        count(days.answered, |delays| &mut delays.answered);
        count(days.decided, |delays| &mut delays.decided);
        self.waiting += u64::from(days.decided.is_none());
        // What is decided on the day it comes never waits.
        if days.decided != Some(days.received) {
            let moves = self.moves.entry(verdict.scenario.clone()).or_default();
            *moves.entry(days.received).or_default() += 1;
            if let Some(day) = days.decided {
                *moves.entry(day).or_default() -= 1;
            }
        }
    }

    /// From receipt to the first answer.
    pub(super) fn answered(&self) -> Option<Percentiles> {
        percentiles(&self.answered)
    }

    /// From receipt to the decision.
    pub(super) fn decided(&self) -> Option<Percentiles> {
        percentiles(&self.decided)
    }

    /// The scenario where most lines waited at once; none where none ever did.
    pub(super) fn backlog(&self) -> Option<Backlog<'_>> {
        let each = self.moves.iter().filter_map(|(id, moves)| peak(id, moves));
        // Of equal ones, the first in order of name.
        each.reduce(|most, other| {
            if other.lines > most.lines {
                other
            } else {
                most
            }
        })
    }
}

fn peak<'a>(scenario: &'a str, moves: &BTreeMap<Day, i64>) -> Option<Backlog<'a>> {
    let mut waiting = 0;
    let mut most: Option<Backlog<'_>> = None;
    for (day, change) in moves {
        waiting += change;
        if waiting > most.as_ref().map_or(0, |most| most.lines) {
            most = Some(Backlog {
                scenario,
                on: *day,
                lines: waiting,
                absorbed: None,
            });
        } else if let Some(most) = most.as_mut().filter(|_| waiting == 0) {
            most.absorbed.get_or_insert(day.since(most.on));
        }
    }
    most
}

/// The nearest rank: the shortest delay that so many of a hundred lines do not pass.
fn percentiles(by_days: &BTreeMap<i32, u64>) -> Option<Percentiles> {
    let lines: u64 = by_days.values().sum();
    let (longest, _) = by_days.last_key_value()?;
    let rank = |percent: u64| {
        let wanted = (lines * percent).div_ceil(100);
        let mut seen = 0;
        let mut days = by_days.iter();
        let found = days.find(|(_, count)| {
            seen += **count;
            seen >= wanted
        });
        found.map_or(*longest, |(days, _)| *days)
    };
    Some(Percentiles {
        lines,
        half: rank(50),
        ninety: rank(90),
        ninety_nine: rank(99),
        longest: *longest,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_a_delay_that_was_met() {
        let by_days = BTreeMap::from([(0, 89), (3, 10), (40, 1)]);
        let of = percentiles(&by_days).unwrap();
        assert_eq!(
            (of.lines, of.half, of.ninety, of.ninety_nine, of.longest),
            (100, 0, 3, 3, 40)
        );
        assert_eq!(percentiles(&BTreeMap::new()), None);
    }

    #[test]
    fn a_backlog_is_the_most_that_waited_and_when_it_was_gone() {
        let day = |day| Day::new(2025, 1, day).unwrap();
        let moves = [
            (day(1), 3),
            (day(2), 2),
            (day(5), -4),
            (day(9), -1),
            (day(11), 1),
        ];
        let most = peak("s", &moves.into()).unwrap();
        assert_eq!((most.on, most.lines, most.absorbed), (day(2), 5, Some(7)));
        let never = peak("s", &[(day(1), 1)].into()).unwrap();
        assert_eq!(never.absorbed, None);
        assert_eq!(peak("s", &[(day(1), 0)].into()), None);
    }
}
