//! How what a limit per tooth, eye or ear counted stands on each of them.

use rust_decimal::Decimal;

use super::clock::takes_together;
use super::level::Care;
use super::limits::{money_of, size_and_clock};
use super::met::Met;
use super::taken_together::{Counter, only_this_product_counts};
use crate::facts::Facts;
use crate::journal::{Entry, Journal};
use crate::law::MissingFigure;
use crate::money::never_below_zero;
use crate::product::{Clock, Limit, Product, Scope};

/// What each tooth, eye or ear that the line names has left, in the order named; nothing for a limit that is not per
/// one of them, or where it names none.
///
/// What an earlier line counted stands on those that it named, in order, each up to what it had left then, what
/// remains on the last. That is found again from the journal, line by line, each with the size and the clock that the
/// limit has for that line.
pub(crate) fn left_of_each(
    limit: &Limit,
    care: &Care,
    product: &Product,
    journal: &Journal,
    met: &mut Met,
) -> Result<Vec<Decimal>, MissingFigure> {
    let named = names(limit.per, care.facts);
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let (size, over) = size_and_clock(limit, care, product, met)?;
    let counter = Counter {
        bears_on: &limit.bears_on,
        per: limit.per,
        over,
        when: &limit.when,
        excludes_100_sante: limit.excludes_100_sante,
    };
    let only_this_product = only_this_product_counts(product, over, care);
    let mut found: Vec<Found> = Vec::new();
    for entry in journal.of_person(&care.person.id) {
        let counts = counter.bears_on.contains(&entry.facts.heading)
            && counter.looks_at(&entry.facts, &entry.person, entry.reference)
            && (!only_this_product || entry.product == product.id);
        if !counts || names(limit.per, &entry.facts).is_empty() {
            continue;
        }
        let then = Care {
            facts: &entry.facts,
            person: &entry.person,
            reference: entry.reference,
            ..*care
        };
        let (size, over) = size_and_clock(limit, &then, product, &mut Met::default())?;
        let on = stands_on(limit, entry, |name| {
            size.map(|size| left_of(limit, size, used(&found, name, over, &then)))
        });
        found.push(Found { entry, on });
    }
    let Some(size) = size else {
        return Ok(Vec::new());
    };
    let left = |name: &String| left_of(limit, size, used(&found, name, over, care));
    Ok(named.iter().map(left).collect())
}

/// A line of the journal with what each one that it names counted.
struct Found<'e> {
    entry: &'e Entry,
    on: Vec<(&'e str, Decimal)>,
}

/// In the order named, each up to what it had left (none: as much as there is), what remains on the last.
fn stands_on<'e>(
    limit: &Limit,
    entry: &'e Entry,
    left: impl Fn(&str) -> Option<Decimal>,
) -> Vec<(&'e str, Decimal)> {
    let mut rest = if limit.is_number() {
        entry.counted.units.counted_by(limit)
    } else {
        money_of(limit, entry.counted)
    };
    let mut on = Vec::new();
    for name in names(limit.per, &entry.facts) {
        let most = match left(name) {
            Some(left) => left,
            None if limit.is_number() => Decimal::ONE,
            None => rest,
        };
        let share = rest.min(most);
        rest -= share;
        on.push((name.as_str(), share));
    }
    if let Some((_, last)) = on.last_mut() {
        *last += rest;
    }
    on
}

/// What one has left: money, or one of a number as long as there is some.
fn left_of(limit: &Limit, size: Decimal, used: Decimal) -> Decimal {
    let left = never_below_zero(size - used);
    if limit.is_number() {
        left.min(Decimal::ONE)
    } else {
        left
    }
}

/// What one counted on the lines that a clock takes together with this one.
fn used(found: &[Found], name: &str, over: Clock, care: &Care) -> Decimal {
    let since = care.person.member_since;
    found
        .iter()
        .filter(|found| takes_together(over, care.reference, found.entry.reference, since))
        .flat_map(|found| &found.on)
        .filter(|(named, _)| *named == name)
        .map(|(_, share)| *share)
        .sum()
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
