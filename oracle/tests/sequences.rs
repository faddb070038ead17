//! The sequences of rules §10 and the eight printed lines of field notes §2, whole: one test each, by its name.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod least;

use std::collections::BTreeSet;

use domain::{Cents, FileReaction, Reaction, ReasonClass};
use oracle::ambiguity::Choices;
use oracle::product::Product;
use oracle::quote::{Answer, ContractTold, Question, Session};
use oracle::rules::{Due, Files};

use least::least_beside;

/// The sequences of rules §10, in its order.
const SEQUENCES: [&str; 7] = ["q1", "q4", "q8", "q10", "q12", "q16", "q19"];
/// The lines of the table of field notes §2, in its order.
const PRINTED: [&str; 8] = ["fn1", "fn2", "fn3", "fn4", "fn5", "fn6", "fn7", "fn8"];

/// A session that knows one product, `p`.
fn under(responsible: bool, more: &str) -> Session {
    let least = if responsible {
        format!(
            "\n  dentaire: {{ br: 300, waiting-months: 3 }}{}",
            least_beside(&["dentaire"])
        )
    } else {
        String::new()
    };
    let text = format!(
        "schema-version: 2\nid: p\nname: {{ fr: p, en: p }}\nresponsible: {responsible}\n{more}{least}"
    );
    let product = Product::parse("p.yaml", &text).unwrap_or_else(|error| panic!("{error}"));
    Session::new(Choices::default(), vec![product])
}

fn ask(session: &mut Session, line: &str) -> Answer {
    let line = format!("{{person: p, {line}}}");
    let question: Question = domain::load("question", &line).unwrap();
    session
        .answer(&question)
        .unwrap_or_else(|error| panic!("{line}: {error}"))
}

/// What the AMO pays, what the contracts pay, and what is left.
fn amounts(answer: &Answer) -> (i64, i64, i64) {
    (answer.amo.0, answer.amc.0, answer.remainder.total.0)
}

fn contract(answer: &Answer) -> &ContractTold {
    &answer.lines[0].contracts[0]
}

/// Five consultations of one doctor on one day of 2025: participation 2+2+2+2+0, AMO 97.00, AMC 45.00, left 8.00.
#[test]
fn q1_five_consultations_of_one_doctor_on_one_day() {
    let mut session = Session::default();
    let visits: Vec<Answer> = (0..5)
        .map(|_| {
            let visit = "date: 2025-03-10, act: G, fee: 3000, guarantee: \"100 % BR\", practitioner: {number: \"751000001\"}";
            ask(&mut session, visit)
        })
        .collect();
    let kept: Vec<i64> = visits
        .iter()
        .map(|one| one.lines[0].participation.0)
        .collect();
    assert_eq!(kept, [200, 200, 200, 200, 0]);
    let sum = visits.iter().map(amounts).fold((0, 0, 0), |sum, one| {
        (sum.0 + one.0, sum.1 + one.1, sum.2 + one.2)
    });
    assert_eq!(sum, (9_700, 4_500, 800));
}

/// 2024: 30 boxes before 31 March at 0.50, then boxes at 1.00: 35 of them reach 50.00, the 66th of the year is free.
#[test]
fn q4_the_sixty_sixth_box_of_2024_is_free() {
    let mut session = Session::default();
    let mut kept = |on: &str| {
        let line = format!("date: {on}, act: PH7, base: 1000, fee: 1000");
        ask(&mut session, &line).lines[0].franchise.0
    };
    let before: Vec<i64> = (0..30).map(|_| kept("2024-03-30")).collect();
    assert_eq!(before.iter().sum::<i64>(), 1_500);
    let after: Vec<i64> = (0..36).map(|_| kept("2024-03-31")).collect();
    assert_eq!(after[..35], [100; 35]);
    assert_eq!(after[35], 0);
}

/// An analysis at 15.00 under ALD paid to the laboratory in full; the GP's 30.00 paid to the insured come to 26.00:
/// 2.00 of its own and 2.00 recovered. AMC 0.00 both times.
#[test]
fn q8_the_participation_of_an_analysis_is_recovered_on_the_next_visit() {
    let mut session = Session::default();
    let related = "patient: {exemption: ald-related}, guarantee: \"100 % BR\"";
    let analysis =
        format!("date: 2025-03-01, act: B, fee: 1500, base: 1500, third-party: true, {related}");
    assert_eq!(amounts(&ask(&mut session, &analysis)), (1_500, 0, 0));
    let visit = ask(
        &mut session,
        &format!("date: 2025-03-10, act: G, fee: 3000, {related}"),
    );
    assert_eq!(
        (visit.amo - visit.recovered, visit.amc),
        (Cents(2_600), Cents::ZERO)
    );
    assert_eq!(visit.lines[0].participation, Cents(200));
}

/// Osteopath at 60.00, 250.00 a year: four times 60.00, the fifth 10.00, then 0.
#[test]
fn q10_the_fifth_visit_takes_what_is_left_of_the_year() {
    let mut session = under(
        false,
        "guarantees: { osteopathe: { real-expense: true, limits: [ { euros: \"250.00\" } ] } }\n",
    );
    let visits = (1..=6).map(|rank| {
        let line = format!("date: 2025-0{rank}-10, heading: osteopathe, fee: 6000, products: [p]");
        ask(&mut session, &line).amc.0
    });
    assert_eq!(
        visits.collect::<Vec<_>>(),
        [6_000, 6_000, 6_000, 6_000, 1_000, 0]
    );
}

/// A contract that ends on 30 June 2025: care on 15 June received on 10 September is paid 9.00, care on 1 July refused.
#[test]
fn q12_care_before_the_end_is_paid_after_it() {
    let files = "
from: 2024-01-01
until: 2025-06-30
files:
  - stamp: 1
    received: 2025-09-10
    due: accepted
    decomptes:
      - { number: 1, care: 2025-06-15, date: 2025-09-08, amount: \"30.00\", due: \"paid 9.00\" }
      - { number: 2, care: 2025-06-30, date: 2025-09-08, amount: \"30.00\", due: \"paid 9.00\" }
      - { number: 3, care: 2025-07-01, date: 2025-09-08, amount: \"30.00\", due: \"refused (no-cover)\" }
";
    let files: Files = domain::load("q12", files).unwrap();
    let due = files.fold().unwrap();
    assert_eq!((due.len(), due[0].reaction), (1, FileReaction::Accepted));
    for (sheet, line) in files.files[0].decomptes.iter().zip(&due[0].lines) {
        let (at_once, in_the_end) = line.as_ref().unwrap();
        assert_eq!(at_once, in_the_end, "décompte {}", sheet.number);
        assert_eq!(
            Some(Due::said(&at_once.outcome)),
            sheet.due,
            "décompte {}",
            sheet.number
        );
    }
}

/// Two mutuelles on 50.00, base 25.00, participation 1.00: the first at 100 % pays 7.50, the second at 300 % pays
/// 25.00 on the first one's statement; 1.00 is left.
#[test]
fn q16_the_second_mutuelle_pays_what_the_first_left() {
    let mut session = Session::default();
    let visit = "date: 2023-06-27, act: G, fee: 5000, practitioner: {sector: 2, optam: true}";
    let first = ask(&mut session, &format!("{visit}, guarantee: \"100 % BR\""));
    assert_eq!(amounts(&first), (1_650, 750, 2_600));
    let statement = format!("{visit}, guarantee: \"300 % BR\", earlier: {}", first.amc.0);
    let second = ask(&mut session, &statement);
    assert_eq!(amounts(&second), (1_650, 2_500, 100));
    assert_eq!(second.remainder.participation, Cents(100));
}

/// Non-OPTAM at 80.00 on 23.00 under a responsible contract that gives 200 % for OPTAM: the cap is 180 %, AMC 25.30,
/// left 40.60 with the participation of 2.00.
#[test]
fn q19_a_doctor_without_option_is_paid_twenty_points_less() {
    let mut session = under(
        true,
        "guarantees:\n  specialiste: { br: { optam: 200, non-optam: 200 } }",
    );
    let visit = ask(
        &mut session,
        "date: 2025-03-01, act: CS, fee: 8000, practitioner: {sector: 2}, products: [p]",
    );
    assert_eq!(amounts(&visit), (1_410, 2_530, 4_060));
    assert_eq!(visit.remainder.participation, Cents(200));
}

/// "Spécialistes: OPTAM 110 % BR, non-OPTAM 100 % BR (responsible)": non-OPTAM at 95.00 on 2025-03-01: 6.90.
#[test]
fn fn1_specialists_by_option() {
    let mut session = under(
        true,
        "guarantees:\n  specialiste: { br: { optam: 110, non-optam: 100 } }",
    );
    let visit = ask(
        &mut session,
        "date: 2025-03-01, act: CS, fee: 9500, practitioner: {sector: 2}, products: [p]",
    );
    assert_eq!(visit.lines[0].theoretical, Cents(1_610));
    assert_eq!(visit.amc, Cents(690));
}

/// "Spécialistes: 100 % BR + 50 % du dépassement, max 50 €/acte": OPTAM at 110.00 on 2024-08-01: 48.70, left 41.25
/// of which 2.00 of participation.
#[test]
fn fn2_half_of_the_overrun() {
    let level = "guarantees: { specialiste: { sum: [ { br: 100 }, { overrun: 50 } ], at-most: \"50.00\" } }\n";
    let mut session = under(false, level);
    let visit = "date: 2024-08-01, act: CS, fee: 11000, practitioner: {sector: 2, optam: true}, products: [p]";
    let visit = ask(&mut session, visit);
    assert_eq!(visit.lines[0].theoretical, Cents(2_205));
    assert_eq!(
        (visit.amc, visit.remainder.total),
        (Cents(4_870), Cents(4_125))
    );
    assert_eq!(visit.remainder.participation, Cents(200));
}

/// "Prothèses libres 300 % BR; plafond 1 000 €/an hors TM et hors 100 % Santé; au-delà 125 % BR": with 20.00 left of
/// the ceiling a crown at 650.00 is paid 78.00, and 20.00 are debited.
#[test]
fn fn3_a_ceiling_with_a_fallback() {
    let mut session = under(
        false,
        "guarantees: { dentaire-libre: { br: 300, limits: [ { euros: \"1000.00\", excludes: [ticket-moderateur, 100-sante], then: { br: 125 } } ] } }\n",
    );
    let mut crown = |on: &str, fee: i64| {
        let line = format!("date: {on}, act: SPR, base: 12000, fee: {fee}, products: [p]");
        ask(&mut session, &line).amc.0
    };
    // 240.00 beyond the ticket modérateur four times, then 20.00: 980.00 of the ceiling.
    assert_eq!(
        (1..=4)
            .map(|rank| crown(&format!("2024-0{rank}-01"), 65_000))
            .collect::<Vec<_>>(),
        [28_800; 4]
    );
    assert_eq!(crown("2024-05-01", 14_000), 6_800);
    assert_eq!(crown("2024-06-01", 65_000), 7_800);
    // The 20.00 were debited: nothing is left beyond, and the fallback is paid again.
    assert_eq!(crown("2024-06-02", 65_000), 7_800);
}

/// "Équipement classe B verres complexes 400 €, TM inclus, hors AMO, dont monture 100 €": frame at 180.00 and lenses at
/// 200.00: 100.00 + 199.94.
#[test]
fn fn4_complex_lenses_with_their_frame() {
    let mut session = under(
        false,
        "limits: { equipement: { euros: \"400.00\", per: equipment, when: { lenses: [complexe] } } }
guarantees:
  verre-b: { real-expense: true, limits: [equipement] }
  monture-b: { real-expense: true, limits: [equipement, { euros: \"100.00\", per: equipment }] }
",
    );
    let mut paid = |what: &str| {
        let facts = "facts: {equipment: e1, lenses: complexe}, detail: class-b, products: [p]";
        ask(&mut session, &format!("date: 2025-03-01, {what}, {facts}"))
    };
    let frame = paid("act: LUN, fee: 18000");
    let lenses = paid("act: VER, quantity: 2, fee: 20000");
    assert_eq!(
        frame.lines[0].theoretical + lenses.lines[0].theoretical,
        Cents(9)
    );
    assert_eq!((frame.amc, lenses.amc), (Cents(10_000), Cents(19_994)));
}

/// "Ostéo, chiro, acupuncture: 40 €/séance, 3 séances/an toutes disciplines": 60, 35, 60, 60 in order of arrival:
/// 40.00 + 35.00 + 40.00 + 0.00.
#[test]
fn fn5_three_sessions_of_any_discipline() {
    let mut session = under(
        false,
        "guarantees: { medecines-douces: { euros: \"40.00\", per: session, limits: [ { number: 3 } ] } }\n",
    );
    let bills = [
        ("osteopathe", 6_000),
        ("chiropracteur", 3_500),
        ("acupuncture", 6_000),
        ("osteopathe", 6_000),
    ];
    let paid = bills.map(|(heading, fee)| {
        ask(
            &mut session,
            &format!("date: 2025-03-01, heading: {heading}, fee: {fee}, products: [p]"),
        )
        .amc
        .0
    });
    assert_eq!(paid, [4_000, 3_500, 4_000, 0]);
}

/// "Naissance: 300 €, doublé si naissance multiple, sans facture": twins, two birth records: 600.00 once.
#[test]
fn fn6_twins_once() {
    let mut session = under(
        false,
        "guarantees:
  naissance:
    cases: [ { when: { children: { from: 2 } }, euros: \"600.00\", per: line }, { euros: \"300.00\", per: line } ]
    without-expense: true
    documents: [birth-record]
    limits: [ { number: 1, per: pregnancy } ]
",
    );
    let mut record = |documents: &str| {
        let facts = format!("facts: {{pregnancy: one, children: 2, documents: [{documents}]}}");
        ask(
            &mut session,
            &format!("date: 2025-05-02, heading: naissance, fee: 0, products: [p], {facts}"),
        )
    };
    let without = record("");
    assert_eq!(
        (without.amc, contract(&without).reaction),
        (Cents::ZERO, Reaction::Held)
    );
    assert_eq!(record("birth-record").amc, Cents(60_000));
    let again = record("birth-record");
    assert_eq!(
        (again.amc, contract(&again).reason),
        (Cents::ZERO, ReasonClass::Ceiling)
    );
}

/// "Orthodontie refusée SS: 8 % PMSS par semestre": semesters of 700.00 from 2025-12-20 and 2026-06-20: 314.00 then
/// 320.40.
#[test]
fn fn7_orthodontics_that_the_amo_refuses() {
    let mut session = under(
        false,
        "guarantees: { orthodontie: { pmss: 8, when: { amo: [refused] } } }\n",
    );
    let mut semester = |on: &str| {
        let line = format!(
            "date: {on}, heading: orthodontie, fee: 70000, products: [p], facts: {{amo-status: refused}}"
        );
        ask(&mut session, &line).amc.0
    };
    assert_eq!(
        (semester("2025-12-20"), semester("2026-06-20")),
        (31_400, 32_040)
    );
}

/// "Dentaire 300 % BR, délai d'attente 3 mois (responsible)": joined on 2025-01-01, a crown libre on 2025-02-10 is paid
/// its ticket modérateur of 48.00, one of the 100 % Santé at 290.00 is paid 218.00.
#[test]
fn fn8_the_waiting_period_of_a_responsible_contract() {
    let mut session = under(true, "guarantees:");
    let mut crown = |on: &str, what: &str| {
        let line = format!(
            "date: {on}, {what}, base: 12000, products: [p], patient: {{member-since: 2025-01-01}}"
        );
        ask(&mut session, &line).amc.0
    };
    assert_eq!(crown("2025-02-10", "act: SPR, fee: 65000"), 4_800);
    assert_eq!(crown("2025-02-10", "act: PF0, fee: 29000"), 21_800);
    // The day before the end of the three months, and the day.
    assert_eq!(crown("2025-03-31", "act: SPR, fee: 65000"), 4_800);
    assert_eq!(crown("2025-04-01", "act: SPR, fee: 65000"), 28_800);
}

/// Every sequence and every printed line has its test, and every test here is of one of them.
#[test]
fn every_sequence_and_every_printed_line_has_its_test() {
    let tests = include_str!("sequences.rs").split("\n#[test]\n").skip(1);
    let names = tests.filter_map(|test| test.strip_prefix("fn ")?.split_once('_'));
    let names: BTreeSet<&str> = names
        .map(|(of, _)| of)
        .filter(|of| *of != "every")
        .collect();
    let due: BTreeSet<&str> = SEQUENCES.into_iter().chain(PRINTED).collect();
    assert_eq!(names, due);
}
