use std::collections::BTreeMap;

use domain::{
    Beneficiary, Caisse, Day, Decompte, DecompteNumber, FileId, FileStamp, OcNumber, Operation,
    Party,
};
use noemie::Header;
use noemie::Profiles;
use noemie::framing::Framing;
use noemie::links::{LinkAnswer, Movement};
use oracle::amo::{Care, liquidate};
use oracle::law::Law;
use oracle::trace::NoTrace;

use crate::CaisseError;
use crate::payment::{Head, Invoice, InvoiceId, Settled, forgive, lines, recover, taken_back};
use crate::registry::{InsuredFile, Link, Registry};

/// What happens to the caisse.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Event {
    /// An insured becomes known.
    Register(InsuredFile),
    /// A person has a link from before.
    NoteLink(Beneficiary, Link),
    /// A 408 file arrived from an OC, already read.
    Movements {
        /// Its header.
        header: Header,
        /// Its movements, in order.
        movements: Vec<Movement>,
        /// The day it is answered.
        day: Day,
    },
    /// A care sheet arrived.
    Invoice(Invoice),
    /// An earlier décompte is taken back on that day.
    Cancel(InvoiceId, Day),
    /// An earlier décompte is corrected: `acts` take the place of its acts.
    Regularise {
        /// The care sheet.
        invoice: InvoiceId,
        /// The right acts.
        acts: Vec<Care>,
        /// Day of the correction.
        corrected: Day,
        /// Day of the cancellation: later than the correction where the two halves cross.
        cancelled: Day,
    },
    /// The same décompte goes out once more, in another file of that day.
    SendAgain(InvoiceId, Day),
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
}

/// A file of the caisse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingFile {
    /// Its identity.
    pub id: FileId,
    /// The NOEMIE bytes.
    pub bytes: Vec<u8>,
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
    registry: Registry,
    settled: Vec<Settled>,
    by_invoice: BTreeMap<InvoiceId, usize>,
    numbers: BTreeMap<Caisse, u32>,
    outbox: BTreeMap<(Day, Caisse, OcNumber, u8), Vec<Decompte>>,
    last: Option<(Caisse, DecompteNumber, Operation)>,
    /// 929 files of a day, by caisse and receiver: their rank is part of their identity.
    answers: BTreeMap<(Day, Caisse, u64), u8>,
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
            registry: Registry::default(),
            settled: Vec::new(),
            by_invoice: BTreeMap::new(),
            numbers: BTreeMap::new(),
            outbox: BTreeMap::new(),
            last: None,
            answers: BTreeMap::new(),
        }
    }

    /// The layouts the caisse writes with.
    #[must_use]
    pub const fn profiles(&self) -> &'a Profiles {
        self.profiles
    }

    /// One step: `event` changes the state and leaves its effects, in order, in `effects`.
    ///
    /// # Errors
    /// Where the law has no answer for an act, an event names an unknown care sheet, or a file cannot
    /// be written. The state is then no longer of use.
    pub fn step(&mut self, event: Event, effects: &mut Vec<Effect>) -> Result<(), CaisseError> {
        match event {
            Event::Register(file) => self.registry.register(file),
            Event::NoteLink(who, link) => self.registry.note_link(&who, link),
            Event::Movements {
                header,
                movements,
                day,
            } => {
                effects.push(self.answer(&header, movements, day)?);
            }
            Event::Invoice(invoice) => self.settle(invoice)?,
            Event::Cancel(invoice, day) => self.cancel(invoice, day)?,
            Event::Regularise {
                invoice,
                acts,
                corrected,
                cancelled,
            } => {
                self.regularise(invoice, acts, corrected, cancelled)?;
            }
            Event::SendAgain(invoice, day) => {
                let decompte = self.known(invoice)?.decompte.clone();
                self.queue(decompte, day, SECOND_FILE);
            }
            Event::SettleTwice(invoice, day) => self.settle_twice(invoice, day)?,
            Event::Night(day) => self.write_due(day, effects)?,
        }
        Ok(())
    }

    fn answer(
        &mut self,
        header: &Header,
        movements: Vec<Movement>,
        day: Day,
    ) -> Result<Effect, CaisseError> {
        let caisse = header
            .receiver
            .as_caisse()
            .ok_or(CaisseError::NotACaisse(header.receiver))?;
        let answers: Vec<LinkAnswer> = movements
            .into_iter()
            .map(|movement| {
                let reason = self.registry.treat(caisse, header.sender, &movement);
                LinkAnswer::new(movement, reason)
            })
            .collect();
        let rank = self
            .answers
            .entry((day, caisse, header.sender.number))
            .or_insert(0);
        *rank += 1;
        let rank = *rank;
        let answer = Header {
            sender: Party::caisse(caisse),
            receiver: Party {
                kind: *b"MU",
                number: header.sender.number,
            },
            exchange: *b"RJ",
            reference: self.profiles.answers().reference(),
            date: day,
            stamp: self.stamp(rank),
        };
        let mut bytes = Vec::new();
        noemie::links::write_answers(
            self.profiles.answers(),
            &answer,
            &answers,
            &self.framing,
            &mut bytes,
        )?;
        Ok(Effect::File(OutgoingFile {
            id: answer.file_id(),
            bytes,
            decomptes: Vec::new(),
        }))
    }

    fn settle(&mut self, invoice: Invoice) -> Result<(), CaisseError> {
        let Invoice {
            id,
            who,
            processed,
            acts,
            third_party,
            past_the_link,
        } = invoice;
        let Some(first) = acts.first().map(|care| care.day) else {
            return Ok(());
        };
        let acts = self.liquidate(&who, acts)?;
        let index = self.pay(&Pending {
            who,
            date: processed,
            first,
            operation: Operation::Payment,
            acts,
            third_party,
            past_the_link,
            replaced: None,
        });
        if let Some(index) = index {
            self.by_invoice.insert(id, index);
        }
        Ok(())
    }

    fn liquidate(
        &mut self,
        who: &Beneficiary,
        acts: Vec<Care>,
    ) -> Result<Vec<(Care, oracle::amo::Liquidation)>, CaisseError> {
        let Some(person) = self.registry.person_mut(who) else {
            return Ok(Vec::new());
        };
        let patient = person.patient();
        let mut settled = Vec::with_capacity(acts.len());
        for care in acts {
            let result = liquidate(
                self.law,
                &patient,
                &care,
                &mut person.counters,
                &mut NoTrace,
            )?;
            settled.push((care, result));
        }
        Ok(settled)
    }

    /// Makes a décompte and queues it; nothing where no OC is linked on the day of care.
    fn pay(&mut self, pending: &Pending) -> Option<usize> {
        let insured = self.registry.insured_mut(&pending.who.nir)?;
        let caisse = insured.caisse;
        let person = insured.person_mut(&pending.who)?;
        let link = if pending.past_the_link {
            person.last_link().copied()
        } else {
            person.link_on(pending.first).copied()
        };
        let (name, first_name) = (person.person.name.clone(), person.person.first_name.clone());
        // The insured is paid, and owes, whether or not an OC hears of it.
        let number = next_number(&mut self.numbers, self.lot, caisse);
        let replaced = pending.replaced.and_then(|index| self.settled.get(index));
        let mut decompte_lines = lines(
            number,
            &pending.acts,
            replaced.map(|s| &s.decompte),
            &mut insured.debts,
        );
        if pending.third_party.is_none() {
            recover(&mut decompte_lines, &mut insured.debts);
        }
        let link = link?;
        let decompte = Head {
            oc: link.oc,
            member: link.member,
            caisse,
            number,
            date: pending.date,
            operation: pending.operation,
            who: pending.who,
            name: &name,
            first_name: &first_name,
            third_party: pending.third_party,
        }
        .decompte(decompte_lines);
        self.queue(decompte.clone(), pending.date, FIRST_FILE);
        self.settled.push(Settled {
            decompte,
            who: pending.who,
            acts: pending.acts.clone(),
            third_party: pending.third_party,
            past_the_link: pending.past_the_link,
            cancelled: false,
        });
        Some(self.settled.len() - 1)
    }

    fn cancel(&mut self, invoice: InvoiceId, day: Day) -> Result<(), CaisseError> {
        let index = self.index(invoice)?;
        self.restore(index);
        self.queue_cancellation(index, day);
        Ok(())
    }

    fn regularise(
        &mut self,
        invoice: InvoiceId,
        acts: Vec<Care>,
        corrected: Day,
        cancelled: Day,
    ) -> Result<(), CaisseError> {
        let index = self.index(invoice)?;
        let (who, third_party, past_the_link) = {
            let old = self.known(invoice)?;
            (old.who, old.third_party, old.past_the_link)
        };
        let Some(first) = acts.first().map(|care| care.day) else {
            return Ok(());
        };
        self.restore(index);
        let acts = self.liquidate(&who, acts)?;
        // In one file the cancellation stands first.
        if cancelled <= corrected {
            self.queue_cancellation(index, cancelled);
        }
        let new = self.pay(&Pending {
            who,
            date: corrected,
            first,
            operation: Operation::Regularisation,
            acts,
            third_party,
            past_the_link,
            replaced: Some(index),
        });
        if cancelled > corrected {
            self.queue_cancellation(index, cancelled);
        }
        if let Some(new) = new {
            self.by_invoice.insert(invoice, new);
        }
        Ok(())
    }

    fn settle_twice(&mut self, invoice: InvoiceId, day: Day) -> Result<(), CaisseError> {
        let mut decompte = self.known(invoice)?.decompte.clone();
        let old = decompte.number;
        decompte.number = next_number(&mut self.numbers, self.lot, decompte.caisse);
        decompte.date = day;
        // What was recovered of other décomptes is not recovered twice.
        decompte.lines.retain(|line| {
            line.act.deduction().is_none()
                || line.origin.is_some_and(|origin| origin.decompte == old)
        });
        for line in decompte
            .lines
            .iter_mut()
            .filter(|line| line.act.deduction().is_some())
        {
            if let Some(origin) = &mut line.origin {
                origin.decompte = decompte.number;
            }
        }
        self.queue(decompte, day, FIRST_FILE);
        Ok(())
    }

    /// Gives the counters back what a décompte took, once.
    fn restore(&mut self, index: usize) {
        let Some(settled) = self.settled.get_mut(index) else {
            return;
        };
        if std::mem::replace(&mut settled.cancelled, true) {
            return;
        }
        if let Some(insured) = self.registry.insured_mut(&settled.who.nir) {
            forgive(&settled.decompte, &settled.acts, &mut insured.debts);
        }
        if let Some(person) = self.registry.person_mut(&settled.who) {
            for (care, result) in settled.acts.iter().rev() {
                person.counters.take_back(care, result);
            }
        }
    }

    fn queue_cancellation(&mut self, index: usize, day: Day) {
        let Some(settled) = self.settled.get(index) else {
            return;
        };
        let original = &settled.decompte;
        let number = next_number(&mut self.numbers, self.lot, original.caisse);
        let cancellation = Decompte {
            date: day,
            number,
            operation: Operation::Cancellation,
            lines: taken_back(original),
            ..original.clone()
        };
        self.queue(cancellation, day, FIRST_FILE);
    }

    fn queue(&mut self, decompte: Decompte, day: Day, file: u8) {
        self.last = Some((decompte.caisse, decompte.number, decompte.operation));
        self.outbox
            .entry((day, decompte.caisse, decompte.oc, file))
            .or_default()
            .push(decompte);
    }

    fn write_due(&mut self, day: Day, effects: &mut Vec<Effect>) -> Result<(), CaisseError> {
        while let Some(entry) = self.outbox.first_entry() {
            let (due, caisse, oc, file) = *entry.key();
            if due > day {
                break;
            }
            let decomptes = entry.remove();
            let header = Header {
                sender: Party::caisse(caisse),
                receiver: Party::mutuelle(oc),
                exchange: *b"RT",
                reference: self.profiles.decomptes().reference(),
                date: due,
                stamp: self.stamp(file),
            };
            let mut bytes = Vec::new();
            noemie::decomptes::write(
                self.profiles.decomptes(),
                &header,
                &decomptes,
                &self.framing,
                &mut bytes,
            )?;
            effects.push(Effect::File(OutgoingFile {
                id: header.file_id(),
                bytes,
                decomptes: decomptes.iter().map(|decompte| decompte.number).collect(),
            }));
        }
        Ok(())
    }

    /// The file number is a function of lot and rank in the day, never of a global counter.
    fn stamp(&self, file: u8) -> FileStamp {
        let mut stamp = *b"000000";
        let mut rest = self.lot;
        for place in stamp[..4].iter_mut().rev() {
            *place = base36(rest % 36);
            rest /= 36;
        }
        stamp[4] = b'0' + file / 10 % 10;
        stamp[5] = b'0' + file % 10;
        FileStamp(stamp)
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

    /// The décompte made last, whatever for.
    #[must_use]
    pub fn last_sent(&self) -> Option<(Caisse, DecompteNumber, Operation)> {
        self.last
    }

    /// Whether a décompte went out for that care sheet.
    #[must_use]
    pub fn sent(&self, invoice: InvoiceId) -> Option<&Decompte> {
        self.known(invoice).ok().map(|settled| &settled.decompte)
    }
}

/// Rank in the day of the file that everything goes out in.
const FIRST_FILE: u8 = 1;
/// Rank in the day of the file that a décompte is sent again in.
const SECOND_FILE: u8 = 2;

/// A décompte about to be made.
struct Pending {
    who: Beneficiary,
    date: Day,
    first: Day,
    operation: Operation,
    acts: Vec<(Care, oracle::amo::Liquidation)>,
    third_party: Option<domain::PsNumber>,
    past_the_link: bool,
    replaced: Option<usize>,
}

fn next_number(numbers: &mut BTreeMap<Caisse, u32>, lot: u32, caisse: Caisse) -> DecompteNumber {
    let used = numbers.entry(caisse).or_insert(0);
    *used += 1;
    let base = lot % LOTS_OF_NUMBERS * NUMBERS_PER_LOT;
    // Past its range a lot would run into the next one's numbers, still within nine digits.
    DecompteNumber::new((base + *used) % 1_000_000_000).unwrap_or_default()
}

fn base36(digit: u32) -> u8 {
    let digit = u8::try_from(digit).unwrap_or(0);
    if digit < 10 {
        b'0' + digit
    } else {
        b'A' + digit - 10
    }
}
