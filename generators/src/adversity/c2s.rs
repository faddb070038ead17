//! What befalls those whose C2S the mutuelle runs.

use super::dues::{ALREADY_PAID, C2S};
use super::fault::Calls;
use super::{Adversity, Due};

impl Adversity {
    /// Whether it can befall them. It has no premium, no employer, no option and no ceiling, and nobody awaits a third
    /// party's invoice (rules §8 bis, §9 N17).
    pub(crate) const fn goes_with_the_c2s(self) -> bool {
        !matches!(
            self,
            Self::PortabilityOver
                | Self::Suspended
                | Self::SuspensionLifted
                | Self::SuspensionLost
                | Self::EmployerChange
                | Self::CancelledAfterChange
                | Self::YearEndCampaign
                | Self::YearEndTooEarly
                | Self::YearlyCap
                | Self::ThirdPartySettled
        )
    }
}

/// What a fault calls for there: the part that the AMO paid of a C2S is not another body's, but settles the line.
pub(super) fn run_here(calls: Calls) -> Calls {
    let here = |due: Due| if due == C2S { ALREADY_PAID } else { due };
    match calls {
        Calls::For(due) => Calls::For(here(due)),
        Calls::Each(lines) => {
            let lines = lines.into_iter();
            Calls::Each(lines.map(|(line, due)| (line, here(due))).collect())
        }
    }
}
