use std::collections::BTreeMap;

use protocol::Reply;

/// Numbers of requests on this side of a door: those the target would have been sent without it, so that what is said of a
/// number is the same whichever way files go.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// The next of this side.
    next: Option<u64>,
    /// Of this side by the target's.
    ours: BTreeMap<u64, u64>,
}

impl Numbers {
    /// The next of this side; the first is what `otherwise` says.
    pub(super) fn take(&mut self, otherwise: u64) -> u64 {
        let number = self.next.unwrap_or(otherwise);
        self.next = Some(number + 1);
        number
    }

    /// The next of this side, for what the target was sent under a number of its own.
    pub(super) fn sent_as(&mut self, theirs: u64) -> u64 {
        let ours = self.take(theirs);
        self.join(theirs, ours);
        ours
    }

    /// What the target says of a number of its own is said of ours.
    pub(super) fn join(&mut self, theirs: u64, ours: u64) {
        self.ours.insert(theirs, ours);
    }

    /// Whether the target's number is joined to one.
    pub(super) fn has(&self, theirs: u64) -> bool {
        self.ours.contains_key(&theirs)
    }

    /// The number of this side; the target's own where none is joined to it.
    pub(super) fn ours(&self, theirs: u64) -> u64 {
        self.ours.get(&theirs).copied().unwrap_or(theirs)
    }

    /// Puts the number of this side in the place of the target's.
    pub(super) fn translate(&self, reply: &mut Reply) {
        if let Some(re) = reply.re_mut() {
            *re = self.ours(*re);
        }
    }
}
