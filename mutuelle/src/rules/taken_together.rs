use std::collections::BTreeSet;

use domain::{Basket, Day, Heading};
use rust_decimal::Decimal;

use super::clock::takes_together;
use super::condition::holds;
use super::level::{Care, day_of_pmss};
use super::met::{Met, Rule};
use super::rounding::{percent_of, to_the_cent, to_the_unit};
use crate::Bug;
use crate::facts::{Facts, Person};
use crate::heading::basket_of;
use crate::journal::{Entry, Journal};
use crate::law::{Law, MissingFigure};
use crate::product::{Clock, OnJoining, OnProductChange, Product, Scope, Size, When};

/// Which lines of the journal a limit or a deductible takes together with the line at hand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counter<'a> {
    pub(crate) bears_on: &'a BTreeSet<Heading>,
    pub(crate) per: Scope,
    pub(crate) over: Clock,
    pub(crate) when: &'a When,
    pub(crate) excludes_100_sante: bool,
}

impl Counter<'_> {
    /// Whether it counts such a line at all: its `when`, and the baskets it leaves out.
    pub(crate) fn looks_at(&self, facts: &Facts, person: &Person, reference: Day) -> bool {
        let left_out =
            self.excludes_100_sante && basket_of(facts.heading) == Some(Basket::CentSante);
        !left_out && holds(self.when, facts, person, reference)
    }

    /// The entries it takes together with the line: 1 to 4 of the page.
    pub(crate) fn entries<'j>(
        &self,
        care: &Care,
        product: &Product,
        journal: &'j Journal,
        met: &mut Met,
    ) -> Vec<&'j Entry> {
        let others: Vec<&Entry> = match self.per {
            Scope::Person if care.has(Bug::HouseholdForPerson) => {
                journal.of_household(&care.person.household).collect()
            }
            Scope::Household => journal.of_household(&care.person.household).collect(),
            _ => journal.of_person(&care.person.id).iter().collect(),
        };
        let mut taken: Vec<&Entry> = others
            .into_iter()
            .filter(|entry| self.bears_on.contains(&entry.facts.heading))
            .filter(|entry| self.looks_at(&entry.facts, &entry.person, entry.reference))
            .filter(|entry| same_thing(self.per, care.facts, &entry.facts))
            .filter(|entry| {
                let since = care.person.member_since;
                takes_together(self.over, care.reference, entry.reference, since)
                    || is_the_anniversary(self.over, care, entry)
            })
            .collect();
        if only_this_product_counts(product, self.over, care) {
            met.rule(Rule::ProductChangeReset);
            taken.retain(|entry| entry.product == product.id);
        }
        taken
    }
}

/// Whether a planted bug takes the day on which a rolling clock lets go for one that it still holds.
fn is_the_anniversary(over: Clock, care: &Care, entry: &Entry) -> bool {
    let the_day_before = care.reference.plus(-1);
    let since = care.person.member_since;
    matches!(over, Clock::Months(_))
        && care.has(Bug::RenewalDayLate)
        && takes_together(over, the_day_before, entry.reference, since)
}

/// Whether two lines of a person are parts of the same thing. A line that names no such thing is one by itself.
fn same_thing(per: Scope, one: &Facts, other: &Facts) -> bool {
    let same_line = one.id == other.id;
    let same = |one: &Option<String>, other: &Option<String>| match (one, other) {
        (Some(one), Some(other)) => one == other,
        _ => same_line,
    };
    let one_in_common =
        |one: &[String], other: &[String]| one.iter().any(|name| other.contains(name));
    match per {
        Scope::Person | Scope::Household => true,
        // The line at hand stands in no journal yet; of one that is computed day by day, each day is a line.
        Scope::Line => false,
        Scope::Act => one.whole_act() == other.whole_act(),
        Scope::Decompte => same(&one.decompte, &other.decompte),
        Scope::Stay => same(&one.stay, &other.stay),
        Scope::Equipment => same(&one.equipment, &other.equipment),
        Scope::Pregnancy => same(&one.pregnancy, &other.pregnancy),
        Scope::Tooth => one_in_common(&one.teeth, &other.teeth),
        Scope::Eye => one_in_common(&one.eyes, &other.eyes),
        Scope::Ear => one_in_common(&one.ears, &other.ears),
    }
}

/// The size of a limit or a deductible for the line at hand.
pub(crate) fn size_for(
    size: Size,
    over: Clock,
    care: &Care,
    product: &Product,
    met: &mut Met,
) -> Result<Decimal, MissingFigure> {
    let whole = match size {
        Size::Euros(euros) => euros,
        Size::Pmss(percent) => {
            let day = day_of_pmss(care.readings.pmss_of, care);
            let pmss = Law::embedded().pmss(day)?;
            percent_of(percent, pmss, care.rounding)
        }
        Size::Number(number) => number,
    };
    let Some(from) = pro_rata_from(product, over, care, met) else {
        return Ok(whole);
    };
    let year = care.reference.year();
    let (Some(first), Some(last)) = (Day::new(year, 1, 1), Day::new(year, 12, 31)) else {
        return Ok(whole);
    };
    let days = |from: Day| Decimal::from(last.since(from) + 1);
    let part = whole * days(from) / days(first);
    Ok(match size {
        Size::Number(_) => to_the_unit(part, care.rounding),
        Size::Euros(_) | Size::Pmss(_) => to_the_cent(part, care.rounding),
    })
}

/// Whether the person came from another product in the calendar year of the line.
fn came_from_another_product(over: Clock, care: &Care) -> bool {
    let since = care.person.product_since();
    over == Clock::Year && since > care.person.member_since && since.year() == care.reference.year()
}

fn on_product_change(product: &Product, care: &Care) -> OnProductChange {
    let said = product.on_product_change;
    said.unwrap_or(care.readings.on_product_change)
}

pub(crate) fn only_this_product_counts(product: &Product, over: Clock, care: &Care) -> bool {
    let counts_anew = match on_product_change(product, care) {
        OnProductChange::Carry => care.has(Bug::ForgetsOnProductChange),
        OnProductChange::Reset | OnProductChange::ProRata => true,
    };
    counts_anew && came_from_another_product(over, care)
}

/// The day from which the size of a calendar year is counted in proportion. What a product says of joining bears on
/// no year in which the person comes from another.
fn pro_rata_from(product: &Product, over: Clock, care: &Care, met: &mut Met) -> Option<Day> {
    if came_from_another_product(over, care) {
        let pro_rata = on_product_change(product, care) == OnProductChange::ProRata;
        met.rule_where(pro_rata, Rule::ProductChangeProRata);
        return pro_rata.then(|| care.person.product_since());
    }
    let joined = care.person.member_since;
    let on_joining = product.on_joining.unwrap_or(care.readings.on_joining);
    if on_joining == OnJoining::ProRata
        && over == Clock::Year
        && joined.year() == care.reference.year()
    {
        met.rule(Rule::JoiningProRata);
        return Some(joined);
    }
    None
}
