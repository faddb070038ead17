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
    pub(crate) generalistes: Peers,
    pub(crate) specialistes: Peers,
    pub(crate) gynaecologists: Peers,
    pub(crate) paediatricians: Peers,
    pub(crate) radiologists: Peers,
    pub(crate) surgeons: Peers,
    pub(crate) anaesthetists: Peers,
    pub(crate) pharmacies: Peers,
    pub(crate) laboratories: Peers,
    pub(crate) nurses: Peers,
    pub(crate) physiotherapists: Peers,
    pub(crate) speech_therapists: Peers,
    pub(crate) midwives: Peers,
    pub(crate) dentists: Peers,
    pub(crate) opticians: Peers,
    pub(crate) audiologists: Peers,
    pub(crate) psychologists: Peers,
    pub(crate) ambulances: Peers,
    pub(crate) taxis: Peers,
    pub(crate) hospitals: Peers,
    pub(crate) clinics: Peers,
    pub(crate) psychiatrists: Peers,
    pub(crate) neurologists: Peers,
    pub(crate) cardiologists: Peers,
    pub(crate) endocrinologists: Peers,
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
    /// Doctors of those specialities. Sectors are dealt out by their weights from a first card that is drawn: every
    /// lot has some of each that is not very rare, and many lots have what the weights say.
    fn doctors(&mut self, many: u32, specialties: &'static [u8], weights: &SectorWeights) -> Peers {
        let weights = [
            weights.secteur_1,
            weights.optam,
            weights.secteur_2,
            weights.secteur_3,
        ];
        let card = self.draws.below(weights.iter().sum());
        let draws = self.draws.clone();
        self.draws.skip(many);
        self.peers(
            many,
            Trade::Doctors {
                specialties,
                weights,
                card,
                draws,
            },
        )
    }

    fn others(&mut self, many: u32, specialty: u8) -> Peers {
        self.peers(many, Trade::Other(specialty))
    }

    fn peers(&mut self, many: u32, trade: Trade) -> Peers {
        let first = self.next;
        self.next += many;
        debug_assert!(
            self.next <= PROFESSIONALS,
            "a lot gives out the next one's numbers"
        );
        Peers {
            lot: self.lot,
            first,
            many,
            trade,
        }
    }
}

/// The professionals of one kind in a lot. None is made before it is looked for: a lot of a few people sees few.
#[derive(Debug, Clone)]
pub(crate) struct Peers {
    lot: u32,
    /// Place of the first among those of the lot.
    first: u32,
    many: u32,
    trade: Trade,
}

#[derive(Debug, Clone)]
enum Trade {
    Doctors {
        specialties: &'static [u8],
        /// Of [`SECTORS`], in their order.
        weights: [u32; 4],
        /// Where dealing out sectors begins.
        card: u32,
        /// What specialities are drawn from, one after the other.
        draws: Draws,
    },
    /// Of that speciality, and of no sector.
    Other(u8),
}

/// Sectors, and what goes with each.
const SECTORS: [(Sector, CoordinationOption); 4] = [
    (Sector::One, CoordinationOption::None),
    (Sector::TwoOptam, CoordinationOption::Optam),
    (Sector::Two, CoordinationOption::None),
    (Sector::Three, CoordinationOption::None),
];

impl Peers {
    /// One of them; none where there are none.
    pub(crate) fn pick(&self, draws: &mut Draws) -> Option<Professional> {
        let rank = draws.below(self.many);
        (rank < self.many).then(|| self.at(rank))
    }

    /// All of them, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Professional> {
        (0..self.many).map(|rank| self.at(rank))
    }

    fn at(&self, rank: u32) -> Professional {
        let number = number(self.lot, self.first + rank);
        match &self.trade {
            Trade::Doctors {
                specialties,
                weights,
                card,
                draws,
            } => {
                let total: u32 = weights.iter().sum();
                let mut place = (rank * total + card) / self.many;
                let dealt = weights.iter().zip(SECTORS).find(|(weight, _)| {
                    let found = place < **weight;
                    place = place.saturating_sub(**weight);
                    found
                });
                let (sector, option) = dealt.map_or(SECTORS[0], |(_, sector)| sector);
                let mut draws = draws.clone();
                draws.skip(rank);
                Professional {
                    number,
                    specialty: draws.pick(specialties).copied().unwrap_or(0),
                    sector,
                    option,
                }
            }
            Trade::Other(specialty) => Professional {
                number,
                specialty: *specialty,
                sector: Sector::One,
                option: CoordinationOption::None,
            },
        }
    }
}

/// A fictitious number of nine digits whose last is the key of "types 1 and 2" (noemie-format §9):
/// from the right, odd ranks doubled, digits summed, distance to the next ten. Department 00 is nobody's.
pub(crate) fn number(lot: u32, index: u32) -> PsNumber {
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
