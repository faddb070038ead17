use std::sync::Arc;

use domain::{Cents, Day, Decompte, Line, Operation, Outcome, Reaction, ReasonClass};

use super::book::Sheet;
use super::debts::{Owing, owing_step};
use super::entry::{Entry, EntryId, OriginKey, origin_key};
use super::identity::Who;
use super::party::Party;
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

/// A décompte at its lines, with what is found once for all of them.
struct Told<'a> {
    decompte: &'a Decompte,
    /// Day on which the mutuelle gets it.
    received: Option<Day>,
    sheet: Sheet,
    party: Party<'a>,
}

impl Ledger {
    /// Folds the lines of a décompte in.
    pub(super) fn take(&mut self, decompte: &Decompte, received: Option<Day>) {
        let products = self.portfolio.products();
        let managed = self.portfolio.manages(decompte.oc);
        let mut told = managed.then(|| Told {
            decompte,
            received,
            sheet: self.book.sheet(decompte, &self.readings),
            party: self.party(&products, &decompte.beneficiary),
        });
        for line in &decompte.lines {
            let mut steps = Steps::default();
            let decision = if self.traces {
                self.decide(told.as_mut(), decompte, line, &mut steps)
            } else {
                self.decide(told.as_mut(), decompte, line, &mut NoTrace)
            };
            self.expected.push(Expectation {
                line: decompte.line_id(line),
                outcome: decision.outcome,
                owing: decision.owing,
                rule: decision.rule,
                amended: false,
                product: decision.product,
                steps: steps.0,
            });
        }
    }

    /// The lines that can be read of a décompte that cannot: held until it comes whole. Nothing is booked,
    /// so that the whole one is no duplicate.
    pub(super) fn hold_damaged(&mut self, decompte: &Decompte) {
        let held = Outcome::without_money(Reaction::Held, ReasonClass::DocumentAwaited);
        for line in &decompte.lines {
            self.expected.push(Expectation {
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
        told: Option<&mut Told<'_>>,
        decompte: &Decompte,
        line: &Line,
        trace: &mut T,
    ) -> Decision {
        let decision = match told {
            Some(told) => self.decide_in_order(told, line, trace),
            None => Decision::without_money(Reaction::Refused, ReasonClass::OtherOc, "OC-OTHER"),
        };
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
        told: &mut Told<'_>,
        line: &Line,
        trace: &mut T,
    ) -> Decision {
        let decompte = told.decompte;
        if !self.book.is_new(&told.sheet, line.number) {
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
                let id = self.enter(told, line);
                self.book.entry_mut(id).outcome = decision.outcome;
            }
            return decision;
        }
        if cancels {
            return self.cancel(decompte, line, trace);
        }
        let id = self.enter(told, line);
        if let Some(cancellation) = self.book.cancelled_early(self.book.entry(id).key()) {
            return self.cancelled_before(id, cancellation);
        }
        self.settle(id, &mut told.party, trace)
    }

    fn enter(&mut self, told: &Told<'_>, line: &Line) -> EntryId {
        let place = self.expected.len();
        let mut entry = Entry::new(place, told.decompte, line, &told.sheet, &self.readings);
        entry.received = told.received;
        if let Who::Known(person) = told.party.who {
            entry.beneficiary = person;
        }
        self.book.add(entry, &told.sheet)
    }

    /// Rules on a payment or regularisation line, once it is in the book.
    pub(super) fn settle<T: Trace>(
        &mut self,
        id: EntryId,
        party: &mut Party<'_>,
        trace: &mut T,
    ) -> Decision {
        let mut decision = self.settle_in_order(id, party, trace);
        self.book.entry_mut(id).outcome = decision.outcome;
        if let (Reaction::Paid, Some(payee)) = (decision.outcome.reaction, decision.outcome.payee) {
            decision.owing = self.keep(id, decision.outcome.amount, payee);
        }
        decision
    }

    fn settle_in_order<T: Trace>(
        &mut self,
        id: EntryId,
        party: &mut Party<'_>,
        trace: &mut T,
    ) -> Decision {
        let held = |reason, rule| Decision::without_money(Reaction::Held, reason, rule);

        let covered = match self.covering(id, party, trace) {
            Ok(covered) => covered,
            Err(decision) => return decision,
        };
        let contract = &*covered.contract;
        let with_product = |decision| Decision {
            product: Some(Arc::clone(&covered.product.key)),
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
        let is_c2s = covered.product.c2s;
        let is_third_partys = !is_c2s && self.waits_for_a_third_party(entry, contract);
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
        with_product(self.pay(id, covered, &line, paid_to, trace))
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
