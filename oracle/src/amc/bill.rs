//! The amounts of a line (docs/products.md, "The amounts of a line").

use domain::{Basket, Cents, Day};

use super::steps;
use super::{Code, Facts};
use crate::law::{Law, TableId, Value};
use crate::product::Product;
use crate::trace::Trace;

/// More than any bill: what is left of a lump sum without expense.
const WITHOUT_END: Cents = Cents(i64::MAX / 8);

/// The amounts that the formulas are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bill {
    /// E: the expense, at most the price limit of its basket.
    pub(super) expense: Cents,
    /// B.
    pub(super) base: Cents,
    /// A: the theoretical AMO share, or the net one where the participation is refunded.
    pub(super) amo: Cents,
    /// L: no contract pays more.
    pub(super) left: Cents,
    /// TM.
    pub(super) ticket_moderateur: Cents,
    /// OV.
    pub(super) overrun: Cents,
    /// What of the participation the product refunds.
    pub(super) refunded: Cents,
}

impl Bill {
    pub(super) fn of<T: Trace>(
        law: &Law,
        product: &Product,
        facts: &Facts,
        day: Day,
        trace: &mut T,
    ) -> Self {
        let expense = limited(law, facts, day, trace);
        let theoretical = facts.amo + facts.majoration;
        trace.step(|| steps::theoretical(product, facts, theoretical));
        let refunded = if product.refunds_participation {
            facts.participation
        } else {
            Cents::ZERO
        };
        let amo = theoretical - refunded;
        if product.refunds_participation {
            trace.step(|| steps::refunded(theoretical, refunded, amo));
        }
        let left = (expense - amo).floor_zero();
        let ticket_moderateur = (expense.min(facts.base) - amo).floor_zero();
        Self {
            expense,
            base: facts.base,
            amo,
            left,
            ticket_moderateur,
            overrun: left - ticket_moderateur,
            refunded,
        }
    }

    /// That of a lump sum for an event: there is no expense to bound it.
    pub(super) const fn without_expense() -> Self {
        Self {
            expense: Cents::ZERO,
            base: Cents::ZERO,
            amo: Cents::ZERO,
            left: WITHOUT_END,
            ticket_moderateur: Cents::ZERO,
            overrun: WITHOUT_END,
            refunded: Cents::ZERO,
        }
    }
}

/// The expense, at most the price limit of its code in the two capped baskets.
pub(super) fn limited<T: Trace>(law: &Law, facts: &Facts, day: Day, trace: &mut T) -> Cents {
    if !is_capped(facts) {
        return facts.expense;
    }
    let Some((most, limit)) = price_limit(law, facts, day) else {
        trace.step(|| steps::price_not_checked(facts));
        return facts.expense;
    };
    let expense = facts.expense.min(most);
    trace.step(|| steps::price_limit(facts, most, expense, limit));
    expense
}

fn is_capped(facts: &Facts) -> bool {
    let basket = facts.heading.basket();
    matches!(basket, Some(Basket::CentSante | Basket::Maitrise))
}

/// The most that may be asked for the line, and the figure it comes from; none where its price is free, or no limit of
/// it is known.
pub(crate) fn price_limit<'a>(law: &'a Law, facts: &Facts, day: Day) -> Option<(Cents, &'a Value)> {
    if !is_capped(facts) {
        return None;
    }
    let by_code = |code: Code| law.row(TableId::PlafondDentaire, code.as_str(), day).ok();
    let limit = facts.price_limit.or_else(|| by_code(facts.code?))?;
    let most = limit.cents() * i64::from(facts.quantity.max(1));
    Some((most, limit))
}
