//! A pregnancy: visits, ultrasounds, a midwife's sessions, all at 100 % from its sixth month; and the yearly visit to a midwife of other women.

use caisse::Act;
use domain::Day;
use oracle::amo::{Care, Kind, Midwife, Parcours, Tariff};

use super::days::open_day;
use super::doctor::{Visit, consult, technical_act};
use super::life::Life;
use super::sheet::Prescription;
use super::{biology, birth};
use crate::FlowError;
use crate::draws::{Draws, Subject};
use crate::people::PREGNANCY;
use crate::professionals::Professional;

/// A birth in a clinic is billed by components, each with its own guarantee.
pub(super) const SITUATIONS: &[u8] = &[32];

pub(super) fn live(life: &mut Life<'_>) -> Result<(), FlowError> {
    birth::newborn(life)?;
    let Some(birth) = life.person.delivers else {
        return Ok(());
    };
    let rates = &life.rates().pregnancy.value;
    let mut draws = life.draws(Subject::Pregnancy);
    let draws = &mut draws;
    let begins = birth.plus_months(-PREGNANCY);
    let exempt_from = begins.plus_months(rates.exempt_after_months);
    life.maternity = Some((exempt_from, birth.plus(rates.exempt_days_after)));
    let professionals = life.context.professionals;
    let (Some(gynaecologist), Some(midwife)) = (
        professionals.gynaecologists.pick(draws),
        professionals.midwives.pick(draws),
    ) else {
        return Ok(());
    };
    let by_midwife = draws.permille(rates.followed_by_a_midwife);
    // A visit a month from the third on.
    for month in 2..PREGNANCY {
        let day = begins
            .plus_months(month)
            .plus(draws.below(20).cast_signed());
        let day = open_day(day);
        if day >= birth {
            break;
        }
        let by = if by_midwife { midwife } else { gynaecologist };
        if by_midwife {
            midwife_visit(life, day, midwife)?;
        } else {
            let visit = Visit {
                doctor: gynaecologist,
                tariff: Tariff::Gynecologue,
                parcours: Parcours::In,
                beside: &[],
                day,
            };
            consult(life, draws, &visit)?;
        }
        let prescription = Prescription { by, day, origin: 2 };
        let later = day.plus(draws.between(1, 5).cast_signed());
        biology::analyse(life, draws, &prescription, later, false)?;
        // One ultrasound a trimester.
        if [2, 5, 7].contains(&month) {
            let day = open_day(day.plus(draws.between(6, 12).cast_signed()));
            if let Some(doctor) = professionals.radiologists.pick(draws) {
                let acts = &rates.ultrasounds;
                technical_act(life, draws, doctor, acts, day, Some(prescription))?;
            }
        }
    }
    preparation(life, draws, birth, midwife)?;
    birth::mother(life, birth);
    Ok(())
}

/// Sessions of preparation, in key letter SF.
fn preparation(
    life: &mut Life<'_>,
    draws: &mut Draws,
    birth: Day,
    midwife: Professional,
) -> Result<(), FlowError> {
    let rates = &life.rates().pregnancy.value;
    let mut day = birth.plus(-7 * rates.sessions.to.cast_signed() - 10);
    for _ in 0..draws.between(rates.sessions.from, rates.sessions.to) {
        let on = open_day(day);
        let care = Care {
            coefficient: rates.session_coefficient,
            exemption: life.exemption(on, false),
            ..Life::care(on, Kind::Midwife(Midwife::Letter), midwife.number)
        };
        let act = life.at_tariff(care)?.map(Act::from);
        life.bill(act.into_iter().collect());
        day = day.plus(7);
    }
    Ok(())
}

fn midwife_visit(life: &mut Life<'_>, day: Day, midwife: Professional) -> Result<(), FlowError> {
    let care = Care {
        exemption: life.exemption(day, false),
        ..Life::care(day, Kind::Midwife(Midwife::Consultation), midwife.number)
    };
    let act = life.at_tariff(care)?.map(Act::from);
    life.bill(act.into_iter().collect());
    Ok(())
}

/// The yearly visit of a woman to a midwife.
pub(super) fn midwife(life: &mut Life<'_>) -> Result<(), FlowError> {
    if !life.is_woman() || life.maternity.is_some() {
        return Ok(());
    }
    let rates = &life.rates().midwife.value;
    let mut draws = life.draws(Subject::Midwife);
    let draws = &mut draws;
    let Some(midwife) = life.context.professionals.midwives.pick(draws) else {
        return Ok(());
    };
    for &month in life.months() {
        let age = life.age(month);
        let seen = (rates.ages.from..=rates.ages.to).contains(&u32::from(age.unsigned_abs()));
        if seen && draws.permille(rates.visits_a_month) {
            let day = life.rates().days.value.busy_day(draws, month, 28);
            midwife_visit(life, day, midwife)?;
        }
    }
    Ok(())
}
