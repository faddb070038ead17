//! Visits that have a tariff of their own (rules §2.1): what a visit to the treating doctor or to a specialist may be
//! instead of an ordinary one, where the law has the figure on that day.

use domain::Day;
use oracle::amo::{Care, Complement, Kind, Parcours, Sector, Tariff};

use super::doctor::{Visit, told};
use super::life::Life;
use super::rates::{SpecialVisit, VisitRow};
use crate::FlowError;
use crate::draws::{Draws, Subject};
use crate::professionals::Professional;

/// What a person's visits are drawn with, apart from the visits themselves.
pub(super) struct Visits {
    draws: Draws,
    /// The calendar year of the last long consultation.
    long: Option<i16>,
}

/// A dermatologist (noemie-format §10).
const DERMATOLOGIST: u8 = 5;
/// Who is older may have a long consultation, once a calendar year (rules §2.1).
const LONG_AFTER: i16 = 80;
/// Rows drawn until the law has a figure for one.
const TRIES: u32 = 8;

impl Visits {
    pub(super) fn of(life: &Life<'_>) -> Self {
        Self {
            draws: life.draws(Subject::Visits),
            long: None,
        }
    }

    /// What a visit to that general practitioner is.
    pub(super) fn generalist(
        &mut self,
        life: &Life<'_>,
        doctor: Professional,
        day: Day,
    ) -> Result<Visit, FlowError> {
        let rates = &life.rates().generalists.value;
        let ordinary = Visit {
            doctor,
            tariff: Tariff::Generaliste,
            parcours: Parcours::In,
            beside: &[],
            day,
        };
        let old = life.age(day) > LONG_AFTER && self.long != Some(day.year());
        if old && self.draws.permille(rates.long_consultation) {
            let long = Visit {
                tariff: Tariff::ConsultationLongue,
                ..ordinary
            };
            if is_billed(life, &long)? {
                self.long = Some(day.year());
                return Ok(long);
            }
        }
        self.drawn(life, &rates.visits, ordinary)
    }

    /// What an ordinary visit to that specialist is, or to whom it is instead.
    pub(super) fn specialist(
        &mut self,
        life: &Life<'_>,
        ordinary: Visit,
    ) -> Result<Visit, FlowError> {
        self.drawn(life, &life.rates().specialists.value.visits, ordinary)
    }

    /// A row of the table that the law has a figure for on that day: the others are drawn in the place of one that it
    /// has none for.
    fn drawn(
        &mut self,
        life: &Life<'_>,
        table: &[VisitRow],
        ordinary: Visit,
    ) -> Result<Visit, FlowError> {
        for _ in 0..TRIES {
            let row = self.draws.weighted(table, |row| row.weight);
            let Some(row) = row.filter(|row| row.visit != SpecialVisit::Ordinary) else {
                break;
            };
            if let Some(visit) = self.instead(life, row.visit, ordinary)
                && is_billed(life, &visit)?
            {
                return Ok(visit);
            }
        }
        Ok(ordinary)
    }

    fn instead(&mut self, life: &Life<'_>, what: SpecialVisit, ordinary: Visit) -> Option<Visit> {
        let them = life.context.professionals;
        let draws = &mut self.draws;
        let by = |doctor: Option<Professional>, tariff| {
            Some(Visit {
                doctor: doctor?,
                tariff,
                ..ordinary
            })
        };
        match what {
            SpecialVisit::Ordinary => Some(ordinary),
            SpecialVisit::Teleconsultation => by(Some(ordinary.doctor), Tariff::Teleconsultation),
            SpecialVisit::ExpertOpinion => by(Some(ordinary.doctor), Tariff::Apc),
            SpecialVisit::Psychiatrist => by(them.psychiatrists.pick(draws), Tariff::Psychiatre),
            SpecialVisit::Neurologist => by(them.neurologists.pick(draws), Tariff::Psychiatre),
            SpecialVisit::Cardiologist => by(them.cardiologists.pick(draws), Tariff::Cardiologue),
            SpecialVisit::Endocrinologist => {
                let doctor = them.endocrinologists.pick(draws);
                let visit = by(doctor, Tariff::SpecialisteCoordonne)?;
                Some(Visit {
                    beside: &[Complement::Endocrinologist],
                    ..visit
                })
            }
            SpecialVisit::MelanomaScreening => {
                let is = |doctor: &Professional| u32::from(doctor.specialty == DERMATOLOGIST);
                let all: Vec<_> = them.specialistes.iter().collect();
                let doctor = draws.weighted(&all, is).copied();
                by(doctor, Tariff::DepistageMelanome)
            }
            SpecialVisit::Night => Some(Visit {
                parcours: Parcours::Urgency,
                beside: &[Complement::Night, Complement::NightThird],
                ..by(them.generalistes.pick(draws), Tariff::Generaliste)?
            }),
        }
    }
}

/// Whether the law has a figure for that visit on its day, and for all that is billed beside it: those figures are of
/// doctors who keep to the tariffs.
fn is_billed(life: &Life<'_>, visit: &Visit) -> Result<bool, FlowError> {
    let doctor = told(visit.doctor);
    let keeps = matches!(visit.doctor.sector, Sector::One | Sector::TwoOptam);
    if !keeps {
        return Ok(false);
    }
    let of = |kind| Life::care(visit.day, kind, visit.doctor.number);
    let main = of(Kind::Consultation {
        tariff: visit.tariff,
        doctor,
    });
    let beside = visit.beside.iter().map(|complement| {
        of(Kind::Complement {
            complement: *complement,
            doctor,
        })
    });
    let priced = |care: Care| life.context.tariff(life.person, &care);
    for care in std::iter::once(main).chain(beside) {
        if priced(care)?.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}
