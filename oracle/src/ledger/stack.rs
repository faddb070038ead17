//! The products of a contract, one standing on the other, and the journals of a household, one a place in
//! such a stack (docs/products.md, "Several contracts").

use domain::{Cents, Payee, ReasonClass};

use super::readings::Readings;
use crate::amc::{Journal, Parts, SEVERAL, Share, Thing};
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

/// What several products make of one line, which has one answer: what they pay together, to whom the first of
/// them pays. Where none pays: what the first that waits says, else the first that covers the act.
pub(super) fn together(shares: &[Share], readings: &Readings) -> Option<Share> {
    let waiting = shares.iter().find(|share| share.waits());
    let paying = || shares.iter().filter(|share| share.amount > Cents::ZERO);
    match (paying().next(), waiting) {
        (_, Some(waiting)) if readings.wait_for_all_products => Some(*waiting),
        (Some(first), _) => {
            let insured = paying().any(|share| share.payee == Payee::Insured);
            Some(Share {
                amount: paying().map(|share| share.amount).sum(),
                payee: if readings.pay_insured_of_several && insured {
                    Payee::Insured
                } else {
                    first.payee
                },
                counted: paying().fold(Parts::ZERO, |sum, share| sum + share.counted),
                rule: if paying().count() > 1 {
                    SEVERAL
                } else {
                    first.rule
                },
                ..*first
            })
        }
        (None, Some(waiting)) => Some(*waiting),
        (None, None) => {
            let covers = |share: &&Share| share.reason != ReasonClass::ActNotCovered;
            shares.iter().find(covers).or(shares.first()).copied()
        }
    }
}
