//! The products of a contract, one standing on the other, and the journals of a household, one a place in
//! such a stack (docs/products.md, "Several contracts").

use domain::{Cents, Payee, ReasonClass};

use super::readings::Readings;
use crate::amc::{Journal, SEVERAL, Share, Thing};
use crate::product::OnTopKind;

/// What stands on the product of a contract.
#[derive(Debug, Clone, Copy)]
pub(super) struct Above {
    /// Place of the product among those of the portfolio.
    pub(super) product: usize,
    pub(super) layer: Layer,
}

/// The first option, the second, the first surcomplémentaire…: another product in that place goes on in its
/// journal, as another base does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layer {
    pub(super) kind: OnTopKind,
    pub(super) nth: usize,
}

/// What was paid to a household, product by product: to the base first, then above it.
#[derive(Debug, Clone, Default)]
pub(super) struct Journals {
    base_and_above: Vec<Journal>,
    /// Whose those after the first are.
    layers: Vec<Layer>,
}

impl Journals {
    pub(super) fn base(&mut self) -> &mut Journal {
        match self.of_stack(&[]) {
            [base, ..] => base,
            [] => unreachable!("there is always a base"),
        }
    }

    pub(super) fn are_empty(&self) -> bool {
        self.base_and_above.iter().all(Journal::is_empty)
    }

    /// Takes a line out of each of them.
    pub(super) fn take_back(&mut self, line: Thing) {
        for journal in &mut self.base_and_above {
            journal.take_back(line);
        }
    }

    /// The journals of a contract in the order of its products: in that order they are kept from then on.
    pub(super) fn of_stack(&mut self, above: &[Above]) -> &mut [Journal] {
        let all = &mut self.base_and_above;
        if all.is_empty() {
            all.push(Journal::default());
        }
        for (place, one) in above.iter().enumerate() {
            // As the line before left it, nearly always.
            if self.layers.get(place) == Some(&one.layer) {
                continue;
            }
            let mut layers = self.layers.iter().skip(place);
            let further = layers.position(|known| *known == one.layer);
            let found = further.map_or(self.layers.len(), |further| place + further);
            if further.is_none() {
                self.layers.push(one.layer);
                all.push(Journal::default());
            }
            self.layers.swap(place, found);
            all.swap(place + 1, found + 1);
        }
        &mut all[..=above.len()]
    }
}

/// What several products make of one line, which has one answer.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Together {
    /// What those that pay pay together, to whom the first of them pays.
    paid: Option<Share>,
    /// What the first that waits says.
    waiting: Option<Share>,
    /// What the first that covers the act says, else the first.
    said: Option<Share>,
}

impl Together {
    /// Tells what the next of them makes of it.
    pub(super) fn add(&mut self, share: Share, readings: &Readings) {
        if share.amount > Cents::ZERO {
            let to_insured = readings.pay_insured_of_several && share.payee == Payee::Insured;
            self.paid = Some(self.paid.map_or(share, |before| Share {
                amount: before.amount + share.amount,
                payee: if to_insured {
                    share.payee
                } else {
                    before.payee
                },
                counted: before.counted + share.counted,
                rule: SEVERAL,
                ..before
            }));
        }
        if share.waits() && self.waiting.is_none() {
            self.waiting = Some(share);
        }
        let covers = |share: &Share| share.reason != ReasonClass::ActNotCovered;
        let says_more = |said: &Share| !covers(said) && covers(&share);
        if self.said.as_ref().is_none_or(says_more) {
            self.said = Some(share);
        }
    }

    /// The one answer; none where there is no product.
    pub(super) fn answer(self, readings: &Readings) -> Option<Share> {
        match self.waiting {
            Some(_) if readings.wait_for_all_products => self.waiting,
            _ => self.paid.or(self.waiting).or(self.said),
        }
    }
}
