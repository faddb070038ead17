//! Files that pass through a door of the mock Assurance Maladie on their way to a target, and back.
//!
//! A [`Passage`] is an office, a door on it and a courier who is an ordinary client of that door, for one scenario and lot. A
//! [`Fed`] target stands before the real one: what is handed over lies on the shelf first, and what the target is fed is what
//! the courier fetched. A target that fetches itself stands behind [`Own`]: there the door is served on a thread of its own.

mod courier;
mod error;
mod fed;
mod folder;
mod http;
mod numbers;
mod open;
mod own;
mod passage;
#[cfg(feature = "sftp")]
mod sftp;
mod tries;

pub(crate) use error::DoorError;
pub(crate) use fed::Fed;
pub(crate) use open::secret;
pub(crate) use own::Own;
pub(crate) use passage::{Passage, Plan};
