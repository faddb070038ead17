use domain::{Basket, Day};
use rust_decimal::Decimal;

use super::met::{Met, Rule};
use crate::facts::Facts;
use crate::heading::basket_of;
use crate::law::Law;

/// E: the expense, at most the price limit of the code on the reference date, in the two baskets where the law
/// limits prices. Without code or figure the limit is not checked.
pub(crate) fn limited_expense(facts: &Facts, reference: Day, met: &mut Met) -> Decimal {
    let basket = basket_of(facts.heading);
    if !matches!(basket, Some(Basket::CentSante | Basket::Maitrise)) {
        return facts.expense;
    }
    let code = facts.code.as_deref();
    let limit = code.and_then(|code| Law::embedded().row("dentaire.plafond", code, reference));
    match limit {
        Some(limit) => {
            met.rule(Rule::PriceLimit);
            facts.expense.min(limit * Decimal::from(facts.quantity))
        }
        None => {
            met.rule(Rule::PriceLimitNotChecked);
            facts.expense
        }
    }
}
