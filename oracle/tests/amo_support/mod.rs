//! Acts to settle, in few words.
#![allow(dead_code, reason = "each test file uses some of them")]

use domain::{Cents, CoordinationOption, Day, PsNumber};
use oracle::amo::{
    AmoError, Care, Counters, Doctor, DrugLabel, Exemption, Kind, Liquidation, Parcours, Patient,
    Sector, Tariff, base, liquidate,
};
use oracle::law::{Law, LawError};
use oracle::trace::NoTrace;

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub(crate) fn patient(birth: &str) -> Patient {
    Patient::born(day(birth))
}

pub(crate) fn adult() -> Patient {
    patient("1975-04-12")
}

/// An act of one unit, in the parcours, by professional 1.
pub(crate) fn care(on: &str, kind: Kind, fee: Cents) -> Care {
    Care {
        day: day(on),
        kind,
        fee,
        quantity: 1,
        coefficient: 100,
        count: 0,
        base: None,
        parcours: Parcours::In,
        exemption: Exemption::None,
        executor: PsNumber::new(1).unwrap(),
        third_party: false,
    }
}

/// A consultation at 200.00.
pub(crate) fn consultation(on: &str, tariff: Tariff, sector: Sector, specialty: u8) -> Care {
    let option = match sector {
        Sector::TwoOptam => CoordinationOption::Optam,
        _ => CoordinationOption::None,
    };
    care(
        on,
        Kind::Consultation {
            tariff,
            doctor: Doctor {
                sector,
                option,
                specialty,
            },
        },
        Cents(20_000),
    )
}

/// A consultation of a secteur 1 GP, at 200.00.
pub(crate) fn gp(on: &str) -> Care {
    consultation(on, Tariff::Generaliste, Sector::One, 1)
}

/// Boxes at a price that is their base.
pub(crate) fn drug(on: &str, label: DrugLabel, price: Cents, boxes: u8) -> Care {
    Care {
        quantity: boxes,
        base: Some(price),
        ..care(on, Kind::Drug(label), price)
    }
}

/// Settles for somebody from whom nothing was withheld yet.
pub(crate) fn settle(patient: &Patient, care: &Care) -> Liquidation {
    next(patient, care, &mut Counters::default())
}

pub(crate) fn next(patient: &Patient, care: &Care, counters: &mut Counters) -> Liquidation {
    liquidate(Law::embedded(), patient, care, counters, &mut NoTrace).unwrap()
}

pub(crate) fn base_of(patient: &Patient, care: &Care) -> Cents {
    base(Law::embedded(), patient.birth, care).unwrap()
}

/// The parameter that a settlement or a base misses.
pub(crate) fn missing<T: std::fmt::Debug>(result: Result<T, AmoError>) -> String {
    match result.unwrap_err() {
        AmoError::Law(LawError::Missing { param, .. }) => param,
        other => panic!("{other:?}"),
    }
}
