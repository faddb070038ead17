//! Complements under a number (docs/products.md, "What a limit cuts").

use domain::{Cents, Heading};
use oracle::ambiguity::Choices;
use oracle::amc::{Facts, Journal, Thing, share};
use oracle::trace::Steps;

use crate::amc::{outside, paid_next, person, product};

/// A number lets a complement pass where its main act counted, and leaves it nothing where the number cut that act,
/// even if a fallback paid it.
#[test]
fn a_complement_follows_a_main_act_that_a_number_cut() {
    let product = product(
        false,
        "guarantees: { infirmier: { br: 200, limits: [ { number: 1, then: { br: 100 } } ] } }",
    );
    let mut journal = Journal::default();
    // 10.00 spent on a base of 5.00, of which the AMO paid 3.00: 200 % is 7.00, 100 % is 2.00.
    let act = |id| Facts {
        base: Cents(500),
        amo: Cents(300),
        ..outside(id, Heading::Infirmier, 1_000)
    };
    let of = |id, main| Facts {
        complement_of: Some(Thing(main)),
        act: Thing(main),
        ..act(id)
    };
    let mut pay = |facts: &Facts| paid_next(&product, facts, &person(), &mut journal).amount.0;
    assert_eq!(pay(&act(1)), 700, "the one of the year");
    assert_eq!(pay(&of(2, 1)), 700, "its complement");
    assert_eq!(pay(&act(3)), 200, "cut, then the fallback");
    assert_eq!(pay(&of(4, 3)), 200, "its complement, likewise");
}

/// The step of a complement says what it follows, and whether it passes.
#[test]
fn the_step_of_a_complement_says_so() {
    let product = product(
        false,
        "guarantees: { infirmier: { real-expense: true, limits: [ { number: 1 } ] } }",
    );
    let (mut journal, mut steps) = (Journal::default(), Steps::default());
    let main = outside(1, Heading::Infirmier, 1_000);
    paid_next(&product, &main, &person(), &mut journal);
    let of = Facts {
        complement_of: Some(Thing(1)),
        act: Thing(1),
        ..outside(2, Heading::Infirmier, 1_000)
    };
    let choices = Choices::default();
    share(&product, &choices, &of, &person(), &mut journal, &mut steps).unwrap();
    let step = steps.0.iter().find(|step| step.rule == "R-AMC-NUMBER");
    let step = step.unwrap();
    assert_eq!(step.label.en, "complement: it follows its main act");
    assert_eq!(step.result, "1");
}
