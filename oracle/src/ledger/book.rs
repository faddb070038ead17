use std::collections::{HashMap, HashSet};

use domain::{
    ActCode, Beneficiary, Caisse, Cents, Day, Decompte, DecompteNumber, Line, LineId, LineOrigin,
    OcNumber, Operation, Outcome, PayeeNature, PsNumber, Reaction, ReasonClass,
};

use super::portfolio::Household;
use crate::amc::{Journal, Thing};

/// Everything the ledger remembers of the lines it was delivered.
#[derive(Debug, Clone, Default)]
pub(super) struct Book {
    /// Lines of accepted files, whatever they are.
    seen: HashSet<LineId>,
    /// Payments and regularisations in order of arrival: what a cancellation can name.
    entries: Vec<Entry>,
    by_origin: HashMap<OriginKey, EntryId>,
    by_care: HashMap<CareKey, Vec<EntryId>>,
    /// Held lines, by the line whose cancellation would release them, in order of arrival.
    waiting: HashMap<OriginKey, Vec<EntryId>>,
    /// Cancellations that came before the line they name.
    early: HashMap<OriginKey, (usize, usize)>,
    /// What was paid, household by household.
    journals: HashMap<Household, Journal>,
    decomptes: HashMap<(Caisse, DecompteNumber, Day), Thing>,
}

/// Index of an entry: a lower one arrived earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct EntryId(usize);

impl EntryId {
    /// The line as the journal knows it.
    pub(super) fn thing(self) -> Thing {
        Thing(self.0 as u64)
    }
}

/// A payment or regularisation line, with what of its décompte decides about it.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// Delivery and index in its lines.
    pub(super) place: (usize, usize),
    pub(super) line: Line,
    pub(super) oc: OcNumber,
    pub(super) caisse: Caisse,
    pub(super) decompte: DecompteNumber,
    pub(super) date: Day,
    pub(super) beneficiary: Beneficiary,
    pub(super) operation: Operation,
    pub(super) payee_nature: PayeeNature,
    /// Kept back from this line by the participation lines of its décompte, positive.
    pub(super) participation: Cents,
    pub(super) outcome: Outcome,
    /// Whose journal it was settled in.
    pub(super) household: Option<Household>,
    pub(super) cancelled: bool,
}

/// How a cancellation or regularisation names a line.
pub(super) type OriginKey = (Caisse, LineOrigin);

/// What makes a care that care, whatever the décompte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct CareKey {
    beneficiary: Beneficiary,
    act: ActCode,
    start: Day,
    end: Day,
    executor: PsNumber,
    quantity: i16,
    spent: Cents,
    base: Cents,
}

impl Entry {
    /// A line that nothing was decided about yet.
    pub(super) fn new(place: (usize, usize), decompte: &Decompte, line: &Line) -> Self {
        let about_it = |other: &&Line| {
            matches!(
                other.act.deduction(),
                Some(domain::Deduction::Participation { .. })
            ) && other.origin
                == Some(LineOrigin {
                    decompte: decompte.number,
                    line: line.number,
                })
        };
        let kept_back: Cents = decompte
            .lines
            .iter()
            .filter(about_it)
            .map(|other| -other.amount)
            .sum();
        Self {
            place,
            line: *line,
            oc: decompte.oc,
            caisse: decompte.caisse,
            decompte: decompte.number,
            date: decompte.date,
            beneficiary: decompte.beneficiary,
            operation: decompte.operation,
            payee_nature: decompte.payee_nature,
            participation: kept_back,
            outcome: Outcome::without_money(Reaction::Held, ReasonClass::DocumentAwaited),
            household: None,
            cancelled: false,
        }
    }

    /// How later lines name it.
    pub(super) fn key(&self) -> OriginKey {
        let origin = LineOrigin {
            decompte: self.decompte,
            line: self.line.number,
        };
        (self.caisse, origin)
    }

    /// Whether another décompte with the same care would be one too many: treated, not taken back, and
    /// not itself waiting as a suspected duplicate. (A refusal of the product treats the care too.)
    fn is_live(&self) -> bool {
        !self.cancelled && self.outcome.reason != ReasonClass::DuplicateSuspected
    }

    fn care(&self) -> CareKey {
        CareKey {
            beneficiary: self.beneficiary,
            act: self.line.act,
            start: self.line.start,
            end: self.line.end,
            executor: self.line.executor,
            quantity: self.line.quantity,
            spent: self.line.spent,
            base: self.line.base,
        }
    }
}

impl Book {
    /// Notes a line; false where it was there already.
    pub(super) fn is_new(&mut self, line: LineId) -> bool {
        self.seen.insert(line)
    }

    /// Adds an entry, which a cancellation can name from then on. The first to bear a number keeps it
    /// until it is cancelled.
    pub(super) fn add(&mut self, entry: Entry) -> EntryId {
        let id = EntryId(self.entries.len());
        let key = entry.key();
        let taken = self.by_origin.get(&key).map(|id| &self.entries[id.0]);
        if taken.is_none_or(|entry| entry.cancelled) {
            self.by_origin.insert(key, id);
        }
        if entry.line.act.deduction().is_none() {
            self.by_care.entry(entry.care()).or_default().push(id);
        }
        self.entries.push(entry);
        id
    }

    pub(super) fn entry(&self, id: EntryId) -> &Entry {
        &self.entries[id.0]
    }

    pub(super) fn entry_mut(&mut self, id: EntryId) -> &mut Entry {
        &mut self.entries[id.0]
    }

    pub(super) fn named(&self, key: OriginKey) -> Option<EntryId> {
        self.by_origin.get(&key).copied()
    }

    /// The earliest live line of the same care, under another décompte number.
    pub(super) fn same_care_live(&self, id: EntryId) -> Option<EntryId> {
        let entry = self.entry(id);
        let others = self.by_care.get(&entry.care())?;
        others.iter().copied().find(|&other_id| {
            let other = self.entry(other_id);
            other_id != id
                && (other.caisse, other.decompte, other.date)
                    != (entry.caisse, entry.decompte, entry.date)
                && other.is_live()
        })
    }

    /// Leaves a cancellation until the line it names comes. One is enough: a second stays without original.
    pub(super) fn await_original(&mut self, named: OriginKey, place: (usize, usize)) {
        self.early.entry(named).or_insert(place);
    }

    /// The place of the cancellation that came before the line of that key; it waits no longer.
    pub(super) fn cancelled_early(&mut self, key: OriginKey) -> Option<(usize, usize)> {
        self.early.remove(&key)
    }

    /// Leaves a held line until the line of that key is cancelled.
    pub(super) fn wait(&mut self, held: EntryId, until_cancelled: OriginKey) {
        self.waiting.entry(until_cancelled).or_default().push(held);
    }

    /// The lines held for that one; they wait no longer. First the regularisations that name it, for they
    /// take its place, then the others in order of arrival.
    pub(super) fn released_by(&mut self, cancelled: OriginKey) -> Vec<EntryId> {
        let mut released = self.waiting.remove(&cancelled).unwrap_or_default();
        released.sort_unstable_by_key(|&id| {
            let entry = self.entry(id);
            let named = entry.line.origin.map(|origin| (entry.caisse, origin));
            (named != Some(cancelled), id)
        });
        released
    }

    /// What was paid to a household.
    pub(super) fn journal(&mut self, of: Household) -> &mut Journal {
        self.journals.entry(of).or_default()
    }

    pub(super) fn journals_are_empty(&self) -> bool {
        self.journals.values().all(Journal::is_empty)
    }

    /// The number of the décompte of an entry.
    pub(super) fn decompte(&mut self, id: EntryId) -> Thing {
        let entry = &self.entries[id.0];
        let key = (entry.caisse, entry.decompte, entry.date);
        // The first of its lines names it: lines and décomptes are never compared.
        *self.decomptes.entry(key).or_insert(id.thing())
    }
}
