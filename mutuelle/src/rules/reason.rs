use domain::ReasonClass;
use rust_decimal::Decimal;

use super::level::{Care, when_holds};
use crate::facts::AmoStatus;
use crate::product::Level;

/// What each step left of a line that is paid nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Course {
    pub(crate) waiting: bool,
    /// Before the deductible, after it, after the limits.
    pub(crate) of_level: Decimal,
    pub(crate) after_deductible: Decimal,
    pub(crate) after_limits: Decimal,
    /// With fallbacks and floors: before what earlier contracts take.
    pub(crate) raised: Decimal,
}

/// Why nothing is paid: the first reason that is true.
pub(crate) fn reason_of_zero(level: &Level, care: &Care, course: &Course) -> ReasonClass {
    let zero = Decimal::ZERO;
    if !care.without_expense && care.amounts.left == zero {
        return ReasonClass::NothingLeft;
    }
    if care.facts.amo_status() == AmoStatus::Refused && !is_for_refused(level) {
        return ReasonClass::AmoRefused;
    }
    if every_leaf_is_under_a_condition(level, care) {
        return ReasonClass::Condition;
    }
    if course.waiting {
        return ReasonClass::WaitingPeriod;
    }
    if course.of_level > zero && course.after_deductible == zero {
        return ReasonClass::Deductible;
    }
    if course.after_deductible > zero && course.after_limits == zero {
        return ReasonClass::Ceiling;
    }
    if course.raised > zero {
        return ReasonClass::EarlierInsurer;
    }
    ReasonClass::NothingLeft
}

/// Whether a level, at any depth, is for lines that the AMO refused.
fn is_for_refused(level: &Level) -> bool {
    let says = level.when.as_ref().is_some_and(|when| when.says_refused());
    says || level.list().iter().any(is_for_refused)
}

/// Whether every leaf stands under a `when` that does not hold.
fn every_leaf_is_under_a_condition(level: &Level, care: &Care) -> bool {
    if !when_holds(level, care) {
        return true;
    }
    let list = level.list();
    !list.is_empty()
        && list
            .iter()
            .all(|level| every_leaf_is_under_a_condition(level, care))
}
