use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use crate::stream::Verdict;

/// How many passing lines a report shows.
const SIZE: usize = 30;

/// A sample of passing lines: those whose id has the smallest hash, so that it depends neither on the
/// order of the stream nor on whoever would like to choose.
#[derive(Debug, Clone, Default)]
pub(super) struct Sample {
    kept: BTreeMap<(u128, String), Verdict>,
}

impl Sample {
    pub(super) fn offer(&mut self, verdict: &Verdict) {
        let hash = Sha256::digest(verdict.id.as_bytes());
        let head = hash
            .iter()
            .take(16)
            .fold(0_u128, |head, byte| head << 8 | u128::from(*byte));
        let full = self.kept.len() >= SIZE;
        if full
            && self
                .kept
                .last_key_value()
                .is_some_and(|((last, _), _)| *last <= head)
        {
            return;
        }
        self.kept
            .insert((head, verdict.id.clone()), verdict.clone());
        if self.kept.len() > SIZE {
            self.kept.pop_last();
        }
    }

    /// In the order of their ids.
    pub(super) fn lines(&self) -> Vec<&Verdict> {
        let mut lines: Vec<&Verdict> = self.kept.values().collect();
        lines.sort_by(|a, b| a.id.cmp(&b.id));
        lines
    }
}
