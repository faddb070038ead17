//! What holds for any product and any lines.

use domain::{Basket, Cents, Day, Heading};
use oracle::ambiguity::Choices;
use oracle::amc::{
    AmoPayee, Doctor, Facts, Journal, Parts, Person, SettledAct, Thing, remainder, share,
};
use oracle::product::{AmoStatus, CarePlace, Product};
use oracle::trace::{NoTrace, Steps};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::random_lines::{facts, line, lines, someone};
use crate::random_products::{
    everywhere, level, merged, product, responsible_product, simple_level,
};
use crate::support::{consultation, paid, person};

/// What a line leaves to mutuelles: the expense less the theoretical share.
fn left(product: &Product, facts: &Facts) -> Cents {
    let refunded = if product.refunds_participation {
        facts.participation
    } else {
        Cents::ZERO
    };
    (facts.expense - facts.amo - facts.majoration + refunded).floor_zero()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]

    #[test]
    fn no_contract_pays_more_than_is_left(product in product(), lines in lines(), who in someone()) {
        let (mut journal, choices) = (Journal::default(), Choices::default());
        for facts in &lines {
            let share = share(&product, &choices, facts, &who, &mut journal, &mut NoTrace).unwrap();
            prop_assert!(share.amount >= Cents::ZERO);
            let left = left(&product, facts) - facts.earlier;
            prop_assert!(share.amount <= left.floor_zero(), "{:?}", share);
            prop_assert!(share.counted.m >= Cents::ZERO && share.counted.v >= Cents::ZERO);
            prop_assert!(share.counted.total() <= share.amount);
            prop_assert!(oracle::rules::rule(share.rule).is_some());
        }
    }

    #[test]
    fn a_trace_changes_nothing_and_names_rules(product in product(), lines in lines(), who in someone()) {
        let (mut bare, mut traced, choices) = (Journal::default(), Journal::default(), Choices::default());
        for facts in &lines {
            let mut steps = Steps::default();
            let one = share(&product, &choices, facts, &who, &mut bare, &mut NoTrace).unwrap();
            let two = share(&product, &choices, facts, &who, &mut traced, &mut steps).unwrap();
            prop_assert_eq!(one, two);
            prop_assert!(!steps.0.is_empty());
            for step in &steps.0 {
                prop_assert!(oracle::rules::rule(step.rule).is_some(), "{}", step.rule);
            }
        }
        prop_assert_eq!(bare, traced);
    }

    #[test]
    fn taking_every_line_back_leaves_no_mark(product in product(), lines in lines(), who in someone(), backwards: bool) {
        let (mut journal, choices) = (Journal::default(), Choices::default());
        for facts in &lines {
            let before = journal.clone();
            share(&product, &choices, facts, &who, &mut journal, &mut NoTrace).unwrap();
            let mut taken_back = journal.clone();
            taken_back.take_back(facts.line);
            prop_assert_eq!(taken_back, before);
        }
        let mut ids: Vec<Thing> = lines.iter().map(|facts| facts.line).collect();
        if backwards {
            ids.reverse();
        }
        for id in ids {
            journal.take_back(id);
        }
        prop_assert_eq!(journal, Journal::default());
    }

    #[test]
    fn a_line_taken_back_and_told_again_pays_the_same(product in product(), lines in lines(), who in someone()) {
        let (mut journal, choices) = (Journal::default(), Choices::default());
        for facts in &lines {
            let first = share(&product, &choices, facts, &who, &mut journal, &mut NoTrace).unwrap();
            journal.take_back(facts.line);
            let again = share(&product, &choices, facts, &who, &mut journal, &mut NoTrace).unwrap();
            prop_assert_eq!(first, again);
        }
    }

    #[test]
    fn a_responsible_contract_holds_to_the_law(
        product in responsible_product(),
        lines in lines(),
        who in someone(),
    ) {
        let (mut journal, choices) = (Journal::default(), Choices::default());
        for facts in &lines {
            let share = share(&product, &choices, facts, &who, &mut journal, &mut NoTrace).unwrap();
            let skipped = facts.amo_payee == AmoPayee::ThirdParty
                || facts.qualifier.is_some_and(|code| ["G", "XX"].contains(&code.as_str()));
            if skipped {
                prop_assert_eq!(share.amount, Cents::ZERO);
                continue;
            }
            let theoretical = facts.amo + facts.majoration;
            let moderateur = (facts.expense.min(facts.base) - theoretical).floor_zero();
            let left = (facts.expense - theoretical - facts.earlier).floor_zero();
            // Never the participation, the franchise or the majoration.
            prop_assert!(share.amount <= left);
            // Never less than the ticket modérateur, or the whole of the 100 % Santé.
            if facts.status() == AmoStatus::Reimbursed && facts.heading != Heading::Osteopathe
                && !matches!(facts.heading, Heading::ChambreParticuliere | Heading::ForfaitJournalier)
            {
                let whole = facts.heading.basket() == Some(Basket::CentSante);
                let least = if whole { left } else { moderateur.min(left) };
                prop_assert!(share.amount >= least, "{:?} {:?}", share, facts);
            }
            // Never more than the base beyond it for a doctor who is not OPTAM.
            if facts.doctor == Some(Doctor::NonOptam) && facts.base > Cents::ZERO
                && facts.place != CarePlace::Abroad
            {
                prop_assert!(share.amount <= moderateur + facts.base);
            }
            if facts.heading == Heading::MontureB {
                prop_assert!(share.amount <= moderateur.max(Cents(10_000)));
            }
        }
    }

    #[test]
    fn no_counter_passes_its_ceiling(
        level in level(false),
        ceiling in 0..60_000_i64,
        beyond_only: bool,
        lines in lines(),
        who in someone(),
    ) {
        let excludes = if beyond_only { json!(["ticket-moderateur"]) } else { json!([]) };
        let limit = json!({ "euros": Cents(ceiling).to_string(), "excludes": excludes, "over": "event" });
        let product = everywhere(&merged(level, [("limits", Some(json!([limit])))]));
        let journal = after(&product, &lines, &who);
        // The limit is one counter a family.
        for family in ["medecins", "auxiliaires", "dentaire", "optique", "audio", "hospitalisation", "medecines-douces"] {
            let counted: Parts = journal
                .entries()
                .iter()
                .filter(|entry| entry.facts.heading.family().word() == family)
                .fold(Parts::ZERO, |sum, entry| sum + entry.counted);
            let used = if beyond_only { counted.v } else { counted.total() };
            prop_assert!(used <= Cents(ceiling), "{family}: {used}");
        }
    }

    #[test]
    fn no_more_acts_are_counted_than_the_number(
        level in level(false),
        number in 0..8_u32,
        lines in lines(),
        who in someone(),
    ) {
        let limit = json!({ "number": number, "over": "event" });
        let product = everywhere(&merged(level, [("limits", Some(json!([limit])))]));
        let journal = after(&product, &lines, &who);
        for family in ["medecins", "auxiliaires", "dentaire", "optique", "audio", "hospitalisation", "medecines-douces"] {
            let entries = journal.entries().iter();
            let of_it = entries.filter(|entry| entry.facts.heading.family().word() == family);
            let acts: u32 = of_it.map(|entry| entry.units.acts).sum();
            prop_assert!(acts <= number, "{family}: {acts}");
        }
    }

    #[test]
    fn more_guarantee_never_pays_less(
        level in simple_level(),
        points in 0..300_u32,
        lines in lines(),
        next in facts(),
        who in someone(),
    ) {
        // One decision from one state: later ones meet other counters. A ceiling that leaves the ticket
        // modérateur alone is no case: there a higher level may hold less of it.
        let limits = json!([{ "euros": "400.00" }, { "number": 9 }]);
        let limited = |level: &Value| everywhere(&merged(level.clone(), [("limits", Some(limits.clone()))]));
        let lower = limited(&level);
        let journal = after(&lower, &lines, &who);
        let more = json!({ "br-on-top": points, "ticket-moderateur": "excluded" });
        for higher in [json!({ "sum": [level.clone(), more.clone()] }), json!({ "higher-of": [level, more] })] {
            let higher = limited(&higher);
            let choices = Choices::default();
            let next = Facts { line: Thing(99), act: Thing(99), complement_of: None, ..next.clone() };
            let pays = |product: &Product| {
                let mut journal = journal.clone();
                share(product, &choices, &next, &who, &mut journal, &mut NoTrace).unwrap().amount
            };
            prop_assert!(pays(&higher) >= pays(&lower));
        }
    }

    #[test]
    fn the_parts_of_the_remainder_add_up(
        product in product(),
        line in line(),
        participation in 0..=200_i64,
        franchise in 0..=100_i64,
        deferred: bool,
    ) {
        let participation = Cents(participation).min(line.amount);
        let facts = crate::support::facts(&line, 1, participation);
        let mut journal = Journal::default();
        let share = share(&product, &Choices::default(), &facts, &person(), &mut journal, &mut NoTrace);
        let act = SettledAct {
            expense: line.spent,
            base: line.base,
            theoretical: line.amount + line.majoration,
            majoration: line.majoration,
            participation,
            franchise: Cents(franchise),
            deferred,
            amc: share.unwrap().amount,
            refunds_participation: product.refunds_participation,
        };
        let left = remainder(&act);
        prop_assert_eq!(left.total(), act.expense - act.amo() - act.amc);
        prop_assert!(left.ticket_moderateur >= Cents::ZERO && left.overrun >= Cents::ZERO);
        if deferred {
            prop_assert_eq!(left.owed_to_amo, participation + act.franchise);
        } else {
            prop_assert_eq!(left.owed_to_amo, Cents::ZERO);
        }
    }
}

/// The journal once those lines were settled.
fn after(product: &Product, lines: &[Facts], who: &Person) -> Journal {
    let mut journal = Journal::default();
    for facts in lines {
        share(
            product,
            &Choices::default(),
            facts,
            who,
            &mut journal,
            &mut NoTrace,
        )
        .unwrap();
    }
    journal
}

#[test]
fn a_day_outside_the_law_is_an_error_and_enters_nothing() {
    let product = everywhere(&json!({ "pmss": 20 }));
    let late = Facts {
        expense: Cents(100_000),
        ..Facts::new(Thing(1), Heading::Implant, Day::new(2027, 1, 1).unwrap())
    };
    let mut journal = Journal::default();
    let error = share(
        &product,
        &Choices::default(),
        &late,
        &person(),
        &mut journal,
        &mut NoTrace,
    );
    assert!(
        error
            .unwrap_err()
            .to_string()
            .starts_with("no value of pmss on 2027-01-01")
    );
    assert!(journal.is_empty());
    assert_eq!(
        paid(&product, &consultation("10.00", "10.00", "7.00")).amount,
        Cents(300)
    );
}
