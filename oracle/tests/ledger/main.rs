//! What is due for what was really delivered: one test a rule.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod cancelling;
mod checks;
mod debts;
mod documents;
mod files;
mod options;
mod order;
mod properties;
mod rights;
mod rows;
mod settling;
mod support;
mod trace;
