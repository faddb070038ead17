//! What a run came to.

use std::collections::BTreeMap;

use oracle::trace::{Step, Trace};

/// What a run came to.
#[derive(Debug, Default)]
pub struct Tally {
    /// Acts, invoices and visits that were fed to both.
    pub decisions: u64,
    /// Of these, those that both refused.
    pub refused: u64,
    /// What was settled and then cancelled.
    pub cancelled: u64,
    /// Steps of the first oracle, by id of the rule.
    pub first: BTreeMap<&'static str, u64>,
    /// Rules that the second oracle met, by name.
    pub second: BTreeMap<&'static str, u64>,
    /// Listed differences, by entry of the register.
    pub excluded: BTreeMap<&'static str, u64>,
    /// Disagreements.
    pub disagreed: u64,
    /// The first of them, in words.
    pub shown: Vec<String>,
}

/// Disagreements that are told in full.
const SHOWN: usize = 12;

impl Tally {
    pub(crate) fn add(&mut self, other: Self) {
        self.decisions += other.decisions;
        self.refused += other.refused;
        self.cancelled += other.cancelled;
        self.disagreed += other.disagreed;
        for (all, each) in [
            (&mut self.first, other.first),
            (&mut self.second, other.second),
            (&mut self.excluded, other.excluded),
        ] {
            add_each(all, each);
        }
        let room = SHOWN.saturating_sub(self.shown.len());
        self.shown.extend(other.shown.into_iter().take(room));
    }

    /// Counts a disagreement, and tells the first of them.
    pub(crate) fn disagree(&mut self, told: impl FnOnce() -> String) {
        self.disagreed += 1;
        if self.shown.len() < SHOWN {
            self.shown.push(told());
        }
    }
}

/// Adds counts to counts, one by one.
pub(crate) fn add_each<K: Ord>(counts: &mut BTreeMap<K, u64>, others: BTreeMap<K, u64>) {
    for (key, count) in others {
        *counts.entry(key).or_default() += count;
    }
}

/// Counts the steps of the first oracle by rule.
pub(crate) struct Rules<'a>(pub(crate) &'a mut BTreeMap<&'static str, u64>);

impl Trace for Rules<'_> {
    fn step(&mut self, step: impl FnOnce() -> Step) {
        *self.0.entry(step().rule).or_default() += 1;
    }
}
