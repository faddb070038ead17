//! Lines whose expectation changes after they were decided: taken back, released, settled anew.

use domain::{Cents, Decompte, Line, Outcome, Payee, Reaction, ReasonClass};

use super::debts::{Owing, owing_step};
use super::decide::{Decision, named};
use super::entry::{EntryId, OriginKey, origin_key};
use super::steps::{decision, said};
use super::{Ledger, Place};
use crate::trace::{NoTrace, Steps, Trace};

impl Ledger {
    /// A line that was taken back before it came: nothing is due for it, nor for its cancellation.
    pub(super) fn cancelled_before(&mut self, id: EntryId, cancellation: Place) -> Decision {
        let nothing = Decision::without_money(Reaction::NoEffect, ReasonClass::Cancellation, "N11");
        let entry = self.book.entry_mut(id);
        entry.cancelled = true;
        entry.outcome = nothing.outcome;
        let key = entry.key();
        if let Some(held) = self.expected.get_mut(cancellation) {
            held.outcome = nothing.outcome;
            held.amended = true;
            self.changed.push(cancellation);
        }
        self.release(key);
        nothing
    }

    /// Takes back the line that this one names, and releases what waited for that.
    pub(super) fn cancel<T: Trace>(
        &mut self,
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
                self.book.await_original(key, self.expected.len());
            }
            return Decision::without_money(Reaction::Held, ReasonClass::DocumentAwaited, "N11");
        };
        let entry = self.book.entry_mut(id);
        entry.cancelled = true;
        let (key, place) = (entry.key(), entry.place);
        let (paid, elsewhere) = (entry.outcome, entry.elsewhere);
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
        let original = self.expected.get(place);
        let product = original.and_then(|original| original.product.clone());
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
        let products = self.portfolio.products();
        let mut party = self.party(&products, &self.book.entry(id).carried);
        let mut steps = Steps::default();
        let decided = if self.traces {
            self.settle(id, &mut party, &mut steps)
        } else {
            self.settle(id, &mut party, &mut NoTrace)
        };
        if decided.outcome == before {
            return;
        }
        let rule = match because {
            Some(because) if decided.outcome.reaction != Reaction::Held => because,
            _ => decided.rule,
        };
        let place = self.book.entry(id).place;
        if let Some(expectation) = self.expected.get_mut(place) {
            expectation.steps = steps.0;
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
        let place = entry.place;
        let Some(expectation) = self.expected.get_mut(place) else {
            return;
        };
        expectation.rule = rule;
        expectation.outcome = outcome;
        expectation.owing = owing;
        expectation.amended = true;
        self.changed.push(place);
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
}
