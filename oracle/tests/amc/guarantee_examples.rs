//! Every computed example of `docs/products.md`, as data: `scenarios/guarantee-examples.yaml`.

use std::collections::{BTreeMap, HashMap};

use domain::{Cents, Day, Heading, Payee, Reaction, ReasonClass};
use oracle::ambiguity::Choices;
use oracle::amc::{
    AmoPayee, Code, Doctor, Entry, Facts, Journal, Parts, Person, Side, Thing, Units, shares,
};
use oracle::product::{AmoStatus, CarePlace, Lenses, Product, ProductError};
use oracle::trace::{NoTrace, Steps};
use serde::Deserialize;
use serde_json::{Value, json};

const FILE: &str = include_str!("../../../scenarios/guarantee-examples.yaml");

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Examples {
    #[serde(rename = "schema-version")]
    _schema_version: u32,
    responsible_base: BTreeMap<String, Value>,
    examples: Vec<Example>,
    refused_products: Vec<Refused>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Example {
    id: String,
    #[serde(rename = "from")]
    _from: String,
    #[serde(rename = "shows")]
    _shows: Vec<String>,
    product: Option<Value>,
    products: Option<Vec<Value>>,
    person: Option<PersonSpec>,
    people: Option<BTreeMap<String, PersonSpec>>,
    #[serde(default)]
    before: Vec<LineSpec>,
    lines: Vec<LineSpec>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Refused {
    error: String,
    #[serde(default)]
    at: String,
    #[serde(default)]
    with: BTreeMap<String, Value>,
    #[serde(default)]
    without: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct PersonSpec {
    birth: Option<Day>,
    member_since: Option<Day>,
    product_since: Option<Day>,
    waits_until: Option<Day>,
    household: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct LineSpec {
    id: String,
    cancels: Option<String>,
    person: Option<String>,
    date: Option<Day>,
    end: Option<Day>,
    delivery: Option<Day>,
    prescription: Option<Day>,
    heading: Option<Heading>,
    code: Option<String>,
    quantity: Option<u32>,
    examinations: Option<u32>,
    expense: Option<String>,
    base: Option<String>,
    amo: Option<String>,
    majoration: Option<String>,
    participation: Option<String>,
    amo_status: Option<AmoStatus>,
    doctor: Option<String>,
    specialty: Option<String>,
    place: Option<CarePlace>,
    #[serde(default)]
    network: bool,
    #[serde(default)]
    prescribed: bool,
    #[serde(default)]
    prior_agreement: bool,
    #[serde(default)]
    correction_changed: bool,
    qualifier: Option<String>,
    complement_of: Option<String>,
    equipment: Option<String>,
    stay: Option<String>,
    decompte: Option<String>,
    pregnancy: Option<String>,
    #[serde(default)]
    teeth: Vec<u8>,
    #[serde(default)]
    eyes: Vec<String>,
    #[serde(default)]
    ears: Vec<String>,
    lenses: Option<Lenses>,
    children: Option<u16>,
    #[serde(default)]
    documents: Vec<String>,
    amo_payee: Option<String>,
    earlier: Option<String>,
    // of a line already in the journal
    product: Option<String>,
    paid: Option<String>,
    // what comes out
    counted: Option<CountedSpec>,
    due: Option<Value>,
    reaction: Option<Reaction>,
    reason: Option<ReasonClass>,
    payee: Option<Payee>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CountedSpec {
    m: String,
    v: String,
}

impl CountedSpec {
    fn parts(&self) -> Parts {
        Parts {
            m: self.m.parse().unwrap(),
            v: self.v.parse().unwrap(),
        }
    }
}

fn examples() -> Examples {
    domain::load("scenarios/guarantee-examples.yaml", FILE).unwrap()
}

/// Numbers for the names of things.
#[derive(Default)]
struct Names(HashMap<String, u64>);

impl Names {
    fn thing(&mut self, kind: &str, name: &str) -> Thing {
        let next = self.0.len() as u64;
        Thing(*self.0.entry(format!("{kind}:{name}")).or_insert(next))
    }
}

fn euros(text: Option<&String>) -> Cents {
    text.map_or(Cents::ZERO, |text| text.parse().unwrap())
}

fn sides(names: &[String]) -> Vec<Side> {
    names
        .iter()
        .map(|name| match name.as_str() {
            "left" => Side::Left,
            "right" => Side::Right,
            other => panic!("{other}"),
        })
        .collect()
}

impl LineSpec {
    fn facts(&self, names: &mut Names) -> Facts {
        let (heading, date) = (self.heading.unwrap(), self.date.unwrap());
        let line = names.thing("line", &self.id);
        let mut facts = Facts::new(line, heading, date);
        let mut named = |kind, name: &Option<String>, own| {
            name.as_ref().map_or(own, |name| names.thing(kind, name))
        };
        facts.equipment = named("equipment", &self.equipment, line);
        facts.stay = named("stay", &self.stay, line);
        facts.decompte = named("decompte", &self.decompte, line);
        facts.pregnancy = named("pregnancy", &self.pregnancy, line);
        if let Some(main) = &self.complement_of {
            facts.act = names.thing("line", main);
            facts.complement_of = Some(facts.act);
        }
        Facts {
            end: self.end.unwrap_or(date),
            delivery: self.delivery.unwrap_or(date),
            prescription: self.prescription.unwrap_or(date),
            code: self.code.as_ref().map(|code| Code::new(code).unwrap()),
            quantity: self.quantity.unwrap_or(1),
            examinations: self.examinations.unwrap_or(1),
            expense: euros(self.expense.as_ref()),
            base: euros(self.base.as_ref()),
            amo: euros(self.amo.as_ref()),
            majoration: euros(self.majoration.as_ref()),
            participation: euros(self.participation.as_ref()),
            amo_status: self.amo_status,
            doctor: self.doctor.as_ref().map(|doctor| match doctor.as_str() {
                "optam" => Doctor::Optam,
                "non-optam" => Doctor::NonOptam,
                other => panic!("{other}"),
            }),
            specialty: self.specialty.as_ref().map(|code| code.parse().unwrap()),
            place: self.place.unwrap_or(CarePlace::Town),
            network: self.network,
            prescribed: self.prescribed,
            prior_agreement: self.prior_agreement,
            correction_changed: self.correction_changed,
            qualifier: self.qualifier.as_ref().map(|code| Code::new(code).unwrap()),
            teeth: self.teeth.clone(),
            eyes: sides(&self.eyes),
            ears: sides(&self.ears),
            lenses: self.lenses,
            children: self.children.unwrap_or(1),
            documents: self.documents.clone(),
            amo_payee: match self.amo_payee.as_deref() {
                None | Some("insured") => AmoPayee::Insured,
                Some("professional") => AmoPayee::Professional,
                Some("third-party") => AmoPayee::ThirdParty,
                Some(other) => panic!("{other}"),
            },
            earlier: euros(self.earlier.as_ref()),
            ..facts
        }
    }

    /// What each contract pays.
    fn due(&self) -> Vec<Cents> {
        let one = |value: &Value| value.as_str().unwrap().parse().unwrap();
        match self.due.as_ref().unwrap() {
            Value::Array(all) => all.iter().map(one).collect(),
            value => vec![one(value)],
        }
    }
}

impl Example {
    fn products(&self, base: &BTreeMap<String, Value>) -> Vec<Product> {
        let one: Vec<Value> = self.product.iter().cloned().collect();
        self.products
            .as_ref()
            .unwrap_or(&one)
            .iter()
            .map(|product| {
                let text = whole(product, &self.id, base).to_string();
                Product::parse(&self.id, &text).unwrap_or_else(|error| panic!("{error}"))
            })
            .collect()
    }

    fn person(&self, name: Option<&str>, names: &mut Names) -> Person {
        let all = self.people.as_ref();
        let spec = name.map_or(self.person.as_ref(), |name| Some(&all.unwrap()[name]));
        let default = PersonSpec::default();
        let spec = spec.unwrap_or(&default);
        let day = |text: &str| text.parse().unwrap();
        let member_since = spec.member_since.unwrap_or_else(|| day("2020-01-01"));
        Person {
            id: names.thing("person", name.unwrap_or_default()),
            household: names.thing("household", spec.household.as_deref().unwrap_or("h")),
            birth: Some(spec.birth.unwrap_or_else(|| day("1980-05-01"))),
            member_since,
            product_since: spec.product_since.unwrap_or(member_since),
            waits_until: spec.waits_until,
        }
    }
}

/// A product with what the file says may be left out.
fn whole(product: &Value, id: &str, base: &BTreeMap<String, Value>) -> Value {
    let mut keys = product.as_object().unwrap().clone();
    let mut fill = |key: &str, value: Value| {
        keys.entry(key).or_insert(value);
    };
    fill("schema-version", json!(2));
    fill("id", json!(id));
    fill("name", json!({ "fr": id, "en": id }));
    fill("responsible", json!(false));
    if keys["responsible"] == json!(true) && !keys.contains_key("on-top-of") {
        let guarantees = keys["guarantees"].as_object_mut().unwrap();
        for (key, value) in base {
            guarantees.entry(key).or_insert_with(|| value.clone());
        }
    }
    Value::Object(keys)
}

/// What a reason is as a reaction.
fn reaction(reason: ReasonClass) -> Reaction {
    [
        Reaction::Paid,
        Reaction::Held,
        Reaction::SettledZero,
        Reaction::Refused,
    ]
    .into_iter()
    .find(|reaction| reason.fits(*reaction))
    .unwrap()
}

#[test]
fn every_example_comes_out_as_printed() {
    let examples = examples();
    assert!(examples.examples.len() >= 106);
    for example in &examples.examples {
        let products = example.products(&examples.responsible_base);
        let products: Vec<&Product> = products.iter().collect();
        let mut names = Names::default();
        let mut journals = vec![Journal::default(); products.len()];
        let mut before_each: HashMap<&str, Vec<Journal>> = HashMap::new();
        for line in &example.before {
            let facts = line.facts(&mut names);
            let product = line.product.as_deref().unwrap_or(&products[0].id);
            let counted = line.counted.as_ref().unwrap().parts();
            journals[0].enter(Entry {
                units: Units::of(&facts),
                person: example.person(line.person.as_deref(), &mut names),
                reference: facts.date,
                product: product.into(),
                paid: euros(line.paid.as_ref()),
                beyond: counted.v,
                counted,
                withheld: Cents::ZERO,
                facts,
            });
        }
        for line in &example.lines {
            let place = format!("{}/{}", example.id, line.id);
            if let Some(cancelled) = &line.cancels {
                let thing = names.thing("line", cancelled);
                let paid: Vec<Cents> = journals
                    .iter_mut()
                    .map(|journal| {
                        let lines = journal.entries().iter();
                        let lines = lines.filter(|entry| entry.facts.line == thing);
                        let paid: Cents = lines.map(|entry| -entry.paid).sum();
                        journal.take_back(thing);
                        paid
                    })
                    .collect();
                assert_eq!(paid, line.due(), "{place}");
                assert_eq!(line.reaction, Some(Reaction::Reversed), "{place}");
                continue;
            }
            before_each.insert(&line.id, journals.clone());
            let facts = line.facts(&mut names);
            let person = example.person(line.person.as_deref(), &mut names);
            let choices = Choices::default();
            let mut bare = journals.clone();
            let mut steps = Steps::default();
            let found = shares(
                &products,
                &choices,
                &facts,
                &person,
                &mut journals,
                &mut steps,
            )
            .unwrap_or_else(|error| panic!("{place}: {error}"));
            let untraced = shares(
                &products,
                &choices,
                &facts,
                &person,
                &mut bare,
                &mut NoTrace,
            );
            assert_eq!(untraced.unwrap(), found, "{place}: a trace changes nothing");
            assert_eq!(bare, journals, "{place}");
            assert!(!steps.0.is_empty(), "{place}");

            let amounts: Vec<Cents> = found.iter().map(|share| share.amount).collect();
            assert_eq!(amounts, line.due(), "{place}: {found:#?}\n{:#?}", steps.0);
            let last = found.last().unwrap();
            if let Some(counted) = &line.counted {
                assert_eq!(last.counted, counted.parts(), "{place}: counted");
            }
            if found.len() == 1 {
                let expected = line.reaction.unwrap_or(Reaction::Paid);
                assert_eq!(reaction(last.reason), expected, "{place}: {last:?}");
                if let Some(reason) = line.reason {
                    assert_eq!(last.reason, reason, "{place}");
                }
            }
            if let Some(payee) = line.payee {
                assert_eq!(last.payee, payee, "{place}");
            }
            for share in &found {
                assert!(
                    oracle::rules::rule(share.rule).is_some(),
                    "{place}: {}",
                    share.rule
                );
            }
            for step in &steps.0 {
                assert!(
                    oracle::rules::rule(step.rule).is_some(),
                    "{place}: {}",
                    step.rule
                );
            }
            // Taken back at once, a line leaves no mark.
            let mut taken_back = journals.clone();
            for journal in &mut taken_back {
                journal.take_back(facts.line);
            }
            assert_eq!(taken_back, before_each[&*line.id], "{place}: cancelled");
        }
    }
}

#[test]
fn every_product_that_breaks_a_rule_is_refused_where_it_does() {
    let examples = examples();
    assert!(examples.refused_products.len() >= 21);
    for (index, refused) in examples.refused_products.iter().enumerate() {
        let place = format!("{index}: {} {}", refused.error, refused.at);
        let mut guarantees = examples.responsible_base.clone();
        guarantees.retain(|key, _| !refused.without.contains(key));
        let mut product = json!({
            "schema-version": 2,
            "id": "tested",
            "name": { "fr": "Essai", "en": "Test" },
            "responsible": true,
        });
        for (key, value) in &refused.with {
            if key == "guarantees" {
                let more = value.as_object().unwrap().clone();
                guarantees.extend(more);
            } else {
                product[key] = value.clone();
            }
        }
        product["guarantees"] = json!(guarantees);
        let text = serde_json::to_string_pretty(&product).unwrap();
        match Product::parse("tested.yaml", &text) {
            Ok(_) => assert_eq!(refused.error, "none", "{place}"),
            Err(ProductError::Responsible { place: at, id, .. }) => {
                assert_eq!(
                    (id, at.key.as_str()),
                    (&*refused.error, &*refused.at),
                    "{place}"
                );
                // The line of the key, not only that of what it stands in.
                let key = refused.at.rsplit('.').next().unwrap();
                let line = usize::try_from(at.line.unwrap()).unwrap() - 1;
                let written = text.lines().nth(line).unwrap();
                let inside = key == "limits" && written.trim_start().starts_with('{');
                assert!(
                    written.contains(&format!("\"{key}\"")) || inside,
                    "{place}: {written}"
                );
            }
            Err(other) => panic!("{place}: {other}"),
        }
    }
}
