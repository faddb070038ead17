//! A line of several days, day by day (docs/products.md, "Reference date").

use domain::{Cents, Heading};
use oracle::amc::Facts;

use crate::amc::{day, outside, paid, product};

/// Equal parts of its base: 100 % of 100.00 over three days is 100.00, not three times as much.
#[test]
fn a_day_has_its_part_of_the_base() {
    let product = product(false, "guarantees: { chambre-particuliere: { br: 100 } }");
    let nights = Facts {
        quantity: 3,
        base: Cents(10_000),
        ..outside(1, Heading::ChambreParticuliere, 30_000)
    };
    assert_eq!(paid(&product, &nights).amount, Cents(10_000));
}

/// Of the participation too: a contract that refunds it pays 20.00 less the 7.00 that reached the person.
#[test]
fn a_day_has_its_part_of_the_participation() {
    let product = product(
        false,
        "refunds-participation: true\nguarantees: { chambre-particuliere: { real-expense: true } }",
    );
    let nights = Facts {
        quantity: 2,
        amo: Cents(1_000),
        participation: Cents(300),
        ..outside(1, Heading::ChambreParticuliere, 2_000)
    };
    assert_eq!(paid(&product, &nights).amount, Cents(1_300));
}

/// Each day is its own last day, and that of what the line does not carry.
#[test]
fn a_day_has_its_own_days() {
    for word in ["end", "delivery", "prescription"] {
        let room = |amount: u8| {
            format!(
                "{{ chambre-particuliere: {{ euros: \"{amount}.00\", reference-date: {word} }} }}"
            )
        };
        let product = product(
            false,
            &format!(
                "guarantees: {}\nversions: [ {{ from: 2025-03-02, guarantees: {} }} ]",
                room(1),
                room(2)
            ),
        );
        let nights = Facts {
            quantity: 2,
            end: day("2025-03-02"),
            ..outside(1, Heading::ChambreParticuliere, 20_000)
        };
        assert_eq!(paid(&product, &nights).amount, Cents(100 + 200), "{word}");
        // What it carries stays.
        let early = day("2025-02-01");
        let carried = Facts {
            delivery: early,
            prescription: early,
            ..nights
        };
        let due = if word == "end" { 300 } else { 200 };
        assert_eq!(paid(&product, &carried).amount, Cents(due), "{word}");
    }
}
