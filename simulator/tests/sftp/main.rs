//! The SFTP door, met by OpenSSH's `sftp` and by a client that sends what `sftp` never would.
#![cfg(all(feature = "sftp", unix))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod bad_days;
mod hostile;
mod open;
mod openssh;
mod owners;
