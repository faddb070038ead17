//! AMO amounts that a question gives, and debts of third-party payment (docs/quote.md).

use domain::Cents;
use oracle::quote::Session;

use crate::quote::{alone, ask};

/// Everything that is given reaches the contract: the base, the AMO's share with its majoration, the doctor.
#[test]
fn given_amounts_reach_the_contract() {
    let paid = |more: &str, guarantee: &str| {
        let line = alone(&format!(
            "{{date: 2025-03-01, act: CS, fee: 6000, {more}, guarantee: \"{guarantee}\"}}"
        ));
        line.contracts[0].amount.0
    };
    let coordinated = "base: 3150, given: {amo: 2205}";
    // 200 % of 31.50 is 63.00, above the fee: 60.00 - 22.05. Without base nothing.
    assert_eq!(paid(coordinated, "200 % BR"), 3_795);
    assert_eq!(paid("given: {amo: 2205}", "200 % BR"), 0);
    // Out of the parcours the theoretical share is 9.45 + 12.60, and what is left the same.
    let out = "base: 3150, given: {amo: 945, majoration: 1260}";
    assert_eq!(paid(out, "100 % BR"), 945);
    assert_eq!(paid("base: 3150, given: {amo: 945}", "100 % BR"), 2_205);
}

/// What was kept back is told, and left to the person; nothing of it is deferred.
#[test]
fn given_withholdings_are_told() {
    let answer = ask(
        &mut Session::default(),
        "{date: 2025-03-01, act: PH7, fee: 1000, base: 1000, given: {amo: 650, franchise: 100}, guarantee: \"100 % BR\"}",
    );
    let line = &answer.lines[0];
    assert_eq!(
        (line.franchise, line.participation),
        (Cents(100), Cents::ZERO)
    );
    assert_eq!((answer.amo, answer.amc), (Cents(550), Cents(350)));
    assert_eq!(answer.remainder.franchise, Cents(100));
    let answer = ask(
        &mut Session::default(),
        "{date: 2025-03-01, act: G, fee: 3000, base: 3000, given: {amo: 2100, participation: 200}, guarantee: \"100 % BR\"}",
    );
    assert_eq!((answer.amo, answer.amc), (Cents(1_900), Cents(900)));
    assert_eq!(answer.remainder.participation, Cents(200));
    assert_eq!(answer.lines[0].participation, Cents(200));
    let answer = ask(
        &mut Session::default(),
        "{date: 2025-03-01, act: CS, fee: 3150, base: 3150, given: {amo: 945, majoration: 1260}, guarantee: \"100 % BR\"}",
    );
    assert_eq!(answer.remainder.majoration, Cents(1_260));
    assert_eq!(answer.remainder.total, Cents(1_260));
}

/// Rules §4: a debt is recovered from a payment to the insured. A payment to the professional has nothing to keep it
/// from, and of a payment whose AMO amounts are given the AMO already said all.
#[test]
fn a_debt_waits_for_a_payment_to_the_insured() {
    let mut session = Session::default();
    let mut recovered = |yaml: &str| {
        ask(&mut session, &format!("{{person: p, {yaml}}}"))
            .recovered
            .0
    };
    let minor = "patient: {exemption: ald-related}";
    assert_eq!(
        recovered(&format!(
            "date: 2025-03-01, act: B, fee: 1500, base: 1500, third-party: true, {minor}"
        )),
        0,
        "put off"
    );
    assert_eq!(
        recovered(&format!(
            "date: 2025-03-02, act: CD, fee: 2300, third-party: true, {minor}"
        )),
        0,
        "paid to the dentist"
    );
    assert_eq!(
        recovered("date: 2025-03-03, act: G, fee: 3000, given: {amo: 2100, participation: 200}"),
        0,
        "the AMO's amounts are given"
    );
    assert_eq!(
        recovered(&format!("date: 2025-03-04, act: CD, fee: 2300, {minor}")),
        200,
        "paid to the insured"
    );
    assert_eq!(
        recovered(&format!("date: 2025-03-05, act: CD, fee: 2300, {minor}")),
        0,
        "once"
    );
}
