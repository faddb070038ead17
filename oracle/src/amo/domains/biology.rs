//! Biology (rules §2.2, §3).
//!
//! An analysis is paid by key letter B and bears a participation an examination of the line. The sampling
//! before it stands on the line; of a sampling and an analysis on one day, only the analysis bears the
//! participation. No franchise, no parcours.

use domain::ActCode;

use super::{Base, Case, Domain, Local, Participations, code};
use crate::amo::{AmoError, Care, base};
use crate::law::ParamId;
use crate::trace::Trace;

/// What a laboratory does.
#[derive(Clone, Copy)]
pub(super) enum Biology {
    /// An analysis, in key letter B.
    Analysis,
    /// A sampling, an analysis of the same day being billed or not.
    Sampling { analysed: bool },
}

impl Domain for Biology {
    fn act(self) -> ActCode {
        const B: ActCode = code("B");
        const PB: ActCode = code("PB");
        match self {
            Self::Analysis => B,
            Self::Sampling { .. } => PB,
        }
    }

    fn specialty(self) -> u8 {
        30
    }

    fn base<T: Trace>(self, case: &Case<'_>, trace: &mut T) -> Result<Base, AmoError> {
        match self {
            Self::Analysis => base::letter(case, ParamId::LettreB, trace),
            Self::Sampling { .. } => Err(base::stands_on_the_line(case)),
        }
    }

    fn rate(self) -> ParamId {
        ParamId::TauxBiologie
    }

    fn local(self) -> Local {
        Local::Row("biologie")
    }

    fn participations(self, care: &Care) -> Participations {
        match self {
            Self::Analysis => Participations::Units(care.count),
            Self::Sampling { analysed: true } => Participations::OnTheAnalysis,
            Self::Sampling { analysed: false } => Participations::Units(care.quantity),
        }
    }
}
