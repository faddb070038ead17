use domain::{ActCode, Day};

use crate::amo::AmoError;
use crate::amo::stay::StayError;
use crate::law::LawError;
use crate::product::GuaranteeError;

/// Why a question has no answer. Nothing is counted then.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QuoteError {
    /// A key that must stand.
    #[error("`{key}` is missing: {why}")]
    Missing {
        /// The key.
        key: &'static str,
        /// What it is for.
        why: &'static str,
    },
    /// A key that cannot stand beside another.
    #[error("`{key}` does not go with `{beside}`: {why}")]
    Beside {
        /// The key.
        key: &'static str,
        /// The other.
        beside: &'static str,
        /// Why not.
        why: &'static str,
    },
    /// An act code that the oracle does not settle.
    #[error("the act {act} on {day}: no base nor rate is loaded for that code")]
    UnknownAct {
        /// Act code.
        act: ActCode,
        /// Date of care.
        day: Day,
    },
    /// A code that is neither of the CCAM nor of the law's price lists.
    #[error(
        "`{0}` is no code: a CCAM code as HBLD038, or a word of the price list as `detartrage`, is expected"
    )]
    Code(String),
    /// Optics whose class is not told.
    #[error(
        "{act}: say the class with `detail` (class-a, class-b), and the lens with `code` in class A (verre-unifocal…)"
    )]
    Class {
        /// Act code.
        act: ActCode,
    },
    /// Both a TFR and a refused generic.
    #[error("`tfr` and `refused-generic` are told both: a drug is reimbursed on one of them")]
    TwoReferences,
    /// A sector that does not exist.
    #[error("secteur {0} does not exist: 1, 2 or 3")]
    Sector(u8),
    /// OPTAM outside the convention.
    #[error("a doctor of secteur 3 has no option: they did not sign the convention")]
    OptamOutside,
    /// A product that was not given.
    #[error("no product `{id}`: known are {known}")]
    NoProduct {
        /// What was asked for.
        id: String,
        /// What there is.
        known: String,
    },
    /// An option or a surcomplémentaire on something else than what it may stand on.
    #[error("`{above}` does not stand on `{below}`")]
    NotOnTop {
        /// The product above.
        above: String,
        /// The base.
        below: String,
    },
    /// An earlier act that is not known, or not any more.
    #[error(
        "no act `{id}` of the person `{person}` is known: it was not quoted before, or was taken back already"
    )]
    NoSuchAct {
        /// Its id.
        id: String,
        /// The person.
        person: String,
    },
    /// Two acts of a person under one id.
    #[error("an act `{id}` of that person was quoted before: every `id` is used once")]
    SameId {
        /// The id.
        id: String,
    },
    /// The heading is not known and cannot be told from the code.
    #[error("no heading is known for {act}: give `heading`")]
    NoHeading {
        /// Act code.
        act: ActCode,
    },
    /// A code of more than fifteen capitals or digits.
    #[error("`{0}` is no code of a product file: one to fifteen capitals or digits")]
    FactCode(String),
    /// The AMO does not settle it.
    #[error(transparent)]
    Amo(#[from] AmoError),
    /// Nor the stay.
    #[error(transparent)]
    Stay(#[from] StayError),
    /// A figure that is not loaded.
    #[error(transparent)]
    Law(#[from] LawError),
    /// The words of a guarantee.
    #[error(transparent)]
    Guarantee(#[from] GuaranteeError),
}

impl QuoteError {
    /// What to do about it, where that is not in the message.
    #[must_use]
    pub fn advice(&self) -> Option<String> {
        match self {
            Self::UnknownAct { .. } => Some(format!(
                "acts that are: {}; `given` says what the AMO did on another, a `heading` alone what it never pays",
                super::acts::KNOWN
            )),
            Self::Amo(AmoError::NoBase { .. } | AmoError::NoTariff { .. }) => {
                Some("`base` gives the base that the line carries".to_owned())
            }
            Self::Amo(AmoError::SessionToldApart { .. }) => Some(
                "take the earlier ones back, and say on each what the others come to with `same-session`; the \
                 practitioners’ `number` tells their sessions apart"
                    .to_owned(),
            ),
            _ => None,
        }
    }
}
