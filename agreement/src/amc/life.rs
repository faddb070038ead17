//! A household, its contracts, and what happens to it.

use std::collections::BTreeMap;

use oracle::product::{Product, ProductError};
use serde_json::Value;

use super::household::Household;
use super::product::{Stand, focus, product};
use super::told::Told;
use crate::draws::Draws;

#[derive(Debug, Clone)]
pub(super) struct Life {
    /// The files of its contracts, in order.
    pub(super) products: Vec<Value>,
    pub(super) events: Vec<Event>,
}

#[derive(Debug, Clone)]
pub(super) enum Event {
    Line(Box<Told>),
    /// A line that was told is taken back: whose, and which.
    Cancelled(oracle::amc::Thing, oracle::amc::Thing),
    /// The first contract passes to another product.
    Product(Value),
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
        let mut sound = |draws: &mut Draws, id: &str, stand: Stand<'_>, focus: &_| loop {
            let file = product(draws, id, stand, focus);
            match judged(&file)? {
                None => {
                    *read += 1;
                    return Ok::<Value, String>(file);
                }
                Some(why) => *refused.entry(why).or_default() += 1,
            }
        };
        let focus = focus(draws);
        let mut products = vec![sound(draws, "first", Stand::Base, &focus)?];
        match draws.below(10) {
            ..5 => {}
            5 => products.push(sound(draws, "elsewhere", Stand::Base, &focus)?),
            6 => {
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
                if of == 9 {
                    let stand = Stand::On("option", "surcomplementaire");
                    products.push(sound(draws, "over", stand, &focus)?);
                }
            }
        }
        let mut events = Vec::new();
        let mut household = Household::new(draws, focus.clone());
        let mut told: Vec<(oracle::amc::Thing, oracle::amc::Thing)> = Vec::new();
        let changes_at = draws.percent(20).then(|| u64::from(draws.below(25)));
        for at in 0..EVENTS {
            if changes_at == Some(at) {
                household.changes_product(draws);
                let next = sound(draws, "next", Stand::Base, &focus)?;
                events.push(Event::Product(next));
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
        Ok(Self { products, events })
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

/// Why both refuse a file, none where both read it.
///
/// # Errors
/// Where they do not agree on that, in words.
pub(super) fn judged(file: &Value) -> Result<Option<&'static str>, String> {
    let first = Product::parse("drawn", &file.to_string()).map(drop);
    let second = mutuelle::Product::from_json(file).map(drop);
    match (&first, &second) {
        (Ok(()), Ok(())) => return Ok(None),
        (Err(ProductError::Responsible { id, place, .. }), Err(error))
            if error.rule == Some(id) && error.at == place.key =>
        {
            return Ok(Some(*id));
        }
        // A heading has two limits that break a rule: which one is told is not said.
        (Err(ProductError::Responsible { id, .. }), Err(error))
            if OF_LIMITS.contains(id)
                && error.rule.is_some_and(|rule| OF_LIMITS.contains(&rule)) =>
        {
            return Ok(Some("two limits"));
        }
        // Both are broken rules, and not the same.
        (Err(ProductError::Responsible { .. }), Err(error)) if error.rule.is_some() => {}
        (Err(ProductError::Responsible { .. }), Err(_)) => {
            return Ok(Some("no product, and not responsible"));
        }
        (Err(_), Err(error)) => {
            return Ok(Some(match error.rule {
                Some(_) => "no product, and not responsible",
                None => "no product",
            }));
        }
        _ => {}
    }
    let tell = |told: Option<String>| told.unwrap_or_else(|| "read".to_owned());
    Err(format!(
        "{file}\nfirst: {}\nsecond: {}",
        tell(first.err().map(|error| error.to_string())),
        tell(second.err().map(|error| error.to_string()))
    ))
}
