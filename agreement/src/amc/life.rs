//! A household, its contracts, and what happens to it.

use std::collections::BTreeMap;

use oracle::product::{Product, ProductError};
use serde_json::Value;

use super::household::Household;
use super::product::{Stand, focus, product};
use super::readings::{self, Chosen};
use super::told::Told;
use crate::draws::Draws;

#[derive(Debug, Clone)]
pub(super) struct Life {
    /// How it is read, where not by default.
    pub(super) chosen: Vec<Chosen>,
    /// The files of its contracts, in order.
    pub(super) products: Vec<File>,
    pub(super) events: Vec<Event>,
}

/// A product file that both engines read, and what the first read: it takes longest.
#[derive(Debug, Clone)]
pub(super) struct File {
    pub(super) written: Value,
    pub(super) first: Product,
}

#[derive(Debug, Clone)]
pub(super) enum Event {
    Line(Box<Told>),
    /// A line that was told is taken back: whose, and which.
    Cancelled(oracle::amc::Thing, oracle::amc::Thing),
    /// The first contract passes to another product.
    Product(Box<File>),
}

/// Events of a life.
const EVENTS: u64 = 30;

impl Life {
    /// # Errors
    /// Where the engines do not read the same products, in words.
    pub(super) fn new(
        seed: u64,
        number: u64,
        refused: &mut BTreeMap<&'static str, u64>,
        read: &mut u64,
    ) -> Result<Self, String> {
        let mut draws = Draws::new(seed, number);
        let draws = &mut draws;
        let chosen = readings::draw(draws);
        let one = match chosen[..] {
            [chosen] => Some(chosen),
            _ => None,
        };
        let shows_in_a_year = one.is_some_and(readings::shows_in_a_year);
        let left_out = one.and_then(readings::key_instead_of);
        let mut sound = |draws: &mut Draws, id: &str, stand: Stand<'_>, focus: &_| loop {
            let mut written = product(draws, id, stand, focus);
            if let (Some(key), Some(keys)) = (left_out, written.as_object_mut()) {
                keys.remove(key);
            }
            if shows_in_a_year {
                by_the_year(&mut written);
            }
            match judged(written)? {
                Ok(file) => {
                    *read += 1;
                    return Ok::<File, String>(file);
                }
                Err(why) => *refused.entry(why).or_default() += 1,
            }
        };
        let focus = focus(draws, &chosen);
        let mut products = vec![sound(draws, "first", Stand::Base, &focus)?];
        match draws.below(12) {
            ..6 => {}
            6 => products.push(sound(draws, "elsewhere", Stand::Base, &focus)?),
            7 => {
                products.push(sound(draws, "elsewhere", Stand::Base, &focus)?);
                let below = draws.pick(&["first", "elsewhere"]);
                products.push(sound(draws, "option", Stand::On(below, "option"), &focus)?);
            }
            8 => {
                let stand = Stand::On("first", "surcomplementaire");
                products.push(sound(draws, "over", stand, &focus)?);
            }
            of => {
                products.push(sound(
                    draws,
                    "option",
                    Stand::On("first", "option"),
                    &focus,
                )?);
                if of == 11 {
                    let stand = Stand::On("option", "surcomplementaire");
                    products.push(sound(draws, "over", stand, &focus)?);
                }
            }
        }
        let mut events = Vec::new();
        let mut household = Household::new(draws, focus.headings.clone());
        let mut told: Vec<(oracle::amc::Thing, oracle::amc::Thing)> = Vec::new();
        let changes = shows_in_a_year || draws.percent(20);
        let changes_at = changes.then(|| u64::from(draws.below(25)));
        for at in 0..EVENTS {
            if changes_at == Some(at) {
                household.changes_product(draws);
                let next = sound(draws, "next", Stand::Base, &focus)?;
                events.push(Event::Product(Box::new(next)));
            }
            if !told.is_empty() && draws.percent(7) {
                let place = draws.below(u32::try_from(told.len()).unwrap_or(1));
                let (person, line) = told.swap_remove(place as usize);
                events.push(Event::Cancelled(person, line));
            }
            let line = household.line(draws);
            told.push((line.person.id, line.facts.line));
            events.push(Event::Line(Box::new(line)));
        }
        Ok(Self {
            chosen,
            products,
            events,
        })
    }
}

/// Makes the limits of a file those of a person and a calendar year.
fn by_the_year(written: &mut Value) {
    if let Some(limits) = written.get_mut("limits") {
        let each: Vec<&mut Value> = match limits {
            Value::Array(limits) => limits.iter_mut().collect(),
            Value::Object(limits) => limits.values_mut().collect(),
            _ => Vec::new(),
        };
        for limit in each.into_iter().filter_map(Value::as_object_mut) {
            limit.remove("per");
            limit.remove("over");
        }
    }
    match written {
        Value::Array(items) => items.iter_mut().for_each(by_the_year),
        Value::Object(keys) => keys.values_mut().for_each(by_the_year),
        _ => {}
    }
}

/// The rules of responsible products that bear on limits.
const OF_LIMITS: [&str; 5] = [
    "resp-optics-ceiling",
    "resp-optics-floor",
    "resp-frame",
    "resp-audio",
    "resp-renewal",
];

/// A file that both read, or why both refuse it.
///
/// # Errors
/// Where they do not agree on that, in words.
pub(super) fn judged(written: Value) -> Result<Result<File, &'static str>, String> {
    let first = Product::parse("drawn", &written.to_string());
    let second = mutuelle::Product::from_json(&written).map(drop);
    let (error, second) = match (first, second) {
        (Ok(first), Ok(())) => return Ok(Ok(File { written, first })),
        (first, second) => (first.map(drop), second),
    };
    refused_alike(&error, &second).map(Err).ok_or_else(|| {
        let tell = |told: Option<String>| told.unwrap_or_else(|| "read".to_owned());
        format!(
            "{written}\nfirst: {}\nsecond: {}",
            tell(error.err().map(|error| error.to_string())),
            tell(second.err().map(|error| error.to_string()))
        )
    })
}

/// Why both refuse a file; none where they do not agree.
fn refused_alike(
    first: &Result<(), ProductError>,
    second: &Result<(), mutuelle::ProductError>,
) -> Option<&'static str> {
    match (first, second) {
        (Err(ProductError::Responsible { id, place, .. }), Err(error))
            if error.rule == Some(id) && error.at == place.key =>
        {
            Some(*id)
        }
        // A heading has two limits that break a rule: which one is told is not said.
        (Err(ProductError::Responsible { id, .. }), Err(error))
            if OF_LIMITS.contains(id)
                && error.rule.is_some_and(|rule| OF_LIMITS.contains(&rule)) =>
        {
            Some("two limits")
        }
        // Both are broken rules, and not the same.
        (Err(ProductError::Responsible { .. }), Err(error)) if error.rule.is_some() => None,
        (Err(ProductError::Responsible { .. }), Err(_)) => Some("no product, and not responsible"),
        (Err(_), Err(error)) => Some(match error.rule {
            Some(_) => "no product, and not responsible",
            None => "no product",
        }),
        _ => None,
    }
}
