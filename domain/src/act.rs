use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ParseError;
use crate::error::text_serde;

/// An act code as 255/20-24 carries it: one to five capitals or digits (`G`, `CS`, `PH7`, `HDR`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActCode([u8; 5]);

impl ActCode {
    /// That code, where it has one to five capitals or digits.
    #[must_use]
    pub const fn new(code: &str) -> Option<Self> {
        let bytes = code.as_bytes();
        if bytes.is_empty() || bytes.len() > 5 {
            return None;
        }
        let mut padded = *b"     ";
        let mut i = 0;
        while i < bytes.len() {
            if !(bytes[i].is_ascii_uppercase() || bytes[i].is_ascii_digit()) {
                return None;
            }
            padded[i] = bytes[i];
            i += 1;
        }
        Some(Self(padded))
    }

    /// The five characters of the wire, blanks on the right.
    #[must_use]
    pub const fn padded(&self) -> &[u8; 5] {
        &self.0
    }

    /// The code without its padding.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Only ASCII was let in by `new`.
        std::str::from_utf8(self.0.trim_ascii_end()).unwrap_or_default()
    }

    /// What the code says of itself: participation, franchise, or neither.
    #[must_use]
    pub const fn deduction(&self) -> Option<Deduction> {
        match &self.0 {
            b"PFH  " => Some(Deduction::Participation { deferred: false }),
            b"PFT  " => Some(Deduction::Participation { deferred: true }),
            b"FRH  " => Some(Deduction::Franchise { deferred: false }),
            b"FRT  " => Some(Deduction::Franchise { deferred: true }),
            _ => None,
        }
    }
}

impl fmt::Display for ActCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for ActCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ActCode({})", self.as_str())
    }
}

impl FromStr for ActCode {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        Self::new(text)
            .ok_or_else(|| ParseError::new("an act code", text, "one to five capitals or digits"))
    }
}

text_serde!(ActCode, "an act code", r"^[A-Z0-9]{1,5}$");

/// A line that is no act but money kept back from one (noemie-format §10.2).
/// `deferred`: the debt of an act paid to a third party (`PFT`, `FRT`), recovered later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Deduction {
    /// Participation forfaitaire.
    Participation {
        /// Under third-party payment.
        deferred: bool,
    },
    /// Franchise médicale.
    Franchise {
        /// Under third-party payment.
        deferred: bool,
    },
}

/// How the executing professional stands to the convention (255/84).
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Convention {
    /// 0: not contracted (secteur 3), or no convention applies (pharmacy, biology).
    #[default]
    None,
    /// 1: secteur 1.
    Secteur1,
    /// 3: secteur 2, free fees.
    Secteur2,
}

impl Convention {
    /// The digit of the wire.
    #[must_use]
    pub const fn digit(self) -> u8 {
        match self {
            Self::None => b'0',
            Self::Secteur1 => b'1',
            Self::Secteur2 => b'3',
        }
    }

    /// Reads the digit of the wire.
    #[must_use]
    pub const fn from_digit(digit: u8) -> Option<Self> {
        match digit {
            b'0' => Some(Self::None),
            b'1' => Some(Self::Secteur1),
            b'3' => Some(Self::Secteur2),
            _ => None,
        }
    }
}

/// The option by which a doctor keeps overruns down (255/103): 1 older option, 2 CAS, 3 OPTAM,
/// 4 OPTAM-CO, 0 none.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum CoordinationOption {
    /// 0.
    #[default]
    None,
    /// 1: an option older than CAS.
    Older,
    /// 2: contrat d'accès aux soins.
    Cas,
    /// 3: OPTAM.
    Optam,
    /// 4: OPTAM-CO.
    OptamCo,
}

impl CoordinationOption {
    /// The digit of the wire.
    #[must_use]
    pub const fn digit(self) -> u8 {
        match self {
            Self::None => b'0',
            Self::Older => b'1',
            Self::Cas => b'2',
            Self::Optam => b'3',
            Self::OptamCo => b'4',
        }
    }

    /// Reads the digit of the wire.
    #[must_use]
    pub const fn from_digit(digit: u8) -> Option<Self> {
        match digit {
            b'0' => Some(Self::None),
            b'1' => Some(Self::Older),
            b'2' => Some(Self::Cas),
            b'3' => Some(Self::Optam),
            b'4' => Some(Self::OptamCo),
            _ => None,
        }
    }

    /// Whether a responsible contract may treat the doctor as "OPTAM" (rules §6): CAS, OPTAM, OPTAM-CO.
    #[must_use]
    pub const fn is_optam(self) -> bool {
        matches!(self, Self::Cas | Self::Optam | Self::OptamCo)
    }
}
