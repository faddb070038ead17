mod account;
mod corrections;
mod files;
mod held;
mod lives;
mod pay;
mod stays;
mod told;

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, VecDeque};

use domain::{
    Beneficiary, Caisse, Day, Decompte, DecompteNumber, FileId, Nir, OcNumber, Operation,
};
use noemie::Header;
use noemie::Profiles;
use noemie::framing::Framing;
use noemie::links::{LinkAnswer, Movement};
use oracle::amo::Liquidation;
use oracle::law::Law;
use rustc_hash::FxHashMap;
use slab::Slab;

use crate::account::{AccountSpec, Choice, Paper, Refusal};
use crate::bill::{Act, Bill};
use crate::outbox::{Made, Outbox};
use crate::payment::{Invoice, InvoiceId, Settled};
use crate::registry::{InsuredFile, Link, Registry};
use crate::settlement::Settlement;
use crate::{CaisseError, CalendarSpec, Content, LifeSpec, Notified};
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
    /// The same, as people write it down: it is held against what the caisse knows first, and refused where there is
    /// nothing to be done.
    Told(Box<LifeSpec>, Day),
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
    /// What was told of a life is done: what the OCs are told of it, by OC and reason, in the files beside.
    Lived(Vec<Notified>),
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
            Event::Told(life, day) => {
                let effect = self.live_as_told(&life, day, effects)?;
                effects.push(effect);
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
                self.refuse_exchanges(&nir, refuses, effects);
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
