//! Dentists (rules §2.2, §3).
//!
//! The base stands on the line. Neither participation nor franchise nor parcours.

use domain::ActCode;

use super::{Base, Case, Domain, code};
use crate::amo::{AmoError, base};
use crate::law::ParamId;
use crate::trace::Trace;

/// What a dentist does, as far as the rate hangs on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dental {
    /// Care: scaling, caries, extraction, root canal.
    Care,
    /// A prosthesis without remainder (100 % Santé).
    ProsthesisWithoutRemainder,
    /// Any other fixed prosthesis.
    Prosthesis,
    /// An implant, which the AMO does not reimburse: its base is zero.
    Implant,
    /// A semester of orthodontics, or the first year of retention.
    Orthodontics,
    /// The second year of retention.
    Retention2,
}

impl Domain for Dental {
    fn act(self) -> ActCode {
        const SDE: ActCode = code("SDE");
        const PF0: ActCode = code("PF0");
        const SPR: ActCode = code("SPR");
        const IMP: ActCode = code("IMP");
        const TO: ActCode = code("TO");
        match self {
            Self::Care => SDE,
            Self::ProsthesisWithoutRemainder => PF0,
            Self::Prosthesis => SPR,
            Self::Implant => IMP,
            Self::Orthodontics | Self::Retention2 => TO,
        }
    }

    fn specialty(self) -> u8 {
        19
    }

    fn base<T: Trace>(self, case: &Case<'_>, _: &mut T) -> Result<Base, AmoError> {
        Err(base::stands_on_the_line(case))
    }

    fn rate(self) -> ParamId {
        match self {
            Self::Orthodontics => ParamId::TauxOrtho,
            Self::Retention2 => ParamId::TauxOrthoContention2,
            Self::Care | Self::ProsthesisWithoutRemainder | Self::Prosthesis | Self::Implant => {
                ParamId::TauxDentaire
            }
        }
    }
}
