//! How often and how soon a courier asks again for what did not succeed.

use std::time::Duration;

use crate::doors::DoorError;

/// Times one thing is tried: more than any fault that passes asks for.
pub(super) const TRIES: u32 = 60;

/// What is waited for before the same is asked again where the door does not say: a delay that grows (assumption: from
/// 2 to 128 ms, short because the door is on this machine).
pub(super) fn growing(tries: u32) -> Duration {
    Duration::from_millis(2 << tries.min(6))
}

pub(super) fn gave_up(what: &str) -> DoorError {
    DoorError::GaveUp {
        what: what.to_owned(),
        tries: TRIES,
    }
}
