//! Who treats: the professionals of a lot.

use domain::{CoordinationOption, PsNumber};
use oracle::amo::Sector;

use crate::distributions::{SectorWeights, WorldData};
use crate::draws::{Draws, Subject};

/// A professional.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Professional {
    pub(crate) number: PsNumber,
    pub(crate) specialty: u8,
    pub(crate) sector: Sector,
    pub(crate) option: CoordinationOption,
}

/// The professionals that the people of a lot go to.
#[derive(Debug, Clone)]
pub(crate) struct Professionals {
    pub(crate) generalistes: Vec<Professional>,
    pub(crate) specialistes: Vec<Professional>,
    pub(crate) pharmacies: Vec<Professional>,
    pub(crate) laboratories: Vec<Professional>,
}

/// Specialities whose consultations have no heading of their own in the tariffs (rules §2.1): dermatology,
/// gastroenterology, ENT, rheumatology, ophthalmology, urology (noemie-format §10).
const SPECIALTIES: [u8; 6] = [5, 8, 11, 14, 15, 16];
/// General practitioners, pharmacies and laboratories.
const GENERALISTE: u8 = 1;
const PHARMACY: u8 = 50;
const LABORATORY: u8 = 30;

impl Professionals {
    pub(crate) fn of_lot(seed: u64, lot: u32, data: &WorldData) -> Self {
        let mut draws = Draws::new(seed, lot, Subject::Professionals, 0);
        let draws = &mut draws;
        let sectors = &data.france.sectors;
        Self {
            generalistes: (0..40)
                .map(|i| doctor(draws, lot, i, GENERALISTE, &sectors.generaliste))
                .collect(),
            specialistes: (40..80)
                .map(|i| {
                    let specialty = draws.pick(&SPECIALTIES).copied().unwrap_or(8);
                    doctor(draws, lot, i, specialty, &sectors.specialiste)
                })
                .collect(),
            pharmacies: (80..100).map(|i| other(lot, i, PHARMACY)).collect(),
            laboratories: (100..108).map(|i| other(lot, i, LABORATORY)).collect(),
        }
    }
}

fn doctor(
    draws: &mut Draws,
    lot: u32,
    index: u32,
    specialty: u8,
    weights: &SectorWeights,
) -> Professional {
    let table = [
        (weights.secteur_1, Sector::One, CoordinationOption::None),
        (weights.optam, Sector::TwoOptam, CoordinationOption::Optam),
        (weights.secteur_2, Sector::Two, CoordinationOption::None),
        (weights.secteur_3, Sector::Three, CoordinationOption::None),
    ];
    let (sector, option) = draws
        .weighted(&table, |row| row.0)
        .map_or((Sector::One, CoordinationOption::None), |row| {
            (row.1, row.2)
        });
    Professional {
        number: number(lot, index),
        specialty,
        sector,
        option,
    }
}

fn other(lot: u32, index: u32, specialty: u8) -> Professional {
    Professional {
        number: number(lot, index),
        specialty,
        sector: Sector::One,
        option: CoordinationOption::None,
    }
}

/// A fictitious number of nine digits whose last is the key of "types 1 and 2" (noemie-format §9):
/// from the right, odd ranks doubled, digits summed, distance to the next ten. Department 00 is nobody's.
fn number(lot: u32, index: u32) -> PsNumber {
    let body = (lot % 10_000) * 110 % 1_000_000 + index;
    let mut sum = 0;
    let mut rest = body;
    for rank in 1..=8 {
        let digit = rest % 10;
        rest /= 10;
        let value = if rank % 2 == 1 { digit * 2 } else { digit };
        sum += value / 10 + value % 10;
    }
    PsNumber::new(body * 10 + (10 - sum % 10) % 10).unwrap_or_default()
}
