//! What the second reading of the AMO rules comes to: the published examples, the figures of the rules document,
//! its sequences, and what holds of any life.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod cancellations;
mod counters;
mod doctors;
mod grounds;
mod holes;
mod lives;
mod others;
mod pathway;
mod plain;
mod sequences;
mod stays;
mod worked_examples;
