use std::collections::{BTreeMap, HashMap, HashSet};

use domain::{
    ActCode, Beneficiary, Caisse, Cents, Day, Decompte, DecompteNumber, Deduction, FileId, Line,
    LineId, LineOrigin, OcNumber, Operation, Outcome, PayeeNature, PsNumber, ReasonClass,
};
use rust_decimal::Decimal;

use crate::Bug;
use crate::journal::Journal;
use crate::money::euros;
use crate::portfolio::person_id;
use crate::product::TopKind;

/// A line with what its décompte says around it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Claim {
    pub id: LineId,
    /// Day on which it came, where the mutuelle was told what day it is.
    pub received: Option<Day>,
    pub oc: OcNumber,
    pub beneficiary: Beneficiary,
    /// The person, under the first identity they were known by.
    pub person: Beneficiary,
    pub payee_nature: PayeeNature,
    pub line: Line,
    /// Participation that a line of the same décompte keeps back from this one, in euros, positive.
    pub participation: Decimal,
    /// Franchise that a line of the same décompte keeps back from this one, in euros, positive. No rule asks for it.
    pub franchise: Decimal,
    /// The act that it completes, in its décompte: code, speciality of the executor, line.
    pub completes: Option<(ActCode, u8, LineId)>,
}

/// Where a line stands for those that name it later: caisse, décompte number, line number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    pub caisse: Caisse,
    pub decompte: DecompteNumber,
    pub line: u8,
}

/// The content of a care, by which a second décompte for it is suspected (rules N3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct CareKey {
    beneficiary: Beneficiary,
    act: ActCode,
    start: Day,
    end: Day,
    executor: PsNumber,
    quantity: i16,
    spent: Cents,
    base: Cents,
}

/// A journal: one for the contracts that stand at the same place, the first base, the first option… Counters follow
/// the person (rules §7.3, §7.7): a change of product, or of the number of the OC, goes on in it.
pub(crate) type JournalKey = (Option<TopKind>, usize);

/// What became of a line, and what taking it back needs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Status {
    /// Money went out.
    Paid,
    /// Answered, no money went out: zero, refused, no effect.
    Closed,
    /// Waits for that line to be cancelled.
    Waiting(Place),
    /// Waits for something that is no line.
    Held,
    /// The AMO took it back.
    TakenBack,
}

/// A line that was treated.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record {
    /// The file request that carried it.
    pub re: u64,
    pub claim: Claim,
    pub outcome: Outcome,
    pub status: Status,
}

/// Everything the mutuelle remembers of what it received and paid.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    files: HashSet<FileId>,
    records: HashMap<LineId, Record>,
    by_place: HashMap<Place, Vec<LineId>>,
    live_care: HashMap<CareKey, Vec<LineId>>,
    waiting: HashMap<Place, Vec<LineId>>,
    /// In which order lines first came.
    arrivals: HashMap<LineId, usize>,
    /// Cancellations that came before the line they take back.
    ahead: HashMap<Place, LineId>,
    /// What a first insurer said it paid on a line.
    first_insurer: HashMap<LineId, Decimal>,
    /// What was paid, and what it counted.
    pub(crate) journals: BTreeMap<JournalKey, Journal>,
}

impl Claim {
    /// The lines of a décompte that came on that day, each with the participation kept back from it.
    pub(crate) fn of(
        decompte: &Decompte,
        received: Option<Day>,
    ) -> impl Iterator<Item = Self> + '_ {
        decompte.lines.iter().map(move |line| Self {
            id: decompte.line_id(line),
            received,
            oc: decompte.oc,
            beneficiary: decompte.beneficiary,
            person: decompte.beneficiary,
            payee_nature: decompte.payee_nature,
            line: *line,
            participation: kept_back(decompte, line.number, |deduction| {
                matches!(deduction, Deduction::Participation { .. })
            }),
            franchise: kept_back(decompte, line.number, |deduction| {
                matches!(deduction, Deduction::Franchise { .. })
            }),
            completes: completed_by(decompte, line)
                .map(|act| (act.act, act.specialty, decompte.line_id(act))),
        })
    }

    /// Its own place.
    pub(crate) fn place(&self) -> Place {
        Place {
            caisse: self.id.caisse,
            decompte: self.id.decompte,
            line: self.id.line,
        }
    }

    /// The place of the line it names: at the same caisse.
    pub(crate) fn original(&self) -> Option<Place> {
        self.line.origin.map(|LineOrigin { decompte, line }| Place {
            caisse: self.id.caisse,
            decompte,
            line,
        })
    }

    /// Whether it takes another line back (noemie-format §11: operation A, negative quantity).
    pub(crate) fn is_cancellation(&self) -> bool {
        self.id.operation == Operation::Cancellation || self.line.quantity < 0
    }

    /// Whether both stand in one décompte: two equal acts of one décompte are both due (rules N3). A
    /// number that comes again on another day is another décompte (rules N2).
    fn same_decompte(&self, other: &LineId) -> bool {
        self.id.caisse == other.caisse
            && self.id.decompte == other.decompte
            && self.id.date == other.date
    }

    fn care_key(&self) -> CareKey {
        let line = &self.line;
        CareKey {
            beneficiary: self.person,
            act: line.act,
            start: line.start,
            end: line.end,
            executor: line.executor,
            quantity: line.quantity,
            spent: line.spent,
            base: line.base,
        }
    }
}

impl Ledger {
    /// Whether a file of that identity was accepted.
    pub(crate) fn knows_file(&self, file: &FileId) -> bool {
        self.files.contains(file)
    }

    /// Remembers an accepted file. A refused one is not loaded: its clean re-send has the same identity.
    pub(crate) fn file_accepted(&mut self, file: FileId) {
        self.files.insert(file);
    }

    /// What became of that line.
    pub(crate) fn record(&self, id: &LineId) -> Option<&Record> {
        self.records.get(id)
    }

    /// What a first insurer said it paid on that line, where its statement came.
    pub(crate) fn first_insurer(&self, line: &LineId) -> Option<Decimal> {
        self.first_insurer.get(line).copied()
    }

    /// Remembers what a first insurer said it paid on that line.
    pub(crate) fn paid_by_the_first(&mut self, line: LineId, paid: Decimal) {
        self.first_insurer.insert(line, paid);
    }

    /// Keeps a line with its outcome; one that was kept before is replaced.
    pub(crate) fn keep(&mut self, record: Record) {
        let Claim { id, .. } = record.claim;
        let next = self.arrivals.len();
        self.arrivals.entry(id).or_insert(next);
        if let Status::Waiting(place) = record.status {
            push_once(self.waiting.entry(place).or_default(), id);
        }
        if !record.claim.is_cancellation() {
            push_once(self.by_place.entry(record.claim.place()).or_default(), id);
        }
        self.records.insert(id, record);
    }

    /// The line that stands at a place for those that name it: its last version not taken back
    /// (field notes §1.21). One that itself waits for the place does not stand there yet.
    pub(crate) fn standing_at(&self, place: Place, asking: LineId) -> Option<&Record> {
        self.others_at(place, asking).find(|record| {
            record.status != Status::TakenBack && record.status != Status::Waiting(place)
        })
    }

    /// Forgets what became of a line: for the planted bugs alone.
    pub(crate) fn forget(&mut self, id: &LineId) {
        self.records.remove(id);
    }

    /// Whether a line was taken back at a place, and none stands there now.
    pub(crate) fn is_taken_back(&self, place: Place, asking: LineId) -> bool {
        self.others_at(place, asking)
            .any(|record| record.status == Status::TakenBack)
            && self.standing_at(place, asking).is_none()
    }

    /// The lines seen at a place but for the one that asks, the last first.
    fn others_at(&self, place: Place, asking: LineId) -> impl Iterator<Item = &Record> {
        let versions = self.by_place.get(&place).map(Vec::as_slice);
        versions
            .unwrap_or_default()
            .iter()
            .rev()
            .filter(move |id| **id != asking)
            .filter_map(|id| self.records.get(id))
    }

    /// Keeps in mind that a cancellation came before the line it takes back. The first one counts, and
    /// none where that line was taken back already: a further one takes nothing back (rules N11).
    pub(crate) fn cancelled_ahead(&mut self, place: Place, cancellation: LineId) {
        if !self.is_taken_back(place, cancellation) {
            self.ahead.entry(place).or_insert(cancellation);
        }
    }

    /// The cancellation that came before this line, once. What replaces the line of its own place is
    /// not the line that is awaited there.
    pub(crate) fn cancellation_ahead_of(&mut self, claim: &Claim) -> Option<LineId> {
        let place = claim.place();
        if claim.original() == Some(place) {
            return None;
        }
        self.ahead.remove(&place)
    }

    /// A line of another décompte, not taken back, for the same care (rules N3).
    pub(crate) fn same_care(&self, claim: &Claim, bugs: &[Bug]) -> Option<Place> {
        let live = self.live_care.get(&claim.care_key())?;
        let within_one_too = bugs.contains(&Bug::SuspectsIdenticalActs);
        let is_elsewhere = |id: &&LineId| !claim.same_decompte(id);
        let is_other = |id: &&LineId| within_one_too && **id != claim.id;
        let other = live.iter().find(|id| is_elsewhere(id) || is_other(id))?;
        self.records.get(other).map(|record| record.claim.place())
    }

    /// From now on the care of this line is live: another décompte for it is suspected.
    pub(crate) fn care_is_live(&mut self, claim: &Claim) {
        push_once(
            self.live_care.entry(claim.care_key()).or_default(),
            claim.id,
        );
    }

    /// Marks a line as taken back by the AMO and takes it out of the journals, so that what it had counted is given
    /// back to the year it was counted in (rules N10, field notes §3).
    pub(crate) fn take_back(&mut self, id: &LineId, cancelled_on: Day, bugs: &[Bug]) {
        let Some(record) = self.records.get_mut(id) else {
            return;
        };
        let status = std::mem::replace(&mut record.status, Status::TakenBack);
        let care = record.claim.care_key();
        if let Some(live) = self.live_care.get_mut(&care) {
            live.retain(|other| other != id);
        }
        let of_another_year = record.claim.line.start.year() != cancelled_on.year();
        let forgets = bugs.contains(&Bug::CountersNotRestored)
            || (bugs.contains(&Bug::CounterOfThisYearRestored) && of_another_year);
        if !forgets {
            self.gives_counters_back(id);
        }
        if let Status::Waiting(place) = status
            && let Some(waiting) = self.waiting.get_mut(&place)
        {
            waiting.retain(|other| other != id);
        }
    }

    /// Takes a line out of the journals.
    pub(crate) fn gives_counters_back(&mut self, id: &LineId) {
        let Some(record) = self.records.get(id) else {
            return;
        };
        let person = person_id(&record.claim.person);
        for journal in self.journals.values_mut() {
            journal.take_back(&person, &id.to_string());
        }
    }

    /// Notes whose a line is, now that it is known.
    pub(crate) fn is_of(&mut self, id: &LineId, person: Beneficiary) {
        if let Some(record) = self.records.get_mut(id) {
            record.claim.person = person;
        }
    }

    /// The lines held or refused for want of rights, in the order they came.
    pub(crate) fn wanting_rights(&self) -> Vec<LineId> {
        let wanting = self.records.values().filter(|record| {
            !record.claim.is_cancellation()
                && record.status != Status::TakenBack
                && matches!(
                    record.outcome.reason,
                    ReasonClass::UnknownBeneficiary
                        | ReasonClass::Identity
                        | ReasonClass::NoCover
                        | ReasonClass::RightsPending
                        | ReasonClass::TwoInsurers
                )
        });
        self.in_order(wanting)
    }

    /// The lines that were paid and not taken back, in the order they came.
    pub(crate) fn paid(&self) -> Vec<LineId> {
        let paid = self.records.values();
        self.in_order(paid.filter(|record| record.status == Status::Paid))
    }

    fn in_order<'r>(&self, records: impl Iterator<Item = &'r Record>) -> Vec<LineId> {
        let mut lines: Vec<LineId> = records.map(|record| record.claim.id).collect();
        lines.sort_by_key(|id| self.arrivals.get(id).copied());
        lines
    }

    /// The lines that waited for a place. They wait no more. First the regularisations that name it: they
    /// take the place of what was cancelled; then the others, in the order they came (N12).
    pub(crate) fn release(&mut self, place: Place) -> Vec<LineId> {
        let mut released = self.waiting.remove(&place).unwrap_or_default();
        released.sort_by_key(|id| {
            let names_it = self
                .records
                .get(id)
                .is_some_and(|record| record.claim.original() == Some(place));
            (!names_it, self.arrivals.get(id).copied())
        });
        released
    }
}

/// The act that a line completes: the one that it names (field notes §1.12); where it names none and has the letters
/// of a complement, the first of its code, day and executor in the décompte that has none.
fn completed_by<'a>(decompte: &'a Decompte, line: &Line) -> Option<&'a Line> {
    if line.act.deduction().is_some() {
        return None;
    }
    let lettered = |line: &Line| line.details.complement.is_some();
    let acts = decompte.lines.iter();
    let mut acts = acts.filter(|act| act.act.deduction().is_none() && act.number != line.number);
    match line.origin {
        Some(named) if named.decompte == decompte.number => {
            acts.find(|act| act.number == named.line)
        }
        None if lettered(line) => acts.find(|act| {
            !lettered(act)
                && act.act == line.act
                && act.start == line.start
                && act.executor == line.executor
        }),
        _ => None,
    }
}

/// What the deduction lines of the décompte that name one of its lines keep back from it.
fn kept_back(decompte: &Decompte, line: u8, is_such: impl Fn(Deduction) -> bool) -> Decimal {
    decompte
        .lines
        .iter()
        .filter(|other| other.act.deduction().is_some_and(&is_such))
        .filter(|other| {
            other
                .origin
                .is_some_and(|origin| origin.decompte == decompte.number && origin.line == line)
        })
        .map(|other| -euros(other.amount))
        .sum()
}

fn push_once(ids: &mut Vec<LineId>, id: LineId) {
    if !ids.contains(&id) {
        ids.push(id);
    }
}
