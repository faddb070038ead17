//! The computed examples of `docs/products.md`, as they stand in `scenarios/guarantee-examples.yaml`: what the
//! mutuelle pays of each line, what its journal counts, and which products it refuses.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use mutuelle::{Contracts, Decision, Entry, Facts, Person, Product, Rule};
use rust_decimal::Decimal;
use serde_json::{Value, json};

const EXAMPLES: &str = include_str!("../../scenarios/guarantee-examples.yaml");

static FILE: LazyLock<Value> =
    LazyLock::new(|| domain::load("guarantee-examples.yaml", EXAMPLES).unwrap());

fn examples() -> impl Iterator<Item = &'static Value> {
    let all = FILE["examples"].as_array().unwrap().iter();
    // Version 1 is not read any more.
    all.filter(|example| example["product"]["schema-version"] != 1)
}

/// A product with what an example may leave out.
fn completed(product: &Value, id: &str) -> Value {
    let mut product = product.clone();
    let keys = product.as_object_mut().unwrap();
    for (key, value) in [
        ("schema-version", json!(2)),
        ("id", json!(id)),
        ("name", json!({"fr": id, "en": id})),
        ("responsible", json!(false)),
    ] {
        keys.entry(key).or_insert(value);
    }
    if keys["responsible"] == true && !keys.contains_key("on-top-of") {
        let guarantees = keys.entry("guarantees").or_insert(json!({}));
        for (key, guarantee) in FILE["responsible-base"].as_object().unwrap() {
            let guarantees = guarantees.as_object_mut().unwrap();
            guarantees.entry(key).or_insert(guarantee.clone());
        }
    }
    product
}

fn products_of(example: &Value) -> Vec<Value> {
    let id = example["id"].as_str().unwrap();
    match example.get("products") {
        Some(products) => products.as_array().unwrap().clone(),
        None => vec![example["product"].clone()],
    }
    .iter()
    .map(|product| completed(product, id))
    .collect()
}

fn people_of(example: &Value) -> BTreeMap<String, Person> {
    let people = match example.get("people") {
        Some(people) => people.clone(),
        None => json!({"one": example.get("person").cloned().unwrap_or(json!({}))}),
    };
    let people = people.as_object().unwrap().iter();
    people
        .map(|(name, person)| {
            let mut person = person.clone();
            let keys = person.as_object_mut().unwrap();
            keys.insert("id".to_owned(), json!(name));
            keys.entry("birth").or_insert(json!("1980-05-01"));
            keys.entry("member-since").or_insert(json!("2020-01-01"));
            keys.entry("household").or_insert(json!("h"));
            (name.clone(), serde_json::from_value(person).unwrap())
        })
        .collect()
}

/// The facts of a line without what is expected of it.
fn facts_of(line: &Value) -> Facts {
    let mut line = line.clone();
    let keys = line.as_object_mut().unwrap();
    for expected in [
        "person", "due", "counted", "reaction", "reason", "payee", "product", "paid",
    ] {
        keys.remove(expected);
    }
    serde_json::from_value(line.clone()).unwrap_or_else(|error| panic!("{line}: {error}"))
}

fn person_of<'p>(line: &Value, people: &'p BTreeMap<String, Person>) -> &'p Person {
    let name = line.get("person").and_then(Value::as_str).unwrap_or("one");
    &people[name]
}

fn euros(value: &Value) -> Decimal {
    value.as_str().unwrap().parse().unwrap()
}

/// Plays an example; each line with what every contract did of it.
fn play(example: &Value) -> Vec<(Value, Vec<Decision>)> {
    let id = example["id"].as_str().unwrap();
    let products = products_of(example);
    let people = people_of(example);
    let mut contracts = Contracts::new(&products).unwrap_or_else(|error| panic!("{id}: {error}"));
    let before = example.get("before").and_then(Value::as_array);
    for line in before.into_iter().flatten() {
        let own = products[0]["id"].as_str().unwrap();
        let product = line.get("product").and_then(Value::as_str).unwrap_or(own);
        let entry = Entry::before(
            product.to_owned(),
            person_of(line, &people).clone(),
            facts_of(&without(line, "counted")),
            euros(&line["paid"]),
            euros(&line["counted"]["m"]),
            euros(&line["counted"]["v"]),
        );
        contracts.enter(0, entry);
    }
    let lines = example["lines"].as_array().unwrap().iter();
    lines
        .map(|line| {
            let person = person_of(line, &people);
            let decisions = match line.get("cancels") {
                Some(cancelled) => contracts.take_back(&person.id, cancelled.as_str().unwrap()),
                None => contracts
                    .settle(person, &facts_of(line))
                    .unwrap_or_else(|error| panic!("{id}, {}: {error}", line["id"])),
            };
            (line.clone(), decisions)
        })
        .collect()
}

fn without(line: &Value, key: &str) -> Value {
    let mut line = line.clone();
    line.as_object_mut().unwrap().remove(key);
    line
}

#[test]
fn every_example_comes_out_to_the_cent() {
    let mut faults = Vec::new();
    for example in examples() {
        for (line, decisions) in play(example) {
            let place = format!("{}, {}", example["id"], line["id"]);
            for (at, decision) in decisions.iter().enumerate() {
                faults.extend(faults_of(&place, &line, at, decision));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(examples().count() > 90, "{}", examples().count());
}

/// What of a decision is not as the line expects.
fn faults_of(place: &str, line: &Value, at: usize, decision: &Decision) -> Vec<String> {
    let mut faults = Vec::new();
    let mut expect = |what: &str, expected: String, found: String| {
        if expected != found {
            faults.push(format!(
                "{place}, contract {at}: {what} {found}, {expected} expected"
            ));
        }
    };
    let due = match &line["due"] {
        Value::Array(dues) => euros(&dues[at]),
        due => euros(due),
    };
    expect(
        "due",
        format!("{due:.2}"),
        format!("{:.2}", decision.amount),
    );
    if let Some(counted) = line.get("counted") {
        let (m, v) = (euros(&counted["m"]), euros(&counted["v"]));
        let found = decision.counted;
        expect(
            "counted",
            format!("{m:.2} + {v:.2}"),
            format!("{:.2} + {:.2}", found.m, found.v),
        );
    }
    let word = |value: Value| value.as_str().unwrap_or_default().to_owned();
    let reaction = word(serde_json::to_value(decision.reaction).unwrap());
    let reason = decision.reason.word().to_owned();
    match (line.get("reaction"), line.get("reason")) {
        (None, None) if due.is_zero() => {}
        (None, None) => {
            expect("reaction", "paid".to_owned(), reaction);
            expect("reason", "guarantee".to_owned(), reason);
        }
        (expected, why) => {
            if let Some(expected) = expected {
                expect("reaction", word(expected.clone()), reaction);
            }
            if let Some(why) = why {
                expect("reason", word(why.clone()), reason);
            }
        }
    }
    if let Some(payee) = line.get("payee") {
        let found = word(serde_json::to_value(decision.payee).unwrap());
        expect("payee", word(payee.clone()), found);
    }
    faults
}

#[test]
fn the_examples_meet_every_rule_but_one() {
    let mut met: BTreeSet<Rule> = BTreeSet::new();
    for example in examples() {
        for (_, decisions) in play(example) {
            met.extend(decisions.into_iter().flat_map(|decision| decision.rules));
        }
    }
    // No example has a charge that is paid whole whatever the level, the limits or the waiting period leave.
    met.insert(Rule::FloorWhole);
    let never: Vec<&str> = Rule::ALL
        .iter()
        .filter(|rule| !met.contains(rule))
        .map(|rule| rule.name())
        .collect();
    assert_eq!(never, Vec::<&str>::new());
}

#[test]
fn a_product_that_breaks_a_rule_is_refused_where_it_breaks_it() {
    let products = FILE["refused-products"].as_array().unwrap();
    let mut faults = Vec::new();
    for case in products {
        let mut product = json!({
            "schema-version": 2, "id": "refused", "name": {"fr": "R", "en": "R"},
            "responsible": true, "guarantees": FILE["responsible-base"],
        });
        for (key, value) in case["with"].as_object().into_iter().flatten() {
            if key == "guarantees" {
                for (heading, guarantee) in value.as_object().unwrap() {
                    product["guarantees"][heading] = guarantee.clone();
                }
            } else {
                product[key] = value.clone();
            }
        }
        for key in case["without"].as_array().into_iter().flatten() {
            let guarantees = product["guarantees"].as_object_mut().unwrap();
            guarantees.remove(key.as_str().unwrap());
        }
        let (rule, at) = match Product::from_json(&product) {
            Ok(_) => ("none".to_owned(), String::new()),
            Err(error) => (error.rule.unwrap_or("other").to_owned(), error.at),
        };
        let expected = case["error"].as_str().unwrap();
        let place = case.get("at").and_then(Value::as_str).unwrap_or_default();
        if (rule.as_str(), at.as_str()) != (expected, place) {
            faults.push(format!("{case}: {rule} at `{at}`"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(products.len(), 26);
}
