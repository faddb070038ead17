//! Glasses and contact lenses (rules §2.2, §6).
//!
//! Class A by the price list of the law, class B at one base for a frame and for each lens; contact lenses at
//! one base an eye and a year. Neither participation nor franchise nor parcours.

use domain::{ActCode, Cents};

use super::{Base, Case, Domain, Local, code};
use crate::amo::counters::Use;
use crate::amo::{AmoError, Care, LawCode, base};
use crate::law::{ParamId, TableId};
use crate::trace::Trace;

/// What an optician supplies. The class comes from the LPP code, never from the price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Optics {
    /// A frame and its lenses on one line: the base stands on it.
    Glasses,
    /// A frame of class A.
    FrameA,
    /// Lenses of class A, by the word of the law's price list.
    LensA(LawCode),
    /// A frame of class B.
    FrameB,
    /// Lenses of class B.
    LensB,
    /// Contact lenses for a condition of the list, in eyes: the law pays each eye once a year.
    Contacts,
}

const EYES: u32 = 2;

impl Domain for Optics {
    fn act(self) -> ActCode {
        const OPT: ActCode = code("OPT");
        const LUN: ActCode = code("LUN");
        const VER: ActCode = code("VER");
        const LEN: ActCode = code("LEN");
        match self {
            Self::Glasses => OPT,
            Self::FrameA | Self::FrameB => LUN,
            Self::LensA(_) | Self::LensB => VER,
            Self::Contacts => LEN,
        }
    }

    fn specialty(self) -> u8 {
        64
    }

    fn base<T: Trace>(self, case: &Case<'_>, trace: &mut T) -> Result<Base, AmoError> {
        match self {
            Self::Glasses => Err(base::stands_on_the_line(case)),
            Self::FrameA => base::row(case, TableId::BaseOptiqueA, "monture", trace),
            Self::LensA(lens) => base::row(case, TableId::BaseOptiqueA, lens.as_str(), trace),
            Self::FrameB | Self::LensB => base::fee(case, ParamId::BaseOptiqueB, trace),
            Self::Contacts => {
                let care = case.care;
                let used = case.counters.used_in(care.day.year(), Use::ContactLens);
                let eyes = u32::from(care.quantity).min(EYES.saturating_sub(used));
                let fee = case.law.param(ParamId::ForfaitLentilles, care.day)?;
                Ok(base::times(fee, eyes, trace))
            }
        }
    }

    fn rate(self) -> ParamId {
        ParamId::TauxOptique
    }

    fn local(self) -> Local {
        Local::Row("optique")
    }

    /// Eyes that a base was found for: those past the year's use nothing.
    fn uses(self, care: &Care, base: &Base) -> Option<(Use, u32)> {
        let eyes = match base.unit {
            unit if care.base.is_none() && unit > Cents::ZERO => {
                u32::try_from(base.line.0 / unit.0).unwrap_or(u32::MAX)
            }
            _ => u32::from(care.quantity),
        };
        matches!(self, Self::Contacts).then_some((Use::ContactLens, eyes))
    }
}
