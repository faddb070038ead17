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
/// General practitioners of a lot, and as many specialists.
const DOCTORS: u32 = 40;
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
            generalistes: (0..DOCTORS)
                .map(|i| doctor(lot, i, i, GENERALISTE, &sectors.generaliste))
                .collect(),
            specialistes: (0..DOCTORS)
                .map(|i| {
                    let specialty = draws.pick(&SPECIALTIES).copied().unwrap_or(8);
                    doctor(lot, DOCTORS + i, i, specialty, &sectors.specialiste)
                })
                .collect(),
            pharmacies: (80..100).map(|i| other(lot, i, PHARMACY)).collect(),
            laboratories: (100..108).map(|i| other(lot, i, LABORATORY)).collect(),
        }
    }
}

/// The `rank`-th of the [`DOCTORS`] of a kind. Sectors are dealt out by their weights, not drawn: every lot
/// has some of each that is not very rare.
fn doctor(lot: u32, index: u32, rank: u32, specialty: u8, weights: &SectorWeights) -> Professional {
    let table = [
        (weights.secteur_1, Sector::One, CoordinationOption::None),
        (weights.optam, Sector::TwoOptam, CoordinationOption::Optam),
        (weights.secteur_2, Sector::Two, CoordinationOption::None),
        (weights.secteur_3, Sector::Three, CoordinationOption::None),
    ];
    let total: u32 = table.iter().map(|row| row.0).sum();
    let place = (2 * rank + 1) * total / (2 * DOCTORS);
    let mut reached = 0;
    let (_, sector, option) = table
        .into_iter()
        .find(|row| {
            reached += row.0;
            place < reached
        })
        .unwrap_or(table[0]);
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
