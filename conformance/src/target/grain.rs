//! At which grain a target tells what it paid.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// At which grain answers are compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Grain {
    /// Line by line: reaction, amount, payee and reason.
    #[default]
    Line,
    /// By décompte: what is paid for its lines less what is taken back, in cents. Nothing else is compared.
    Decompte,
}

impl Grain {
    /// Whether it is that of lines.
    #[must_use]
    pub const fn is_line(&self) -> bool {
        matches!(self, Self::Line)
    }
}
