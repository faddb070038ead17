use std::sync::Arc;

use domain::{Cents, Decompte, Line, Operation, Outcome, Reaction, ReasonClass};

use super::book::{Entry, EntryId, OriginKey, origin_key, with_regime_01};
use super::debts::{Owing, owing_step};
use super::identity::Who;
use super::portfolio::Contract;
use super::rights::{Asked, Right, right};
use super::steps::{decision, said};
use super::{Expectation, Ledger, checks, reading};
use crate::amc::AmoPayee;
use crate::trace::{NoTrace, Steps, Trace};

/// What was decided about a line.
pub(super) struct Decision {
    pub(super) outcome: Outcome,
    pub(super) owing: Owing,
    pub(super) rule: &'static str,
    pub(super) product: Option<Arc<str>>,
}

impl Decision {
    pub(super) fn without_money(
        reaction: Reaction,
        reason: ReasonClass,
        rule: &'static str,
    ) -> Self {
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

    /// Rules on a payment or regularisation line, once it is in the book.
    pub(super) fn settle<T: Trace>(&mut self, id: EntryId, trace: &mut T) -> Decision {
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
    pub(super) fn covering<T: Trace>(
        &mut self,
        id: EntryId,
        trace: &mut T,
    ) -> Result<Contract, Decision> {
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
pub(super) fn named((caisse, origin): OriginKey) -> String {
    format!("{caisse}/{}/{:02}", origin.decompte, origin.line)
}
