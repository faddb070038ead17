//! What the steps of a stay say (rules §2.3).

use domain::{Cents, Rate};
use oracle::amo::stay::{Exit, Ground, Invoice, Price, StayCounters, settle};
use oracle::law::Law;
use oracle::quote::Session;
use oracle::trace::{Confidence, Steps, Term};

use crate::quote::told;
use crate::stay::operated;

/// The ground that spares the participation, as the explanation names it: one that the compulsory scheme bears
/// before that of a complementary body, and of two alike the first told.
#[test]
fn the_ground_that_spares_the_participation_is_the_compulsory_schemes_first() {
    for (grounds, spared) in [
        ([Ground::C2s, Ground::Ald], "ald"),
        ([Ground::Ald, Ground::C2s], "ald"),
        ([Ground::LocalRegime, Ground::Ald], "ald"),
        ([Ground::C2s, Ground::LocalRegime], "regime-local"),
        ([Ground::Ald, Ground::Invalidity], "ald"),
        ([Ground::Invalidity, Ground::Ald], "invalidite"),
    ] {
        let mut steps = Steps::default();
        let counters = &mut StayCounters::default();
        settle(Law::embedded(), &operated(&grounds), counters, &mut steps).unwrap();
        let step = steps.0.iter().find(|step| step.rule == "R-AMO-PAS-EXEMPT");
        let inputs = &step.unwrap().inputs;
        let named = inputs.iter().find(|(name, _)| *name == "spared");
        assert_eq!(named.unwrap().1, Term::from(spared), "{grounds:?}");
        // They lift the whole ticket modérateur: the first told does.
        let step = steps.0.iter().find(|step| step.rule == "R-AMO-STAY-EXEMPT");
        let inputs = &step.unwrap().inputs;
        let named = inputs.iter().find(|(name, _)| *name == "exempt");
        let first = grounds.into_iter().find(|ground| *ground != Ground::C2s);
        let first = match first {
            Some(Ground::LocalRegime) => "regime-local",
            Some(Ground::Invalidity) => "invalidite",
            _ => "ald",
        };
        assert_eq!(named.unwrap().1, Term::from(first), "{grounds:?}");
    }
}

/// Other invoices of the stay are told of only where they change.
#[test]
fn a_first_invoice_regularises_nothing() {
    let counters = &mut StayCounters::default();
    let mut told = |invoice: &Invoice| {
        let mut steps = Steps::default();
        settle(Law::embedded(), invoice, counters, &mut steps).unwrap();
        steps
            .0
            .iter()
            .any(|step| step.rule == "R-AMO-STAY-INVOICES")
    };
    let whole = operated(&[]);
    let price = Invoice {
        acts: Vec::new(),
        ..whole.clone()
    };
    let act = Invoice {
        period: None,
        ..whole
    };
    assert!(!told(&price), "20 % of 1,000.00");
    assert!(told(&act), "the participation replaces it");
}

/// A day without daily charge says why: medico-social care is not hospital care (rules §6), the exit by death has
/// none (rules §2.3).
#[test]
fn a_day_without_charge_says_why() {
    let source = |more: &str, last: &str| {
        let question = told(&format!(
            "{{date: 2025-03-03, stay: {{entry: 2025-03-03, last: {last}, price: {{clinic: {{ghs: 100000}}}}, {more}}}}}"
        ));
        let answer = Session::default().explain(&question).unwrap();
        let steps = answer.steps.iter();
        let none = steps.filter(|step| ["R-AMO-FJ-NONE", "R-AMO-FJ-EXIT"].contains(&step.rule));
        let mut told: Vec<_> = none
            .map(|step| (step.rule, step.source.to_string()))
            .collect();
        told.dedup();
        told
    };
    let told = |rule, source: &str| vec![(rule, source.to_owned())];
    assert_eq!(
        source("discipline: medico-social", "2025-03-05"),
        told("R-AMO-FJ-NONE", "rules §6")
    );
    assert_eq!(
        source("exit: death", "2025-03-05"),
        told("R-AMO-FJ-EXIT", "rules §2.3 [snds-fiches]")
    );
    assert_eq!(
        source("mode: day-surgery", "2025-03-03"),
        told("R-AMO-FJ-NONE", "rules §2.3 [snds-fiches]")
    );
    assert_eq!(source("exit: home", "2025-03-05"), vec![]);
}

/// The participation is told once: what is owed of it, or that a ground spares it and nothing is.
#[test]
fn the_participation_is_told_once() {
    let told = |grounds: &[Ground]| {
        let mut steps = Steps::default();
        let counters = &mut StayCounters::default();
        settle(Law::embedded(), &operated(grounds), counters, &mut steps).unwrap();
        let steps = steps.0.iter().filter(|step| step.rule == "R-AMO-PAS");
        steps
            .map(|step| step.result.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(told(&[]), ["24.00"]);
    assert_eq!(told(&[Ground::C2s]), ["0.00"]);
}

/// The steps of daily charges tell who pays and how the stay ended.
#[test]
fn the_steps_of_daily_charges_name_payer_and_exit() {
    let named = |grounds: &[Ground], exit, name: &str| {
        let mut invoice = operated(grounds);
        invoice.period.as_mut().unwrap().exit = exit;
        let mut steps = Steps::default();
        let counters = &mut StayCounters::default();
        settle(Law::embedded(), &invoice, counters, &mut steps).unwrap();
        let inputs = steps
            .0
            .iter()
            .filter(|step| step.rule.starts_with("R-AMO-FJ"));
        let inputs = inputs.flat_map(|step| step.inputs.iter());
        let told = inputs.filter(|(input, _)| *input == name);
        told.map(|(_, value)| value.to_string()).next()
    };
    let home = Some(Exit::Home);
    let payer = |grounds: &[Ground]| named(grounds, home, "payer").unwrap();
    assert_eq!(payer(&[]), "insured");
    assert_eq!(payer(&[Ground::C2s]), "C2S");
    assert_eq!(payer(&[Ground::WorkAccident]), "régime");
    assert_eq!(payer(&[Ground::LocalRegime]), "régime local");
    let exit = |exit| named(&[], Some(exit), "exit");
    assert_eq!(exit(Exit::Death).as_deref(), Some("death"));
    assert_eq!(exit(Exit::Transfer).as_deref(), Some("transfer"));
    assert_eq!(exit(Exit::Home), None);
}

/// Under a work accident the step rests on the decision that tells what it lifts.
#[test]
fn the_step_of_a_work_accident_names_the_decision() {
    let source = |ground| {
        let mut steps = Steps::default();
        let counters = &mut StayCounters::default();
        settle(Law::embedded(), &operated(&[ground]), counters, &mut steps).unwrap();
        let step = steps
            .0
            .into_iter()
            .find(|step| step.rule == "R-AMO-STAY-EXEMPT");
        step.unwrap().source.to_string()
    };
    assert!(source(Ground::WorkAccident).contains("rules §12 bis 4"));
    assert!(!source(Ground::Ald).contains("rules §12 bis 4"));
}

/// What prevails is an assumption where the ticket modérateur and the daily charges are equal, and only there.
#[test]
fn a_tie_of_ticket_moderateur_and_charges_is_an_assumption() {
    let confidence = |ghs, grounds: &[Ground]| {
        let mut invoice = operated(grounds);
        invoice.acts.clear();
        invoice.period.as_mut().unwrap().price = Price::Clinic {
            ghs: Cents(ghs),
            coefficient: Rate::ONE,
        };
        let (counters, mut steps) = (&mut StayCounters::default(), Steps::default());
        settle(Law::embedded(), &invoice, counters, &mut steps).unwrap();
        let mut steps = steps.0.into_iter();
        steps
            .find(|step| step.rule == "R-AMO-STAY-COMPARISON")
            .unwrap()
            .confidence
    };
    // Three days at 20.00, and 20 % of the price.
    assert_eq!(confidence(30_000, &[]), Confidence::Assumption);
    assert_eq!(
        confidence(30_001, &[]),
        Confidence::Assumption,
        "60.00 to the cent"
    );
    assert_eq!(confidence(30_010, &[]), Confidence::Confirmed);
    assert_eq!(confidence(100_000, &[]), Confidence::Confirmed);
    assert_eq!(
        confidence(100_000, &[Ground::WorkAccident]),
        Confidence::Confirmed
    );
}
