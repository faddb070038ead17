//! Glasses and contact lenses (rules §2.2, §6).
//!
//! The base stands on the line. Neither participation nor franchise nor parcours.

use domain::ActCode;

use super::{Base, Case, Domain, code};
use crate::amo::{AmoError, base};
use crate::law::ParamId;
use crate::trace::Trace;

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

/// 60 to 63 are suppliers; which of them sells glasses is not told.
pub(super) const SUPPLIER: u8 = 60;

impl Domain for Optics {
    fn act(self) -> ActCode {
        const CODES: [ActCode; 4] = [code("OPT"), code("LUN"), code("VER"), code("LEN")];
        CODES[self as usize]
    }

    fn specialty(self) -> u8 {
        SUPPLIER
    }

    fn base<T: Trace>(self, case: &Case<'_>, _: &mut T) -> Result<Base, AmoError> {
        Err(base::stands_on_the_line(case))
    }

    fn rate(self) -> ParamId {
        ParamId::TauxOptique
    }
}
