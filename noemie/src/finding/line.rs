//! A finding as a program reads it.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Due, Finding};

/// One line of `etalon check --json`: a finding, the file it was found in, and what it calls for. Texts
/// are in English. Where `found` or `expected` may tell something about a person, it is
/// `(masked: personal data)` unless `--no-mask` is given. Other keys may be added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Line {
    /// The physical file, as it was named: `-` is standard input.
    pub file: String,
    /// Number of the logical file in it, from 0.
    pub logical_file: u64,
    /// What the finding calls for.
    pub due: Due,
    /// The finding.
    #[serde(flatten)]
    pub finding: Finding,
}
