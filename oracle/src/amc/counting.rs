//! What a counter holds: a sum over the journal (docs/products.md, "Limits").

use domain::Basket;

use super::clock;
use super::look::Look;
use super::parts::Parts;
use super::size::{Sized, Sizing};
use super::{Entry, Journal};
use crate::law::LawError;
use crate::product::{Counter, Deductible, Limit, Of, Over};

/// Whether a counter bears on a line at all.
pub(super) fn bears_on(counter: &Counter, look: &Look<'_>) -> bool {
    let heading = look.facts.heading;
    counter.headings.contains(heading)
        && !(counter.without_cent_sante && heading.basket() == Some(Basket::CentSante))
        && look.meets(counter.when.as_ref())
}

/// The entries of the journal that a counter takes together with a line, in order of acceptance.
fn taken<'j>(
    counter: &'j Counter,
    sized: &Sized,
    sizing: &Sizing<'j>,
    look: Look<'j>,
    journal: &'j Journal,
) -> impl Iterator<Item = &'j Entry> + use<'j> {
    let (over, own_only, key) = (sized.over, sized.own_only, &*sizing.product.key);
    journal.of(counter.headings).filter(move |entry| {
        let then = entry.look();
        look.shares(counter.scope, &then)
            && together(over, &look, &then)
            && !(own_only && *entry.product != *key)
            && bears_on(counter, &then)
    })
}

fn together(over: Over, look: &Look<'_>, then: &Look<'_>) -> bool {
    clock::together(over, look.day, then.day, look.person.member_since)
}

/// What of an entry a limit counts: cents, or units.
fn counted(limit: &Limit, entry: &Entry) -> i64 {
    if limit.size.is_number() {
        let scope = limit.counter.scope;
        i64::from(entry.units.counted(limit.of, scope, &entry.facts))
    } else {
        money(limit, entry.counted)
    }
}

/// What of an amount a limit in money bears on, in cents.
pub(super) fn money(limit: &Limit, parts: Parts) -> i64 {
    if limit.beyond_only {
        parts.v.0
    } else {
        parts.total().0
    }
}

/// What a limit, not of teeth, eyes or ears, holds for a line.
pub(super) fn used(
    limit: &Limit,
    sized: &Sized,
    sizing: &Sizing<'_>,
    look: Look<'_>,
    journal: &Journal,
) -> i64 {
    let taken = || taken(&limit.counter, sized, sizing, look, journal);
    if limit.size.is_number() && limit.of == Of::Equipment {
        // Each equipment once.
        let counts = || taken().filter(|entry| entry.units.equipment);
        let first = |(index, entry): (usize, &Entry)| {
            let same = |other: &Entry| {
                other.facts.equipment == entry.facts.equipment && other.person.id == entry.person.id
            };
            i64::from(!counts().take(index).any(same))
        };
        return counts().enumerate().map(first).sum();
    }
    taken().map(|entry| counted(limit, entry)).sum()
}

/// Whether the equipment of a line is among those that a limit counts.
pub(super) fn has_equipment(
    limit: &Limit,
    sized: &Sized,
    sizing: &Sizing<'_>,
    look: Look<'_>,
    journal: &Journal,
) -> bool {
    let (id, equipment) = (look.person.id, look.facts.equipment);
    taken(&limit.counter, sized, sizing, look, journal).any(|entry| {
        entry.units.equipment && entry.facts.equipment == equipment && entry.person.id == id
    })
}

/// What is left of each tooth, eye or ear that a line names, in the order named.
///
/// What an earlier line counted stands on those it named, in order, each up to what it had left then: found
/// again line by line, in order of acceptance.
pub(super) fn left_by_part(
    limit: &Limit,
    sized: &Sized,
    sizing: &Sizing<'_>,
    look: Look<'_>,
    journal: &Journal,
) -> Result<Vec<i64>, LawError> {
    let scope = limit.counter.scope;
    let mut earlier: Vec<(&Entry, Vec<(u8, i64)>)> = Vec::new();
    for entry in journal.entries() {
        let then = entry.look();
        if then.person.id != look.person.id
            || then.facts.parts_named(scope) == 0
            || !bears_on(&limit.counter, &then)
            || (sized.own_only && *entry.product != *sizing.product.key)
        {
            continue;
        }
        let sized_then = sizing.of_limit(limit, &then)?;
        let mut rest = counted(limit, entry);
        let mut shares: Vec<(u8, i64)> = Vec::new();
        for part in then.facts.parts_of(scope) {
            let used = used_of(&earlier, part, sized_then.over, &then);
            let share = rest.min(room(limit, &sized_then, used));
            rest -= share;
            shares.push((part, share));
        }
        if let Some((_, last)) = shares.last_mut() {
            *last += rest;
        }
        earlier.push((entry, shares));
    }
    let parts = look.facts.parts_of(scope);
    Ok(parts
        .map(|part| room(limit, sized, used_of(&earlier, part, sized.over, &look)))
        .collect())
}

/// What one tooth, eye or ear can still count: money, or one.
fn room(limit: &Limit, sized: &Sized, used: i64) -> i64 {
    let left = sized.size.map_or(i64::MAX, |size| (size - used).max(0));
    if limit.size.is_number() {
        left.min(1)
    } else {
        left
    }
}

fn used_of(earlier: &[(&Entry, Vec<(u8, i64)>)], part: u8, over: Over, look: &Look<'_>) -> i64 {
    let taken = earlier
        .iter()
        .filter(|(entry, _)| together(over, look, &entry.look()));
    let shares = taken.flat_map(|(_, shares)| shares);
    shares
        .filter(|(named, _)| *named == part)
        .map(|(_, share)| share)
        .sum()
}

/// What a deductible already kept back.
pub(super) fn kept(
    deductible: &Deductible,
    sized: &Sized,
    sizing: &Sizing<'_>,
    look: Look<'_>,
    journal: &Journal,
) -> i64 {
    taken(&deductible.counter, sized, sizing, look, journal)
        .map(|entry| entry.withheld.0)
        .sum()
}
