//! An act of care, before it is settled.

use std::fmt;

use domain::{ActCode, Cents, Convention, CoordinationOption, Day, PsNumber};

/// How a doctor stands to the convention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sector {
    /// Secteur 1.
    One,
    /// Secteur 2 with an option that keeps overruns down (OPTAM, OPTAM-CO).
    TwoOptam,
    /// Secteur 2 without option.
    Two,
    /// Secteur 3: outside the convention.
    Three,
}

impl fmt::Display for Sector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::One => "1",
            Self::TwoOptam => "2 OPTAM",
            Self::Two => "2",
            Self::Three => "3",
        })
    }
}

/// What a consultation is paid as (rules §2.1). Brackets of age are applied inside, on the date of care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Tariff {
    /// GP; more for a child under 6.
    Generaliste,
    /// Specialist, coordinated.
    SpecialisteCoordonne,
    /// Specialist, direct.
    SpecialisteDirect,
    /// Psychiatrist or neurologist, coordinated; more for a young patient.
    Psychiatre,
    /// Gynaecologist, coordinated.
    Gynecologue,
    /// Gynaecologist, direct.
    GynecologueDirect,
    /// Paediatrician: under 2, 2 to under 6, 6 and over.
    Pediatre,
    /// Cardiologist, coordinated.
    Cardiologue,
    /// Geriatrician, coordinated.
    Geriatre,
    /// Physical medicine, coordinated.
    MedecinePhysique,
    /// Complex consultation.
    Complexe,
    /// Very complex consultation.
    TresComplexe,
    /// One-off expert opinion.
    Apc,
    /// One-off expert opinion of a psychiatrist.
    ApcPsychiatre,
    /// Melanoma screening by a dermatologist.
    DepistageMelanome,
    /// Long consultation by the treating doctor.
    ConsultationLongue,
    /// Teleconsultation.
    Teleconsultation,
}

impl fmt::Display for Tariff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Generaliste => "généraliste",
            Self::SpecialisteCoordonne => "spécialiste coordonné",
            Self::SpecialisteDirect => "spécialiste direct",
            Self::Psychiatre => "psychiatre",
            Self::Gynecologue => "gynécologue",
            Self::GynecologueDirect => "gynécologue direct",
            Self::Pediatre => "pédiatre",
            Self::Cardiologue => "cardiologue",
            Self::Geriatre => "gériatre",
            Self::MedecinePhysique => "médecine physique",
            Self::Complexe => "complexe",
            Self::TresComplexe => "très complexe",
            Self::Apc => "APC",
            Self::ApcPsychiatre => "APC psychiatre",
            Self::DepistageMelanome => "dépistage mélanome",
            Self::ConsultationLongue => "consultation longue",
            Self::Teleconsultation => "téléconsultation",
        })
    }
}

/// Label of a drug: the rate at which it is reimbursed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DrugLabel {
    /// 100 %.
    Cent,
    /// 65 %.
    SoixanteCinq,
    /// 30 %.
    Trente,
    /// 15 %.
    Quinze,
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A doctor's consultation.
    Consultation {
        /// What it is paid as.
        tariff: Tariff,
        /// Sector of the doctor.
        sector: Sector,
        /// Option of the doctor.
        option: CoordinationOption,
        /// Speciality of the doctor (noemie-format §10).
        specialty: u8,
    },
    /// Boxes of a drug.
    Drug(DrugLabel),
    /// The dispensing fee of those boxes.
    BoxFee(DrugLabel),
    /// The dispensing fee of the prescription (HDR).
    PrescriptionFee,
    /// Biology, in key letter B.
    Biology,
    /// An auxiliary's or a midwife's act, in the key letter of the profession.
    Letter(Profession),
    /// A dentist's act, whose base stands on the line.
    Dental(Dental),
    /// A part of a pair of glasses, or lenses, whose base stands on the line.
    Optics(Optics),
    /// A hearing aid, whose base stands on the line.
    HearingAid,
    /// A transport, whose base stands on the line.
    Transport {
        /// By what.
        means: Means,
        /// Urgent, and called by the SAMU.
        urgent: bool,
    },
}

/// A profession paid by a key letter (rules §2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Profession {
    /// Physiotherapist: AMS, and AMK, AMC of the same value.
    Kine,
    /// Nurse: AMI.
    Infirmier,
    /// Speech therapist: AMO.
    Orthophoniste,
    /// Midwife: SF. No auxiliary: her acts bear no franchise.
    SageFemme,
}

/// What a dentist does (rules §2.2), as far as the rate hangs on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dental {
    /// Care: scaling, caries, extraction, root canal.
    Care,
    /// A prosthesis without remainder (100 % Santé).
    ProsthesisWithoutRemainder,
    /// Any other fixed prosthesis.
    Prosthesis,
    /// An implant, which the AMO does not reimburse: its base is zero.
    Implant,
    /// A semester of orthodontics, or the first year of retention.
    Orthodontics,
    /// The second year of retention.
    Retention2,
}

/// What an optician supplies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Optics {
    /// A frame and its lenses on one line.
    Glasses,
    /// A frame.
    Frame,
    /// A lens.
    Lens,
    /// Contact lenses.
    Contacts,
}

/// By what a person is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Means {
    /// An approved ambulance.
    Ambulance,
    /// A light medical vehicle.
    Vsl,
    /// A taxi.
    Taxi,
    /// The patient's own car.
    Car,
}

/// Who is cared for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Patient {
    /// Day of birth.
    pub birth: Day,
}

/// What lifts the ticket modérateur (rules §2.4).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Exemption {
    /// Nothing.
    #[default]
    None,
    /// Care related to a long disease (ALD).
    AldRelated,
    /// Maternity: from the sixth month of pregnancy to twelve days after the birth. Neither participation nor
    /// franchise.
    Maternity,
    /// A work accident or an occupational disease (AT/MP), outside a stay.
    WorkAccident,
    /// The holder of an invalidity pension.
    Invalidity,
    /// Prevention and screening. Neither participation nor franchise.
    Prevention,
}

impl Exemption {
    /// Its key in the law's tables of what each ground lifts.
    pub(super) const fn ground(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::AldRelated => Some("ald"),
            Self::Maternity => Some("maternite"),
            Self::WorkAccident => Some("at-mp"),
            Self::Invalidity => Some("invalidite"),
            Self::Prevention => Some("prevention"),
        }
    }
}

/// Whether the person kept to the parcours de soins. Direct access, urgency, care away from home and
/// a locum are in it (rules §5).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Parcours {
    /// In it.
    #[default]
    In,
    /// Out of it. Without effect on what is no doctor's act.
    Out,
}

/// An act of care. Amounts in cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Care {
    /// Date of care.
    pub day: Day,
    /// What is done.
    pub kind: Kind,
    /// Amount spent on the line.
    pub fee: Cents,
    /// Acts, boxes.
    pub quantity: u8,
    /// Coefficient of a key letter, in hundredths; without effect on the other acts.
    pub coefficient: u32,
    /// Dénombrement: examinations of a biology line. 0 counts as 1.
    pub count: u8,
    /// Base of the whole line, where the line gives it (rules §12 bis 20); always for drugs.
    pub base: Option<Cents>,
    /// In or out of the parcours de soins.
    pub parcours: Parcours,
    /// What lifts the ticket modérateur.
    pub exemption: Exemption,
    /// Who executes it. All professionals without a number count as one.
    pub executor: PsNumber,
    /// Paid to the professional: participation and franchise become a debt.
    pub third_party: bool,
}

/// Specialities of general practitioners.
const GENERALISTES: [u8; 3] = [1, 22, 23];
pub(super) const PSYCHIATRY: u8 = 33;
const PHARMACY: u8 = 50;
const LABORATORY: u8 = 30;
const DENTIST: u8 = 19;
/// 60 to 63 are suppliers; which of them sells glasses is not told.
const SUPPLIER: u8 = 60;

const G: ActCode = code("G");
const CS: ActCode = code("CS");
const CNP: ActCode = code("CNP");
const APC: ActCode = code("APC");
const TC: ActCode = code("TC");
const TCG: ActCode = code("TCG");
const B: ActCode = code("B");
const HDR: ActCode = code("HDR");
const AMS: ActCode = code("AMS");
const AMI: ActCode = code("AMI");
const AMO: ActCode = code("AMO");
const SF: ActCode = code("SF");
const SDE: ActCode = code("SDE");
const PF0: ActCode = code("PF0");
const SPR: ActCode = code("SPR");
const IMP: ActCode = code("IMP");
const TO: ActCode = code("TO");
const OPT: ActCode = code("OPT");
const LUN: ActCode = code("LUN");
const VER: ActCode = code("VER");
const LEN: ActCode = code("LEN");
const PAU: ActCode = code("PAU");
const ABA: ActCode = code("ABA");
const VSL: ActCode = code("VSL");
const TXI: ActCode = code("TXI");
const VP: ActCode = code("VP");

const fn code(text: &str) -> ActCode {
    match ActCode::new(text) {
        Some(code) => code,
        // Evaluated when compiling: a misspelt constant does not build.
        None => panic!("not an act code"),
    }
}

pub(super) fn is_generaliste(specialty: u8) -> bool {
    GENERALISTES.contains(&specialty)
}

impl Kind {
    /// Its act code.
    #[must_use]
    pub fn act(self) -> ActCode {
        match self {
            Self::Consultation {
                tariff: Tariff::Apc | Tariff::ApcPsychiatre,
                ..
            } => APC,
            Self::Consultation {
                tariff: Tariff::Teleconsultation,
                specialty,
                ..
            } => {
                if is_generaliste(specialty) {
                    TCG
                } else {
                    TC
                }
            }
            Self::Consultation {
                tariff: Tariff::Generaliste,
                ..
            } => G,
            Self::Consultation {
                specialty: PSYCHIATRY,
                ..
            } => CNP,
            Self::Consultation { specialty, .. } => {
                if is_generaliste(specialty) {
                    G
                } else {
                    CS
                }
            }
            Self::Drug(label) => label.drug(),
            Self::BoxFee(label) => label.fee(),
            Self::PrescriptionFee => HDR,
            Self::Biology => B,
            Self::Letter(profession) => match profession {
                Profession::Kine => AMS,
                Profession::Infirmier => AMI,
                Profession::Orthophoniste => AMO,
                Profession::SageFemme => SF,
            },
            Self::Dental(dental) => match dental {
                Dental::Care => SDE,
                Dental::ProsthesisWithoutRemainder => PF0,
                Dental::Prosthesis => SPR,
                Dental::Implant => IMP,
                Dental::Orthodontics | Dental::Retention2 => TO,
            },
            Self::Optics(optics) => match optics {
                Optics::Glasses => OPT,
                Optics::Frame => LUN,
                Optics::Lens => VER,
                Optics::Contacts => LEN,
            },
            Self::HearingAid => PAU,
            Self::Transport { means, .. } => match means {
                Means::Ambulance => ABA,
                Means::Vsl => VSL,
                Means::Taxi => TXI,
                Means::Car => VP,
            },
        }
    }

    /// Speciality of who executes it.
    #[must_use]
    pub fn specialty(self) -> u8 {
        match self {
            Self::Consultation { specialty, .. } => specialty,
            Self::Drug(_) | Self::BoxFee(_) | Self::PrescriptionFee => PHARMACY,
            Self::Biology => LABORATORY,
            Self::Letter(profession) => match profession {
                Profession::SageFemme => 21,
                Profession::Infirmier => 24,
                Profession::Kine => 26,
                Profession::Orthophoniste => 28,
            },
            Self::Dental(_) => DENTIST,
            Self::Optics(_) | Self::HearingAid => SUPPLIER,
            Self::Transport { means, .. } => match means {
                Means::Ambulance | Means::Vsl => 55,
                Means::Taxi => 56,
                // Nobody executes it.
                Means::Car => 0,
            },
        }
    }

    /// Convention of who executes it, as the line carries it.
    #[must_use]
    pub fn convention(self) -> Convention {
        match self {
            Self::Consultation {
                sector: Sector::One,
                ..
            } => Convention::Secteur1,
            Self::Consultation {
                sector: Sector::TwoOptam | Sector::Two,
                ..
            } => Convention::Secteur2,
            _ => Convention::None,
        }
    }

    /// Option of who executes it, as the line carries it.
    #[must_use]
    pub fn option(self) -> CoordinationOption {
        match self {
            Self::Consultation { option, .. } => option,
            _ => CoordinationOption::None,
        }
    }

    /// A doctor's act: the only ones that know the parcours de soins.
    #[must_use]
    pub fn is_doctor(self) -> bool {
        matches!(self, Self::Consultation { .. })
    }
}

impl DrugLabel {
    fn drug(self) -> ActCode {
        const CODES: [ActCode; 4] = [code("PH1"), code("PH7"), code("PH4"), code("PH2")];
        CODES[self as usize]
    }

    fn fee(self) -> ActCode {
        const CODES: [ActCode; 4] = [code("HD1"), code("HD7"), code("HD4"), code("HD2")];
        CODES[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_code_falls_in_a_family() {
        let labels = [
            DrugLabel::Cent,
            DrugLabel::SoixanteCinq,
            DrugLabel::Trente,
            DrugLabel::Quinze,
        ];
        let mut kinds = vec![Kind::PrescriptionFee, Kind::Biology];
        kinds.extend(labels.map(Kind::Drug));
        kinds.extend(labels.map(Kind::BoxFee));
        for (tariff, specialty) in [
            (Tariff::Generaliste, 1),
            (Tariff::SpecialisteCoordonne, 3),
            (Tariff::Psychiatre, 33),
            (Tariff::Apc, 3),
            (Tariff::TresComplexe, 1),
            (Tariff::Teleconsultation, 1),
            (Tariff::Teleconsultation, 5),
        ] {
            let (sector, option) = (Sector::One, CoordinationOption::None);
            kinds.push(Kind::Consultation {
                tariff,
                sector,
                option,
                specialty,
            });
        }
        for kind in kinds {
            assert!(kind.act().family(kind.specialty()).is_some(), "{kind:?}");
        }
        assert_eq!(Kind::Drug(DrugLabel::Quinze).act().as_str(), "PH2");
        assert_eq!(Kind::BoxFee(DrugLabel::Trente).act().as_str(), "HD4");
    }
}
