use serde::{Deserialize, Serialize};

use crate::{ActCode, BirthDate, Cents, Day, LineId, Nir, Rank};

/// A document handed to the mutuelle by another way than NOEMIE.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Statement {
    /// What it is.
    pub kind: StatementKind,
    /// Lines it tells of, where they have a NOEMIE identity.
    #[serde(default)]
    pub lines: Vec<LineId>,
    /// What the issuer paid, or claims (invoice), cents.
    pub amount: Cents,
    /// Day on which it was issued, where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued: Option<Day>,
    /// The care of a décompte on paper, which has no NOEMIE identity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub care: Option<PaperCare>,
}

/// Kinds of [`Statement`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StatementKind {
    /// A décompte on paper, handed over by the insured.
    PaperDecompte,
    /// What a first insurer paid.
    FirstInsurer,
    /// A professional's invoice.
    Invoice,
    /// A professional's bill with its receipt: the insured has paid it.
    ReceiptedBill,
}

/// The care that a décompte on paper tells of, as it was keyed in by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct PaperCare {
    /// NIR of the insured.
    pub nir: Nir,
    /// Birth date of the beneficiary, régime text.
    pub birth: BirthDate,
    /// Birth rank of the beneficiary.
    pub rank: Rank,
    /// Act code.
    pub act: ActCode,
    /// Day of care.
    pub day: Day,
    /// Amount spent, cents.
    pub spent: Cents,
}
