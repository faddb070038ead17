//! The words that keys of a product file take.

use domain::Day;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An enum of words, written in kebab case.
macro_rules! words {
    ($($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $word:ident,)* })*) => {
        $(
            $(#[$about])*
            #[derive(
                Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
                JsonSchema,
            )]
            #[serde(rename_all = "kebab-case")]
            pub enum $name {
                $($(#[$doc])* $word,)*
            }
        )*
    };
}

words! {
    /// Who is paid.
    PayeeRule {
        /// The insured.
        Insured,
        /// Whom the AMO paid.
        AsAmo,
    }
    /// Limits of a person who joins in the year.
    OnJoining {
        /// Whole.
        Whole,
        /// By the days that are left of the year.
        ProRata,
    }
    /// Limits of a person who comes from another product in the year.
    OnProductChange {
        /// What other products paid counts.
        Carry,
        /// Only what this product paid counts.
        Reset,
        /// The same, and the size by the days that are left of the year.
        ProRata,
    }
    /// What stands on top of a base contract.
    OnTopKind {
        /// An option of the same mutuelle.
        Option,
        /// A surcomplémentaire.
        Surcomplementaire,
    }
    /// How a lump amount stands to the ticket modérateur.
    TicketModerateur {
        /// It holds it.
        Included,
        /// It comes on top of it.
        OnTop,
        /// It pays beyond it only.
        Excluded,
    }
    /// What an amount of a level is for.
    Per {
        /// The whole line.
        Line,
        /// An act: the quantity.
        Act,
        /// A session: the quantity.
        Session,
        /// A day: the quantity.
        Day,
        /// An examination: the dénombrement.
        Examination,
        /// An eye that the line names.
        Eye,
        /// An ear that the line names.
        Ear,
        /// A tooth that the line names.
        Tooth,
    }
    /// Year of the PMSS.
    PmssOf {
        /// That of the reference date.
        Care,
        /// That of the first day of the membership year.
        Contract,
    }
    /// What the AMO does with a line.
    AmoStatus {
        /// It pays its share.
        Reimbursed,
        /// It refused: no prior agreement, or qualifier NR or NJ.
        Refused,
        /// It never pays that act.
        Outside,
    }
    /// Class of the two lenses of an equipment, from their LPP codes.
    Lenses {
        /// Two simple lenses.
        Simple,
        /// A simple and a complex one.
        SimpleComplexe,
        /// Two complex ones.
        Complexe,
        /// A simple and a very complex one.
        SimpleTresComplexe,
        /// A complex and a very complex one.
        ComplexeTresComplexe,
        /// Two very complex ones.
        TresComplexe,
    }
    /// Where care takes place.
    CarePlace {
        /// In town.
        Town,
        /// In a public hospital.
        Hospital,
        /// In a clinic.
        Clinic,
        /// In a medico-social establishment.
        MedicoSocial,
        /// Abroad.
        Abroad,
    }
    /// The day on which an age is looked at.
    AgeAt {
        /// The reference date.
        Care,
        /// 1 January of its year.
        YearStart,
        /// 31 December of its year.
        YearEnd,
        /// The start of the membership.
        Membership,
    }
    /// What a limit in number counts.
    Of {
        /// The quantity.
        Act,
        /// The quantity.
        Session,
        /// The quantity.
        Day,
        /// The dénombrement.
        Examination,
        /// Equipments, each once.
        Equipment,
    }
    /// Whose counter a limit is.
    Scope {
        /// A person's.
        Person,
        /// A household's.
        Household,
        /// A line's.
        Line,
        /// A main act's, with its complements.
        Act,
        /// A décompte's.
        Decompte,
        /// A stay's.
        Stay,
        /// An equipment's.
        Equipment,
        /// A tooth's.
        Tooth,
        /// An eye's.
        Eye,
        /// An ear's.
        Ear,
        /// A pregnancy's.
        Pregnancy,
    }
    /// What a limit leaves out.
    Excludes {
        /// It counts and cuts what is beyond the ticket modérateur only.
        TicketModerateur,
        /// Lines of that basket are neither counted nor cut.
        #[serde(rename = "100-sante")]
        CentSante,
    }
    /// Which date of a line decides.
    ReferenceDate {
        /// First day of care.
        Start,
        /// Last day of care.
        End,
        /// Delivery or fitting.
        Delivery,
        /// Prescription.
        Prescription,
    }
}

/// The clock of a limit: which earlier lines count together with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Over {
    /// Those of the same calendar year.
    Year,
    /// Those of the same year counted from the start of the membership.
    MembershipYear,
    /// Those of the same day.
    Day,
    /// All of them.
    Event,
    /// Those less than so many months away, date to date.
    Months(u16),
}

impl Lenses {
    /// Its key in the tables of the law.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Simple => "simple",
            Self::SimpleComplexe => "simple-complexe",
            Self::Complexe => "complexe",
            Self::SimpleTresComplexe => "simple-tres-complexe",
            Self::ComplexeTresComplexe => "complexe-tres-complexe",
            Self::TresComplexe => "tres-complexe",
        }
    }
}

impl Scope {
    /// The clock of a limit that names none.
    #[must_use]
    pub const fn usual_clock(self) -> Over {
        match self {
            Self::Person | Self::Household => Over::Year,
            _ => Over::Event,
        }
    }

    /// Whether a line can name several of it: teeth, eyes, ears.
    #[must_use]
    pub const fn is_part_of_the_body(self) -> bool {
        matches!(self, Self::Tooth | Self::Eye | Self::Ear)
    }
}

/// From a number on, or below one, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// The lowest that holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<u16>,
    /// The first that does not hold any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<u16>,
}

impl Span {
    /// Whether a number is in it.
    #[must_use]
    pub fn holds(self, number: i32) -> bool {
        self.from.is_none_or(|from| i32::from(from) <= number)
            && self.below.is_none_or(|below| number < i32::from(below))
    }
}

/// An age, and the day on which it is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgeSpan {
    /// The lowest age that holds, in years completed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<u16>,
    /// The first age that does not hold any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<u16>,
    /// The reference date where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<AgeAt>,
}

impl AgeSpan {
    pub(crate) fn span(self) -> Span {
        Span {
            from: self.from,
            below: self.below,
        }
    }
}

/// Whole months from a day to another: the greatest number of months that, added to the first, does not
/// pass the second; negative where the second is earlier.
///
/// ```
/// use oracle::product::months_completed;
/// let day = |text: &str| text.parse();
/// assert_eq!(months_completed(day("2024-01-31")?, day("2024-02-29")?), 1);
/// assert_eq!(months_completed(day("2024-01-15")?, day("2025-01-14")?), 11);
/// # Ok::<(), domain::ParseError>(())
/// ```
#[must_use]
pub fn months_completed(from: Day, to: Day) -> i32 {
    let years = i32::from(to.year()) - i32::from(from.year());
    let months = years * 12 + i32::from(to.month()) - i32::from(from.month());
    if from.plus_months(months) > to {
        months - 1
    } else {
        months
    }
}
