use domain::Party;
use noemie::WriteError;
use oracle::amo::{AmoError, stay::StayError};
use oracle::law::LawError;

use crate::InvoiceId;

/// Why the caisse cannot take a step.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CaisseError {
    /// The law does not settle an act.
    #[error("failed to settle an act: {0}")]
    Law(#[from] AmoError),
    /// The law does not settle a stay.
    #[error("failed to settle a stay: {0}")]
    Stay(#[from] StayError),
    /// The law has no tariff of the C2S for an act.
    #[error("failed to settle the part of the C2S: {0}")]
    C2s(#[from] LawError),
    /// A file cannot be written.
    #[error("failed to write a file: {0}")]
    Write(#[from] WriteError),
    /// An event names a care sheet that no décompte went out for.
    #[error("no décompte went out for the care sheet {}", .0.0)]
    UnknownInvoice(InvoiceId),
    /// A 408 file is addressed to nobody known as a caisse.
    #[error("the file is addressed to {0}, which is no caisse")]
    NotACaisse(Party),
}
