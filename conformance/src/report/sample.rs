use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

/// How many passing lines a report shows.
const SIZE: usize = 30;

/// A sample of passing lines: those whose id has the smallest hash, so that it depends neither on the
/// order of the stream nor on whoever would like to choose. The runner draws the same lines, to keep their calculation.
#[derive(Debug, Clone)]
pub(crate) struct Sample<T> {
    kept: BTreeMap<(u128, String), T>,
}

impl<T> Default for Sample<T> {
    fn default() -> Self {
        Self {
            kept: BTreeMap::new(),
        }
    }
}

impl<T> Sample<T> {
    /// Whether the sample, as it stands, takes that line.
    pub(crate) fn draws(&self, id: &str) -> bool {
        self.takes(head(id))
    }

    /// Offers a line; `kept` is asked for only where it is taken.
    pub(crate) fn offer(&mut self, id: &str, kept: impl FnOnce() -> T) {
        let head = head(id);
        if !self.takes(head) {
            return;
        }
        self.kept.insert((head, id.to_owned()), kept());
        if self.kept.len() > SIZE {
            self.kept.pop_last();
        }
    }

    /// What was kept, in the order of the ids.
    pub(crate) fn by_id(self) -> BTreeMap<String, T> {
        let kept = self.kept.into_iter();
        kept.map(|((_, id), kept)| (id, kept)).collect()
    }

    /// The same, to look at.
    pub(crate) fn lines(&self) -> Vec<&T> {
        let mut kept: Vec<(&String, &T)> =
            self.kept.iter().map(|((_, id), kept)| (id, kept)).collect();
        kept.sort_by_key(|(id, _)| *id);
        kept.into_iter().map(|(_, kept)| kept).collect()
    }

    fn takes(&self, head: u128) -> bool {
        let last = self.kept.last_key_value();
        self.kept.len() < SIZE || last.is_some_and(|((last, _), _)| *last > head)
    }
}

fn head(id: &str) -> u128 {
    let hash = Sha256::digest(id.as_bytes());
    let bytes = hash.iter().take(16);
    bytes.fold(0_u128, |head, byte| head << 8 | u128::from(*byte))
}
