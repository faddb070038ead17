use domain::{
    ActCode, BirthDate, Caisse, Line, Member, Nir, Outcome, PayeeNature, Rank, Reaction,
    ReasonClass,
};
use oracle::ambiguity::Choices;

use crate::support::*;

#[test]
fn n1_a_covered_line_is_paid_to_the_insured() {
    let mut ledger = ledger();
    let due = alone(&mut ledger, &decompte(1, &[consultation()]));
    assert_eq!(due, (paid("7.95"), "R-AMC-LEVEL"));
    assert_eq!(first(&ledger, 0).product.as_deref(), Some("base"));
    assert!(first(&ledger, 0).steps.is_empty());
}

#[test]
fn the_rule_is_the_one_that_bore_on_the_amount() {
    let out = Line {
        amount: euros("7.95"),
        majoration: euros("10.60"),
        ..consultation()
    };
    let due = alone(&mut ledger(), &decompte(1, &[out]));
    assert_eq!(due, (paid("7.95"), "R-AMC-THEORETICAL"));
    let overrun = Line {
        spent: euros("40.00"),
        ..consultation()
    };
    let due = alone(&mut ledger(), &decompte(1, &[overrun]));
    assert_eq!(due, (paid("7.95"), "R-AMC-LEVEL"));
}

#[test]
fn a_ceiling_is_met_in_order_of_arrival() {
    let mut ledger = ledger();
    let other_day = Line {
        start: day("2024-07-01"),
        end: day("2024-07-01"),
        ..dear()
    };
    deliver(
        &mut ledger,
        &[decompte(1, &[dear()]), decompte(2, &[other_day])],
    );
    let due: Vec<_> = ledger
        .lines(0)
        .iter()
        .map(|e| (e.outcome, e.rule))
        .collect();
    assert_eq!(
        due,
        [
            (paid("37.95"), "R-AMC-LEVEL"),
            (paid("10.95"), "R-AMC-CEILING")
        ]
    );
}

#[test]
fn a_wholly_reimbursed_act_is_settled_at_zero() {
    let exempted = Line {
        amount: euros("26.50"),
        ..consultation()
    };
    let (outcome, _) = alone(&mut ledger(), &decompte(1, &[exempted]));
    assert_eq!(
        outcome,
        Outcome::without_money(Reaction::SettledZero, ReasonClass::NothingLeft)
    );
}

#[test]
fn n3_the_same_care_under_another_number_is_held() {
    let mut ledger = ledger();
    deliver(&mut ledger, &[decompte(1, &[consultation()])]);
    let due = alone(&mut ledger, &decompte(2, &[consultation()]));
    assert_eq!(due, (held(ReasonClass::DuplicateSuspected), "N3"));
}

#[test]
fn n3_two_caisses_that_send_the_same_care_are_suspected_whatever_their_numbers() {
    let mut ledger = ledger();
    deliver(&mut ledger, &[decompte(1, &[consultation()])]);
    let mut other = decompte(1, &[consultation()]);
    other.caisse = Caisse::new(1, 931, 0).unwrap();
    let due = alone(&mut ledger, &other);
    assert_eq!(due, (held(ReasonClass::DuplicateSuspected), "N3"));
}

#[test]
fn n3_two_equal_lines_of_one_decompte_are_both_due() {
    let mut ledger = ledger();
    let second = Line {
        number: 2,
        ..consultation()
    };
    deliver(&mut ledger, &[decompte(1, &[consultation(), second])]);
    assert!(ledger.lines(0).iter().all(|e| e.outcome == paid("7.95")));
}

#[test]
fn n3_a_line_settled_at_zero_or_held_is_suspected_too() {
    let exempted = Line {
        amount: euros("26.50"),
        ..consultation()
    };
    let zero = decompte(1, &[exempted]);
    let mut waiting = decompte(1, &[consultation()]);
    waiting.payee_nature = PayeeNature::ThirdPartyFull;
    for earlier in [zero, waiting] {
        let mut ledger = ledger();
        let again = decompte(2, &earlier.lines);
        deliver(&mut ledger, &[earlier]);
        let due = alone(&mut ledger, &again);
        assert_eq!(due, (held(ReasonClass::DuplicateSuspected), "N3"));
    }
}

#[test]
fn n3_an_act_that_was_refused_is_suspected_too() {
    let mut ledger = ledger();
    let uncovered = Line {
        act: ActCode::new("PH2").unwrap(),
        ..consultation()
    };
    deliver(&mut ledger, &[decompte(1, &[uncovered])]);
    let due = alone(&mut ledger, &decompte(2, &[uncovered]));
    // "The same care under another décompte number is held": whatever became of the first.
    assert_eq!(due, (held(ReasonClass::DuplicateSuspected), "N3"));
}

#[test]
fn n3_any_difference_makes_another_care() {
    let others = [
        Line {
            spent: euros("27.00"),
            ..consultation()
        },
        Line {
            base: euros("26.00"),
            ..consultation()
        },
        Line {
            quantity: 2,
            ..consultation()
        },
        Line {
            end: day("2024-06-16"),
            ..consultation()
        },
        Line {
            executor: domain::PsNumber::new(1).unwrap(),
            ..consultation()
        },
        Line {
            act: ActCode::new("GS").unwrap(),
            ..consultation()
        },
    ];
    for other in others {
        let mut ledger = ledger();
        deliver(&mut ledger, &[decompte(1, &[consultation()])]);
        let (outcome, _) = alone(&mut ledger, &decompte(2, &[other]));
        assert_eq!(outcome.reaction, Reaction::Paid, "{other:?}");
    }
}

/// The same person, covered until the end of June 2024 only, then from 2025 by another product.
fn two_contracts() -> [Member; 2] {
    let first = Member {
        end: Some(day("2024-06-30")),
        ..member()
    };
    let second = Member {
        product: "libre".into(),
        start: day("2025-01-01"),
        ..member()
    };
    [first, second]
}

#[test]
fn n5_care_before_the_end_of_the_contract_is_settled_after_it() {
    let mut ledger = ledger_of(&two_contracts(), Choices::default());
    let mut late = decompte(1, &[consultation()]);
    late.date = day("2025-03-01");
    assert_eq!(alone(&mut ledger, &late), (paid("7.95"), "N5"));
    assert_eq!(first(&ledger, 0).product.as_deref(), Some("base"));
}

#[test]
fn n6_care_that_no_contract_covers_is_refused() {
    for outside in ["2024-07-01", "2024-12-31"] {
        let line = Line {
            start: day(outside),
            ..consultation()
        };
        let mut ledger = ledger_of(&two_contracts(), Choices::default());
        let due = alone(&mut ledger, &decompte(1, &[line]));
        assert_eq!(due, (refused(ReasonClass::NoCover), "N6"), "{outside}");
    }
}

#[test]
fn the_contract_of_the_date_of_care_pays() {
    let line = Line {
        start: day("2025-02-01"),
        spent: euros("40.00"),
        ..consultation()
    };
    let mut ledger = ledger_of(&two_contracts(), Choices::default());
    let mut decompte = decompte(1, &[line]);
    decompte.date = day("2025-02-10");
    assert_eq!(
        alone(&mut ledger, &decompte),
        (paid("21.45"), "R-AMC-LEVEL")
    );
    assert_eq!(first(&ledger, 0).product.as_deref(), Some("libre"));
}

#[test]
fn of_two_contracts_on_one_day_the_first_of_the_portfolio_pays() {
    let second = Member {
        product: "libre".into(),
        ..member()
    };
    let mut ledger = ledger_of(&[member(), second], Choices::default());
    deliver(&mut ledger, &[decompte(1, &[consultation()])]);
    assert_eq!(first(&ledger, 0).product.as_deref(), Some("base"));
}

#[test]
fn n8_an_unknown_nir_is_refused() {
    let mut stranger = decompte(1, &[consultation()]);
    stranger.beneficiary.nir = "1550814168025".parse::<Nir>().unwrap();
    let due = alone(&mut ledger(), &stranger);
    assert_eq!(due, (refused(ReasonClass::UnknownBeneficiary), "N8"));
}

#[test]
fn n9_another_rank_or_birth_date_is_held() {
    let mut twin = decompte(1, &[consultation()]);
    twin.beneficiary.rank = Rank::new(2).unwrap();
    let due = alone(&mut ledger(), &twin);
    assert_eq!(due, (held(ReasonClass::Identity), "N9"));
    let mut child = decompte(1, &[consultation()]);
    child.beneficiary.birth = BirthDate(*b"010120");
    let due = alone(&mut ledger(), &child);
    assert_eq!(due, (held(ReasonClass::Identity), "N9"));
}

#[test]
fn n13_participation_and_franchise_have_no_effect() {
    for code in ["PFH", "PFT", "FRH", "FRT"] {
        let line = participation(code, 1);
        let mut ledger = ledger();
        let decompte = decompte(1, &[consultation(), line]);
        deliver(&mut ledger, &[decompte.clone(), cancellation(2, &decompte)]);
        let lines = ledger.lines(0);
        let informative = (no_effect(ReasonClass::Informative), "N13");
        assert_eq!((lines[1].outcome, lines[1].rule), informative);
        assert_eq!(
            (lines[3].outcome, lines[3].rule),
            informative,
            "its cancellation too"
        );
    }
}

#[test]
fn n13_comes_before_any_question_about_the_person() {
    let mut stranger = decompte(1, &[participation("PFH", 8)]);
    stranger.beneficiary.nir = "1550814168025".parse::<Nir>().unwrap();
    let due = alone(&mut ledger(), &stranger);
    assert_eq!(due, (no_effect(ReasonClass::Informative), "N13"));
}

#[test]
fn n13_a_target_may_settle_them_at_zero() {
    let choices = Choices::default()
        .with("participation-line-reaction", "settled-zero-informative")
        .unwrap();
    let mut ledger = ledger_of(&[member()], choices);
    let (outcome, _) = alone(&mut ledger, &decompte(1, &[participation("PFH", 8)]));
    assert_eq!(
        outcome,
        Outcome::without_money(Reaction::SettledZero, ReasonClass::Informative)
    );
}

#[test]
fn n15_full_third_party_payment_waits_for_the_invoice() {
    let mut full = decompte(1, &[consultation()]);
    full.payee_nature = PayeeNature::ThirdPartyFull;
    let due = alone(&mut ledger(), &full);
    assert_eq!(due, (held(ReasonClass::ThirdPartyInvoiceAwaited), "N15"));
    let mut amo_only = decompte(1, &[consultation()]);
    amo_only.payee_nature = PayeeNature::ThirdPartyAmo;
    assert_eq!(alone(&mut ledger(), &amo_only).0, paid("7.95"));
}

#[test]
fn an_act_without_guarantee_is_refused_or_settled_as_the_target_says() {
    let uncovered = Line {
        act: ActCode::new("PH2").unwrap(),
        ..consultation()
    };
    let due = alone(&mut ledger(), &decompte(1, &[uncovered]));
    assert_eq!(
        due,
        (refused(ReasonClass::ActNotCovered), "R-AMC-NOT-COVERED")
    );
    let choices = Choices::default()
        .with("uncovered-act", "settled-zero")
        .unwrap();
    let mut ledger = ledger_of(&[member()], choices);
    let due = alone(&mut ledger, &decompte(1, &[uncovered]));
    let zero = Outcome::without_money(Reaction::SettledZero, ReasonClass::NothingLeft);
    assert_eq!(due, (zero, "R-AMC-NOT-COVERED"));
}

#[test]
fn a_refunded_participation_is_the_one_that_names_the_line() {
    let free = Member {
        product: "libre".into(),
        ..member()
    };
    let overrun = Line {
        spent: euros("70.00"),
        ..consultation()
    };
    let mut ledger = ledger_of(&[free], Choices::default());
    let elsewhere = Line {
        number: 3,
        ..participation("PFH", 7)
    };
    let named = decompte(1, &[overrun, participation("PFH", 1), elsewhere]);
    deliver(&mut ledger, &[named]);
    // 200 % of 26.50, less 18.55 − 2.00.
    assert_eq!(first(&ledger, 0).outcome, paid("36.45"));
    assert_eq!(first(&ledger, 0).rule, "R-AMC-REFUNDED-PARTICIPATION");
}

#[test]
fn n3_a_number_comes_back_on_another_date() {
    let mut ledger = ledger();
    deliver(&mut ledger, &[decompte(7, &[consultation()])]);
    let mut later = decompte(7, &[consultation()]);
    later.date = day("2024-07-20");
    let due = alone(&mut ledger, &later);
    assert_eq!(due, (held(ReasonClass::DuplicateSuspected), "N3"));
}

#[test]
fn an_unknown_act_holds_its_line_alone() {
    let mut ledger = ledger();
    let unknown = Line {
        number: 2,
        act: ActCode::new("ZZZ").unwrap(),
        ..consultation()
    };
    let index = deliver(&mut ledger, &[decompte(1, &[consultation(), unknown])]);
    let due: Vec<_> = ledger
        .lines(index)
        .iter()
        .map(|line| (line.outcome, line.rule))
        .collect();
    assert_eq!(
        due,
        [
            (paid("7.95"), "R-AMC-LEVEL"),
            (held(ReasonClass::DocumentAwaited), "ACT-UNKNOWN")
        ]
    );
}
