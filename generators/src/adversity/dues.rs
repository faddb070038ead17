//! Reactions that adversities declare. The first of each is the one that it is about: tests ask that it is met.

use domain::{FileReaction, Reaction, ReasonClass};

use super::{Due, Expected, Family};

const fn due(reactions: &'static [Reaction], reasons: &'static [ReasonClass]) -> Due {
    Due { reactions, reasons }
}

/// Settled as any other line: a refusal is the product's, of an act it does not cover.
pub(super) const SETTLED: Due = due(
    &[Reaction::Paid, Reaction::SettledZero, Reaction::Refused],
    &[
        ReasonClass::Guarantee,
        ReasonClass::NothingLeft,
        ReasonClass::Ceiling,
        ReasonClass::AmoRefused,
        ReasonClass::Condition,
        ReasonClass::WaitingPeriod,
        ReasonClass::Deductible,
        ReasonClass::EarlierInsurer,
        ReasonClass::ActNotCovered,
    ],
);
/// No money goes out.
pub(super) const NOTHING_PAID: Due =
    due(&[Reaction::SettledZero, Reaction::Refused], SETTLED.reasons);
/// One effect was enough.
pub(super) const DUPLICATE: Due = due(&[Reaction::Duplicate], &[ReasonClass::SameIdentity]);
/// Held until the other one is taken back, or refused where the product refused that one.
pub(super) const SUSPECTED_OR_REFUSED: Due = due(
    &[Reaction::Held, Reaction::Refused],
    &[ReasonClass::DuplicateSuspected, ReasonClass::ActNotCovered],
);
/// What was paid is taken back; nothing was where the product gave nothing.
pub(super) const TAKEN_BACK: Due = due(
    &[Reaction::Reversed, Reaction::NoEffect],
    &[ReasonClass::Cancellation],
);
/// It was taken back before it came, or takes back what had no effect.
pub(super) const NO_LONGER_DUE: Due = due(&[Reaction::NoEffect], &[ReasonClass::Cancellation]);
/// A document, an original or a heading is awaited.
pub(super) const AWAITED: Due = due(&[Reaction::Held], &[ReasonClass::DocumentAwaited]);
/// Settled at zero because the AMO refused it, unless a guarantee is for that; or the product does not cover it.
pub(super) const AMO_REFUSED: Due = due(
    &[Reaction::SettledZero, Reaction::Paid, Reaction::Refused],
    &[
        ReasonClass::AmoRefused,
        ReasonClass::Guarantee,
        ReasonClass::ActNotCovered,
    ],
);
/// Held, or refused where the product does not cover the act.
pub(super) const UNKNOWN_QUALIFIER: Due = due(
    &[Reaction::Held, Reaction::Refused],
    &[ReasonClass::UnknownQualifier, ReasonClass::ActNotCovered],
);
/// The C2S pays.
pub(super) const C2S: Due = due(&[Reaction::Refused], &[ReasonClass::C2s]);
/// The third party's invoice is awaited.
pub(super) const THIRD_PARTY: Due =
    due(&[Reaction::Held], &[ReasonClass::ThirdPartyInvoiceAwaited]);
/// No contract covers the day.
pub(super) const NO_COVER: Due = due(&[Reaction::Refused], &[ReasonClass::NoCover]);
/// The line only informs.
pub(super) const INFORMATIVE: Due = due(&[Reaction::NoEffect], &[ReasonClass::Informative]);

pub(super) const ACCEPTED: Expected = Expected::File(FileReaction::Accepted);
pub(super) const REFUSED: Expected = Expected::File(FileReaction::Refused);
pub(super) const TWICE: Expected = Expected::File(FileReaction::Duplicate);

/// What is put into a sheet, or befalls it, meets what befalls households and whole files.
pub(super) const OF_SHEETS: &[Family] = &[
    Family::Duplicates,
    Family::Contracts,
    Family::Wire,
    Family::Delivery,
];
/// What leaves a file whole meets whatever its sheets bear.
pub(super) const OF_WHOLE_FILES: &[Family] = &[
    Family::Duplicates,
    Family::Contracts,
    Family::Money,
    Family::Time,
    Family::Acts,
];
/// What changes the order of files, or makes their lines come again, meets what does not depend on it.
pub(super) const OF_ORDER: &[Family] = &[Family::Contracts, Family::Time, Family::Acts];
/// What befalls the end of a contract meets both.
pub(super) const OF_CONTRACTS: &[Family] = &[
    Family::Duplicates,
    Family::Money,
    Family::Time,
    Family::Acts,
    Family::Wire,
    Family::Delivery,
];
