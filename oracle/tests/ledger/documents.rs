//! What comes by another way than NOEMIE: invoices, bills, statements, paper (rules §9 N15, N19; field
//! notes §1.34).

use domain::{
    Cents, Decompte, Line, Member, Outcome, PaperCare, Payee, PayeeNature, Rank, Reaction,
    ReasonClass, Rights, Statement, StatementKind,
};
use oracle::ambiguity::Choices;
use oracle::ledger::Ledger;
use oracle::product::Product;

use crate::support::*;

fn due(ledger: &Ledger, delivery: usize) -> (Outcome, &'static str, bool) {
    let expected = first(ledger, delivery);
    (expected.outcome, expected.rule, expected.amended)
}

fn to_the_professional(amount: &str) -> Outcome {
    Outcome::paid(euros(amount), Payee::Professional)
}

fn full(number: u32, line: Line) -> Decompte {
    let mut full = decompte(number, &[line]);
    full.payee_nature = PayeeNature::ThirdPartyFull;
    full
}

fn invoice(of: &Decompte, amount: &str) -> Statement {
    statement(StatementKind::Invoice, &[of], amount)
}

#[test]
fn n15_the_invoice_settles_the_line_at_zero_and_pays_the_professional() {
    let mut ledger = ledger();
    let line = full(1, dear());
    deliver(&mut ledger, std::slice::from_ref(&line));
    assert!(ledger.counters_are_empty());
    let answer = hand_over(&mut ledger, None, &invoice(&line, "37.95"));
    assert_eq!(answer, to_the_professional("37.95"));
    let elsewhere = zero(ReasonClass::ThirdPartyElsewhere);
    assert_eq!(due(&ledger, 0), (elsewhere, "N15", true));
    assert!(
        !ledger.counters_are_empty(),
        "the journal takes the invoice"
    );
    let again = hand_over(&mut ledger, None, &invoice(&line, "37.95"));
    assert_eq!(again.reaction, Reaction::Duplicate);
}

#[test]
fn n15_an_invoice_before_its_line_waits_for_it() {
    let mut ledger = ledger();
    let line = full(1, consultation());
    let waits = hand_over(&mut ledger, None, &invoice(&line, "7.95"));
    assert_eq!(waits, held(ReasonClass::DocumentAwaited));
    deliver(&mut ledger, &[line]);
    let elsewhere = zero(ReasonClass::ThirdPartyElsewhere);
    assert_eq!(due(&ledger, 1), (elsewhere, "N15", true));
    let answer = ledger.statement(0).unwrap();
    assert_eq!(
        (answer.outcome, answer.amended),
        (to_the_professional("7.95"), true)
    );
}

#[test]
fn n15_an_invoice_is_paid_up_to_the_guarantee_and_to_the_claim() {
    for (claimed, paid) in [("50.00", "37.95"), ("20.00", "20.00")] {
        let mut ledger = ledger();
        let line = full(1, dear());
        deliver(&mut ledger, std::slice::from_ref(&line));
        let answer = hand_over(&mut ledger, None, &invoice(&line, claimed));
        assert_eq!(answer, to_the_professional(paid));
    }
    let mut ledger = ledger();
    let line = full(1, dear());
    deliver(&mut ledger, std::slice::from_ref(&line));
    hand_over(&mut ledger, None, &invoice(&line, "20.00"));
    // 20.00 − 9.45 of the 30.00 are used.
    let next = Line {
        start: day("2024-07-01"),
        ..dear()
    };
    assert_eq!(alone(&mut ledger, &decompte(2, &[next])).0, paid("28.90"));
}

#[test]
fn n10_the_professional_owes_back_what_he_was_paid() {
    let mut ledger = ledger();
    let line = full(1, dear());
    deliver(&mut ledger, std::slice::from_ref(&line));
    hand_over(&mut ledger, None, &invoice(&line, "37.95"));
    let back = deliver(&mut ledger, &[cancellation(2, &line)]);
    let owed = Outcome::reversed(euros("37.95"), Payee::Professional);
    assert_eq!(due(&ledger, back), (owed, "N10", false));
    assert!(ledger.counters_are_empty());
}

#[test]
fn n15_an_invoice_after_the_insured_was_paid_is_refused_or_claimed_back() {
    let third_party = |number| {
        let mut line = decompte(number, &[dear()]);
        line.payee_nature = PayeeNature::ThirdPartyAmo;
        line
    };
    let mut ledger = ledger();
    let line = third_party(1);
    deliver(&mut ledger, std::slice::from_ref(&line));
    let answer = hand_over(&mut ledger, None, &invoice(&line, "37.95"));
    assert_eq!(answer, refused(ReasonClass::AlreadyPaid));
    assert_eq!(due(&ledger, 0), (paid("37.95"), "R-AMC-LEVEL", false));

    let choices = choosing("third-party-invoice-after-payment", "claim-back");
    let mut ledger = ledger_of(&[member()], choices);
    deliver(&mut ledger, std::slice::from_ref(&line));
    let answer = hand_over(&mut ledger, None, &invoice(&line, "37.95"));
    assert_eq!(answer, to_the_professional("37.95"));
    let claimed_back = Outcome {
        reason: ReasonClass::ThirdPartyElsewhere,
        ..reversed("37.95")
    };
    assert_eq!(due(&ledger, 0), (claimed_back, "N15", true));
    let back = deliver(&mut ledger, &[cancellation(2, &line)]);
    let owed = Outcome::reversed(euros("37.95"), Payee::Professional);
    assert_eq!(due(&ledger, back).0, owed);
    assert!(ledger.counters_are_empty());
}

#[test]
fn n15_without_an_invoice_the_insured_is_paid_on_a_receipted_bill() {
    let mut ledger = ledger();
    let line = full(1, consultation());
    deliver(&mut ledger, std::slice::from_ref(&line));
    let bill = statement(StatementKind::ReceiptedBill, &[&line], "7.95");
    let answer = hand_over(&mut ledger, None, &bill);
    assert_eq!(answer, no_effect(ReasonClass::Informative));
    assert_eq!(due(&ledger, 0), (paid("7.95"), "N15", true));
    let late = hand_over(&mut ledger, None, &invoice(&line, "7.95"));
    assert_eq!(late, refused(ReasonClass::AlreadyPaid));
}

#[test]
fn n15_a_receipted_bill_may_have_to_wait_for_the_delay() {
    let choices = choosing("receipted-bill", "after-60-days");
    let mut ledger = ledger_of(&[member()], choices);
    let line = full(1, consultation());
    deliver_on(&mut ledger, "2024-06-21", std::slice::from_ref(&line));
    let bill = statement(StatementKind::ReceiptedBill, &[&line], "7.95");
    let awaited = held(ReasonClass::ThirdPartyInvoiceAwaited);
    assert_eq!(hand_over(&mut ledger, Some("2024-07-01"), &bill), awaited);
    deliver_on(&mut ledger, "2024-08-19", &[]);
    assert_eq!(due(&ledger, 0).0, awaited, "59 days");
    deliver_on(&mut ledger, "2024-08-20", &[]);
    assert_eq!(due(&ledger, 0), (paid("7.95"), "N15", true));
}

#[test]
fn n15_a_third_party_card_or_the_register_make_the_amo_part_wait_too() {
    let mut amo_part = decompte(1, &[consultation()]);
    amo_part.payee_nature = PayeeNature::ThirdPartyAmo;
    let card = Member {
        rights: Rights {
            third_party_card: true,
            ..Rights::default()
        },
        ..member()
    };
    let awaited = (held(ReasonClass::ThirdPartyInvoiceAwaited), "N15");
    let mut with_card = ledger_of(&[card], Choices::default());
    assert_eq!(alone(&mut with_card, &amo_part), awaited);
    let mut waiting = ledger_of(&[member()], choosing("third-party-35", "wait"));
    assert_eq!(alone(&mut waiting, &amo_part), awaited);
}

#[test]
fn n15_the_line_may_be_settled_at_zero_before_the_invoice() {
    let choices = choosing("invoice-awaited", "settled-zero");
    let mut ledger = ledger_of(&[member()], choices);
    let line = full(1, consultation());
    let elsewhere = zero(ReasonClass::ThirdPartyElsewhere);
    assert_eq!(alone(&mut ledger, &line), (elsewhere, "N15"));
    let answer = hand_over(&mut ledger, None, &invoice(&line, "7.95"));
    assert_eq!(answer, to_the_professional("7.95"));
    assert_eq!(due(&ledger, 0), (elsewhere, "N15", false));
}

#[test]
fn n15_what_is_barred_is_refused_at_once_or_awaits_its_invoice_as_the_register_says() {
    let too_late = (refused(ReasonClass::TimeBarred), "N18");
    let line = full(1, consultation());
    let of = |choices: Choices| {
        let mut ledger = ledger_of(&[member()], choices);
        deliver_on(&mut ledger, "2026-11-21", std::slice::from_ref(&line));
        ledger
    };
    let mut ours = of(Choices::default());
    assert_eq!(due(&ours, 0), (too_late.0, too_late.1, false));
    let answer = hand_over(&mut ours, None, &invoice(&line, "7.95"));
    assert_eq!(answer, zero(ReasonClass::NothingLeft));

    let awaited = held(ReasonClass::ThirdPartyInvoiceAwaited);
    let choices = || choosing("third-party-barred", "awaited");
    let mut waiting = of(choices());
    assert_eq!(due(&waiting, 0), (awaited, "N15", false));
    let answer = hand_over(&mut waiting, None, &invoice(&line, "7.95"));
    assert_eq!(answer, zero(ReasonClass::NothingLeft), "still too late");
    assert_eq!(due(&waiting, 0), (too_late.0, too_late.1, true));
    assert!(waiting.counters_are_empty());

    let mut receipted = of(choices());
    let bill = statement(StatementKind::ReceiptedBill, &[&line], "7.95");
    hand_over(&mut receipted, None, &bill);
    assert_eq!(due(&receipted, 0), (too_late.0, too_late.1, true));

    let at_zero = choices().with("invoice-awaited", "settled-zero").unwrap();
    let mut settled = of(at_zero);
    let elsewhere = zero(ReasonClass::ThirdPartyElsewhere);
    assert_eq!(due(&settled, 0).0, elsewhere);
    let answer = hand_over(&mut settled, None, &invoice(&line, "7.95"));
    assert_eq!(answer, zero(ReasonClass::NothingLeft));
    assert_eq!(due(&settled, 0), (too_late.0, too_late.1, true));

    let mut insured = ledger_of(&[member()], choices());
    let receipt = Decompte {
        payee_nature: PayeeNature::Insured,
        ..line.clone()
    };
    let place = deliver_on(&mut insured, "2026-11-21", &[receipt]);
    assert_eq!(
        due(&insured, place),
        (too_late.0, too_late.1, false),
        "of full third-party payment alone"
    );
}

#[test]
fn an_invoice_that_contradicts_its_day_is_refused() {
    let contradicted = refused(ReasonClass::Inconsistent);
    for (issued, received, expected) in [
        ("2024-06-14", None, contradicted),
        ("2024-06-15", None, to_the_professional("7.95")),
        ("2024-06-26", Some("2024-06-25"), contradicted),
        (
            "2024-06-25",
            Some("2024-06-25"),
            to_the_professional("7.95"),
        ),
    ] {
        let mut ledger = ledger();
        let line = full(1, consultation());
        deliver(&mut ledger, std::slice::from_ref(&line));
        let dated = Statement {
            issued: Some(day(issued)),
            ..invoice(&line, "7.95")
        };
        let answer = hand_over(&mut ledger, received, &dated);
        assert_eq!(answer, expected, "{issued} {received:?}");
    }
}

fn second() -> Member {
    Member {
        rights: Rights {
            on_statement: true,
            ..Rights::default()
        },
        ..member()
    }
}

fn first_paid(of: &[&Decompte], amount: &str) -> Statement {
    statement(StatementKind::FirstInsurer, of, amount)
}

#[test]
fn n19_a_second_mutuelle_waits_for_the_statement_and_pays_what_is_left() {
    for (first, outcome) in [
        ("0.00", paid("7.95")),
        ("5.00", paid("2.95")),
        ("7.95", zero(ReasonClass::EarlierInsurer)),
    ] {
        let mut ledger = ledger_of(&[second()], Choices::default());
        let line = decompte(1, &[consultation()]);
        let awaited = held(ReasonClass::DocumentAwaited);
        assert_eq!(alone(&mut ledger, &line), (awaited, "N19"));
        let answer = hand_over(&mut ledger, None, &first_paid(&[&line], first));
        assert_eq!(answer, no_effect(ReasonClass::Informative));
        assert_eq!(due(&ledger, 0), (outcome, "N19", true));
    }
}

#[test]
fn n19_the_total_never_exceeds_the_expense() {
    // Sequence Q16: 50.00 on 25.00, the first pays 7.50 (100 %), the second may pay 300 %.
    let generous = "schema-version: 2
id: base
name: { fr: Haut, en: High }
responsible: false
guarantees: { generaliste: { br: 300 } }
";
    let products = [Product::parse("haut.yaml", generous).unwrap()];
    let mut ledger = Ledger::new(&products, &[second()], Choices::default()).unwrap();
    let line = decompte(
        1,
        &[Line {
            spent: euros("50.00"),
            base: euros("25.00"),
            amount: euros("17.50"),
            ..consultation()
        }],
    );
    deliver(&mut ledger, std::slice::from_ref(&line));
    hand_over(&mut ledger, None, &first_paid(&[&line], "7.50"));
    assert_eq!(due(&ledger, 0).0, paid("25.00"));
}

#[test]
fn n19_a_statement_of_several_lines_is_shared_in_their_order() {
    let mut ledger = ledger_of(&[second()], Choices::default());
    let next = Line {
        number: 2,
        ..consultation()
    };
    let both = decompte(1, &[consultation(), next]);
    deliver(&mut ledger, std::slice::from_ref(&both));
    hand_over(&mut ledger, None, &first_paid(&[&both], "10.00"));
    let due: Vec<Outcome> = ledger.lines(0).iter().map(|line| line.outcome).collect();
    assert_eq!(due, [zero(ReasonClass::EarlierInsurer), paid("5.90")]);
}

#[test]
fn n19_a_statement_before_its_line_waits_for_it() {
    let mut ledger = ledger_of(&[second()], Choices::default());
    let line = decompte(1, &[consultation()]);
    let waits = hand_over(&mut ledger, None, &first_paid(&[&line], "5.00"));
    assert_eq!(waits, held(ReasonClass::DocumentAwaited));
    deliver(&mut ledger, &[line]);
    assert_eq!(due(&ledger, 1), (paid("2.95"), "N19", true));
}

#[test]
fn n19_a_statement_about_lines_that_wait_for_none_changes_nothing() {
    let mut ledger = ledger();
    let line = decompte(1, &[dear()]);
    deliver(&mut ledger, std::slice::from_ref(&line));
    for kind in [StatementKind::FirstInsurer, StatementKind::ReceiptedBill] {
        hand_over(&mut ledger, None, &statement(kind, &[&line], "7.95"));
        assert_eq!(due(&ledger, 0), (paid("37.95"), "R-AMC-LEVEL", false));
    }
    deliver(&mut ledger, &[cancellation(2, &line)]);
    assert!(ledger.counters_are_empty());
}

#[test]
fn n15_an_invoice_waits_with_a_line_that_waits_for_something_else() {
    let mut ledger = ledger();
    let before = decompte(1, &[consultation()]);
    let suspected = full(2, consultation());
    deliver(&mut ledger, &[before.clone(), suspected.clone()]);
    let waits = hand_over(&mut ledger, None, &invoice(&suspected, "7.95"));
    assert_eq!(waits, held(ReasonClass::DocumentAwaited));
    deliver(&mut ledger, &[cancellation(3, &before)]);
    let answer = ledger.statement(1).unwrap();
    assert_eq!(answer.outcome, to_the_professional("7.95"));
    let elsewhere = zero(ReasonClass::ThirdPartyElsewhere);
    assert_eq!(ledger.lines(0)[1].outcome, elsewhere);
}

fn on_paper(spent: Cents) -> Statement {
    Statement {
        kind: StatementKind::PaperDecompte,
        lines: Vec::new(),
        amount: euros("18.55"),
        issued: None,
        care: Some(PaperCare {
            nir: nir(NIR),
            birth: domain::BirthDate(*b"140855"),
            rank: Rank::FIRST,
            act: consultation().act,
            day: consultation().start,
            spent,
        }),
    }
}

#[test]
fn n3_care_settled_on_paper_is_suspected_whatever_was_keyed_in() {
    let suspected = (held(ReasonClass::DuplicateSuspected), "N3");
    for (keyed, expected) in [
        ("26.50", suspected),
        ("27.50", suspected),
        ("25.50", suspected),
        ("27.51", (paid("7.95"), "R-AMC-LEVEL")),
    ] {
        let mut ledger = ledger();
        let answer = hand_over(&mut ledger, None, &on_paper(euros(keyed)));
        assert_eq!(answer, no_effect(ReasonClass::Informative));
        let due = alone(&mut ledger, &decompte(1, &[consultation()]));
        assert_eq!(due, expected, "{keyed}");
    }
}

#[test]
fn n3_a_paper_decompte_of_a_line_that_came_is_suspected() {
    let mut ledger = ledger();
    deliver(&mut ledger, &[decompte(1, &[consultation()])]);
    let answer = hand_over(&mut ledger, None, &on_paper(euros("26.00")));
    assert_eq!(answer, held(ReasonClass::DuplicateSuspected));
    let mut without_care = on_paper(euros("26.00"));
    without_care.care = None;
    let answer = hand_over(&mut ledger, None, &without_care);
    assert_eq!(answer, held(ReasonClass::DocumentAwaited));
}

#[test]
fn n3_noemie_lines_that_differ_a_little_may_be_suspected_too() {
    let near = Line {
        spent: euros("27.00"),
        ..consultation()
    };
    let far = Line {
        spent: euros("27.51"),
        ..consultation()
    };
    for (line, expected) in [
        (near, held(ReasonClass::DuplicateSuspected)),
        (far, paid("7.95")),
    ] {
        let mut ledger = ledger_of(&[member()], choosing("near-duplicate", "lines"));
        deliver(&mut ledger, &[decompte(1, &[consultation()])]);
        assert_eq!(alone(&mut ledger, &decompte(2, &[line])).0, expected);
    }
}

#[test]
fn a_document_is_answered_and_its_lines_can_be_asked_by_identity() {
    let mut ledger = ledger();
    let line = decompte(1, &[consultation()]);
    deliver(&mut ledger, std::slice::from_ref(&line));
    let id = line.line_id(&line.lines[0]);
    assert_eq!(ledger.line(id).unwrap().outcome, paid("7.95"));
    assert!(ledger.statement(0).is_none(), "a file is no document");
}
