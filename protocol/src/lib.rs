//! The adapter protocol: what étalon and a mutuelle's software say to each other.
//!
//! One JSON object a line, UTF-8, on the target's standard input and output. étalon asks
//! ([`Request`]), the target answers ([`Reply`]); every request has an `id`, several may be under way,
//! answers come in any order and name the request they answer in `re`. Unknown fields are ignored on
//! both sides, unknown capabilities too. The page `docs/adapter-protocol.md` has a dialogue to follow.

mod content;
mod door;
mod error;
mod message;
mod wire;

pub use content::Carried;
pub use domain::{Statement, StatementKind};
pub use door::DoorAddress;
pub use error::ProtocolError;
pub use message::{
    Capability, FETCHED, FileAnswer, FileMessage, LineAnswer, LinkStatus, PersonLink, Reply,
    Request, RequestBody, Software,
};
pub use wire::{read_reply, read_request, write_line};

/// Version of the protocol spoken here. The part before the dot must agree; the other may differ.
pub const VERSION: &str = "1.0";

/// Whether a peer that says `version` can be talked to.
///
/// ```
/// assert!(protocol::speaks("1.7"));
/// assert!(!protocol::speaks("2.0"));
/// ```
#[must_use]
pub fn speaks(version: &str) -> bool {
    let major = |text: &str| text.split('.').next().map(str::to_owned);
    major(version) == major(VERSION)
}
