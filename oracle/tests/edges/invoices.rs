//! What comes after a line: its cancellation, the invoice of a third party, the statement of a first insurer.

use domain::{
    Decompte, Line, Member, Outcome, Payee, PayeeNature, ReasonClass, Rights, StatementKind,
};
use oracle::ambiguity::Choices;

use crate::ledger::support::*;

/// Rules §9 N18 and N10: care still to come that was cancelled in the meantime is not paid on its day.
#[test]
fn n18_care_cancelled_before_its_day_is_not_paid_on_it() {
    let mut ledger = ledger();
    let line = decompte(1, &[consultation()]);
    deliver_on(&mut ledger, "2024-06-14", std::slice::from_ref(&line));
    let future = held(ReasonClass::FutureCare);
    assert_eq!(first(&ledger, 0).outcome, future);
    deliver_on(&mut ledger, "2024-06-14", &[cancellation(2, &line)]);
    deliver_on(&mut ledger, "2024-06-16", &[]);
    assert_eq!(first(&ledger, 0).outcome, future, "never paid");
    assert!(ledger.counters_are_empty());
}

fn to_a_third_party(number: u32, line: Line) -> Decompte {
    Decompte {
        payee_nature: PayeeNature::ThirdPartyFull,
        ..decompte(number, &[line])
    }
}

/// Rules §9 N15: an invoice is paid what the contract owes, which out of the parcours is what is left of the base once
/// the theoretical share is off it.
#[test]
fn n15_an_invoice_out_of_the_parcours_is_paid_beside_the_majoration() {
    let mut ledger = ledger();
    let out = Line {
        rate: 30,
        amount: euros("7.95"),
        majoration: euros("10.60"),
        ..consultation()
    };
    let line = to_a_third_party(1, out);
    deliver(&mut ledger, std::slice::from_ref(&line));
    let invoice = statement(StatementKind::Invoice, &[&line], "7.95");
    let due = hand_over(&mut ledger, None, &invoice);
    // 26.50 - (7.95 + 10.60).
    assert_eq!(due, Outcome::paid(euros("7.95"), Payee::Professional));
}

/// Nothing is owed to a professional of a line that was taken back.
#[test]
fn n15_an_invoice_of_a_cancelled_line_is_paid_nothing() {
    let mut ledger = ledger();
    let line = to_a_third_party(1, consultation());
    deliver(&mut ledger, std::slice::from_ref(&line));
    deliver(&mut ledger, &[cancellation(2, &line)]);
    let invoice = statement(StatementKind::Invoice, &[&line], "7.95");
    let due = hand_over(&mut ledger, None, &invoice);
    assert_eq!(due, zero(ReasonClass::NothingLeft));
    assert!(ledger.counters_are_empty());
}

/// The step of a cancellation names the line it takes back: caisse, décompte and line.
#[test]
fn a_cancellation_names_the_line_it_takes_back() {
    let mut ledger = ledger().with_traces();
    let line = decompte(1, &[consultation()]);
    deliver(&mut ledger, std::slice::from_ref(&line));
    let back = deliver(&mut ledger, &[cancellation(2, &line)]);
    let steps = &first(&ledger, back).steps;
    let named = steps.iter().flat_map(|step| &step.inputs);
    let named = named.filter(|(name, _)| *name == "original");
    let named: Vec<_> = named.map(|(_, value)| value.to_string()).collect();
    assert!(named[0].ends_with("/01"), "{named:?}");
}

/// Rules §9 N19: what a first insurer paid on several lines is shared in their order, each up to what the AMO, majoration
/// included, leaves of it.
#[test]
fn n19_a_line_out_of_the_parcours_takes_what_the_majoration_leaves() {
    let second = Member {
        rights: Rights {
            on_statement: true,
            ..Rights::default()
        },
        ..member()
    };
    let mut ledger = ledger_of(&[second], Choices::default());
    let out = Line {
        rate: 30,
        amount: euros("7.95"),
        majoration: euros("10.60"),
        ..consultation()
    };
    let next = Line {
        number: 2,
        ..consultation()
    };
    let both = decompte(1, &[out, next]);
    deliver(&mut ledger, std::slice::from_ref(&both));
    let told = statement(StatementKind::FirstInsurer, &[&both], "10.00");
    hand_over(&mut ledger, None, &told);
    let due: Vec<Outcome> = ledger.lines(0).iter().map(|line| line.outcome).collect();
    // 7.95 of the first, 2.05 of the second.
    assert_eq!(due, [zero(ReasonClass::EarlierInsurer), paid("5.90")]);
}
