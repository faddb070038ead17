//! Who a décompte is about, and the contract that answers for the care: found once for its lines, and again where
//! a line is of another day.

use std::sync::Arc;

use domain::{Beneficiary, Day, Reaction, ReasonClass};

use super::decide::Decision;
use super::entry::EntryId;
use super::identity::Who;
use super::portfolio::{Contract, Stack};
use super::rights::{Asked, Right, right};
use super::steps::decision;
use super::{Ledger, facts};
use crate::amc::Person;
use crate::product::Product;
use crate::trace::Trace;

/// Who the lines of a décompte are about.
#[derive(Debug)]
pub(super) struct Party<'p> {
    pub(super) who: Who,
    products: &'p [Product],
    /// Of the last line that a contract answers for.
    covered: Option<Covered<'p>>,
}

/// The contract that answers for care on a day.
#[derive(Debug)]
pub(super) struct Covered<'p> {
    day: Day,
    pub(super) contract: Arc<Contract>,
    /// Its own product.
    pub(super) product: &'p Product,
    /// Where others stand on it: all of them, its own first.
    pub(super) stack: Stack<'p>,
    /// The person, as that contract knows it.
    pub(super) person: Person,
}

impl Ledger {
    /// Who that is, as far as is known by now.
    pub(super) fn party<'p>(&self, products: &'p [Product], carried: &Beneficiary) -> Party<'p> {
        Party {
            who: self.portfolio.who(carried, self.readings.birth_retry),
            products,
            covered: None,
        }
    }

    /// The contract that answers for a line, or why none does.
    pub(super) fn covering<'c, 'p, T: Trace>(
        &mut self,
        id: EntryId,
        party: &'c mut Party<'p>,
        trace: &mut T,
    ) -> Result<&'c Covered<'p>, Decision> {
        let person = match party.who {
            Who::Known(person) => person,
            Who::Several | Who::Doubtful => {
                let rule = if party.who == Who::Several {
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
        if person != self.book.entry(id).beneficiary {
            self.book.recognise(id, person);
        }
        let day = self.book.entry(id).line.start;
        let of_that_day = party.covered.as_ref().filter(|last| last.day == day);
        if of_that_day.is_none() {
            party.covered = Some(self.covered(id, &person, party.products)?);
        }
        let covered = party.covered.as_ref();
        let covered = covered.unwrap_or_else(|| unreachable!("it was found above"));
        trace.step(|| {
            let inputs = vec![
                ("beneficiary", person.masked().into()),
                ("care", day.into()),
            ];
            decision("N1", inputs, covered.product.id.clone())
        });
        Ok(covered)
    }

    fn covered<'p>(
        &self,
        id: EntryId,
        who: &Beneficiary,
        products: &'p [Product],
    ) -> Result<Covered<'p>, Decision> {
        let entry = self.book.entry(id);
        let asked = Asked {
            day: entry.line.start,
            oc: entry.oc,
            nir: entry.carried.nir,
        };
        let contracts = self.portfolio.contracts(who);
        match right(contracts, asked, self.readings.hold_two_bodies) {
            Right::Open(contract) => Ok(Covered {
                day: asked.day,
                product: contract.product_of(products),
                stack: contract.stack_of(products),
                person: facts::person(entry, contract, contracts),
                contract: Arc::clone(contract),
            }),
            Right::Closed {
                reaction,
                reason,
                rule,
                contract,
            } => Err(Decision {
                product: contract.map(|contract| Arc::clone(&contract.product_of(products).key)),
                ..Decision::without_money(reaction, reason, rule)
            }),
        }
    }
}
