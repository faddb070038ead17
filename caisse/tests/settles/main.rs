//! Everything that the oracle settles goes out, and comes back from the wire as what the ledger can settle.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

mod queue;
mod stays;
mod support;
mod town;
