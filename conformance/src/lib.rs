//! Targets, the scenario runner, the judge, the shrinker and the reports: any mutuelle in, a verdict one
//! can act on out.

mod arrival;
pub mod case;
pub mod cause;
pub mod compare;
pub mod doctor;
#[cfg(feature = "doors")]
mod doors;
pub mod examples;
pub mod folder;
pub mod invariants;
pub mod judge;
pub mod preload;
pub mod report;
pub mod requirements;
pub mod runner;
pub mod scenario;
mod sent;
pub mod session;
pub mod shrink;
pub mod signature;
pub mod stream;
pub mod target;
pub mod trust;
pub mod wall;
pub mod watchdog;
