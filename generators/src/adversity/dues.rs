//! Reactions that adversities declare. The first of each is the one that it is about: tests ask that it is met.

use domain::{FileReaction, Reaction, ReasonClass};

use super::{Due, Expected, Family};

const fn due(reactions: &'static [Reaction], reasons: &'static [ReasonClass]) -> Due {
    Due { reactions, reasons }
}

/// The reasons of a line that is settled as any other, after the one that it is about and before others.
macro_rules! settled_and {
    ($($first:ident,)? ..., $($more:ident),*) => {
        &[
            $(ReasonClass::$first,)?
            ReasonClass::Guarantee,
            ReasonClass::NothingLeft,
            ReasonClass::Ceiling,
            ReasonClass::AmoRefused,
            ReasonClass::Condition,
            ReasonClass::WaitingPeriod,
            ReasonClass::Deductible,
            ReasonClass::EarlierInsurer,
            ReasonClass::ActNotCovered,
            $(ReasonClass::$more,)*
        ]
    };
}

/// Settled as any other line: a refusal is the product's, of an act it does not cover.
pub(super) const SETTLED: Due = due(
    &[Reaction::Paid, Reaction::SettledZero, Reaction::Refused],
    settled_and![...,],
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
/// Recorded at zero: the AMO paid what this C2S gives.
pub(super) const ALREADY_PAID: Due = due(
    &[Reaction::SettledZero],
    &[ReasonClass::EarlierInsurer, ReasonClass::NothingLeft],
);
/// The third party's invoice is awaited.
pub(super) const THIRD_PARTY: Due =
    due(&[Reaction::Held], &[ReasonClass::ThirdPartyInvoiceAwaited]);
/// What was paid is taken back, where anything was: the contract had ended before. Where that is known by then it is
/// refused at once.
pub(super) const NO_LONGER_COVERED: Due = due(
    &[Reaction::Reversed, Reaction::Refused, Reaction::SettledZero],
    &[
        ReasonClass::NoCover,
        ReasonClass::ActNotCovered,
        ReasonClass::NothingLeft,
        ReasonClass::Ceiling,
        ReasonClass::AmoRefused,
        ReasonClass::Condition,
        ReasonClass::WaitingPeriod,
        ReasonClass::Deductible,
        ReasonClass::EarlierInsurer,
    ],
);
/// Who it is is to be established.
pub(super) const IDENTITY: Due = due(&[Reaction::Held], &[ReasonClass::Identity]);
/// Nobody is known under that NIR.
pub(super) const UNKNOWN_BENEFICIARY: Due =
    due(&[Reaction::Refused], &[ReasonClass::UnknownBeneficiary]);
/// It is for another OC.
pub(super) const OTHER_OC: Due = due(&[Reaction::Refused], &[ReasonClass::OtherOc]);
/// Rights are to be established.
pub(super) const RIGHTS_PENDING: Due = due(&[Reaction::Held], &[ReasonClass::RightsPending]);
/// Two bodies are active: which one pays is to be established.
pub(super) const TWO_INSURERS: Due = due(&[Reaction::Held], &[ReasonClass::TwoInsurers]);
/// No contract covers the day.
pub(super) const NO_COVER: Due = due(&[Reaction::Refused], &[ReasonClass::NoCover]);
/// Settled as any other line, where a contract covered the day that it bears. Two sheets that were moved to one day
/// may look like the same care.
pub(super) const SETTLED_OR_NO_COVER: Due = due(
    &[
        Reaction::Paid,
        Reaction::SettledZero,
        Reaction::Refused,
        Reaction::Held,
    ],
    settled_and![..., NoCover, DuplicateSuspected],
);
/// The same once its day has come; held where the flow ends before, taken back where the contract's end is keyed after it.
pub(super) const SETTLED_ON_ITS_DAY: Due = due(
    &[
        Reaction::Paid,
        Reaction::SettledZero,
        Reaction::Refused,
        Reaction::Held,
        Reaction::Reversed,
    ],
    settled_and![FutureCare, ..., NoCover, DuplicateSuspected],
);
/// The same of care long ago: held where the law has no figure for that day.
pub(super) const SETTLED_LONG_AFTER: Due = due(
    SETTLED_OR_NO_COVER.reactions,
    settled_and![..., NoCover, DuplicateSuspected, DocumentAwaited],
);
/// Held until the day of care, which the flow does not reach.
pub(super) const FUTURE: Due = due(
    &[Reaction::Held, Reaction::Refused],
    &[
        ReasonClass::FutureCare,
        ReasonClass::NoCover,
        ReasonClass::DuplicateSuspected,
    ],
);
/// Two years have passed; or no contract covered the day.
pub(super) const TIME_BARRED: Due = due(
    &[Reaction::Refused, Reaction::Held],
    &[
        ReasonClass::TimeBarred,
        ReasonClass::NoCover,
        ReasonClass::DuplicateSuspected,
    ],
);
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
/// Of two décomptes of which the second waits for the first: nothing may change their order.
pub(super) const IN_THEIR_ORDER: &[Family] = &[Family::Contracts, Family::Wire];
/// What leaves a file whole meets whatever its sheets bear.
pub(super) const OF_WHOLE_FILES: &[Family] = &[
    Family::Duplicates,
    Family::Contracts,
    Family::Identity,
    Family::Money,
    Family::Time,
    Family::Acts,
];
/// What changes the order of files, or makes their lines come again, meets what does not depend on it.
pub(super) const OF_ORDER: &[Family] = &[
    Family::Contracts,
    Family::Identity,
    Family::Time,
    Family::Acts,
];
/// What befalls the end of a contract meets both.
pub(super) const OF_CONTRACTS: &[Family] = &[
    Family::Duplicates,
    Family::Money,
    Family::Time,
    Family::Acts,
    Family::Wire,
    Family::Delivery,
];
/// What befalls a whole contract meets what befalls files: their lines come all the same.
pub(super) const OF_HOMES: &[Family] = &[Family::Wire, Family::Delivery];
/// A décompte and what takes it back: nothing may change their order.
pub(super) const OF_CORRECTED_HOMES: &[Family] = &[Family::Wire];
