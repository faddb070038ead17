//! Sentences of the documents that neither published nor random cases hold: each test here was missing when the
//! mutants of TESTING.md were tried.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod amc;
mod amo;
mod ledger;
mod quote;
mod rules;
mod text;
