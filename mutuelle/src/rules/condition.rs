use domain::{Basket, Day};

use super::clock::{months_completed, years_completed};
use crate::facts::{Doctor, Facts, Person};
use crate::heading::basket_of;
use crate::product::{AgeAt, When};

/// Whether all conditions of a `when` hold for a line of that person.
pub(crate) fn holds(when: &When, facts: &Facts, person: &Person, reference: Day) -> bool {
    optam(when, facts)
        && is(when.network, facts.network)
        && is(when.prescribed, facts.prescribed)
        && is(when.prior_agreement, facts.prior_agreement)
        && is(when.correction_changed, facts.correction_changed)
        && one_of(when.amo.as_deref(), Some(&facts.amo_status()))
        && one_of(when.basket.as_deref(), basket(facts).as_ref())
        && one_of(when.lenses.as_deref(), facts.lenses.as_ref())
        && one_of(when.place.as_deref(), Some(&facts.place))
        && one_of(when.qualifier.as_deref(), facts.qualifier.as_ref())
        && one_of(when.code.as_deref(), facts.code.as_ref())
        && one_of(when.specialty.as_deref(), facts.specialty.as_ref())
        && when
            .children
            .is_none_or(|range| range.holds(i64::from(facts.children)))
        && when.membership_months.is_none_or(|range| {
            range.holds(i64::from(months_completed(person.member_since, reference)))
        })
        && age(when, person, reference)
}

/// OPTAM, or not: a line without doctor is neither.
fn optam(when: &When, facts: &Facts) -> bool {
    match when.optam {
        Some(true) => facts.doctor == Some(Doctor::Optam),
        Some(false) => facts.doctor == Some(Doctor::NonOptam),
        None => true,
    }
}

fn is(asked: Option<bool>, fact: bool) -> bool {
    asked.is_none_or(|asked| asked == fact)
}

fn one_of<T: PartialEq>(asked: Option<&[T]>, fact: Option<&T>) -> bool {
    asked.is_none_or(|words| fact.is_some_and(|fact| words.contains(fact)))
}

fn basket(facts: &Facts) -> Option<Basket> {
    basket_of(facts.heading)
}

/// Years completed at the day the condition says. Without birth no age is known, and none holds.
fn age(when: &When, person: &Person, reference: Day) -> bool {
    let Some((range, at)) = when.age else {
        return true;
    };
    let Some(birth) = person.birth else {
        return false;
    };
    let day = match at {
        AgeAt::Care => Some(reference),
        AgeAt::YearStart => Day::new(reference.year(), 1, 1),
        AgeAt::YearEnd => Day::new(reference.year(), 12, 31),
        AgeAt::Membership => Some(person.member_since),
    };
    day.is_some_and(|day| range.holds(i64::from(years_completed(birth, day))))
}
