//! What doctors do: consultations, technical acts, complements, samples.

use domain::{Cents, Day};
use oracle::amo::{Complement, Kind, Tariff, Technique};
use oracle::law::Law;
use second_amo::{Decimal, DoctorAct, Specialty};

use super::Done;
use super::doctor::{GENERALISTE, PSYCHIATRIST, doctor, doctor_at, of};
use crate::draws::Draws;

pub(super) fn consultation(draws: &mut Draws, age: i16) -> Done {
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
pub(super) fn technical(draws: &mut Draws, day: Day) -> Done {
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

pub(super) fn complement(draws: &mut Draws) -> Done {
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

pub(super) fn sampling(draws: &mut Draws) -> Done {
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
