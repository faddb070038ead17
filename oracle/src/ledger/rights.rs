//! Which contract answers for a day of care, and whether it may (rules §7.6, §7.7, §9 N4 to N7, N14, N17).

use std::sync::Arc;

use domain::{Day, Nir, OcNumber, Reaction, ReasonClass, SuspensionEnd};

use super::portfolio::Contract;

/// What the rights of a person come to on a day.
#[derive(Debug)]
pub(super) enum Right<'p> {
    /// That contract pays.
    Open(&'p Arc<Contract>),
    /// None does.
    Closed {
        reaction: Reaction,
        reason: ReasonClass,
        rule: &'static str,
        /// The contract that would have paid.
        contract: Option<&'p Arc<Contract>>,
    },
}

/// The care that rights are asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    /// Day of care.
    pub(super) day: Day,
    /// OC that the décompte was sent to.
    pub(super) oc: OcNumber,
    /// NIR that the AMO settled it under.
    pub(super) nir: Nir,
}

/// The right to that care, among the contracts of a known person.
pub(super) fn right<'p>(
    contracts: &'p [Arc<Contract>],
    asked: Asked,
    hold_two_bodies: bool,
) -> Right<'p> {
    let covering = || {
        contracts
            .iter()
            .filter(move |contract| contract.covers(asked.day))
    };
    let Some(first) = covering().next() else {
        return uncovered(contracts, asked.day);
    };
    let closed = |reaction, reason, rule, contract| Right::Closed {
        reaction,
        reason,
        rule,
        contract,
    };
    let other_body = |contract: &Arc<Contract>| {
        let mut spans = contract.rights.other_body.iter();
        spans.any(|span| span.holds(asked.day))
    };
    let mut linked = covering()
        .filter(|contract| !contract.rights.on_statement)
        .map(|contract| contract.oc);
    let one = linked.next();
    let two_bodies = linked.any(|oc| Some(oc) != one);
    if covering().any(other_body) || hold_two_bodies && two_bodies {
        return closed(Reaction::Held, ReasonClass::TwoInsurers, "N4", None);
    }
    // The contract of the OC it was sent to, and of two parents the one whose card was shown.
    // Of equals the last is taken, hence from the end: the earliest of the portfolio.
    let contract = covering()
        .rev()
        .max_by_key(|contract| (contract.oc == asked.oc, contract.nir == asked.nir))
        .unwrap_or(first);
    let c2s_elsewhere = &contract.rights.c2s_elsewhere;
    if c2s_elsewhere.iter().any(|span| span.holds(asked.day)) {
        return closed(Reaction::Refused, ReasonClass::C2s, "N17", Some(contract));
    }
    let mut suspensions = contract.rights.suspensions.iter();
    match suspensions
        .find(|span| span.holds(asked.day))
        .map(|span| span.ended)
    {
        None | Some(Some(SuspensionEnd::Regularised)) => Right::Open(contract),
        Some(None) => closed(
            Reaction::Held,
            ReasonClass::RightsPending,
            "RIGHTS-SUSPENDED",
            Some(contract),
        ),
        Some(Some(SuspensionEnd::Lost)) => closed(
            Reaction::Refused,
            ReasonClass::NoCover,
            "RIGHTS-SUSPENDED",
            Some(contract),
        ),
    }
}

fn uncovered(contracts: &[Arc<Contract>], day: Day) -> Right<'_> {
    let over = contracts
        .iter()
        .any(|contract| contract.portability_is_over(day));
    let before = !contracts.is_empty() && contracts.iter().all(|contract| day < contract.start);
    Right::Closed {
        reaction: Reaction::Refused,
        reason: ReasonClass::NoCover,
        rule: match (over, before) {
            (true, _) => "N14",
            (_, true) => "N7",
            _ => "N6",
        },
        contract: None,
    }
}
