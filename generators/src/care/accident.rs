//! An accident that another person is liable for, on the way to work or in private life: the visit on the spot, what it
//! prescribes, sessions at the physiotherapist's.
//!
//! The wire has one place that tells accidents apart, the nature of insurance (255/69-70): work accident, the way to work
//! included, else sickness. That somebody else is liable stands nowhere on it: the lines are settled as any other, and
//! the recourse is asked of the member.

use domain::Day;
use oracle::amo::{Care, Kind, Parcours, Profession, Tariff};

use super::days::open_day;
use super::doctor::{Visit, consult, technical_act};
use super::life::Life;
use super::pharmacy;
use super::series::series;
use super::sheet::Prescription;
use crate::FlowError;
use crate::draws::{Draws, Subject};
use crate::professionals::Professional;

/// Accident with a liable third party.
pub(super) const SITUATIONS: &[u8] = &[31];

pub(super) fn live(life: &mut Life<'_>) -> Result<(), FlowError> {
    let rates = &life.rates().accident.value;
    let mut draws = life.draws(Subject::Accident);
    let draws = &mut draws;
    for &month in life.months() {
        let age = life.age(month);
        if draws.below(12_000) >= rates.a_year.at(age) {
            continue;
        }
        let day = open_day(month.plus(draws.below(28).cast_signed()));
        let works = (18..65).contains(&age);
        life.work_accident = draws.permille(rates.on_the_way_to_work) && works;
        let lived = after(life, draws, day);
        life.work_accident = false;
        // One is enough for what is known of it to be told apart.
        return lived;
    }
    Ok(())
}

/// What follows the accident of a day.
fn after(life: &mut Life<'_>, draws: &mut Draws, day: Day) -> Result<(), FlowError> {
    let rates = &life.rates().accident.value;
    let doctors = &life.context.professionals.generalistes;
    let Some(doctor) = doctors.pick(draws) else {
        return Ok(());
    };
    let visit = Visit {
        doctor,
        tariff: Tariff::Generaliste,
        parcours: Parcours::Urgency,
        beside: &[],
        day,
    };
    consult(life, draws, &visit)?;
    let origin = if doctor.number == life.treating.number {
        1
    } else {
        3
    };
    let prescription = Prescription {
        by: doctor,
        day,
        origin,
    };
    if draws.permille(rates.drugs) {
        pharmacy::dispense(life, draws, &prescription, day, false)?;
    }
    if draws.permille(rates.imaging) {
        let later = open_day(day.plus(draws.between(1, 5).cast_signed()));
        let radiologists = &life.context.professionals.radiologists;
        if let Some(radiologist) = radiologists.pick(draws) {
            let acts = &life.rates().specialists.value.imaging;
            technical_act(life, draws, radiologist, acts, later, Some(prescription))?;
        }
    }
    if draws.permille(rates.sessions) {
        let them = &life.context.professionals.physiotherapists;
        if let Some(physiotherapist) = them.pick(draws) {
            sessions(life, draws, &prescription, physiotherapist)?;
        }
    }
    Ok(())
}

/// A series as those of the physiotherapist's other patients.
fn sessions(
    life: &mut Life<'_>,
    draws: &mut Draws,
    prescription: &Prescription,
    by: Professional,
) -> Result<(), FlowError> {
    let rates = &life.rates().physiotherapist.value;
    let coefficient = draws
        .weighted(&rates.coefficients, |row| row.weight)
        .map_or(100, |row| row.number);
    let third_party = draws.permille(life.rates().third_party.value.sessions);
    let day = open_day(prescription.day.plus(draws.between(3, 15).cast_signed()));
    let first = Care {
        coefficient,
        third_party,
        ..Life::care(day, Kind::Letter(Profession::Kine), by.number)
    };
    series(life, draws, rates, prescription, first)?;
    Ok(())
}
