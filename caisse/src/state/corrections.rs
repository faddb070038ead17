//! What takes a décompte back, or puts another in its place.

use domain::{Day, Decompte, Operation};

use super::pay::next_number;
use super::{FIRST_FILE, State};
use crate::CaisseError;
use crate::bill::Bill;
use crate::lines::{settled_twice, taken_back, town};
use crate::payment::{InvoiceId, Pending};
use crate::settlement::Settlement;

impl State<'_> {
    pub(super) fn cancel(&mut self, invoice: InvoiceId, day: Day) -> Result<(), CaisseError> {
        let index = self.index(invoice)?;
        self.restore(index);
        self.queue_cancellation(index, day);
        self.realign(index, day)
    }

    /// Puts `bill` in the place of a décompte's own.
    pub(super) fn regularise(
        &mut self,
        index: usize,
        bill: &Bill,
        corrected: Day,
        cancelled: Day,
    ) -> Result<(), CaisseError> {
        if bill.first_day().is_none() {
            return Ok(());
        }
        self.restore(index);
        let who = self.registry.today(&self.settled[index].who);
        let settlement = self.liquidate(&who, bill)?;
        // In one file the cancellation stands first.
        if cancelled <= corrected {
            self.queue_cancellation(index, cancelled);
        }
        let new = self.replace(index, settlement, corrected)?;
        if cancelled > corrected {
            self.queue_cancellation(index, cancelled);
        }
        match new {
            Some(new) => self.realign(new, corrected),
            None => Ok(()),
        }
    }

    /// The décompte that stands for an earlier one.
    pub(super) fn replace(
        &mut self,
        index: usize,
        settlement: Settlement,
        date: Day,
    ) -> Result<Option<usize>, CaisseError> {
        let old = &self.settled[index];
        self.pay(Pending {
            invoice: old.invoice,
            who: self.registry.today(&old.who),
            date,
            operation: Operation::Regularisation,
            settlement,
            third_party: old.third_party,
            past_the_link: old.past_the_link,
            replaced: Some(old.decompte),
            is_named: true,
        })
    }

    pub(super) fn settle_twice(&mut self, invoice: InvoiceId, day: Day) -> Result<(), CaisseError> {
        let made = self.known(invoice)?.decompte;
        if self.is_held(made) {
            return Ok(());
        }
        let original = self.outbox.get(made);
        let number = next_number(&mut self.numbers, self.lot, original.caisse);
        let twice = settled_twice(original, number, day);
        self.make_for_once(twice, day);
        Ok(())
    }

    /// Gives the counters back what a décompte took, once.
    pub(super) fn restore(&mut self, index: usize) {
        let settled = &mut self.settled[index];
        if std::mem::replace(&mut settled.cancelled, true) {
            return;
        }
        if let (Settlement::Town(acts), Some(insured)) = (
            &settled.settlement,
            self.registry.insured_mut(&settled.who.nir),
        ) {
            town::forgive(self.outbox.get(settled.decompte), acts, &mut insured.debts);
        }
        if let Some(person) = self.registry.person_mut(&settled.who) {
            settled.settlement.take_back(person);
        }
    }

    pub(super) fn queue_cancellation(&mut self, index: usize, day: Day) {
        // What no OC heard of is not taken back: it is not sent.
        if self.withdraw(self.settled[index].decompte) {
            return;
        }
        let original = self.outbox.get(self.settled[index].decompte);
        let number = next_number(&mut self.numbers, self.lot, original.caisse);
        let cancellation = taken_back(original, number, day);
        self.make_for_once(cancellation, day);
    }

    /// Queues a décompte that no bill names.
    fn make_for_once(&mut self, decompte: Decompte, day: Day) {
        self.list(&decompte, Some(decompte.oc));
        let made = self.outbox.add(decompte, day, FIRST_FILE);
        self.outbox.forget(made);
        self.last = Some(made);
    }
}
