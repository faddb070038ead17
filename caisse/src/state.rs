mod account;
mod files;
mod held;
mod lives;
mod stays;

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, VecDeque};

use domain::{
    Beneficiary, Caisse, Day, Decompte, DecompteNumber, FileId, Nir, OcNumber, Operation,
};
use noemie::Header;
use noemie::Profiles;
use noemie::framing::Framing;
use noemie::links::{LinkAnswer, Movement};
use oracle::amo::{Cover, Liquidation};
use oracle::law::Law;
use rustc_hash::FxHashMap;
use slab::Slab;

use crate::account::{AccountSpec, Choice, HeldBack, Paper, Refusal};
use crate::bill::{Act, Bill};
use crate::lines::{c2s, is_own, recover, stand_for, taken_back, town};
use crate::outbox::{Made, Outbox};
use crate::payment::{Head, Invoice, InvoiceId, Pending, Settled};
use crate::registry::{InsuredFile, Link, PersonState, Registry};
use crate::settlement::Settlement;
use crate::{CaisseError, CalendarSpec, Content};
use held::Held;

pub use lives::Life;

/// What happens to the caisse.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Event {
    /// An insured becomes known.
    Register(InsuredFile),
    /// Something that the caisse learns of a life on that day. It tells the OCs concerned by 929 files.
    Life(Life, Day),
    /// A person has a link from before.
    NoteLink(Beneficiary, Link),
    /// The files of an OC go to another from now on, its délégataire: together with those of that one.
    Delegate {
        /// The OC.
        oc: OcNumber,
        /// Its délégataire.
        to: OcNumber,
    },
    /// The caisse knows of those OCs and of no others: one that is none of them is rejected (929, reason 17). Without
    /// this event it takes every number.
    KnowsOcs(Vec<OcNumber>),
    /// The caisse takes no link of that insured before its first day: it rejects the creation until then (929, reason 22).
    TakesNoFuture(Nir),
    /// A 408 file arrived from an OC, already read.
    Movements {
        /// Its header.
        header: Header,
        /// Its movements, in order.
        movements: Vec<Movement>,
        /// The day it is answered.
        day: Day,
    },
    /// A care sheet or an invoice arrived.
    Invoice(Invoice),
    /// An earlier décompte is taken back on that day.
    Cancel(InvoiceId, Day),
    /// An earlier décompte is corrected: `bill` takes the place of its bill.
    Regularise {
        /// The bill.
        invoice: InvoiceId,
        /// The right bill.
        bill: Bill,
        /// Day of the correction.
        corrected: Day,
        /// Day of the cancellation: later than the correction where the two halves cross.
        cancelled: Day,
    },
    /// The same décompte goes out once more, in another file of that day.
    SendAgain(InvoiceId, Day),
    /// A file that went out is asked for again: the same, as long as it is kept ([`AccountSpec::kept_files`]).
    SendFileAgain(FileId),
    /// The insured chooses an OC in the account. It takes effect on a night some days later: that OC is told so (929,
    /// reason 73), the others lose the link (43).
    Choose(Choice),
    /// From now on the insured wants no exchanges with any OC, or wants them again: no décompte goes out, no link is
    /// created or changed (929, reason 35).
    RefusesExchanges {
        /// The insured.
        nir: Nir,
        /// Whether they refuse.
        refuses: bool,
    },
    /// The insured hands a décompte of the account to an OC on paper.
    HandOver {
        /// The insured.
        nir: Nir,
        /// The décompte.
        decompte: DecompteNumber,
        /// To whom.
        oc: OcNumber,
        /// When.
        day: Day,
    },
    /// The same care goes out once more under another décompte number: the caisse's mistake.
    SettleTwice(InvoiceId, Day),
    /// Night falls: what is due by that day is written.
    Night(Day),
}

/// What the caisse does.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Effect {
    /// A file is ready for an OC.
    File(OutgoingFile),
    /// A choice is noted.
    ChoiceTaken {
        /// For whom.
        who: Beneficiary,
        /// The OC.
        oc: OcNumber,
        /// The night on which it takes effect.
        on: Day,
    },
    /// A décompte on paper is in the hands of an OC.
    Paper(Box<Paper>),
    /// What was asked is not done, and why. Nothing changed.
    Refused(Refusal),
}

/// A file of the caisse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingFile {
    /// Its identity.
    pub id: FileId,
    /// The NOEMIE bytes, unless the caisse hands its files over [unwritten](State::unwritten).
    pub content: Content,
    /// The décomptes it carries (303), by number.
    pub decomptes: Vec<DecompteNumber>,
}

/// The Assurance Maladie of one lot: a pure state machine.
#[derive(Debug, Clone)]
pub struct State<'a> {
    lot: u32,
    law: &'a Law,
    profiles: &'a Profiles,
    framing: Framing,
    /// Whether its files are written when they are due.
    writes: bool,
    registry: Registry,
    settled: Slab<Settled>,
    by_invoice: FxHashMap<InvoiceId, usize>,
    numbers: BTreeMap<Caisse, u32>,
    /// Those of `settled` that are invoices of a stay.
    of_stays: Vec<usize>,
    outbox: Outbox,
    last: Option<Made>,
    /// Buffers of files that were given back, empty.
    buffers: Vec<Vec<u8>>,
    /// What is found of several bills before they are paid: empty between two steps.
    found: Vec<(Beneficiary, Settlement)>,
    /// Buffers of settlements that were let go of.
    spare: Vec<Vec<(Act, Liquidation)>>,
    /// 929 files of a day, by caisse and receiver: their rank is part of their identity.
    answers: BTreeMap<(Day, Caisse, u64), u8>,
    account: AccountSpec,
    calendar: CalendarSpec,
    /// Choices in the order in which they were made: when they take effect, for whom, which OC.
    choices: Vec<(Day, Beneficiary, OcNumber)>,
    /// Décomptes that wait for one OC to be left.
    held: Vec<Held>,
    /// Files that may be asked for again, oldest first.
    files: VecDeque<OutgoingFile>,
}

/// Décompte numbers of a lot at one caisse.
const NUMBERS_PER_LOT: u32 = 20_000;
/// Lots after which the numbers come back (their dates have changed by then).
const LOTS_OF_NUMBERS: u32 = 49_999;

impl<'a> State<'a> {
    /// A caisse that knows nobody.
    #[must_use]
    pub fn new(lot: u32, law: &'a Law, profiles: &'a Profiles, framing: Framing) -> Self {
        Self {
            lot,
            law,
            profiles,
            framing,
            writes: true,
            registry: Registry::default(),
            settled: Slab::new(),
            by_invoice: FxHashMap::default(),
            numbers: BTreeMap::new(),
            of_stays: Vec::new(),
            outbox: Outbox::default(),
            last: None,
            buffers: Vec::new(),
            found: Vec::new(),
            spare: Vec::new(),
            answers: BTreeMap::new(),
            account: AccountSpec::default(),
            calendar: CalendarSpec::default(),
            choices: Vec::new(),
            held: Vec::new(),
            files: VecDeque::new(),
        }
    }

    /// The same caisse, which hands its files over as values: for whoever has no use for the bytes.
    #[must_use]
    pub fn unwritten(self) -> Self {
        Self {
            writes: false,
            ..self
        }
    }

    /// The layouts the caisse writes with.
    #[must_use]
    pub const fn profiles(&self) -> &'a Profiles {
        self.profiles
    }

    /// How it cuts its files into blocks.
    #[must_use]
    pub const fn framing(&self) -> Framing {
        self.framing
    }

    /// One step: `event` changes the state and leaves its effects, in order, in `effects`.
    ///
    /// # Errors
    /// Where the law has no answer for an act, an event names an unknown care sheet, or a file cannot
    /// be written. The state is then no longer of use.
    pub fn step(&mut self, event: Event, effects: &mut Vec<Effect>) -> Result<(), CaisseError> {
        match event {
            Event::Register(file) => self.registry.register(file),
            Event::Life(life, day) => {
                self.live(life, day, effects)?;
                self.release(day)?;
            }
            Event::NoteLink(who, link) => self.registry.note_link(&who, link),
            Event::KnowsOcs(ocs) => self.registry.knows_ocs(ocs),
            Event::TakesNoFuture(nir) => self.registry.takes_no_future(nir),
            Event::Delegate { oc, to } => self.outbox.delegate(oc, to),
            Event::Movements {
                header,
                movements,
                day,
            } => {
                let file = self.answer(&header, movements, day)?;
                self.send(file, effects);
                self.release(day)?;
            }
            Event::Invoice(invoice) => self.settle(&invoice)?,
            Event::Cancel(invoice, day) => self.cancel(invoice, day)?,
            Event::Regularise {
                invoice,
                bill,
                corrected,
                cancelled,
            } => {
                let index = self.index(invoice)?;
                self.regularise(index, &bill, corrected, cancelled)?;
            }
            Event::SendAgain(invoice, day) => {
                let made = self.known(invoice)?.decompte;
                // What did not go out cannot go out again.
                if !self.is_held(made) {
                    self.outbox.queue(made, day, SECOND_FILE);
                    self.last = Some(made);
                }
            }
            Event::SendFileAgain(id) => effects.push(self.send_file_again(id)),
            Event::Choose(choice) => self.choose(&choice, effects),
            Event::RefusesExchanges { nir, refuses } => {
                self.registry.refuse_exchanges(&nir, refuses);
            }
            Event::HandOver {
                nir,
                decompte,
                oc,
                day,
            } => effects.push(self.hand_over(&nir, decompte, oc, day)),
            Event::SettleTwice(invoice, day) => self.settle_twice(invoice, day)?,
            Event::Night(day) => {
                self.carry_out_choices(day, effects)?;
                self.release(day)?;
                self.write_due(day, effects)?;
            }
        }
        Ok(())
    }

    fn answer(
        &mut self,
        header: &Header,
        movements: Vec<Movement>,
        day: Day,
    ) -> Result<OutgoingFile, CaisseError> {
        let caisse = header
            .receiver
            .as_caisse()
            .ok_or(CaisseError::NotACaisse(header.receiver))?;
        let answers: Vec<LinkAnswer> = movements
            .into_iter()
            .map(|movement| {
                let reason = self.registry.treat(caisse, header.sender, &movement, day);
                LinkAnswer::new(movement, reason)
            })
            .collect();
        self.write_links(caisse, header.sender.number, answers, day)
    }

    /// As many [`Event::Invoice`] one after the other. What the AMO pays of several bills is found before the first
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

    fn settle(&mut self, invoice: &Invoice) -> Result<(), CaisseError> {
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
    fn liquidate(&mut self, who: &Beneficiary, bill: &Bill) -> Result<Settlement, CaisseError> {
        let spare = self.spare.pop().unwrap_or_default();
        let file = self.registry.file_mut(&who.nir);
        match file.and_then(|file| file.person_mut(who)) {
            Some(person) => Settlement::of(self.law, person, bill, spare),
            None => Ok(Settlement::Town(Vec::new())),
        }
    }

    /// Makes a décompte and queues it; nothing where no OC is linked on the day of care, or where nothing names it later.
    fn pay(&mut self, pending: Pending) -> Result<Option<usize>, CaisseError> {
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

    fn cancel(&mut self, invoice: InvoiceId, day: Day) -> Result<(), CaisseError> {
        let index = self.index(invoice)?;
        self.restore(index);
        self.queue_cancellation(index, day);
        self.realign(index, day)
    }

    /// Puts `bill` in the place of a décompte's own.
    fn regularise(
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
    fn replace(
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

    fn settle_twice(&mut self, invoice: InvoiceId, day: Day) -> Result<(), CaisseError> {
        let made = self.known(invoice)?.decompte;
        if self.is_held(made) {
            return Ok(());
        }
        let original = self.outbox.get(made);
        let number = next_number(&mut self.numbers, self.lot, original.caisse);
        let mut twice = original.clone();
        (twice.number, twice.date) = (number, day);
        // What was recovered of other décomptes is not recovered twice.
        twice.lines.retain(|line| is_own(original, line));
        let origins = twice
            .lines
            .iter_mut()
            .filter_map(|line| line.origin.as_mut());
        for origin in origins.filter(|origin| origin.decompte == original.number) {
            origin.decompte = number;
        }
        self.make_for_once(twice, day);
        Ok(())
    }

    /// Gives the counters back what a décompte took, once.
    fn restore(&mut self, index: usize) {
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

    fn queue_cancellation(&mut self, index: usize, day: Day) {
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

    /// Lets go of what was kept of a bill: its décompte goes out as it is queued, and an event that names it later
    /// finds it unknown. The invoices of a stay are kept, which another one of it may change.
    pub fn forget(&mut self, invoice: InvoiceId) {
        let Entry::Occupied(entry) = self.by_invoice.entry(invoice) else {
            return;
        };
        if self.settled[*entry.get()].settlement.stay().is_some() {
            return;
        }
        let settled = self.settled.remove(entry.remove());
        self.outbox.forget(settled.decompte);
        self.spare.extend(settled.settlement.buffer());
    }

    fn index(&self, invoice: InvoiceId) -> Result<usize, CaisseError> {
        self.by_invoice
            .get(&invoice)
            .copied()
            .ok_or(CaisseError::UnknownInvoice(invoice))
    }

    fn known(&self, invoice: InvoiceId) -> Result<&Settled, CaisseError> {
        self.settled
            .get(self.index(invoice)?)
            .ok_or(CaisseError::UnknownInvoice(invoice))
    }

    /// Whether an insured has that NIR, or had it.
    #[must_use]
    pub fn knows(&self, nir: &Nir) -> bool {
        self.registry.knows(nir)
    }

    /// The first night on which something goes out, as things stand.
    #[must_use]
    pub fn next_night(&self) -> Option<Day> {
        let (due, choice) = (self.outbox.next_due(), self.next_choice());
        due.into_iter().chain(choice).min()
    }

    /// The décompte made last, whatever for, as long as no night wrote it.
    #[must_use]
    pub fn last_sent(&self) -> Option<(Caisse, DecompteNumber, Operation)> {
        let last = self.outbox.get(self.last?);
        Some((last.caisse, last.number, last.operation))
    }

    /// Whether a décompte went out for that care sheet.
    #[must_use]
    pub fn sent(&self, invoice: InvoiceId) -> Option<&Decompte> {
        let settled = self.known(invoice).ok()?;
        if self.is_held(settled.decompte) {
            return None;
        }
        Some(self.outbox.get(settled.decompte))
    }

    /// The décompte of that bill, as long as no night wrote it: where a fault of the caisse is put in. What takes
    /// it back, or sends it again, tells it as it was put.
    pub fn queued_mut(&mut self, invoice: InvoiceId) -> Option<&mut Decompte> {
        let made = self.known(invoice).ok()?.decompte;
        self.outbox.unwritten(made)
    }

    /// The décompte made last, whatever for, as long as no night wrote it.
    pub fn last_queued_mut(&mut self) -> Option<&mut Decompte> {
        self.outbox.unwritten(self.last?)
    }
}

/// Rank in the day of the file that everything goes out in.
const FIRST_FILE: u8 = 1;
/// Rank in the day of the file that a décompte is sent again in.
const SECOND_FILE: u8 = 2;

fn next_number(numbers: &mut BTreeMap<Caisse, u32>, lot: u32, caisse: Caisse) -> DecompteNumber {
    let used = numbers.entry(caisse).or_insert(0);
    *used += 1;
    let base = lot % LOTS_OF_NUMBERS * NUMBERS_PER_LOT;
    // Past its range a lot would run into the next one's numbers, still within nine digits.
    DecompteNumber::new((base + *used) % 1_000_000_000).unwrap_or_default()
}
