//! What was due on the lines of the wire (rules §9; noemie-format §11.1).

#[path = "../ledger/support.rs"]
#[allow(dead_code, reason = "some of it is used here")]
mod support;

use domain::{
    Cents, Line, LineDetails, Outcome, PaperCare, Rank, ReasonClass, Statement, StatementKind,
};
use oracle::ambiguity::Choices;
use oracle::ledger::Ledger;
use oracle::product::Product;
use support::*;

/// Rules §9 N16: a majoration explains what it takes, and no more.
#[test]
fn n16_a_majoration_explains_only_itself() {
    let out = |amount: &str| Line {
        rate: 30,
        amount: euros(amount),
        majoration: euros("10.60"),
        ..consultation()
    };
    let due = |amount: &str| {
        let mut ledger = ledger_of(&[member()], choosing("inconsistent-line", "hold"));
        alone(&mut ledger, &decompte(1, &[out(amount)])).0
    };
    assert_eq!(due("7.95"), paid("7.95"));
    assert_eq!(due("6.00"), held(ReasonClass::Inconsistent));
}

/// A prescription is known by its date or by where it comes from (noemie-format §10).
#[test]
fn an_act_is_prescribed_where_the_line_says_so() {
    let product = Product::parse(
        "tested.yaml",
        "schema-version: 2
id: base
name: { fr: Essai, en: Test }
responsible: false
guarantees: { generaliste: { br: 100, when: { prescribed: true } } }
",
    )
    .unwrap();
    let due = |details| {
        let mut ledger = Ledger::new(
            std::slice::from_ref(&product),
            &[member()],
            Choices::default(),
        )
        .unwrap();
        let line = Line {
            details,
            ..consultation()
        };
        alone(&mut ledger, &decompte(1, &[line])).0
    };
    let bare = LineDetails::default();
    let dated = LineDetails {
        prescribed: Some(day("2024-06-01")),
        ..bare
    };
    let from_somewhere = LineDetails {
        prescription_origin: 1,
        ..bare
    };
    assert_eq!(due(bare), zero(ReasonClass::Condition));
    assert_eq!(due(dated), paid("7.95"));
    assert_eq!(due(from_somewhere), paid("7.95"));
}

fn on_paper(spent: &str) -> Statement {
    let line = consultation();
    Statement {
        kind: StatementKind::PaperDecompte,
        lines: Vec::new(),
        amount: Cents::ZERO,
        issued: None,
        care: Some(PaperCare {
            nir: nir(NIR),
            birth: domain::BirthDate(*b"140855"),
            rank: Rank::FIRST,
            act: line.act,
            day: line.start,
            spent: euros(spent),
        }),
    }
}

/// Field notes §1.34: the same act of that day at quite another price is other care.
#[test]
fn n3_a_paper_at_another_price_is_of_other_care() {
    let told = |spent: &str| -> Outcome {
        let mut ledger = ledger();
        deliver(&mut ledger, &[decompte(1, &[consultation()])]);
        hand_over(&mut ledger, None, &on_paper(spent))
    };
    assert_eq!(told("26.50"), held(ReasonClass::DuplicateSuspected));
    assert_eq!(told("60.00"), no_effect(ReasonClass::Informative));
}

/// What the contract does not cover is told as that, whenever the AMO paid it (rules §9 N5).
#[test]
fn an_act_that_is_not_covered_is_none_late() {
    let until_june = domain::Member {
        end: Some(day("2024-06-16")),
        product: "libre".to_owned(),
        ..member()
    };
    let mut ledger = ledger_of(&[until_june], Choices::default());
    let (outcome, rule) = alone(&mut ledger, &decompte(1, &[dear()]));
    assert_eq!(
        (outcome, rule),
        (refused(ReasonClass::ActNotCovered), "R-AMC-NOT-COVERED")
    );
}
