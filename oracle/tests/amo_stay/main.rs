//! Stays in hospital, heavy acts and the emergency flat fee.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod charges;
mod heavy;
mod invoices;
mod support;
mod worked_examples;
