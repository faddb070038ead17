//! Random products over the whole language, random lines.

use domain::{Basket, Cents, Convention, CoordinationOption, Day, Heading, Line};
use oracle::ambiguity::Choices;
use oracle::amc::{
    AmoPayee, Code, Doctor, Facts, Journal, Parts, Person, SettledAct, Side, Thing, remainder,
    share,
};
use oracle::product::{AmoStatus, CarePlace, Lenses, Product};
use oracle::trace::{NoTrace, Steps};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value, json};

use crate::support::{consultation, day, paid, person};

// ---- products ----

const HEADINGS: [Heading; 10] = [
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

fn merged(one: Value, more: impl IntoIterator<Item = (&'static str, Option<Value>)>) -> Value {
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
fn level(doctor: bool) -> BoxedStrategy<Value> {
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
fn product() -> impl Strategy<Value = Product> {
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
                let mut all = responsible_base();
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
fn responsible_product() -> impl Strategy<Value = Product> {
    let over = prop::collection::vec((level(false), prop::collection::vec(limit(), 0..2)), 6);
    over.prop_map(|levels| {
        let mut all = responsible_base();
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

fn responsible_base() -> Map<String, Value> {
    let whole = json!({ "real-expense": true });
    let level = json!({ "br": 100 });
    let mut all = Map::new();
    for family in [
        "medecins",
        "sage-femme",
        "auxiliaires",
        "biologie",
        "pharmacie",
        "dentaire",
        "optique",
        "audio",
        "appareillage",
        "hospitalisation",
        "transport",
        "psychologue",
    ] {
        all.insert(family.to_owned(), level.clone());
    }
    for heading in [
        "dentaire-100-sante",
        "monture-a",
        "verre-a",
        "audio-1",
        "forfait-journalier",
        "participation-acte-lourd",
        "forfait-urgences",
    ] {
        all.insert(heading.to_owned(), whole.clone());
    }
    all
}

// ---- lines ----

/// Lines of two years under those headings, whose AMO amounts hold together.
fn facts() -> impl Strategy<Value = Facts> {
    let amounts = (
        0..60_000_i64,
        0..20_000_i64,
        0..=100_i64,
        0..=100_i64,
        0..=200_i64,
        0..3_000_i64,
    );
    let things = (0..3_u64, 0..3_u64, 1..5_u32, 1..4_u32, 0..700_i32);
    let sides = || subsequence(vec![Side::Left, Side::Right], 0..=2);
    let body = (subsequence(vec![11, 12, 21], 0..=2), sides(), sides());
    let words = (
        select(vec![None, Some(Doctor::Optam), Some(Doctor::NonOptam)]),
        select(vec![
            CarePlace::Town,
            CarePlace::Clinic,
            CarePlace::Abroad,
            CarePlace::MedicoSocial,
        ]),
        select(vec![None, Some(Lenses::Simple), Some(Lenses::Complexe)]),
        prop::option::weighted(0.2, select(vec!["DA", "DE", "G", "NR", "XX"])),
        prop::option::weighted(0.1, select(vec![AmoStatus::Refused, AmoStatus::Outside])),
    );
    let yes = (
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        prop::bool::weighted(0.05),
        prop::bool::weighted(0.1),
    );
    (select(HEADINGS.to_vec()), amounts, things, body, words, yes).prop_map(
        |(heading, amounts, things, (teeth, eyes, ears), words, yes)| {
            let (expense, base, rate, majoration, participation, earlier) = amounts;
            let (equipment, stay, quantity, examinations, later) = things;
            let (doctor, place, lenses, qualifier, amo_status) = words;
            let (network, prescribed, correction_changed, third_party, complement) = yes;
            let theoretical = expense.min(base) * rate / 100;
            let majoration = theoretical * majoration / 100;
            let amo = theoretical - majoration;
            let date = day("2024-01-01").plus(later);
            let line = Facts::new(Thing(0), heading, date);
            Facts {
                quantity,
                examinations,
                expense: Cents(expense),
                base: Cents(base),
                amo: Cents(amo),
                majoration: Cents(majoration),
                participation: Cents(participation.min(amo)),
                amo_status,
                doctor: doctor.filter(|_| heading.is_doctor()),
                place,
                network,
                prescribed,
                correction_changed,
                qualifier: qualifier.map(|code| Code::new(code).unwrap()),
                complement_of: complement.then_some(Thing(1)),
                equipment: Thing(1_000 + equipment),
                stay: Thing(2_000 + stay),
                teeth,
                eyes,
                ears,
                lenses,
                amo_payee: if third_party {
                    AmoPayee::ThirdParty
                } else {
                    AmoPayee::Insured
                },
                earlier: Cents(if network { earlier } else { 0 }),
                ..line
            }
        },
    )
}

fn lines() -> impl Strategy<Value = Vec<Facts>> {
    prop::collection::vec(facts(), 1..12).prop_map(|mut lines| {
        for (facts, number) in lines.iter_mut().zip(1..) {
            facts.line = Thing(number);
            facts.act = facts.complement_of.unwrap_or(facts.line);
        }
        lines
    })
}

fn someone() -> impl Strategy<Value = Person> {
    (0..2_000_i32, 0..900_i32, any::<bool>()).prop_map(|(born, since, changed)| {
        let member_since = day("2022-06-01").plus(since);
        Person {
            birth: Some(day("2019-01-01").plus(-born * 10)),
            member_since,
            product_since: if changed {
                member_since.plus(200)
            } else {
                member_since
            },
            ..person()
        }
    })
}

/// What a line leaves to mutuelles: the expense less the theoretical share.
fn left(product: &Product, facts: &Facts) -> Cents {
    let refunded = if product.refunds_participation {
        facts.participation
    } else {
        Cents::ZERO
    };
    (facts.expense - facts.amo - facts.majoration + refunded).floor_zero()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]

    #[test]
    fn no_contract_pays_more_than_is_left(product in product(), lines in lines(), who in someone()) {
        let (mut journal, choices) = (Journal::default(), Choices::default());
        for facts in &lines {
            let share = share(&product, &choices, facts, &who, &mut journal, &mut NoTrace).unwrap();
            prop_assert!(share.amount >= Cents::ZERO);
            let left = left(&product, facts) - facts.earlier;
            prop_assert!(share.amount <= left.floor_zero(), "{:?}", share);
            prop_assert!(share.counted.m >= Cents::ZERO && share.counted.v >= Cents::ZERO);
            prop_assert!(share.counted.total() <= share.amount);
            prop_assert!(oracle::rules::rule(share.rule).is_some());
        }
    }

    #[test]
    fn a_trace_changes_nothing_and_names_rules(product in product(), lines in lines(), who in someone()) {
        let (mut bare, mut traced, choices) = (Journal::default(), Journal::default(), Choices::default());
        for facts in &lines {
            let mut steps = Steps::default();
            let one = share(&product, &choices, facts, &who, &mut bare, &mut NoTrace).unwrap();
            let two = share(&product, &choices, facts, &who, &mut traced, &mut steps).unwrap();
            prop_assert_eq!(one, two);
            prop_assert!(!steps.0.is_empty());
            for step in &steps.0 {
                prop_assert!(oracle::rules::rule(step.rule).is_some(), "{}", step.rule);
            }
        }
        prop_assert_eq!(bare, traced);
    }

    #[test]
    fn taking_every_line_back_leaves_no_mark(product in product(), lines in lines(), who in someone(), backwards: bool) {
        let (mut journal, choices) = (Journal::default(), Choices::default());
        for facts in &lines {
            let before = journal.clone();
            share(&product, &choices, facts, &who, &mut journal, &mut NoTrace).unwrap();
            let mut taken_back = journal.clone();
            taken_back.take_back(facts.line);
            prop_assert_eq!(taken_back, before);
        }
        let mut ids: Vec<Thing> = lines.iter().map(|facts| facts.line).collect();
        if backwards {
            ids.reverse();
        }
        for id in ids {
            journal.take_back(id);
        }
        prop_assert_eq!(journal, Journal::default());
    }

    #[test]
    fn a_line_taken_back_and_told_again_pays_the_same(product in product(), lines in lines(), who in someone()) {
        let (mut journal, choices) = (Journal::default(), Choices::default());
        for facts in &lines {
            let first = share(&product, &choices, facts, &who, &mut journal, &mut NoTrace).unwrap();
            journal.take_back(facts.line);
            let again = share(&product, &choices, facts, &who, &mut journal, &mut NoTrace).unwrap();
            prop_assert_eq!(first, again);
        }
    }

    #[test]
    fn a_responsible_contract_holds_to_the_law(
        product in responsible_product(),
        lines in lines(),
        who in someone(),
    ) {
        let (mut journal, choices) = (Journal::default(), Choices::default());
        for facts in &lines {
            let share = share(&product, &choices, facts, &who, &mut journal, &mut NoTrace).unwrap();
            let skipped = facts.amo_payee == AmoPayee::ThirdParty
                || facts.qualifier.is_some_and(|code| ["G", "XX"].contains(&code.as_str()));
            if skipped {
                prop_assert_eq!(share.amount, Cents::ZERO);
                continue;
            }
            let theoretical = facts.amo + facts.majoration;
            let moderateur = (facts.expense.min(facts.base) - theoretical).floor_zero();
            let left = (facts.expense - theoretical - facts.earlier).floor_zero();
            // Never the participation, the franchise or the majoration.
            prop_assert!(share.amount <= left);
            // Never less than the ticket modérateur, or the whole of the 100 % Santé.
            if facts.status() == AmoStatus::Reimbursed && facts.heading != Heading::Osteopathe
                && !matches!(facts.heading, Heading::ChambreParticuliere | Heading::ForfaitJournalier)
            {
                let whole = facts.heading.basket() == Some(Basket::CentSante);
                let least = if whole { left } else { moderateur.min(left) };
                prop_assert!(share.amount >= least, "{:?} {:?}", share, facts);
            }
            // Never more than the base beyond it for a doctor who is not OPTAM.
            if facts.doctor == Some(Doctor::NonOptam) && facts.base > Cents::ZERO
                && facts.place != CarePlace::Abroad
            {
                prop_assert!(share.amount <= moderateur + facts.base);
            }
            if facts.heading == Heading::MontureB {
                prop_assert!(share.amount <= moderateur.max(Cents(10_000)));
            }
        }
    }

    #[test]
    fn no_counter_passes_its_ceiling(
        level in level(false),
        ceiling in 0..60_000_i64,
        beyond_only: bool,
        lines in lines(),
        who in someone(),
    ) {
        let excludes = if beyond_only { json!(["ticket-moderateur"]) } else { json!([]) };
        let limit = json!({ "euros": Cents(ceiling).to_string(), "excludes": excludes, "over": "event" });
        let product = everywhere(&merged(level, [("limits", Some(json!([limit])))]));
        let journal = after(&product, &lines, &who);
        // The limit is one counter a family.
        for family in ["medecins", "auxiliaires", "dentaire", "optique", "audio", "hospitalisation", "medecines-douces"] {
            let counted: Parts = journal
                .entries()
                .iter()
                .filter(|entry| entry.facts.heading.family().word() == family)
                .fold(Parts::ZERO, |sum, entry| sum + entry.counted);
            let used = if beyond_only { counted.v } else { counted.total() };
            prop_assert!(used <= Cents(ceiling), "{family}: {used}");
        }
    }

    #[test]
    fn no_more_acts_are_counted_than_the_number(
        level in level(false),
        number in 0..8_u32,
        lines in lines(),
        who in someone(),
    ) {
        let limit = json!({ "number": number, "over": "event" });
        let product = everywhere(&merged(level, [("limits", Some(json!([limit])))]));
        let journal = after(&product, &lines, &who);
        for family in ["medecins", "auxiliaires", "dentaire", "optique", "audio", "hospitalisation", "medecines-douces"] {
            let entries = journal.entries().iter();
            let of_it = entries.filter(|entry| entry.facts.heading.family().word() == family);
            let acts: u32 = of_it.map(|entry| entry.units.acts).sum();
            prop_assert!(acts <= number, "{family}: {acts}");
        }
    }

    #[test]
    fn more_guarantee_never_pays_less(
        level in simple_level(),
        points in 0..300_u32,
        lines in lines(),
        next in facts(),
        who in someone(),
    ) {
        // One decision from one state: later ones meet other counters. A ceiling that leaves the ticket
        // modérateur alone is no case: there a higher level may hold less of it.
        let limits = json!([{ "euros": "400.00" }, { "number": 9 }]);
        let limited = |level: &Value| everywhere(&merged(level.clone(), [("limits", Some(limits.clone()))]));
        let lower = limited(&level);
        let journal = after(&lower, &lines, &who);
        let more = json!({ "br-on-top": points, "ticket-moderateur": "excluded" });
        for higher in [json!({ "sum": [level.clone(), more.clone()] }), json!({ "higher-of": [level, more] })] {
            let higher = limited(&higher);
            let choices = Choices::default();
            let next = Facts { line: Thing(99), act: Thing(99), complement_of: None, ..next.clone() };
            let pays = |product: &Product| {
                let mut journal = journal.clone();
                share(product, &choices, &next, &who, &mut journal, &mut NoTrace).unwrap().amount
            };
            prop_assert!(pays(&higher) >= pays(&lower));
        }
    }

    #[test]
    fn the_parts_of_the_remainder_add_up(
        product in product(),
        line in line(),
        participation in 0..=200_i64,
        franchise in 0..=100_i64,
        deferred: bool,
    ) {
        let participation = Cents(participation).min(line.amount);
        let facts = crate::support::facts(&line, 1, participation);
        let mut journal = Journal::default();
        let share = share(&product, &Choices::default(), &facts, &person(), &mut journal, &mut NoTrace);
        let act = SettledAct {
            expense: line.spent,
            base: line.base,
            theoretical: line.amount + line.majoration,
            majoration: line.majoration,
            participation,
            franchise: Cents(franchise),
            deferred,
            amc: share.unwrap().amount,
            refunds_participation: product.refunds_participation,
        };
        let left = remainder(&act);
        prop_assert_eq!(left.total(), act.expense - act.amo() - act.amc);
        prop_assert!(left.ticket_moderateur >= Cents::ZERO && left.overrun >= Cents::ZERO);
        if deferred {
            prop_assert_eq!(left.owed_to_amo, participation + act.franchise);
        } else {
            prop_assert_eq!(left.owed_to_amo, Cents::ZERO);
        }
    }
}

/// A level that neither asks nor forbids anything: lists and conditions may pay less for more.
fn simple_level() -> impl Strategy<Value = Value> {
    prop_oneof![
        percent().prop_map(|percent| json!({ "br": percent })),
        percent().prop_map(|percent| json!({ "br-on-top": percent })),
        euros().prop_map(|euros| json!({ "euros": euros })),
        Just(json!({ "real-expense": true })),
    ]
}

/// A product, not responsible, with that guarantee on every family.
fn everywhere(guarantee: &Value) -> Product {
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

/// The journal once those lines were settled.
fn after(product: &Product, lines: &[Facts], who: &Person) -> Journal {
    let mut journal = Journal::default();
    for facts in lines {
        share(
            product,
            &Choices::default(),
            facts,
            who,
            &mut journal,
            &mut NoTrace,
        )
        .unwrap();
    }
    journal
}

/// A consultation whose AMO amounts hold together: AMO_th never above the expense or the base.
fn line() -> impl Strategy<Value = Line> {
    let doctor = select(vec![
        (Convention::Secteur1, CoordinationOption::None),
        (Convention::Secteur2, CoordinationOption::Optam),
        (Convention::Secteur2, CoordinationOption::None),
        (Convention::None, CoordinationOption::None),
    ]);
    (
        0..20_000_i64,
        0..10_000_i64,
        0..=100_i64,
        0..=100_i64,
        doctor,
    )
        .prop_map(|(spent, base, rate, majoration, (convention, option))| {
            let theoretical = spent.min(base) * rate / 100;
            let majoration = theoretical * majoration / 100;
            Line {
                spent: Cents(spent),
                base: Cents(base),
                amount: Cents(theoretical - majoration),
                majoration: Cents(majoration),
                convention,
                option,
                specialty: 3,
                ..consultation("0.00", "0.00", "0.00")
            }
        })
}

#[test]
fn a_day_outside_the_law_is_an_error_and_enters_nothing() {
    let product = everywhere(&json!({ "pmss": 20 }));
    let late = Facts {
        expense: Cents(100_000),
        ..Facts::new(Thing(1), Heading::Implant, Day::new(2027, 1, 1).unwrap())
    };
    let mut journal = Journal::default();
    let error = share(
        &product,
        &Choices::default(),
        &late,
        &person(),
        &mut journal,
        &mut NoTrace,
    );
    assert!(
        error
            .unwrap_err()
            .to_string()
            .starts_with("no value of pmss on 2027-01-01")
    );
    assert!(journal.is_empty());
    assert_eq!(
        paid(&product, &consultation("10.00", "10.00", "7.00")).amount,
        Cents(300)
    );
}
