//! Levels, what stands around them, and what the steps say of them (docs/products.md).

use domain::{Cents, Heading};
use oracle::ambiguity::Choices;
use oracle::amc::{Doctor, Facts, Journal, Share, Thing, share, shares};
use oracle::product::{AmoStatus, Product};
use oracle::trace::{Step, Steps};

use crate::amc::{gp, outside, paid, paid_next, person, product, visit};
use crate::least::least_beside;

fn explained(product: &Product, facts: &Facts) -> (Share, Vec<Step>) {
    let (choices, mut steps) = (Choices::default(), Steps::default());
    let mut journal = Journal::default();
    let share = share(
        product,
        &choices,
        facts,
        &person(),
        &mut journal,
        &mut steps,
    );
    (share.unwrap(), steps.0)
}

/// The rule that decided is step 9's only where it brought the amount down.
#[test]
fn a_level_that_holds_what_others_paid_says_so_where_they_did() {
    let option = product(
        false,
        "on-top-of: { kind: option, includes-earlier: true }\nguarantees: { generaliste: { br: 150 } }",
    );
    let due = |earlier| {
        let line = Facts {
            earlier: Cents(earlier),
            ..visit()
        };
        let share = paid(&option, &line);
        (share.amount.0, share.rule)
    };
    // 45.00 - 21.00, less what others paid.
    assert_eq!(due(0), (2_400, "R-AMC-LEVEL"));
    assert_eq!(due(900), (1_500, "R-AMC-EARLIER"));
}

/// The indemnity step tells what is left of the expense once the AMO and the others have paid.
#[test]
fn the_indemnity_step_tells_what_is_left() {
    let line = Facts {
        earlier: Cents(2_000),
        ..visit()
    };
    let (share, steps) = explained(&gp("{ br: 200 }"), &line);
    assert_eq!(share.amount, Cents(900), "50.00 - 21.00 - 20.00");
    let step = steps.iter().find(|step| step.rule == "R-AMC-INDEMNITY");
    assert_eq!(step.unwrap().result, "9.00");
}

/// A refused line is told as that by a level that names no refusal, and by its own words by one that does.
#[test]
fn a_level_that_names_no_refusal_says_so() {
    let refused = Facts {
        amo_status: Some(AmoStatus::Refused),
        ..outside(1, Heading::Generaliste, 5_000)
    };
    let label = |guarantee: &str| {
        let (_, steps) = explained(&gp(guarantee), &refused);
        let step = steps.into_iter().find(|step| step.rule == "R-AMC-LEVEL");
        step.unwrap().label.en
    };
    let unnamed = "act refused by the AMO, which the level does not name";
    assert_eq!(label("{ euros: \"10.00\" }"), unnamed);
    assert_ne!(
        label("{ euros: \"10.00\", when: { amo: [refused] } }"),
        unnamed
    );
    let around = "{ cases: [ { euros: \"10.00\" } ], when: { amo: [refused] } }";
    assert_ne!(label(around), unnamed);
}

/// A line that names no tooth is one by itself, for a number as for money.
#[test]
fn a_line_without_tooth_is_one_by_itself() {
    for (limit, second) in [
        ("{ number: 1, per: tooth }", 5_000),
        ("{ euros: \"50.00\", per: tooth }", 5_000),
        ("{ number: 1 }", 0),
    ] {
        let product = product(
            false,
            &format!("guarantees: {{ implant: {{ real-expense: true, limits: [ {limit} ] }} }}"),
        );
        let mut journal = Journal::default();
        let mut pay = |id| {
            let line = outside(id, Heading::Implant, 5_000);
            paid_next(&product, &line, &person(), &mut journal).amount.0
        };
        assert_eq!([pay(1), pay(2)], [5_000, second], "{limit}");
    }
}

/// What a line without tooth counted stands on no tooth.
#[test]
fn a_line_without_tooth_takes_nothing_of_one() {
    let product = product(
        false,
        "guarantees: { implant: { real-expense: true, limits: [ { euros: \"60.00\", per: tooth } ] } }",
    );
    let mut journal = Journal::default();
    let mut pay = |id, teeth: &[u8]| {
        let line = Facts {
            teeth: teeth.to_vec(),
            ..outside(id, Heading::Implant, 5_000)
        };
        paid_next(&product, &line, &person(), &mut journal).amount.0
    };
    assert_eq!(pay(1, &[]), 5_000);
    assert_eq!(pay(2, &[14]), 5_000);
    assert_eq!(
        pay(3, &[14, 15]),
        5_000,
        "10.00 of the first, 40.00 of the second"
    );
    assert_eq!(pay(4, &[15]), 2_000, "60.00 less 40.00");
}

/// Of the wire a line brings its last day, its acts and its examinations.
#[test]
fn a_line_of_the_wire_brings_its_days_and_numbers() {
    let line = domain::Line {
        number: 1,
        start: crate::amc::day("2025-03-01"),
        end: crate::amc::day("2025-03-05"),
        act: "AMI".parse().unwrap(),
        quantity: 3,
        count: 4,
        coefficient: 100,
        unit_price: Cents(315),
        spent: Cents(945),
        base: Cents(945),
        rate: 60,
        parcours: b'T',
        exemption: 0,
        nature: 10,
        executor: domain::PsNumber::default(),
        specialty: 24,
        convention: domain::Convention::Secteur1,
        option: domain::CoordinationOption::None,
        amount: Cents(567),
        majoration: Cents::ZERO,
        origin: None,
        details: domain::LineDetails::default(),
    };
    let facts = Facts::of_line(&line, Thing(1), Heading::Infirmier, Cents(100));
    assert_eq!((facts.date, facts.end), (line.start, line.end));
    assert_eq!((facts.quantity, facts.examinations), (3, 4));
    assert_eq!((facts.expense, facts.base), (Cents(945), Cents(945)));
    assert_eq!((facts.amo, facts.participation), (Cents(567), Cents(100)));
    assert_eq!(facts.specialty, Some(24));
    let none = domain::Line { count: 0, ..line };
    let facts = Facts::of_line(&none, Thing(1), Heading::Infirmier, Cents::ZERO);
    assert_eq!(facts.examinations, 1, "one where none is told");
}

/// A condition that does not name refused lines gives them nothing, even where it holds.
#[test]
fn another_condition_names_no_refusal() {
    let due = |when: &str, amo_status| {
        let line = Facts {
            amo_status,
            network: true,
            ..outside(1, Heading::Generaliste, 5_000)
        };
        let product = gp(&format!("{{ euros: \"10.00\", when: {{ {when} }} }}"));
        paid(&product, &line).amount.0
    };
    let refused = Some(AmoStatus::Refused);
    assert_eq!(due("network: true", None), 1_000);
    assert_eq!(due("network: true", refused), 0);
    assert_eq!(due("amo: [outside, reimbursed]", refused), 0);
    assert_eq!(due("network: true, amo: [refused]", refused), 1_000);
}

/// The step of a list tells the level taken; that of a sum its terms, at the doctor's level.
#[test]
fn the_step_of_a_list_tells_what_is_taken() {
    let step = |guarantee: &str, doctor| {
        let line = Facts { doctor, ..visit() };
        let (_, steps) = explained(&gp(guarantee), &line);
        let step = steps.into_iter().find(|step| step.rule == "R-AMC-LEVEL");
        let inputs = step.unwrap().inputs;
        let told = |name: &str| {
            let input = inputs.iter().find(|(input, _)| *input == name);
            input.map(|(_, value)| value.to_string())
        };
        (
            told("highest-of"),
            told("lowest-of"),
            told("percent"),
            told("per-cent-of-base"),
        )
    };
    let some = |text: &str| Some(text.to_owned());
    // 30.00 - 21.00 and 45.00 - 21.00.
    let (levels, doctor) = ("[ { br: 100 }, { br: 150 } ]", Some(Doctor::Optam));
    let (highest, _, percent, _) = step(&format!("{{ higher-of: {levels} }}"), doctor);
    assert_eq!(highest, some("9.00 | 24.00"));
    assert_eq!(percent.unwrap().split_whitespace().next(), Some("150"));
    let (_, lowest, percent, _) = step(&format!("{{ lower-of: {levels} }}"), doctor);
    assert_eq!(lowest, some("9.00 | 24.00"));
    assert_eq!(percent.unwrap().split_whitespace().next(), Some("100"));
    let pair = "{ br: { optam: 150, non-optam: 120 } }";
    for (doctor, percent) in [(Doctor::Optam, "150"), (Doctor::NonOptam, "120")] {
        let (_, _, told, _) = step(pair, Some(doctor));
        assert_eq!(told.unwrap().split_whitespace().next(), Some(percent));
    }
    let sum = "{ sum: [ { br: { optam: 150, non-optam: 120 } } ] }";
    let (_, _, _, term) = step(sum, doctor);
    assert!(term.unwrap().ends_with(" = 24.00"));
    let (_, _, _, term) = step(sum, Some(Doctor::NonOptam));
    let term = term.unwrap();
    assert!(
        term.starts_with("120") && term.ends_with(" = 15.00"),
        "{term}"
    );
}

/// "Kept back: min(withheld, amount before step 6 - a)": what a floor paid was not kept back.
#[test]
fn a_deductible_keeps_nothing_back_of_what_a_floor_pays() {
    let product = product(
        true,
        &format!(
            "guarantees:{}  kine: {{ br: 200, deductible: {{ euros: \"10.00\" }} }}\n",
            least_beside(&[])
        ),
    );
    let mut journal = Journal::default();
    let mut pay = |id, expense| {
        let line = Facts {
            base: Cents(3_000),
            amo: Cents(2_100),
            ..outside(id, Heading::Kine, expense)
        };
        paid_next(&product, &line, &person(), &mut journal).amount.0
    };
    assert_eq!(pay(1, 3_000), 900, "the ticket modérateur, by its floor");
    assert_eq!(
        pay(2, 6_000),
        2_900,
        "9.00 and 30.00, less all of the 10.00"
    );
    assert_eq!(pay(3, 6_000), 3_900, "the year's 10.00 are kept");
}

/// Rounding by act, where the register says so, from two acts on: 125 % of 16.13 is 20.16 each, and of the two
/// together 40.33.
#[test]
fn two_acts_are_rounded_each_where_the_register_says_so() {
    let product = product(false, "guarantees: { kine: { br: 125 } }");
    let due = |choices: &Choices, quantity, base, amo| {
        let line = Facts {
            quantity,
            base: Cents(base),
            amo: Cents(amo),
            ..outside(1, Heading::Kine, 10_000)
        };
        let (person, mut journal) = (person(), Journal::default());
        let trace = &mut Steps::default();
        let share = share(&product, choices, &line, &person, &mut journal, trace);
        share.unwrap().amount.0
    };
    let whole = Choices::default();
    let each = Choices::default()
        .with("per-act-rounding", "per-act")
        .unwrap();
    assert_eq!(due(&whole, 2, 3_226, 1_936), 4_033 - 1_936);
    assert_eq!(due(&each, 2, 3_226, 1_936), 4_032 - 1_936);
    assert_eq!(due(&each, 1, 1_613, 968), 2_016 - 968);
}

/// Of equal levels the explanation tells the first, as the computation takes it.
#[test]
fn of_equal_levels_the_first_is_told() {
    let label = |guarantee: &str| {
        let (share, steps) = explained(&gp(guarantee), &visit());
        assert_eq!(share.amount, Cents(900));
        let step = steps.into_iter().find(|step| step.rule == "R-AMC-LEVEL");
        step.unwrap().label.en
    };
    let (base, moderateur) = (label("{ br: 100 }"), label("{ tm: 100 }"));
    assert_ne!(base, moderateur);
    for list in ["higher-of", "lower-of"] {
        let of = |one: &str, other: &str| label(&format!("{{ {list}: [ {one}, {other} ] }}"));
        assert_eq!(of("{ br: 100 }", "{ tm: 100 }"), base, "{list}");
        assert_eq!(of("{ tm: 100 }", "{ br: 100 }"), moderateur, "{list}");
    }
}

/// The step of a deductible comes to what is left of the amount.
#[test]
fn the_step_of_a_deductible_comes_to_what_is_left() {
    let guarantee = "{ br: 150, deductible: { euros: \"10.00\" } }";
    let (share, steps) = explained(&gp(guarantee), &visit());
    assert_eq!(share.amount, Cents(1_400), "45.00 - 21.00 - 10.00");
    let step = steps.iter().find(|step| step.rule == "R-AMC-DEDUCTIBLE");
    assert_eq!(step.unwrap().result, "14.00");
}

/// Several products are told together; one alone is not.
#[test]
fn several_products_are_told_together() {
    let option = product(
        false,
        "on-top-of: { kind: option }\nguarantees: { generaliste: { euros: \"1.00\", ticket-moderateur: excluded } }",
    );
    let (base, choices, person) = (gp("{ br: 100 }"), Choices::default(), person());
    let told = |products: &[&Product]| {
        let mut journals = vec![Journal::default(); products.len()];
        let mut steps = Steps::default();
        shares(
            products,
            &choices,
            &visit(),
            &person,
            &mut journals,
            &mut steps,
        )
        .unwrap();
        let steps = steps.0.into_iter();
        let several = steps.filter(|step| step.rule == "R-AMC-SEVERAL");
        several
            .map(|step| format!("{}: {}", step.label.en, step.result))
            .collect::<Vec<_>>()
    };
    // Each product, then what they pay together.
    assert_eq!(
        told(&[&base, &option]),
        [
            "share of one product of several: 9.00",
            "share of one product of several: 1.00",
            "what the products pay together: 10.00",
        ]
    );
    assert_eq!(told(&[&base]), Vec::<String>::new());
}
