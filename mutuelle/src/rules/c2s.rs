use domain::{Basket, Day, ReasonClass};
use rust_decimal::Decimal;

use super::met::{Met, Rule};
use super::price_limit::limited_expense;
use crate::Bug;
use crate::facts::{AmoStatus, Facts};
use crate::heading::{Due, basket_of, due};
use crate::law::{Law, MissingFigure};
use crate::money::never_below_zero;

/// Whether the C2S covers a line: what the AMO reimburses, and the whole charges.
pub(crate) fn covers(facts: &Facts) -> bool {
    due(facts.heading) == Due::Whole || facts.amo_status() == AmoStatus::Reimbursed
}

/// max(0, min(E, T) − `amo` − P), of a line that it covers: the majoration is paid too, the overrun is not; a whole
/// charge is paid whole. With the reason for that amount.
pub(crate) fn due_of_c2s(
    facts: &Facts,
    reference: Day,
    earlier: Decimal,
    bugs: &[Bug],
    met: &mut Met,
) -> Result<(Decimal, ReasonClass), MissingFigure> {
    let expense = limited_expense(facts, reference, met);
    let is_whole = due(facts.heading) == Due::Whole || bugs.contains(&Bug::C2sPaysOverrun);
    let limit = if is_whole {
        expense
    } else {
        expense.min(tariff(facts, reference, met)?)
    };
    let majoration = if bugs.contains(&Bug::C2sLeavesMajoration) {
        facts.majoration
    } else {
        Decimal::ZERO
    };
    let left = never_below_zero(limit - facts.amo - majoration);
    let amount = never_below_zero(left - earlier);
    let reason = if amount > Decimal::ZERO {
        ReasonClass::Guarantee
    } else if left > Decimal::ZERO {
        ReasonClass::EarlierInsurer
    } else {
        ReasonClass::NothingLeft
    };
    Ok((amount, reason))
}

/// T: the tariff of the code on the reference date; else the base, but never in the basket 100 % Santé.
fn tariff(facts: &Facts, reference: Day, met: &mut Met) -> Result<Decimal, MissingFigure> {
    let table = "dentaire.plafond-c2s";
    let code = facts.code.as_deref();
    if let Some(tariff) = code.and_then(|code| Law::embedded().row(table, code, reference)) {
        met.rule(Rule::C2sTariff);
        return Ok(tariff * Decimal::from(facts.quantity));
    }
    if basket_of(facts.heading) == Some(Basket::CentSante) {
        return Err(MissingFigure {
            what: format!("{table}, {}", code.unwrap_or("line without code")),
            day: reference,
        });
    }
    Ok(facts.base)
}
