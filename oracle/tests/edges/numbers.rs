//! Numbers of equipments, and units that are kept (docs/products.md, "What a limit cuts").

use domain::{Cents, Heading};
use oracle::amc::{Facts, Journal, Person, Side, Thing};

use crate::amc::{day, outside, paid_next, person, product};

/// An equipment counts once, however many lines it is billed in; another one is another.
#[test]
fn an_equipment_counts_once() {
    let product = product(
        false,
        "guarantees: { lentilles: { real-expense: true, limits: [ { number: 1, of: equipment } ] } }",
    );
    let mut journal = Journal::default();
    let mut pay = |id, equipment| {
        let line = Facts {
            equipment: Thing(equipment),
            ..outside(id, Heading::Lentilles, 5_000)
        };
        paid_next(&product, &line, &person(), &mut journal).amount.0
    };
    assert_eq!(pay(1, 77), 5_000);
    assert_eq!(pay(2, 77), 5_000, "the same equipment");
    assert_eq!(pay(3, 78), 0, "another one");
}

/// "Units 0 where the counted m + v is 0": what a fallback alone paid took no unit of the tooth, the eye or the ear.
#[test]
fn a_fallback_takes_no_unit_of_what_the_line_names() {
    for part in ["tooth", "eye", "ear"] {
        let product = product(
            false,
            &format!(
                "guarantees:
  implant:
    real-expense: true
    limits: [ {{ number: 1, per: {part} }}, {{ euros: \"0.00\", then: {{ euros: \"10.00\" }} }} ]
"
            ),
        );
        let mut journal = Journal::default();
        let mut pay = |id| {
            let line = Facts {
                teeth: vec![14],
                eyes: vec![Side::Left],
                ears: vec![Side::Left],
                ..outside(id, Heading::Implant, 5_000)
            };
            paid_next(&product, &line, &person(), &mut journal).amount.0
        };
        assert_eq!([pay(1), pay(2), pay(3)], [1_000, 1_000, 1_000], "{part}");
    }
}

/// A line that a number cut to some of its units counts those: 3 of 4, then the one left, then none.
#[test]
fn a_line_counts_the_units_that_were_left() {
    let product = product(
        false,
        "guarantees: { osteopathe: { euros: \"10.00\", limits: [ { number: 4 } ] } }",
    );
    let mut journal = Journal::default();
    let mut pay = |id, quantity| {
        let line = Facts {
            quantity,
            ..outside(id, Heading::Osteopathe, 20_000)
        };
        paid_next(&product, &line, &person(), &mut journal).amount.0
    };
    assert_eq!([pay(1, 3), pay(2, 3), pay(3, 1)], [3_000, 1_000, 0]);
}

/// A tooth is one person's: what a contract paid on another's of the same number is none of it.
#[test]
fn a_tooth_is_of_one_person() {
    for limit in [
        "{ number: 1, per: tooth }",
        "{ euros: \"50.00\", per: tooth }",
    ] {
        let product = product(
            false,
            &format!("guarantees: {{ implant: {{ real-expense: true, limits: [ {limit} ] }} }}"),
        );
        let mut journal = Journal::default();
        let mut pay = |id, whose| {
            let line = Facts {
                teeth: vec![14],
                ..outside(id, Heading::Implant, 5_000)
            };
            let who = Person {
                id: Thing(whose),
                ..person()
            };
            paid_next(&product, &line, &who, &mut journal).amount.0
        };
        let due = [pay(1, 100), pay(2, 200), pay(3, 100)];
        assert_eq!(due, [5_000, 5_000, 0], "{limit}");
    }
}

/// A deductible is one for the headings that take it from a family, and each family's own.
#[test]
fn a_deductible_is_of_who_writes_it() {
    let product = product(
        false,
        "guarantees:
  medecines-douces: { real-expense: true, deductible: { euros: \"40.00\" } }
  prevention: { real-expense: true, deductible: { euros: \"30.00\" } }
",
    );
    let mut journal = Journal::default();
    let mut pay = |id, heading| {
        let line = outside(id, heading, 5_000);
        paid_next(&product, &line, &person(), &mut journal).amount.0
    };
    assert_eq!(pay(1, Heading::Osteopathe), 1_000);
    assert_eq!(pay(2, Heading::Chiropracteur), 5_000, "kept already");
    assert_eq!(pay(3, Heading::Vaccin), 2_000);
    assert_eq!(pay(4, Heading::Depistage), 5_000, "kept already");
}

/// "What remains on the last": 150.00 paid on two teeth before there was a limit of 50.00 stands on both.
#[test]
fn what_teeth_had_above_their_room_stands_on_the_last() {
    let product = product(
        false,
        "guarantees: { implant: { real-expense: true } }
versions:
  - from: 2025-04-01
    guarantees: { implant: { real-expense: true, limits: [ { euros: \"50.00\", per: tooth } ] } }
",
    );
    let mut journal = Journal::default();
    let mut pay = |id, on: &str, expense, teeth: &[u8]| {
        let line = Facts {
            teeth: teeth.to_vec(),
            expense: Cents(expense),
            ..Facts::new(Thing(id), Heading::Implant, day(on))
        };
        paid_next(&product, &line, &person(), &mut journal).amount.0
    };
    assert_eq!(pay(1, "2025-03-01", 15_000, &[14, 15]), 15_000);
    assert_eq!(pay(2, "2025-05-01", 5_000, &[15]), 0);
    assert_eq!(pay(3, "2025-05-02", 5_000, &[14]), 0);
    assert_eq!(pay(4, "2025-05-03", 5_000, &[16]), 5_000);
}
