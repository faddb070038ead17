//! The mandatory examinations of a child, at 100 %.

use oracle::amo::{Parcours, Sector, Tariff};

use super::days::open_day;
use super::doctor::{Visit, consult};
use super::life::Life;
use crate::FlowError;
use crate::draws::Subject;

pub(super) const SITUATIONS: &[u8] = &[];

/// More days than are closed one after the other.
const LONGEST_CLOSED: i32 = 7;

pub(super) fn live(life: &mut Life<'_>) -> Result<(), FlowError> {
    let rates = &life.rates().children.value;
    let oldest = rates.examinations.iter().map(|row| row.days).max();
    let past = life.start().since(life.person.born);
    if past > oldest.unwrap_or(0).cast_signed() {
        return Ok(());
    }
    let mut draws = life.draws(Subject::Children);
    // The tariff is that of doctors who keep to it.
    let doctor = if life.treating.sector == Sector::One {
        Some(life.treating)
    } else {
        let mut all = life.context.professionals.generalistes.iter();
        all.find(|doctor| doctor.sector == Sector::One)
    };
    let Some(doctor) = doctor else {
        return Ok(());
    };
    for row in &rates.examinations {
        let late = draws.below(rates.late).cast_signed();
        let attends = draws.permille(rates.attendance);
        let old = row.days.cast_signed() + late;
        // Most examinations are long past: no closed days in a row make them of the world.
        if !attends || old + LONGEST_CLOSED < past {
            continue;
        }
        let day = open_day(life.person.born.plus(old));
        if !life.lives_on(day) {
            continue;
        }
        let tariff = if row.certificate {
            Tariff::ExamenEnfantCoe
        } else {
            Tariff::ExamenEnfantCoh
        };
        let visit = Visit {
            doctor,
            tariff,
            parcours: Parcours::In,
            beside: &[],
            day,
        };
        consult(life, &mut draws, &visit)?;
    }
    Ok(())
}
