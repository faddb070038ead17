use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::amounts::Parts;
use super::condition::holds;
use super::level::Care;
use super::met::{Met, Rule};
use super::rounding::to_the_cent;
use super::shares::left_of_each;
use super::taken_together::{Counter, size_for};
use crate::Bug;
use crate::facts::Facts;
use crate::journal::{Counted, Entry, Journal, Units};
use crate::law::MissingFigure;
use crate::money::never_below_zero;
use crate::product::{Clock, Limit, Of, Product, Scope};

/// What the limits leave of a line.
pub(crate) struct Limited<'a> {
    pub(crate) parts: Parts,
    pub(crate) units: Units,
    /// The limits that cut it.
    pub(crate) cut: Vec<&'a Limit>,
}

/// A limit for the line at hand: its size, what it already counted, and of the teeth, eyes or ears that the line
/// names, what each has left.
struct Sized<'e> {
    size: Decimal,
    entries: Vec<&'e Entry>,
    left_of_each: Vec<Decimal>,
}

/// All numbers, then all moneys (or the reverse), each in the order written; the renewals of the law come first among the numbers.
pub(crate) fn limited<'a>(
    renewal: Option<&'a Limit>,
    limits: &'a [Limit],
    parts: Parts,
    care: &Care,
    product: &Product,
    journal: &Journal,
    met: &mut Met,
) -> Result<Limited<'a>, MissingFigure> {
    let mut limited = Limited {
        parts,
        units: Units::of(care.facts),
        cut: Vec::new(),
    };
    let numbers = limits.iter().filter(|limit| limit.is_number());
    let moneys = limits.iter().filter(|limit| !limit.is_number());
    let numbers = renewal.into_iter().chain(numbers);
    let in_order: Vec<&Limit> = if care.readings.moneys_first {
        moneys.chain(numbers).collect()
    } else {
        numbers.chain(moneys).collect()
    };
    for limit in in_order {
        let before = limited.parts.total();
        let Some(sized) = sized(limit, care, product, journal, met)? else {
            met.rule(Rule::LimitPassed);
            continue;
        };
        if limit.is_number() {
            let is_renewal = renewal.is_some_and(|renewal| renewal.id == limit.id);
            met.rule(if is_renewal {
                Rule::Renewal
            } else {
                Rule::Number
            });
            number(limit, &sized, &mut limited, care, journal, met);
        } else {
            met.rule(Rule::Money);
            money(limit, &sized, &mut limited, care);
        }
        if limited.parts.total() < before {
            met.rule(Rule::LimitCuts);
            limited.cut.push(limit);
        }
    }
    Ok(limited)
}

/// The size of a limit for the line at hand and the entries it counts; none where it does not look at the line,
/// or where a case makes it unlimited.
fn sized<'e>(
    limit: &Limit,
    care: &Care,
    product: &Product,
    journal: &'e Journal,
    met: &mut Met,
) -> Result<Option<Sized<'e>>, MissingFigure> {
    let mut counter = Counter {
        bears_on: &limit.bears_on,
        per: limit.per,
        over: limit.over,
        when: &limit.when,
        excludes_100_sante: limit.excludes_100_sante && !care.has(Bug::HundredSanteInTheCeiling),
    };
    if !counter.looks_at(care.facts, care.person, care.reference) {
        return Ok(None);
    }
    let (size, over) = size_and_clock(limit, care, product, met)?;
    let Some(size) = size else {
        return Ok(None);
    };
    counter.over = over;
    Ok(Some(Sized {
        size,
        entries: counter.entries(care, product, journal, met),
        left_of_each: left_of_each(limit, care, product, journal, met)?,
    }))
}

/// The size and the clock of a limit for a line: those of the first case that holds, else its own. No size where the
/// case makes it unlimited.
pub(crate) fn size_and_clock(
    limit: &Limit,
    care: &Care,
    product: &Product,
    met: &mut Met,
) -> Result<(Option<Decimal>, Clock), MissingFigure> {
    let case = limit
        .cases
        .iter()
        .find(|case| holds(&case.when, care.facts, care.person, care.reference));
    met.rule_where(case.is_some(), Rule::LimitCase);
    let over = case.and_then(|case| case.over).unwrap_or(limit.over);
    if case.is_some_and(|case| case.unlimited) {
        return Ok((None, over));
    }
    let size = case.and_then(|case| case.size).unwrap_or(limit.size);
    Ok((Some(size_for(size, over, care, product, met)?), over))
}

/// A number: where the units are more than what is left, the amount in proportion, or whole as long as one is left.
fn number(
    limit: &Limit,
    sized: &Sized,
    limited: &mut Limited,
    care: &Care,
    journal: &Journal,
    met: &mut Met,
) {
    if let Some(main) = care.facts.complement_of.as_deref() {
        met.rule(Rule::Complement);
        if !main_act_counted(main, limit, care, journal) {
            limited.parts = nothing_of(limited.parts, limit);
        }
        return;
    }
    let (units, left) = if sized.left_of_each.is_empty() {
        let left = never_below_zero(sized.size - used_units(limit, &sized.entries, care));
        (units_for(limit, &limited.units, care, &sized.entries), left)
    } else {
        let left = sized.left_of_each.iter().sum();
        (limited.units.counted_by(limit), left)
    };
    if units > left {
        // A line that passes whole uses up what is left.
        let passes_whole = care.readings.whole_line && left > Decimal::ZERO;
        if !passes_whole {
            limited.parts = in_proportion(limited.parts, left, units, limit, care);
        }
        limited.units.leave(limit, left);
    }
}

/// cut(m, v; r((m + v) × left / units)), or v' = r(v × left / units) where the ticket modérateur is excluded.
fn in_proportion(parts: Parts, left: Decimal, units: Decimal, limit: &Limit, care: &Care) -> Parts {
    let part_of = |amount: Decimal| to_the_cent(amount * left / units, care.rounding);
    if limit.excludes_ticket_moderateur {
        return Parts {
            m: parts.m,
            v: part_of(parts.v),
        };
    }
    parts.cut(part_of(parts.total()))
}

fn nothing_of(parts: Parts, limit: &Limit) -> Parts {
    if limit.excludes_ticket_moderateur {
        return Parts {
            m: parts.m,
            v: Decimal::ZERO,
        };
    }
    Parts::ZERO
}

/// Whether the main act of a complement counted units of what the limit counts.
fn main_act_counted(main: &str, limit: &Limit, care: &Care, journal: &Journal) -> bool {
    let entries = journal.of_person(&care.person.id).iter();
    entries
        .filter(|entry| entry.facts.id == main)
        .any(|entry| entry.counted.units.counted_by(limit) > Decimal::ZERO)
}

/// What a number counts of the line: for equipments, 1 where its own is not among those counted, else 0.
fn units_for(limit: &Limit, units: &Units, care: &Care, entries: &[&Entry]) -> Decimal {
    let own = equipment_of(&care.person.id, care.facts);
    if counts_equipments(limit) && equipments(entries, care).contains(&own) {
        return Decimal::ZERO;
    }
    units.counted_by(limit)
}

/// What the entries counted. Lines of one equipment are one.
fn used_units(limit: &Limit, entries: &[&Entry], care: &Care) -> Decimal {
    if counts_equipments(limit) {
        return Decimal::from(equipments(entries, care).len());
    }
    let units = entries.iter().map(|entry| entry.counted.units);
    units.map(|units| units.counted_by(limit)).sum()
}

/// A number per tooth, eye or ear counts those, whatever its `of`.
fn counts_equipments(limit: &Limit) -> bool {
    let of_the_body = matches!(limit.per, Scope::Tooth | Scope::Eye | Scope::Ear);
    limit.of == Of::Equipment && !of_the_body
}

fn equipments<'e>(entries: &[&'e Entry], care: &Care) -> BTreeSet<(&'e str, bool, &'e str)> {
    let unpaid_too = care.has(Bug::RenewalFromTheUnpaid);
    entries
        .iter()
        .filter(|entry| unpaid_too || entry.counted.units.equipments > Decimal::ZERO)
        .map(|entry| equipment_of(&entry.person.id, &entry.facts))
        .collect()
}

/// The equipment of a line, or the line where it names none. An equipment is one person's.
fn equipment_of<'f>(person: &'f str, facts: &'f Facts) -> (&'f str, bool, &'f str) {
    match facts.equipment.as_deref() {
        Some(equipment) => (person, true, equipment),
        None => (person, false, &facts.id),
    }
}

/// A ceiling: v' = min(v, left) where the ticket modérateur is excluded, else cut(m, v; left).
fn money(limit: &Limit, sized: &Sized, limited: &mut Limited, care: &Care) {
    let left = if sized.left_of_each.is_empty() {
        let entries = sized.entries.iter();
        let counted = entries.map(|entry| {
            if care.has(Bug::CeilingCountsTicket) {
                entry.counted.total()
            } else {
                money_of(limit, entry.counted)
            }
        });
        never_below_zero(sized.size - counted.sum::<Decimal>())
    } else {
        sized.left_of_each.iter().sum()
    };
    if left > Decimal::ZERO && care.has(Bug::LastEuroWhole) {
        return;
    }
    limited.parts = if limit.excludes_ticket_moderateur {
        Parts {
            m: limited.parts.m,
            v: limited.parts.v.min(left),
        }
    } else {
        limited.parts.cut(left)
    };
}

/// What a ceiling counts of a line.
pub(crate) fn money_of(limit: &Limit, counted: Counted) -> Decimal {
    if limit.excludes_ticket_moderateur {
        counted.v
    } else {
        counted.total()
    }
}
