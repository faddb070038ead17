mod statements;

use std::collections::BTreeMap;

use domain::{
    Day, Decompte, Deduction, FileId, LineId, Member, Outcome, Payee, Reaction, ReasonClass,
    Recovery, SmolStr, Statement,
};
use protocol::LineAnswer;
use rust_decimal::Decimal;

use crate::Bug;
use crate::contracts::{Contract, settle_line};
use crate::decision::Decision;
use crate::facts::{self, Facts, Person};
use crate::journal::Journal;
use crate::law::MissingFigure;
use crate::ledger::{Claim, JournalKey, Ledger, Place, Record, Status};
use crate::money::cents;
use crate::portfolio::{Cover, Portfolio};
use crate::product::{Product, ProductError};
use crate::readings::Readings;
use crate::rules;

pub use statements::StatementTreatment;

/// The mutuelle between two messages: what it was given, received and paid.
#[derive(Debug, Default)]
pub struct Engine {
    bugs: Vec<Bug>,
    readings: Readings,
    products: BTreeMap<String, Product>,
    portfolio: Portfolio,
    ledger: Ledger,
    /// What day it is, where somebody said so.
    today: Option<Day>,
    /// Lines whose day of care is still to come, in the order they came.
    asleep: Vec<LineId>,
    /// Statements whose lines have not all come.
    statements: Vec<Statement>,
}

impl Engine {
    fn has(&self, bug: Bug) -> bool {
        self.bugs.contains(&bug)
    }
}

/// What became of the décomptes of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Treatment {
    /// One answer a line, in the order of the file.
    pub lines: Vec<LineAnswer>,
    /// Lines held until now, by the request that carried them.
    pub amendments: Vec<Amendment>,
}

/// Lines of an earlier answer that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    /// The request that carried them.
    pub re: u64,
    /// What they are now.
    pub lines: Vec<LineAnswer>,
}

impl Engine {
    /// A mutuelle that knows nothing yet, with those planted bugs.
    #[must_use]
    pub fn new(bugs: &[Bug]) -> Self {
        Self {
            bugs: bugs.to_vec(),
            portfolio: Portfolio::of(bugs),
            ..Self::default()
        }
    }

    /// Reads the register so, from here on.
    #[must_use]
    pub fn under(self, readings: Readings) -> Self {
        Self { readings, ..self }
    }

    /// Forgets everything but its bugs and its readings.
    pub fn reset(&mut self) {
        let before = std::mem::take(self);
        *self = Self::new(&before.bugs).under(before.readings);
        if self.has(Bug::RemembersAcrossScenarios) {
            self.ledger = before.ledger;
        }
    }

    /// Takes product files; one of an `id` known already replaces it.
    ///
    /// # Errors
    /// Where one of them is no product: none is taken then.
    pub fn add_products(&mut self, files: &[serde_json::Value]) -> Result<(), ProductError> {
        let products: Vec<Product> = files
            .iter()
            .map(Product::from_json)
            .collect::<Result<_, _>>()?;
        for product in products {
            self.products.insert(product.id.clone(), product);
        }
        Ok(())
    }

    /// Takes members and contracts in place of those it had. What was paid outside of them is taken back (field notes
    /// §1.24); then lines that waited for rights are settled, in the order they came (field notes §1.5).
    pub fn set_portfolio(&mut self, members: Vec<Member>) -> Vec<Amendment> {
        self.portfolio.replace(members);
        let mut amendments = Vec::new();
        for id in self.ledger.paid() {
            self.take_back_uncovered(id, &mut amendments);
        }
        for id in self.ledger.wanting_rights() {
            let Some(Record {
                mut claim, outcome, ..
            }) = self.ledger.record(&id).copied()
            else {
                continue;
            };
            // What was taken back stays so, unless the contract did not end after all.
            if outcome.reaction == Reaction::Reversed && self.is_uncovered(&claim) {
                continue;
            }
            claim.person = self.portfolio.first_identity(&claim.beneficiary);
            let (outcome, status) = self.decide(&claim);
            self.ledger.is_of(&id, claim.person);
            self.amend_kept(id, outcome, status, &mut amendments);
        }
        amendments
    }

    /// A payment for care that no contract covers, as is learned only now.
    fn take_back_uncovered(&mut self, id: LineId, amendments: &mut Vec<Amendment>) {
        let Some(Record { claim, outcome, .. }) = self.ledger.record(&id).copied() else {
            return;
        };
        let (Some(payee), true) = (outcome.payee, self.is_uncovered(&claim)) else {
            return;
        };
        self.ledger.gives_counters_back(&id);
        let taken_back = Outcome {
            reason: ReasonClass::NoCover,
            ..Outcome::reversed(outcome.amount, payee)
        };
        self.amend_kept(id, taken_back, Status::Closed, amendments);
    }

    /// Whether the person has no contract for the day of care.
    fn is_uncovered(&self, claim: &Claim) -> bool {
        let (care, processed) = (claim.line.start, claim.id.date);
        let person = &claim.beneficiary;
        let cover = self
            .portfolio
            .cover(person, claim.oc, care, processed, &self.bugs);
        !matches!(cover, Cover::By(_) | Cover::Suspended | Cover::TwoInsurers)
    }

    /// Its members and contracts.
    #[must_use]
    pub fn portfolio(&self) -> &Portfolio {
        &self.portfolio
    }

    /// Whether a file of that identity was accepted before.
    #[must_use]
    pub fn knows_file(&self, file: &FileId) -> bool {
        self.ledger.knows_file(file)
    }

    /// Whether a line of those décomptes was treated before.
    pub(crate) fn knows_a_line(&self, decomptes: &[Decompte]) -> bool {
        let mut claims = decomptes.iter().flat_map(|one| Claim::of(one, None));
        claims.any(|claim| self.ledger.record(&claim.id).is_some())
    }

    /// Remembers the identity of an accepted file.
    pub fn accept_file(&mut self, file: FileId) {
        self.ledger.file_accepted(file);
    }

    /// A new day begins: lines whose care was still to come are settled once its day is there (rules N18 c).
    pub fn day_begins(&mut self, day: Day) -> Vec<Amendment> {
        self.today = Some(day);
        let mut amendments = Vec::new();
        for id in std::mem::take(&mut self.asleep) {
            let Some(record) = self.ledger.record(&id).copied() else {
                continue;
            };
            // What was taken back meanwhile sleeps no more.
            if record.outcome.reason != ReasonClass::FutureCare || record.status != Status::Held {
                continue;
            }
            let mut claim = record.claim;
            if rules::time::is_to_come(&claim, self.today) {
                self.asleep.push(id);
                continue;
            }
            claim.person = self.portfolio.first_identity(&claim.beneficiary);
            let (outcome, status) = self.decide(&claim);
            self.ledger.is_of(&id, claim.person);
            self.amend_kept(id, outcome, status, &mut amendments);
        }
        amendments
    }

    /// Treats the décomptes of an accepted file, which the request `re` carried.
    pub fn treat(&mut self, re: u64, decomptes: &[Decompte]) -> Treatment {
        let mut treatment = Treatment::default();
        for decompte in decomptes {
            for mut claim in Claim::of(decompte, self.today) {
                if self.has(Bug::MonthBeforeDay) {
                    claim.line.start = crate::bug::other_part_of_the_day(claim.line.start);
                    claim.line.end = crate::bug::other_part_of_the_day(claim.line.end);
                }
                if self.has(Bug::SuspectsOtherDoctor) {
                    claim.line.executor = domain::PsNumber::default();
                }
                claim.person = self.portfolio.first_identity(&claim.beneficiary);
                let outcome = self.treat_line(re, &claim, &mut treatment.amendments);
                treatment.lines.push(answer(claim.id, outcome));
            }
        }
        self.read_waiting_statements(&mut treatment.amendments);
        treatment
    }

    /// One line, in the order of the rules: OC, identity, deductions, cancellations, then the care.
    fn treat_line(&mut self, re: u64, claim: &Claim, amendments: &mut Vec<Amendment>) -> Outcome {
        // Field notes §1.1: an OC that is not managed here rejects its group, not the file. Nothing of
        // it is remembered.
        if !self.portfolio.manages(claim.oc) {
            return Outcome::without_money(Reaction::Refused, ReasonClass::OtherOc);
        }
        if self.was_treated(re, claim) {
            if self.has(Bug::PaysThirdDelivery) {
                self.ledger.forget(&claim.id);
            }
            return Outcome::without_money(Reaction::Duplicate, ReasonClass::SameIdentity);
        }
        let cancelled = Outcome::without_money(Reaction::NoEffect, ReasonClass::Cancellation);
        let mut ahead = None;
        let (outcome, status) = if let Some(deduction) = claim.line.act.deduction() {
            // Participation and franchise never have an effect here, nor has taking them back
            // (rules N13, field notes §1.18).
            (self.of_deduction(claim, deduction), Status::Closed)
        } else if claim.is_cancellation() {
            (self.cancel(claim, amendments), Status::Closed)
        } else {
            ahead = self.ledger.cancellation_ahead_of(claim);
            match ahead {
                Some(_) => (cancelled, Status::TakenBack),
                None => self.decide(claim),
            }
        };
        self.ledger.keep(Record {
            re,
            claim: *claim,
            outcome,
            status,
        });
        if let Some(cancellation) = ahead {
            self.amend_kept(cancellation, cancelled, Status::Closed, amendments);
            self.settle_those_waiting_for(claim.place(), amendments);
        }
        outcome
    }

    /// A participation or franchise line: information.
    fn of_deduction(&self, claim: &Claim, deduction: Deduction) -> Outcome {
        let kept_back = -claim.line.amount;
        let refunded = match deduction {
            Deduction::Participation { deferred } | Deduction::Franchise { deferred } => {
                (deferred && self.has(Bug::RefundsLateDeductions))
                    || (!deferred && self.has(Bug::PaysDeductionLines))
            }
        };
        if refunded && kept_back > domain::Cents::ZERO {
            return Outcome::paid(kept_back, Payee::Insured);
        }
        Outcome::without_money(Reaction::NoEffect, ReasonClass::Informative)
    }

    /// Rules N2: the same identity in any file is treated once.
    fn was_treated(&self, re: u64, claim: &Claim) -> bool {
        let Some(earlier) = self.ledger.record(&claim.id) else {
            return false;
        };
        if self.has(Bug::PaysDuplicateTwice) {
            let paid = earlier.status == Status::Paid;
            return !(paid && earlier.re != re);
        }
        true
    }

    /// Rules N10 and N11: gives back what the original was paid, whatever its age. Without an original
    /// it waits; one that comes later is not due any more (see [`Engine::treat_line`]).
    fn cancel(&mut self, claim: &Claim, amendments: &mut Vec<Amendment>) -> Outcome {
        if self.bugs.contains(&Bug::IgnoresCancellations) {
            return Outcome::without_money(Reaction::NoEffect, ReasonClass::Informative);
        }
        let awaited = Outcome::without_money(Reaction::Held, ReasonClass::DocumentAwaited);
        let Some(place) = claim.original() else {
            return awaited;
        };
        let Some(original) = self.ledger.standing_at(place, claim.id).copied() else {
            self.ledger.cancelled_ahead(place, claim.id);
            return awaited;
        };
        let outcome = match (original.status, original.outcome.payee) {
            (Status::Paid, Some(payee)) if !self.has_barred(&original) => {
                self.reversed(&original, claim, payee)
            }
            _ => Outcome::without_money(Reaction::NoEffect, ReasonClass::Cancellation),
        };
        let on = claim.received.unwrap_or(claim.id.date);
        self.ledger.take_back(&original.claim.id, on, &self.bugs);
        if !self.has(Bug::CorrectionLeftWaiting) {
            self.settle_those_waiting_for(place, amendments);
        }
        outcome
    }

    /// What was paid is owed, by whoever received it.
    fn reversed(&self, original: &Record, claim: &Claim, payee: Payee) -> Outcome {
        let amount = if self.has(Bug::TakesBackAmoShare) {
            -claim.line.amount
        } else {
            original.outcome.amount
        };
        let payee = if self.has(Bug::ClaimsFromInsured) {
            Payee::Insured
        } else {
            payee
        };
        Outcome::reversed(amount, payee)
    }

    /// Whether a planted bug holds the original for too old to be taken back.
    fn has_barred(&self, original: &Record) -> bool {
        let care = original.claim.line.start;
        let is_old = self.today.is_some_and(|today| care.plus_months(24) < today);
        is_old && self.has(Bug::BarsCancellations)
    }

    /// Rules N12: a line held because of another is settled once that one is taken back.
    fn settle_those_waiting_for(&mut self, place: Place, amendments: &mut Vec<Amendment>) {
        for id in self.ledger.release(place) {
            let Some(claim) = self.ledger.record(&id).map(|record| record.claim) else {
                continue;
            };
            let (outcome, status) = self.decide(&claim);
            self.amend_kept(id, outcome, status, amendments);
        }
    }

    /// Replaces what became of a line that is kept, and tells it where the answer changes.
    fn amend_kept(
        &mut self,
        id: LineId,
        outcome: Outcome,
        status: Status,
        amendments: &mut Vec<Amendment>,
    ) {
        let Some(&before) = self.ledger.record(&id) else {
            return;
        };
        self.ledger.keep(Record {
            outcome,
            status,
            ..before
        });
        if outcome != before.outcome {
            amend(amendments, before.re, answer(id, outcome));
        }
    }

    /// The care itself: whose, covered, not seen elsewhere, not paid elsewhere, guaranteed.
    fn decide(&mut self, claim: &Claim) -> (Outcome, Status) {
        let refused = |reason| {
            (
                Outcome::without_money(Reaction::Refused, reason),
                Status::Closed,
            )
        };
        let held = |reason, status| (Outcome::without_money(Reaction::Held, reason), status);

        let cover = self.portfolio.cover(
            &claim.beneficiary,
            claim.oc,
            claim.line.start,
            claim.id.date,
            &self.bugs,
        );
        let rows: Vec<Member> = match cover {
            Cover::UnknownNir if self.has(Bug::UnknownNirPaid) => self
                .portfolio
                .members()
                .first()
                .cloned()
                .into_iter()
                .collect(),
            Cover::UnknownNir => return refused(ReasonClass::UnknownBeneficiary),
            Cover::OtherPerson => return held(ReasonClass::Identity, Status::Held),
            Cover::None => return refused(ReasonClass::NoCover),
            Cover::TwoInsurers => return held(ReasonClass::TwoInsurers, Status::Held),
            Cover::Suspended => return held(ReasonClass::RightsPending, Status::Held),
            Cover::By(rows) => rows.into_iter().cloned().collect(),
        };
        if let Some(place) = self.suspected_twin(claim) {
            return held(ReasonClass::DuplicateSuspected, Status::Waiting(place));
        }
        self.ledger.care_is_live(claim);
        if rules::time::is_to_come(claim, self.today) {
            self.asleep.push(claim.id);
            return held(ReasonClass::FutureCare, Status::Held);
        }
        // Rules N17 and §8 bis: the C2S pays, and no contract here runs it.
        let mut products = rows.iter().flat_map(products_of);
        let runs_c2s = products.any(|id| {
            self.products
                .get(id.as_str())
                .is_some_and(|product| product.c2s)
        });
        if !runs_c2s && claim.line.details.other_part > domain::Cents::ZERO {
            return refused(ReasonClass::C2s);
        }
        if rules::time::is_barred(claim) {
            return refused(ReasonClass::TimeBarred);
        }
        // Rules N15 b: the third-party invoice decides who is paid.
        if claim.payee_nature == domain::PayeeNature::ThirdPartyFull {
            return held(ReasonClass::ThirdPartyInvoiceAwaited, Status::Held);
        }
        // Rules N19: another mutuelle pays first, and says what.
        let first_insurer = self.ledger.first_insurer(&claim.id);
        let on_statement = rows.first().is_some_and(|row| row.rights.on_statement)
            && !self.has(Bug::SecondPaysAtOnce);
        if on_statement && first_insurer.is_none() {
            return held(ReasonClass::DocumentAwaited, Status::Held);
        }
        let mut named = rows.iter().flat_map(products_of);
        if named.any(|product| !self.products.contains_key(product.as_str())) {
            return held(ReasonClass::RightsPending, Status::Held);
        }
        let Some(mut facts) = facts::of_claim(claim, &self.bugs) else {
            // Field notes §1.10: a line with an unknown act is held, the others are paid.
            return held(ReasonClass::DocumentAwaited, Status::Held);
        };
        facts.earlier += first_insurer.unwrap_or_default();
        match self.settle(&rows, &facts) {
            Ok(decisions) => {
                let outcome = outcome_of(&decisions);
                let status = if outcome.reaction == Reaction::Paid {
                    Status::Paid
                } else if outcome.reaction == Reaction::Held {
                    Status::Held
                } else {
                    Status::Closed
                };
                (outcome, status)
            }
            // A line that cannot be computed waits, like one with an unknown act.
            Err(MissingFigure { .. }) => held(ReasonClass::DocumentAwaited, Status::Held),
        }
    }

    /// What the contracts of those rows do of a line: the first base, then what stands on it, options first. A row
    /// names its base and what it has on it; rows of their own may name it too.
    fn settle(&mut self, rows: &[Member], facts: &Facts) -> Result<Vec<Decision>, MissingFigure> {
        let mut known: Vec<(&Member, &Product)> = rows
            .iter()
            .flat_map(|row| products_of(row).map(move |product| (row, product)))
            .filter_map(|(row, product)| Some((row, self.products.get(product.as_str())?)))
            .collect();
        // A stable sort: a base, which is on top of nothing, comes first.
        known.sort_by_key(|(_, product)| product.kind());
        let mut stack: Vec<(&Product, Person, JournalKey)> = Vec::new();
        for (row, product) in known {
            let of_its_kind = stack
                .iter()
                .filter(|(other, ..)| other.kind() == product.kind())
                .count();
            let is_second_base = product.kind().is_none() && of_its_kind > 0;
            if is_second_base || !product.may_sit_on(stack.iter().map(|(other, ..)| *other)) {
                continue;
            }
            let key = (product.kind(), of_its_kind);
            stack.push((product, self.portfolio.person(row), key));
        }
        let mut journals: Vec<Journal> = stack
            .iter()
            .map(|(_, _, key)| self.ledger.journals.remove(key).unwrap_or_default())
            .collect();
        let mut contracts: Vec<Contract> = stack
            .iter()
            .zip(&mut journals)
            .map(|((product, person, _), journal)| Contract {
                product,
                person,
                journal,
            })
            .collect();
        let settled = settle_line(&mut contracts, facts, &self.readings, &self.bugs);
        if let Ok(decisions) = &settled
            && outcome_of(decisions).reaction == Reaction::Held
        {
            // What a deductible of the base kept back is not kept yet.
            for contract in contracts {
                contract.journal.take_back(&contract.person.id, &facts.id);
            }
        }
        let keys = stack.iter().map(|(_, _, key)| *key);
        self.ledger.journals.extend(keys.zip(journals));
        settled
    }

    /// Rules N3 and N12: the line this one may repeat, as long as it is not taken back. A
    /// regularisation repeats the line it names; any line repeats the same care elsewhere.
    fn suspected_twin(&self, claim: &Claim) -> Option<Place> {
        if claim.id.operation == domain::Operation::Regularisation
            && self.has(Bug::CorrectionPaidAtOnce)
        {
            return None;
        }
        if claim.id.operation == domain::Operation::Regularisation
            && let Some(named) = claim.original()
            && !self.ledger.is_taken_back(named, claim.id)
        {
            return Some(named);
        }
        if self.has(Bug::SameCarePaid) {
            return None;
        }
        self.ledger.same_care(claim, &self.bugs)
    }
}

/// The products of a row: its own, then those it has on top.
fn products_of(row: &Member) -> impl Iterator<Item = &SmolStr> {
    std::iter::once(&row.product).chain(&row.rights.options)
}

/// One answer for what all contracts of a person do: their amounts together, to whom the first pays that does; where
/// none pays, what the first that waits says, else the first that covers the act.
fn outcome_of(decisions: &[Decision]) -> Outcome {
    let total: Decimal = decisions.iter().map(|decision| decision.amount).sum();
    let paying = decisions.iter().find_map(|decision| decision.payee);
    if let Some(payee) = paying {
        return Outcome::paid(cents(total), payee);
    }
    let waiting = decisions
        .iter()
        .find(|decision| decision.reaction == Reaction::Held);
    let covering = decisions
        .iter()
        .find(|decision| decision.reaction != Reaction::Refused);
    match waiting.or(covering).or(decisions.first()) {
        Some(decision) => Outcome::without_money(decision.reaction, decision.reason),
        None => Outcome::without_money(Reaction::Refused, ReasonClass::NoCover),
    }
}

/// What is said of a line. What is taken back is claimed: nothing is ever kept of a later payment (field notes
/// §1.23).
fn answer(line: LineId, outcome: Outcome) -> LineAnswer {
    LineAnswer {
        recovery: (outcome.reaction == Reaction::Reversed).then_some(Recovery::Claimed),
        ..LineAnswer::new(line, outcome)
    }
}

/// Adds a changed line to the amendment of its request. A line that changes twice is told once.
fn amend(amendments: &mut Vec<Amendment>, re: u64, line: LineAnswer) {
    let known = amendments.iter().position(|amendment| amendment.re == re);
    match known {
        Some(at) => {
            let lines = &mut amendments[at].lines;
            lines.retain(|other| other.line != line.line);
            lines.push(line);
        }
        None => amendments.push(Amendment {
            re,
            lines: vec![line],
        }),
    }
}

#[cfg(test)]
mod tests;
