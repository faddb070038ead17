//! Hearing aids, per ear (rules §2.2, §6).
//!
//! The base stands on the line. Neither participation nor franchise nor parcours.

use domain::ActCode;

use super::optics::SUPPLIER;
use super::{Base, Case, Domain, code};
use crate::amo::{AmoError, base};
use crate::law::ParamId;
use crate::trace::Trace;

/// A hearing aid.
#[derive(Clone, Copy)]
pub(super) struct HearingAid;

impl Domain for HearingAid {
    fn act(self) -> ActCode {
        const PAU: ActCode = code("PAU");
        PAU
    }

    fn specialty(self) -> u8 {
        SUPPLIER
    }

    fn base<T: Trace>(self, case: &Case<'_>, _: &mut T) -> Result<Base, AmoError> {
        Err(base::stands_on_the_line(case))
    }

    fn rate(self) -> ParamId {
        ParamId::TauxAudio
    }
}
