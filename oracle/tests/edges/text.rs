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

/// A remark in brackets says nothing of the amount; what follows it does.
#[test]
fn what_follows_a_remark_is_read() {
    let read = |text: &str| Guarantee::parse_text(text).unwrap();
    assert_eq!(
        read("100 % BR (secteur 1) + 150 €"),
        read("100 % BR + 150 €")
    );
    assert_ne!(read("100 % BR + 150 €"), read("100 % BR"));
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
