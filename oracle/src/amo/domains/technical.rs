//! Doctors' technical acts and imaging in town (rules §2.1, §3, §5).
//!
//! The base stands on the line. A participation an act; no franchise; the parcours binds them. What a heavy act
//! changes is decided for its whole session (`amo/session.rs`).

use domain::{ActCode, Cents, Convention, CoordinationOption};

use super::{Base, Case, Domain, Local, Participations, code};
use crate::amo::heavy::Nature;
use crate::amo::{AmoError, Care, Doctor, base};
use crate::law::ParamId;
use crate::trace::Trace;

/// What a technical act is (noemie-format §10.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Technique {
    /// A technical act of a doctor (ATM).
    Medical,
    /// Surgery (ADC).
    Surgery,
    /// Obstetrics (ACO).
    Obstetrics,
    /// Anaesthesia (ADA).
    Anaesthesia,
    /// Ultrasound (ADE).
    Ultrasound,
    /// Imaging: radiology, scanner (ADI).
    Imaging,
}

impl Technique {
    /// What it is, as far as the participation on heavy acts hangs on it.
    pub(in crate::amo) const fn nature(self) -> Nature {
        match self {
            Self::Ultrasound | Self::Imaging => Nature::Imaging,
            Self::Medical | Self::Surgery | Self::Obstetrics | Self::Anaesthesia => {
                Nature::Ordinary
            }
        }
    }
}

/// A doctor's technical act.
#[derive(Clone, Copy)]
pub(super) struct Technical {
    pub(super) technique: Technique,
    pub(super) doctor: Doctor,
    pub(super) others: Cents,
}

impl Domain for Technical {
    fn act(self) -> ActCode {
        const CODES: [ActCode; 6] = [
            code("ATM"),
            code("ADC"),
            code("ACO"),
            code("ADA"),
            code("ADE"),
            code("ADI"),
        ];
        CODES[self.technique as usize]
    }

    fn specialty(self) -> u8 {
        self.doctor.specialty
    }

    fn convention(self) -> Convention {
        self.doctor.convention()
    }

    fn option(self) -> CoordinationOption {
        self.doctor.option
    }

    fn check(self, care: &Care) -> Result<(), AmoError> {
        if self.others < Cents::ZERO {
            return Err(AmoError::Negative {
                act: self.act(),
                day: care.day,
            });
        }
        Ok(())
    }

    fn base<T: Trace>(self, case: &Case<'_>, _: &mut T) -> Result<Base, AmoError> {
        Err(base::stands_on_the_line(case))
    }

    fn rate(self) -> ParamId {
        ParamId::TauxMedecin
    }

    fn local(self) -> Local {
        Local::Row("honoraires")
    }

    fn participations(self, care: &Care) -> Participations {
        Participations::Units(care.quantity)
    }

    fn doctor(self) -> Option<Doctor> {
        Some(self.doctor)
    }
}
