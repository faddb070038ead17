//! Shares of the mutuelle (docs/products.md).

use domain::{Cents, Day, Heading, ReasonClass};
use oracle::ambiguity::Choices;
use oracle::amc::{Facts, Journal, Person, Share, Thing, share};
use oracle::product::{AmoStatus, CarePlace, Product};
use oracle::trace::NoTrace;

use crate::least::least_beside;

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A member since 2020, born in 1980.
pub(crate) fn person() -> Person {
    let since = day("2020-01-01");
    Person {
        id: Thing(1_000_000),
        household: Thing(2_000_000),
        birth: Some(day("1980-05-01")),
        member_since: since,
        product_since: since,
        waits_until: None,
    }
}

/// A product with those keys.
pub(crate) fn product(responsible: bool, keys: &str) -> Product {
    let yaml = format!(
        "schema-version: 2\nid: tested\nname: {{ fr: Essai, en: Test }}\nresponsible: {responsible}\n{keys}"
    );
    Product::parse("tested.yaml", &yaml).unwrap()
}

pub(crate) fn paid_next(
    product: &Product,
    facts: &Facts,
    person: &Person,
    journal: &mut Journal,
) -> Share {
    let choices = Choices::default();
    share(product, &choices, facts, person, journal, &mut NoTrace).unwrap()
}

pub(crate) fn paid(product: &Product, facts: &Facts) -> Share {
    paid_next(product, facts, &person(), &mut Journal::default())
}

/// A product that is not responsible, with that guarantee for general practitioners.
pub(crate) fn gp(guarantee: &str) -> Product {
    product(
        false,
        &format!("guarantees: {{ generaliste: {guarantee} }}"),
    )
}

/// 50.00 on a base of 30.00, of which the AMO pays 21.00.
pub(crate) fn visit() -> Facts {
    Facts {
        base: Cents(3_000),
        amo: Cents(2_100),
        ..outside(1, Heading::Generaliste, 5_000)
    }
}

/// An act of 2025 that the AMO never pays.
pub(crate) fn outside(id: u64, heading: Heading, expense: i64) -> Facts {
    Facts {
        expense: Cents(expense),
        ..Facts::new(Thing(id), heading, day("2025-03-01"))
    }
}

/// Step 12: a line that paid nothing and kept back nothing is not entered.
#[test]
fn a_line_that_pays_nothing_is_not_entered() {
    let product = product(false, "guarantees: { generaliste: { br: 100 } }");
    let mut journal = Journal::default();
    let free = Facts {
        base: Cents(3_000),
        amo: Cents(3_000),
        ..outside(1, Heading::Generaliste, 3_000)
    };
    let share = paid_next(&product, &free, &person(), &mut journal);
    assert_eq!(
        (share.amount, share.reason),
        (Cents::ZERO, ReasonClass::NothingLeft)
    );
    assert!(journal.is_empty());
}

/// What a deductible kept back is counted, though nothing was paid.
#[test]
fn a_line_that_the_deductible_ate_is_entered() {
    let product = product(
        false,
        "guarantees: { osteopathe: { euros: \"40.00\", deductible: { euros: \"50.00\" } } }",
    );
    let mut journal = Journal::default();
    let mut pay = |id| {
        let share = paid_next(
            &product,
            &outside(id, Heading::Osteopathe, 6_000),
            &person(),
            &mut journal,
        );
        (share.amount.0, share.reason)
    };
    assert_eq!(pay(1), (0, ReasonClass::Deductible));
    assert_eq!(pay(2), (3_000, ReasonClass::Guarantee));
}

/// A counter by the tooth is of its own heading: what another one paid on that tooth is none of it.
#[test]
fn a_tooth_has_a_counter_for_each_limit() {
    let product = product(
        false,
        "guarantees:
  implant: { real-expense: true, limits: [ { euros: \"700.00\", per: tooth } ] }
  dentaire-libre: { real-expense: true }
",
    );
    let on_14 = |id, heading| Facts {
        teeth: vec![14],
        ..outside(id, heading, 50_000)
    };
    let mut journal = Journal::default();
    let mut pay = |facts: Facts| {
        paid_next(&product, &facts, &person(), &mut journal)
            .amount
            .0
    };
    assert_eq!(pay(on_14(1, Heading::DentaireLibre)), 50_000);
    assert_eq!(pay(on_14(2, Heading::Implant)), 50_000);
    assert_eq!(pay(on_14(3, Heading::Implant)), 20_000);
}

/// Floor "whole": the daily charge, but in a medico-social establishment.
#[test]
fn a_daily_charge_has_a_floor_but_in_a_medico_social_establishment() {
    let others = least_beside(&["forfait-journalier"]);
    let product = product(
        true,
        &format!(
            "guarantees:{others}  forfait-journalier: {{ real-expense: true, waiting-months: 3 }}\n"
        ),
    );
    let newcomer = Person {
        member_since: day("2025-02-01"),
        ..person()
    };
    let at = |place| {
        let facts = Facts {
            place,
            ..outside(1, Heading::ForfaitJournalier, 2_000)
        };
        let share = paid_next(&product, &facts, &newcomer, &mut Journal::default());
        (share.amount.0, share.reason)
    };
    assert_eq!(at(CarePlace::Hospital), (2_000, ReasonClass::Guarantee));
    assert_eq!(at(CarePlace::MedicoSocial), (0, ReasonClass::WaitingPeriod));
}

/// "AMO refused" is the reason where no level is for refused lines: here one is, inside the cases.
#[test]
fn a_refused_line_past_its_ceiling_has_met_the_ceiling() {
    let product = product(
        false,
        "guarantees:
  orthodontie:
    cases: [ { euros: \"100.00\", when: { amo: [refused] } }, { br: 100 } ]
    limits: [ { number: 1 } ]
",
    );
    let refused = |id| Facts {
        amo_status: Some(AmoStatus::Refused),
        ..outside(id, Heading::Orthodontie, 50_000)
    };
    let mut journal = Journal::default();
    let mut pay = |id| {
        let share = paid_next(&product, &refused(id), &person(), &mut journal);
        (share.amount.0, share.reason)
    };
    assert_eq!(pay(1), (10_000, ReasonClass::Guarantee));
    assert_eq!(pay(2), (0, ReasonClass::Ceiling));
}

/// "The first of those levels that none beats": of two equal amounts, the first says what is beyond.
#[test]
fn of_equal_levels_the_first_is_taken() {
    let counted = |levels: &str| {
        let product = product(false, &format!("guarantees: {{ generaliste: {levels} }}"));
        let line = Facts {
            base: Cents(3_150),
            amo: Cents(2_205),
            ..outside(1, Heading::Generaliste, 9_000)
        };
        let share = paid(&product, &line);
        assert_eq!(share.amount, Cents(2_000));
        (share.counted.m.0, share.counted.v.0)
    };
    let (beyond, both) = (
        "{ euros: \"20.00\", ticket-moderateur: excluded }",
        "{ euros: \"20.00\", ticket-moderateur: included }",
    );
    for list in ["higher-of", "lower-of"] {
        assert_eq!(
            counted(&format!("{{ {list}: [ {beyond}, {both} ] }}")),
            (0, 2_000),
            "{list}"
        );
        assert_eq!(
            counted(&format!("{{ {list}: [ {both}, {beyond} ] }}")),
            (945, 1_055),
            "{list}"
        );
    }
}

/// Refractive surgery is dated by its start, whatever optics is dated by.
#[test]
fn refractive_surgery_is_dated_by_its_start() {
    let product = product(
        false,
        "guarantees: { chirurgie-refractive: { euros: \"300.00\", waiting-months: 3 } }",
    );
    let newcomer = Person {
        member_since: day("2025-01-01"),
        ..person()
    };
    let on = |start: &str| {
        let facts = Facts {
            expense: Cents(100_000),
            delivery: day("2025-04-02"),
            ..Facts::new(Thing(1), Heading::ChirurgieRefractive, day(start))
        };
        let share = paid_next(&product, &facts, &newcomer, &mut Journal::default());
        (share.amount.0, share.reason)
    };
    assert_eq!(on("2025-03-20"), (0, ReasonClass::WaitingPeriod));
    assert_eq!(on("2025-04-01"), (30_000, ReasonClass::Guarantee));
}

/// Own-product counters by the tooth: after a reset, what the old product paid on it is not counted.
#[test]
fn a_reset_forgets_what_another_product_paid_on_a_tooth() {
    let of = |id: &str, more: &str| {
        let yaml = format!(
            "schema-version: 2\nid: {id}\nname: {{ fr: E, en: T }}\nresponsible: false\n{more}guarantees: {{ implant: {{ real-expense: true, limits: [ {{ euros: \"700.00\", per: tooth, over: year }} ] }} }}\n"
        );
        Product::parse("tested.yaml", &yaml).unwrap()
    };
    let moved = Person {
        product_since: day("2025-02-01"),
        ..person()
    };
    let on_14 = |id| Facts {
        teeth: vec![14],
        ..outside(id, Heading::Implant, 50_000)
    };
    let second = |more: &str| {
        let mut journal = Journal::default();
        let old = of("old", "");
        assert_eq!(
            paid_next(&old, &on_14(1), &person(), &mut journal).amount,
            Cents(50_000)
        );
        paid_next(&of("new", more), &on_14(2), &moved, &mut journal)
            .amount
            .0
    };
    assert_eq!(second("on-product-change: carry\n"), 20_000);
    assert_eq!(second("on-product-change: reset\n"), 50_000);
}

/// A line that is settled day by day counts what its days count together.
#[test]
fn the_days_of_a_line_are_counted_together() {
    let product = product(
        false,
        "guarantees: { chambre-particuliere: { euros: \"50.00\" } }",
    );
    let nights = Facts {
        quantity: 3,
        end: day("2025-03-03"),
        ..outside(1, Heading::ChambreParticuliere, 30_000)
    };
    let mut journal = Journal::default();
    let share = paid_next(&product, &nights, &person(), &mut journal);
    assert_eq!(
        (share.amount, share.counted.total()),
        (Cents(15_000), Cents(15_000))
    );
    assert_eq!(journal.entries().len(), 3, "one a day");
}
