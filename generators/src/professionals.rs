//! Who treats: the professionals of a lot.

use domain::{CoordinationOption, PsNumber};
use oracle::amo::Sector;

use crate::care::SectorWeights;
use crate::distributions::WorldData;
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
    pub(crate) gynaecologists: Vec<Professional>,
    pub(crate) paediatricians: Vec<Professional>,
    pub(crate) radiologists: Vec<Professional>,
    pub(crate) surgeons: Vec<Professional>,
    pub(crate) anaesthetists: Vec<Professional>,
    pub(crate) pharmacies: Vec<Professional>,
    pub(crate) laboratories: Vec<Professional>,
    pub(crate) nurses: Vec<Professional>,
    pub(crate) physiotherapists: Vec<Professional>,
    pub(crate) speech_therapists: Vec<Professional>,
    pub(crate) midwives: Vec<Professional>,
    pub(crate) dentists: Vec<Professional>,
    pub(crate) opticians: Vec<Professional>,
    pub(crate) audiologists: Vec<Professional>,
    pub(crate) psychologists: Vec<Professional>,
    pub(crate) ambulances: Vec<Professional>,
    pub(crate) taxis: Vec<Professional>,
    pub(crate) hospitals: Vec<Professional>,
    pub(crate) clinics: Vec<Professional>,
    pub(crate) psychiatrists: Vec<Professional>,
    pub(crate) neurologists: Vec<Professional>,
    pub(crate) cardiologists: Vec<Professional>,
    pub(crate) endocrinologists: Vec<Professional>,
}

/// Specialities whose consultations have no heading of their own in the tariffs (rules §2.1): dermatology,
/// gastroenterology, ENT, rheumatology, ophthalmology, urology (noemie-format §10).
const SPECIALTIES: [u8; 6] = [5, 8, 11, 14, 15, 16];
/// General practitioners of a lot, and as many specialists of those specialities.
const DOCTORS: u32 = 40;
/// General practitioners.
pub(crate) const GENERALISTE: u8 = 1;

impl Professionals {
    pub(crate) fn of_lot(seed: u64, lot: u32, data: &WorldData) -> Self {
        let mut draws = Draws::new(seed, lot, Subject::Professionals, 0);
        let mut place = Places {
            lot,
            // Number 0 is nobody's.
            next: 1,
            draws: &mut draws,
        };
        let sectors = &data.care.sectors.value;
        let special = &sectors.specialiste;
        Self {
            generalistes: place.doctors(DOCTORS, &[GENERALISTE], &sectors.generaliste),
            specialistes: place.doctors(DOCTORS, &SPECIALTIES, special),
            gynaecologists: place.doctors(6, &[7], special),
            paediatricians: place.doctors(6, &[12], special),
            radiologists: place.doctors(8, &[6], special),
            surgeons: place.doctors(8, &[4], special),
            anaesthetists: place.doctors(6, &[2], special),
            pharmacies: place.others(20, 50),
            laboratories: place.others(8, 30),
            nurses: place.others(12, 24),
            physiotherapists: place.others(12, 26),
            speech_therapists: place.others(4, 28),
            midwives: place.others(5, 21),
            dentists: place.others(12, 19),
            opticians: place.others(8, 64),
            audiologists: place.others(3, 65),
            psychologists: place.others(4, 0),
            ambulances: place.others(3, 55),
            taxis: place.others(4, 56),
            hospitals: place.others(3, 0),
            clinics: place.others(3, 0),
            psychiatrists: place.doctors(4, &[33], special),
            neurologists: place.doctors(3, &[32], special),
            cardiologists: place.doctors(4, &[3], special),
            endocrinologists: place.doctors(3, &[42], special),
        }
    }
}

/// Professionals of a lot.
const PROFESSIONALS: u32 = 240;

/// Numbers that a lot gives out one after the other.
struct Places<'a> {
    lot: u32,
    next: u32,
    draws: &'a mut Draws,
}

impl Places<'_> {
    fn number(&mut self) -> PsNumber {
        let index = self.next;
        self.next += 1;
        debug_assert!(
            index < PROFESSIONALS,
            "a lot gives out the next one's numbers"
        );
        number(self.lot, index)
    }

    /// Doctors of those specialities. Sectors are dealt out by their weights from a first card that is drawn: every
    /// lot has some of each that is not very rare, and many lots have what the weights say.
    fn doctors(
        &mut self,
        many: u32,
        specialties: &[u8],
        weights: &SectorWeights,
    ) -> Vec<Professional> {
        let table = [
            (weights.secteur_1, Sector::One, CoordinationOption::None),
            (weights.optam, Sector::TwoOptam, CoordinationOption::Optam),
            (weights.secteur_2, Sector::Two, CoordinationOption::None),
            (weights.secteur_3, Sector::Three, CoordinationOption::None),
        ];
        let total: u32 = table.iter().map(|row| row.0).sum();
        let first = self.draws.below(total);
        // Places only grow: the row of the one before, and where it ends.
        let mut rows = table.iter();
        let mut row = rows.next().unwrap_or(&table[0]);
        let mut reached = row.0;
        (0..many)
            .map(|rank| {
                let place = (rank * total + first) / many;
                while place >= reached
                    && let Some(next) = rows.next()
                {
                    row = next;
                    reached += row.0;
                }
                let (_, sector, option) = if place < reached { *row } else { table[0] };
                Professional {
                    number: self.number(),
                    specialty: self.draws.pick(specialties).copied().unwrap_or(0),
                    sector,
                    option,
                }
            })
            .collect()
    }

    fn others(&mut self, many: u32, specialty: u8) -> Vec<Professional> {
        (0..many)
            .map(|_| Professional {
                number: self.number(),
                specialty,
                sector: Sector::One,
                option: CoordinationOption::None,
            })
            .collect()
    }
}

/// A fictitious number of nine digits whose last is the key of "types 1 and 2" (noemie-format §9):
/// from the right, odd ranks doubled, digits summed, distance to the next ten. Department 00 is nobody's.
fn number(lot: u32, index: u32) -> PsNumber {
    let body = lot % LOTS * PROFESSIONALS + index;
    let mut sum = 0;
    let mut rest = body;
    while rest > 0 {
        sum += u32::from(SUMS[(rest % 100) as usize]);
        rest /= 100;
    }
    PsNumber::new(body * 10 + (10 - sum % 10) % 10).unwrap_or_default()
}

/// What two digits add to the sum: the last one doubled.
const SUMS: [u8; 100] = {
    let mut sums = [0; 100];
    let mut pair = 0;
    while pair < 100 {
        let [_, _, _, number] = (pair as u32).to_be_bytes();
        let doubled = number % 10 * 2;
        sums[pair] = number / 10 + doubled / 10 + doubled % 10;
        pair += 1;
    }
    sums
};

/// Lots after which the numbers come back: six digits are theirs.
const LOTS: u32 = 1_000_000 / PROFESSIONALS;
