//! Why nothing is paid (docs/products.md, "Paid").

use domain::{Cents, Heading, ReasonClass};
use oracle::amc::{Facts, Journal};
use oracle::product::AmoStatus;

use crate::amc::{day, outside, paid, paid_next, person, product};

/// "A step left 0 where the amount was above 0 before it": a level that gives nothing was brought down by no step.
#[test]
fn a_level_that_gives_nothing_is_cut_by_no_step() {
    let generous = "limits: [ { euros: \"10.00\" } ], deductible: { euros: \"10.00\" }";
    let product = product(
        false,
        &format!("guarantees: {{ generaliste: {{ br: 100, {generous} }} }}"),
    );
    // Paid whole by the AMO up to its base: the overrun alone is left, which 100 % BR does not pay.
    let line = Facts {
        base: Cents(3_000),
        amo: Cents(3_000),
        ..outside(1, Heading::Generaliste, 5_000)
    };
    let share = paid(&product, &line);
    assert_eq!(
        (share.amount, share.reason),
        (Cents::ZERO, ReasonClass::NothingLeft)
    );
}

/// "`reimbursed` where base or amo is above 0, else `outside`"; what the line says prevails.
#[test]
fn a_base_or_an_amo_amount_says_that_the_amo_reimburses() {
    let product = product(
        false,
        "guarantees: { generaliste: { euros: \"1.00\", when: { amo: [reimbursed] } } }",
    );
    let due = |base, amo, amo_status| {
        let line = Facts {
            base: Cents(base),
            amo: Cents(amo),
            amo_status,
            ..outside(1, Heading::Generaliste, 5_000)
        };
        paid(&product, &line).amount.0
    };
    assert_eq!(due(1, 0, None), 100);
    assert_eq!(due(0, 1, None), 100);
    assert_eq!(due(0, 0, None), 0);
    assert_eq!(due(0, 0, Some(AmoStatus::Reimbursed)), 100);
    assert_eq!(due(3_000, 2_100, Some(AmoStatus::Outside)), 0);
}

/// A line by day is paid where one of its days is; "where no day is paid, the line's reason is that of its first day".
#[test]
fn a_line_by_day_says_what_its_days_say_together() {
    let over_new_year = |more: &str| {
        let product = product(
            false,
            &format!(
                "guarantees: {{ chambre-particuliere: {{ euros: \"50.00\", limits: [ {{ number: 1, of: day }} ] }} }}\n{more}"
            ),
        );
        let nights = |id, from: &str, quantity| Facts {
            quantity,
            date: day(from),
            end: day(from),
            delivery: day(from),
            ..outside(
                id,
                Heading::ChambreParticuliere,
                6_000 * i64::from(quantity),
            )
        };
        let mut journal = Journal::default();
        let mut pay = |line: &Facts| {
            let share = paid_next(&product, line, &person(), &mut journal);
            (share.amount.0, share.reason)
        };
        assert_eq!(
            pay(&nights(1, "2025-03-01", 1)),
            (5_000, ReasonClass::Guarantee)
        );
        // The number of 2025 is reached; 1 January is another year.
        pay(&nights(2, "2025-12-31", 2))
    };
    assert_eq!(over_new_year(""), (5_000, ReasonClass::Guarantee));
    let no_more = "versions: [ { from: 2026-01-01, guarantees: { chambre-particuliere: { covered: false } } } ]\n";
    assert_eq!(over_new_year(no_more), (0, ReasonClass::Ceiling));
}
