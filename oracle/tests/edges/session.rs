//! What a question may say, what is kept from one to the next, and what each contract answers (docs/quote.md).

use domain::{Cents, Payee, Reaction, ReasonClass};
use oracle::ambiguity::Choices;
use oracle::product::Product;
use oracle::quote::Session;

use crate::quote::{ask, told};

fn knowing(guarantees: &str) -> Session {
    let file = format!(
        "schema-version: 2\nid: p\nname: {{ fr: P, en: P }}\nresponsible: false\n{guarantees}\n"
    );
    Session::new(
        Choices::default(),
        vec![Product::parse("p.yaml", &file).unwrap()],
    )
}

/// Amounts at their bounds are taken, and one cent or one more is not.
#[test]
fn a_question_is_taken_up_to_its_bounds() {
    for (within, beyond, why) in [
        (
            "date: 2025-03-01, act: G, fee: 3000, base: 3000, given: {amo: 3000}",
            "date: 2025-03-01, act: G, fee: 3000, base: 3000, given: {amo: 3001}",
            "given.amo",
        ),
        (
            "date: 2025-03-01, act: G, fee: 3000, given: {amo: 150, participation: 100, franchise: 50}",
            "date: 2025-03-01, act: G, fee: 3000, given: {amo: 150, participation: 100, franchise: 51}",
            "given.participation",
        ),
        (
            "date: 2025-03-01, act: PH7, fee: 3000, base: 3000, quantity: 99",
            "date: 2025-03-01, act: PH7, fee: 3000, base: 3000, quantity: 100",
            "quantity",
        ),
        (
            "date: 2025-03-01, act: PH7, fee: 3000, base: 3000, quantity: 1",
            "date: 2025-03-01, act: PH7, fee: 3000, base: 3000, quantity: 0",
            "quantity",
        ),
        (
            "date: 2025-03-01, act: G, fee: 99999999",
            "date: 2025-03-01, act: G, fee: 100000000",
            "fee",
        ),
        (
            "date: 2025-03-01, act: G, fee: 3000, base: 0",
            "date: 2025-03-01, act: G, fee: 3000, base: -1",
            "base",
        ),
        (
            "date: 2025-03-01, act: G, fee: 0",
            "date: 2025-03-01, act: G, fee: -1",
            "fee",
        ),
        (
            "date: 2025-03-01, act: G, fee: 3000, patient: {birth: 2025-03-01}",
            "date: 2025-03-01, act: G, fee: 3000, patient: {birth: 2025-03-02}",
            "2025-03-02",
        ),
        (
            "stay: {entry: 2025-03-03, last: 2025-03-05, price: {clinic: {ghs: 100000}}, room: {days: 3, price: 100}}",
            "stay: {entry: 2025-03-03, last: 2025-03-05, price: {clinic: {ghs: 100000}}, room: {days: 4, price: 100}}",
            "4",
        ),
    ] {
        ask(&mut Session::default(), &format!("{{{within}}}"));
        let error = Session::default().answer(&told(&format!("{{{beyond}}}")));
        let error = error.unwrap_err().to_string();
        assert!(error.contains(why), "{beyond}: {error}");
    }
}

/// The option of a doctor of secteur 2 makes the base that of OPTAM (30.00 in 2025, 23.00 without); secteur 1 has its
/// tariff whatever the option; no doctor of secteur 3 has one.
#[test]
fn an_option_is_of_secteur_2() {
    let base = |practitioner: &str| {
        let question = told(&format!(
            "{{date: 2025-03-01, act: G, fee: 5000, practitioner: {{{practitioner}}}}}"
        ));
        let answer = Session::default().answer(&question);
        answer.map(|answer| answer.lines[0].base.0).ok()
    };
    assert_eq!(base("sector: 2"), Some(2_300));
    for option in ["cas", "optam", "optam-co"] {
        assert_eq!(base(&format!("sector: 2, option: {option}")), Some(3_000));
        assert_eq!(base(&format!("sector: 1, option: {option}")), Some(3_000));
        assert_eq!(base(&format!("sector: 3, option: {option}")), None);
    }
    for option in ["none", "older"] {
        assert_eq!(base(&format!("sector: 2, option: {option}")), Some(2_300));
        assert_eq!(base(&format!("sector: 3, option: {option}")), Some(61));
    }
    assert_eq!(base("sector: 2, optam: true"), Some(3_000));
    assert_eq!(base("sector: 3, optam: true"), None);
    assert_eq!(base("sector: 4"), None);
}

/// Paid, settled at zero, held or refused, and taken back as that.
#[test]
fn a_contract_answers_with_what_it_does() {
    let guarantees = "payee: as-amo
guarantees:
  implant: { euros: \"10.00\" }
  osteopathe: { euros: \"10.00\", documents: [facture] }
  chiropracteur: { euros: \"10.00\", when: { network: true } }
";
    let mut session = knowing(guarantees);
    for (number, (line, reaction, back)) in [
        ("heading: implant", Reaction::Paid, Reaction::Reversed),
        ("heading: osteopathe", Reaction::Held, Reaction::NoEffect),
        (
            "heading: osteopathe, facts: {documents: [facture], qualifier: ZZ}",
            Reaction::Held,
            Reaction::NoEffect,
        ),
        (
            "heading: chiropracteur",
            Reaction::SettledZero,
            Reaction::NoEffect,
        ),
        ("heading: vaccin", Reaction::Refused, Reaction::NoEffect),
    ]
    .into_iter()
    .enumerate()
    {
        let question = format!(
            "{{id: a{number}, person: p, date: 2025-03-01, fee: 5000, products: [p], {line}}}"
        );
        let answer = ask(&mut session, &question);
        assert_eq!(answer.lines[0].contracts[0].reaction, reaction, "{line}");
        let undone = ask(&mut session, &format!("{{person: p, cancels: a{number}}}"));
        let contract = &undone.lines[0].contracts[0];
        assert_eq!(contract.reaction, back, "{line}");
        assert_eq!(contract.reason, ReasonClass::Cancellation, "{line}");
    }
    let payee = |more: &str| {
        let question =
            format!("{{date: 2025-03-01, heading: implant, fee: 5000, products: [p]{more}}}");
        ask(&mut knowing(guarantees), &question).lines[0].contracts[0].payee
    };
    assert_eq!(payee(""), Some(Payee::Insured));
    assert_eq!(payee(", third-party: true"), Some(Payee::Professional));
}

/// Nothing is kept of a session whose acts were all taken back: counters, debts, what contracts paid.
#[test]
fn a_session_is_empty_again_once_everything_is_taken_back() {
    for act in [
        "act: G, fee: 3000",
        "act: PH7, fee: 1000, base: 1000",
        "act: B, fee: 1500, base: 1500, third-party: true",
        "heading: implant, fee: 5000, products: [p]",
    ] {
        let mut session = knowing("guarantees: { implant: { euros: \"10.00\" } }");
        assert!(session.is_empty());
        ask(
            &mut session,
            &format!("{{id: a, person: p, date: 2025-03-01, {act}}}"),
        );
        assert!(!session.is_empty(), "{act}");
        ask(&mut session, "{person: p, cancels: a}");
        assert!(session.is_empty(), "{act}");
    }
    // Without a name it cannot be taken back: what was counted and paid stays.
    for act in [
        "act: G, fee: 3000",
        "heading: implant, fee: 5000, products: [p]",
    ] {
        let mut session = knowing("guarantees: { implant: { euros: \"10.00\" } }");
        ask(
            &mut session,
            &format!("{{person: p, date: 2025-03-01, {act}}}"),
        );
        assert!(!session.is_empty(), "{act}");
    }
}

/// A person without birth is forty, in a stay as in town.
#[test]
fn a_person_without_birth_is_forty() {
    let guarantees = "guarantees:
  sejour: { real-expense: true, when: { age: { from: 40, below: 41 } } }
  implant: { real-expense: true, when: { age: { from: 40, below: 41 } } }
";
    let stay = "{products: [p], stay: {entry: 2025-03-03, last: 2025-03-05, price: {clinic: {ghs: 100000}}}}";
    assert_eq!(ask(&mut knowing(guarantees), stay).amc, Cents(20_000));
    let town = "{products: [p], date: 2025-03-03, heading: implant, fee: 5000}";
    assert_eq!(ask(&mut knowing(guarantees), town).amc, Cents(5_000));
}

/// A price a day is of as many days as are billed; that of the exit is not.
#[test]
fn a_price_a_day_has_its_days() {
    let stay =
        "{products: [p], stay: {entry: 2025-03-03, last: 2025-03-05, price: {daily: 50000}}}";
    let mut session = knowing("guarantees: { sejour: { euros: \"10.00\", per: day } }");
    let answer = ask(&mut session, stay);
    assert_eq!(answer.amc, Cents(2_000), "two days at 10.00");
}

/// A complement is of its main act for what is counted by act.
#[test]
fn a_complement_is_counted_with_its_main_act() {
    let guarantees = "guarantees: { implant: { real-expense: true, limits: [ { euros: \"60.00\", per: act } ] } }";
    let mut session = knowing(guarantees);
    let mut paid = |more: &str| {
        let question = format!(
            "{{person: p, date: 2025-03-01, heading: implant, fee: 4000, products: [p], {more}}}"
        );
        ask(&mut session, &question).amc.0
    };
    assert_eq!(paid("id: main"), 4_000);
    assert_eq!(paid("id: other"), 4_000);
    assert_eq!(paid("facts: {complement-of: main}"), 2_000);
}

/// Daily charges are of as many days as are owed.
#[test]
fn daily_charges_have_their_days() {
    let mut session = knowing("guarantees: { forfait-journalier: { euros: \"5.00\", per: day } }");
    let stay = "{products: [p], patient: {exemption: ald-related}, \
        stay: {entry: 2025-03-03, last: 2025-03-05, price: {clinic: {ghs: 100000}}}}";
    // Rules §2.3: exempt from the ticket modérateur, the three days with that of the exit.
    assert_eq!(ask(&mut session, stay).amc, Cents(1_500));
}

/// A day without figure is told by what to do: outside of what is loaded, or within it.
#[test]
fn a_missing_figure_comes_with_advice() {
    let advice = |yaml: &str| {
        let error = Session::default().answer(&told(yaml)).unwrap_err();
        error.advice().unwrap_or_default()
    };
    let loaded = "the law is loaded for care from 2023-01-01 to 2026-12-31";
    assert_eq!(advice("{date: 2022-12-31, act: G, fee: 3000}"), loaded);
    assert_eq!(advice("{date: 2021-01-01, act: G, fee: 3000}"), loaded);
    assert_eq!(advice("{date: 2027-01-01, act: G, fee: 3000}"), loaded);
    assert_eq!(advice("{date: 2028-01-01, act: G, fee: 3000}"), loaded);
    // Rules §2.1: not established since 22 December 2024.
    let unknown = advice("{date: 2025-03-01, act: APC, fee: 6000, practitioner: {specialty: 33}}");
    assert!(unknown.contains("`base` gives the base"), "{unknown}");
    let last = advice("{date: 2026-12-31, act: APC, fee: 6000, practitioner: {specialty: 33}}");
    assert!(
        last.contains("`base` gives the base"),
        "a day that is loaded: {last}"
    );
    let reimbursed = advice("{date: 2025-03-01, heading: kine, fee: 3000}");
    assert!(reimbursed.contains("`act` says the act"), "{reimbursed}");
}

/// The days that a question tells beside the date are those of its line.
#[test]
fn the_days_of_a_question_are_those_of_its_line() {
    for word in ["end", "delivery", "prescription"] {
        let euros = |amount: u8| {
            format!("{{ implant: {{ euros: \"{amount}.00\", reference-date: {word} }} }}")
        };
        let guarantees = format!(
            "guarantees: {}\nversions: [ {{ from: 2025-04-01, guarantees: {} }} ]",
            euros(1),
            euros(2)
        );
        let due = |facts: &str| {
            let question = format!(
                "{{date: 2025-03-30, heading: implant, fee: 5000, products: [p], facts: {{{facts}}}}}"
            );
            ask(&mut knowing(&guarantees), &question).amc.0
        };
        assert_eq!(due(""), 100, "{word}");
        assert_eq!(due(&format!("{word}: 2025-04-01")), 200, "{word}");
    }
}

/// An answer is of the first day of its first line.
#[test]
fn an_answer_has_the_day_of_its_first_line() {
    let day = |yaml: &str| ask(&mut Session::default(), yaml).date();
    let of = |text: &str| Some(text.parse().unwrap());
    assert_eq!(
        day("{date: 2025-03-01, act: G, fee: 3000}"),
        of("2025-03-01")
    );
    let stay = "{stay: {entry: 2025-03-03, last: 2025-03-05, price: {clinic: {ghs: 100000}}}}";
    assert_eq!(day(stay), of("2025-03-03"));
}

/// A heavy act in town brings a line of its participation, and none where a ground spares it (rules §2.3).
#[test]
fn a_participation_that_is_spared_is_no_line() {
    let lines = |patient: &str| {
        let question = format!(
            "{{date: 2025-03-01, act: ADC, fee: 15000, base: 15000, patient: {{{patient}}}}}"
        );
        let answer = ask(&mut Session::default(), &question);
        answer
            .lines
            .iter()
            .map(|line| line.act.unwrap().to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(lines(""), ["ADC", "PAP"]);
    assert_eq!(lines("cover: c2s"), ["ADC"]);
}

/// The acts of an answer, by code, or by heading where there is none.
#[test]
fn an_answer_names_its_acts() {
    let acts = |yaml: &str| ask(&mut Session::default(), yaml).acts();
    assert_eq!(acts("{date: 2025-03-01, act: G, fee: 3000}"), "G");
    assert_eq!(
        acts("{date: 2025-03-01, heading: osteopathe, fee: 3000}"),
        "osteopathe"
    );
    let stay = "{stay: {entry: 2025-03-03, last: 2025-03-05, price: {clinic: {ghs: 100000}}, room: {days: 2, price: 100}}}";
    assert_eq!(acts(stay), "GHS + FJ + chambre-particuliere");
    let error = Session::default().answer(&told("{date: 2025-03-01, act: QQQ, fee: 3000}"));
    let advice = error.unwrap_err().advice().unwrap();
    assert!(advice.starts_with("acts that are: G, GS, C"), "{advice}");
}

/// The line of a price ends with the stay.
#[test]
fn the_price_of_a_stay_ends_with_it() {
    let euros =
        |amount: u8| format!("{{ sejour: {{ euros: \"{amount}.00\", reference-date: end }} }}");
    let guarantees = format!(
        "guarantees: {}\nversions: [ {{ from: 2025-03-05, guarantees: {} }} ]",
        euros(1),
        euros(2)
    );
    let due = |last: &str| {
        let stay = format!(
            "{{products: [p], stay: {{entry: 2025-03-03, last: {last}, price: {{clinic: {{ghs: 100000}}}}}}}}"
        );
        ask(&mut knowing(&guarantees), &stay).amc.0
    };
    assert_eq!((due("2025-03-04"), due("2025-03-05")), (100, 200));
}
