//! Sentences of the documents that neither published nor random cases hold: each test here was missing when the
//! mutants of TESTING.md were tried.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../least/mod.rs"]
mod least;

mod amc;
mod amo;
mod caps;
mod codes;
mod complement;
mod contracts;
mod days;
mod deciding;
mod files;
mod given;
mod invoices;
mod ledger;
mod levels;
mod numbers;
mod quote;
mod reasons;
mod responsible;
mod rules;
mod session;
mod stay;
mod stay_steps;
mod text;
