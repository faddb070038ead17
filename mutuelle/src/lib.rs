//! The sample mutuelle: a literal reading of what an AMC owes, one function a rule, in decimals.
//!
//! It is written from the documents (`docs/products.md`, reimbursement rules, field notes) and never
//! from the oracle, which it is the second opinion on. Use [`serve`] to run it as a process that speaks
//! the adapter protocol, or [`Engine`] to ask it about décomptes without a wire. [`Bug`] names the
//! faults that can be planted in it.

mod adapter;
mod bug;
mod contracts;
mod decision;
mod door;
mod engine;
mod facts;
mod files;
mod heading;
mod journal;
mod law;
mod ledger;
mod links;
mod money;
mod portfolio;
mod product;
mod readings;
mod rules;

#[cfg(test)]
mod fixture;

pub use adapter::{Adapter, ServeError, serve, serve_under};
pub use bug::{Bug, UnknownBug};
pub use contracts::{Contracts, SettleError, settle_lines};
pub use decision::Decision;
pub use engine::{Amendment, Engine, StatementTreatment, Treatment};
pub use facts::{AmoPayee, AmoStatus, Doctor, Facts, Lenses, Person, Place};
pub use heading::heading_of;
pub use journal::{Counted, Entry, Units};
pub use law::MissingFigure;
pub use portfolio::{Cover, Portfolio};
pub use product::{Product, ProductError};
pub use readings::{Readings, UnknownReading};
pub use rules::met::Rule;
