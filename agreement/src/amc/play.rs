//! A life under both engines.

use domain::{Cents, ReasonClass};
use mutuelle::{Contracts, Decision};
use oracle::amc::{Journal, Share, shares};
use oracle::product::Product;
use oracle::trace::{Step, Trace};
use rust_decimal::Decimal;
use serde_json::Value;

use super::Tally;
use super::life::{Event, Life};
use super::readings::{self, Chosen};
use super::told::name;

/// Who hears what the engines do: a tally, or nobody.
pub(super) struct Heard<'a>(pub(super) Option<&'a mut Tally>);

impl Trace for Heard<'_> {
    fn step(&mut self, step: impl FnOnce() -> Step) {
        if let Some(tally) = &mut self.0 {
            *tally.first.entry(step().rule).or_default() += 1;
        }
    }
}

/// Where they disagree: the place of the event, and what each says.
pub(super) struct Apart {
    pub(super) at: usize,
    pub(super) words: String,
}

/// Plays a life under both, up to where they disagree.
///
/// # Errors
/// There.
pub(super) fn both(life: &Life, heard: &mut Heard<'_>) -> Result<(), Apart> {
    let not_read = |words: String| Apart { at: 0, words };
    let (choices, readings) = readings::told(&life.chosen).map_err(not_read)?;
    let mut products: Vec<&Product> = life.products.iter().map(|file| &file.first).collect();
    let mut journals = vec![Journal::default(); products.len()];
    let mut contracts =
        Contracts::under(readings, &written(life)).map_err(|error| not_read(error.to_string()))?;
    for (at, event) in life.events.iter().enumerate() {
        let agreed = match event {
            Event::Line(told) => {
                let first = shares(
                    &products,
                    &choices,
                    &told.facts,
                    &told.person,
                    &mut journals,
                    heard,
                );
                let second = contracts.settle(&told.other_person, &told.other);
                if let Some(tally) = &mut heard.0 {
                    tally.hear(&life.chosen, &first, &second);
                }
                match (&first, &second) {
                    (Err(_), Err(_)) => Ok(()),
                    (Ok(first), Ok(second)) => {
                        let line = told.facts.line;
                        let kept_back: Vec<Cents> = journals
                            .iter()
                            .map(|journal| sum(journal, line, |entry| entry.withheld))
                            .collect();
                        alike(first, &kept_back, second)
                    }
                    (first, second) => Err(format!("first: {first:?}\nsecond: {second:?}")),
                }
            }
            Event::Cancelled(person, line) => {
                let first: Vec<Cents> = journals
                    .iter_mut()
                    .map(|journal| {
                        let paid = sum(journal, *line, |entry| entry.paid);
                        journal.take_back(*line);
                        paid
                    })
                    .collect();
                let second: Vec<Decimal> = contracts
                    .take_back(&name(*person), &name(*line))
                    .iter()
                    .map(|decision| -decision.amount)
                    .collect();
                if let Some(tally) = &mut heard.0 {
                    tally.cancelled += 1;
                }
                let same = first.iter().zip(&second).all(|(one, two)| is(*one, *two));
                same.then_some(())
                    .ok_or_else(|| format!("given back, first: {first:?}\nsecond: {second:?}"))
            }
            Event::Product(file) => {
                products[0] = &file.first;
                let replaced = contracts.replace(0, &file.written);
                replaced.map_err(|error| error.to_string())
            }
        };
        agreed.map_err(|words| Apart { at, words })?;
    }
    Ok(())
}

/// Lines of a life that the second engine settles otherwise under its readings than by default.
pub(super) fn changed(life: &Life) -> u64 {
    let under_its_own = of_the_second(life, &life.chosen);
    let by_default = of_the_second(life, &[]);
    let both = under_its_own.iter().zip(&by_default);
    both.filter(|(one, other)| one != other).count() as u64
}

/// What the second engine does of each line; nothing of the rules that it met.
fn of_the_second(life: &Life, chosen: &[Chosen]) -> Vec<Option<Vec<Decision>>> {
    let contracts = readings::told(chosen)
        .ok()
        .and_then(|(_, readings)| Contracts::under(readings, &written(life)).ok());
    let Some(mut contracts) = contracts else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    for event in &life.events {
        match event {
            Event::Line(told) => {
                let decisions = contracts.settle(&told.other_person, &told.other).ok();
                lines.push(decisions.map(|decisions| {
                    let without_rules = |decision| Decision {
                        rules: Vec::new(),
                        ..decision
                    };
                    decisions.into_iter().map(without_rules).collect()
                }));
            }
            Event::Cancelled(person, line) => {
                contracts.take_back(&name(*person), &name(*line));
            }
            // Both read it before.
            Event::Product(file) => drop(contracts.replace(0, &file.written)),
        }
    }
    lines
}

fn written(life: &Life) -> Vec<Value> {
    let files = life.products.iter();
    files.map(|file| file.written.clone()).collect()
}

fn sum(
    journal: &Journal,
    line: oracle::amc::Thing,
    of: impl Fn(&oracle::amc::Entry) -> Cents,
) -> Cents {
    let entries = journal.entries().iter();
    entries
        .filter(|entry| entry.facts.line == line)
        .map(of)
        .sum()
}

fn is(cents: Cents, euros: Decimal) -> bool {
    Decimal::new(cents.0, 2) == euros
}

fn alike(first: &[Share], kept_back: &[Cents], second: &[Decision]) -> Result<(), String> {
    let same = |((share, kept_back), decision): ((&Share, &Cents), &Decision)| {
        let paid = share.amount > Cents::ZERO;
        is(share.amount, decision.amount)
            && share.reason == decision.reason
            && share.reason.fits(decision.reaction)
            && decision.payee == paid.then_some(share.payee)
            && is(share.counted.m, decision.counted.m)
            && is(share.counted.v, decision.counted.v)
            && is(*kept_back, decision.kept_back)
    };
    let contracts = first.iter().zip(kept_back).zip(second);
    if first.len() == second.len() && contracts.into_iter().all(same) {
        return Ok(());
    }
    Err(format!(
        "first: {first:?}\nkept back: {kept_back:?}\nsecond: {second:?}"
    ))
}

impl Tally {
    fn hear(
        &mut self,
        chosen: &[Chosen],
        first: &Result<Vec<Share>, impl Sized>,
        second: &Result<Vec<Decision>, impl Sized>,
    ) {
        let Ok(first) = first else {
            self.decisions += 1;
            self.without_figure += 1;
            return;
        };
        self.decisions += first.len() as u64;
        for reading in chosen {
            *self.readings.entry(*reading).or_default() += first.len() as u64;
        }
        for share in first {
            self.paid += u64::from(share.reason == ReasonClass::Guarantee);
            *self.reasons.entry(share.reason.word()).or_default() += 1;
        }
        for rule in second.iter().flatten().flat_map(|decision| &decision.rules) {
            *self.second.entry(rule.name()).or_default() += 1;
        }
    }
}
