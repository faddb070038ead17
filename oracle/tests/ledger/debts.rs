//! What is owed back: by whom, claimed or kept of later payments (field notes §1.23).

use domain::{
    Beneficiary, Cents, Decompte, Line, Member, PayeeNature, PsNumber, Rank, Recovery,
    StatementKind,
};
use oracle::ledger::{Debtor, Ledger, Owing};

use crate::support::*;

fn insured() -> Beneficiary {
    member().beneficiary()
}

fn offsetting() -> Ledger {
    ledger_of(&[member()], choosing("undue-recovery", "offset"))
}

/// A consultation of that day, in a décompte of that number: 7.95 are due.
fn on(number: u32, care: &str) -> Decompte {
    let line = Line {
        start: day(care),
        end: day(care),
        ..consultation()
    };
    decompte(number, &[line])
}

fn owing(ledger: &mut Ledger, decompte: &Decompte) -> Owing {
    let delivery = deliver(ledger, std::slice::from_ref(decompte));
    first(ledger, delivery).owing
}

fn kept(amount: &str, debtor: Debtor) -> Owing {
    Owing {
        kept: euros(amount),
        debtor: Some(debtor),
        recovery: None,
    }
}

fn owed(recovery: Recovery, debtor: Debtor) -> Owing {
    Owing {
        recovery: Some(recovery),
        debtor: Some(debtor),
        kept: Cents::ZERO,
    }
}

#[test]
fn what_is_taken_back_is_claimed_from_whom_it_went_to() {
    let mut ledger = ledger().with_traces();
    let one = on(1, "2024-06-15");
    assert_eq!(owing(&mut ledger, &one), Owing::default());
    let debtor = Debtor::Insured(insured());
    assert_eq!(
        owing(&mut ledger, &cancellation(2, &one)),
        owed(Recovery::Claimed, debtor)
    );
    let steps = &first(&ledger, 1).steps;
    let step = steps.iter().find(|step| step.rule == "UNDUE").unwrap();
    assert_eq!(step.result, "claimed");
    assert_eq!(step.inputs[0], ("debtor", insured().masked().into()));
    assert!(!step.inputs[0].1.to_string().contains(NIR), "masked");
    // Nothing is ever kept.
    assert_eq!(owing(&mut ledger, &on(3, "2024-07-01")), Owing::default());
    assert_eq!(ledger.owed_by(debtor), Cents::ZERO);
}

#[test]
fn or_kept_of_later_payments_until_it_is_paid() {
    let mut ledger = offsetting().with_traces();
    let dear = Line {
        start: day("2024-06-15"),
        ..dear()
    };
    let dear = decompte(1, &[dear]);
    deliver(&mut ledger, std::slice::from_ref(&dear));
    let debtor = Debtor::Insured(insured());
    let back = owing(&mut ledger, &cancellation(2, &dear));
    assert_eq!(back, owed(Recovery::Offset, debtor));
    assert_eq!(ledger.owed_by(debtor), euros("37.95"));
    // 37.95 = 4 × 7.95 + 6.15.
    for number in 3..7 {
        let care = format!("2024-07-{number:02}");
        assert_eq!(owing(&mut ledger, &on(number, &care)), kept("7.95", debtor));
    }
    let last = deliver(&mut ledger, &[on(7, "2024-07-07")]);
    assert_eq!(first(&ledger, last).owing, kept("6.15", debtor));
    // What is due does not change: only less goes out.
    assert_eq!(first(&ledger, last).outcome, paid("7.95"));
    let steps = &first(&ledger, last).steps;
    let step = steps.iter().find(|step| step.rule == "UNDUE").unwrap();
    assert_eq!(step.result, "1.80");
    assert_eq!(ledger.owed_by(debtor), Cents::ZERO);
    assert_eq!(owing(&mut ledger, &on(8, "2024-07-08")), Owing::default());
}

#[test]
fn nobody_pays_anothers_debt() {
    let other = Member {
        rank: Rank::new(2).unwrap(),
        ..member()
    };
    let mut ledger = ledger_of(
        &[member(), other.clone()],
        choosing("undue-recovery", "offset"),
    );
    let one = on(1, "2024-06-15");
    deliver(&mut ledger, &[one.clone(), cancellation(2, &one)]);
    let mut theirs = on(3, "2024-07-01");
    theirs.beneficiary = other.beneficiary();
    assert_eq!(owing(&mut ledger, &theirs), Owing::default());
    assert_eq!(ledger.owed_by(Debtor::Insured(insured())), euros("7.95"));
}

#[test]
fn a_professionals_debts_are_apart() {
    let mut ledger = offsetting();
    let professional = |number, care| {
        let mut decompte = on(number, care);
        decompte.payee_nature = PayeeNature::ThirdPartyFull;
        decompte.payee = PsNumber::new(751_000_025).unwrap();
        decompte
    };
    let one = professional(1, "2024-06-15");
    deliver(&mut ledger, std::slice::from_ref(&one));
    let invoice = |of: &Decompte| statement(StatementKind::Invoice, &[of], "7.95");
    hand_over(&mut ledger, None, &invoice(&one));
    let debtor = Debtor::Professional(PsNumber::new(751_000_025).unwrap());
    assert_eq!(
        owing(&mut ledger, &cancellation(2, &one)),
        owed(Recovery::Offset, debtor)
    );
    // The insured is paid whole.
    assert_eq!(owing(&mut ledger, &on(3, "2024-07-01")), Owing::default());
    let next = professional(4, "2024-07-02");
    deliver(&mut ledger, std::slice::from_ref(&next));
    let invoice = invoice(&next);
    let delivery = ledger.deliver(&oracle::ledger::Delivered {
        id: None,
        content: oracle::ledger::Content::Statement(&invoice),
        received: None,
    });
    assert_eq!(
        ledger.statement(delivery).unwrap().owing,
        kept("7.95", debtor)
    );
}

#[test]
fn a_payment_whose_debt_was_kept_is_owed_back_whole() {
    let mut ledger = offsetting();
    let one = on(1, "2024-06-15");
    let next = on(3, "2024-07-01");
    deliver(
        &mut ledger,
        &[one.clone(), cancellation(2, &one), next.clone()],
    );
    let debtor = Debtor::Insured(insured());
    assert_eq!(ledger.owed_by(debtor), Cents::ZERO);
    deliver(&mut ledger, &[cancellation(4, &next)]);
    assert_eq!(ledger.owed_by(debtor), euros("7.95"));
}

#[test]
fn a_termination_learned_late_makes_a_debt_that_its_end_settles() {
    let mut ledger = offsetting();
    deliver(&mut ledger, &[on(1, "2024-06-15")]);
    let ended = Member {
        end: Some(day("2024-06-14")),
        ..member()
    };
    let debtor = Debtor::Insured(insured());
    ledger
        .set_portfolio(&[ended], Some(day("2024-06-30")))
        .unwrap();
    assert_eq!(
        first(&ledger, 0).owing,
        owed(Recovery::Offset, debtor),
        "taken back"
    );
    // It did not end after all: the line is due again, and pays its own debt.
    ledger
        .set_portfolio(&[member()], Some(day("2024-07-31")))
        .unwrap();
    assert_eq!(first(&ledger, 0).outcome, paid("7.95"));
    assert_eq!(first(&ledger, 0).owing, kept("7.95", debtor));
    assert_eq!(ledger.owed_by(debtor), Cents::ZERO);
}
