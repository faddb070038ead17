//! Who the lines of the wire are of, and which of their contracts answer (rules §7, §9).

use domain::{
    Beneficiary, Decompte, Line, Member, Outcome, Payee, PayeeNature, ReasonClass, Rights,
};
use oracle::ambiguity::Choices;
use oracle::ledger::Ledger;
use oracle::product::Product;

use crate::ledger::of_gps;
use crate::ledger::support::*;

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
            options: vec!["one".into(), "two".into()],
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
                options: vec!["option".into()],
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
        contract: "C2".into(),
        ..member()
    };
    let old = Member {
        end: Some(day("2024-05-31")),
        ..member()
    };
    assert_eq!(
        due(std::slice::from_ref(&new)),
        zero(ReasonClass::WaitingPeriod)
    );
    assert_eq!(due(&[old, new]), paid("7.95"));
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
            options: vec!["option".into()],
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
