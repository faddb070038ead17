//! The readings of the register (`docs/ambiguities.md`) that a contract asks: those it was told, the default elsewhere.

use domain::Rounding;

use crate::product::{OnJoining, OnProductChange, PmssOf};

/// How the points on which texts are silent are read. By default as the register does.
///
/// ```
/// use mutuelle::Readings;
/// let readings = Readings::of([("rounding", "truncate"), ("pmss-year", "contract")])?;
/// assert_ne!(readings, Readings::default());
/// assert!(Readings::of([("rounding", "bankers")]).is_err());
/// # Ok::<(), mutuelle::UnknownReading>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "one answer an entry of the register"
)]
pub struct Readings {
    /// `rounding`, of a product that does not say.
    pub(crate) rounding: Rounding,
    /// `per-act-rounding: per-act`.
    pub(crate) rounds_each_act: bool,
    /// `limit-order: moneys-first`.
    pub(crate) moneys_first: bool,
    /// `floor-debit: counted`.
    pub(crate) counts_floors: bool,
    /// `overrun-without-points: base-alone`.
    pub(crate) base_alone: bool,
    /// `pmss-year`, of a level that does not say.
    pub(crate) pmss_of: PmssOf,
    /// `per-cent-of-expense: after-amo`.
    pub(crate) expense_after_amo: bool,
    /// `authorised-overrun: ordinary`.
    pub(crate) da_is_ordinary: bool,
    /// `optics-ceiling: beyond-ticket-moderateur`.
    pub(crate) optics_beyond_ticket: bool,
    /// `lens-class-unknown: lowest-ceiling`.
    pub(crate) unknown_lenses_are_simple: bool,
    /// `responsible-renewal: not-checked`.
    pub(crate) no_renewal_of_the_law: bool,
    /// `units-partly-left: whole-line`.
    pub(crate) whole_line: bool,
    /// `second-insurer-layer: less-the-first`.
    pub(crate) less_the_first: bool,
    /// `option-together: alone`.
    pub(crate) option_alone: bool,
    /// `joining-year-ceiling`, of a product that does not say.
    pub(crate) on_joining: OnJoining,
    /// `product-change-consumption`, of a product that does not say.
    pub(crate) on_product_change: OnProductChange,
}

impl Default for Readings {
    fn default() -> Self {
        Self {
            rounding: Rounding::HalfUp,
            rounds_each_act: false,
            moneys_first: false,
            counts_floors: false,
            base_alone: false,
            pmss_of: PmssOf::Care,
            expense_after_amo: false,
            da_is_ordinary: false,
            optics_beyond_ticket: false,
            unknown_lenses_are_simple: false,
            no_renewal_of_the_law: false,
            whole_line: false,
            less_the_first: false,
            option_alone: false,
            on_joining: OnJoining::Whole,
            on_product_change: OnProductChange::Carry,
        }
    }
}

/// An entry of the register that is not read here, or an alternative that it does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{entry}: {alternative}` is no reading of a contract: see docs/ambiguities.md")]
pub struct UnknownReading {
    /// The entry told.
    pub entry: String,
    /// The alternative told.
    pub alternative: String,
}

impl Readings {
    /// Those readings, by entry and alternative, and the default of every other entry.
    ///
    /// # Errors
    /// Where one of them is no entry that a contract asks, or no alternative of it.
    pub fn of<'a>(
        told: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, UnknownReading> {
        let mut readings = Self::default();
        for (entry, alternative) in told {
            readings.read(entry, alternative)?;
        }
        Ok(readings)
    }

    fn read(&mut self, entry: &str, alternative: &str) -> Result<(), UnknownReading> {
        match (entry, alternative) {
            ("rounding", "half-up") => self.rounding = Rounding::HalfUp,
            ("rounding", "truncate") => self.rounding = Rounding::Truncate,
            ("per-act-rounding", "per-line") => self.rounds_each_act = false,
            ("per-act-rounding", "per-act") => self.rounds_each_act = true,
            ("limit-order", "numbers-first") => self.moneys_first = false,
            ("limit-order", "moneys-first") => self.moneys_first = true,
            ("floor-debit", "outside") => self.counts_floors = false,
            ("floor-debit", "counted") => self.counts_floors = true,
            ("overrun-without-points", "less-points") => self.base_alone = false,
            ("overrun-without-points", "base-alone") => self.base_alone = true,
            ("pmss-year", "care") => self.pmss_of = PmssOf::Care,
            ("pmss-year", "contract") => self.pmss_of = PmssOf::Contract,
            ("per-cent-of-expense", "whole-expense") => self.expense_after_amo = false,
            ("per-cent-of-expense", "after-amo") => self.expense_after_amo = true,
            ("authorised-overrun", "whole") => self.da_is_ordinary = false,
            ("authorised-overrun", "ordinary") => self.da_is_ordinary = true,
            ("optics-ceiling", "ticket-moderateur-included") => self.optics_beyond_ticket = false,
            ("optics-ceiling", "beyond-ticket-moderateur") => self.optics_beyond_ticket = true,
            ("lens-class-unknown", "not-checked") => self.unknown_lenses_are_simple = false,
            ("lens-class-unknown", "lowest-ceiling") => self.unknown_lenses_are_simple = true,
            ("responsible-renewal", "every-line") => self.no_renewal_of_the_law = false,
            ("responsible-renewal", "not-checked") => self.no_renewal_of_the_law = true,
            ("units-partly-left", "in-proportion") => self.whole_line = false,
            ("units-partly-left", "whole-line") => self.whole_line = true,
            ("second-insurer-layer", "own-amount") => self.less_the_first = false,
            ("second-insurer-layer", "less-the-first") => self.less_the_first = true,
            ("option-together", "every-option") => self.option_alone = false,
            ("option-together", "alone") => self.option_alone = true,
            ("joining-year-ceiling", "whole") => self.on_joining = OnJoining::Whole,
            ("joining-year-ceiling", "pro-rata") => self.on_joining = OnJoining::ProRata,
            ("product-change-consumption", change) => {
                self.on_product_change = match change {
                    "carry" => OnProductChange::Carry,
                    "reset" => OnProductChange::Reset,
                    "pro-rata" => OnProductChange::ProRata,
                    _ => return Err(unknown(entry, alternative)),
                }
            }
            _ => return Err(unknown(entry, alternative)),
        }
        Ok(())
    }
}

fn unknown(entry: &str, alternative: &str) -> UnknownReading {
    UnknownReading {
        entry: entry.to_owned(),
        alternative: alternative.to_owned(),
    }
}
