//! Why something of a stay is not settled.

use domain::{ActCode, Day};

use crate::law::LawError;

/// Why a stay or an emergency visit is not settled.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StayError {
    /// The law has no figure.
    #[error(transparent)]
    Law(#[from] LawError),
    /// Care in an overseas department, or of somebody insured there: give what the AMO did.
    #[error(
        "{act} on {day}: the tariffs and rates of the overseas departments (Guadeloupe, Martinique, Guyane, La \
         Réunion, Mayotte) are not loaded"
    )]
    Overseas {
        /// `GHS` for a stay, `FPU` for a visit to the emergencies.
        act: ActCode,
        /// Day of entry, or of the visit.
        day: Day,
    },
    /// The days do not follow one another: give the entry, then the first, then the last day.
    #[error("the stay entered on {entry} has no days from {from} to {to}")]
    Days {
        /// Day of entry.
        entry: Day,
        /// First day billed.
        from: Day,
        /// Last day billed.
        to: Day,
    },
    /// Day surgery that does not end on the day it begins.
    #[error("day surgery begun on {entry} lasts to {to}")]
    LongDaySurgery {
        /// Day of entry.
        entry: Day,
        /// Last day billed.
        to: Day,
    },
    /// The day was billed on an earlier invoice of the stay: cancel that one first.
    #[error("two invoices of the stay entered on {entry} bill {day}")]
    BilledTwice {
        /// Day of entry.
        entry: Day,
        /// First day billed twice.
        day: Day,
    },
    /// Days after the exit: give the exit on the last invoice of the stay.
    #[error("the stay entered on {entry} bills {day}, after its exit on {exit}")]
    AfterExit {
        /// Day of entry.
        entry: Day,
        /// Day of the exit.
        exit: Day,
        /// Last day billed.
        day: Day,
    },
    /// An act or a fee before the day of entry.
    #[error("an act on {day}, before the entry on {entry}")]
    BeforeEntry {
        /// Day of entry.
        entry: Day,
        /// Date of care.
        day: Day,
    },
    /// An amount below zero: reversals are made by taking an invoice back.
    #[error("negative amount on an invoice of the stay entered on {entry}")]
    Negative {
        /// Day of entry.
        entry: Day,
    },
}
