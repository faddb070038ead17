//! What doors count of the faults.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use domain::OcNumber;

use super::decide::Fired;
use super::spec::{Door, Route};
use crate::FileName;

/// How often each thing was asked, and how often each rule fired.
#[derive(Debug, Default)]
pub(super) struct Tally {
    asked: HashMap<Asked, u64>,
    fired: BTreeMap<Arc<str>, u64>,
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

    /// How often a rule fired.
    pub(super) fn fired(&self, rule: &str) -> u64 {
        self.fired.get(rule).copied().unwrap_or(0)
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.asked.is_empty() && self.fired.is_empty()
    }
}
