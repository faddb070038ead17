//! Midwives (rules §2.2, §3).
//!
//! Paid by a key letter. Neither participation nor parcours; no franchise, a midwife being no auxiliary
//! (register: `midwife-franchise`).

use domain::ActCode;

use super::{Base, Case, Domain, code};
use crate::amo::{AmoError, base};
use crate::law::ParamId;
use crate::trace::Trace;

/// A midwife's act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Midwife {
    /// In key letter SF.
    Letter,
}

impl Domain for Midwife {
    fn act(self) -> ActCode {
        const SF: ActCode = code("SF");
        SF
    }

    fn specialty(self) -> u8 {
        21
    }

    fn base<T: Trace>(self, case: &Case<'_>, trace: &mut T) -> Result<Base, AmoError> {
        base::letter(case, ParamId::LettreSageFemme, trace)
    }

    fn rate(self) -> ParamId {
        ParamId::TauxSageFemme
    }
}
