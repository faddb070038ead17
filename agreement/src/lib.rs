//! The two AMO halves on the same decisions, for tests alone.
//!
//! [`run`] draws lives (a person, and care in town that follows on care over the four years of the law) and feeds
//! every act to `oracle::amo::liquidate` and to `second_amo::settle`, each with counters of its own. Base, share,
//! majoration, amount, participation, franchise and what is put off must be the same to the cent, and so must what
//! later payments recover of it, what is still owed after each act and each cancellation, and what both withheld in
//! each year when the life ends. [`run_stays`] draws stays in hospital, billed by invoices in any order, and visits to
//! the emergencies. An error on both sides agrees. Cases on which the two may differ stand in `compare.rs`, each by
//! the id of its entry in the register of ambiguities.

pub mod amc;
mod batches;
mod care;
mod compare;
mod draws;
mod life;
mod rules;
mod statements;
mod stays;
mod tally;
mod town;

pub use compare::LISTED;
pub use rules::{Half, Lives, not_asked, reached_by};
pub use statements::{Flows, run_statements};
pub use stays::run_stays;
pub use tally::Tally;
pub use town::run;
