//! Every domain of care, one file each: how its acts are settled.
//!
//! A domain says the act codes of its lines, who executes them, its base, its normal rate, and what its
//! acts bear: participation, franchise, parcours. The order of the steps is that of
//! [`liquidate`](super::liquidate); what a person is exempt of, and the parcours, are not a domain's business.

mod auxiliary;
mod biology;
mod complement;
mod consultation;
mod dental;
mod hearing;
mod midwife;
mod optics;
mod pharmacy;
mod psychologist;
mod technical;
mod transport;

use domain::{ActCode, Cents, Convention, CoordinationOption, Day};

pub use auxiliary::{NurseSupplement, Profession};
pub use complement::Complement;
pub use consultation::Tariff;
pub use dental::Dental;
pub use midwife::Midwife;
pub use optics::Optics;
pub use pharmacy::{DrugLabel, Reference};
pub use technical::Technique;
pub use transport::Means;

use super::counters::Use;
use super::heavy::Nature;
use super::withheld::Bears;
use super::{AmoError, Care, Counters, Doctor, code};
use crate::law::{Law, ParamId};
use crate::trace::Trace;
use biology::Biology;
use complement::Beside;
use consultation::Consultation;
use hearing::HearingAid;
use pharmacy::{DispensingFee, Pharmacy};
use psychologist::Psychologist;
use technical::Technical;
use transport::Transport;

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A doctor's consultation.
    Consultation {
        /// What it is paid as.
        tariff: Tariff,
        /// Whose it is.
        doctor: Doctor,
    },
    /// A doctor's technical act, imaging included: its base stands on the line.
    Technical {
        /// What it is.
        technique: Technique,
        /// Whose it is.
        doctor: Doctor,
        /// Tariffs of the other technical acts that the same practitioner does in the same session, in cents,
        /// imaging apart: they add up with its own where it is to be known whether it is heavy (rules §2.3).
        others: Cents,
    },
    /// A majoration that is a line of its own beside a doctor's act.
    Complement {
        /// What it is.
        complement: Complement,
        /// Whose it is.
        doctor: Doctor,
    },
    /// Boxes of a drug.
    Drug(DrugLabel),
    /// Boxes of a drug that has generics.
    GenericDrug {
        /// Its label.
        label: DrugLabel,
        /// What a box is reimbursed on.
        reference: Reference,
    },
    /// The dispensing fee of boxes (HD1, HD7, HD4, HD2).
    BoxFee(DrugLabel),
    /// The dispensing fee of large packs (HG1, HG7, HG4, HG2).
    LargePackFee(DrugLabel),
    /// The dispensing fee of the prescription (HDR).
    PrescriptionFee,
    /// The dispensing fee related to the patient's age (HDA).
    AgeFee,
    /// The dispensing fee of special drugs (HDE).
    SpecialFee,
    /// The dispensing fee of a complex prescription (HC).
    ComplexFee,
    /// Biology, in key letter B.
    Biology,
    /// The sampling before an analysis: its base stands on the line.
    Sampling {
        /// An analysis of the same day is billed too, and bears the participation.
        analysed: bool,
    },
    /// An auxiliary's act, in the key letter of the profession.
    Letter(Profession),
    /// What a nurse bills beside an act.
    NurseSupplement(NurseSupplement),
    /// A midwife's act.
    Midwife(Midwife),
    /// A dentist's act.
    Dental(Dental),
    /// A part of a pair of glasses, or lenses.
    Optics(Optics),
    /// Hearing aids, one for each ear of the quantity.
    HearingAid,
    /// A transport: its base stands on the line.
    Transport {
        /// By what.
        means: Means,
        /// Urgent, and called by the SAMU.
        urgent: bool,
    },
    /// Sessions at a psychologist's ("Mon soutien psy").
    Psychologist,
}

/// What a base is made from.
pub(super) struct Case<'a> {
    pub(super) law: &'a Law,
    pub(super) birth: Day,
    pub(super) care: &'a Care,
    pub(super) counters: &'a Counters,
}

/// Price of one unit, and the base of the whole line.
#[derive(Clone, Copy)]
pub(super) struct Base {
    pub(super) unit: Cents,
    pub(super) line: Cents,
}

/// What a line bears of the participation forfaitaire.
pub(super) enum Participations {
    /// Nothing: the law does not ask it of that care.
    None,
    /// So many; 0 counts as 1.
    Units(u8),
    /// Nothing of its own: the act that it stands beside does.
    OnTheMainAct,
    /// Nothing of its own: the analysis of the same day does.
    OnTheAnalysis,
}

/// What the local régime of Alsace-Moselle pays it at.
pub(super) enum Local {
    /// That row of its table.
    Row(&'static str),
    /// The rate of everybody.
    Unchanged,
}

/// How the acts of a domain are settled.
pub(super) trait Domain: Copy {
    /// The act code of its line.
    fn act(self) -> ActCode;

    /// Speciality of who executes it (noemie-format §10).
    fn specialty(self) -> u8;

    /// Convention of who executes it, as the line carries it.
    fn convention(self) -> Convention {
        Convention::None
    }

    /// Option of who executes it, as the line carries it.
    fn option(self) -> CoordinationOption {
        CoordinationOption::None
    }

    /// What cannot be on that line.
    fn check(self, _care: &Care) -> Result<(), AmoError> {
        Ok(())
    }

    /// What there may not be more of, whatever stands on the line.
    fn limit(self, _case: &Case<'_>) -> Result<(), AmoError> {
        Ok(())
    }

    /// The base, where the line gives none.
    fn base<T: Trace>(self, case: &Case<'_>, trace: &mut T) -> Result<Base, AmoError>;

    /// The rate of somebody whom nothing exempts.
    fn rate(self) -> ParamId;

    /// The same in the local régime of Alsace-Moselle.
    fn local(self) -> Local;

    /// What it bears of the participation.
    fn participations(self, _care: &Care) -> Participations {
        Participations::None
    }

    /// What its units bear a franchise as.
    fn franchise(self) -> Option<Bears> {
        None
    }

    /// The doctor whose act it is: the parcours de soins binds those acts only.
    fn doctor(self) -> Option<Doctor> {
        None
    }

    /// What the law counts of it in a calendar year, whatever is paid.
    fn uses(self, _care: &Care, _base: &Base) -> Option<(Use, u32)> {
        None
    }
}

/// Runs an expression on the domain that an act belongs to.
macro_rules! on {
    ($kind:expr, $domain:ident => $told:expr) => {
        match $kind {
            Kind::Consultation { tariff, doctor } => {
                let $domain = Consultation { tariff, doctor };
                $told
            }
            Kind::Technical {
                technique,
                doctor,
                others,
            } => {
                let $domain = Technical {
                    technique,
                    doctor,
                    others,
                };
                $told
            }
            Kind::Complement { complement, doctor } => {
                let $domain = Beside { complement, doctor };
                $told
            }
            Kind::Drug(label) => {
                let $domain = Pharmacy::Drug(label, None);
                $told
            }
            Kind::GenericDrug { label, reference } => {
                let $domain = Pharmacy::Drug(label, Some(reference));
                $told
            }
            Kind::BoxFee(label) => {
                let $domain = Pharmacy::BoxFee(label);
                $told
            }
            Kind::LargePackFee(label) => {
                let $domain = Pharmacy::LargePackFee(label);
                $told
            }
            Kind::PrescriptionFee => {
                let $domain = Pharmacy::Fee(DispensingFee::Prescription);
                $told
            }
            Kind::AgeFee => {
                let $domain = Pharmacy::Fee(DispensingFee::Age);
                $told
            }
            Kind::SpecialFee => {
                let $domain = Pharmacy::Fee(DispensingFee::Special);
                $told
            }
            Kind::ComplexFee => {
                let $domain = Pharmacy::Fee(DispensingFee::Complex);
                $told
            }
            Kind::Biology => {
                let $domain = Biology::Analysis;
                $told
            }
            Kind::Sampling { analysed } => {
                let $domain = Biology::Sampling { analysed };
                $told
            }
            Kind::Letter($domain) => $told,
            Kind::NurseSupplement($domain) => $told,
            Kind::Midwife($domain) => $told,
            Kind::Dental($domain) => $told,
            Kind::Optics($domain) => $told,
            Kind::HearingAid => {
                let $domain = HearingAid;
                $told
            }
            Kind::Transport { means, urgent } => {
                let $domain = Transport { means, urgent };
                $told
            }
            Kind::Psychologist => {
                let $domain = Psychologist;
                $told
            }
        }
    };
}

impl Kind {
    /// Its act code.
    #[must_use]
    pub fn act(self) -> ActCode {
        on!(self, domain => domain.act())
    }

    /// Speciality of who executes it.
    #[must_use]
    pub fn specialty(self) -> u8 {
        on!(self, domain => domain.specialty())
    }

    /// Convention of who executes it, as the line carries it.
    #[must_use]
    pub fn convention(self) -> Convention {
        on!(self, domain => domain.convention())
    }

    /// Option of who executes it, as the line carries it.
    #[must_use]
    pub fn option(self) -> CoordinationOption {
        on!(self, domain => domain.option())
    }

    /// A doctor's act: the only ones that know the parcours de soins.
    #[must_use]
    pub fn is_doctor(self) -> bool {
        self.doctor().is_some()
    }

    pub(super) fn doctor(self) -> Option<Doctor> {
        on!(self, domain => domain.doctor())
    }

    /// A technical act on which a participation may be due: no imaging.
    pub(super) fn may_be_heavy(self) -> bool {
        matches!(self, Self::Technical { technique, .. } if technique.nature() == Nature::Ordinary)
    }

    pub(super) fn check(self, care: &Care) -> Result<(), AmoError> {
        on!(self, domain => domain.check(care))
    }

    pub(super) fn limit(self, case: &Case<'_>) -> Result<(), AmoError> {
        on!(self, domain => domain.limit(case))
    }

    pub(super) fn base<T: Trace>(self, case: &Case<'_>, trace: &mut T) -> Result<Base, AmoError> {
        on!(self, domain => domain.base(case, trace))
    }

    pub(super) fn rate(self) -> ParamId {
        on!(self, domain => domain.rate())
    }

    pub(super) fn local(self) -> Local {
        on!(self, domain => domain.local())
    }

    pub(super) fn participations(self, care: &Care) -> Participations {
        on!(self, domain => domain.participations(care))
    }

    pub(super) fn franchise(self) -> Option<Bears> {
        on!(self, domain => domain.franchise())
    }

    pub(super) fn uses(self, care: &Care, base: &Base) -> Option<(Use, u32)> {
        on!(self, domain => domain.uses(care, base))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::amo::Sector;

    #[test]
    fn every_act_code_falls_under_a_heading() {
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
            let doctor = Doctor {
                sector: Sector::One,
                option: CoordinationOption::None,
                specialty,
            };
            kinds.push(Kind::Consultation { tariff, doctor });
        }
        for kind in kinds {
            assert!(
                domain::Heading::of(kind.act(), kind.specialty()).is_some(),
                "{kind:?}"
            );
        }
        assert_eq!(Kind::Drug(DrugLabel::Quinze).act().as_str(), "PH2");
        assert_eq!(Kind::BoxFee(DrugLabel::Trente).act().as_str(), "HD4");
    }
}
