//! The law: what the Assurance Maladie pays, what a mutuelle owes on top of it, and why.
//!
//! Two halves that share the catalogue of rules, the ambiguity register and the trace:
//! [`amo`] settles an act of care with the parameters in force on its date; [`amc`] and [`ledger`]
//! fold what a mutuelle was really delivered into the reaction and the amount due for every line.

pub mod ambiguity;
pub mod amc;
pub mod amo;
pub mod law;
pub mod ledger;
pub mod product;
pub mod quote;
pub mod rules;
pub mod trace;
