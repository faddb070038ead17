//! Visits that have a tariff of their own, among those of doctors who keep to the tariffs: the law has few of the others.

use oracle::amo::{Doctor, Kind, Parcours, Sector, Tariff};

use super::care::Year;
use super::counts::{Counts, NTH};
use crate::care::SpecialVisit;

pub(super) fn count(counts: &mut Counts, year: &Year<'_>) {
    let mut long = false;
    for act in year.all() {
        let care = &act.care;
        let Kind::Consultation { tariff, doctor } = care.kind else {
            continue;
        };
        let keeps = matches!(doctor.sector, Sector::One | Sector::TwoOptam);
        if !keeps || care.parcours != Parcours::In || year.person.delivers.is_some() {
            continue;
        }
        let data = &year.data.care;
        let (path, rows) = if doctor.specialty == 1 {
            if matches!(tariff, Tariff::ExamenEnfantCoe | Tariff::ExamenEnfantCoh) {
                continue;
            }
            if year.age(care.day) > 80 && !long {
                long = tariff == Tariff::ConsultationLongue;
                counts.hit("care/generalists/long-consultation", "", long);
            }
            ("care/generalists/visits", &data.generalists.value.visits)
        } else {
            ("care/specialists/visits", &data.specialists.value.visits)
        };
        let Some(what) = what(tariff, doctor) else {
            continue;
        };
        let place = rows.iter().position(|row| row.visit == what);
        counts.choose(path, NTH[place.unwrap()]);
    }
}

/// What the visit is; none where it is not drawn as one of them.
fn what(tariff: Tariff, doctor: Doctor) -> Option<SpecialVisit> {
    Some(match (tariff, doctor.specialty) {
        (Tariff::Teleconsultation, _) => SpecialVisit::Teleconsultation,
        (Tariff::Apc, _) => SpecialVisit::ExpertOpinion,
        (Tariff::DepistageMelanome, _) => SpecialVisit::MelanomaScreening,
        (Tariff::Psychiatre, 33) => SpecialVisit::Psychiatrist,
        (Tariff::Psychiatre, _) => SpecialVisit::Neurologist,
        (Tariff::Cardiologue, _) => SpecialVisit::Cardiologist,
        (Tariff::SpecialisteCoordonne, 42) => SpecialVisit::Endocrinologist,
        (Tariff::Generaliste, 1) => SpecialVisit::Ordinary,
        (Tariff::SpecialisteCoordonne, specialty) if ![7, 12].contains(&specialty) => {
            SpecialVisit::Ordinary
        }
        _ => return None,
    })
}
