//! Auxiliaries: physiotherapists, nurses, speech therapists (rules §2.2).
//!
//! Paid by a key letter, at the auxiliaries' rate. No participation; a franchise an act, with a cap a day;
//! no parcours.

use domain::ActCode;

use super::{Base, Case, Domain, code};
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

impl Domain for Profession {
    fn act(self) -> ActCode {
        const CODES: [ActCode; 3] = [code("AMS"), code("AMI"), code("AMO")];
        CODES[self as usize]
    }

    fn specialty(self) -> u8 {
        match self {
            Self::Infirmier => 24,
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

    fn franchise(self) -> Option<Bears> {
        Some(Bears::Auxiliary)
    }
}
