//! The C2S: everything that the AMO reimburses, at its tariffs (docs/products.md, "c2s: true"; rules §8 bis).

use domain::{Basket, Cents, Payee, ReasonClass};

use super::bill::limited;
use super::days::{day_of, is_by_day};
use super::{AmoPayee, Code, Facts, Parts, Share, steps};
use crate::law::{Law, LawError, TableId};
use crate::product::{AmoStatus, Due, Product, due};
use crate::trace::Trace;

pub(super) fn share<T: Trace>(
    product: &Product,
    law: &Law,
    facts: &Facts,
    payee: Payee,
    trace: &mut T,
) -> Result<Share, LawError> {
    let whole = due(facts.heading) == Some(Due::Whole);
    if !whole && facts.status() != AmoStatus::Reimbursed {
        trace.step(|| steps::not_covered(product, facts));
        return Ok(Share::nothing(
            ReasonClass::ActNotCovered,
            steps::NOT_COVERED,
            payee,
        ));
    }
    if let Some(share) = super::held(facts, &[], payee, trace) {
        return Ok(share);
    }
    if is_by_day(facts) {
        let mut shares =
            (0..facts.quantity).map(|day| share(product, law, &day_of(facts, day), payee, trace));
        let first = shares
            .next()
            .unwrap_or_else(|| unreachable!("a line by day has two"))?;
        return shares.try_fold(first, |sum, share| Ok(sum.and(share?)));
    }
    let day = facts.reference(product.reference_date(facts.heading));
    let expense = limited(law, facts, day, trace);
    let most = if whole {
        expense
    } else {
        expense.min(tariff(law, facts, day)?)
    };
    let before = (most - facts.amo).floor_zero();
    let amount = (before - facts.earlier).floor_zero();
    trace.step(|| steps::c2s(facts, most, amount));
    if facts.amo_payee == AmoPayee::ThirdParty {
        trace.step(|| steps::third_party(amount));
        return Ok(Share::nothing(
            ReasonClass::ThirdPartyElsewhere,
            steps::THIRD_PARTY,
            payee,
        ));
    }
    let reason = if amount > Cents::ZERO {
        ReasonClass::Guarantee
    } else if before > Cents::ZERO {
        ReasonClass::EarlierInsurer
    } else {
        ReasonClass::NothingLeft
    };
    Ok(Share {
        amount,
        reason,
        payee,
        counted: Parts::ZERO,
        rule: steps::C2S,
    })
}

/// The C2S tariff of the code, or the base; in the baskets 100 % Santé a missing tariff is an error.
fn tariff(law: &Law, facts: &Facts, day: domain::Day) -> Result<Cents, LawError> {
    let must_be_there = facts.heading.basket() == Some(Basket::CentSante);
    let code = facts.code.as_ref().map_or("", Code::as_str);
    if code.is_empty() && !must_be_there {
        return Ok(facts.base);
    }
    match law.row(TableId::PlafondDentaireC2s, code, day) {
        Ok(value) => Ok(value.cents() * i64::from(facts.quantity.max(1))),
        Err(error) if must_be_there => Err(error),
        Err(_) => Ok(facts.base),
    }
}
