//! Every décompte that the caisse made, and those that wait for the night they go out in.

use std::collections::BTreeMap;

use domain::{Caisse, Day, Decompte, OcNumber};

/// Index of a décompte in the order of making.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Made(usize);

/// What a file holds together: day, sender, receiver, and its rank in the day.
pub(crate) type FileKey = (Day, Caisse, OcNumber, u8);

#[derive(Debug, Clone, Default)]
pub(crate) struct Outbox {
    made: Vec<Decompte>,
    /// As long as a décompte was not written it can still be changed.
    written: Vec<bool>,
    due: BTreeMap<FileKey, Vec<Made>>,
}

impl Outbox {
    /// Takes a new décompte in, to be written in the file of that rank on that day.
    pub(crate) fn add(&mut self, decompte: Decompte, day: Day, rank: u8) -> Made {
        let made = Made(self.made.len());
        self.made.push(decompte);
        self.written.push(false);
        self.queue(made, day, rank);
        made
    }

    /// Queues a décompte that was made before.
    pub(crate) fn queue(&mut self, made: Made, day: Day, rank: u8) {
        let decompte = self.get(made);
        let key = (day, decompte.caisse, decompte.oc, rank);
        self.due.entry(key).or_default().push(made);
    }

    pub(crate) fn get(&self, made: Made) -> &Decompte {
        &self.made[made.0]
    }

    /// The décompte, as long as it was not written.
    pub(crate) fn unwritten(&mut self, made: Made) -> Option<&mut Decompte> {
        if self.written[made.0] {
            return None;
        }
        Some(&mut self.made[made.0])
    }

    /// The next file due by that day, and its décomptes: written from then on.
    pub(crate) fn take_due(&mut self, day: Day) -> Option<(FileKey, Vec<Made>)> {
        let entry = self
            .due
            .first_entry()
            .filter(|entry| entry.key().0 <= day)?;
        let key = *entry.key();
        let decomptes = entry.remove();
        for made in &decomptes {
            self.written[made.0] = true;
        }
        Some((key, decomptes))
    }
}
