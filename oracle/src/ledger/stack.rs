//! The products of a contract, one standing on the other, and the journals of a household, one a place in
//! such a stack (docs/products.md, "Several contracts").

use domain::{Cents, Payee, ReasonClass};

use super::portfolio::{Contract, Portfolio};
use super::readings::Readings;
use crate::amc::{Journal, Parts, SEVERAL, Share, Thing};
use crate::product::{OnTopKind, Product};

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

/// What was paid to a household, product by product.
#[derive(Debug, Clone, Default)]
pub(super) struct Journals {
    base: Journal,
    above: Vec<(Layer, Journal)>,
}

impl Journals {
    pub(super) fn base(&mut self) -> &mut Journal {
        &mut self.base
    }

    pub(super) fn are_empty(&self) -> bool {
        self.base.is_empty() && self.above.iter().all(|(_, journal)| journal.is_empty())
    }

    /// Takes a line out of each of them.
    pub(super) fn take_back(&mut self, line: Thing) {
        self.base.take_back(line);
        for (_, journal) in &mut self.above {
            journal.take_back(line);
        }
    }

    /// The journals of a contract in the order of its products, for as long as `settle` needs them side by side.
    pub(super) fn of_stack<R>(
        &mut self,
        above: &[Above],
        settle: impl FnOnce(&mut [Journal]) -> R,
    ) -> R {
        let mut journals = vec![std::mem::take(&mut self.base)];
        journals.extend(above.iter().map(|one| std::mem::take(self.at(one.layer))));
        let result = settle(&mut journals);
        let mut journals = journals.into_iter();
        self.base = journals.next().unwrap_or_default();
        for (one, journal) in above.iter().zip(journals) {
            *self.at(one.layer) = journal;
        }
        result
    }

    fn at(&mut self, layer: Layer) -> &mut Journal {
        let place = self.above.iter().position(|(known, _)| *known == layer);
        let place = place.unwrap_or_else(|| {
            self.above.push((layer, Journal::default()));
            self.above.len() - 1
        });
        &mut self.above[place].1
    }
}

impl Portfolio {
    /// The products of a contract, its own first.
    pub(super) fn stack(&self, contract: &Contract) -> Vec<&Product> {
        let above = contract
            .above
            .iter()
            .map(|one| self.product_at(one.product));
        std::iter::once(self.product(contract))
            .chain(above)
            .collect()
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
