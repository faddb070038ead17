use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::error::text_serde;
use crate::{Caisse, Day, MemberNumber, Nir, NirKey, OcNumber, ParseError, Rights};

/// A birth date as a régime writes it: six characters `JJMMAA`, kept as text, because zeros (unknown)
/// and impossible "lunar" dates are real (noemie-format §2.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BirthDate(pub [u8; 6]);

impl BirthDate {
    /// The régime's text of a real day.
    #[must_use]
    pub fn of(day: Day) -> Self {
        Self(day.jjmmaa())
    }
}

impl fmt::Display for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.0))
    }
}

impl FromStr for BirthDate {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        match <[u8; 6]>::try_from(text.as_bytes()) {
            Ok(bytes) if bytes.iter().all(u8::is_ascii_digit) => Ok(Self(bytes)),
            _ => Err(ParseError::new(
                "a birth date (JJMMAA)",
                text,
                "six digits are expected",
            )),
        }
    }
}

text_serde!(
    BirthDate,
    "a birth date as the régime writes it (JJMMAA)",
    r"^\d{6}$"
);

/// Birth rank, 1 to 9: tells apart persons born on one day under one NIR.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(try_from = "u8", into = "u8")]
pub struct Rank(#[schemars(range(min = 1, max = 9))] u8);

impl Rank {
    /// The rank of a person without twin.
    pub const FIRST: Self = Self(1);

    /// That rank, from 1 to 9.
    #[must_use]
    pub const fn new(rank: u8) -> Option<Self> {
        if rank >= 1 && rank <= 9 {
            Some(Self(rank))
        } else {
            None
        }
    }

    /// The digit's value.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Rank {
    type Error = ParseError;

    fn try_from(rank: u8) -> Result<Self, ParseError> {
        Self::new(rank)
            .ok_or_else(|| ParseError::new("a birth rank", &rank.to_string(), "1 to 9 is expected"))
    }
}

impl From<Rank> for u8 {
    fn from(rank: Rank) -> Self {
        rank.0
    }
}

/// Who a flow is about: never the person's own NIR, but the insured's NIR, the régime's birth date
/// text and the rank (noemie-format §9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Beneficiary {
    /// NIR of the insured under whom the care was paid.
    pub nir: Nir,
    /// Birth date of the beneficiary, régime text.
    pub birth: BirthDate,
    /// Birth rank of the beneficiary.
    pub rank: Rank,
}

impl Beneficiary {
    /// The form for human views, in any language: NIR masked, year of birth only, then the birth rank.
    ///
    /// ```
    /// use domain::{Beneficiary, Rank};
    /// let person = Beneficiary {
    ///     nir: "1630699000000".parse()?,
    ///     birth: "140663".parse()?,
    ///     rank: Rank::FIRST,
    /// };
    /// assert_eq!(person.masked(), "1 63 06 ** *** *** (**/**/63, 1)");
    /// # Ok::<(), domain::ParseError>(())
    /// ```
    #[must_use]
    pub fn masked(&self) -> String {
        let year = String::from_utf8_lossy(&self.birth.0[4..6]).into_owned();
        format!("{} (**/**/{year}, {})", self.nir.masked(), self.rank.get())
    }
}

/// Whether a member is the insured or attached to one. Only minors are attached (rules §7.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Holds the NIR.
    Insured,
    /// A child under the NIR of an insured.
    Dependant,
}

/// One person covered by one contract of the mutuelle, as its portfolio says: the row a mutuelle is
/// given before a scenario starts.
///
/// The same person under two NIRs (a child of two insured parents) is two rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Member {
    /// The OC that covers the person.
    pub oc: OcNumber,
    /// Number by which the OC knows the person.
    pub member: MemberNumber,
    /// Contract; several members share one.
    pub contract: SmolStr,
    /// `id` of the product file that says the guarantees.
    pub product: SmolStr,
    /// The caisse that pays the AMO share, as the mutuelle believes.
    pub caisse: Caisse,
    /// NIR of the insured under whom the person is declared.
    pub nir: Nir,
    /// Key as it was keyed in: it can be wrong.
    pub key: NirKey,
    /// Insured or dependant.
    pub role: Role,
    /// Birth date, régime text (JJMMAA).
    pub birth: BirthDate,
    /// Birth rank.
    pub rank: Rank,
    /// Family name, upper case ASCII, at most 25 characters.
    pub name: SmolStr,
    /// First name, upper case ASCII, at most 15 characters.
    pub first_name: SmolStr,
    /// First day covered.
    pub start: Day,
    /// Last day covered; none while the contract runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Day>,
    /// What else decides about the rights.
    #[serde(default, skip_serializing_if = "Rights::are_plain")]
    pub rights: Rights,
}

impl Member {
    /// Who this is on the wire.
    #[must_use]
    pub fn beneficiary(&self) -> Beneficiary {
        Beneficiary {
            nir: self.nir,
            birth: self.birth,
            rank: self.rank,
        }
    }

    /// Whether the contract covers that day, its first and last days included.
    #[must_use]
    pub fn covers(&self, day: Day) -> bool {
        self.start <= day && self.end.is_none_or(|end| day <= end)
    }
}
