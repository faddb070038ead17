use std::sync::LazyLock;

use domain::Recovery;

use crate::ambiguity::Choices;

/// The choices of the register that the ledger itself asks, looked up once.
#[derive(Debug, Clone, Copy)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "one answer an entry of the register"
)]
pub(super) struct Readings {
    /// `participation-line-reaction: settled-zero-informative`.
    pub(super) settle_informative: bool,
    /// `uncovered-act: refused`.
    pub(super) refuse_uncovered: bool,
    /// `unknown-member: hold`.
    pub(super) hold_unknown: bool,
    /// `birth-date-retry`.
    pub(super) birth_retry: BirthRetry,
    /// `two-active-bodies: hold`.
    pub(super) hold_two_bodies: bool,
    /// `regime-00: one-line`.
    pub(super) regime_00_is_01: bool,
    /// `spent-zero: base`.
    pub(super) zero_spent_is_base: bool,
    /// `inconsistent-line: hold`.
    pub(super) hold_inconsistent: bool,
    /// `prescription-start: care`.
    pub(super) barred_from_care: bool,
    /// `near-duplicate: lines`.
    pub(super) near_lines: bool,
    /// `retroactive-end: kept-until-notice`.
    pub(super) keep_until_notice: bool,
    /// `third-party-35: wait`.
    pub(super) wait_on_35: bool,
    /// `invoice-awaited: settled-zero`.
    pub(super) zero_before_invoice: bool,
    /// `third-party-barred: awaited`.
    pub(super) barred_await_invoices: bool,
    /// `third-party-invoice-after-payment: claim-back`.
    pub(super) claim_back: bool,
    /// `complement-without-main: held`.
    pub(super) hold_lone_complements: bool,
    /// `complement-letters: of-the-act`.
    pub(super) letters_are_of_the_act: bool,
    /// `optics-class-unknown: held`.
    pub(super) hold_unclassed_glasses: bool,
    /// `undue-recovery`.
    pub(super) recovery: Recovery,
    /// `product-that-waits: line-waits`.
    pub(super) wait_for_all_products: bool,
    /// `payee-of-several: insured`.
    pub(super) pay_insured_of_several: bool,
    /// `receipted-bill: after-60-days`.
    pub(super) delay_receipts: bool,
}

/// Which birth dates are compared by month and year alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BirthRetry {
    /// Those where one of the two texts has no real day.
    UnknownDay,
    /// All.
    Always,
    /// None.
    Never,
}

impl Readings {
    pub(super) fn of(choices: &Choices) -> Self {
        // A ledger of few lines takes about as long as looking two dozen entries up.
        static OURS: LazyLock<Readings> = LazyLock::new(|| Readings::made(&Choices::default()));
        if choices.are_ours() {
            *OURS
        } else {
            Self::made(choices)
        }
    }

    fn made(choices: &Choices) -> Self {
        let birth_retry = if choices.is("birth-date-retry", "always") {
            BirthRetry::Always
        } else if choices.is("birth-date-retry", "never") {
            BirthRetry::Never
        } else {
            BirthRetry::UnknownDay
        };
        let recovery = if choices.is("undue-recovery", "offset") {
            Recovery::Offset
        } else {
            Recovery::Claimed
        };
        Self {
            hold_lone_complements: choices.is("complement-without-main", "held"),
            letters_are_of_the_act: choices.is("complement-letters", "of-the-act"),
            hold_unclassed_glasses: choices.is("optics-class-unknown", "held"),
            recovery,
            settle_informative: choices
                .is("participation-line-reaction", "settled-zero-informative"),
            refuse_uncovered: choices.is("uncovered-act", "refused"),
            hold_unknown: choices.is("unknown-member", "hold"),
            birth_retry,
            hold_two_bodies: choices.is("two-active-bodies", "hold"),
            regime_00_is_01: choices.is("regime-00", "one-line"),
            zero_spent_is_base: choices.is("spent-zero", "base"),
            hold_inconsistent: choices.is("inconsistent-line", "hold"),
            barred_from_care: choices.is("prescription-start", "care"),
            near_lines: choices.is("near-duplicate", "lines"),
            keep_until_notice: choices.is("retroactive-end", "kept-until-notice"),
            wait_on_35: choices.is("third-party-35", "wait"),
            zero_before_invoice: choices.is("invoice-awaited", "settled-zero"),
            barred_await_invoices: choices.is("third-party-barred", "awaited"),
            claim_back: choices.is("third-party-invoice-after-payment", "claim-back"),
            wait_for_all_products: choices.is("product-that-waits", "line-waits"),
            pay_insured_of_several: choices.is("payee-of-several", "insured"),
            delay_receipts: choices.is("receipted-bill", "after-60-days"),
        }
    }
}
