//! A mixed year of care: a family of four, every kind of care in town, and what a few cancellations take back.

use domain::{Cents, CoordinationOption, Day, Heading, PsNumber};
use oracle::ambiguity::Choices;
use oracle::amc::{self, AmoPayee, Doctor, Facts, Journal, Person, Side, Thing};
use oracle::amo::{
    self, Care, Complement, Counters, Dental, DrugLabel, Exemption, Kind, LawCode, Liquidation,
    Means, Midwife, NurseSupplement, Optics, Parcours, Patient, Profession, Sector, Tariff,
    Technique, liquidate,
};
use oracle::law::Law;
use oracle::product::{Lenses, Product};
use oracle::trace::Trace;

/// Every act of a year, and whose it is.
pub struct Year {
    product: Product,
    choices: Choices,
    people: Vec<(Patient, Person)>,
    acts: Vec<Act>,
}

/// One act.
struct Act {
    /// Its place among the people.
    of: usize,
    care: Care,
    /// Its facts, but for what the AMO makes of it.
    facts: Facts,
    /// It is taken back at the end.
    cancelled: bool,
}

/// What the year has used up so far.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Used {
    counters: Vec<Counters>,
    journal: Journal,
}

/// One kind of act, as often as it comes in the year.
struct Often {
    of: usize,
    times: i32,
    kind: Kind,
    heading: Heading,
    fee: i64,
    base: Option<i64>,
    quantity: u8,
    coefficient: u32,
}

const fn often(of: usize, times: i32, kind: Kind, heading: Heading, fee: i64) -> Often {
    Often {
        of,
        times,
        kind,
        heading,
        fee,
        base: None,
        quantity: 1,
        coefficient: 100,
    }
}

impl Often {
    fn care(&self, day: Day, time: i32) -> Care {
        Care {
            day,
            kind: self.kind,
            fee: Cents(self.fee),
            quantity: self.quantity,
            coefficient: self.coefficient,
            count: 1,
            base: self.base.map(Cents),
            parcours: if time % 5 == 4 {
                Parcours::Out
            } else {
                Parcours::In
            },
            exemption: if time % 7 == 6 {
                Exemption::AldRelated
            } else {
                Exemption::None
            },
            executor: PsNumber::new(750_000_000 + u32::from(self.quantity)).expect("nine digits"),
            third_party: time % 3 == 2,
        }
    }

    const fn on(self, base: i64) -> Self {
        Self {
            base: Some(base),
            ..self
        }
    }

    const fn by(self, quantity: u8) -> Self {
        Self { quantity, ..self }
    }

    /// In hundredths.
    const fn coefficient(self, coefficient: u32) -> Self {
        Self {
            coefficient,
            ..self
        }
    }
}

const fn doctor(sector: Sector, specialty: u8) -> amo::Doctor {
    amo::Doctor {
        sector,
        option: CoordinationOption::None,
        specialty,
    }
}

const fn consultation(tariff: Tariff, sector: Sector, specialty: u8) -> Kind {
    Kind::Consultation {
        tariff,
        doctor: doctor(sector, specialty),
    }
}

const fn technical(technique: Technique, sector: Sector, specialty: u8) -> Kind {
    Kind::Technical {
        technique,
        doctor: doctor(sector, specialty),
        others: Cents::ZERO,
    }
}

/// Two adults (0 and 1), a child of fourteen (2) and one of three (3).
fn kinds() -> Vec<Often> {
    use Heading as H;
    let law_code = |text| LawCode::new(text).expect("a code");
    let gp = consultation(Tariff::Generaliste, Sector::One, 1);
    let night = Kind::Complement {
        complement: Complement::Night,
        doctor: doctor(Sector::One, 1),
    };
    let taxi = Kind::Transport {
        means: Means::Taxi,
        urgent: false,
    };
    vec![
        often(0, 5, gp, H::Generaliste, 3_000),
        often(1, 4, gp, H::Generaliste, 3_000),
        often(2, 3, gp, H::Generaliste, 3_500),
        often(3, 4, gp, H::Generaliste, 3_500),
        often(
            3,
            1,
            consultation(Tariff::ExamenEnfantCoe, Sector::One, 12),
            H::Specialiste,
            6_000,
        ),
        often(3, 1, night, H::Generaliste, 3_850).on(3_850),
        often(
            0,
            2,
            consultation(Tariff::SpecialisteCoordonne, Sector::Two, 5),
            H::Specialiste,
            6_000,
        ),
        often(
            1,
            2,
            consultation(Tariff::SpecialisteDirect, Sector::TwoOptam, 7),
            H::Specialiste,
            5_500,
        ),
        often(
            1,
            1,
            technical(Technique::Imaging, Sector::Two, 6),
            H::Imagerie,
            9_000,
        )
        .on(6_650),
        often(
            0,
            1,
            technical(Technique::Medical, Sector::One, 3),
            H::ActesTechniques,
            4_000,
        )
        .on(2_873),
        often(
            0,
            8,
            Kind::Drug(DrugLabel::SoixanteCinq),
            H::Pharmacie65,
            1_240,
        )
        .on(1_240)
        .by(2),
        often(
            0,
            8,
            Kind::BoxFee(DrugLabel::SoixanteCinq),
            H::Pharmacie65,
            204,
        )
        .by(2),
        often(0, 8, Kind::PrescriptionFee, H::Pharmacie65, 51),
        often(1, 6, Kind::Drug(DrugLabel::Trente), H::Pharmacie30, 860).on(860),
        often(1, 6, Kind::BoxFee(DrugLabel::Trente), H::Pharmacie30, 102),
        often(
            3,
            5,
            Kind::Drug(DrugLabel::SoixanteCinq),
            H::Pharmacie65,
            430,
        )
        .on(430),
        often(2, 2, Kind::Drug(DrugLabel::Quinze), H::Pharmacie15, 560).on(560),
        often(0, 3, Kind::Biology, H::Biologie, 1_560).coefficient(6_000),
        often(0, 3, Kind::Sampling { analysed: true }, H::Infirmier, 420).on(420),
        often(0, 10, Kind::Letter(Profession::Kine), H::Kine, 1_800).coefficient(750),
        often(1, 5, Kind::Letter(Profession::Infirmier), H::Infirmier, 315),
        often(
            1,
            5,
            Kind::NurseSupplement(NurseSupplement::Travel),
            H::Infirmier,
            275,
        ),
        often(
            2,
            6,
            Kind::Letter(Profession::Orthophoniste),
            H::Orthophoniste,
            3_120,
        )
        .coefficient(1_200),
        often(
            1,
            3,
            Kind::Midwife(Midwife::Consultation),
            H::SageFemme,
            2_650,
        ),
        often(
            0,
            2,
            Kind::Dental(Dental::Consultation),
            H::SoinsDentaires,
            2_300,
        ),
        often(
            0,
            1,
            Kind::Dental(Dental::Prosthesis(Some(law_code("HBLD038")))),
            H::DentaireLibre,
            60_000,
        )
        .on(12_000),
        often(
            1,
            1,
            Kind::Dental(Dental::Prosthesis(None)),
            H::DentaireMaitrise,
            45_000,
        )
        .on(12_000),
        often(
            2,
            2,
            Kind::Dental(Dental::Orthodontics),
            H::Orthodontie,
            70_000,
        ),
        often(0, 1, Kind::Optics(Optics::FrameB), H::MontureB, 15_000),
        often(0, 1, Kind::Optics(Optics::LensB), H::VerreB, 24_000).by(2),
        often(1, 1, Kind::HearingAid, H::Audio2, 150_000),
        often(0, 2, taxi, H::Transport, 4_500).on(4_500),
        often(2, 6, Kind::Psychologist, H::Psychologue, 5_000),
    ]
}

/// What the contract knows of an act before the AMO has settled it.
fn facts(line: Thing, heading: Heading, care: &Care) -> Facts {
    let doctor = match care.kind {
        Kind::Consultation { doctor, .. }
        | Kind::Technical { doctor, .. }
        | Kind::Complement { doctor, .. } => Some(match doctor.sector {
            Sector::One | Sector::TwoOptam => Doctor::Optam,
            Sector::Two | Sector::Three => Doctor::NonOptam,
        }),
        _ => None,
    };
    let of_line = Facts::new(line, heading, care.day);
    let is_optics = matches!(heading, Heading::MontureB | Heading::VerreB);
    let sides = vec![Side::Left, Side::Right];
    Facts {
        quantity: u32::from(care.quantity),
        expense: care.fee,
        specialty: Some(care.kind.specialty()),
        doctor: doctor.filter(|_| heading.is_doctor()),
        // Frame and lenses are one equipment.
        equipment: if is_optics {
            Thing(9)
        } else {
            of_line.equipment
        },
        lenses: is_optics.then_some(Lenses::Simple),
        eyes: if heading == Heading::VerreB {
            sides
        } else {
            Vec::new()
        },
        ears: if heading == Heading::Audio2 {
            vec![Side::Left]
        } else {
            Vec::new()
        },
        amo_payee: if care.third_party {
            AmoPayee::Professional
        } else {
            AmoPayee::Insured
        },
        ..of_line
    }
}

impl Year {
    /// The year 2025 of the family, under one of the products that étalon comes with.
    ///
    /// # Panics
    /// Where the product or the law that is shipped does not fit.
    #[must_use]
    pub fn new() -> Self {
        let (name, text) = Product::shipped()[1];
        let day = |year, month, day| Day::new(year, month, day).expect("a day");
        let births = [
            day(1980, 5, 5),
            day(1983, 11, 2),
            day(2010, 7, 14),
            day(2021, 9, 1),
        ];
        let since = day(2020, 1, 1);
        let people = (1..).zip(births).map(|(id, birth)| {
            let person = Person {
                id: Thing(id),
                household: Thing(0),
                birth: Some(birth),
                member_since: since,
                product_since: since,
                waits_until: None,
            };
            (Patient::born(birth), person)
        });
        let mut acts = Vec::new();
        for (row, often) in (0_i32..).zip(kinds()) {
            for time in 0..often.times {
                let day = day(2025, 1, 6).plus((row * 7 + time * 340 / often.times) % 350);
                acts.push((day, row, often.of, often.care(day, time), often.heading));
            }
        }
        acts.sort_by_key(|(day, row, ..)| (*day, *row));
        let acts = (10..).zip(acts).map(|(id, (_, _, of, care, heading))| Act {
            of,
            care,
            facts: facts(Thing(id), heading, &care),
            // One in sixteen.
            cancelled: id % 16 == 0,
        });
        Self {
            product: Product::parse(name, text).expect("a shipped product"),
            choices: Choices::default(),
            people: people.collect(),
            acts: acts.collect(),
        }
    }

    /// How many acts it holds.
    #[must_use]
    pub fn acts(&self) -> usize {
        self.acts.len()
    }

    /// Whether an act names teeth, eyes or ears.
    #[must_use]
    pub fn names_parts(&self, place: usize) -> bool {
        let facts = &self.acts[place].facts;
        !(facts.teeth.is_empty() && facts.eyes.is_empty() && facts.ears.is_empty())
    }

    /// Nothing used so far.
    #[must_use]
    pub fn nothing_used(&self) -> Used {
        Used {
            counters: vec![Counters::default(); self.people.len()],
            journal: Journal::default(),
        }
    }

    /// As [`nothing_used`](Self::nothing_used), in the room of the year before: what whoever settles many households does.
    pub fn again(&self, used: &mut Used) {
        used.counters.fill_with(Counters::default);
        used.journal.clear();
    }

    /// Settles one act, by its place, on both sides: what the AMO made of it, and what both pay.
    ///
    /// # Panics
    /// Where the law has no figure for it.
    pub fn settle<T: Trace>(
        &mut self,
        place: usize,
        used: &mut Used,
        trace: &mut T,
    ) -> (Liquidation, Cents) {
        let settled = self.amo(place, used, trace);
        let facts = &mut self.acts[place].facts;
        facts.base = settled.base;
        facts.amo = settled.amount;
        facts.majoration = settled.majoration;
        facts.participation = settled.participation;
        (settled, settled.paid() + self.amc(place, used, trace))
    }

    /// The AMO half of it alone.
    ///
    /// # Panics
    /// Where the law has no figure for it.
    pub fn amo<T: Trace>(&self, place: usize, used: &mut Used, trace: &mut T) -> Liquidation {
        let act = &self.acts[place];
        let (patient, _) = &self.people[act.of];
        let counters = &mut used.counters[act.of];
        liquidate(Law::embedded(), patient, &act.care, counters, trace).expect("the law covers it")
    }

    /// The share of the contract, where the AMO half has settled the act.
    ///
    /// # Panics
    /// Where the law has no figure for it.
    pub fn amc<T: Trace>(&self, place: usize, used: &mut Used, trace: &mut T) -> Cents {
        let Act { of, facts, .. } = &self.acts[place];
        let (_, person) = &self.people[*of];
        let (product, choices) = (&self.product, &self.choices);
        let share = amc::share(product, choices, facts, person, &mut used.journal, trace);
        share.expect("the law covers it").amount
    }

    /// The whole year, act by act, then the cancellations. What both sides paid.
    pub fn whole<T: Trace>(&mut self, used: &mut Used, trace: &mut T) -> Cents {
        let mut sum = Cents::ZERO;
        for place in 0..self.acts.len() {
            let (settled, paid) = self.settle(place, used, trace);
            sum += paid;
            if self.acts[place].cancelled {
                self.take_back(place, &settled, used);
                sum -= paid;
            }
        }
        sum
    }

    /// Takes an act back: every counter as it was before.
    pub fn take_back(&self, place: usize, settled: &Liquidation, used: &mut Used) {
        let act = &self.acts[place];
        used.counters[act.of].take_back(&act.care, settled);
        used.journal.take_back(act.facts.line);
    }
}

impl Default for Year {
    fn default() -> Self {
        Self::new()
    }
}
