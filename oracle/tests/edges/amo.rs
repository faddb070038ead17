//! The AMO half (rules §4).

use domain::{Cents, CoordinationOption, PsNumber};
use oracle::amo::{
    Care, Counters, Doctor, DrugLabel, Exemption, Kind, Parcours, Patient, Sector, Tariff,
    liquidate,
};
use oracle::law::Law;
use oracle::trace::Steps;

use oracle::quote::Session;

use crate::amc::day;
use crate::quote::told;

/// Something is put off only where something is kept back.
#[test]
fn nothing_is_put_off_where_nothing_is_kept_back() {
    let put_off = |birth: &str| {
        let care = Care {
            day: day("2025-03-01"),
            kind: Kind::Consultation {
                tariff: Tariff::Generaliste,
                doctor: Doctor {
                    sector: Sector::One,
                    option: CoordinationOption::None,
                    specialty: 1,
                },
            },
            fee: Cents(3_000),
            quantity: 1,
            coefficient: 100,
            count: 0,
            base: None,
            parcours: Parcours::In,
            exemption: Exemption::None,
            executor: PsNumber::default(),
            third_party: true,
        };
        let (mut counters, mut steps) = (Counters::default(), Steps::default());
        let patient = Patient::born(day(birth));
        liquidate(Law::embedded(), &patient, &care, &mut counters, &mut steps).unwrap();
        steps.0.iter().any(|step| step.rule == "R-AMO-DEFERRED")
    };
    assert!(put_off("1980-06-01"));
    assert!(!put_off("2012-06-01"), "a minor bears no participation");
}

/// Rules §4: a franchise alone is put off as a participation is. Two boxes at 1 euro each in 2025.
#[test]
fn a_franchise_alone_is_put_off() {
    let care = Care {
        day: day("2025-03-01"),
        kind: Kind::Drug(DrugLabel::SoixanteCinq),
        fee: Cents(2_000),
        quantity: 2,
        coefficient: 100,
        count: 0,
        base: Some(Cents(2_000)),
        parcours: Parcours::In,
        exemption: Exemption::None,
        executor: PsNumber::default(),
        third_party: true,
    };
    let (mut counters, mut steps) = (Counters::default(), Steps::default());
    let patient = Patient::born(day("1980-06-01"));
    liquidate(Law::embedded(), &patient, &care, &mut counters, &mut steps).unwrap();
    let put_off = steps.0.iter().find(|step| step.rule == "R-AMO-DEFERRED");
    assert_eq!(put_off.unwrap().result, "2.00");
}

/// A long consultation is for who is over 80, once a calendar year (rules §2.1: by the treating doctor, 60.00 from
/// 2026).
#[test]
fn a_long_consultation_is_once_a_year() {
    let patient = Patient::born(day("1940-06-01"));
    let mut counters = Counters::default();
    let mut long = |on: &str, quantity| {
        let care = Care {
            day: day(on),
            kind: Kind::Consultation {
                tariff: Tariff::ConsultationLongue,
                doctor: Doctor {
                    sector: Sector::One,
                    option: CoordinationOption::None,
                    specialty: 1,
                },
            },
            fee: Cents(6_000),
            quantity,
            coefficient: 100,
            count: 0,
            base: None,
            parcours: Parcours::In,
            exemption: Exemption::None,
            executor: PsNumber::default(),
            third_party: false,
        };
        let steps = &mut Steps::default();
        let settled = liquidate(Law::embedded(), &patient, &care, &mut counters, steps);
        settled
            .map(|settled| settled.base.0)
            .map_err(|error| error.to_string())
    };
    let again = "a long consultation on 2026-03-01: it is due once a calendar year";
    assert_eq!(long("2026-03-01", 2), Err(again.to_owned()));
    assert_eq!(long("2026-02-01", 1), Ok(6_000));
    assert_eq!(long("2026-03-01", 1), Err(again.to_owned()));
}

/// Who bears no participation is told why: a minor by the birth, another by what spares them (rules §3).
#[test]
fn the_step_of_who_is_spared_tells_why() {
    let why = |birth: &str, exemption: &str| {
        let question = format!(
            "{{date: 2025-03-01, act: G, fee: 3000, patient: {{birth: {birth}, exemption: {exemption}}}}}"
        );
        let answer = Session::default().explain(&told(&question)).unwrap();
        let steps = answer.steps.into_iter();
        let mut steps = steps.filter(|step| step.rule == "R-AMO-PARTICIPATION");
        let inputs = steps.next().unwrap().inputs.into_iter();
        inputs
            .map(|(name, value)| format!("{name}={value}"))
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert!(why("2012-06-01", "none").contains("birth=2012-06-01"));
    assert!(why("1980-06-01", "maternity").contains("spared="));
}

/// The step of a franchise counts boxes of a drug, and acts of an auxiliary with what is left of the day.
#[test]
fn the_step_of_a_franchise_counts_what_bears_it() {
    let names = |act: &str| {
        let question = format!(
            "{{date: 2025-03-01, act: {act}, fee: 3000, base: 3000, patient: {{birth: 1980-06-01}}}}"
        );
        let answer = Session::default().explain(&told(&question)).unwrap();
        let mut steps = answer.steps.into_iter();
        let step = steps.find(|step| step.rule == "R-AMO-FRANCHISE").unwrap();
        step.inputs
            .iter()
            .map(|(name, _)| *name)
            .collect::<Vec<_>>()
    };
    let (left, amount) = ("left this year", "amo amount");
    assert_eq!(names("PH7"), ["unit", "boxes", left, amount]);
    assert_eq!(names("AMI"), ["unit", "acts", "left today", left, amount]);
}

/// The third line of a night is 3.00 and the first 19.06 (rules §2.1).
#[test]
fn a_night_has_its_lines() {
    let base = |detail: &str| {
        let question = format!("{{date: 2023-03-01, act: CRN{detail}}}");
        let answer = Session::default().answer(&told(&question)).unwrap();
        answer.lines[0].base.0
    };
    assert_eq!(base(""), 1_906);
    assert_eq!(base(", detail: third-line"), 300);
}

/// A general practitioner's tariff is billed as G, whoever gives it; the others by who does.
#[test]
fn a_tariff_has_its_act_code() {
    let act = |tariff, specialty| {
        let kind = Kind::Consultation {
            tariff,
            doctor: Doctor {
                sector: Sector::One,
                option: CoordinationOption::None,
                specialty,
            },
        };
        let care = Care {
            day: day("2025-03-01"),
            kind,
            fee: Cents(3_000),
            quantity: 1,
            coefficient: 100,
            count: 0,
            base: Some(Cents(3_000)),
            parcours: Parcours::In,
            exemption: Exemption::None,
            executor: PsNumber::default(),
            third_party: false,
        };
        let patient = Patient::born(day("1980-06-01"));
        let (counters, steps) = (&mut Counters::default(), &mut Steps::default());
        let settled = liquidate(Law::embedded(), &patient, &care, counters, steps);
        settled.unwrap().act.to_string()
    };
    assert_eq!(act(Tariff::Generaliste, 1), "G");
    assert_eq!(act(Tariff::Generaliste, 8), "G");
    assert_eq!(act(Tariff::Generaliste, 33), "G");
    assert_eq!(act(Tariff::SpecialisteDirect, 8), "CS");
    assert_eq!(act(Tariff::SpecialisteDirect, 33), "CNP");
    assert_eq!(act(Tariff::SpecialisteDirect, 1), "G");
    assert_eq!(act(Tariff::Teleconsultation, 1), "TCG");
    assert_eq!(act(Tariff::Teleconsultation, 8), "TC");
    assert_eq!(act(Tariff::Apc, 8), "APC");
}

/// A franchise is capped at the AMO's share (rules §12 bis 5), which the step says where it was.
#[test]
fn a_franchise_that_is_capped_says_so() {
    let step = |base: i64| {
        let question = format!("{{date: 2025-03-01, act: PH7, fee: {base}, base: {base}}}");
        let answer = Session::default().explain(&told(&question)).unwrap();
        let mut steps = answer.steps.into_iter();
        let step = steps.find(|step| step.rule == "R-AMO-FRANCHISE").unwrap();
        let capped = step.source.to_string().contains("§12 bis 5");
        (step.result.to_string(), capped)
    };
    // 65 % of 1.54 is 1.00, of 1.52 0.99.
    assert_eq!(step(154), ("1.00".to_owned(), false));
    assert_eq!(step(152), ("0.99".to_owned(), true));
}
