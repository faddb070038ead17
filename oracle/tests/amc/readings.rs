//! The register's readings of the guarantee language: each alternative changes a figure.

use domain::{Cents, Heading};
use oracle::ambiguity::{self, Choices};
use oracle::amc::{Code, Doctor, Facts, Journal, Person, Thing, share, shares};
use oracle::product::Product;
use oracle::trace::NoTrace;

use crate::support::*;

/// A product that is not responsible, with those keys.
fn free(keys: &str) -> Product {
    let yaml =
        format!("schema-version: 2\nid: p\nname: {{ fr: P, en: P }}\nresponsible: false\n{keys}");
    Product::parse("p.yaml", &yaml).unwrap()
}

/// A responsible product with those guarantees beside the ordinary ones.
fn responsible(guarantees: &str) -> Product {
    let yaml = format!(
        "schema-version: 2\nid: p\nname: {{ fr: P, en: P }}\nresponsible: true\nguarantees:\n  medecins: {{ br: 100 }}\n  {guarantees}{}",
        others()
    );
    Product::parse("p.yaml", &yaml).unwrap()
}

/// A line of that heading and day: expense, base, AMO.
fn line(id: u64, heading: Heading, on: &str, amounts: [&str; 3]) -> Facts {
    let [expense, base, amo] = amounts.map(euros);
    Facts {
        expense,
        base,
        amo,
        ..Facts::new(Thing(id), heading, day(on))
    }
}

/// Somebody who joined on that day, and has had the product since then.
fn since(joined: &str, product: &str) -> Person {
    Person {
        member_since: day(joined),
        product_since: day(product),
        ..person()
    }
}

/// What a product pays on each line, one after the other.
fn dues(product: &Product, person: &Person, lines: &[Facts], choices: &Choices) -> Vec<Cents> {
    let mut journal = Journal::default();
    let due = |line| {
        let share = share(product, choices, line, person, &mut journal, &mut NoTrace);
        share.unwrap().amount
    };
    lines.iter().map(due).collect()
}

/// What is due for the last of those lines.
fn due(product: &Product, lines: &[Facts], choices: &Choices) -> Cents {
    *dues(product, &person(), lines, choices).last().unwrap()
}

type Case = fn(&Choices) -> Cents;

/// Entry and alternative, what is due by default and under it, and how it is computed.
const CASES: [(&str, &str, &str, &str, Case); 17] = [
    (
        "per-act-rounding",
        "per-act",
        "31.45",
        "31.44",
        three_acts_of_a_physio,
    ),
    (
        "limit-order",
        "moneys-first",
        "40.00",
        "25.00",
        two_sessions_one_left,
    ),
    (
        "floor-debit",
        "counted",
        "100.00",
        "72.00",
        an_implant_after_a_fallback,
    ),
    (
        "overrun-without-points",
        "base-alone",
        "27.30",
        "29.90",
        euros_beside_a_pair,
    ),
    ("pmss-year", "contract", "196.25", "193.20", five_pmss),
    (
        "per-cent-of-expense",
        "after-amo",
        "64.00",
        "52.29",
        crutches,
    ),
    (
        "authorised-overrun",
        "ordinary",
        "7.95",
        "34.45",
        authorised_overrun,
    ),
    (
        "optics-ceiling",
        "beyond-ticket-moderateur",
        "100.00",
        "100.02",
        a_dear_frame,
    ),
    (
        "lens-class-unknown",
        "lowest-ceiling",
        "899.94",
        "420.00",
        dear_lenses,
    ),
    (
        "responsible-renewal",
        "not-checked",
        "0.02",
        "89.97",
        a_second_frame,
    ),
    (
        "units-partly-left",
        "whole-line",
        "40.00",
        "120.00",
        three_sessions_one_left,
    ),
    (
        "second-insurer-layer",
        "less-the-first",
        "32.50",
        "25.00",
        after_another_insurer,
    ),
    ("option-together", "alone", "4.60", "29.90", an_option),
    (
        "product-change-consumption",
        "reset",
        "300.00",
        "400.00",
        another_product_in_july,
    ),
    (
        "product-change-consumption",
        "pro-rata",
        "300.00",
        "252.05",
        another_product_in_july,
    ),
    (
        "joining-year-ceiling",
        "pro-rata",
        "400.00",
        "252.05",
        joined_in_july,
    ),
    (
        "rounding",
        "truncate",
        "31.45",
        "31.44",
        three_acts_of_a_physio,
    ),
];

#[test]
fn each_alternative_changes_what_is_due() {
    for (entry, alternative, ours, theirs, case) in CASES {
        let choices = Choices::default().with(entry, alternative).unwrap();
        assert_eq!(case(&Choices::default()), euros(ours), "{entry}: ours");
        assert_eq!(case(&choices), euros(theirs), "{entry}: {alternative}");
        assert_ne!(ours, theirs, "{entry}: {alternative}");
    }
}

fn three_acts_of_a_physio(choices: &Choices) -> Cents {
    let acts = Facts {
        quantity: 3,
        ..line(1, Heading::Kine, "2024-06-15", ["100.00", "48.39", "29.04"])
    };
    due(&free("guarantees: { kine: { br: 125 } }"), &[acts], choices)
}

/// A line of so many sessions at an osteopath's.
fn osteopath(sessions: u32, expense: &str) -> Facts {
    let amounts = [expense, "0.00", "0.00"];
    Facts {
        quantity: sessions,
        ..line(1, Heading::Osteopathe, "2024-06-15", amounts)
    }
}

fn two_sessions_one_left(choices: &Choices) -> Cents {
    let product = free(
        "guarantees: { osteopathe: { real-expense: true, limits: [ { number: 1 }, { euros: \"50.00\" } ] } }",
    );
    due(&product, &[osteopath(2, "80.00")], choices)
}

fn an_implant_after_a_fallback(choices: &Choices) -> Cents {
    let product = free(
        "limits: { dents: { euros: \"150.00\" } }
guarantees:
  dentaire-libre: { br: 300, limits: [ dents, { euros: \"50.00\", per: line, then: { br: 125 } } ] }
  implant: { real-expense: true, limits: [ dents ] }
",
    );
    let crown = line(
        1,
        Heading::DentaireLibre,
        "2024-06-15",
        ["650.00", "120.00", "72.00"],
    );
    let implant = line(
        2,
        Heading::Implant,
        "2024-06-20",
        ["500.00", "0.00", "0.00"],
    );
    let both = dues(&product, &person(), &[crown, implant], choices);
    assert_eq!(both[0], euros("78.00"), "the fallback is paid either way");
    both[1]
}

fn euros_beside_a_pair(choices: &Choices) -> Cents {
    let product = responsible(
        "specialiste: { cases: [ { sum: [ { br: 100 }, { euros: \"25.00\" } ], when: { optam: true } }, { sum: [ { br: 100 }, { euros: \"25.00\" } ] } ] }",
    );
    let specialist = Facts {
        doctor: Some(Doctor::NonOptam),
        ..line(
            1,
            Heading::Specialiste,
            "2025-03-01",
            ["80.00", "23.00", "16.10"],
        )
    };
    due(&product, &[specialist], choices)
}

fn five_pmss(choices: &Choices) -> Cents {
    let product = free("guarantees: { implant: { pmss: 5 } }");
    let implant = line(
        1,
        Heading::Implant,
        "2025-03-01",
        ["1000.00", "0.00", "0.00"],
    );
    dues(
        &product,
        &since("2024-07-01", "2024-07-01"),
        &[implant],
        choices,
    )[0]
}

fn crutches(choices: &Choices) -> Cents {
    let product = free("guarantees: { appareils: { expense: 80 } }");
    let crutches = line(
        1,
        Heading::Appareils,
        "2024-06-15",
        ["80.00", "24.40", "14.64"],
    );
    due(&product, &[crutches], choices)
}

fn authorised_overrun(choices: &Choices) -> Cents {
    let specialist = Facts {
        majoration: euros("10.60"),
        qualifier: Code::new("DA"),
        doctor: Some(Doctor::Optam),
        ..line(
            1,
            Heading::Specialiste,
            "2024-06-15",
            ["60.00", "26.50", "7.95"],
        )
    };
    due(
        &responsible("specialiste: { br: 200 }"),
        &[specialist],
        choices,
    )
}

fn frame(id: u64, on: &str, expense: &str) -> Facts {
    line(id, Heading::MontureB, on, [expense, "0.05", "0.03"])
}

fn a_dear_frame(choices: &Choices) -> Cents {
    let product = responsible("monture-b: { real-expense: true }");
    due(&product, &[frame(1, "2024-06-15", "180.00")], choices)
}

fn dear_lenses(choices: &Choices) -> Cents {
    let product = responsible("verre-b: { real-expense: true }");
    let lenses = line(1, Heading::VerreB, "2024-06-15", ["900.00", "0.10", "0.06"]);
    due(&product, &[lenses], choices)
}

fn a_second_frame(choices: &Choices) -> Cents {
    let product = responsible("monture-b: { real-expense: true }");
    let frames = [
        frame(1, "2024-06-15", "90.00"),
        frame(2, "2025-06-15", "90.00"),
    ];
    due(&product, &frames, choices)
}

fn three_sessions_one_left(choices: &Choices) -> Cents {
    let product = free(
        "guarantees: { osteopathe: { euros: \"40.00\", per: session, limits: [ { number: 1 } ] } }",
    );
    due(&product, &[osteopath(3, "180.00")], choices)
}

fn after_another_insurer(choices: &Choices) -> Cents {
    let gp = Facts {
        earlier: euros("7.50"),
        ..line(
            1,
            Heading::Generaliste,
            "2023-06-15",
            ["100.00", "25.00", "17.50"],
        )
    };
    due(
        &free("guarantees: { generaliste: { br: 200 } }"),
        &[gp],
        choices,
    )
}

fn an_option(choices: &Choices) -> Cents {
    let base = responsible("specialiste: { br: { optam: 200, non-optam: 180 } }");
    let option = Product::parse(
        "option.yaml",
        "schema-version: 2\nid: o\nname: { fr: O, en: O }\nresponsible: true\non-top-of: { kind: option }\nguarantees: { specialiste: { br: { optam: 300, non-optam: 250 } } }\n",
    );
    let option = option.unwrap();
    let specialist = Facts {
        doctor: Some(Doctor::NonOptam),
        ..line(
            1,
            Heading::Specialiste,
            "2025-03-01",
            ["80.00", "23.00", "16.10"],
        )
    };
    let mut journals = [Journal::default(), Journal::default()];
    let paid = shares(
        &[&base, &option],
        choices,
        &specialist,
        &person(),
        &mut journals,
        &mut NoTrace,
    );
    paid.unwrap()[1].amount
}

const YEARLY: &str =
    "guarantees: { osteopathe: { real-expense: true, limits: [ { euros: \"500.00\" } ] } }";

fn bill(id: u64, on: &str, expense: &str) -> Facts {
    line(id, Heading::Osteopathe, on, [expense, "0.00", "0.00"])
}

fn another_product_in_july(choices: &Choices) -> Cents {
    let old = free("guarantees: { osteopathe: { real-expense: true } }");
    let new = Product::parse(
        "new.yaml",
        &format!(
            "schema-version: 2\nid: new\nname: {{ fr: N, en: N }}\nresponsible: false\n{YEARLY}"
        ),
    );
    let new = new.unwrap();
    let person = since("2024-01-01", "2025-07-01");
    let mut journal = Journal::default();
    let mut pay = |product: &Product, line: &Facts| {
        let share = share(product, choices, line, &person, &mut journal, &mut NoTrace);
        share.unwrap().amount
    };
    pay(&old, &bill(1, "2025-03-01", "200.00"));
    pay(&new, &bill(2, "2025-08-01", "400.00"))
}

fn joined_in_july(choices: &Choices) -> Cents {
    let person = since("2025-07-01", "2025-07-01");
    dues(
        &free(YEARLY),
        &person,
        &[bill(1, "2025-08-01", "400.00")],
        choices,
    )[0]
}

/// What no floor and no fallback raised is counted as by default: a level on the overrun, all of it beyond.
#[test]
fn floors_that_count_change_nothing_where_none_is_paid() {
    let product = free(
        "guarantees: { specialiste: { overrun: 100, limits: [ { euros: \"60.00\", excludes: [ticket-moderateur] } ] } }",
    );
    let choices = Choices::default().with("floor-debit", "counted").unwrap();
    let visit = |id, on| line(id, Heading::Specialiste, on, ["70.00", "30.00", "21.00"]);
    let visits = [visit(1, "2025-03-01"), visit(2, "2025-04-01")];
    for choices in [&choices, &Choices::default()] {
        let paid = dues(&product, &person(), &visits, choices);
        assert_eq!(paid, [euros("40.00"), euros("20.00")]);
    }
}

/// A ceiling of optics beyond the ticket modérateur takes off what was paid beyond it, not what a floor paid of it.
#[test]
fn a_floor_pays_nothing_beyond_the_ticket_moderateur() {
    let product = responsible("monture-b: { real-expense: true, waiting-months: 3 }");
    let choices = Choices::default()
        .with("optics-ceiling", "beyond-ticket-moderateur")
        .unwrap();
    let frame = |id, on| Facts {
        equipment: Thing(9),
        correction_changed: true,
        ..line(id, Heading::MontureB, on, ["180.00", "50.00", "30.00"])
    };
    let frames = [frame(1, "2025-02-01"), frame(2, "2025-06-01")];
    let person = since("2025-01-01", "2025-01-01");
    // The first waits: its ticket modérateur alone. The second: the same and the whole ceiling of a frame.
    let paid = dues(&product, &person, &frames, &choices);
    assert_eq!(paid, [euros("20.00"), euros("120.00")]);
}

/// Of two bases, an option shares the ceilings of the responsible one: what the other paid is none of them.
#[test]
fn an_option_after_two_bases_is_judged_with_the_responsible_one_it_sits_on() {
    let parse = |yaml: &str| Product::parse("p.yaml", yaml).unwrap();
    let free = free("guarantees: { optique: { euros: \"90.00\" } }");
    let (responsible, dearer) = (
        responsible("monture-b: { br: 100 }"),
        responsible("monture-b: { sum: [ { br: 100 }, { euros: \"60.00\" } ] }"),
    );
    let option = |on: &str| {
        parse(&format!(
            "schema-version: 2\nid: o\nname: {{ fr: O, en: O }}\nresponsible: true\non-top-of: {{ kind: option{on} }}\nguarantees: {{ optique: {{ euros: \"155.00\" }} }}\n"
        ))
    };
    let paid = |products: [&Product; 3]| {
        let mut journals = vec![Journal::default(); 3];
        let shares = shares(
            &products,
            &Choices::default(),
            &frame(1, "2025-03-01", "300.00"),
            &person(),
            &mut journals,
            &mut NoTrace,
        );
        shares
            .unwrap()
            .iter()
            .map(|share| share.amount)
            .collect::<Vec<_>>()
    };
    // 100.00 for the frame, less the 0.02 of the responsible base.
    let expected = ["90.00", "0.02", "99.98"].map(euros);
    assert_eq!(paid([&free, &responsible, &option("")]), expected);
    // Of two responsible ones, what the one that it does not name paid is not taken off.
    let other = parse(&format!(
        "schema-version: 2\nid: other\nname: {{ fr: P, en: P }}\nresponsible: true\nguarantees:\n  monture-b: {{ br: 100 }}{}",
        crate::least::least_beside(&["monture-b"])
    ));
    let named = option(", products: [other]");
    let expected = ["60.02", "0.02", "99.98"].map(euros);
    assert_eq!(paid([&dearer, &other, &named]), expected);
    let expected = ["60.02", "0.02", "39.96"].map(euros);
    assert_eq!(paid([&dearer, &other, &option("")]), expected);
}

/// The key of a product goes before the register.
#[test]
fn what_the_file_says_is_not_the_registers() {
    let file = "on-joining: whole\nguarantees: { osteopathe: { real-expense: true, limits: [ { euros: \"500.00\" } ] } }";
    let choices = Choices::default()
        .with("joining-year-ceiling", "pro-rata")
        .unwrap();
    let person = since("2025-07-01", "2025-07-01");
    let lines = [bill(1, "2025-08-01", "400.00")];
    assert_eq!(
        dues(&free(file), &person, &lines, &choices),
        [euros("400.00")]
    );
    let pmss = free("guarantees: { implant: { pmss: 5, pmss-of: care } }");
    let choices = Choices::default().with("pmss-year", "contract").unwrap();
    let implant = line(
        1,
        Heading::Implant,
        "2025-03-01",
        ["1000.00", "0.00", "0.00"],
    );
    let person = since("2024-07-01", "2024-07-01");
    assert_eq!(
        dues(&pmss, &person, &[implant], &choices),
        [euros("196.25")]
    );
}

/// Entries of the table of decisions, by row.
fn decisions() -> Vec<(&'static str, Vec<&'static str>)> {
    let page = include_str!("../../../docs/products.md");
    let (_, table) = page.split_once("## Decisions").unwrap();
    let rows = table.lines().filter(|row| row.starts_with("| "));
    rows.skip(1)
        .map(|row| {
            let cell = row.trim_end_matches('|').rsplit('|').next().unwrap();
            (cell.trim(), cell.split('`').skip(1).step_by(2).collect())
        })
        .collect()
}

#[test]
fn every_decision_names_an_entry_of_the_register_or_none() {
    let decisions = decisions();
    assert!(decisions.len() > 30);
    for (cell, entries) in decisions {
        assert!(
            !entries.is_empty() || cell == "–",
            "`{cell}` is neither an entry nor –"
        );
        assert!(!cell.contains('+'), "`{cell}` is still a proposal");
        for entry in entries {
            assert!(
                ambiguity::entry(entry).is_some(),
                "`{entry}` is no entry of the register"
            );
        }
    }
}

#[test]
fn every_decision_that_can_be_read_otherwise_is_shown() {
    // Shown in the tests of the ledger; the first in those of quotes.
    let elsewhere = [
        "hospital-day-charge-change",
        "complement-letters",
        "complement-without-main",
        "optics-class-unknown",
        "product-that-waits",
        "payee-of-several",
    ];
    for (_, entries) in decisions() {
        for id in entries {
            let entry = ambiguity::entry(id).unwrap();
            let shown = CASES.iter().any(|case| case.0 == id) || elsewhere.contains(&id);
            assert_eq!(entry.implemented, shown, "{id}");
        }
    }
}
