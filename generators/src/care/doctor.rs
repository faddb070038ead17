//! Visits to the treating doctor and to specialists, and what they prescribe.

use caisse::Act;
use domain::{Cents, Day};
use oracle::amo::{Care, Complement, Doctor, Exemption, Kind, Parcours, Sector, Tariff};

use super::context::CareContext;
use super::days::open_day;
use super::life::Life;
use super::rates::{CareRates, TechnicalRow};
use super::sheet::{Prescription, Sheet};
use super::visits::Visits;
use super::{biology, pharmacy};
use crate::FlowError;
use crate::draws::{Draws, Subject};
use crate::people::Inhabitant;
use crate::professionals::{GENERALISTE, Professional};

/// Participation and franchise put off under third-party payment come back months later, on anybody of the NIR.
pub(super) const SITUATIONS: &[u8] = &[11, 18];

pub(super) fn live(life: &mut Life<'_>) -> Result<(), FlowError> {
    let mut draws = life.draws(Subject::Care);
    let draws = &mut draws;
    let visits = &life.rates().visits_per_month.value;
    let days = &life.rates().days.value;
    let mut own = Visits::of(life);
    for &month in life.months() {
        let (age, season) = (life.age(month), days.season(month));
        for (rate, special) in [(&visits.generaliste, false), (&visits.specialiste, true)] {
            if draws.below(1_000_000) >= rate.at(age) * season {
                continue;
            }
            let length = month.plus_months(1).since(month).unsigned_abs();
            let day = days.busy_day(draws, month, length);
            if special {
                specialist(life, draws, &mut own, day)?;
            } else {
                generalist(life, draws, &mut own, day)?;
            }
        }
    }
    Ok(())
}

fn generalist(
    life: &mut Life<'_>,
    draws: &mut Draws,
    own: &mut Visits,
    day: Day,
) -> Result<(), FlowError> {
    let out = draws.permille(life.rates().out_of_parcours.value.generaliste);
    let other = life.context.professionals.generalistes.pick(draws);
    let doctor = other.filter(|_| out).unwrap_or(life.treating);
    let visit = if out {
        Visit {
            doctor,
            tariff: Tariff::Generaliste,
            parcours: Parcours::Out,
            beside: &[],
            day,
        }
    } else {
        own.generalist(life, doctor, day)?
    };
    consult(life, draws, &visit)?;
    prescribe(life, draws, visit.doctor, day)
}

fn specialist(
    life: &mut Life<'_>,
    draws: &mut Draws,
    own: &mut Visits,
    day: Day,
) -> Result<(), FlowError> {
    let rates = &life.rates().specialists.value;
    let professionals = life.context.professionals;
    let age = life.age(day);
    let child = age < 16 && draws.permille(rates.paediatrician_of_a_child);
    let woman = life.is_woman() && age < 75 && draws.permille(rates.gynaecologist_of_a_woman);
    let (them, tariff) = if child {
        (&professionals.paediatricians, Tariff::Pediatre)
    } else if woman {
        (&professionals.gynaecologists, Tariff::Gynecologue)
    } else {
        (&professionals.specialistes, Tariff::SpecialisteCoordonne)
    };
    let Some(doctor) = them.pick(draws) else {
        return Ok(());
    };
    let technical = draws.permille(rates.technical) && doctor.sector != Sector::Three;
    let out = draws.permille(life.rates().out_of_parcours.value.specialiste) && !child && !woman;
    if technical && !child {
        technical_act(life, draws, doctor, &rates.acts, day, None)?;
        return prescribe(life, draws, doctor, day);
    }
    let visit = Visit {
        doctor,
        tariff,
        parcours: out_or_in(out),
        beside: &[],
        day,
    };
    let visit = match tariff {
        Tariff::SpecialisteCoordonne if out => Visit {
            tariff: Tariff::SpecialisteDirect,
            ..visit
        },
        Tariff::SpecialisteCoordonne => own.specialist(life, visit)?,
        _ => visit,
    };
    consult(life, draws, &visit)?;
    prescribe(life, draws, visit.doctor, day)
}

/// What comes of a visit: drugs, analyses, imaging.
fn prescribe(
    life: &mut Life<'_>,
    draws: &mut Draws,
    by: Professional,
    day: Day,
) -> Result<(), FlowError> {
    let rates = &life.rates().after_a_visit.value;
    let origin = if by.number == life.treating.number {
        1
    } else {
        2
    };
    let prescription = Prescription { by, day, origin };
    if draws.permille(rates.pharmacy) {
        let later = day.plus(draws.below(2).cast_signed());
        pharmacy::dispense(life, draws, &prescription, later, false)?;
    }
    if draws.permille(rates.biology) {
        let later = day.plus(draws.between(1, 6).cast_signed());
        biology::analyse(life, draws, &prescription, later, false)?;
    }
    if draws.permille(rates.imaging) {
        let later = open_day(day.plus(draws.between(2, 20).cast_signed()));
        let radiologist = life.context.professionals.radiologists.pick(draws);
        if let Some(radiologist) = radiologist {
            let acts = &life.rates().specialists.value.imaging;
            technical_act(life, draws, radiologist, acts, later, Some(prescription))?;
        }
    }
    Ok(())
}

/// A technical act by itself: acts of one session would add up (rules §2.3).
pub(super) fn technical_act(
    life: &mut Life<'_>,
    draws: &mut Draws,
    doctor: Professional,
    table: &[TechnicalRow],
    day: Day,
    prescription: Option<Prescription>,
) -> Result<(), FlowError> {
    let Some(row) = draws.weighted(table, |row| row.weight) else {
        return Ok(());
    };
    let tariff = Cents(i64::from(row.tariff));
    let kind = Kind::Technical {
        technique: row.what.technique(),
        doctor: told(doctor),
        others: Cents::ZERO,
    };
    let care = Care {
        fee: fee(draws, life.rates(), doctor, tariff),
        base: Some(tariff),
        exemption: life.exemption(day, draws.permille(life.rates().related.value)),
        ..Life::care(day, kind, doctor.number)
    };
    let act = match prescription {
        Some(prescription) => prescription.act(care),
        None => care.into(),
    };
    life.bill(vec![act]);
    Ok(())
}

/// A visit to a doctor.
#[derive(Clone, Copy)]
pub(super) struct Visit {
    pub(super) doctor: Professional,
    pub(super) tariff: Tariff,
    pub(super) parcours: Parcours,
    /// Lines of their own beside it.
    pub(super) beside: &'static [Complement],
    pub(super) day: Day,
}

const fn out_or_in(out: bool) -> Parcours {
    if out { Parcours::Out } else { Parcours::In }
}

/// Bills a visit. A doctor whom that tariff is not for that day asks the specialist's, or the GP's.
pub(super) fn consult(
    life: &mut Life<'_>,
    draws: &mut Draws,
    visit: &Visit,
) -> Result<(), FlowError> {
    let related = draws.permille(life.rates().related.value);
    let exemption = life.exemption(visit.day, related);
    let (context, person) = (life.context, life.person);
    if !life.lives_on(visit.day) {
        return Ok(());
    }
    let sheet = billed(draws, context, person, visit, exemption)?;
    sheet.into_iter().for_each(|sheet| life.add(sheet));
    Ok(())
}

fn billed(
    draws: &mut Draws,
    context: &CareContext<'_>,
    person: &Inhabitant,
    visit: &Visit,
    exemption: Exemption,
) -> Result<Option<Sheet>, FlowError> {
    let doctor = visit.doctor;
    let parcours = match visit.parcours {
        // Under sixteen there is no parcours to be out of (rules §5).
        Parcours::Out if visit.day.age(person.born) < 16 => Parcours::In,
        other => other,
    };
    for tariff in [visit.tariff, Tariff::SpecialisteCoordonne] {
        let kind = Kind::Consultation {
            tariff,
            doctor: told(doctor),
        };
        let care = Care {
            parcours,
            exemption,
            ..Life::care(visit.day, kind, doctor.number)
        };
        if let Some(base) = context.tariff(person, &care)? {
            let fee = fee(draws, context.rates(), doctor, base);
            let mut acts = vec![Act::from(Care { fee, ..care })];
            for complement in visit.beside {
                let kind = Kind::Complement {
                    complement: *complement,
                    doctor: told(doctor),
                };
                let beside = Care { kind, ..care };
                let fee = context.tariff(person, &beside)?;
                acts.extend(fee.map(|fee| Act {
                    completes: Some(0),
                    ..Act::from(Care { fee, ..beside })
                }));
            }
            return Ok(Sheet::town(acts));
        }
    }
    Ok(None)
}

/// A consultation with a general practitioner, on that day or the next that is open; none past the last day of the
/// world.
pub(crate) fn consultation(
    draws: &mut Draws,
    context: &CareContext<'_>,
    person: &Inhabitant,
    doctor: Professional,
    day: Day,
) -> Result<Option<Sheet>, FlowError> {
    let related = person.long_disease && draws.permille(context.rates().related.value);
    let visit = Visit {
        doctor,
        tariff: Tariff::Generaliste,
        parcours: out_or_in(draws.permille(context.rates().out_of_parcours.value.generaliste)),
        beside: &[],
        day: open_day(day),
    };
    let exemption = if related {
        Exemption::AldRelated
    } else {
        Exemption::None
    };
    billed(draws, context, person, &visit, exemption)
}

pub(super) fn told(doctor: Professional) -> Doctor {
    Doctor {
        sector: doctor.sector,
        option: doctor.option,
        specialty: doctor.specialty,
    }
}

/// What the doctor asks: the tariff, or whole euros about an overrun drawn on it. Outside the convention the fee has
/// nothing to do with the tariff.
pub(super) fn fee(
    draws: &mut Draws,
    rates: &CareRates,
    doctor: Professional,
    base: Cents,
) -> Cents {
    let overruns = &rates.overruns.value;
    let of = match doctor.specialty {
        GENERALISTE => &overruns.generaliste,
        _ => &overruns.specialiste,
    };
    let range = match doctor.sector {
        Sector::One => return base,
        Sector::TwoOptam => &of.optam,
        Sector::Two => &of.secteur_2,
        Sector::Three => {
            let euros = draws.between(overruns.secteur_3.from, overruns.secteur_3.to);
            return Cents(i64::from(euros) * 100);
        }
    };
    let permille = i64::from(1_000 + draws.between(range.from, range.to));
    let asked = base.0 * permille / 1_000;
    Cents((asked + 50) / 100 * 100).max(base)
}
