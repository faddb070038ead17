use domain::{ActCode, CoordinationOption};

use super::{Detail, ParcoursTold, Question, QuoteError};
use crate::amo::{
    Complement, Dental, Doctor, DrugLabel, Kind, LawCode, Means, Midwife, NurseSupplement, Optics,
    Profession, Reference, Sector, Tariff, Technique,
};
use crate::law::Law;

/// A doctor, as the question tells them: the act may decide the speciality.
struct DoctorTold {
    sector: Sector,
    option: CoordinationOption,
    specialty: Option<u8>,
}

impl DoctorTold {
    fn or(&self, specialty: u8) -> Doctor {
        Doctor {
            sector: self.sector,
            option: self.option,
            specialty: self.specialty.unwrap_or(specialty),
        }
    }
}

/// Act codes that the AMO side settles, as people read them.
pub(super) const KNOWN: &str = "G, GS, C, CS, CNP, APC, V, VGS, VS, TC, TCG, COE, COH, CRN, CRD, MCE, MCY, K, KC, Z, ZN, ATM, ADC, ACO, ADA, ADE, ADI, \
    PH1, PH7, PH4, PH2, HD1, HD7, HD4, HD2, HG1, HG7, HG4, HG2, HDR, HDA, HDE, HC, B, BP, PB, AMS, AMK, AMC, AMI, AIS, AMX, DI, AMO, MAU, \
    IFD, SF, CD, SDE, TDS, END, AXI, SC, DC, PF0, PF1, SPR, PFC, PFM, PDT, ICO, PAM, PAR, RPN, INO, IN1, IMP, TO, TOR, \
    OPT, LUN, VER, M01 to M04, V01 to V04, VU1 to VU7, VM1 to VM7, LEN, PAU, AUA, PAZ, ABA, ABG, VSL, TXI, TXA to TXD, \
    VP, PSY, FPU, PHN, CPC";

/// Whether the AMO never pays that act.
pub(super) fn is_outside(act: ActCode) -> bool {
    matches!(act.as_str(), "PHN" | "CPC")
}

/// The act that the question is about.
///
/// # Errors
/// Where no such act is known, or what it needs is not told.
pub(super) fn kind(question: &Question, act: ActCode) -> Result<Kind, QuoteError> {
    let doctor = doctor(question)?;
    let consultation = |tariff, specialty| Kind::Consultation {
        tariff,
        doctor: doctor.or(specialty),
    };
    let technical = |technique, specialty| Kind::Technical {
        technique,
        doctor: doctor.or(specialty),
        others: question.same_session.unwrap_or_default(),
    };
    let complement = |complement, specialty| Kind::Complement {
        complement,
        doctor: doctor.or(specialty),
    };
    let code = law_code(question)?;
    let drug = |label| match (question.tfr, question.refused_generic) {
        (None, None) => Ok(Kind::Drug(label)),
        (Some(tfr), None) => Ok(Kind::GenericDrug {
            label,
            reference: Reference::Tfr(tfr),
        }),
        (None, Some(generic)) => Ok(Kind::GenericDrug {
            label,
            reference: Reference::Refused(generic),
        }),
        (Some(_), Some(_)) => Err(QuoteError::TwoReferences),
    };
    let based = |kind| match question.base {
        Some(_) => Ok(kind),
        None => Err(QuoteError::Missing {
            key: "base",
            why: "no figure of that act is loaded, so the line must carry its base",
        }),
    };
    let transport = |means| Kind::Transport {
        means,
        urgent: question.detail == Some(Detail::Urgent),
    };
    Ok(match act.as_str() {
        "C" | "CD" if act.as_str() == "CD" || doctor.specialty == Some(DENTIST) => {
            Kind::Dental(Dental::Consultation)
        }
        "C" if doctor.specialty == Some(MIDWIFE) => Kind::Midwife(Midwife::Consultation),
        "G" | "GS" | "C" => consultation(tariff(question, &doctor, GENERALISTE), GENERALISTE),
        "CS" => consultation(tariff(question, &doctor, SPECIALIST), SPECIALIST),
        // No figure of these is loaded: the line carries its base.
        "V" | "VGS" => based(consultation(Tariff::Generaliste, GENERALISTE))?,
        "VS" => based(consultation(Tariff::SpecialisteCoordonne, SPECIALIST))?,
        "K" => based(technical(Technique::Medical, SPECIALIST))?,
        "KC" => based(technical(Technique::Surgery, SURGEON))?,
        "Z" | "ZN" => based(technical(Technique::Imaging, RADIOLOGIST))?,
        "AIS" | "AMX" | "DI" => based(Kind::Letter(Profession::Infirmier))?,
        "BP" => based(Kind::Biology)?,
        "CNP" => consultation(tariff(question, &doctor, PSYCHIATRIST), PSYCHIATRIST),
        "APC" => match doctor.specialty {
            Some(PSYCHIATRIST) => consultation(Tariff::ApcPsychiatre, PSYCHIATRIST),
            _ => consultation(Tariff::Apc, SPECIALIST),
        },
        "TC" => consultation(Tariff::Teleconsultation, SPECIALIST),
        "TCG" => consultation(Tariff::Teleconsultation, GENERALISTE),
        "COE" => consultation(Tariff::ExamenEnfantCoe, GENERALISTE),
        "COH" => consultation(Tariff::ExamenEnfantCoh, GENERALISTE),
        "ATM" => technical(Technique::Medical, SPECIALIST),
        "ADC" => technical(Technique::Surgery, SURGEON),
        "ACO" => technical(Technique::Obstetrics, GYNAECOLOGIST),
        "ADA" => technical(Technique::Anaesthesia, ANAESTHETIST),
        "ADE" => technical(Technique::Ultrasound, RADIOLOGIST),
        "ADI" => technical(Technique::Imaging, RADIOLOGIST),
        "CRN" if question.detail == Some(Detail::ThirdLine) => {
            complement(Complement::NightThird, GENERALISTE)
        }
        "CRN" => complement(Complement::Night, GENERALISTE),
        "CRD" => complement(Complement::Sunday, GENERALISTE),
        "MCE" => complement(Complement::Endocrinologist, ENDOCRINOLOGIST),
        "MCY" => complement(Complement::Mcy, PSYCHIATRIST),
        "PH1" => drug(DrugLabel::Cent)?,
        "PH7" => drug(DrugLabel::SoixanteCinq)?,
        "PH4" => drug(DrugLabel::Trente)?,
        "PH2" => drug(DrugLabel::Quinze)?,
        "HD1" => Kind::BoxFee(DrugLabel::Cent),
        "HD7" => Kind::BoxFee(DrugLabel::SoixanteCinq),
        "HD4" => Kind::BoxFee(DrugLabel::Trente),
        "HD2" => Kind::BoxFee(DrugLabel::Quinze),
        "HG1" => Kind::LargePackFee(DrugLabel::Cent),
        "HG7" => Kind::LargePackFee(DrugLabel::SoixanteCinq),
        "HG4" => Kind::LargePackFee(DrugLabel::Trente),
        "HG2" => Kind::LargePackFee(DrugLabel::Quinze),
        "HDR" => Kind::PrescriptionFee,
        "HDA" => Kind::AgeFee,
        "HDE" => Kind::SpecialFee,
        "HC" => Kind::ComplexFee,
        "B" => Kind::Biology,
        "PB" => Kind::Sampling {
            analysed: question.detail == Some(Detail::Analysed),
        },
        "AMS" | "AMK" | "AMC" => Kind::Letter(Profession::Kine),
        "AMI" => Kind::Letter(Profession::Infirmier),
        "AMO" => Kind::Letter(Profession::Orthophoniste),
        "MAU" => Kind::NurseSupplement(NurseSupplement::SingleAct),
        "IFD" => Kind::NurseSupplement(NurseSupplement::Travel),
        "SF" => Kind::Midwife(Midwife::Letter),
        "SDE" | "TDS" | "END" | "AXI" | "SC" | "DC" => Kind::Dental(Dental::Care(code)),
        "PF0" => Kind::Dental(Dental::ProsthesisWithoutRemainder(code)),
        "SPR" | "PFC" | "PFM" | "PDT" | "ICO" | "PAM" | "PAR" | "RPN" | "INO" | "IN1" | "PF1" => {
            Kind::Dental(Dental::Prosthesis(code))
        }
        "IMP" => Kind::Dental(Dental::Implant),
        "TO" | "TOR" => Kind::Dental(match question.detail {
            Some(Detail::FirstRetention) => Dental::Retention1,
            Some(Detail::SecondRetention) => Dental::Retention2,
            _ => Dental::Orthodontics,
        }),
        "OPT" => Kind::Optics(Optics::Glasses),
        "M01" | "M02" => Kind::Optics(Optics::FrameA),
        "M03" | "M04" => Kind::Optics(Optics::FrameB),
        "VU1" | "VU2" | "VU3" | "VU4" | "VU5" | "VU6" | "VU7" | "VM1" | "VM2" | "VM3" | "VM4"
        | "VM5" | "VM6" | "VM7" => Kind::Optics(Optics::LensB),
        "V01" | "V02" | "V03" | "V04" => Kind::Optics(match code {
            Some(code) => Optics::LensA(code),
            None => return Err(QuoteError::Class { act }),
        }),
        "LUN" => Kind::Optics(match question.detail {
            Some(Detail::ClassA) => Optics::FrameA,
            Some(Detail::ClassB) => Optics::FrameB,
            _ => return Err(QuoteError::Class { act }),
        }),
        "VER" => Kind::Optics(match (question.detail, code) {
            (Some(Detail::ClassA), Some(code)) => Optics::LensA(code),
            (Some(Detail::ClassB), _) => Optics::LensB,
            _ => return Err(QuoteError::Class { act }),
        }),
        "LEN" => Kind::Optics(Optics::Contacts),
        "PAU" | "PAZ" | "AUA" => Kind::HearingAid,
        "ABA" | "ABG" => transport(Means::Ambulance),
        "VSL" => transport(Means::Vsl),
        "TXI" | "TXA" | "TXB" | "TXC" | "TXD" => transport(Means::Taxi),
        "VP" => transport(Means::Car),
        "PSY" => Kind::Psychologist,
        _ => {
            let day = question.date.unwrap_or(Law::embedded().span().0);
            return Err(QuoteError::UnknownAct { act, day });
        }
    })
}

const GENERALISTE: u8 = 1;
const ANAESTHETIST: u8 = 2;
const SURGEON: u8 = 4;
const RADIOLOGIST: u8 = 6;
const GYNAECOLOGIST: u8 = 7;
/// A specialist whom no tariff of their own tells apart: gastroenterology.
const SPECIALIST: u8 = 8;
const DENTIST: u8 = 19;
const MIDWIFE: u8 = 21;
const PSYCHIATRIST: u8 = 33;
const ENDOCRINOLOGIST: u8 = 42;

fn doctor(question: &Question) -> Result<DoctorTold, QuoteError> {
    let practitioner = &question.practitioner;
    let (sector, option) = match (practitioner.sector.unwrap_or(1), practitioner.optam) {
        (1, _) => (Sector::One, CoordinationOption::None),
        (2, true) => (Sector::TwoOptam, CoordinationOption::Optam),
        (2, false) => (Sector::Two, CoordinationOption::None),
        (3, false) => (Sector::Three, CoordinationOption::None),
        (3, true) => return Err(QuoteError::OptamOutside),
        (other, _) => return Err(QuoteError::Sector(other)),
    };
    let (sector, option) = match practitioner.option {
        None => (sector, option),
        Some(told) if told.is_optam() && sector != Sector::Three => match sector {
            Sector::Two => (Sector::TwoOptam, told),
            sector => (sector, told),
        },
        Some(told) if told.is_optam() => return Err(QuoteError::OptamOutside),
        Some(told) => (sector, told),
    };
    Ok(DoctorTold {
        sector,
        option,
        specialty: practitioner.specialty,
    })
}

/// What a consultation is paid as.
fn tariff(question: &Question, doctor: &DoctorTold, usual: u8) -> Tariff {
    let direct = question.detail == Some(Detail::Direct);
    // A tariff of coordination is for who was sent.
    let out = matches!(
        question.parcours,
        ParcoursTold::Out | ParcoursTold::AuthorisedOverrun
    );
    match question.detail {
        Some(Detail::Complexe) => return Tariff::Complexe,
        Some(Detail::TresComplexe) => return Tariff::TresComplexe,
        Some(Detail::DepistageMelanome) => return Tariff::DepistageMelanome,
        Some(Detail::ConsultationLongue) => return Tariff::ConsultationLongue,
        Some(Detail::Geriatre) => return Tariff::Geriatre,
        Some(Detail::MedecinePhysique) => return Tariff::MedecinePhysique,
        _ => {}
    }
    match doctor.specialty.unwrap_or(usual) {
        1 | 22 | 23 => Tariff::Generaliste,
        // Psychiatrists and neurologists.
        32 | 33 if !direct => Tariff::Psychiatre,
        3 if !direct => Tariff::Cardiologue,
        7 if direct || out => Tariff::GynecologueDirect,
        7 => Tariff::Gynecologue,
        12 => Tariff::Pediatre,
        _ if direct || out => Tariff::SpecialisteDirect,
        _ => Tariff::SpecialisteCoordonne,
    }
}

fn law_code(question: &Question) -> Result<Option<LawCode>, QuoteError> {
    question
        .code
        .as_deref()
        .map(|text| LawCode::new(text).ok_or_else(|| QuoteError::Code(text.to_owned())))
        .transpose()
}
