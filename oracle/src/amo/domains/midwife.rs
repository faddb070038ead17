//! Midwives (rules §2.2, §3).
//!
//! A consultation at its tariff, the other acts by a key letter. Neither participation nor parcours; no
//! franchise, a midwife being no auxiliary (register: `midwife-franchise`).

use domain::ActCode;

use super::{Base, Case, Domain, Local, code};
use crate::amo::{AmoError, base};
use crate::law::ParamId;
use crate::trace::Trace;

/// A midwife's act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Midwife {
    /// A consultation (C, by the speciality of a midwife).
    Consultation,
    /// In key letter SF.
    Letter,
}

impl Domain for Midwife {
    fn act(self) -> ActCode {
        const CODES: [ActCode; 2] = [code("C"), code("SF")];
        CODES[self as usize]
    }

    fn specialty(self) -> u8 {
        21
    }

    fn base<T: Trace>(self, case: &Case<'_>, trace: &mut T) -> Result<Base, AmoError> {
        match self {
            Self::Consultation => base::fee(case, ParamId::TarifSageFemme, trace),
            Self::Letter => base::letter(case, ParamId::LettreSageFemme, trace),
        }
    }

    fn rate(self) -> ParamId {
        ParamId::TauxSageFemme
    }

    fn local(self) -> Local {
        Local::Row("honoraires")
    }
}
