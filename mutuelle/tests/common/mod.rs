//! Small contracts and lines for tests: what is left out is as in `scenarios/guarantee-examples.yaml`.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test uses its part of it, and may stop"
)]

use mutuelle::{Contracts, Decision, Facts, Person};
use serde_json::{Value, json};

/// A product of those guarantees that is not responsible.
pub(crate) fn product(guarantees: &Value) -> Value {
    json!({
        "schema-version": 2, "id": "p", "name": {"fr": "P", "en": "P"}, "responsible": false,
        "guarantees": guarantees,
    })
}

/// A responsible product: the least that it has to pay, and those guarantees in its place.
pub(crate) fn responsible(guarantees: &Value) -> Value {
    let mut all = json!({
        "medecins": {"br": 100}, "sage-femme": {"br": 100}, "auxiliaires": {"br": 100},
        "biologie": {"br": 100}, "pharmacie-100": {"br": 100}, "pharmacie-65": {"br": 100},
        "dentaire": {"br": 100}, "dentaire-100-sante": {"real-expense": true},
        "optique": {"br": 100}, "monture-a": {"real-expense": true},
        "verre-a": {"real-expense": true}, "audio": {"br": 100}, "audio-1": {"real-expense": true},
        "appareillage": {"br": 100}, "hospitalisation": {"br": 100},
        "forfait-journalier": {"real-expense": true},
        "participation-acte-lourd": {"real-expense": true},
        "forfait-urgences": {"real-expense": true}, "transport": {"br": 100},
        "psychologue": {"br": 100},
    });
    for (key, guarantee) in guarantees.as_object().unwrap() {
        all[key] = guarantee.clone();
    }
    let mut product = product(&all);
    product["responsible"] = json!(true);
    product
}

/// With another value of a key.
pub(crate) fn with(mut value: Value, key: &str, other: Value) -> Value {
    value[key] = other;
    value
}

pub(crate) fn person(keys: &Value) -> Person {
    let mut person = json!({
        "id": "one", "birth": "1980-05-01", "member-since": "2020-01-01", "household": "h",
    });
    for (key, value) in keys.as_object().unwrap() {
        person[key] = value.clone();
    }
    serde_json::from_value(person).unwrap()
}

/// A line; those without `id` are named by their place.
pub(crate) fn line(at: usize, keys: &Value) -> Facts {
    let mut line = keys.clone();
    if line.get("id").is_none() {
        line["id"] = json!(format!("l{at}"));
    }
    serde_json::from_value(line).unwrap_or_else(|error| panic!("{keys}: {error}"))
}

/// What each contract does of each line, in order.
pub(crate) fn settle(products: &[Value], who: &Person, lines: &[Value]) -> Vec<Vec<Decision>> {
    let mut contracts = Contracts::new(products).unwrap();
    lines
        .iter()
        .enumerate()
        .map(|(at, keys)| contracts.settle(who, &line(at, keys)).unwrap())
        .collect()
}

/// What one contract pays for each line.
pub(crate) fn paid(product: &Value, lines: &[Value]) -> Vec<String> {
    paid_to(product, &person(&json!({})), lines)
}

pub(crate) fn paid_to(product: &Value, who: &Person, lines: &[Value]) -> Vec<String> {
    let decisions = settle(std::slice::from_ref(product), who, lines);
    decisions.iter().map(|line| euros(&line[0])).collect()
}

/// What each contract pays of each line.
pub(crate) fn paid_by_all(products: &[Value], lines: &[Value]) -> Vec<String> {
    let decisions = settle(products, &person(&json!({})), lines);
    let together = |line: &Vec<Decision>| line.iter().map(euros).collect::<Vec<_>>().join(" + ");
    decisions.iter().map(together).collect()
}

/// Why each line is as it is.
pub(crate) fn reasons(product: &Value, lines: &[Value]) -> Vec<&'static str> {
    let who = person(&json!({}));
    let decisions = settle(std::slice::from_ref(product), &who, lines);
    decisions.iter().map(|line| line[0].reason.word()).collect()
}

pub(crate) fn euros(decision: &Decision) -> String {
    format!("{:.2}", decision.amount)
}
