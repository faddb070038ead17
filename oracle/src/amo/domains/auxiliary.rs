//! Auxiliaries: physiotherapists, nurses, speech therapists (rules §2.2, §4).
//!
//! Paid by a key letter, at the auxiliaries' rate. No participation; a franchise an act, with a cap a day, and
//! none on what a nurse bills beside the act (register: `complement-withholding`); no parcours.

use domain::ActCode;

use super::{Base, Case, Domain, Local, code};
use crate::amo::withheld::Bears;
use crate::amo::{AmoError, base};
use crate::law::ParamId;
use crate::trace::Trace;

/// A profession paid by a key letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Profession {
    /// Physiotherapist: AMS, and AMK, AMC of the same value.
    Kine,
    /// Nurse: AMI.
    Infirmier,
    /// Speech therapist: AMO.
    Orthophoniste,
}

/// What a nurse bills beside an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NurseSupplement {
    /// The majoration of a single act (MAU).
    SingleAct,
    /// The flat travel fee (IFD).
    Travel,
}

impl Domain for Profession {
    fn act(self) -> ActCode {
        const CODES: [ActCode; 3] = [code("AMS"), code("AMI"), code("AMO")];
        CODES[self as usize]
    }

    fn specialty(self) -> u8 {
        match self {
            Self::Infirmier => NURSE,
            Self::Kine => 26,
            Self::Orthophoniste => 28,
        }
    }

    fn base<T: Trace>(self, case: &Case<'_>, trace: &mut T) -> Result<Base, AmoError> {
        let letter = match self {
            Self::Kine => ParamId::LettreKine,
            Self::Infirmier => ParamId::LettreInfirmier,
            Self::Orthophoniste => ParamId::LettreOrthophoniste,
        };
        base::letter(case, letter, trace)
    }

    fn rate(self) -> ParamId {
        ParamId::TauxAuxiliaire
    }

    fn local(self) -> Local {
        Local::Row("auxiliaires")
    }

    fn franchise(self) -> Option<Bears> {
        Some(Bears::Auxiliary)
    }
}

impl Domain for NurseSupplement {
    fn act(self) -> ActCode {
        const CODES: [ActCode; 2] = [code("MAU"), code("IFD")];
        CODES[self as usize]
    }

    fn specialty(self) -> u8 {
        NURSE
    }

    fn base<T: Trace>(self, case: &Case<'_>, trace: &mut T) -> Result<Base, AmoError> {
        let id = match self {
            Self::SingleAct => ParamId::MajorationInfirmier,
            Self::Travel => ParamId::DeplacementInfirmier,
        };
        base::fee(case, id, trace)
    }

    fn rate(self) -> ParamId {
        ParamId::TauxAuxiliaire
    }

    fn local(self) -> Local {
        Local::Row("auxiliaires")
    }
}

const NURSE: u8 = 24;
