//! Sentences of the documents that neither published nor random cases hold: each test here was missing when the
//! mutants of TESTING.md were tried.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../least/mod.rs"]
mod least;

mod amc;
mod amo;
mod caps;
mod complement;
mod days;
mod files;
mod given;
mod ledger;
mod levels;
mod numbers;
mod quote;
mod reasons;
mod responsible;
mod rules;
mod session;
mod stay;
mod text;
