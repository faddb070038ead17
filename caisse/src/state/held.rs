//! Décomptes that wait for one OC to be left of those that claim the person.

use domain::Day;

use super::{FIRST_FILE, State};
use crate::CaisseError;
use crate::lines::c2s;
use crate::outbox::Made;

/// One that waits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held {
    pub(super) made: Made,
    /// The day of care that says whose it is.
    pub(super) care: Day,
    /// Whether the C2S completes it where an OC does not run it.
    pub(super) is_of_c2s: bool,
}

impl State<'_> {
    /// Whether that décompte waits.
    pub(super) fn is_held(&self, made: Made) -> bool {
        self.held.iter().any(|held| held.made == made)
    }

    /// Drops a décompte that waits; gives whether it did.
    pub(super) fn withdraw(&mut self, made: Made) -> bool {
        let place = self.held.iter().position(|held| held.made == made);
        if let Some(place) = place {
            self.held.remove(place);
            self.outbox.withdraw(made);
        }
        place.is_some()
    }

    /// Queues what waits of persons whom one OC is left of.
    pub(super) fn release(&mut self, day: Day) -> Result<(), CaisseError> {
        if self.held.is_empty() {
            return Ok(());
        }
        for held in std::mem::take(&mut self.held) {
            let decompte = self.outbox.get(held.made);
            let (who, number, date) = (decompte.beneficiary, decompte.number, decompte.date);
            let who = self.registry.today(&who);
            let Some(file) = self.registry.file_mut(&who.nir) else {
                self.outbox.withdraw(held.made);
                continue;
            };
            let refuses_exchanges = file.refuses_exchanges;
            let person = file.person_mut(&who);
            if person.as_ref().is_some_and(|person| person.is_blocked(day)) {
                self.held.push(held);
                continue;
            }
            let link = person.as_ref().and_then(|person| {
                let link = person
                    .link_on(held.care, day)
                    .filter(|_| !refuses_exchanges);
                link.map(|link| (*link, person.number_of(link.oc, held.care, date)))
            });
            let Some((link, oc)) = link else {
                self.outbox.withdraw(held.made);
                continue;
            };
            if let Some(decompte) = self.outbox.unwritten(held.made) {
                (decompte.oc, decompte.member) = (oc, link.member);
                if held.is_of_c2s && !link.runs_the_c2s() {
                    c2s::complete(&mut decompte.lines)?;
                }
            }
            self.outbox.release(held.made, day, FIRST_FILE);
            self.list_as_sent(&who.nir, number, oc);
        }
        Ok(())
    }
}
