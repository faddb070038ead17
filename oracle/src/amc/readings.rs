use crate::ambiguity::Choices;
use crate::product::OnProductChange;

/// The choices of the register that a share asks, looked up when they are made: a line asks them often.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "one answer an entry of the register"
)]
pub(crate) struct Readings {
    /// `per-act-rounding: per-act`.
    pub(super) per_act: bool,
    /// `limit-order: moneys-first`.
    pub(super) moneys_first: bool,
    /// `floor-debit: counted`.
    pub(super) floors_counted: bool,
    /// `overrun-without-points: base-alone`.
    pub(super) base_alone: bool,
    /// `pmss-year: contract`.
    pub(super) pmss_of_contract: bool,
    /// `per-cent-of-expense: after-amo`.
    pub(super) expense_after_amo: bool,
    /// `authorised-overrun: ordinary`.
    pub(super) authorised_is_ordinary: bool,
    /// `optics-ceiling: beyond-ticket-moderateur`.
    pub(super) optics_beyond: bool,
    /// `lens-class-unknown: lowest-ceiling`.
    pub(super) lowest_lens_ceiling: bool,
    /// `responsible-renewal: not-checked`.
    pub(super) no_legal_renewal: bool,
    /// `units-partly-left: whole-line`.
    pub(super) whole_line: bool,
    /// `second-insurer-layer: less-the-first`.
    pub(super) less_the_first: bool,
    /// `option-together: alone`.
    pub(super) option_alone: bool,
    /// `joining-year-ceiling: pro-rata`.
    pub(super) joining_pro_rata: bool,
    /// `product-change-consumption`, where it is not `carry`.
    pub(super) product_change: Option<OnProductChange>,
}

impl Readings {
    pub(crate) fn of(choices: &Choices) -> Self {
        let is = |entry, alternative| choices.is(entry, alternative);
        let change = "product-change-consumption";
        Self {
            per_act: is("per-act-rounding", "per-act"),
            moneys_first: is("limit-order", "moneys-first"),
            floors_counted: is("floor-debit", "counted"),
            base_alone: is("overrun-without-points", "base-alone"),
            pmss_of_contract: is("pmss-year", "contract"),
            expense_after_amo: is("per-cent-of-expense", "after-amo"),
            authorised_is_ordinary: is("authorised-overrun", "ordinary"),
            optics_beyond: is("optics-ceiling", "beyond-ticket-moderateur"),
            lowest_lens_ceiling: is("lens-class-unknown", "lowest-ceiling"),
            no_legal_renewal: is("responsible-renewal", "not-checked"),
            whole_line: is("units-partly-left", "whole-line"),
            less_the_first: is("second-insurer-layer", "less-the-first"),
            option_alone: is("option-together", "alone"),
            joining_pro_rata: is("joining-year-ceiling", "pro-rata"),
            product_change: if is(change, "reset") {
                Some(OnProductChange::Reset)
            } else if is(change, "pro-rata") {
                Some(OnProductChange::ProRata)
            } else {
                None
            },
        }
    }
}
