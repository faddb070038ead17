//! Every domain of care, one file each: how its acts are settled.
//!
//! A domain says the act codes of its lines, who executes them, its base, its normal rate, and what its
//! acts bear: participation, franchise, parcours. The order of the steps is that of
//! [`liquidate`](super::liquidate); what a person is exempt of, and the parcours, are not a domain's business.

mod auxiliary;
mod biology;
mod consultation;
mod dental;
mod hearing;
mod midwife;
mod optics;
mod pharmacy;
mod transport;

use domain::{ActCode, Cents, Convention, CoordinationOption, Day};

pub use auxiliary::Profession;
pub use consultation::Tariff;
pub use dental::Dental;
pub use midwife::Midwife;
pub use optics::Optics;
pub use pharmacy::DrugLabel;
pub use transport::Means;

use super::withheld::Bears;
use super::{AmoError, Care, Sector};
use crate::law::{Law, ParamId};
use crate::trace::Trace;
use biology::Biology;
use consultation::Consultation;
pub(super) use consultation::PSYCHIATRY;
use hearing::HearingAid;
use pharmacy::Pharmacy;
use transport::Transport;

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
    /// An auxiliary's act, in the key letter of the profession.
    Letter(Profession),
    /// A midwife's act.
    Midwife(Midwife),
    /// A dentist's act.
    Dental(Dental),
    /// A part of a pair of glasses, or lenses.
    Optics(Optics),
    /// A hearing aid.
    HearingAid,
    /// A transport.
    Transport {
        /// By what.
        means: Means,
        /// Urgent, and called by the SAMU.
        urgent: bool,
    },
}

/// What a base is made from.
pub(super) struct Case<'a> {
    pub(super) law: &'a Law,
    pub(super) birth: Day,
    pub(super) care: &'a Care,
}

/// Price of one unit, and the base of the whole line.
pub(super) struct Base {
    pub(super) unit: Cents,
    pub(super) line: Cents,
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

    /// The base, where the line gives none.
    fn base<T: Trace>(self, case: &Case<'_>, trace: &mut T) -> Result<Base, AmoError>;

    /// The rate of somebody whom nothing exempts.
    fn rate(self) -> ParamId;

    /// How many participations it bears; `None` where it bears none at all.
    fn participations(self, _care: &Care) -> Option<u8> {
        None
    }

    /// What its units bear a franchise as.
    fn franchise(self) -> Option<Bears> {
        None
    }

    /// Whether the parcours de soins binds it.
    fn knows_the_parcours(self) -> bool {
        false
    }
}

/// Runs an expression on the domain that an act belongs to.
macro_rules! on {
    ($kind:expr, $domain:ident => $told:expr) => {
        match $kind {
            Kind::Consultation {
                tariff,
                sector,
                option,
                specialty,
            } => {
                let $domain = Consultation {
                    tariff,
                    sector,
                    option,
                    specialty,
                };
                $told
            }
            Kind::Drug(label) => {
                let $domain = Pharmacy::Drug(label);
                $told
            }
            Kind::BoxFee(label) => {
                let $domain = Pharmacy::BoxFee(label);
                $told
            }
            Kind::PrescriptionFee => {
                let $domain = Pharmacy::PrescriptionFee;
                $told
            }
            Kind::Biology => {
                let $domain = Biology;
                $told
            }
            Kind::Letter($domain) => $told,
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
        on!(self, domain => domain.knows_the_parcours())
    }

    pub(super) fn base<T: Trace>(self, case: &Case<'_>, trace: &mut T) -> Result<Base, AmoError> {
        on!(self, domain => domain.base(case, trace))
    }

    pub(super) fn rate(self) -> ParamId {
        on!(self, domain => domain.rate())
    }

    pub(super) fn participations(self, care: &Care) -> Option<u8> {
        on!(self, domain => domain.participations(care))
    }

    pub(super) fn franchise(self) -> Option<Bears> {
        on!(self, domain => domain.franchise())
    }
}

const fn code(text: &str) -> ActCode {
    match ActCode::new(text) {
        Some(code) => code,
        // Evaluated when compiling: a misspelt constant does not build.
        None => panic!("not an act code"),
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
