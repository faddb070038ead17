//! Targets, the scenario runner, the judge, the shrinker and the reports.

pub mod report;
pub mod stream;
