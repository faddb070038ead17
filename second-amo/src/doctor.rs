//! Tariffs of doctors (rules §2.1).

use rust_decimal::Decimal;

use crate::Error;
use crate::base::{Base, on_line_or};
use crate::case::Case;
use crate::counters::{Counters, Movement, Yearly};
use crate::grounds::whole;
use crate::input::{DoctorAct, Sector, Specialty};
use crate::rules::Met;

/// The base of one act of a doctor.
pub(crate) fn base_of_act(
    case: &Case,
    specialty: Specialty,
    sector: Sector,
    act: DoctorAct,
    met: &mut Met,
) -> Result<Decimal, Error> {
    match act {
        DoctorAct::Technical { .. } => Err(case.no_tariff("a technical act")),
        DoctorAct::Imaging => Err(case.no_tariff("imaging")),
        DoctorAct::Sampling { .. } => Err(case.no_tariff("a sample taken")),
        DoctorAct::NightMajoration => night(case, "majoration.nuit", met),
        DoctorAct::NightComplement => night(case, "majoration.nuit.complement", met),
        DoctorAct::EndocrinologyMajoration => endocrinology(case, met),
        DoctorAct::Mcy => mcy(case, met),
        _ if sector == Sector::Three => tarif_d_autorite(case, specialty, met),
        DoctorAct::ExpertOpinion => expert_opinion(case, specialty, met),
        DoctorAct::Complex => complex(case, met),
        DoctorAct::VeryComplex => very_complex(case, met),
        DoctorAct::ChildExaminationCoe => child_examination(case, "tarif.examen-enfant.coe", met),
        DoctorAct::ChildExaminationCoh => child_examination(case, "tarif.examen-enfant.coh", met),
        DoctorAct::Melanoma => melanoma(case, met),
        DoctorAct::LongConsultation => long_consultation(case, met),
        DoctorAct::Consultation { .. } | DoctorAct::Teleconsultation
            if sector == Sector::TwoWithoutOption =>
        {
            secteur_2_without_option(case, specialty, met)
        }
        DoctorAct::Teleconsultation => teleconsultation(case, met),
        DoctorAct::Consultation { coordinated } => consultation(case, specialty, coordinated, met),
    }
}

/// Secteur 3, not contracted: tarif d'autorité, 0.61 for general practitioners and 1.22 for specialists.
fn tarif_d_autorite(case: &Case, specialty: Specialty, met: &mut Met) -> Result<Decimal, Error> {
    if specialty == Specialty::GeneralPractitioner {
        met.rule("base-tarif-d-autorite-gp");
        case.figure("tarif.autorite.generaliste")
    } else {
        met.rule("base-tarif-d-autorite-specialist");
        case.figure("tarif.autorite.specialiste")
    }
}

/// "S2 non-OPTAM, GP or specialist: 23.00" at all times; "Psychiatry non-OPTAM: 42.50" on one page.
fn secteur_2_without_option(
    case: &Case,
    specialty: Specialty,
    met: &mut Met,
) -> Result<Decimal, Error> {
    if specialty == Specialty::Psychiatrist {
        met.rule("base-secteur-2-psychiatrist");
        case.figure("tarif.psychiatre.secteur-2-sans-option")
    } else {
        met.rule("base-secteur-2-without-option");
        case.figure("tarif.secteur-2-sans-option")
    }
}

/// A consultation in the office, secteur 1 or with an option.
fn consultation(
    case: &Case,
    specialty: Specialty,
    coordinated: bool,
    met: &mut Met,
) -> Result<Decimal, Error> {
    match specialty {
        Specialty::GeneralPractitioner => general_practitioner(case, met),
        Specialty::Paediatrician => paediatrician(case, met),
        Specialty::Psychiatrist | Specialty::Neurologist => {
            psychiatrist_or_neurologist(case, specialty, coordinated, met)
        }
        Specialty::Gynaecologist => gynaecologist(case, coordinated, met),
        Specialty::Cardiologist => own_coordinated(case, "tarif.cardiologue", coordinated, met),
        Specialty::Geriatrician => own_coordinated(case, "tarif.geriatre", coordinated, met),
        Specialty::PhysicalMedicine => {
            own_coordinated(case, "tarif.medecine-physique", coordinated, met)
        }
        Specialty::Ophthalmologist
        | Specialty::Stomatologist
        | Specialty::Endocrinologist
        | Specialty::Dermatologist
        | Specialty::Other => other_specialist(case, coordinated, met),
    }
}

/// GP in the office, and a child under 6.
fn general_practitioner(case: &Case, met: &mut Met) -> Result<Decimal, Error> {
    if case.age() < 6 {
        met.rule("base-gp-child-under-6");
        case.figure("tarif.generaliste.moins-6-ans")
    } else {
        met.rule("base-gp");
        case.figure("tarif.generaliste")
    }
}

/// Paediatrician: under 2, from 2 to under 6, 6 and over.
fn paediatrician(case: &Case, met: &mut Met) -> Result<Decimal, Error> {
    match case.age() {
        ..2 => {
            met.rule("base-paediatrician-under-2");
            case.figure("tarif.pediatre.moins-2-ans")
        }
        2..6 => {
            met.rule("base-paediatrician-2-to-6");
            case.figure("tarif.pediatre.2-a-6-ans")
        }
        6.. => {
            met.rule("base-paediatrician-6-and-over");
            case.figure("tarif.pediatre.6-ans-et-plus")
        }
    }
}

/// CNPSY, and the psychiatrist's majoration for the young inside it ("under-25: 67 then 75").
fn psychiatrist_or_neurologist(
    case: &Case,
    specialty: Specialty,
    coordinated: bool,
    met: &mut Met,
) -> Result<Decimal, Error> {
    if !coordinated {
        return Err(case.no_tariff("a direct consultation of psychiatry or neurology"));
    }
    met.rule("base-psychiatrist-or-neurologist");
    let consultation = case.figure("tarif.psychiatre")?;
    let young = i32::from(case.age()) < whole(case.figure("age.psychiatre.jeune")?);
    if specialty == Specialty::Psychiatrist && young {
        met.rule("base-psychiatrist-young-patient");
        return Ok(consultation + case.figure("tarif.psychiatre.majoration-jeune")?);
    }
    Ok(consultation)
}

/// Gynaecologist: coordinated, and direct from 2026 (register: direct-gynaecology, a hole before).
fn gynaecologist(case: &Case, coordinated: bool, met: &mut Met) -> Result<Decimal, Error> {
    met.rule("base-gynaecologist");
    if coordinated {
        case.figure("tarif.gynecologue")
    } else {
        case.figure("tarif.gynecologue.direct")
    }
}

/// A speciality with a row of its own, printed for coordinated consultations alone: its direct one is not.
fn own_coordinated(
    case: &Case,
    parameter: &str,
    coordinated: bool,
    met: &mut Met,
) -> Result<Decimal, Error> {
    if !coordinated {
        return Err(case.no_tariff("a direct consultation of that speciality"));
    }
    met.rule("base-own-coordinated");
    case.figure(parameter)
}

/// Specialist coordinated (CS+MPC+MCS), or direct and other.
fn other_specialist(case: &Case, coordinated: bool, met: &mut Met) -> Result<Decimal, Error> {
    if coordinated {
        met.rule("base-specialist-coordinated");
        case.figure("tarif.specialiste.coordonne")
    } else {
        met.rule("base-specialist-direct");
        case.figure("tarif.specialiste.direct")
    }
}

/// APC, with a figure of its own for psychiatrists.
fn expert_opinion(case: &Case, specialty: Specialty, met: &mut Met) -> Result<Decimal, Error> {
    met.rule("base-expert-opinion");
    match specialty {
        Specialty::Psychiatrist => case.figure("tarif.apc.psychiatre"),
        _ => case.figure("tarif.apc"),
    }
}

/// "Téléconsultation: 25.00" at all times.
fn teleconsultation(case: &Case, met: &mut Met) -> Result<Decimal, Error> {
    met.rule("base-teleconsultation");
    case.figure("tarif.teleconsultation")
}

/// Complex consultation.
fn complex(case: &Case, met: &mut Met) -> Result<Decimal, Error> {
    met.rule("base-complex");
    case.figure("tarif.complexe")
}

/// Very complex consultation: 60.00, or 67.70 given on the line.
fn very_complex(case: &Case, met: &mut Met) -> Result<Decimal, Error> {
    met.rule("base-very-complex");
    case.figure("tarif.tres-complexe")
}

/// Mandatory child examinations: the higher figure to COE, the other to COH (register: child-exam-split).
fn child_examination(case: &Case, parameter: &str, met: &mut Met) -> Result<Decimal, Error> {
    met.rule("base-child-examination");
    case.figure(parameter)
}

/// "Dermatology melanoma CDE".
fn melanoma(case: &Case, met: &mut Met) -> Result<Decimal, Error> {
    met.rule("base-melanoma");
    case.figure("tarif.depistage-melanome")
}

/// "Long consultation by MT": planned at 60 from 22/12/2024 (register: planned-figure).
fn long_consultation(case: &Case, met: &mut Met) -> Result<Decimal, Error> {
    met.rule("base-long-consultation");
    case.figure("tarif.consultation-longue")
}

/// The night's lines beside the consultation: "three lines 17.50 + 13.34 + 2.10" (worked example E024).
fn night(case: &Case, parameter: &str, met: &mut Met) -> Result<Decimal, Error> {
    met.rule("base-night-line");
    case.figure(parameter)
}

/// "Endocrinology majoration MCE", a line beside the consultation.
fn endocrinology(case: &Case, met: &mut Met) -> Result<Decimal, Error> {
    met.rule("base-endocrinology-majoration");
    case.figure("majoration.endocrinologue")
}

/// "MCY at 85 EUR was planned for 1 July 2026" (register: planned-figure).
fn mcy(case: &Case, met: &mut Met) -> Result<Decimal, Error> {
    met.rule("base-mcy");
    case.figure("tarif.mcy")
}

/// Long consultation by the treating doctor: over 80, once a year.
pub(crate) fn base_of_long_consultation(
    case: &Case,
    counters: &Counters,
    specialty: Specialty,
    sector: Sector,
    met: &mut Met,
) -> Result<Base, Error> {
    met.rule("long-consultation-once-a-year");
    let year = case.act.date.year();
    if case.age() <= 80 {
        return Err(case.contradiction("a long consultation", "it is for patients over 80"));
    }
    if case.act.quantity > 1 || !counters.year(year, Yearly::LongConsultations).is_zero() {
        return Err(case.contradiction("a long consultation", "it is due once a year"));
    }
    let amount = on_line_or(case, met, |met| {
        base_of_act(case, specialty, sector, DoctorAct::LongConsultation, met)
    })?;
    Ok(Base {
        amount,
        movements: vec![Movement::Year(
            year,
            Yearly::LongConsultations,
            Decimal::ONE,
        )],
    })
}
