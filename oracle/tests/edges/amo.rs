//! The AMO half (rules §4).

use domain::{Cents, CoordinationOption, PsNumber};
use oracle::amo::{
    Care, Counters, Doctor, Exemption, Kind, Parcours, Patient, Sector, Tariff, liquidate,
};
use oracle::law::Law;
use oracle::trace::Steps;

use crate::amc::day;

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
