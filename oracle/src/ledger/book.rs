use domain::{
    Beneficiary, Caisse, Cents, Day, Decompte, DecompteNumber, LineId, LineOrigin, Operation,
    PaperCare,
};
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::Place;
use super::entry::{Entry, EntryId, NearKey, OriginKey, near, origin_key, with_regime_01};
use super::household::Household;
use super::readings::Readings;
use super::seen::Seen;
use super::siblings::Siblings;
use super::stack::Journals;
use crate::amc::Thing;

/// Everything the ledger remembers of the lines it was delivered.
#[derive(Debug, Clone)]
pub(super) struct Book {
    /// Where each décompte of an accepted file stands in `seen`.
    decomptes: FxHashMap<(Caisse, DecompteNumber, Day), usize>,
    /// The lines it brought, whatever they are.
    seen: Vec<Seen>,
    /// Payments and regularisations in order of arrival: what a cancellation can name.
    entries: Vec<Entry>,
    /// Where the lines of each number stand in `named`.
    numbers: FxHashMap<(Caisse, DecompteNumber), usize>,
    /// The last of them that bears its number; each knows the one before.
    named: Vec<Option<EntryId>>,
    /// The last line of that care; each knows the one before.
    by_day: FxHashMap<NearKey, EntryId>,
    /// Whether a line came to another person's care after it arrived.
    recognised: bool,
    /// Amounts spent of what was settled on paper.
    papers: FxHashMap<NearKey, Vec<Cents>>,
    /// Held lines, by the line whose cancellation would release them, in order of arrival.
    waiting: FxHashMap<OriginKey, Vec<EntryId>>,
    /// Cancellations that came before the line they name.
    early: FxHashMap<OriginKey, Place>,
    /// What was paid, household by household.
    journals: Vec<Journals>,
}

/// Where the lines of a décompte are kept, found once for all of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sheet {
    /// The décompte as the journal knows it: lines and décomptes are never compared.
    pub(super) thing: Thing,
    operation: Operation,
    /// No line of it says anything of another.
    pub(super) stands_alone: bool,
    seen: usize,
    number: usize,
}

/// Lines that a book has room for from the start: a few files' worth.
pub(super) const LINES: usize = 112;
/// Their décomptes.
const DECOMPTES: usize = 28;

impl Book {
    pub(super) fn new() -> Self {
        Self {
            decomptes: FxHashMap::with_capacity_and_hasher(DECOMPTES, FxBuildHasher),
            seen: Vec::with_capacity(DECOMPTES),
            entries: Vec::with_capacity(LINES),
            numbers: FxHashMap::with_capacity_and_hasher(DECOMPTES, FxBuildHasher),
            named: Vec::with_capacity(DECOMPTES),
            by_day: FxHashMap::with_capacity_and_hasher(LINES, FxBuildHasher),
            recognised: false,
            papers: FxHashMap::default(),
            waiting: FxHashMap::default(),
            early: FxHashMap::default(),
            journals: Vec::new(),
        }
    }

    /// Where the lines of that décompte are kept from now on.
    pub(super) fn sheet(&mut self, decompte: &Decompte, readings: &Readings) -> Sheet {
        let Decompte {
            caisse,
            number,
            date,
            operation,
            ..
        } = *decompte;
        let named = with_regime_01(caisse);
        let of = |book: &mut Self, caisse| {
            let next = book.seen.len();
            let place = *book.decomptes.entry((caisse, number, date)).or_insert(next);
            if place == next {
                book.seen.push(Seen::default());
            }
            place
        };
        let place = of(self, caisse);
        let seen = if readings.regime_00_is_01 {
            of(self, named)
        } else {
            place
        };
        let next = self.named.len();
        let number = *self.numbers.entry((named, number)).or_insert(next);
        if number == next {
            self.named.push(None);
        }
        Sheet {
            thing: Thing(place as u64),
            operation,
            stands_alone: Siblings::are_strangers(&decompte.lines),
            seen,
            number,
        }
    }

    /// Notes a line; false where it was there already.
    pub(super) fn is_new(&mut self, sheet: &Sheet, line: u8) -> bool {
        self.seen[sheet.seen].note(sheet.operation, line)
    }

    /// Adds an entry, which a cancellation can name from then on. The first to bear a number keeps it
    /// until it is cancelled.
    pub(super) fn add(&mut self, mut entry: Entry, sheet: &Sheet) -> EntryId {
        let id = EntryId(self.entries.len());
        let taken = self.numbered(sheet.number, entry.line.number);
        if taken.is_none_or(|taken| self.entry(taken).cancelled) {
            entry.named_before = self.named[sheet.number].replace(id);
        }
        if entry.line.act.deduction().is_none() {
            entry.care_before = self.by_day.insert(entry.near(), id);
        }
        self.entries.push(entry);
        id
    }

    /// The person of a line is another one, or is known at last.
    pub(super) fn recognise(&mut self, id: EntryId, person: Beneficiary) {
        self.recognised = true;
        let (day, before) = (self.entry(id).near(), self.entry(id).care_before);
        let after = self
            .all_of_care(self.by_day.get(&day).copied())
            .find(|&other| self.entry(other).care_before == Some(id));
        match (after, before) {
            (Some(after), _) => self.entry_mut(after).care_before = before,
            (None, Some(before)) => {
                self.by_day.insert(day, before);
            }
            (None, None) => {
                self.by_day.remove(&day);
            }
        }
        let entry = self.entry_mut(id);
        entry.beneficiary = person;
        let new_day = entry.near();
        self.entry_mut(id).care_before = self.by_day.insert(new_day, id);
    }

    /// That line and those of the same care before it, the last first.
    fn all_of_care(&self, last: Option<EntryId>) -> impl Iterator<Item = EntryId> {
        std::iter::successors(last, |&id| self.entry(id).care_before)
    }

    /// The other lines that may be of the care of that one, the last first.
    fn others_of_care(&self, id: EntryId) -> impl Iterator<Item = EntryId> {
        let entry = self.entry(id);
        let is_last = id.0 + 1 == self.entries.len() && !self.recognised;
        let last = if is_last {
            entry.care_before
        } else {
            self.by_day.get(&entry.near()).copied()
        };
        self.all_of_care(last).filter(move |other| *other != id)
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
        let is_that = |id| {
            let entry = self.entry(id);
            entry.is_live() && near(entry.line.spent, care.spent)
        };
        let there = self
            .all_of_care(self.by_day.get(&key).copied())
            .any(is_that);
        if !there {
            self.papers.entry(key).or_default().push(care.spent);
        }
        !there
    }

    /// Whether the care was settled on paper, its amount being about the same.
    pub(super) fn is_on_paper(&self, id: EntryId) -> bool {
        if self.papers.is_empty() {
            return false;
        }
        let entry = self.entry(id);
        let spent = self.papers.get(&entry.near()).into_iter().flatten();
        spent
            .into_iter()
            .any(|spent| near(*spent, entry.line.spent))
    }

    /// The earliest live line of care that differs by a little, under another décompte number.
    pub(super) fn near_care_live(&self, id: EntryId) -> Option<EntryId> {
        let entry = self.entry(id);
        let others = self.others_of_care(id).filter(|&other_id| {
            let other = self.entry(other_id);
            (other.caisse, other.decompte, other.date) != (entry.caisse, entry.decompte, entry.date)
                && other.line.executor == entry.line.executor
                && other.line.quantity == entry.line.quantity
                && near(other.line.spent, entry.line.spent)
                && near(other.line.base, entry.line.base)
                && self.stands_before(other_id, id)
        });
        others.last()
    }

    pub(super) fn entry(&self, id: EntryId) -> &Entry {
        &self.entries[id.0]
    }

    pub(super) fn entry_mut(&mut self, id: EntryId) -> &mut Entry {
        &mut self.entries[id.0]
    }

    pub(super) fn named(&self, (caisse, origin): OriginKey) -> Option<EntryId> {
        let number = self.numbers.get(&(caisse, origin.decompte))?;
        self.numbered(*number, origin.line)
    }

    /// The line of that number in a décompte, the last that came to bear it.
    fn numbered(&self, number: usize, line: u8) -> Option<EntryId> {
        let last = self.named[number];
        let mut lines = std::iter::successors(last, |&id| self.entry(id).named_before);
        lines.find(|&id| self.entry(id).line.number == line)
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
        let others = self.others_of_care(id).filter(|&other_id| {
            let other = self.entry(other_id);
            other.care() == entry.care()
                && (other.caisse, other.decompte, other.date)
                    != (entry.caisse, entry.decompte, entry.date)
                && self.stands_before(other_id, id)
        });
        others.last()
    }

    /// Whether a line is live for another of the same care. Of two that waited for rights, which are settled
    /// in order of arrival, the later one is not yet.
    fn stands_before(&self, other: EntryId, id: EntryId) -> bool {
        let entry = self.entry(other);
        entry.is_live() && (other.0 < id.0 || !entry.waits_for_rights())
    }

    /// Leaves a cancellation until the line it names comes. One is enough: a second stays without original.
    pub(super) fn await_original(&mut self, named: OriginKey, place: Place) {
        self.early.entry(named).or_insert(place);
    }

    /// The place of the cancellation that came before the line of that key; it waits no longer.
    pub(super) fn cancelled_early(&mut self, key: OriginKey) -> Option<Place> {
        if self.early.is_empty() {
            return None;
        }
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
        let place = of.0 as usize;
        if place >= self.journals.len() {
            self.journals.resize_with(place + 1, Journals::default);
        }
        &mut self.journals[place]
    }

    pub(super) fn journals_are_empty(&self) -> bool {
        self.journals.iter().all(Journals::are_empty)
    }
}
