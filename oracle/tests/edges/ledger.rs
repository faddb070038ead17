//! What was due on the lines of the wire (rules §9; noemie-format §11.1).

#[path = "../ledger/support.rs"]
#[allow(dead_code, reason = "some of it is used here")]
pub(crate) mod support;

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
    let due = |line: Line| {
        let mut ledger = ledger_of(&[member()], choosing("inconsistent-line", "hold"));
        alone(&mut ledger, &decompte(1, &[line])).0
    };
    assert_eq!(due(out("7.95")), paid("7.95"));
    assert_eq!(due(out("6.00")), held(ReasonClass::Inconsistent));
    let without = Line {
        majoration: Cents::ZERO,
        ..out("18.55")
    };
    assert_eq!(
        due(without),
        held(ReasonClass::Inconsistent),
        "nothing explains 70 %"
    );
    // Net of the participation that stands beside it, which explains it: 18.55 less 2.00.
    let net = Line {
        amount: euros("16.55"),
        ..consultation()
    };
    assert_eq!(due(net), held(ReasonClass::Inconsistent), "nothing beside");
    let mut ledger = ledger_of(&[member()], choosing("inconsistent-line", "hold"));
    let with_it = decompte(1, &[net, participation("PFH", 1)]);
    assert_eq!(alone(&mut ledger, &with_it).0, paid("9.95"));
    // Out of the parcours at the normal rate, less a majoration of 10.60 and a participation of 2.00.
    let out_and_net = Line {
        rate: 70,
        ..out("5.95")
    };
    let mut ledger = ledger_of(&[member()], choosing("inconsistent-line", "hold"));
    let with_it = decompte(1, &[out_and_net, participation("PFH", 1)]);
    assert_eq!(
        alone(&mut ledger, &with_it).0,
        paid("9.95"),
        "26.50 less 5.95 and 10.60"
    );
    // A majoration that is capped is not what the rate loses: the amount is still base × rate.
    let capped = Line {
        majoration: euros("9.00"),
        ..out("7.95")
    };
    assert_eq!(due(capped), paid("9.55"), "26.50 less 7.95 and 9.00");
    let mut ledger = ledger_of(&[member()], choosing("inconsistent-line", "hold"));
    let with_participation = decompte(1, &[capped, participation("PFH", 1)]);
    assert_eq!(alone(&mut ledger, &with_participation).0, paid("9.55"));
    let net_of_it = Line {
        amount: euros("5.95"),
        ..capped
    };
    let mut ledger = ledger_of(&[member()], choosing("inconsistent-line", "hold"));
    let net_of_it = decompte(1, &[net_of_it, participation("PFH", 1)]);
    let outcome = alone(&mut ledger, &net_of_it).0;
    assert_eq!(outcome, paid("11.55"), "26.50 less 5.95 and 9.00");
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
        product: "libre".into(),
        ..member()
    };
    let mut ledger = ledger_of(&[until_june], Choices::default());
    let (outcome, rule) = alone(&mut ledger, &decompte(1, &[dear()]));
    assert_eq!(
        (outcome, rule),
        (refused(ReasonClass::ActNotCovered), "R-AMC-NOT-COVERED")
    );
}

/// A product with one guarantee of general practitioners.
pub(crate) fn of_gps(id: &str, more: &str, guarantee: &str) -> Product {
    let yaml = format!(
        "schema-version: 2\nid: {id}\nname: {{ fr: Essai, en: Test }}\nresponsible: false\n{more}\
         guarantees: {{ generaliste: {guarantee} }}\n"
    );
    Product::parse("tested.yaml", &yaml).unwrap()
}

/// A line that names its main act is of it, and one with the letters of a complement is of the act it repeats; what
/// names an earlier décompte is of neither.
#[test]
fn a_complement_is_of_the_act_that_it_names() {
    let per_act = [of_gps(
        "base",
        "",
        "{ real-expense: true, limits: [ { euros: \"10.00\", per: act } ] }",
    )];
    let dues = |second: Line| {
        let mut ledger = Ledger::new(&per_act, &[member()], Choices::default()).unwrap();
        let second = Line {
            number: 2,
            quantity: 2,
            ..second
        };
        let delivery = deliver(&mut ledger, &[decompte(1, &[consultation(), second])]);
        let lines = ledger.lines(delivery);
        (lines[0].outcome, lines[1].outcome)
    };
    let named = Line {
        origin: origin(1, 1),
        ..consultation()
    };
    assert_eq!(dues(named), (paid("7.95"), paid("2.05")), "of the first");
    assert_eq!(
        dues(consultation()),
        (paid("7.95"), paid("7.95")),
        "an act of its own"
    );
    let lettered = LineDetails {
        complement: domain::Complement::new(*b"F "),
        ..LineDetails::default()
    };
    let lettered = Line {
        details: lettered,
        ..consultation()
    };
    assert_eq!(dues(lettered), (paid("7.95"), paid("2.05")), "of the first");
    let elsewhere = Line {
        origin: origin(9, 1),
        ..lettered
    };
    assert_eq!(
        dues(elsewhere),
        (paid("7.95"), paid("7.95")),
        "of another décompte"
    );
}

/// A line of no quantity is no cancellation.
#[test]
fn a_line_without_quantity_is_paid() {
    let line = Line {
        quantity: 0,
        ..consultation()
    };
    let due = alone(&mut ledger(), &decompte(1, &[line])).0;
    assert_eq!(due, paid("7.95"));
}

/// What a guarantee counts by décompte is counted over the lines of one.
#[test]
fn the_lines_of_a_decompte_are_of_one() {
    let limited = [of_gps(
        "base",
        "",
        "{ real-expense: true, limits: [ { euros: \"10.00\", per: decompte } ] }",
    )];
    let mut ledger = Ledger::new(&limited, &[member()], Choices::default()).unwrap();
    let second = Line {
        number: 2,
        executor: domain::PsNumber::new(751_000_025).unwrap(),
        ..consultation()
    };
    let delivery = deliver(&mut ledger, &[decompte(1, &[consultation(), second])]);
    let lines = ledger.lines(delivery);
    assert_eq!(
        (lines[0].outcome, lines[1].outcome),
        (paid("7.95"), paid("2.05"))
    );
}

/// Only a line with a base can be refused by its rate: one without is what the AMO never pays.
#[test]
fn a_line_without_base_is_outside_and_not_refused() {
    let all = [of_gps("base", "", "{ real-expense: true }")];
    let due = |base: &str| {
        let mut ledger = Ledger::new(&all, &[member()], Choices::default()).unwrap();
        let line = Line {
            rate: 0,
            base: euros(base),
            unit_price: euros(base),
            amount: Cents::ZERO,
            ..consultation()
        };
        alone(&mut ledger, &decompte(1, &[line])).0
    };
    assert_eq!(due("0.00"), paid("26.50"));
    assert_eq!(due("26.50"), zero(ReasonClass::AmoRefused));
}

/// What a guarantee awaits is told by its own rule.
#[test]
fn a_held_line_is_told_by_the_rule_that_holds_it() {
    let products = [of_gps("base", "", "{ br: 100, documents: [facture] }")];
    let mut ledger = Ledger::new(&products, &[member()], Choices::default()).unwrap();
    let due = alone(&mut ledger, &decompte(1, &[consultation()]));
    assert_eq!(due, (held(ReasonClass::DocumentAwaited), "R-AMC-DOCUMENT"));
}

/// The letters of a qualifier on the wire are codes of product files (noemie-format §10): NR where "N " stands, ED for
/// "D ", DE for "E ", G for "GR"; the others are what they read.
#[test]
fn the_qualifiers_of_the_wire_are_those_of_products() {
    let due = |letters: &[u8; 2], code: &str| {
        let guarantee = format!("{{ br: 100, when: {{ qualifier: [{code}] }} }}");
        let products = [of_gps("base", "", &guarantee)];
        let mut ledger = Ledger::new(&products, &[member()], Choices::default()).unwrap();
        let details = LineDetails {
            qualifier: domain::Qualifier::new(*letters),
            ..LineDetails::default()
        };
        let line = Line {
            details,
            ..consultation()
        };
        alone(&mut ledger, &decompte(1, &[line])).0
    };
    let condition = zero(ReasonClass::Condition);
    for (letters, code, other) in [
        (b"D ", "ED", "DE"),
        (b"E ", "DE", "ED"),
        (b"DE", "DE", "ED"),
        (b"ED", "ED", "DE"),
        (b"DP", "DP", "DM"),
    ] {
        assert_eq!(due(letters, code), paid("7.95"), "{code}");
        assert_eq!(due(letters, other), condition, "{other}");
    }
    assert_eq!(due(b"N ", "NR"), zero(ReasonClass::AmoRefused));
    assert_eq!(due(b"GR", "DE"), zero(ReasonClass::NothingLeft));
}

/// A prescription is of the day that the line says, and else of the care.
#[test]
fn a_prescription_has_its_day() {
    let gp = |br: u8| format!("{{ generaliste: {{ br: {br}, reference-date: prescription }} }}");
    let file = format!(
        "schema-version: 2\nid: base\nname: {{ fr: B, en: B }}\nresponsible: false\nguarantees: {}\n\
         versions: [ {{ from: 2024-06-10, guarantees: {} }} ]\n",
        gp(100),
        gp(80)
    );
    let products = [Product::parse("base.yaml", &file).unwrap()];
    let due = |prescribed: Option<&str>| {
        let mut ledger = Ledger::new(&products, &[member()], Choices::default()).unwrap();
        let details = LineDetails {
            prescribed: prescribed.map(day),
            ..LineDetails::default()
        };
        let line = Line {
            details,
            ..consultation()
        };
        alone(&mut ledger, &decompte(1, &[line])).0
    };
    assert_eq!(due(Some("2024-06-09")), paid("7.95"));
    // 80 % of 26.50 is 21.20, less 18.55.
    assert_eq!(due(Some("2024-06-10")), paid("2.65"));
    assert_eq!(due(None), paid("2.65"));
}
