//! What was due on the lines of the wire (rules §9; noemie-format §11.1).

#[path = "../ledger/support.rs"]
#[allow(dead_code, reason = "some of it is used here")]
mod support;

use domain::{
    Beneficiary, Cents, Decompte, Line, LineDetails, Member, Outcome, PaperCare, Payee,
    PayeeNature, Rank, ReasonClass, Rights, Statement, StatementKind,
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

/// A product with one guarantee of general practitioners.
fn of_gps(id: &str, more: &str, guarantee: &str) -> Product {
    let yaml = format!(
        "schema-version: 2\nid: {id}\nname: {{ fr: Essai, en: Test }}\nresponsible: false\n{more}\
         guarantees: {{ generaliste: {guarantee} }}\n"
    );
    Product::parse("tested.yaml", &yaml).unwrap()
}

/// Each option has a journal of its own, whatever its place: what the first counted is none of the second's.
#[test]
fn two_options_count_apart() {
    let option = |id: &str| {
        of_gps(
            id,
            "on-top-of: { kind: option }\n",
            "{ euros: \"1.00\", ticket-moderateur: excluded, limits: [ { number: 1 } ] }",
        )
    };
    let products = [
        of_gps("base", "", "{ br: 100 }"),
        option("one"),
        option("two"),
    ];
    let with_both = Member {
        rights: Rights {
            options: vec!["one".to_owned(), "two".to_owned()],
            ..Rights::default()
        },
        ..member()
    };
    let mut ledger = Ledger::new(&products, &[with_both], Choices::default()).unwrap();
    let line = Line {
        spent: euros("50.00"),
        ..consultation()
    };
    // 7.95 of the base, 1.00 of each option; the year's one is then gone.
    assert_eq!(alone(&mut ledger, &decompte(1, &[line])).0, paid("9.95"));
    let again = Line {
        start: day("2024-06-17"),
        end: day("2024-06-17"),
        ..line
    };
    assert_eq!(alone(&mut ledger, &decompte(2, &[again])).0, paid("7.95"));
}

/// A row that names two persons under two NIR says that they are one, whatever else the second was known by.
#[test]
fn a_row_joins_two_persons_with_all_their_names() {
    const OTHER: &str = "2550814168026";
    const THIRD: &str = "2550814168027";
    let limited = [of_gps(
        "base",
        "",
        "{ real-expense: true, limits: [ { number: 1 } ] }",
    )];
    let under = |own: &str, second: &str| Member {
        nir: nir(own),
        key: nir(own).key(),
        rights: Rights {
            second_nir: Some(nir(second)),
            ..Rights::default()
        },
        ..member()
    };
    let twice = |members: &[Member]| {
        let mut ledger = Ledger::new(&limited, members, Choices::default()).unwrap();
        let care = |number, own: &str, on: &str| {
            let line = Line {
                start: day(on),
                end: day(on),
                ..consultation()
            };
            let of = decompte(number, &[line]);
            Decompte {
                key: nir(own).key(),
                beneficiary: Beneficiary {
                    nir: nir(own),
                    ..of.beneficiary
                },
                ..of
            }
        };
        let first = alone(&mut ledger, &care(1, NIR, "2024-06-15")).0;
        let second = alone(&mut ledger, &care(2, THIRD, "2024-06-17")).0;
        (first, second)
    };
    let apart = [under(NIR, NIR), under(OTHER, THIRD)];
    assert_eq!(twice(&apart), (paid("7.95"), paid("7.95")), "two persons");
    let joined = [under(NIR, NIR), under(OTHER, THIRD), under(NIR, OTHER)];
    assert_eq!(
        twice(&joined),
        (paid("7.95"), zero(ReasonClass::Ceiling)),
        "one, and one act a year"
    );
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

/// Where none of several products pays, the first that covers the act says why.
#[test]
fn the_product_that_covers_the_act_says_why_nothing_is_paid() {
    let due = |base: &str, option: &str| {
        let products = [
            Product::parse("base.yaml", &format!(
                "schema-version: 2\nid: base\nname: {{ fr: B, en: B }}\nresponsible: false\nguarantees: {{ {base} }}\n"
            ))
            .unwrap(),
            Product::parse("option.yaml", &format!(
                "schema-version: 2\nid: option\nname: {{ fr: O, en: O }}\nresponsible: false\non-top-of: {{ kind: option }}\nguarantees: {{ {option} }}\n"
            ))
            .unwrap(),
        ];
        let with_option = Member {
            rights: Rights {
                options: vec!["option".to_owned()],
                ..Rights::default()
            },
            ..member()
        };
        let mut ledger = Ledger::new(&products, &[with_option], Choices::default()).unwrap();
        alone(&mut ledger, &decompte(1, &[consultation()])).0
    };
    let closed = "generaliste: { br: 100, when: { network: true } }";
    let other = "osteopathe: { br: 100 }";
    let condition = zero(ReasonClass::Condition);
    assert_eq!(due(other, closed), condition);
    assert_eq!(due(closed, other), condition);
    assert_eq!(due(other, other), refused(ReasonClass::ActNotCovered));
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

/// Seniority runs from the first contract with the same organisation.
#[test]
fn a_new_contract_goes_on_with_the_seniority_of_the_old() {
    let waiting = [of_gps("base", "", "{ br: 100, waiting-months: 3 }")];
    let due = |members: &[Member]| {
        let mut ledger = Ledger::new(&waiting, members, Choices::default()).unwrap();
        alone(&mut ledger, &decompte(1, &[consultation()])).0
    };
    let new = Member {
        start: day("2024-06-01"),
        contract: "C2".to_owned(),
        ..member()
    };
    let old = Member {
        end: Some(day("2024-05-31")),
        ..member()
    };
    assert_eq!(due(&[new.clone()]), zero(ReasonClass::WaitingPeriod));
    assert_eq!(due(&[old, new]), paid("7.95"));
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

/// An age is that of the member's birth: 14 August 1955, 68 in June 2024.
#[test]
fn an_age_is_that_of_the_row() {
    let aged = |span: &str| {
        let guarantee = format!("{{ br: 100, when: {{ age: {span} }} }}");
        let products = [of_gps("base", "", &guarantee)];
        let mut ledger = Ledger::new(&products, &[member()], Choices::default()).unwrap();
        alone(&mut ledger, &decompte(1, &[consultation()])).0
    };
    assert_eq!(aged("{ from: 68, below: 69 }"), paid("7.95"));
    assert_eq!(aged("{ below: 68 }"), zero(ReasonClass::Condition));
}

/// What a guarantee awaits is told by its own rule.
#[test]
fn a_held_line_is_told_by_the_rule_that_holds_it() {
    let products = [of_gps("base", "", "{ br: 100, documents: [facture] }")];
    let mut ledger = Ledger::new(&products, &[member()], Choices::default()).unwrap();
    let due = alone(&mut ledger, &decompte(1, &[consultation()]));
    assert_eq!(due, (held(ReasonClass::DocumentAwaited), "R-AMC-DOCUMENT"));
}

/// Rules §9 N8: who was unknown and is known at last is the person of the row, also for what comes next: the same act
/// of that day under the other NIR is suspected to be it.
#[test]
fn n8_who_is_known_at_last_is_one_person_from_then_on() {
    const OTHER: &str = "2550814168026";
    let mut ledger = ledger_of(&[member()], choosing("unknown-member", "hold"));
    let of = decompte(1, &[consultation()]);
    let under_other = Decompte {
        key: nir(OTHER).key(),
        beneficiary: Beneficiary {
            nir: nir(OTHER),
            ..of.beneficiary
        },
        ..of
    };
    deliver(&mut ledger, &[under_other]);
    assert_eq!(first(&ledger, 0).outcome, held(ReasonClass::RightsPending));
    let known = Member {
        rights: Rights {
            second_nir: Some(nir(OTHER)),
            ..Rights::default()
        },
        ..member()
    };
    ledger.set_portfolio(&[known], None).unwrap();
    assert_eq!(first(&ledger, 0).outcome, paid("7.95"));
    let again = alone(&mut ledger, &decompte(2, &[consultation()])).0;
    assert_eq!(again, held(ReasonClass::DuplicateSuspected));
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

/// Of several products with several payees, the one of the register's reading.
#[test]
fn the_payee_of_several_products_is_that_of_the_reading() {
    let products = [
        of_gps("base", "payee: as-amo\n", "{ br: 100 }"),
        of_gps(
            "option",
            "on-top-of: { kind: option }\n",
            "{ euros: \"1.00\", ticket-moderateur: excluded }",
        ),
    ];
    let with_option = Member {
        rights: Rights {
            options: vec!["option".to_owned()],
            ..Rights::default()
        },
        ..member()
    };
    let due = |choices: Choices, spent: &str| {
        let members = std::slice::from_ref(&with_option);
        let mut ledger = Ledger::new(&products, members, choices).unwrap();
        let line = Line {
            spent: euros(spent),
            ..consultation()
        };
        let to_the_doctor = Decompte {
            payee_nature: PayeeNature::ThirdPartyAmo,
            ..decompte(1, &[line])
        };
        alone(&mut ledger, &to_the_doctor).0
    };
    let to = |payee, amount: &str| Outcome::paid(euros(amount), payee);
    let insured = || choosing("payee-of-several", "insured");
    // 7.95 and 1.00.
    let first = due(Choices::default(), "50.00");
    assert_eq!(first, to(Payee::Professional, "8.95"));
    assert_eq!(due(insured(), "50.00"), to(Payee::Insured, "8.95"));
    // Nothing is beyond the base: the option pays nothing, and nobody.
    assert_eq!(due(insured(), "26.50"), to(Payee::Professional, "7.95"));
}
