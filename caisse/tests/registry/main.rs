//! The registry of OC links against a plain model of it: random 408 movements, choices, care and time.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

mod account;
mod echo;
mod model;
mod reasons;
mod walk;
mod world;
