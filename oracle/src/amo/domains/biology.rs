//! Biology (rules §2.2, §3).
//!
//! Paid by key letter B. A participation an examination of the line; no franchise, no parcours.

use domain::ActCode;

use super::{Base, Case, Domain, code};
use crate::amo::{AmoError, Care, base};
use crate::law::ParamId;
use crate::trace::Trace;

/// An analysis, in key letter B.
#[derive(Clone, Copy)]
pub(super) struct Biology;

impl Domain for Biology {
    fn act(self) -> ActCode {
        const B: ActCode = code("B");
        B
    }

    fn specialty(self) -> u8 {
        30
    }

    fn base<T: Trace>(self, case: &Case<'_>, trace: &mut T) -> Result<Base, AmoError> {
        base::letter(case, ParamId::LettreB, trace)
    }

    fn rate(self) -> ParamId {
        ParamId::TauxBiologie
    }

    fn participations(self, care: &Care) -> Option<u8> {
        Some(care.count)
    }
}
