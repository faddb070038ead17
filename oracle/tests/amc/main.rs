//! The share of the mutuelle on one line, from the product file to the cent.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../least/mod.rs"]
mod least;

mod guarantee_examples;
mod products;
mod properties;
mod random_lines;
mod random_products;
mod readings;
mod shares;
mod support;
mod worked_examples;
