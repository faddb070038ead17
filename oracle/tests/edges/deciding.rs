//! The rule that decided an amount: the last of those that bore on it (docs/products.md, "The steps of a line").

use domain::{Cents, Heading};
use oracle::ambiguity::Choices;
use oracle::amc::{Doctor, Facts, Journal, share};
use oracle::trace::Steps;

use crate::amc::{gp, outside, paid, person, product, visit};
use crate::least::least_beside;

/// Where the theoretical share and what the AMO paid differ, that is the rule.
#[test]
fn a_majoration_or_a_participation_makes_the_share_theoretical() {
    let rule = |facts: &Facts| paid(&gp("{ br: 100 }"), facts).rule;
    assert_eq!(rule(&visit()), "R-AMC-LEVEL");
    let participation = Facts {
        participation: Cents(200),
        ..visit()
    };
    assert_eq!(rule(&participation), "R-AMC-THEORETICAL");
    let majoration = Facts {
        amo: Cents(900),
        majoration: Cents(1_200),
        ..visit()
    };
    assert_eq!(rule(&majoration), "R-AMC-THEORETICAL");
}

/// A fallback decides where it pays more than what the ceiling left.
#[test]
fn a_fallback_decides_where_it_pays_more() {
    let rule = |then: &str| {
        let limit = format!("{{ euros: \"10.00\", then: {{ euros: \"{then}\" }} }}");
        let share = paid(
            &gp(&format!("{{ real-expense: true, limits: [ {limit} ] }}")),
            &visit(),
        );
        (share.amount.0, share.rule)
    };
    assert_eq!(rule("9.99"), (1_000, "R-AMC-CEILING"));
    assert_eq!(rule("10.00"), (1_000, "R-AMC-CEILING"));
    assert_eq!(rule("10.01"), (1_001, "R-AMC-FALLBACK"));
}

/// What others paid is told, whether or not it leaves less than the amount.
#[test]
fn what_others_paid_is_told() {
    let told = |earlier| {
        let facts = Facts {
            earlier: Cents(earlier),
            ..visit()
        };
        let (mut journal, mut steps) = (Journal::default(), Steps::default());
        let (product, choices, person) = (gp("{ br: 100 }"), Choices::default(), person());
        share(
            &product,
            &choices,
            &facts,
            &person,
            &mut journal,
            &mut steps,
        )
        .unwrap();
        steps.0.iter().any(|step| step.rule == "R-AMC-INDEMNITY")
    };
    assert!(!told(0));
    assert!(told(100), "28.00 are left for the 9.00");
    assert!(told(2_500), "4.00 are left");
}

/// A limit named twice is the limit.
#[test]
fn a_limit_named_twice_is_one() {
    let twice = product(
        false,
        "limits: { plafond: { euros: \"10.00\" } }
guarantees: { generaliste: { real-expense: true, limits: [plafond, plafond] } }",
    );
    assert_eq!(paid(&twice, &visit()).amount, Cents(1_000));
}

/// A cap of doctors that is just reached decides nothing: 200 % of 23.00 leaves 23.00 beyond it, as 100 % allows.
#[test]
fn a_cap_of_doctors_just_reached_decides_nothing() {
    let rule = |br: u32| {
        let product = product(
            true,
            &format!(
                "guarantees:\n  medecins: {{ br: {br} }}{}",
                least_beside(&["medecins"])
            ),
        );
        let line = Facts {
            doctor: Some(Doctor::NonOptam),
            base: Cents(2_300),
            amo: Cents(1_610),
            ..outside(1, Heading::Specialiste, 8_000)
        };
        let share = paid(&product, &line);
        (share.amount.0, share.rule)
    };
    assert_eq!(rule(200), (2_990, "R-AMC-LEVEL"));
    assert_eq!(rule(201), (2_990, "R-AMC-NON-OPTAM"));
}
