use domain::Party;
use noemie::WriteError;
use oracle::amo::AmoError;

use crate::InvoiceId;

/// Why the caisse cannot take a step.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CaisseError {
    /// The law does not settle an act.
    #[error("failed to settle an act: {0}")]
    Law(#[from] AmoError),
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
