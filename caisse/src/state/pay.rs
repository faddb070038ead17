//! Bills are settled, and become décomptes.

use std::collections::BTreeMap;

use domain::{Beneficiary, Caisse, DecompteNumber, Operation};
use oracle::amo::Cover;

use super::held::Held;
use super::{FIRST_FILE, State};
use crate::CaisseError;
use crate::account::HeldBack;
use crate::bill::Bill;
use crate::lines::{c2s, recover, stand_for};
use crate::payment::{Head, Invoice, InvoiceId, Pending, Settled};
use crate::registry::PersonState;
use crate::settlement::Settlement;

/// Décompte numbers of a lot at one caisse.
const NUMBERS_PER_LOT: u32 = 20_000;
/// Lots after which the numbers come back (their dates have changed by then).
const LOTS_OF_NUMBERS: u32 = 49_999;

impl State<'_> {
    /// As many [`Event::Invoice`](crate::Event::Invoice) one after the other. What the AMO pays of several bills is found before the first
    /// is paid: it depends on the bills before, and on no payment. Those that `is_named` is false of are forgotten at once
    /// ([`State::forget`]).
    ///
    /// # Errors
    /// As [`State::step`].
    pub fn settle_all(
        &mut self,
        invoices: &[Invoice],
        is_named: impl Fn(InvoiceId) -> bool,
    ) -> Result<(), CaisseError> {
        let mut found = std::mem::take(&mut self.found);
        let mut rest = invoices;
        while let Some(first) = rest.first() {
            // The invoices of a stay settle earlier ones anew.
            let in_town = |invoice: &&Invoice| matches!(invoice.bill, Bill::Town(_));
            let run = rest.iter().take_while(in_town).count();
            if run == 0 {
                self.settle(first)?;
                if !is_named(first.id) {
                    self.forget(first.id);
                }
                rest = rest.get(1..).unwrap_or_default();
                continue;
            }
            let (town, after) = rest.split_at(run);
            for invoice in town {
                let who = self.registry.today(&invoice.who);
                found.push((who, self.liquidate(&who, &invoice.bill)?));
            }
            for (invoice, (who, settlement)) in town.iter().zip(found.drain(..)) {
                self.pay_invoice(invoice, who, settlement, is_named(invoice.id))?;
            }
            rest = after;
        }
        self.found = found;
        Ok(())
    }

    pub(super) fn settle(&mut self, invoice: &Invoice) -> Result<(), CaisseError> {
        let who = self.registry.today(&invoice.who);
        let settlement = self.liquidate(&who, &invoice.bill)?;
        self.pay_invoice(invoice, who, settlement, true)
    }

    fn pay_invoice(
        &mut self,
        invoice: &Invoice,
        who: Beneficiary,
        settlement: Settlement,
        is_named: bool,
    ) -> Result<(), CaisseError> {
        let index = self.pay(Pending {
            invoice: invoice.id,
            who,
            date: invoice.processed,
            operation: Operation::Payment,
            settlement,
            third_party: invoice.third_party,
            past_the_link: invoice.past_the_link,
            replaced: None,
            is_named,
        })?;
        match index {
            Some(index) => self.realign(index, invoice.processed),
            None => Ok(()),
        }
    }

    /// `who` is who that is by now ([`Registry::today`]).
    pub(super) fn liquidate(
        &mut self,
        who: &Beneficiary,
        bill: &Bill,
    ) -> Result<Settlement, CaisseError> {
        let spare = self.spare.pop().unwrap_or_default();
        let file = self.registry.file_mut(&who.nir);
        match file.and_then(|file| file.person_mut(who)) {
            Some(person) => Settlement::of(self.law, person, bill, spare),
            None => Ok(Settlement::Town(Vec::new())),
        }
    }

    /// Makes a décompte and queues it; nothing where no OC is linked on the day of care, or where nothing names it later.
    pub(super) fn pay(&mut self, pending: Pending) -> Result<Option<usize>, CaisseError> {
        let invoice = pending.invoice;
        let Some(insured) = self.registry.file_mut(&pending.who.nir) else {
            return Ok(None);
        };
        // A correction comes from the caisse that settled first: its number is of use only there.
        let replaced = pending.replaced.map(|made| self.outbox.get(made).caisse);
        let (caisse, debts) = (replaced.unwrap_or(insured.caisse), &mut insured.debts);
        let of = |state: &&PersonState| state.is(&pending.who);
        let Some(person) = insured.persons.iter().find(of) else {
            return Ok(None);
        };
        let Some(first) = pending.settlement.first_day() else {
            return Ok(None);
        };
        let link = match pending.past_the_link {
            _ if insured.refuses_exchanges => None,
            true => person.last_link(pending.date),
            false => person.link_on(first, pending.date),
        };
        // The insured is paid, and owes, whether or not an OC hears of it.
        let number = next_number(&mut self.numbers, self.lot, caisse);
        let patient = person.patient();
        let mut lines = self.outbox.spare();
        pending
            .settlement
            .lines(number, &patient, debts, &mut lines);
        if pending.third_party.is_none() {
            recover(&mut lines, debts);
        }
        let is_held = link.is_none()
            && self.account.held_back == HeldBack::Sent
            && !insured.refuses_exchanges
            && person.is_blocked(pending.date);
        let is_of_use = link.is_some() || is_held || self.account.kept_decomptes > 0;
        if lines.is_empty() || !is_of_use {
            self.outbox.take_back(lines);
            self.spare.extend(pending.settlement.buffer());
            return Ok(None);
        }
        let is_of_c2s = patient.cover == Cover::C2s;
        if is_of_c2s && link.is_some_and(|link| !link.runs_the_c2s()) {
            c2s::complete(&mut lines)?;
        }
        if let Some(replaced) = pending.replaced {
            stand_for(&mut lines, self.outbox.get(replaced));
        }
        let oc = link.map(|link| person.number_of(link.oc, first, pending.date));
        let decompte = Head {
            oc: oc.unwrap_or_default(),
            member: link.map(|link| link.member).unwrap_or_default(),
            caisse,
            number,
            date: pending.date,
            operation: pending.operation,
            who: pending.who,
            name: &person.person.name,
            first_name: &person.person.first_name,
            third_party: pending.third_party,
        }
        .decompte(lines);
        self.list(&decompte, oc);
        let made = if oc.is_some() {
            let made = self.outbox.add(decompte, pending.date, FIRST_FILE);
            self.last = Some(made);
            made
        } else if is_held {
            let made = self.outbox.hold(decompte);
            self.held.push(Held {
                made,
                care: first,
                is_of_c2s,
            });
            made
        } else {
            self.outbox.take_back(decompte.lines);
            self.spare.extend(pending.settlement.buffer());
            return Ok(None);
        };
        let is_of_stay = pending.settlement.stay().is_some();
        if !pending.is_named && !is_of_stay {
            self.outbox.forget(made);
            self.spare.extend(pending.settlement.buffer());
            return Ok(None);
        }
        let index = self.settled.insert(Settled {
            invoice,
            decompte: made,
            who: pending.who,
            settlement: pending.settlement,
            third_party: pending.third_party,
            past_the_link: pending.past_the_link,
            cancelled: false,
        });
        if is_of_stay {
            self.of_stays.push(index);
        }
        self.by_invoice.insert(invoice, index);
        Ok(Some(index))
    }
}

pub(super) fn next_number(
    numbers: &mut BTreeMap<Caisse, u32>,
    lot: u32,
    caisse: Caisse,
) -> DecompteNumber {
    let used = numbers.entry(caisse).or_insert(0);
    *used += 1;
    let base = lot % LOTS_OF_NUMBERS * NUMBERS_PER_LOT;
    // Past its range a lot would run into the next one's numbers, still within nine digits.
    DecompteNumber::new((base + *used) % 1_000_000_000).unwrap_or_default()
}
