//! The choices of the register that the AMO half asks, beside those that are figures of the law.

use crate::ambiguity::Choices;

/// Looked up once, where the law is read under them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "one answer an entry of the register"
)]
pub(crate) struct Readings {
    /// `secteur-3-majoration: none`.
    pub(super) secteur_3_spared: bool,
    /// `heavy-out-of-parcours: spared`.
    pub(super) heavy_spared: bool,
    /// `participation-above-amount: in-part`.
    pub(super) participation_in_part: bool,
    /// `ald-low-rate-drugs: label`.
    pub(super) low_rate_drugs_keep_theirs: bool,
    /// `local-regime-pharmacy-fees: unchanged`.
    pub(super) pharmacy_fees_unchanged: bool,
    /// `hospital-day-charge-change: admission`.
    pub(super) day_charge_of_admission: bool,
}

impl Readings {
    pub(crate) fn of(choices: &Choices) -> Self {
        let is = |entry, alternative| choices.is(entry, alternative);
        Self {
            secteur_3_spared: is("secteur-3-majoration", "none"),
            heavy_spared: is("heavy-out-of-parcours", "spared"),
            participation_in_part: is("participation-above-amount", "in-part"),
            low_rate_drugs_keep_theirs: is("ald-low-rate-drugs", "label"),
            pharmacy_fees_unchanged: is("local-regime-pharmacy-fees", "unchanged"),
            day_charge_of_admission: is("hospital-day-charge-change", "admission"),
        }
    }
}
