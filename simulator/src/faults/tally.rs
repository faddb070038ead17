//! What doors count of the faults.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use domain::OcNumber;

use super::decide::{Ask, Faults, Fired};
use super::nearly::{Nearly, NearlyFired};
use super::spec::{Door, Route};
use crate::FileName;

/// How often each thing was asked, and how often each rule fired.
#[derive(Debug, Default)]
pub(super) struct Tally {
    asked: HashMap<Asked, u64>,
    fired: BTreeMap<Arc<str>, u64>,
    nearly: NearlyFired,
}

/// What is counted on its own.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Asked {
    pub(super) door: Door,
    pub(super) route: Route,
    pub(super) oc: Option<OcNumber>,
    pub(super) file: Option<FileName>,
}

/// Different things that are counted at most; what comes beyond is each time the first of its kind.
const COUNTED: usize = 1 << 18;

impl Tally {
    /// Counts one more, and gives the how-manieth it is.
    pub(super) fn next(&mut self, asked: Asked) -> u64 {
        let room = self.asked.len() < COUNTED;
        if let Some(count) = self.asked.get_mut(&asked) {
            *count += 1;
            return *count;
        }
        if room {
            self.asked.insert(asked, 1);
        }
        1
    }

    /// How many there were.
    pub(super) fn count(&self, asked: &Asked) -> u64 {
        self.asked.get(asked).copied().unwrap_or(0)
    }

    /// Counts what befell somebody.
    pub(super) fn befell<'a>(&mut self, fired: impl IntoIterator<Item = &'a Fired>) {
        for one in fired {
            *self.fired.entry(one.rule.clone()).or_default() += 1;
        }
    }

    /// Counts what alone kept rules from such a request, of those that never fired.
    pub(super) fn nearly(&mut self, faults: &Faults, ask: &Ask<'_>) {
        let never = |rule: &str| !self.fired.contains_key(rule);
        let kept = faults.nearly(ask, never);
        self.nearly.count(ask, kept);
    }

    /// Counts files that a rule fired for, and that had nothing which it could befall.
    pub(super) fn in_vain(&mut self, ask: &Ask<'_>, rules: impl Iterator<Item = Arc<str>>) {
        let kept = rules.filter(|rule| !self.fired.contains_key(rule));
        let kept = kept.map(|rule| (rule, "action")).collect();
        self.nearly.count(ask, kept);
    }

    /// What alone kept a rule from firing, the most frequent first.
    pub(super) fn kept(&self, rule: &str) -> Vec<Nearly> {
        self.nearly.of(rule)
    }

    /// How often a rule fired.
    pub(super) fn fired(&self, rule: &str) -> u64 {
        self.fired.get(rule).copied().unwrap_or(0)
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.asked.is_empty() && self.fired.is_empty()
    }
}
