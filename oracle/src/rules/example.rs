//! The worked example of a rule: what goes in stands in the catalogue, what comes out is computed.

use domain::ParseError;
use serde::Deserialize;

use super::{Acts, Files, Stays};
use crate::ambiguity::ChoiceError;
use crate::amo::stay::StayError;
use crate::law::Texts;
use crate::ledger::LedgerError;
use crate::product::{GuaranteeError, ProductError};
use crate::quote::QuoteError;

/// A case that a rule decides.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Example {
    /// Acts of one person, settled in order.
    Acts(Acts),
    /// Invoices of a stay, or visits to the emergencies.
    Stays(Stays),
    /// Files delivered to a mutuelle, in order.
    Files(Files),
    /// Told in words: the oracle does not compute it.
    Words(Words),
}

/// An example that no figure of the catalogue recomputes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// The example.
    pub told: Texts,
    /// Why it is not computed.
    pub why: Texts,
    /// The test that shows it: its file in the repository, `::`, its name.
    pub test: String,
}

/// Why an example cannot be computed: the catalogue is wrong.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExampleError {
    /// An act is not settled.
    #[error(transparent)]
    Quote(#[from] QuoteError),
    /// A stay is not settled.
    #[error(transparent)]
    Stay(#[from] StayError),
    /// The guarantee does not read.
    #[error(transparent)]
    Guarantee(#[from] GuaranteeError),
    /// The product does not read.
    #[error(transparent)]
    Product(#[from] ProductError),
    /// The register has no such reading.
    #[error(transparent)]
    Choice(#[from] ChoiceError),
    /// The portfolio does not open.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// An identity does not read.
    #[error(transparent)]
    Identity(#[from] ParseError),
    /// A code that no table of the law could have.
    #[error("`{0}` is not a code of the CCAM nor a word of the law's tables")]
    Code(String),
    /// A number that no file or décompte may have, or a file without décompte.
    #[error("{0} is out of range")]
    Range(u32),
}
