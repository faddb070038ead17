use domain::{
    ActCode, Beneficiary, Caisse, Cents, Day, Decompte, DecompteNumber, Heading, Line, LineId,
    LineOrigin, OcNumber, Operation, Outcome, PaperCare, PayeeNature, PsNumber, Reaction,
    ReasonClass,
};
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::household::Household;
use super::readings::Readings;
use super::siblings::Siblings;
use super::stack::Journals;
use crate::amc::Thing;

/// Everything the ledger remembers of the lines it was delivered.
#[derive(Debug, Clone)]
pub(super) struct Book {
    /// Lines of accepted files, whatever they are.
    seen: FxHashSet<LineId>,
    /// Payments and regularisations in order of arrival: what a cancellation can name.
    entries: Vec<Entry>,
    by_origin: FxHashMap<OriginKey, EntryId>,
    by_day: FxHashMap<NearKey, Vec<EntryId>>,
    /// Amounts spent of what was settled on paper.
    papers: FxHashMap<NearKey, Vec<Cents>>,
    /// Held lines, by the line whose cancellation would release them, in order of arrival.
    waiting: FxHashMap<OriginKey, Vec<EntryId>>,
    /// Cancellations that came before the line they name.
    early: FxHashMap<OriginKey, (usize, usize)>,
    /// What was paid, household by household.
    journals: FxHashMap<Household, Journals>,
    decomptes: FxHashMap<(Caisse, DecompteNumber, Day), Thing>,
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
    /// Who the wire says was cared for.
    pub(super) carried: Beneficiary,
    /// Who that is in the portfolio; the same where nobody is known.
    pub(super) beneficiary: Beneficiary,
    pub(super) operation: Operation,
    pub(super) payee_nature: PayeeNature,
    /// The professional paid, where the décompte names one.
    pub(super) payee: PsNumber,
    pub(super) siblings: Siblings,
    /// Day on which the mutuelle got it.
    pub(super) received: Option<Day>,
    /// A third party's invoice has come for it.
    pub(super) invoiced: bool,
    /// Paid to that third party.
    pub(super) elsewhere: Cents,
    /// A receipted bill shows that the insured paid the professional.
    pub(super) receipted: bool,
    /// What a first insurer paid, by its statement.
    pub(super) first_insurer: Option<Cents>,
    pub(super) outcome: Outcome,
    /// Whose journal it was settled in.
    pub(super) household: Option<Household>,
    pub(super) cancelled: bool,
}

/// How a cancellation or regularisation names a line.
pub(super) type OriginKey = (Caisse, LineOrigin);

/// The name of a line. Régime 00 is read as 01 (noemie-format §11.1, 3).
pub(super) fn origin_key(caisse: Caisse, origin: LineOrigin) -> OriginKey {
    (with_regime_01(caisse), origin)
}

/// That caisse, in régime 01 where it says 00.
pub(super) fn with_regime_01(caisse: Caisse) -> Caisse {
    match caisse.regime() {
        0 => Caisse::new(1, caisse.caisse(), caisse.centre()).unwrap_or(caisse),
        _ => caisse,
    }
}

/// Care that differs at most in its amounts, by a little.
type NearKey = (Beneficiary, ActCode, Day);

/// How far two amounts may lie apart and still be those of one care: what is keyed in by hand differs.
const NEAR: i64 = 100;

fn near(one: Cents, other: Cents) -> bool {
    (one - other).0.abs() <= NEAR
}

/// What makes a care that care, whatever the décompte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    pub(super) fn new(
        place: (usize, usize),
        decompte: &Decompte,
        line: &Line,
        readings: &Readings,
    ) -> Self {
        Self {
            place,
            line: *line,
            oc: decompte.oc,
            caisse: decompte.caisse,
            decompte: decompte.number,
            date: decompte.date,
            carried: decompte.beneficiary,
            beneficiary: decompte.beneficiary,
            operation: decompte.operation,
            payee_nature: decompte.payee_nature,
            payee: decompte.payee,
            siblings: Siblings::of(decompte, line, readings),
            received: None,
            invoiced: false,
            elsewhere: Cents::ZERO,
            receipted: false,
            first_insurer: None,
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
        origin_key(self.caisse, origin)
    }

    /// How the line it is about is named.
    pub(super) fn names(&self) -> Option<OriginKey> {
        self.line
            .origin
            .map(|origin| origin_key(self.caisse, origin))
    }

    fn line_id(&self) -> LineId {
        LineId {
            caisse: self.caisse,
            decompte: self.decompte,
            date: self.date,
            line: self.line.number,
            operation: self.operation,
        }
    }

    /// Whether another décompte with the same care would be one too many: treated, not taken back, and
    /// not itself waiting as a suspected duplicate. (A refusal of the product treats the care too.)
    fn is_live(&self) -> bool {
        !self.cancelled && self.outcome.reason != ReasonClass::DuplicateSuspected
    }

    /// Whether a change of the portfolio settles it anew: held or refused for want of rights.
    pub(super) fn waits_for_rights(&self) -> bool {
        matches!(
            self.outcome.reason,
            ReasonClass::UnknownBeneficiary
                | ReasonClass::Identity
                | ReasonClass::NoCover
                | ReasonClass::RightsPending
                | ReasonClass::TwoInsurers
                | ReasonClass::C2s
        )
    }

    /// The date of care of a line of several days (rules §2.2): its first for a semester of orthodontics and for the
    /// participation of a stay; its last for a rental, a series and days in hospital.
    pub(super) fn date_of_care(&self) -> Day {
        let Line { start, end, .. } = self.line;
        match Heading::of(self.line.act, self.line.specialty) {
            Some(Heading::Orthodontie | Heading::ParticipationActeLourd) => start,
            _ => start.max(end),
        }
    }

    fn near(&self) -> NearKey {
        (self.beneficiary, self.line.act, self.line.start)
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

/// Lines that a book has room for from the start: a few files' worth.
const ROOM: usize = 56;

impl Book {
    pub(super) fn new() -> Self {
        Self {
            seen: FxHashSet::with_capacity_and_hasher(ROOM, FxBuildHasher),
            entries: Vec::with_capacity(ROOM),
            by_origin: FxHashMap::with_capacity_and_hasher(ROOM, FxBuildHasher),
            by_day: FxHashMap::with_capacity_and_hasher(ROOM, FxBuildHasher),
            papers: FxHashMap::default(),
            waiting: FxHashMap::default(),
            early: FxHashMap::default(),
            journals: FxHashMap::default(),
            decomptes: FxHashMap::default(),
        }
    }

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
            self.by_day.entry(entry.near()).or_default().push(id);
        }
        self.entries.push(entry);
        id
    }

    /// The person of a line is another one, or is known at last.
    pub(super) fn recognise(&mut self, id: EntryId, person: Beneficiary) {
        let entry = &mut self.entries[id.0];
        let day = entry.near();
        entry.beneficiary = person;
        let new_day = entry.near();
        if let Some(ids) = self.by_day.get_mut(&day) {
            ids.retain(|other| *other != id);
        }
        self.by_day.entry(new_day).or_default().push(id);
    }

    /// Every payment and regularisation, in order of arrival.
    pub(super) fn ids(&self) -> impl Iterator<Item = EntryId> + use<> {
        (0..self.entries.len()).map(EntryId)
    }

    /// The line of that identity, where it can be settled at all.
    pub(super) fn of_line(&self, line: LineId) -> Option<EntryId> {
        let origin = LineOrigin {
            decompte: line.decompte,
            line: line.line,
        };
        let id = self.named(origin_key(line.caisse, origin))?;
        (self.entry(id).line_id() == line).then_some(id)
    }

    /// Notes care that was settled on paper; false where a line of the same care is there already.
    pub(super) fn note_paper(&mut self, person: Beneficiary, care: &PaperCare) -> bool {
        let key = (person, care.act, care.day);
        let mut lines = self.by_day.get(&key).into_iter().flatten();
        let there = lines.any(|&id| {
            let entry = self.entry(id);
            entry.is_live() && near(entry.line.spent, care.spent)
        });
        if !there {
            self.papers.entry(key).or_default().push(care.spent);
        }
        !there
    }

    /// Whether the care was settled on paper, its amount being about the same.
    pub(super) fn is_on_paper(&self, id: EntryId) -> bool {
        let entry = self.entry(id);
        let spent = self.papers.get(&entry.near()).into_iter().flatten();
        spent
            .into_iter()
            .any(|spent| near(*spent, entry.line.spent))
    }

    /// The earliest live line of care that differs by a little, under another décompte number.
    pub(super) fn near_care_live(&self, id: EntryId) -> Option<EntryId> {
        let entry = self.entry(id);
        let others = self.by_day.get(&entry.near())?;
        others.iter().copied().find(|&other_id| {
            let other = self.entry(other_id);
            other_id != id
                && (other.caisse, other.decompte, other.date)
                    != (entry.caisse, entry.decompte, entry.date)
                && other.line.executor == entry.line.executor
                && other.line.quantity == entry.line.quantity
                && near(other.line.spent, entry.line.spent)
                && near(other.line.base, entry.line.base)
                && self.stands_before(other_id, id)
        })
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

    /// The main act of a complement, as the journal knows it; the complement itself where it did not come.
    pub(super) fn main_act(&self, id: EntryId) -> Option<Thing> {
        let entry = self.entry(id);
        let main = LineOrigin {
            decompte: entry.decompte,
            line: entry.siblings.main?.line,
        };
        let main = self.named(origin_key(entry.caisse, main));
        Some(main.unwrap_or(id).thing())
    }

    /// The earliest live line of the same care, under another décompte number.
    pub(super) fn same_care_live(&self, id: EntryId) -> Option<EntryId> {
        let entry = self.entry(id);
        let others = self.by_day.get(&entry.near())?;
        others.iter().copied().find(|&other_id| {
            let other = self.entry(other_id);
            other_id != id
                && other.care() == entry.care()
                && (other.caisse, other.decompte, other.date)
                    != (entry.caisse, entry.decompte, entry.date)
                && self.stands_before(other_id, id)
        })
    }

    /// Whether a line is live for another of the same care. Of two that waited for rights, which are settled
    /// in order of arrival, the later one is not yet.
    fn stands_before(&self, other: EntryId, id: EntryId) -> bool {
        let entry = self.entry(other);
        entry.is_live() && (other.0 < id.0 || !entry.waits_for_rights())
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
            (entry.names() != Some(cancelled), id)
        });
        released
    }

    /// What was paid to a household.
    pub(super) fn journals(&mut self, of: Household) -> &mut Journals {
        self.journals.entry(of).or_default()
    }

    pub(super) fn journals_are_empty(&self) -> bool {
        self.journals.values().all(Journals::are_empty)
    }

    /// The number of the décompte of an entry.
    pub(super) fn decompte(&mut self, id: EntryId) -> Thing {
        let entry = &self.entries[id.0];
        let key = (entry.caisse, entry.decompte, entry.date);
        // The first of its lines names it: lines and décomptes are never compared.
        *self.decomptes.entry(key).or_insert(id.thing())
    }
}
