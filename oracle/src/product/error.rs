use domain::{ActFamily, LoadError};

/// Why a text is not a product.
#[derive(Debug, thiserror::Error)]
pub enum ProductError {
    /// Not YAML, or not the keys of a product file.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// A shape étalon does not know.
    #[error("{file}: schema-version {found} is not known, {known} is expected")]
    Version {
        /// Name of the file.
        file: String,
        /// What it says.
        found: u32,
        /// What is understood.
        known: u32,
    },
    /// A guarantee that says nothing, or too much.
    #[error("{place}: {why}")]
    Guarantee {
        /// Where.
        place: Place,
        /// What is wrong with it.
        why: GuaranteeError,
    },
    /// A product that calls itself responsible and is not (rules §6).
    #[error("{place}: {why}")]
    Responsible {
        /// Where.
        place: Place,
        /// The rule that it breaks.
        why: &'static str,
    },
}

/// Why a guarantee is malformed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GuaranteeError {
    /// None of the three keys.
    #[error("no level: exactly one of br, br-on-top and real-expense is expected")]
    NoLevel,
    /// Two or three of them.
    #[error("several levels: exactly one of br, br-on-top and real-expense is expected")]
    SeveralLevels,
    /// `real-expense: false` is no level.
    #[error("`real-expense: false` is no level: leave the family out, or say br or br-on-top")]
    RealExpenseFalse,
    /// A pair of levels where no doctor chooses between them.
    #[error("`{key}` is a pair optam, non-optam, and no doctor executes the acts of this family")]
    PairWithoutDoctor {
        /// The key that holds the pair.
        key: &'static str,
    },
    /// Not a positive amount in euros.
    #[error(
        "`overrun-per-year: {text}` is not an amount in euros: digits and at most two decimals are expected, as in \"150.00\""
    )]
    Amount {
        /// What is written.
        text: String,
    },
    /// Not a level as tables print them.
    #[error(
        "`{0}` is not a guarantee: `N % BR`, `N % BR on top of AMO`, `frais réels` or `none` is expected"
    )]
    Text(String),
}

/// A place in a product file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Name of the file.
    pub file: String,
    /// Line of the file, from 1, where the key stands on a line of its own.
    pub line: Option<usize>,
    /// The key, with the family it is in: `guarantees.biologie.br`.
    pub key: String,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.key)
    }
}

impl Place {
    /// A key at the top of the file.
    pub(super) fn of_key(file: &str, yaml: &str, key: &str) -> Self {
        Self {
            file: file.to_owned(),
            line: line_of(yaml, key, false),
            key: key.to_owned(),
        }
    }

    /// A family, or a key of it; where the family is not named, the place of `guarantees`.
    pub(super) fn of_family(file: &str, yaml: &str, family: ActFamily, key: Option<&str>) -> Self {
        let name = family_name(family);
        let line = line_of(yaml, &name, true).or_else(|| line_of(yaml, "guarantees", false));
        let key = key.map_or_else(String::new, |key| format!(".{key}"));
        Self {
            file: file.to_owned(),
            line,
            key: format!("guarantees.{name}{key}"),
        }
    }
}

impl GuaranteeError {
    pub(super) fn locate(self, file: &str, yaml: &str, family: ActFamily) -> ProductError {
        let key = match &self {
            Self::RealExpenseFalse => Some("real-expense"),
            Self::PairWithoutDoctor { key } => Some(*key),
            Self::Amount { .. } => Some("overrun-per-year"),
            Self::NoLevel | Self::SeveralLevels | Self::Text(_) => None,
        };
        ProductError::Guarantee {
            place: Place::of_family(file, yaml, family, key),
            why: self,
        }
    }
}

/// The key of a family in product files.
fn family_name(family: ActFamily) -> String {
    match family {
        ActFamily::Generaliste => "generaliste",
        ActFamily::Specialiste => "specialiste",
        ActFamily::Pharmacie100 => "pharmacie-100",
        ActFamily::Pharmacie65 => "pharmacie-65",
        ActFamily::Pharmacie30 => "pharmacie-30",
        ActFamily::Pharmacie15 => "pharmacie-15",
        ActFamily::Biologie => "biologie",
    }
    .to_owned()
}

/// The line, from 1, that starts with that key, indented or not.
fn line_of(yaml: &str, key: &str, indented: bool) -> Option<usize> {
    yaml.lines()
        .position(|line| {
            let text = line.trim_start();
            (text.len() < line.len()) == indented
                && text
                    .strip_prefix(key)
                    .is_some_and(|rest| rest.trim_start().starts_with(':'))
        })
        .map(|index| index + 1)
}
