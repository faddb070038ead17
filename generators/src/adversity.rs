use domain::{Caisse, DecompteNumber, FileId, FileReaction, Operation, Reaction};
use serde::Serialize;

/// What can be made to go wrong. Each says which reaction is due: an adversity without an expected
/// reaction is not in the catalogue. The judge never reads these: tests hold them against the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Adversity {
    /// A file delivered twice.
    FileTwice,
    /// An entity damaged on the way; the clean file comes later.
    DamagedFile,
    /// A décompte sent again under the same identity in another file.
    DecompteAgain,
    /// The same care under another décompte number.
    CareAgain,
    /// A cancellation with negative quantities.
    Cancellation,
    /// A cancellation and the décompte that replaces it, in that order.
    Regularisation,
    /// The replacement first, the cancellation days later.
    CrossedRegularisation,
    /// Care after the contract ended, sent all the same.
    AfterEnd,
    /// Care before the contract ended, received after.
    LateBeforeEnd,
    /// An insured the caisse does not know.
    UnknownInsured,
    /// A NIR keyed with a wrong key.
    WrongKey,
    /// Another OC has a link over the same days.
    Overlap,
}

impl Adversity {
    /// The whole catalogue.
    pub const ALL: [Self; 12] = [
        Self::FileTwice,
        Self::DamagedFile,
        Self::DecompteAgain,
        Self::CareAgain,
        Self::Cancellation,
        Self::Regularisation,
        Self::CrossedRegularisation,
        Self::AfterEnd,
        Self::LateBeforeEnd,
        Self::UnknownInsured,
        Self::WrongKey,
        Self::Overlap,
    ];

    /// Stable id.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::FileTwice => "file-twice",
            Self::DamagedFile => "damaged-file",
            Self::DecompteAgain => "decompte-again",
            Self::CareAgain => "care-again",
            Self::Cancellation => "cancellation",
            Self::Regularisation => "regularisation",
            Self::CrossedRegularisation => "crossed-regularisation",
            Self::AfterEnd => "after-end",
            Self::LateBeforeEnd => "late-before-end",
            Self::UnknownInsured => "unknown-insured",
            Self::WrongKey => "wrong-key",
            Self::Overlap => "overlap",
        }
    }

    /// What it is, and the reaction due.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::FileTwice => {
                "a file is delivered twice: the second is a duplicate, without effect"
            }
            Self::DamagedFile => {
                "an entity is damaged on the way: the file is refused as a whole, its clean re-send accepted"
            }
            Self::DecompteAgain => {
                "a décompte comes again under the same identity in another file: duplicate lines, one effect"
            }
            Self::CareAgain => "the same care comes under another décompte number: held, not paid",
            Self::Cancellation => "the AMO takes a décompte back: what was paid is reversed",
            Self::Regularisation => {
                "a décompte is taken back and settled anew: reversed, then the new amount"
            }
            Self::CrossedRegularisation => {
                "the new décompte comes before the cancellation: held, then settled when it comes"
            }
            Self::AfterEnd => {
                "care after the contract and its link ended, sent all the same: refused, no cover on that date"
            }
            Self::LateBeforeEnd => {
                "care before the contract ended, received after: settled as usual"
            }
            Self::UnknownInsured => {
                "the caisse does not know the insured: 929 reason 18, no décompte"
            }
            Self::WrongKey => "the NIR key is wrong: 929 reason 30, no décompte",
            Self::Overlap => {
                "another OC is linked over the same days: 929 reason 53, the flow stops"
            }
        }
    }
}

/// What an adversity that took place declares: whom it touches and which reactions are due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// Which one.
    pub adversity: Adversity,
    /// Whom it touches.
    pub on: Touched,
}

/// Whom a declared adversity touches, with the reaction due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Touched {
    /// The n-th delivery of that file, from 1.
    File(FileId, u32, FileReaction),
    /// The acts (not the deductions) of that décompte in the n-th accepted file that carries it, from 1:
    /// each ends with one of these reactions.
    Decompte(Caisse, DecompteNumber, Operation, u32, &'static [Reaction]),
}
