use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::amounts::Parts;
use super::level::Care;
use super::met::{Met, Rule};
use super::rounding::to_the_cent;
use super::taken_together::{Counter, size_for};
use crate::facts::Facts;
use crate::journal::{Counted, Entry, Journal, Shares, Units};
use crate::law::MissingFigure;
use crate::money::never_below_zero;
use crate::product::{Limit, Of, Product, Scope};

/// What the limits leave of a line.
pub(crate) struct Limited<'a> {
    pub(crate) parts: Parts,
    pub(crate) units: Units,
    /// The limits that cut it.
    pub(crate) cut: Vec<&'a Limit>,
    /// What each tooth, eye or ear that the line names had left, limit by limit.
    lefts: Vec<Left<'a>>,
}

struct Left<'a> {
    limit: &'a Limit,
    of: Vec<(String, Decimal)>,
}

/// What a limit has left for the line at hand.
struct Sized<'e> {
    size: Decimal,
    entries: Vec<&'e Entry>,
}

/// All numbers, then all moneys, each in the order written; the renewals of the law come first among the numbers.
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
        units: units_of(care.facts),
        cut: Vec::new(),
        lefts: Vec::new(),
    };
    let numbers = limits.iter().filter(|limit| limit.is_number());
    let moneys = limits.iter().filter(|limit| !limit.is_number());
    for limit in renewal.into_iter().chain(numbers).chain(moneys) {
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
            number(limit, &sized, &mut limited, care, product, journal, met);
        } else {
            met.rule(Rule::Money);
            money(limit, &sized, &mut limited, care, product);
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
        excludes_100_sante: limit.excludes_100_sante,
    };
    if !counter.looks_at(care.facts, care.person, care.reference) {
        return Ok(None);
    }
    let mut size = limit.size;
    let case = limit
        .cases
        .iter()
        .find(|case| super::condition::holds(&case.when, care.facts, care.person, care.reference));
    if let Some(case) = case {
        met.rule(Rule::LimitCase);
        if case.unlimited {
            return Ok(None);
        }
        size = case.size.unwrap_or(size);
        counter.over = case.over.unwrap_or(counter.over);
    }
    Ok(Some(Sized {
        size: size_for(size, counter.over, care, product, met)?,
        entries: counter.entries(care, product, journal, met),
    }))
}

/// The units of a line before any limit. A complement has none.
fn units_of(facts: &Facts) -> Units {
    if facts.complement_of.is_some() {
        return Units::default();
    }
    Units {
        acts: Decimal::from(facts.quantity),
        examinations: Decimal::from(facts.examinations),
        equipments: Decimal::ONE,
    }
}

/// A number: where the units are more than what is left, the amount in proportion.
fn number<'a>(
    limit: &'a Limit,
    sized: &Sized,
    limited: &mut Limited<'a>,
    care: &Care,
    product: &Product,
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
    let names = names(limit.per, care.facts);
    if !names.is_empty() {
        let of = left_of_each(names, limit, sized, product);
        let with_some_left = of.iter().filter(|(_, left)| *left > Decimal::ZERO).count();
        let (units, left) = (Decimal::from(names.len()), Decimal::from(with_some_left));
        if units > left {
            limited.parts = in_proportion(limited.parts, left, units, limit, care);
        }
        limited.lefts.push(Left { limit, of });
        return;
    }
    let units = units_for(limit, &limited.units, care, &sized.entries);
    let left = never_below_zero(sized.size - used_units(limit, &sized.entries));
    if units > left {
        limited.parts = in_proportion(limited.parts, left, units, limit, care);
        match limit.of {
            Of::Act => limited.units.acts = left,
            Of::Examination => limited.units.examinations = left,
            // An equipment that is cut counts 0.
            Of::Equipment => limited.units.equipments = Decimal::ZERO,
        }
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
        .any(|entry| units_of_entry(limit, entry) > Decimal::ZERO)
}

fn units_of_entry(limit: &Limit, entry: &Entry) -> Decimal {
    match limit.of {
        Of::Act => entry.counted.units.acts,
        Of::Examination => entry.counted.units.examinations,
        Of::Equipment => entry.counted.units.equipments,
    }
}

/// What a number counts of the line: for equipments, 1 where its own is not among those counted, else 0.
fn units_for(limit: &Limit, units: &Units, care: &Care, entries: &[&Entry]) -> Decimal {
    match limit.of {
        // A number per tooth, eye or ear counts 1 for a line that names none.
        Of::Act | Of::Examination if is_of_names(limit.per) => Decimal::ONE,
        Of::Act => units.acts,
        Of::Examination => units.examinations,
        Of::Equipment => {
            if equipments(entries).contains(&equipment_of(care.facts)) {
                Decimal::ZERO
            } else {
                units.equipments
            }
        }
    }
}

/// What the entries counted. Lines of one equipment are one.
fn used_units(limit: &Limit, entries: &[&Entry]) -> Decimal {
    match limit.of {
        Of::Equipment => Decimal::from(equipments(entries).len()),
        Of::Act | Of::Examination => entries
            .iter()
            .map(|entry| units_of_entry(limit, entry))
            .sum(),
    }
}

fn equipments<'e>(entries: &[&'e Entry]) -> BTreeSet<(bool, &'e str)> {
    entries
        .iter()
        .filter(|entry| entry.counted.units.equipments > Decimal::ZERO)
        .map(|entry| equipment_of(&entry.facts))
        .collect()
}

/// The equipment of a line, or the line where it names none.
fn equipment_of(facts: &Facts) -> (bool, &str) {
    match facts.equipment.as_deref() {
        Some(equipment) => (true, equipment),
        None => (false, &facts.id),
    }
}

/// A ceiling: v' = min(v, left) where the ticket modérateur is excluded, else cut(m, v; left).
fn money<'a>(
    limit: &'a Limit,
    sized: &Sized,
    limited: &mut Limited<'a>,
    care: &Care,
    product: &Product,
) {
    let names = names(limit.per, care.facts);
    let left = if names.is_empty() {
        let counted = sized
            .entries
            .iter()
            .map(|entry| money_of(limit, entry.counted));
        never_below_zero(sized.size - counted.sum::<Decimal>())
    } else {
        let of = left_of_each(names, limit, sized, product);
        let left = of.iter().map(|(_, left)| *left).sum();
        limited.lefts.push(Left { limit, of });
        left
    };
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
fn money_of(limit: &Limit, counted: Counted) -> Decimal {
    if limit.excludes_ticket_moderateur {
        counted.v
    } else {
        counted.total()
    }
}

/// The teeth, eyes or ears that a line names, for a limit per one of them.
fn names(per: Scope, facts: &Facts) -> &[String] {
    match per {
        Scope::Tooth => &facts.teeth,
        Scope::Eye => &facts.eyes,
        Scope::Ear => &facts.ears,
        _ => &[],
    }
}

fn is_of_names(per: Scope) -> bool {
    matches!(per, Scope::Tooth | Scope::Eye | Scope::Ear)
}

/// What each tooth, eye or ear that the line names has left.
fn left_of_each(
    names: &[String],
    limit: &Limit,
    sized: &Sized,
    product: &Product,
) -> Vec<(String, Decimal)> {
    names
        .iter()
        .map(|name| {
            let entries = sized.entries.iter();
            let used: Decimal = entries
                .map(|entry| share_of(name, limit, entry, sized.size, product))
                .sum();
            (name.clone(), never_below_zero(sized.size - used))
        })
        .collect()
}

/// What a tooth, eye or ear counted of an entry: as it was written when this limit bore on it; else, in the order
/// named, each up to the size, the rest on the last.
fn share_of(name: &str, limit: &Limit, entry: &Entry, size: Decimal, product: &Product) -> Decimal {
    let written = entry
        .shares
        .iter()
        .find(|shares| entry.product == product.id && shares.limit == limit.id);
    if let Some(shares) = written {
        let of_name = shares.on.iter().filter(|(named, _)| named == name);
        return of_name.map(|(_, share)| *share).sum();
    }
    let named = names(limit.per, &entry.facts);
    if limit.is_number() {
        let counts = entry.counted.units.acts > Decimal::ZERO && named.iter().any(|n| n == name);
        return Decimal::from(u8::from(counts));
    }
    let mut rest = money_of(limit, entry.counted);
    for (at, one) in named.iter().enumerate() {
        let is_last = at + 1 == named.len();
        let share = if is_last { rest } else { rest.min(size) };
        if one == name {
            return share;
        }
        rest -= share;
    }
    Decimal::ZERO
}

impl Limited<'_> {
    /// How what was finally counted stands on each tooth, eye or ear: in the order named, up to what each had
    /// left.
    pub(crate) fn shares(&self, counted: Counted) -> Vec<Shares> {
        self.lefts
            .iter()
            .map(|Left { limit, of }| {
                let mut rest = money_of(limit, counted);
                let on = of.iter().map(|(name, left)| {
                    let share = if limit.is_number() {
                        let counts = counted.total() > Decimal::ZERO && *left > Decimal::ZERO;
                        Decimal::from(u8::from(counts))
                    } else {
                        let share = rest.min(*left);
                        rest -= share;
                        share
                    };
                    (name.clone(), share)
                });
                Shares {
                    limit: limit.id.clone(),
                    on: on.collect(),
                }
            })
            .collect()
    }
}
