//! What is learned of contracts after their lines were settled (field notes §1.5, §1.24).

use domain::{Span, Suspension, SuspensionEnd};

use super::*;

/// `member` on the product `compteur`, for those days.
fn row(start: &str, end: Option<&str>) -> Member {
    Member {
        product: "compteur".into(),
        start: day(start),
        end: end.map(day),
        ..member()
    }
}

/// A mutuelle with that row, whose product pays 15.75 beyond the ticket modérateur in a year.
fn mutuelle_of(row: Member) -> Engine {
    let mut engine = engine(&[]);
    let per_year = json!("15.75");
    engine
        .add_products(&[specialist_at_150(&per_year)])
        .unwrap();
    engine.set_portfolio(vec![row]);
    engine
}

/// What the mutuelle says again when it learns that row.
fn learned(engine: &mut Engine, row: Member) -> Vec<(u64, Outcome)> {
    let amendments = engine.set_portfolio(vec![row]);
    let lines = amendments.into_iter().flat_map(|amendment| {
        let lines = amendment.lines.into_iter();
        lines.map(move |line| (amendment.re, line.outcome))
    });
    lines.collect()
}

fn no_longer_covered(cents: i64) -> Outcome {
    Outcome {
        reason: C::NoCover,
        ..reversed(cents)
    }
}

#[test]
fn an_end_that_is_learned_late_takes_back_what_was_paid_after_it() {
    let mut engine = mutuelle_of(row("2024-01-01", None));
    let before = exempt_specialist(1, "2024-11-04");
    let after = exempt_specialist(2, "2024-11-05");
    let both = engine.treat(1, &[after.clone(), before.clone()]);
    let ceiling = without(R::SettledZero, C::Ceiling);
    assert_eq!(outcomes(&both), [paid(1_575), ceiling]);
    let ended = row("2024-01-01", Some("2024-11-04"));
    let back = learned(&mut engine, ended.clone());
    assert_eq!(back, [(1, no_longer_covered(1_575))]);
    assert_eq!(learned(&mut engine, ended), [], "once");
    // The AMO takes back what is taken back already.
    let nothing = without(R::NoEffect, C::Cancellation);
    let late = engine.treat(2, &[cancellation(3, &after)]);
    assert_eq!(outcomes(&late), [nothing]);
    // The ceiling is free for what comes of the days before.
    let late = engine.treat(3, &[exempt_specialist(4, "2024-11-03")]);
    assert_eq!(outcomes(&late), [paid(1_575)]);
}

#[test]
fn an_end_that_was_a_mistake_pays_anew() {
    let mut engine = mutuelle_of(row("2024-01-01", None));
    engine.treat(1, &[exempt_specialist(1, "2024-11-05")]);
    let ended = row("2024-01-01", Some("2024-11-04"));
    assert_eq!(learned(&mut engine, ended).len(), 1);
    let running = row("2024-01-01", None);
    assert_eq!(learned(&mut engine, running), [(1, paid(1_575))]);
}

#[test]
fn what_is_taken_back_is_left_for_what_is_settled_at_once() {
    let mut engine = mutuelle_of(row("2024-03-01", None));
    let [early, late] = ["2024-02-01", "2024-12-02"];
    let no_cover = without(R::Refused, C::NoCover);
    let both = [exempt_specialist(1, early), exempt_specialist(2, late)];
    assert_eq!(outcomes(&engine.treat(1, &both)), [no_cover, paid(1_575)]);
    let earlier = row("2024-01-01", Some("2024-11-30"));
    let said = learned(&mut engine, earlier);
    assert_eq!(said, [(1, no_longer_covered(1_575)), (1, paid(1_575))]);
}

#[test]
fn a_suspension_takes_back_nothing_until_it_is_lost() {
    let suspended = |ended| {
        let mut row = row("2024-01-01", None);
        row.rights.suspensions = vec![Suspension {
            from: day("2024-11-01"),
            to: Some(day("2024-11-30")),
            ended,
        }];
        row
    };
    let mut engine = mutuelle_of(row("2024-01-01", None));
    engine.treat(1, &[exempt_specialist(1, "2024-11-05")]);
    assert_eq!(learned(&mut engine, suspended(None)), []);
    let lost = suspended(Some(SuspensionEnd::Lost));
    assert_eq!(learned(&mut engine, lost), [(1, no_longer_covered(1_575))]);
    let lifted = suspended(Some(SuspensionEnd::Regularised));
    assert_eq!(learned(&mut engine, lifted), [(1, paid(1_575))]);
}

#[test]
fn nothing_is_paid_while_another_body_is_active() {
    let with_another = |from, to: Option<&str>| {
        let mut row = row("2024-01-01", None);
        row.rights.other_body = vec![Span {
            from: day(from),
            to: to.map(day),
        }];
        row
    };
    let mut engine = mutuelle_of(with_another("2024-11-05", None));
    let before = exempt_specialist(1, "2024-11-04");
    let after = exempt_specialist(2, "2024-11-05");
    let held = without(R::Held, C::TwoInsurers);
    let both = engine.treat(1, &[after, before]);
    assert_eq!(outcomes(&both), [held, paid(1_575)]);
    // What was paid before that was known stays paid: it is not for want of a contract.
    let since_before = with_another("2024-11-01", None);
    assert_eq!(learned(&mut engine, since_before), []);
    // The other one had ended: the ceiling of the year is used up by then.
    let ended = with_another("2024-11-01", Some("2024-11-04"));
    let ceiling = without(R::SettledZero, C::Ceiling);
    assert_eq!(learned(&mut engine, ended), [(1, ceiling)]);
}
