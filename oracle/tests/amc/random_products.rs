//! Random product files over the whole language.

use domain::{Cents, Heading};
use oracle::product::Product;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value, json};

use crate::least::least;

pub(crate) const HEADINGS: [Heading; 10] = [
    Heading::Specialiste,
    Heading::Kine,
    Heading::DentaireLibre,
    Heading::Dentaire100Sante,
    Heading::MontureB,
    Heading::VerreB,
    Heading::Audio2,
    Heading::ChambreParticuliere,
    Heading::Osteopathe,
    Heading::ForfaitJournalier,
];

fn euros() -> impl Strategy<Value = Value> {
    (0..40_000_i64).prop_map(|cents| json!(Cents(cents).to_string()))
}

fn percent() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => (0..400_u32).prop_map(|percent| json!(percent)),
        1 => (0..40_000_i64).prop_map(|hundredths| json!(Cents(hundredths).to_string())),
    ]
}

fn percent_or_pair(doctor: bool) -> BoxedStrategy<Value> {
    if !doctor {
        return percent().boxed();
    }
    let pair =
        (percent(), percent()).prop_map(|(optam, non)| json!({ "optam": optam, "non-optam": non }));
    prop_oneof![percent(), pair].boxed()
}

fn span(most: u16) -> impl Strategy<Value = Value> {
    prop_oneof![
        (0..most).prop_map(|from| json!({ "from": from })),
        (0..most).prop_map(|below| json!({ "below": below })),
        (0..most, 0..most)
            .prop_map(|(one, two)| json!({ "from": one.min(two), "below": one.max(two) })),
    ]
}

fn condition() -> impl Strategy<Value = Value> {
    prop_oneof![
        (
            select(vec![
                "optam",
                "network",
                "prescribed",
                "prior-agreement",
                "correction-changed"
            ]),
            any::<bool>()
        )
            .prop_map(|(key, value)| json!({ key: value })),
        subsequence(vec!["reimbursed", "refused", "outside"], 1..3)
            .prop_map(|words| json!({ "amo": words })),
        subsequence(vec!["100-sante", "maitrise", "libre"], 1..3)
            .prop_map(|words| json!({ "basket": words })),
        subsequence(vec!["simple", "complexe"], 1..2).prop_map(|words| json!({ "lenses": words })),
        subsequence(vec!["town", "clinic", "abroad"], 1..3)
            .prop_map(|words| json!({ "place": words })),
        Just(json!({ "qualifier": ["DE", "DA"] })),
        Just(json!({ "code": ["HBLD038"] })),
        Just(json!({ "specialty": ["07", "19"] })),
        span(4).prop_map(|span| json!({ "children": span })),
        span(60).prop_map(|span| json!({ "membership-months": span })),
        (
            span(70),
            select(vec!["care", "year-start", "year-end", "membership"])
        )
            .prop_map(|(span, at)| {
                let mut age = span;
                age["at"] = json!(at);
                json!({ "age": age })
            }),
    ]
}

pub(crate) fn merged(
    one: Value,
    more: impl IntoIterator<Item = (&'static str, Option<Value>)>,
) -> Value {
    let mut keys: Map<String, Value> = one.as_object().unwrap().clone();
    for (key, value) in more {
        if let Some(value) = value {
            keys.insert(key.to_owned(), value);
        }
    }
    Value::Object(keys)
}

fn per() -> impl Strategy<Value = Value> {
    select(vec![
        "line",
        "act",
        "session",
        "day",
        "examination",
        "eye",
        "ear",
        "tooth",
    ])
    .prop_map(|per| json!(per))
}

/// A level of any depth; `monotone` leaves out what more of one guarantee could make pay less elsewhere.
pub(crate) fn level(doctor: bool) -> BoxedStrategy<Value> {
    let usage = || {
        prop::option::of(
            select(vec!["included", "on-top", "excluded"]).prop_map(|word| json!(word)),
        )
    };
    let leaf = prop_oneof![
        3 => percent_or_pair(doctor).prop_map(|percent| json!({ "br": percent })),
        1 => (percent_or_pair(doctor), usage())
            .prop_map(|(percent, usage)| merged(json!({ "br-on-top": percent }), [("ticket-moderateur", usage)])),
        1 => percent().prop_map(|percent| json!({ "tm": percent })),
        1 => percent_or_pair(doctor).prop_map(|percent| json!({ "overrun": percent })),
        1 => (percent(), usage())
            .prop_map(|(percent, usage)| merged(json!({ "expense": percent }), [("ticket-moderateur", usage)])),
        2 => (euros(), usage(), prop::option::of(per())).prop_map(|(euros, usage, per)| {
            merged(json!({ "euros": euros }), [("ticket-moderateur", usage), ("per", per)])
        }),
        1 => (0..20_u32, usage()).prop_map(|(percent, usage)| {
            merged(json!({ "pmss": percent, "pmss-of": "care" }), [("ticket-moderateur", usage)])
        }),
        2 => Just(json!({ "real-expense": true })),
    ];
    let leaf = (
        leaf,
        prop::option::weighted(0.2, condition()),
        prop::option::weighted(0.2, euros()),
    )
        .prop_map(|(leaf, when, most)| merged(leaf, [("when", when), ("at-most", most)]));
    leaf.prop_recursive(2, 6, 3, |inner| {
        let list = select(vec!["sum", "lower-of", "higher-of", "cases"]);
        (
            list,
            prop::collection::vec(inner, 1..4),
            prop::option::weighted(0.2, condition()),
        )
            .prop_map(|(list, levels, when)| merged(json!({ list: levels }), [("when", when)]))
    })
    .boxed()
}

fn scope() -> impl Strategy<Value = &'static str> {
    select(vec![
        "person",
        "household",
        "line",
        "act",
        "decompte",
        "stay",
        "equipment",
        "tooth",
        "eye",
        "ear",
        "pregnancy",
    ])
}

fn over() -> impl Strategy<Value = Value> {
    prop_oneof![
        select(vec!["year", "membership-year", "day", "event"]).prop_map(|word| json!(word)),
        (1..60_u16).prop_map(|months| json!({ "months": months })),
    ]
}

fn limit() -> impl Strategy<Value = Value> {
    let size = prop_oneof![
        euros().prop_map(|euros| json!({ "euros": euros })),
        (0..10_u32).prop_map(|percent| json!({ "pmss": percent })),
        (
            0..6_u16,
            prop::option::of(select(vec!["act", "examination", "equipment"]))
        )
            .prop_map(|(number, of)| merged(
                json!({ "number": number }),
                [("of", of.map(|of| json!(of)))]
            )),
    ];
    let excludes =
        subsequence(vec!["ticket-moderateur", "100-sante"], 0..3).prop_map(|words| json!(words));
    let unlimited = condition().prop_map(|when| json!([{ "when": when, "unlimited": true }]));
    let other_clock =
        (condition(), over()).prop_map(|(when, over)| json!([{ "when": when, "over": over }]));
    let cases = prop::option::weighted(0.2, prop_oneof![unlimited, other_clock]);
    (
        size,
        scope(),
        prop::option::of(over()),
        excludes,
        prop::option::weighted(0.2, condition()),
        cases,
        prop::option::weighted(0.2, level(false)),
    )
        .prop_map(|(size, scope, over, excludes, when, cases, then)| {
            let more = [
                ("per", Some(json!(scope))),
                ("over", over),
                ("excludes", Some(excludes)),
                ("when", when),
                ("cases", cases),
                ("then", then),
            ];
            merged(size, more)
        })
}

fn guarantee(doctor: bool) -> impl Strategy<Value = Value> {
    let deductible =
        (euros(), over()).prop_map(|(euros, over)| json!({ "euros": euros, "over": over }));
    (
        level(doctor),
        prop::collection::vec(prop_oneof![3 => limit(), 1 => Just(json!("shared"))], 0..3),
        prop::option::weighted(0.1, 0..24_u16),
        prop::option::weighted(0.2, deductible),
        prop::option::of(select(vec!["insured", "as-amo"])),
    )
        .prop_map(|(level, limits, waiting, deductible, payee)| {
            let more = [
                ("limits", Some(json!(limits))),
                ("waiting-months", waiting.map(|months| json!(months))),
                ("deductible", deductible),
                ("payee", payee.map(|payee| json!(payee))),
            ];
            merged(level, more)
        })
}

/// Any product; where it says it is responsible and cannot be, it does not say so.
pub(crate) fn product() -> impl Strategy<Value = Product> {
    let guarantees: Vec<_> = HEADINGS
        .iter()
        .map(|heading| prop::option::weighted(0.7, guarantee(heading.is_doctor())))
        .collect();
    let shared = limit().prop_map(|mut limit| {
        // It is shared with headings that no doctor executes: its fallback knows no pair either.
        limit.as_object_mut().unwrap().remove("then");
        limit
    });
    (
        any::<bool>(),
        guarantees,
        shared,
        select(vec!["half-up", "truncate"]),
        select(vec!["whole", "pro-rata"]),
        select(vec!["carry", "reset", "pro-rata"]),
        any::<bool>(),
    )
        .prop_map(
            |(responsible, guarantees, shared, rounding, joining, change, refunds)| {
                let mut all = least();
                for (heading, guarantee) in HEADINGS.iter().zip(guarantees) {
                    if let Some(guarantee) = guarantee {
                        all.insert(heading.word().to_owned(), guarantee);
                    }
                }
                let mut file = json!({
                    "schema-version": 2,
                    "id": "random",
                    "name": { "fr": "Hasard", "en": "Random" },
                    "responsible": responsible,
                    "rounding": rounding,
                    "on-joining": joining,
                    "on-product-change": change,
                    "limits": { "shared": shared },
                    "guarantees": all,
                });
                if let Ok(product) = Product::parse("random", &file.to_string()) {
                    return product;
                }
                file["responsible"] = json!(false);
                file["refunds-participation"] = json!(refunds);
                Product::parse("random", &file.to_string()).unwrap()
            },
        )
}

/// A responsible product whose levels hold the ticket modérateur and whatever else.
pub(crate) fn responsible_product() -> impl Strategy<Value = Product> {
    let over = prop::collection::vec((level(false), prop::collection::vec(limit(), 0..2)), 6);
    over.prop_map(|levels| {
        let mut all = least();
        let headings = [
            Heading::Specialiste,
            Heading::Kine,
            Heading::DentaireLibre,
            Heading::MontureB,
            Heading::VerreB,
            Heading::Audio2,
        ];
        for (heading, (level, limits)) in headings.iter().zip(levels) {
            let sum = json!({ "sum": [{ "br": 100 }, level.clone()] });
            let with_limits = merged(sum.clone(), [("limits", Some(json!(limits)))]);
            for guarantee in [with_limits, sum] {
                all.insert(heading.word().to_owned(), guarantee);
                if Product::parse("r", &responsible_file(&all).to_string()).is_ok() {
                    break;
                }
            }
        }
        Product::parse("r", &responsible_file(&all).to_string()).unwrap()
    })
}

fn responsible_file(guarantees: &Map<String, Value>) -> Value {
    json!({
        "schema-version": 2,
        "id": "responsible",
        "name": { "fr": "r", "en": "r" },
        "responsible": true,
        "guarantees": guarantees,
    })
}

/// A level that neither asks nor forbids anything: lists and conditions may pay less for more.
pub(crate) fn simple_level() -> impl Strategy<Value = Value> {
    prop_oneof![
        percent().prop_map(|percent| json!({ "br": percent })),
        percent().prop_map(|percent| json!({ "br-on-top": percent })),
        euros().prop_map(|euros| json!({ "euros": euros })),
        Just(json!({ "real-expense": true })),
    ]
}

/// A product, not responsible, with that guarantee on every family.
pub(crate) fn everywhere(guarantee: &Value) -> Product {
    let families = domain::Family::ALL.iter();
    let guarantees: Map<String, Value> = families
        .map(|family| (family.word().to_owned(), guarantee.clone()))
        .collect();
    let file = json!({
        "schema-version": 2,
        "id": "everywhere",
        "name": { "fr": "e", "en": "e" },
        "responsible": false,
        "guarantees": guarantees,
    });
    Product::parse("everywhere", &file.to_string()).unwrap()
}
