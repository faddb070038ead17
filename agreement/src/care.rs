//! What is done, told to both oracles.

use domain::{Cents, CoordinationOption, Day};
use oracle::amo::{
    Complement, Dental, DrugLabel, Kind, LawCode, Means, Midwife, NurseSupplement, Optics,
    Profession, Reference, Sector, Tariff, Technique,
};
use oracle::law::{Amount, Law};
use second_amo::{
    AuxiliaryAct, CcamCode, Coefficient, Decimal, DentalAct, DoctorAct, DrugRate, MidwifeAct,
    OrthodonticsPart, PharmacyFee, Specialty,
};

use crate::draws::Draws;

/// An act as each oracle hears it, and the figures of the line that both hear.
pub(crate) struct Done {
    pub(crate) kind: Kind,
    pub(crate) care: second_amo::Care,
    pub(crate) quantity: u8,
    /// In hundredths.
    pub(crate) coefficient: u32,
    pub(crate) examinations: u8,
    pub(crate) base: Option<Cents>,
    /// The base that the first oracle alone must hear: the second multiplies that of a box by itself.
    pub(crate) base_of_boxes: Option<Cents>,
}

impl Done {
    fn new(kind: Kind, care: second_amo::Care) -> Self {
        Self {
            kind,
            care,
            quantity: 1,
            coefficient: 100,
            examinations: 0,
            base: None,
            base_of_boxes: None,
        }
    }

    fn times(self, quantity: u8) -> Self {
        Self { quantity, ..self }
    }

    fn on(self, base: Cents) -> Self {
        let base = Some(base);
        Self { base, ..self }
    }
}

/// How many kinds of care [`draw`] tells apart, each as often as it weighs.
pub(crate) const KINDS: u32 = 100;

/// Any care in town, of that kind.
pub(crate) fn draw(draws: &mut Draws, kind: u32, day: Day, birth: Day) -> Done {
    let mut done = match kind {
        ..32 => consultation(draws, day.age(birth)),
        32..38 => technical(draws, day),
        38..43 => complement(draws),
        43..45 => sampling(draws),
        45..53 => biology(draws),
        53..65 => drug(draws),
        65..70 => pharmacy_fee(draws),
        70..79 => auxiliary(draws, day),
        79..82 => midwife(draws),
        82..89 => dental(draws, day, birth),
        89..93 => transport(draws),
        93..96 => optics(draws),
        96..97 => Done::new(Kind::HearingAid, second_amo::Care::HearingAid).times(draws.upto(2)),
        _ => Done::new(Kind::Psychologist, second_amo::Care::Psychologist),
    };
    if done.base.is_none() && may_stand_on_the_line(&done) && draws.percent(6) {
        done.base = Some(draws.cents(0, 20_000));
    }
    done
}

/// Care whose base follows from what the line gives otherwise keeps to it, and so does what no base covers.
fn may_stand_on_the_line(done: &Done) -> bool {
    !matches!(
        done.kind,
        Kind::Dental(Dental::Implant) | Kind::Optics(Optics::Contacts) | Kind::Technical { .. }
    )
}

/// A doctor as each oracle hears them.
struct Doctor {
    specialty: Specialty,
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

const PSYCHIATRIST: (Specialty, u8) = (Specialty::Psychiatrist, 33);

fn doctor(draws: &mut Draws) -> Doctor {
    let specialty = draws.pick(&SPECIALTIES);
    of(draws, specialty)
}

/// The doctors whose tariff hangs on an age are seen more at that age.
fn doctor_at(draws: &mut Draws, age: i16) -> Doctor {
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

fn of(draws: &mut Draws, (specialty, code): (Specialty, u8)) -> Doctor {
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
    fn first(&self) -> oracle::amo::Doctor {
        oracle::amo::Doctor {
            sector: self.sector,
            option: self.option,
            specialty: self.code,
        }
    }

    fn does(&self, kind: Kind, act: DoctorAct) -> Done {
        let care = second_amo::Care::Doctor {
            specialty: self.specialty,
            sector: self.second,
            act,
        };
        Done::new(kind, care)
    }

    fn consults(&self, tariff: Tariff, act: DoctorAct) -> Done {
        let kind = Kind::Consultation {
            tariff,
            doctor: self.first(),
        };
        self.does(kind, act)
    }

    /// What a consultation in the office is paid as, as the questions of the first oracle tell it
    /// (`oracle/src/quote/acts.rs`).
    fn tariff(&self, coordinated: bool) -> Tariff {
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

const GENERALISTE: (Specialty, u8) = (Specialty::GeneralPractitioner, 1);

fn consultation(draws: &mut Draws, age: i16) -> Done {
    let doctor = doctor_at(draws, age);
    // Who is old enough for the long consultation has it more.
    let acts = if age > 79 { 30 } else { 24 };
    let done = match draws.below(acts) {
        ..14 => {
            let coordinated = draws.percent(70);
            doctor.consults(
                doctor.tariff(coordinated),
                DoctorAct::Consultation { coordinated },
            )
        }
        14..16 => doctor.consults(Tariff::Teleconsultation, DoctorAct::Teleconsultation),
        16..18 if doctor.specialty == Specialty::Psychiatrist => {
            doctor.consults(Tariff::ApcPsychiatre, DoctorAct::ExpertOpinion)
        }
        16..18 => doctor.consults(Tariff::Apc, DoctorAct::ExpertOpinion),
        18 => doctor.consults(Tariff::Complexe, DoctorAct::Complex),
        19 => doctor.consults(Tariff::TresComplexe, DoctorAct::VeryComplex),
        20 => doctor.consults(Tariff::ExamenEnfantCoe, DoctorAct::ChildExaminationCoe),
        21 => doctor.consults(Tariff::ExamenEnfantCoh, DoctorAct::ChildExaminationCoh),
        22 => of(draws, (Specialty::Dermatologist, 5))
            .consults(Tariff::DepistageMelanome, DoctorAct::Melanoma),
        _ => {
            of(draws, GENERALISTE).consults(Tariff::ConsultationLongue, DoctorAct::LongConsultation)
        }
    };
    let several = draws.percent(15) && done.kind_is_not(Tariff::ConsultationLongue);
    done.times(if several { draws.upto(5) } else { 1 })
}

impl Done {
    fn kind_is_not(&self, wanted: Tariff) -> bool {
        !matches!(self.kind, Kind::Consultation { tariff, .. } if tariff == wanted)
    }
}

/// A technical act and the others of its session. Acts of one session must be told alike, so a day is one of heavy
/// sessions or it is not, but for one act in fifty.
fn technical(draws: &mut Draws, day: Day) -> Done {
    let doctor = doctor(draws);
    let (first, _) = Law::embedded().span();
    let heavy = (day.since(first) % 2 == 0) != draws.percent(2);
    let (base, others, coefficient) = if heavy {
        heavy_session(draws)
    } else {
        let base = draws.cents(0, 6_000);
        let others = draws.pick(&[0, 0, 5_999]);
        (base, draws.cents(0, others), draws.pick(&[0, 0, 5_999]))
    };
    let technique = draws.pick(&[
        Technique::Medical,
        Technique::Surgery,
        Technique::Obstetrics,
        Technique::Anaesthesia,
        Technique::Ultrasound,
        Technique::Imaging,
    ]);
    let act = match technique {
        Technique::Ultrasound | Technique::Imaging => DoctorAct::Imaging,
        _ => DoctorAct::Technical {
            coefficient: (coefficient > 0).then(|| Decimal::new(i64::from(coefficient), 2)),
            session_total: base + others,
        },
    };
    let kind = Kind::Technical {
        technique,
        doctor: doctor.first(),
        others,
    };
    let done = Done {
        coefficient,
        ..doctor.does(kind, act).times(draws.upto(2))
    };
    // One in twenty is told without the base that it needs.
    if draws.percent(5) {
        done
    } else {
        done.on(base)
    }
}

/// Base, tariffs of the others and coefficient of an act of a heavy session: by itself, with the others, or by its
/// coefficient.
fn heavy_session(draws: &mut Draws) -> (Cents, Cents, u32) {
    match draws.below(4) {
        0 => {
            let base = draws.cents(0, 11_999);
            let others = Cents(12_000) - base + draws.cents(0, 3_000);
            (base, others, 0)
        }
        1 => (
            draws.cents(0, 11_999),
            Cents::ZERO,
            draws.pick(&[6_000, 6_001, 12_000]),
        ),
        _ => (
            Cents(12_000) + draws.cents(0, 20_000),
            draws.cents(0, 3_000),
            0,
        ),
    }
}

fn complement(draws: &mut Draws) -> Done {
    let (complement, act, specialty) = draws.pick(&[
        (Complement::Night, DoctorAct::NightMajoration, GENERALISTE),
        (
            Complement::NightThird,
            DoctorAct::NightComplement,
            GENERALISTE,
        ),
        (Complement::Sunday, DoctorAct::NightComplement, GENERALISTE),
        (
            Complement::Endocrinologist,
            DoctorAct::EndocrinologyMajoration,
            (Specialty::Endocrinologist, 42),
        ),
        (Complement::Mcy, DoctorAct::Mcy, PSYCHIATRIST),
        // Again: it has a figure for the last months only.
        (Complement::Mcy, DoctorAct::Mcy, PSYCHIATRIST),
    ]);
    let doctor = of(draws, specialty);
    let kind = Kind::Complement {
        complement,
        doctor: doctor.first(),
    };
    let done = doctor.does(kind, act);
    // The second reading has no line of its own for Sundays: any complement whose base is given.
    if complement == Complement::Sunday {
        done.on(draws.cents(0, 5_000))
    } else {
        done
    }
}

fn sampling(draws: &mut Draws) -> Done {
    let analysed = draws.percent(50);
    let care = second_amo::Care::Doctor {
        specialty: Specialty::Other,
        sector: second_amo::Sector::One,
        act: DoctorAct::Sampling {
            analysed_same_day: analysed,
        },
    };
    Done::new(Kind::Sampling { analysed }, care).on(draws.cents(0, 3_000))
}

/// Hundredths of a coefficient, told to the first oracle as such and to the second in decimals.
fn coefficient(draws: &mut Draws, high: u32) -> (u32, Decimal) {
    let hundredths = match draws.below(3) {
        0 => 100 * draws.below(high / 100 + 1),
        1 => 50 * draws.below(high / 50 + 1),
        _ => draws.below(high + 1),
    };
    (hundredths, Decimal::new(i64::from(hundredths), 2))
}

fn biology(draws: &mut Draws) -> Done {
    let (hundredths, coefficient) = coefficient(draws, 20_000);
    let examinations = draws.upto(8);
    let care = second_amo::Care::Biology {
        coefficient,
        examinations: u32::from(examinations),
    };
    let done = Done::new(Kind::Biology, care).times(draws.upto(2));
    Done {
        coefficient: hundredths,
        examinations,
        ..done
    }
}

const LABELS: [(DrugLabel, DrugRate); 4] = [
    (DrugLabel::Cent, DrugRate::R100),
    (DrugLabel::SoixanteCinq, DrugRate::R65),
    (DrugLabel::Trente, DrugRate::R30),
    (DrugLabel::Quinze, DrugRate::R15),
];

fn drug(draws: &mut Draws) -> Done {
    let (label, rate) = draws.pick(&LABELS);
    let quantity = draws.upto(9);
    let high = draws.pick(&[300, 2_000, 10_000]);
    let price = draws.cents(0, high);
    let reference = match draws.below(5) {
        0 => Some(Reference::Tfr(price)),
        1 => Some(Reference::Refused(price)),
        _ => None,
    };
    let kind = match reference {
        Some(reference) => Kind::GenericDrug { label, reference },
        None => Kind::Drug(label),
    };
    let care = second_amo::Care::Drug {
        label: rate,
        box_base: price,
        tfr: matches!(reference, Some(Reference::Tfr(_))).then_some(price),
        refused_generic: matches!(reference, Some(Reference::Refused(_))).then_some(price),
    };
    let done = Done::new(kind, care).times(quantity);
    let base_of_boxes = reference.is_none().then_some(price * i64::from(quantity));
    Done {
        base_of_boxes,
        ..done
    }
}

fn pharmacy_fee(draws: &mut Draws) -> Done {
    let (label, rate) = draws.pick(&LABELS);
    let (kind, fee) = draws.pick(&[
        (Kind::BoxFee(label), PharmacyFee::Box(rate)),
        (Kind::LargePackFee(label), PharmacyFee::LargePack(rate)),
        (Kind::PrescriptionFee, PharmacyFee::Prescription),
        (Kind::AgeFee, PharmacyFee::Age),
        (Kind::SpecialFee, PharmacyFee::Special),
        (Kind::ComplexFee, PharmacyFee::Complex),
    ]);
    Done::new(kind, second_amo::Care::PharmacyFee(fee)).times(draws.upto(6))
}

fn auxiliary(draws: &mut Draws, day: Day) -> Done {
    let (hundredths, given) = coefficient(draws, 2_000);
    let letter = |profession, act, hundredths| Done {
        coefficient: hundredths,
        ..Done::new(Kind::Letter(profession), second_amo::Care::Auxiliary(act))
    };
    let given = Coefficient::Given(given);
    let done = match draws.below(12) {
        ..3 => letter(
            Profession::Kine,
            AuxiliaryAct::Physiotherapist(given),
            hundredths,
        ),
        3..6 => letter(
            Profession::Infirmier,
            AuxiliaryAct::Nurse(given),
            hundredths,
        ),
        6..8 => letter(
            Profession::Orthophoniste,
            AuxiliaryAct::SpeechTherapist(given),
            hundredths,
        ),
        8 => {
            // The coefficient of the law's table; where the table has none, both hear the one drawn.
            let row = draws.pick(&[
                "kine/ams-8-1",
                "kine/ams-9-5",
                "orthophoniste/langage-ecrit",
            ]);
            let found = Law::embedded().find(&format!("coefficient.{row}"));
            let figure = found.and_then(|series| series.at(day).ok());
            let told = figure.map(|value| value.amount);
            match (row, told) {
                ("kine/ams-8-1", Some(Amount::Coefficient(told))) => letter(
                    Profession::Kine,
                    AuxiliaryAct::Physiotherapist(Coefficient::PlannedAms81),
                    told,
                ),
                ("kine/ams-9-5", Some(Amount::Coefficient(told))) => letter(
                    Profession::Kine,
                    AuxiliaryAct::Physiotherapist(Coefficient::PlannedAms95),
                    told,
                ),
                (_, Some(Amount::Coefficient(told))) => letter(
                    Profession::Orthophoniste,
                    AuxiliaryAct::SpeechTherapist(Coefficient::WrittenLanguage),
                    told,
                ),
                _ => letter(
                    Profession::Kine,
                    AuxiliaryAct::Physiotherapist(given),
                    hundredths,
                ),
            }
        }
        9 => Done::new(
            Kind::NurseSupplement(NurseSupplement::SingleAct),
            second_amo::Care::Auxiliary(AuxiliaryAct::NurseSingleAct),
        ),
        10 => Done::new(
            Kind::NurseSupplement(NurseSupplement::Travel),
            second_amo::Care::Auxiliary(AuxiliaryAct::NurseTravel),
        ),
        _ => letter(Profession::Kine, AuxiliaryAct::Other, 100).on(draws.cents(0, 6_000)),
    };
    done.times(draws.upto(4))
}

fn midwife(draws: &mut Draws) -> Done {
    let quantity = draws.upto(2);
    if draws.percent(50) {
        let care = second_amo::Care::Midwife(MidwifeAct::Consultation);
        return Done::new(Kind::Midwife(Midwife::Consultation), care).times(quantity);
    }
    let (hundredths, coefficient) = coefficient(draws, 2_000);
    let care = second_amo::Care::Midwife(MidwifeAct::KeyLetter(coefficient));
    let done = Done::new(Kind::Midwife(Midwife::Letter), care).times(quantity);
    Done {
        coefficient: hundredths,
        ..done
    }
}

const DENTAL_CARE: [(&str, DentalAct); 8] = [
    ("detartrage", DentalAct::Scaling),
    ("carie", DentalAct::Caries),
    ("carie-2-faces", DentalAct::CariesTwoFaces),
    ("racine-premolaire", DentalAct::PremolarRootCanal),
    ("extraction", DentalAct::Extraction),
    ("scellement", DentalAct::Sealing),
    ("soin-4097", DentalAct::CareAt4097),
    ("soin-8194", DentalAct::CareAt8194),
];

fn dental(draws: &mut Draws, day: Day, birth: Day) -> Done {
    let done = |dental, act| Done::new(Kind::Dental(dental), second_amo::Care::Dentist(act));
    let of = |code: &str| LawCode::new(code);
    // Agreed on in time: the first oracle leaves the age of the agreement to its caller.
    let agreed = birth.plus(365 * 15).min(day);
    let orthodontics = |part| DentalAct::Orthodontics { part, agreed };
    let quantity = draws.upto(2);
    let done = match draws.below(16) {
        ..3 => done(Dental::Consultation, DentalAct::Consultation),
        3..7 => {
            let (code, act) = draws.pick(&DENTAL_CARE);
            done(Dental::Care(of(code)), act)
        }
        7 => done(Dental::Care(None), DentalAct::OtherCare).on(draws.cents(0, 10_000)),
        8 => done(Dental::Prosthesis(of("couronne")), DentalAct::Crown),
        9 => done(
            Dental::ProsthesisWithoutRemainder(of("inlay-core")),
            DentalAct::InlayCore,
        ),
        10 => {
            let code = draws.pick(&["HBLD038", "HBLD350", "HBLD490", "HBLD000"]);
            match CcamCode::new(code) {
                Some(act) => done(Dental::Prosthesis(of(code)), DentalAct::ByCode(act)),
                None => done(Dental::Prosthesis(None), DentalAct::OtherProsthesis),
            }
        }
        11 => {
            let done = done(Dental::Prosthesis(None), DentalAct::OtherProsthesis);
            if draws.percent(20) {
                done
            } else {
                done.on(draws.cents(0, 30_000))
            }
        }
        12 => Done::new(
            Kind::Dental(Dental::Implant),
            second_amo::Care::NotReimbursed,
        ),
        13 => done(
            Dental::Orthodontics,
            orthodontics(OrthodonticsPart::Semester),
        ),
        14 => done(
            Dental::Retention1,
            orthodontics(OrthodonticsPart::RetentionFirstYear),
        ),
        _ => done(
            Dental::Retention2,
            orthodontics(OrthodonticsPart::RetentionSecondYear),
        ),
    };
    done.times(quantity)
}

fn transport(draws: &mut Draws) -> Done {
    let urgent = draws.percent(20);
    let means = draws.pick(&[Means::Ambulance, Means::Vsl, Means::Taxi, Means::Car]);
    let care = second_amo::Care::Transport { urgent };
    let done = Done::new(Kind::Transport { means, urgent }, care).times(draws.upto(3));
    if draws.percent(5) {
        done
    } else {
        done.on(draws.cents(0, 20_000))
    }
}

fn optics(draws: &mut Draws) -> Done {
    let done = |first, second| Done::new(Kind::Optics(first), second_amo::Care::Optics(second));
    let lens = |code: &str| LawCode::new(code).map(Optics::LensA);
    let quantity = draws.upto(2);
    let done = match draws.below(8) {
        0 => done(Optics::FrameA, second_amo::Optics::FrameA),
        1 => done(
            lens("verre-unifocal").unwrap_or(Optics::Glasses),
            second_amo::Optics::LensAFirstPrice,
        ),
        2 => done(
            lens("verre-le-plus-cher").unwrap_or(Optics::Glasses),
            second_amo::Optics::LensAHighestPrice,
        ),
        3 => done(Optics::FrameB, second_amo::Optics::ItemB),
        4 => done(Optics::LensB, second_amo::Optics::ItemB),
        5 => done(Optics::Glasses, second_amo::Optics::OtherA).on(draws.cents(0, 8_000)),
        _ => done(Optics::Contacts, second_amo::Optics::ContactLens),
    };
    done.times(quantity)
}
