//! The décomptes that wait for the night they go out in, and those that something may name later.

use std::collections::BTreeMap;

use domain::{Caisse, Day, Decompte, Line, OcNumber};
use slab::Slab;

/// Where a décompte is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Made(usize);

/// What a file holds together: day, sender, receiver, and its rank in the day.
pub(crate) type FileKey = (Day, Caisse, OcNumber, u8);

#[derive(Debug, Clone, Default)]
pub(crate) struct Outbox {
    kept: Slab<Kept>,
    due: BTreeMap<FileKey, Vec<Made>>,
    /// The OCs whose files go to another, and to which.
    delegates: BTreeMap<OcNumber, OcNumber>,
    /// Lines of décomptes that were let go of, empty.
    spare: Vec<Vec<Line>>,
    /// Lists of what files held, empty.
    lists: Vec<Vec<Made>>,
}

#[derive(Debug, Clone)]
struct Kept {
    decompte: Decompte,
    /// Files it is still to go out in.
    queued: u8,
    /// As long as it was not written it can still be changed.
    is_written: bool,
    /// Whether something may name it once it is written.
    is_named: bool,
}

impl Kept {
    fn may_be_asked_for(&self) -> bool {
        self.is_named || self.queued > 0
    }
}

impl Outbox {
    /// Takes a new décompte in, to be written in the file of that rank on that day. It is kept until it is
    /// forgotten.
    pub(crate) fn add(&mut self, decompte: Decompte, day: Day, rank: u8) -> Made {
        let made = Made(self.kept.insert(Kept {
            decompte,
            queued: 0,
            is_written: false,
            is_named: true,
        }));
        self.queue(made, day, rank);
        made
    }

    /// Takes a new décompte in that is to go out, nobody knows when: it is kept until it is released or withdrawn.
    pub(crate) fn hold(&mut self, decompte: Decompte) -> Made {
        Made(self.kept.insert(Kept {
            decompte,
            queued: 1,
            is_written: false,
            is_named: true,
        }))
    }

    /// Queues a décompte that was held.
    pub(crate) fn release(&mut self, made: Made, day: Day, rank: u8) {
        self.withhold(made);
        self.queue(made, day, rank);
    }

    /// A décompte that was held does not go out.
    pub(crate) fn withdraw(&mut self, made: Made) {
        self.withhold(made);
        self.let_go(made);
    }

    fn withhold(&mut self, made: Made) {
        if let Some(kept) = self.kept.get_mut(made.0) {
            kept.queued = kept.queued.saturating_sub(1);
        }
    }

    /// Queues a décompte that was made before.
    pub(crate) fn queue(&mut self, made: Made, day: Day, rank: u8) {
        let kept = &mut self.kept[made.0];
        kept.queued += 1;
        let oc = kept.decompte.oc;
        let receiver = self.delegates.get(&oc).copied().unwrap_or(oc);
        let key = (day, kept.decompte.caisse, receiver, rank);
        let due = self.due.entry(key);
        due.or_insert_with(|| self.lists.pop().unwrap_or_default())
            .push(made);
    }

    /// The files of that OC go to another.
    pub(crate) fn delegate(&mut self, oc: OcNumber, to: OcNumber) {
        self.delegates.insert(oc, to);
    }

    pub(crate) fn get(&self, made: Made) -> &Decompte {
        &self.kept[made.0].decompte
    }

    /// The décompte, as long as it was not written.
    pub(crate) fn unwritten(&mut self, made: Made) -> Option<&mut Decompte> {
        let kept = self.kept.get_mut(made.0)?;
        (!kept.is_written).then_some(&mut kept.decompte)
    }

    /// The first day on which a file is due.
    pub(crate) fn next_due(&self) -> Option<Day> {
        self.due.keys().next().map(|key| key.0)
    }

    /// The next file due by that day, and its décomptes: in a délégataire's, those of an OC stand together.
    pub(crate) fn take_due(&mut self, day: Day) -> Option<(FileKey, Vec<Made>)> {
        let entry = self
            .due
            .first_entry()
            .filter(|entry| entry.key().0 <= day)?;
        let key = *entry.key();
        let mut made = entry.remove();
        if self.delegates.values().any(|to| *to == key.2) {
            made.sort_by_key(|made| self.kept[made.0].decompte.oc);
        }
        Some((key, made))
    }

    /// A file that was due is written.
    pub(crate) fn written(&mut self, mut decomptes: Vec<Made>) {
        for made in decomptes.drain(..) {
            let kept = &mut self.kept[made.0];
            kept.is_written = true;
            kept.queued -= 1;
            self.let_go(made);
        }
        self.lists.push(decomptes);
    }

    /// A file that was due is handed over by value: what nothing names later is not kept beside it.
    pub(crate) fn handed_over(&mut self, mut made: Vec<Made>) -> Vec<Decompte> {
        let mut decomptes = Vec::with_capacity(made.len());
        for made in made.drain(..) {
            let kept = &mut self.kept[made.0];
            kept.is_written = true;
            kept.queued -= 1;
            decomptes.push(if kept.may_be_asked_for() {
                kept.decompte.clone()
            } else {
                self.kept.remove(made.0).decompte
            });
        }
        self.lists.push(made);
        decomptes
    }

    /// Nothing names the décompte once it is written.
    pub(crate) fn forget(&mut self, made: Made) {
        self.kept[made.0].is_named = false;
        self.let_go(made);
    }

    /// A buffer for the lines of a new décompte.
    pub(crate) fn spare(&mut self) -> Vec<Line> {
        self.spare.pop().unwrap_or_default()
    }

    /// A buffer that was asked for and is not of use.
    pub(crate) fn take_back(&mut self, mut lines: Vec<Line>) {
        lines.clear();
        self.spare.push(lines);
    }

    fn let_go(&mut self, made: Made) {
        if self.kept[made.0].may_be_asked_for() {
            return;
        }
        let lines = self.kept.remove(made.0).decompte.lines;
        self.take_back(lines);
    }
}
