//! The sample mutuelle: a literal reading of what an AMC owes, one function a rule, in decimals.
//!
//! It is written from the documents (`docs/products.md`, reimbursement rules, field notes) and never
//! from the oracle, which it is the second opinion on. Use [`serve`] to run it as a process that speaks
//! the adapter protocol, or [`Engine`] to ask it about décomptes without a wire. [`Bug`] names the
//! faults that can be planted in it.

mod adapter;
mod bug;
mod engine;
mod files;
mod ledger;
mod links;
mod money;
mod portfolio;
mod product;
pub mod rules;

#[cfg(test)]
mod fixture;

pub use adapter::{ServeError, serve, serve_under};
pub use bug::{Bug, UnknownBug};
pub use engine::{Amendment, Engine, Treatment};
pub use portfolio::{Cover, Portfolio};
pub use product::{Guarantee, Level, Pair, Percent, Product, ProductError, family_of};
