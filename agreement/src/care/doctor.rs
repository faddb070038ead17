//! The doctor drawn, as each oracle hears them.

use domain::CoordinationOption;
use oracle::amo::{Kind, Sector, Tariff};
use second_amo::{DoctorAct, Specialty};

use super::Done;
use crate::draws::Draws;

/// A doctor as each oracle hears them.
pub(super) struct Doctor {
    pub(super) specialty: Specialty,
    /// Code of the speciality (noemie-format §10).
    code: u8,
    sector: Sector,
    option: CoordinationOption,
    second: second_amo::Sector,
}

const SPECIALTIES: [(Specialty, u8); 17] = [
    (Specialty::GeneralPractitioner, 1),
    (Specialty::GeneralPractitioner, 22),
    (Specialty::GeneralPractitioner, 23),
    (Specialty::Paediatrician, 12),
    // Three times: its tariff of secteur 2 has a figure for ten months only.
    PSYCHIATRIST,
    PSYCHIATRIST,
    PSYCHIATRIST,
    (Specialty::Neurologist, 32),
    (Specialty::Cardiologist, 3),
    (Specialty::Gynaecologist, 7),
    (Specialty::Geriatrician, 34),
    (Specialty::PhysicalMedicine, 31),
    (Specialty::Ophthalmologist, 15),
    (Specialty::Stomatologist, 18),
    (Specialty::Endocrinologist, 42),
    (Specialty::Dermatologist, 5),
    (Specialty::Other, 8),
];

pub(super) const PSYCHIATRIST: (Specialty, u8) = (Specialty::Psychiatrist, 33);

pub(super) fn doctor(draws: &mut Draws) -> Doctor {
    let specialty = draws.pick(&SPECIALTIES);
    of(draws, specialty)
}

/// The doctors whose tariff hangs on an age are seen more at that age.
pub(super) fn doctor_at(draws: &mut Draws, age: i16) -> Doctor {
    let often = match age {
        ..2 => (Specialty::Paediatrician, 12),
        2..6 => draws.pick(&[(Specialty::Paediatrician, 12), GENERALISTE]),
        16..26 => PSYCHIATRIST,
        _ => return doctor(draws),
    };
    if draws.percent(40) {
        of(draws, often)
    } else {
        doctor(draws)
    }
}

pub(super) fn of(draws: &mut Draws, (specialty, code): (Specialty, u8)) -> Doctor {
    let (sector, option, second) = match draws.below(20) {
        ..11 => (
            Sector::One,
            CoordinationOption::None,
            second_amo::Sector::One,
        ),
        11..15 => (
            Sector::TwoOptam,
            CoordinationOption::Optam,
            second_amo::Sector::TwoWithOption,
        ),
        15..18 => (
            Sector::Two,
            CoordinationOption::None,
            second_amo::Sector::TwoWithoutOption,
        ),
        _ => (
            Sector::Three,
            CoordinationOption::None,
            second_amo::Sector::Three,
        ),
    };
    Doctor {
        specialty,
        code,
        sector,
        option,
        second,
    }
}

impl Doctor {
    pub(super) fn first(&self) -> oracle::amo::Doctor {
        oracle::amo::Doctor {
            sector: self.sector,
            option: self.option,
            specialty: self.code,
        }
    }

    pub(super) fn does(&self, kind: Kind, act: DoctorAct) -> Done {
        let care = second_amo::Care::Doctor {
            specialty: self.specialty,
            sector: self.second,
            act,
        };
        Done::new(kind, care)
    }

    pub(super) fn consults(&self, tariff: Tariff, act: DoctorAct) -> Done {
        let kind = Kind::Consultation {
            tariff,
            doctor: self.first(),
        };
        self.does(kind, act)
    }

    /// What a consultation in the office is paid as, as the questions of the first oracle tell it
    /// (`oracle/src/quote/acts.rs`).
    pub(super) fn tariff(&self, coordinated: bool) -> Tariff {
        match self.specialty {
            Specialty::GeneralPractitioner => Tariff::Generaliste,
            Specialty::Paediatrician => Tariff::Pediatre,
            Specialty::Gynaecologist if !coordinated => Tariff::GynecologueDirect,
            _ if !coordinated => Tariff::SpecialisteDirect,
            Specialty::Gynaecologist => Tariff::Gynecologue,
            Specialty::Psychiatrist | Specialty::Neurologist => Tariff::Psychiatre,
            Specialty::Cardiologist => Tariff::Cardiologue,
            Specialty::Geriatrician => Tariff::Geriatre,
            Specialty::PhysicalMedicine => Tariff::MedecinePhysique,
            _ => Tariff::SpecialisteCoordonne,
        }
    }
}

pub(super) const GENERALISTE: (Specialty, u8) = (Specialty::GeneralPractitioner, 1);
