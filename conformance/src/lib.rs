//! Targets, the scenario runner, the judge, the shrinker and the reports: any mutuelle in, a verdict one
//! can act on out.

pub mod case;
pub mod cause;
pub mod examples;
pub mod folder;
pub mod judge;
pub mod report;
pub mod runner;
pub mod scenario;
pub mod session;
pub mod shrink;
pub mod signature;
pub mod stream;
pub mod target;
pub mod watchdog;
