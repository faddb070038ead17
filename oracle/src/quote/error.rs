use domain::{ActCode, Cents, Day, Heading};

use crate::amo::AmoError;
use crate::amo::stay::StayError;
use crate::law::{Law, LawError};
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
    /// An amount that nobody is billed.
    #[error("`{key}` is {amount} euros: 0.00 to 999999.99 is expected")]
    Amount {
        /// The key.
        key: &'static str,
        /// What it says.
        amount: Cents,
    },
    /// A number of acts that no line bears.
    #[error("`{key}` is {count}: 1 to 99 is expected")]
    Count {
        /// The key.
        key: &'static str,
        /// What it says.
        count: u8,
    },
    /// Somebody who was not born on the day of care.
    #[error("the patient is born on {birth}, after the care of {day}")]
    NotBorn {
        /// Day of birth.
        birth: Day,
        /// Date of care.
        day: Day,
    },
    /// A part that is larger than its whole.
    #[error("`{key}` comes to {amount}, which is more than {most}, {of}")]
    Above {
        /// The key.
        key: &'static str,
        /// What it comes to.
        amount: Cents,
        /// What it may not exceed.
        most: Cents,
        /// What that is.
        of: &'static str,
    },
    /// A room for more days than the stay has.
    #[error("`stay.room` is of {days} days, and the stay of {stay}")]
    RoomDays {
        /// Days of the room.
        days: u32,
        /// Days of the stay.
        stay: i32,
    },
    /// No tooth of the two digits of dentists.
    #[error("{0} is no tooth: 11 to 48, 51 to 85 for milk teeth, as in 26")]
    Tooth(u8),
    /// Another price than the law's.
    #[error("`fee` is {fee}, and the law says that {act} is {price} on {day}: leave it out")]
    NotThePrice {
        /// Act code.
        act: ActCode,
        /// Date of care.
        day: Day,
        /// What was told.
        fee: Cents,
        /// What the law says.
        price: Cents,
    },
    /// A key that says nothing of such an act.
    #[error("`{key}` does not go with the act {act}: it says nothing of such an act")]
    NotOfAct {
        /// The key.
        key: &'static str,
        /// Act code.
        act: ActCode,
    },
    /// A heading alone, though the AMO reimburses acts of it.
    #[error(
        "`{heading}` alone does not tell what the AMO pays: it reimburses acts of that heading"
    )]
    Reimbursed {
        /// The heading.
        heading: Heading,
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
    /// A speciality that no table names.
    #[error("no table names the speciality {0:02}")]
    Speciality(u8),
    /// A speciality that does not bill that act.
    #[error("{act} is not billed under the speciality {specialty:02}: it is an act of {executor}")]
    NotTheirs {
        /// Act code.
        act: ActCode,
        /// What was told.
        specialty: u8,
        /// Who bills it.
        executor: &'static str,
    },
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
    /// A product named twice.
    #[error("`{id}` is named twice among the products: a contract has it once")]
    SameProduct {
        /// The product.
        id: String,
    },
    /// An option or a surcomplémentaire without the contract it stands on.
    #[error("`{above}` stands on a base contract, and none is named before it")]
    NoBase {
        /// The product.
        above: String,
    },
    /// An option or a surcomplémentaire on something else than what it may stand on.
    #[error("`{above}` does not stand on `{below}`, nor on what is named with it")]
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
    /// A person told of another household than before.
    #[error("`{person}` was of another household before: its ceilings are counted there")]
    OtherHousehold {
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
            Self::Amo(AmoError::Overseas { .. }) | Self::Stay(StayError::Overseas { .. }) => Some(
                "`given` says what the AMO did there, with its `base` and `heading`: the contracts’ part is computed"
                    .to_owned(),
            ),
            Self::Amo(AmoError::SessionToldApart { .. }) => Some(
                "take the earlier ones back, and say on each what the others come to with `same-session`; the \
                 practitioners’ `number` tells their sessions apart"
                    .to_owned(),
            ),
            Self::OtherHousehold { .. } => Some(
                "say `household` (of the `patient`) from the first question about the person; one who moves is a new \
                 `person`"
                    .to_owned(),
            ),
            Self::Reimbursed { .. } => Some(
                "`act` says the act, or `given` what the AMO did; `amo-status` (among the `facts`) refused or outside \
                 where it pays none of it"
                    .to_owned(),
            ),
            Self::NotOnTop { .. } => Some(
                "`products` holds the base, then what sits on it (`on-top-of` in the product’s file); a second mutuelle \
                 is a question of its own, with what the first one paid under `earlier`"
                    .to_owned(),
            ),
            Self::Speciality(_) => Some(
                "`etalon explain specialities` lists them; without one, the act’s own is taken".to_owned(),
            ),
            Self::NotTheirs { act, .. } => Some(match act.as_str() {
                "G" | "GS" | "VGS" | "TCG" => {
                    "a specialist’s consultation is CS or C, at a distance TC".to_owned()
                }
                _ => "left out, the speciality is that of the act".to_owned(),
            }),
            Self::NoBase { .. } => Some(
                "`products` holds the base first; or `earlier` says what the base paid elsewhere, 0 where it paid nothing"
                    .to_owned(),
            ),
            Self::Law(error)
            | Self::Amo(AmoError::Law(error))
            | Self::Stay(StayError::Law(error)) => no_figure(error),
            _ => None,
        }
    }
}

/// What to do where the law has no figure.
fn no_figure(error: &LawError) -> Option<String> {
    let LawError::Missing { param, day, .. } = error else {
        return None;
    };
    let (first, last) = Law::embedded().span();
    if *day < first || *day > last {
        return Some(format!("the law is loaded for care from {first} to {last}"));
    }
    Some(format!(
        "`base` gives the base that the line carries, `given` what the AMO did; `etalon explain param {param}` shows \
         the days that have a figure"
    ))
}
