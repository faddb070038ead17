use domain::{LoadError, Outline};

use super::euros::Euros;

/// Why a text is not a product.
#[derive(Debug, thiserror::Error)]
pub enum ProductError {
    /// Not YAML, or not the keys of a product file.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// A shape that is not read.
    #[error("{place}: {found} is not read: {}", advice(found))]
    Version {
        /// Where.
        place: Place,
        /// What it says.
        found: String,
    },
    /// A key that says nothing, too much, or something else than it can.
    #[error("{place}: {why}")]
    Malformed {
        /// Where.
        place: Place,
        /// What is wrong with it.
        why: String,
    },
    /// A product that calls itself responsible and is not (rules §6).
    #[error("{place}: {why}")]
    Responsible {
        /// Where.
        place: Place,
        /// Id of the rule that it breaks, in docs/products.md: `resp-level`.
        id: &'static str,
        /// Its wording.
        why: String,
    },
}

/// What to change in a file of another shape.
fn advice(found: &str) -> &'static str {
    if found == "1" {
        "say `schema-version: 2`, and write `overrun-per-year: X` as \
         `limits: [ { euros: X, excludes: [ticket-moderateur] } ]`; a responsible product now also names the other \
         headings of docs/products.md whose ticket modérateur is due"
    } else {
        "2 is expected"
    }
}

/// A text that says no guarantee.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a guarantee: `200 % BR`, `200 % BR on top of AMO`, `50 % TM`, `80 % FR`, `20 % PMSS`, `30 €`, `50 €/day`, \
     `30 € × 5 per year`, `frais réels`, a sum of them with `+`, or `none` is expected"
)]
pub struct GuaranteeError(pub String);

/// A place in a product file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Name of the file.
    pub file: String,
    /// Line of the file, from 1.
    pub line: Option<u64>,
    /// The key, with those it is in: `guarantees.biologie.br`.
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

/// Where one is in a file while it is read.
#[derive(Debug, Clone)]
pub(super) struct At<'a> {
    file: &'a str,
    outline: Option<&'a Outline>,
    /// Keys, and items of lists counted from 1, from the top of the file.
    path: Vec<String>,
}

impl<'a> At<'a> {
    pub(super) fn top(file: &'a str, outline: Option<&'a Outline>) -> Self {
        Self {
            file,
            outline,
            path: Vec::new(),
        }
    }

    /// A key of where one is.
    pub(super) fn key(&self, key: &str) -> Self {
        let mut path = self.path.clone();
        path.push(key.to_owned());
        Self {
            path,
            ..self.clone()
        }
    }

    /// An item of the list where one is, counted from 0.
    pub(super) fn item(&self, index: usize) -> Self {
        self.key(&(index + 1).to_string())
    }

    pub(super) fn place(&self) -> Place {
        Place {
            file: self.file.to_owned(),
            line: self.line(),
            key: self.path.join("."),
        }
    }

    /// The line of the last of its keys that is written.
    fn line(&self) -> Option<u64> {
        let mut here = self.outline?;
        let mut line = None;
        for step in &self.path {
            let index = step.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
            let (at, value) = match (here.key(step), here.get(step)) {
                (Some(key), Some(value)) => (key.line, value),
                _ => match index.and_then(|index| here.items().get(index)) {
                    Some(item) => (item.line, item),
                    None => return line,
                },
            };
            line = Some(at);
            here = value;
        }
        line
    }

    pub(super) fn malformed(&self, why: impl Into<String>) -> ProductError {
        ProductError::Malformed {
            place: self.place(),
            why: why.into(),
        }
    }

    /// An amount in euros, never negative.
    pub(super) fn euros(&self, Euros(text): &Euros) -> Result<domain::Cents, ProductError> {
        match text.parse::<domain::Cents>() {
            Ok(amount) if amount >= domain::Cents::ZERO => Ok(amount),
            _ => Err(self.malformed(format!(
                "`{text}` is not an amount in euros: digits and at most two decimals are expected, as in \"150.00\""
            ))),
        }
    }
}
