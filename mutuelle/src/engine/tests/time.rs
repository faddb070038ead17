//! Rules N18: too late, or too early.

use super::*;

/// What is said of one line of that act that comes on that day.
fn on(received: &str, change: Change) -> Outcome {
    let mut line = gp(1);
    change(&mut line);
    let mut engine = engine(&[]);
    engine.day_begins(day(received));
    outcomes(&engine.treat(1, &[decompte(1, vec![line])]))[0]
}

#[test]
fn n18a_two_years_run_from_the_day_the_amo_paid() {
    // The décompte is of 2024-11-20, the care of 2024-11-18.
    assert_eq!(on("2026-11-20", |_| {}), paid(795));
    assert_eq!(on("2026-11-21", |_| {}), without(R::Refused, C::TimeBarred));
}

#[test]
fn n18a_they_run_from_the_care_where_the_amo_paid_nothing() {
    let nothing: Change = |line| (line.rate, line.amount) = (0, Cents::ZERO);
    let in_time = on("2026-11-18", nothing);
    assert_ne!(in_time.reason, C::TimeBarred);
    assert_eq!(
        on("2026-11-19", nothing),
        without(R::Refused, C::TimeBarred)
    );
}

#[test]
fn n18a_what_the_amo_keeps_back_of_an_act_that_it_pays_is_no_act_unpaid() {
    let kept_back: Change = |line| line.amount = Cents(-2_400);
    assert_ne!(on("2026-11-19", kept_back).reason, C::TimeBarred);
    assert_eq!(
        on("2026-11-21", kept_back),
        without(R::Refused, C::TimeBarred)
    );
}

#[test]
fn n18b_a_cancellation_is_never_too_late() {
    let mut engine = engine(&[]);
    engine.day_begins(day("2024-11-21"));
    let file = decompte(1, vec![gp(1)]);
    engine.treat(1, std::slice::from_ref(&file));
    engine.day_begins(day("2029-11-21"));
    let back = engine.treat(2, &[cancellation(2, &file)]);
    assert_eq!(outcomes(&back), [reversed(795)]);
}

#[test]
fn n18c_care_to_come_waits_for_its_day() {
    let mut engine = engine(&[]);
    engine.day_begins(day("2024-11-17"));
    let file = decompte(1, vec![gp(1)]);
    let treatment = engine.treat(7, std::slice::from_ref(&file));
    assert_eq!(outcomes(&treatment), [without(R::Held, C::FutureCare)]);
    assert_eq!(engine.day_begins(day("2024-11-17")), []);
    let amendments = engine.day_begins(day("2024-11-18"));
    let [of_seven] = &amendments[..] else {
        panic!("{amendments:?}");
    };
    assert_eq!((of_seven.re, of_seven.lines[0].outcome), (7, paid(795)));
    assert_eq!(engine.day_begins(day("2024-11-19")), [], "once");
}

#[test]
fn n18c_what_was_taken_back_before_its_day_is_not_settled_then() {
    let mut engine = engine(&[]);
    engine.day_begins(day("2024-11-17"));
    let file = decompte(1, vec![gp(1)]);
    engine.treat(1, std::slice::from_ref(&file));
    let back = engine.treat(2, &[cancellation(2, &file)]);
    assert_eq!(outcomes(&back), [without(R::NoEffect, C::Cancellation)]);
    assert_eq!(engine.day_begins(day("2024-11-18")), []);
}

#[test]
fn n18c_what_is_learned_of_the_contract_meanwhile_counts_on_the_day() {
    let mut engine = engine(&[]);
    engine.day_begins(day("2024-11-17"));
    engine.treat(1, &[decompte(1, vec![gp(1)])]);
    let ended = Member {
        end: Some(day("2024-11-17")),
        ..member()
    };
    assert_eq!(engine.set_portfolio(vec![ended]), []);
    assert_eq!(engine.day_begins(day("2024-11-17")), []);
    let amendments = engine.day_begins(day("2024-11-18"));
    assert_eq!(
        amendments[0].lines[0].outcome,
        without(R::Refused, C::NoCover)
    );
}
