//! What a first insurer says it paid.

use domain::{Rights, Statement, StatementKind};

use super::*;

/// An engine whose only person is paid by another mutuelle first.
fn second() -> Engine {
    let mut engine = engine(&[]);
    engine.set_portfolio(vec![Member {
        rights: Rights {
            on_statement: true,
            ..Rights::default()
        },
        ..member()
    }]);
    engine
}

fn first_paid(of: &Decompte, cents: i64) -> Statement {
    Statement {
        kind: StatementKind::FirstInsurer,
        lines: of.lines.iter().map(|line| of.line_id(line)).collect(),
        amount: Cents(cents),
        issued: None,
        care: None,
    }
}

fn waits() -> Outcome {
    Outcome::without_money(Reaction::Held, ReasonClass::DocumentAwaited)
}

fn nothing_after_the_first() -> Outcome {
    Outcome::without_money(Reaction::SettledZero, ReasonClass::EarlierInsurer)
}

#[test]
fn n19_a_second_mutuelle_waits_for_the_statement_and_pays_what_is_left() {
    let of = decompte(1, vec![gp(1)]);
    for (first, due) in [
        (0, Outcome::paid(Cents(795), Payee::Insured)),
        (500, Outcome::paid(Cents(295), Payee::Insured)),
        (795, nothing_after_the_first()),
    ] {
        let mut engine = second();
        let treatment = engine.treat(1, std::slice::from_ref(&of));
        assert_eq!(outcomes(&treatment), [waits()]);
        let treatment = engine.first_insurer_paid(&first_paid(&of, first));
        assert_eq!(treatment.outcome.reaction, Reaction::NoEffect);
        let [amendment] = &treatment.amendments[..] else {
            panic!("{treatment:?}");
        };
        assert_eq!(amendment.re, 1);
        assert_eq!(amendment.lines[0].outcome, due);
    }
}

#[test]
fn n19_a_statement_of_several_lines_is_shared_in_their_order() {
    let mut engine = second();
    let of = decompte(1, vec![gp(1), gp(2)]);
    engine.treat(1, std::slice::from_ref(&of));
    let treatment = engine.first_insurer_paid(&first_paid(&of, 1_000));
    let due: Vec<_> = treatment.amendments[0]
        .lines
        .iter()
        .map(|line| line.outcome)
        .collect();
    // 7.95 of the first line, 2.05 of the second.
    let rest = Outcome::paid(Cents(590), Payee::Insured);
    assert_eq!(due, [nothing_after_the_first(), rest]);
}

#[test]
fn n19_a_statement_before_its_line_waits_for_it() {
    let mut engine = second();
    let of = decompte(1, vec![gp(1)]);
    let early = engine.first_insurer_paid(&first_paid(&of, 500));
    assert_eq!((early.outcome, early.amendments.len()), (waits(), 0));
    let treatment = engine.treat(2, std::slice::from_ref(&of));
    let due = Outcome::paid(Cents(295), Payee::Insured);
    assert_eq!(amended(&treatment), [(2, of.line_id(&of.lines[0]), due)]);
}

#[test]
fn a_statement_of_a_day_before_the_care_is_refused() {
    let mut engine = second();
    let of = decompte(1, vec![gp(1)]);
    engine.treat(1, std::slice::from_ref(&of));
    let dated = Statement {
        issued: Some(day("2024-11-17")),
        ..first_paid(&of, 500)
    };
    let treatment = engine.first_insurer_paid(&dated);
    let refused = Outcome::without_money(Reaction::Refused, ReasonClass::Inconsistent);
    assert_eq!(
        (treatment.outcome, treatment.amendments.len()),
        (refused, 0)
    );
}
