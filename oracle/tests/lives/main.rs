//! Whole lives: years of care of random people under random products, asked act by act.
//!
//! `care`, `people` and `products` draw; `properties` and `delivery` say what holds of every life. What fails is
//! printed as the product files and the lines of a batch, which `etalon quote --batch` reads.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../least/mod.rs"]
mod least;

mod care;
mod delivery;
mod life;
mod people;
mod products;
mod properties;
