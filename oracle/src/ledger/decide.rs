use std::sync::Arc;

use domain::{Decompte, Heading, Line, Operation, Outcome, PayeeNature, Reaction, ReasonClass};

use super::book::{Entry, EntryId, OriginKey};
use super::steps::{decision, said};
use super::{Expectation, Ledger, facts};
use crate::amc;
use crate::trace::{NoTrace, Steps, Trace};

/// What was decided about a line.
struct Decision {
    outcome: Outcome,
    rule: &'static str,
    product: Option<Arc<str>>,
}

impl Decision {
    fn without_money(reaction: Reaction, reason: ReasonClass, rule: &'static str) -> Self {
        Self {
            outcome: Outcome::without_money(reaction, reason),
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
        trace.step(|| {
            let inputs = vec![("line", decompte.line_id(line).to_string())];
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
        if !self.book.is_new(decompte.line_id(line)) {
            return Decision::without_money(Reaction::Duplicate, ReasonClass::SameIdentity, "N2");
        }
        let cancels = decompte.operation == Operation::Cancellation || line.quantity < 0;
        if line.act.deduction().is_some() {
            let reaction = if self.informative_lines_are_settled() {
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
        }
        self.release(key);
        nothing
    }

    fn informative_lines_are_settled(&self) -> bool {
        self.choices
            .is("participation-line-reaction", "settled-zero-informative")
    }

    fn enter(&mut self, delivery: usize, decompte: &Decompte, line: &Line) -> EntryId {
        let place = (delivery, self.deliveries[delivery].lines.len());
        self.book.add(Entry::new(place, decompte, line))
    }

    /// Takes back the line that this one names, and releases what waited for that.
    fn cancel<T: Trace>(
        &mut self,
        delivery: usize,
        decompte: &Decompte,
        line: &Line,
        trace: &mut T,
    ) -> Decision {
        let named_line = line.origin.map(|origin| (decompte.caisse, origin));
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
        let (key, household, paid) = (entry.key(), entry.household, entry.outcome);
        let (delivery, index) = entry.place;
        trace.step(|| decision("N10", vec![("original", named(key))], said(&paid)));
        if let Some(household) = household {
            self.book.journal(household).take_back(id.thing());
        }
        let outcome = match (paid.reaction, paid.payee) {
            (Reaction::Paid, Some(payee)) => Outcome::reversed(paid.amount, payee),
            _ => Outcome::without_money(Reaction::NoEffect, ReasonClass::Cancellation),
        };
        let product = self.deliveries[delivery]
            .lines
            .get(index)
            .and_then(|original| original.product.clone());
        self.release(key);
        Decision {
            outcome,
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
            let before = self.book.entry(id).outcome;
            let (decided, steps) = if self.traces {
                let mut steps = Steps::default();
                let decided = self.settle(id, &mut steps);
                (decided, steps.0)
            } else {
                (self.settle(id, &mut NoTrace), Vec::new())
            };
            if decided.outcome == before {
                continue;
            }
            let (delivery, index) = self.book.entry(id).place;
            let Some(expectation) = self.deliveries[delivery].lines.get_mut(index) else {
                continue;
            };
            expectation.rule = if decided.outcome.reaction == Reaction::Held {
                decided.rule
            } else {
                "N12"
            };
            expectation.outcome = decided.outcome;
            expectation.amended = true;
            expectation.steps = steps;
            if self.traces {
                let inputs = vec![("line", expectation.line.to_string())];
                let step = decision(expectation.rule, inputs, said(&expectation.outcome));
                expectation.steps.push(step);
            }
        }
    }

    /// Rules on a payment or regularisation line, once it is in the book.
    fn settle<T: Trace>(&mut self, id: EntryId, trace: &mut T) -> Decision {
        let decision = self.settle_in_order(id, trace);
        self.book.entry_mut(id).outcome = decision.outcome;
        decision
    }

    fn settle_in_order<T: Trace>(&mut self, id: EntryId, trace: &mut T) -> Decision {
        let held = |reason, rule| Decision::without_money(Reaction::Held, reason, rule);
        let refused = |reason, rule| Decision::without_money(Reaction::Refused, reason, rule);

        let entry = self.book.entry(id);
        let person = entry.beneficiary;
        let Some(contracts) = self.portfolio.contracts(&person) else {
            return if self.portfolio.knows_nir(person.nir) {
                held(ReasonClass::Identity, "N9")
            } else {
                refused(ReasonClass::UnknownBeneficiary, "N8")
            };
        };
        // Two contracts may cover the day: the one of the OC that the décompte was sent to is meant.
        let mut covers = contracts
            .iter()
            .filter(|contract| contract.covers(entry.line.start));
        let first = covers.clone().next();
        let covering = covers.find(|contract| contract.oc == entry.oc).or(first);
        let Some(contract) = covering else {
            return refused(ReasonClass::NoCover, "N6");
        };
        let product = Some(self.portfolio.product_id(contract));
        trace.step(|| {
            let inputs = vec![
                ("beneficiary", person.masked()),
                ("care", entry.line.start.to_string()),
            ];
            decision("N1", inputs, self.portfolio.product(contract).id.clone())
        });
        if let Some((until_cancelled, rule)) = self.suspected_duplicate_of(id) {
            trace.step(|| {
                let inputs = vec![("until-cancelled", named(until_cancelled))];
                decision(rule, inputs, "held".to_owned())
            });
            self.book.wait(id, until_cancelled);
            return Decision {
                product,
                ..held(ReasonClass::DuplicateSuspected, rule)
            };
        }
        if entry.payee_nature == PayeeNature::ThirdPartyFull {
            return Decision {
                product,
                ..held(ReasonClass::ThirdPartyInvoiceAwaited, "N15")
            };
        }
        let Some(heading) = Heading::of(entry.line.act, entry.line.specialty) else {
            return Decision {
                product,
                ..held(ReasonClass::DocumentAwaited, "ACT-UNKNOWN")
            };
        };
        let late = !contract.covers(entry.date);
        let decompte = self.book.decompte(id);
        let entry = self.book.entry(id);
        let (facts, person) = facts::of_entry(entry, id, heading, decompte, contract, contracts);
        self.book.entry_mut(id).household = Some(contract.household);
        let share = amc::share(
            self.portfolio.product(contract),
            &self.choices,
            &facts,
            &person,
            self.book.journal(contract.household),
            trace,
        );
        let share = match share {
            Ok(share) => share,
            Err(error) => {
                trace.step(|| decision("R-AMC-NO-FIGURE", Vec::new(), error.to_string()));
                return Decision {
                    product,
                    ..held(ReasonClass::DocumentAwaited, "R-AMC-NO-FIGURE")
                };
            }
        };
        let outcome = match share.reason {
            ReasonClass::Guarantee => Outcome::paid(share.amount, share.payee),
            ReasonClass::ActNotCovered if self.choices.is("uncovered-act", "refused") => {
                Outcome::without_money(Reaction::Refused, share.reason)
            }
            ReasonClass::ActNotCovered => {
                Outcome::without_money(Reaction::SettledZero, ReasonClass::NothingLeft)
            }
            reason if reason.fits(Reaction::Held) => Outcome::without_money(Reaction::Held, reason),
            reason => Outcome::without_money(Reaction::SettledZero, reason),
        };
        let rule = if late && share.reason != ReasonClass::ActNotCovered {
            "N5"
        } else {
            share.rule
        };
        Decision {
            outcome,
            rule,
            product,
        }
    }

    /// The line that must be cancelled before this one can be settled, and the rule that says so.
    fn suspected_duplicate_of(&self, id: EntryId) -> Option<(OriginKey, &'static str)> {
        let entry = self.book.entry(id);
        if let (Operation::Regularisation, Some(origin)) = (entry.operation, entry.line.origin) {
            let replaced = (entry.caisse, origin);
            let original = self.book.named(replaced);
            if original.is_none_or(|original| !self.book.entry(original).cancelled) {
                return Some((replaced, "N12"));
            }
        }
        let twin = self.book.same_care_live(id)?;
        Some((self.book.entry(twin).key(), "N3"))
    }
}

/// A line as a cancellation names it.
fn named((caisse, origin): OriginKey) -> String {
    format!("{caisse}/{}/{:02}", origin.decompte, origin.line)
}
