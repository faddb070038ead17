use std::sync::Arc;

use domain::{
    Cents, Decompte, Heading, Line, LineOrigin, Operation, Outcome, Payee, PayeeNature, Reaction,
    ReasonClass,
};

use super::book::{Entry, EntryId, OriginKey, origin_key, with_regime_01};
use super::debts::{Owing, owing_step};
use super::identity::Who;
use super::portfolio::Contract;
use super::rights::{Asked, Right, right};
use super::siblings::Main;
use super::stack::together;
use super::steps::{decision, said};
use super::{Expectation, Ledger, checks, facts, reading};
use crate::amc::{self, AmoPayee, Facts, Person, Share};
use crate::law::LawError;
use crate::trace::{NoTrace, Step, Steps, Trace};

/// What was decided about a line.
struct Decision {
    outcome: Outcome,
    owing: Owing,
    rule: &'static str,
    product: Option<Arc<str>>,
}

impl Decision {
    fn without_money(reaction: Reaction, reason: ReasonClass, rule: &'static str) -> Self {
        Self {
            outcome: Outcome::without_money(reaction, reason),
            owing: Owing::default(),
            rule,
            product: None,
        }
    }
}

impl Ledger {
    /// Folds the lines of a décompte in.
    pub(super) fn take(&mut self, delivery: usize, decompte: &Decompte) {
        for line in &decompte.lines {
            let (decision, steps) = if self.traces {
                let mut steps = Steps::default();
                let decision = self.decide(delivery, decompte, line, &mut steps);
                (decision, steps.0)
            } else {
                let decision = self.decide(delivery, decompte, line, &mut NoTrace);
                (decision, Vec::new())
            };
            self.deliveries[delivery].lines.push(Expectation {
                line: decompte.line_id(line),
                outcome: decision.outcome,
                owing: decision.owing,
                rule: decision.rule,
                amended: false,
                product: decision.product,
                steps,
            });
        }
    }

    /// The lines that can be read of a décompte that cannot: held until it comes whole. Nothing is booked,
    /// so that the whole one is no duplicate.
    pub(super) fn hold_damaged(&mut self, delivery: usize, decompte: &Decompte) {
        let held = Outcome::without_money(Reaction::Held, ReasonClass::DocumentAwaited);
        for line in &decompte.lines {
            self.deliveries[delivery].lines.push(Expectation {
                line: decompte.line_id(line),
                outcome: held,
                owing: Owing::default(),
                rule: "F-DAMAGED-DECOMPTE",
                amended: false,
                product: None,
                steps: Vec::new(),
            });
        }
    }

    fn decide<T: Trace>(
        &mut self,
        delivery: usize,
        decompte: &Decompte,
        line: &Line,
        trace: &mut T,
    ) -> Decision {
        let decision = self.decide_in_order(delivery, decompte, line, trace);
        if decision.owing.debtor.is_some() {
            trace.step(|| owing_step(&decision.owing, &decision.outcome));
        }
        trace.step(|| {
            let inputs = vec![("line", decompte.line_id(line).to_string().into())];
            self::decision(decision.rule, inputs, said(&decision.outcome))
        });
        decision
    }

    fn decide_in_order<T: Trace>(
        &mut self,
        delivery: usize,
        decompte: &Decompte,
        line: &Line,
        trace: &mut T,
    ) -> Decision {
        if !self.portfolio.manages(decompte.oc) {
            return Decision::without_money(Reaction::Refused, ReasonClass::OtherOc, "OC-OTHER");
        }
        let mut identity = decompte.line_id(line);
        if self.readings.regime_00_is_01 {
            identity.caisse = with_regime_01(identity.caisse);
        }
        if !self.book.is_new(identity) {
            return Decision::without_money(Reaction::Duplicate, ReasonClass::SameIdentity, "N2");
        }
        let cancels = decompte.operation == Operation::Cancellation || line.quantity < 0;
        if line.act.deduction().is_some() {
            let reaction = if self.readings.settle_informative {
                Reaction::SettledZero
            } else {
                Reaction::NoEffect
            };
            let decision = Decision::without_money(reaction, ReasonClass::Informative, "N13");
            if !cancels {
                let id = self.enter(delivery, decompte, line);
                self.book.entry_mut(id).outcome = decision.outcome;
            }
            return decision;
        }
        if cancels {
            return self.cancel(delivery, decompte, line, trace);
        }
        let id = self.enter(delivery, decompte, line);
        if let Some(cancellation) = self.book.cancelled_early(self.book.entry(id).key()) {
            return self.cancelled_before(id, cancellation);
        }
        self.settle(id, trace)
    }

    /// A line that was taken back before it came: nothing is due for it, nor for its cancellation.
    fn cancelled_before(&mut self, id: EntryId, (delivery, index): (usize, usize)) -> Decision {
        let nothing = Decision::without_money(Reaction::NoEffect, ReasonClass::Cancellation, "N11");
        let entry = self.book.entry_mut(id);
        entry.cancelled = true;
        entry.outcome = nothing.outcome;
        let key = entry.key();
        if let Some(held) = self.deliveries[delivery].lines.get_mut(index) {
            held.outcome = nothing.outcome;
            held.amended = true;
            self.changed.push((delivery, index));
        }
        self.release(key);
        nothing
    }

    fn enter(&mut self, delivery: usize, decompte: &Decompte, line: &Line) -> EntryId {
        let place = (delivery, self.deliveries[delivery].lines.len());
        let mut entry = Entry::new(place, decompte, line, &self.readings);
        entry.received = self.deliveries[delivery].received;
        if let Who::Known(person) = self
            .portfolio
            .who(&entry.carried, self.readings.birth_retry)
        {
            entry.beneficiary = person;
        }
        self.book.add(entry)
    }

    /// Takes back the line that this one names, and releases what waited for that.
    fn cancel<T: Trace>(
        &mut self,
        delivery: usize,
        decompte: &Decompte,
        line: &Line,
        trace: &mut T,
    ) -> Decision {
        let named_line = line
            .origin
            .map(|origin| origin_key(decompte.caisse, origin));
        let known = named_line.and_then(|key| self.book.named(key));
        let original = known.filter(|&id| !self.book.entry(id).cancelled);
        let Some(id) = original else {
            if let (Some(key), None) = (named_line, known) {
                let place = (delivery, self.deliveries[delivery].lines.len());
                self.book.await_original(key, place);
            }
            return Decision::without_money(Reaction::Held, ReasonClass::DocumentAwaited, "N11");
        };
        let entry = self.book.entry_mut(id);
        entry.cancelled = true;
        let (key, paid, elsewhere) = (entry.key(), entry.outcome, entry.elsewhere);
        let (delivery, index) = entry.place;
        trace.step(|| decision("N10", vec![("original", named(key).into())], said(&paid)));
        self.give_back(id);
        let (outcome, owing) = match (paid.reaction, paid.payee) {
            (Reaction::Paid, Some(payee)) => self.undue(id, paid.amount, payee),
            _ if elsewhere > Cents::ZERO => self.undue(id, elsewhere, Payee::Professional),
            _ => {
                let reason = ReasonClass::Cancellation;
                let nothing = Outcome::without_money(Reaction::NoEffect, reason);
                (nothing, Owing::default())
            }
        };
        let product = self.deliveries[delivery]
            .lines
            .get(index)
            .and_then(|original| original.product.clone());
        self.release(key);
        Decision {
            outcome,
            owing,
            rule: "N10",
            product,
        }
    }

    /// Settles, in order of arrival, the lines that were held for the one just cancelled.
    fn release(&mut self, cancelled: OriginKey) {
        for id in self.book.released_by(cancelled) {
            if self.book.entry(id).cancelled {
                continue;
            }
            self.settle_again(id, Some("N12"));
        }
    }

    /// Takes the line out of the journal that it was settled in.
    pub(super) fn give_back(&mut self, id: EntryId) {
        if let Some(household) = self.book.entry_mut(id).household.take() {
            self.book.journals(household).take_back(id.thing());
        }
    }

    /// Settles a line anew, and amends what is expected of it where that changes: by rule `because`, unless
    /// it stays held.
    pub(super) fn settle_again(&mut self, id: EntryId, because: Option<&'static str>) {
        let before = self.book.entry(id).outcome;
        self.give_back(id);
        let (decided, steps) = if self.traces {
            let mut steps = Steps::default();
            let decided = self.settle(id, &mut steps);
            (decided, steps.0)
        } else {
            (self.settle(id, &mut NoTrace), Vec::new())
        };
        if decided.outcome == before {
            return;
        }
        let rule = match because {
            Some(because) if decided.outcome.reaction != Reaction::Held => because,
            _ => decided.rule,
        };
        let (delivery, index) = self.book.entry(id).place;
        if let Some(expectation) = self.deliveries[delivery].lines.get_mut(index) {
            expectation.steps = steps;
            if decided.product.is_some() {
                expectation.product = decided.product;
            }
        }
        self.amend(id, decided.outcome, decided.owing, rule);
    }

    /// Another outcome for a line that was decided before.
    pub(super) fn amend(
        &mut self,
        id: EntryId,
        outcome: Outcome,
        owing: Owing,
        rule: &'static str,
    ) {
        let entry = self.book.entry_mut(id);
        entry.outcome = outcome;
        let (delivery, index) = entry.place;
        let Some(expectation) = self.deliveries[delivery].lines.get_mut(index) else {
            return;
        };
        expectation.rule = rule;
        expectation.outcome = outcome;
        expectation.owing = owing;
        expectation.amended = true;
        self.changed.push((delivery, index));
        if self.traces {
            if owing.debtor.is_some() {
                expectation.steps.push(owing_step(&owing, &outcome));
            }
            let inputs = vec![("line", expectation.line.to_string().into())];
            expectation
                .steps
                .push(decision(rule, inputs, said(&outcome)));
        }
    }

    /// Rules on a payment or regularisation line, once it is in the book.
    fn settle<T: Trace>(&mut self, id: EntryId, trace: &mut T) -> Decision {
        let mut decision = self.settle_in_order(id, trace);
        self.book.entry_mut(id).outcome = decision.outcome;
        if let (Reaction::Paid, Some(payee)) = (decision.outcome.reaction, decision.outcome.payee) {
            decision.owing = self.keep(id, decision.outcome.amount, payee);
        }
        decision
    }

    fn settle_in_order<T: Trace>(&mut self, id: EntryId, trace: &mut T) -> Decision {
        let held = |reason, rule| Decision::without_money(Reaction::Held, reason, rule);

        let contract = match self.covering(id, trace) {
            Ok(contract) => contract,
            Err(decision) => return decision,
        };
        let product = Some(self.portfolio.product_id(&contract));
        let with_product = |decision| Decision {
            product: product.clone(),
            ..decision
        };
        if let Some((until_cancelled, rule)) = self.suspected_duplicate_of(id) {
            trace.step(|| {
                let inputs = vec![("until-cancelled", named(until_cancelled).into())];
                decision(rule, inputs, "held")
            });
            self.book.wait(id, until_cancelled);
            return with_product(held(ReasonClass::DuplicateSuspected, rule));
        }
        if self.book.is_on_paper(id) {
            return with_product(held(ReasonClass::DuplicateSuspected, "N3"));
        }
        let entry = self.book.entry(id);
        let is_c2s = self.portfolio.product(&contract).c2s;
        let is_third_partys = !is_c2s && self.waits_for_a_third_party(entry, &contract);
        let awaits_invoice = is_third_partys && !entry.invoiced;
        if let Some(stopped) = checks::check(entry, self.today, awaits_invoice, &self.readings) {
            if stopped.reason == ReasonClass::FutureCare {
                self.asleep.push(id);
            }
            return with_product(Decision::without_money(
                stopped.reaction,
                stopped.reason,
                stopped.rule,
            ));
        }
        let line = reading::as_read(entry, &self.readings);
        if !is_c2s && line.details.other_part > Cents::ZERO {
            let refused = Decision::without_money(Reaction::Refused, ReasonClass::C2s, "N17");
            return with_product(refused);
        }
        let paid_to = if is_third_partys {
            if awaits_invoice && !self.readings.zero_before_invoice {
                return with_product(held(ReasonClass::ThirdPartyInvoiceAwaited, "N15"));
            }
            AmoPayee::ThirdParty
        } else if entry.receipted || AmoPayee::from(entry.payee_nature) == AmoPayee::Insured {
            AmoPayee::Insured
        } else {
            AmoPayee::Professional
        };
        if contract.rights.on_statement && entry.first_insurer.is_none() {
            return with_product(held(ReasonClass::DocumentAwaited, "N19"));
        }
        if reading::is_ambiguous(&line, &self.readings) {
            return with_product(held(ReasonClass::DocumentAwaited, "ACT-AMBIGUOUS"));
        }
        with_product(self.pay(id, &contract, &line, paid_to, trace))
    }

    /// The contract that answers for a line, or why none does.
    fn covering<T: Trace>(&mut self, id: EntryId, trace: &mut T) -> Result<Contract, Decision> {
        let entry = self.book.entry(id);
        let who = self
            .portfolio
            .who(&entry.carried, self.readings.birth_retry);
        let person = match who {
            Who::Known(person) => person,
            Who::Several | Who::Doubtful => {
                let rule = if who == Who::Several {
                    "CHECK-SEVERAL"
                } else {
                    "N9"
                };
                let reason = ReasonClass::Identity;
                return Err(Decision::without_money(Reaction::Held, reason, rule));
            }
            Who::Unknown if self.readings.hold_unknown => {
                let reason = ReasonClass::RightsPending;
                return Err(Decision::without_money(Reaction::Held, reason, "N8"));
            }
            Who::Unknown => {
                let reason = ReasonClass::UnknownBeneficiary;
                return Err(Decision::without_money(Reaction::Refused, reason, "N8"));
            }
        };
        if person != entry.beneficiary {
            self.book.recognise(id, person);
        }
        let entry = self.book.entry(id);
        let asked = Asked {
            day: entry.line.start,
            oc: entry.oc,
            nir: entry.carried.nir,
        };
        let contracts = self.portfolio.contracts(&person);
        let contract = match right(contracts, asked, self.readings.hold_two_bodies) {
            Right::Open(contract) => contract.clone(),
            Right::Closed {
                reaction,
                reason,
                rule,
                contract,
            } => {
                return Err(Decision {
                    product: contract.map(|contract| self.portfolio.product_id(contract)),
                    ..Decision::without_money(reaction, reason, rule)
                });
            }
        };
        trace.step(|| {
            let inputs = vec![
                ("beneficiary", person.masked().into()),
                ("care", asked.day.into()),
            ];
            decision("N1", inputs, self.portfolio.product(&contract).id.clone())
        });
        Ok(contract)
    }

    /// Whether a third party is paid by the flow of his own invoices (rules §9 N15). Where the AMO part alone
    /// was paid to him, the insured is paid, unless the register or a card says otherwise.
    fn waits_for_a_third_party(&self, entry: &Entry, contract: &Contract) -> bool {
        /// Contract type of a flow that the professional splits (noemie-format §6.5).
        const SPLIT: Option<u8> = Some(99);
        let rights = &contract.rights;
        let waits = match entry.payee_nature {
            PayeeNature::ThirdPartyFull => true,
            PayeeNature::ThirdPartyAmo => {
                rights.contract_type == SPLIT || rights.third_party_card || self.readings.wait_on_35
            }
            PayeeNature::Insured | PayeeNature::Mutuelle => false,
        };
        waits && !entry.receipted
    }

    /// Pays what the contract gives on the line, of which the AMO paid that one.
    fn pay<T: Trace>(
        &mut self,
        id: EntryId,
        contract: &Contract,
        line: &Line,
        paid_to: AmoPayee,
        trace: &mut T,
    ) -> Decision {
        let held = |reason, rule| Decision::without_money(Reaction::Held, reason, rule);
        let Some(heading) = Heading::of(line.act, line.specialty) else {
            return held(ReasonClass::DocumentAwaited, "ACT-UNKNOWN");
        };
        let decompte = self.book.decompte(id);
        let entry = self.book.entry(id);
        if let Some(main) = entry.siblings.main {
            trace.step(|| completes(entry, &main));
        }
        let facts = Facts {
            decompte,
            amo_payee: paid_to,
            ..facts::of_entry(entry, id, line, heading, self.book.main_act(id))
        };
        let contracts = self.portfolio.contracts(&entry.beneficiary);
        let person = facts::person(entry, contract, contracts);
        let late = !contract.covers(entry.date);
        let second = entry.first_insurer.is_some_and(|first| first > Cents::ZERO);
        let waits = person.waits_until.is_some_and(|until| line.start < until);
        self.book.entry_mut(id).household = Some(contract.household);
        let share = match self.share(contract, &facts, &person, trace) {
            Ok(share) => share,
            Err(error) => {
                trace.step(|| decision("R-AMC-NO-FIGURE", Vec::new(), error.to_string()));
                return held(ReasonClass::DocumentAwaited, "R-AMC-NO-FIGURE");
            }
        };
        let outcome = match share.reason {
            ReasonClass::Guarantee => Outcome::paid(share.amount, share.payee),
            ReasonClass::ActNotCovered if self.readings.refuse_uncovered => {
                Outcome::without_money(Reaction::Refused, share.reason)
            }
            ReasonClass::ActNotCovered => {
                Outcome::without_money(Reaction::SettledZero, ReasonClass::NothingLeft)
            }
            reason if reason.fits(Reaction::Held) => Outcome::without_money(Reaction::Held, reason),
            reason => Outcome::without_money(Reaction::SettledZero, reason),
        };
        let rule = match share.reason {
            ReasonClass::ActNotCovered => share.rule,
            reason if reason.fits(Reaction::Held) => share.rule,
            ReasonClass::ThirdPartyElsewhere => "N15",
            ReasonClass::AmoRefused => "CHECK-AMO-REFUSED",
            _ if second => "N19",
            _ if waits => "N7",
            _ if late => "N5",
            _ => share.rule,
        };
        Decision {
            outcome,
            owing: Owing::default(),
            rule,
            product: None,
        }
    }

    /// What the products of the contract make of a line together; their journals take it.
    fn share<T: Trace>(
        &mut self,
        contract: &Contract,
        facts: &Facts,
        person: &Person,
        trace: &mut T,
    ) -> Result<Share, LawError> {
        let journals = self.book.journals(contract.household);
        if contract.above.is_empty() {
            let product = self.portfolio.product(contract);
            return amc::share(
                product,
                &self.choices,
                facts,
                person,
                journals.base(),
                trace,
            );
        }
        let products = self.portfolio.stack(contract);
        let shares = journals.of_stack(&contract.above, |journals| {
            amc::shares(&products, &self.choices, facts, person, journals, trace)
        })?;
        let share = together(&shares, &self.readings)
            .unwrap_or_else(|| unreachable!("a contract has its own product"));
        if share.waits() {
            journals.take_back(facts.line);
        }
        Ok(share)
    }

    /// What the contract gives to the professional for a line, where the whole of it and of the AMO share is
    /// at most `at_most`; the journal takes it. None where nothing is due.
    pub(super) fn professional_share<T: Trace>(
        &mut self,
        id: EntryId,
        at_most: Cents,
        trace: &mut T,
    ) -> Option<Cents> {
        let contract = self.covering(id, trace).ok()?;
        let mut line = reading::as_read(self.book.entry(id), &self.readings);
        line.spent = line.spent.min(at_most);
        let paid = self.pay(id, &contract, &line, AmoPayee::Professional, trace);
        let paid = paid.outcome;
        (paid.reaction == Reaction::Paid).then_some(paid.amount)
    }

    /// The line that must be cancelled before this one can be settled, and the rule that says so.
    fn suspected_duplicate_of(&self, id: EntryId) -> Option<(OriginKey, &'static str)> {
        let entry = self.book.entry(id);
        if let (Operation::Regularisation, Some(origin)) = (entry.operation, entry.line.origin) {
            let replaced = origin_key(entry.caisse, origin);
            let original = self.book.named(replaced);
            if original.is_none_or(|original| !self.book.entry(original).cancelled) {
                return Some((replaced, "N12"));
            }
        }
        let mut twin = self.book.same_care_live(id);
        if self.readings.near_lines {
            twin = twin.or_else(|| self.book.near_care_live(id));
        }
        Some((self.book.entry(twin?).key(), "N3"))
    }
}

/// A line as a cancellation names it.
fn named((caisse, origin): OriginKey) -> String {
    format!("{caisse}/{}/{:02}", origin.decompte, origin.line)
}

/// A complement is paid as its main act.
fn completes(entry: &Entry, main: &Main) -> Step {
    let origin = LineOrigin {
        decompte: entry.decompte,
        line: main.line,
    };
    let mut inputs = vec![("original", named(origin_key(entry.caisse, origin)).into())];
    let letters = entry.line.details.complement.filter(|_| main.by_letters);
    inputs.extend(letters.map(|letters| {
        (
            "complement (255/25-26, inferred)",
            letters.to_string().into(),
        )
    }));
    decision("COMPLEMENT", inputs, main.act)
}
