//! Guarantees as tables print them, unit by unit, in both languages.

use domain::{Cents, Heading};
use oracle::amc::{Facts, Side, Thing};
use oracle::product::{Guarantee, Product};

use crate::amc::{day, paid};

/// Ten euros for each of what `unit` names, on a line of 2 acts, 3 examinations, 4 teeth, 2 eyes and an ear.
fn for_each(unit: &str) -> i64 {
    let guarantee = Guarantee::parse_text(&format!("10 €/{unit}")).unwrap();
    let left = Side::Left;
    let line = Facts {
        quantity: 2,
        examinations: 3,
        teeth: vec![14, 15, 16, 17],
        eyes: vec![left, Side::Right],
        ears: vec![left],
        expense: Cents(100_000),
        ..Facts::new(Thing(1), Heading::Implant, day("2025-03-01"))
    };
    paid(&Product::single("p", guarantee), &line).amount.0
}

#[test]
fn an_amount_is_for_the_unit_that_is_printed() {
    for (english, french, euros) in [
        ("line", "ligne", 10),
        ("act", "acte", 20),
        ("session", "séance", 20),
        ("day", "jour", 20),
        ("examination", "examen", 30),
        ("eye", "œil", 20),
        ("ear", "oreille", 10),
        ("tooth", "dent", 40),
    ] {
        assert_eq!(for_each(english), euros * 100, "{english}");
        assert_eq!(for_each(french), euros * 100, "{french}");
    }
}
