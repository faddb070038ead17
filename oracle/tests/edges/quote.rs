//! What a question says, and what reaches each half (docs/quote.md).

use domain::Cents;
use oracle::ambiguity::Choices;
use oracle::product::Product;
use oracle::quote::{Answer, LineTold, Question, Session};

pub(crate) fn told(yaml: &str) -> Question {
    domain::load("question", yaml).unwrap_or_else(|error| panic!("{yaml}: {error}"))
}

pub(crate) fn ask(session: &mut Session, yaml: &str) -> Answer {
    session
        .answer(&told(yaml))
        .unwrap_or_else(|error| panic!("{yaml}: {error}"))
}

pub(crate) fn alone(yaml: &str) -> LineTold {
    ask(&mut Session::default(), yaml).lines.remove(0)
}

/// Every fact that a guarantee may ask of a line gets to it.
#[test]
fn facts_of_the_question_reach_the_contract() {
    let paid = |guarantee: &str, yaml: &str| {
        let product = format!(
            "schema-version: 2\nid: asks\nname: {{ fr: D, en: A }}\nresponsible: false\nguarantees: {{ implant: {guarantee} }}\n"
        );
        let product = Product::parse("p.yaml", &product).unwrap();
        let mut session = Session::new(Choices::default(), vec![product]);
        let question = format!(
            "{{date: 2025-03-01, heading: implant, fee: 100000, products: [asks], {yaml}}}"
        );
        ask(&mut session, &question).amc.0
    };
    for (guarantee, without, with) in [
        (
            "{ euros: \"10.00\", when: { network: true } }",
            "",
            "facts: {network: true}",
        ),
        (
            "{ euros: \"10.00\", when: { prescribed: true } }",
            "",
            "facts: {prescribed: true}",
        ),
        (
            "{ euros: \"10.00\", when: { prior-agreement: true } }",
            "",
            "facts: {prior-agreement: true}",
        ),
        (
            "{ euros: \"10.00\", when: { correction-changed: true } }",
            "",
            "facts: {correction-changed: true}",
        ),
        (
            "{ euros: \"10.00\", when: { place: [clinic] } }",
            "",
            "facts: {place: clinic}",
        ),
        (
            "{ euros: \"10.00\", when: { qualifier: [DE] } }",
            "",
            "facts: {qualifier: DE}",
        ),
        (
            "{ euros: \"10.00\", when: { amo: [refused] } }",
            "",
            "facts: {amo-status: refused}",
        ),
        (
            "{ euros: \"10.00\", when: { lenses: [complexe] } }",
            "",
            "facts: {lenses: complexe}",
        ),
        (
            "{ euros: \"10.00\", when: { children: { from: 2 } } }",
            "",
            "facts: {children: 2}",
        ),
        (
            "{ euros: \"10.00\", when: { code: [HBLD038] } }",
            "",
            "code: HBLD038",
        ),
        (
            "{ euros: \"10.00\", when: { specialty: [\"19\"] } }",
            "practitioner: {specialty: 18}",
            "practitioner: {specialty: 19}",
        ),
        // 100 % of a base that the line carries.
        ("{ br: 1 }", "", "base: 100000"),
        (
            "{ euros: \"10.00\", when: { age: { below: 20 } } }",
            "",
            "patient: {birth: 2010-01-01}",
        ),
        (
            "{ euros: \"10.00\", when: { membership-months: { below: 6 } } }",
            "",
            "patient: {member-since: 2025-01-01}",
        ),
    ] {
        assert_eq!(paid(guarantee, without), 0, "{guarantee}");
        assert_eq!(paid(guarantee, with), 1_000, "{guarantee}");
    }
    let each = |per: &str, yaml: &str| paid(&format!("{{ euros: \"10.00\", per: {per} }}"), yaml);
    assert_eq!(each("act", "quantity: 3"), 3_000);
    assert_eq!(each("examination", "examinations: 4"), 4_000);
    assert_eq!(each("tooth", "facts: {teeth: [14, 15]}"), 2_000);
    assert_eq!(each("eye", "facts: {eyes: [left, right]}"), 2_000);
    assert_eq!(each("ear", "facts: {ears: [left, right]}"), 2_000);
    assert_eq!(
        paid(
            "{ euros: \"10.00\", documents: [facture] }",
            "facts: {documents: [autre]}"
        ),
        0
    );
    assert_eq!(
        paid(
            "{ euros: \"10.00\", documents: [facture] }",
            "facts: {documents: [facture]}"
        ),
        1_000
    );
    // What an earlier insurer paid is not paid twice.
    assert_eq!(paid("{ real-expense: true }", "earlier: 40000"), 60_000);
}

/// Who a ceiling is of: things that the question names.
#[test]
fn things_with_one_name_share_a_ceiling() {
    for (per, key) in [
        ("equipment", "equipment"),
        ("stay", "stay"),
        ("decompte", "decompte"),
        ("pregnancy", "pregnancy"),
    ] {
        let product = format!(
            "schema-version: 2\nid: asks\nname: {{ fr: D, en: A }}\nresponsible: false\nguarantees: {{ implant: {{ real-expense: true, limits: [ {{ euros: \"50.00\", per: {per} }} ] }} }}\n"
        );
        let product = Product::parse("p.yaml", &product).unwrap();
        let mut session = Session::new(Choices::default(), vec![product]);
        let mut paid = |name: &str| {
            let question = format!(
                "{{person: p, date: 2025-03-01, heading: implant, fee: 4000, products: [asks], facts: {{{key}: {name}}}}}"
            );
            ask(&mut session, &question).amc.0
        };
        assert_eq!(
            [paid("a"), paid("a"), paid("b")],
            [4_000, 1_000, 4_000],
            "{per}"
        );
    }
}

/// The answer to a cancellation is the opposite of the answer, figure by figure.
#[test]
fn a_cancellation_is_the_opposite_of_the_act() {
    let product = "schema-version: 2\nid: tm\nname: { fr: T, en: T }\nresponsible: false\nguarantees: { generaliste: { br: 100 }, pharmacie-65: { br: 80 } }\n";
    let product = Product::parse("p.yaml", product).unwrap();
    for act in [
        "act: G, fee: 5000, parcours: out",
        "act: PH7, fee: 1500, base: 1000",
        "act: PH7, fee: 1500, base: 1000, third-party: true",
        "stay: {entry: 2025-03-01, last: 2025-03-03, price: {clinic: {ghs: 100000}}}",
    ] {
        let mut session = Session::new(Choices::default(), vec![product.clone()]);
        let paid = ask(
            &mut session,
            &format!("{{id: a, person: p, date: 2025-03-01, products: [tm], {act}}}"),
        );
        let back = ask(&mut session, "{id: b, person: p, cancels: a}");
        assert_eq!(
            (back.expense, back.amo, back.amc),
            (-paid.expense, -paid.amo, -paid.amc)
        );
        let (left, owed) = (paid.remainder, back.remainder);
        for (one, other) in [
            (left.total, owed.total),
            (left.participation, owed.participation),
            (left.franchise, owed.franchise),
            (left.majoration, owed.majoration),
            (left.ticket_moderateur, owed.ticket_moderateur),
            (left.hospital_charges, owed.hospital_charges),
            (left.overrun, owed.overrun),
            (left.owed_to_amo, owed.owed_to_amo),
        ] {
            assert_eq!(one, -other);
        }
        let (line, undone) = (&paid.lines[0], &back.lines[0]);
        for (one, other) in [
            (line.expense, undone.expense),
            (line.base, undone.base),
            (line.theoretical, undone.theoretical),
            (line.majoration, undone.majoration),
            (line.participation, undone.participation),
            (line.franchise, undone.franchise),
            (line.contracts[0].amount, undone.contracts[0].amount),
        ] {
            assert_eq!(one, -other);
        }
        assert_eq!(
            (line.act, line.heading, line.rate),
            (undone.act, undone.heading, undone.rate)
        );
        assert_eq!(
            (back.id.as_deref(), back.cancels.as_deref()),
            (Some("b"), Some("a"))
        );
    }
}

/// What is left of a stay is the sum of what is left of its lines, cause by cause; who is paid is told where
/// something is.
#[test]
fn a_stay_leaves_the_sum_of_its_lines() {
    let stay = "{date: 2025-03-01, guarantee: \"none\", stay: {entry: 2025-03-01, last: 2025-03-04, \
        price: {clinic: {ghs: 100000}}, acts: [], room: {days: 3, price: 4000}}}";
    let left = ask(&mut Session::default(), stay).remainder;
    assert_eq!(left.ticket_moderateur, Cents(20_000));
    assert_eq!(left.hospital_charges, Cents(2_000));
    assert_eq!(left.overrun, Cents(12_000));
    assert_eq!(left.total, Cents(34_000));
    let visit = |guarantee: &str| {
        let line = alone(&format!(
            "{{date: 2025-03-01, act: G, fee: 3000, guarantee: \"{guarantee}\"}}"
        ));
        (line.contracts[0].amount.0, line.contracts[0].payee)
    };
    assert_eq!(visit("100 % BR"), (900, Some(domain::Payee::Insured)));
    assert_eq!(visit("50 % BR"), (0, None));
}
