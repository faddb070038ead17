//! What the faults that befall a request add up to, at whatever door: waits, a rate, a refusal, a cut.

use std::time::Duration;

use crate::door::wire::Break;
use crate::faults::{Action, After, Fired};
use crate::realtime;

/// The faults of one request.
#[derive(Debug, Default)]
pub(crate) struct Mischief {
    wait: Duration,
    per_file: Duration,
    /// Bytes a second.
    pub(crate) rate: Option<u32>,
    /// Nothing is done: the status, and the seconds after which to come again.
    pub(crate) refusal: Option<(u16, Option<u32>)>,
    /// What is asked for is done, and not answered.
    pub(crate) lost: bool,
    pub(crate) spoiled: Spoiled,
}

/// How a body is not what it is announced to be.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spoiled {
    cut: Option<(After, Break)>,
    fewer: u64,
    more: u64,
}

impl Mischief {
    pub(crate) fn of(fired: &[Fired]) -> Self {
        let millis = |ms: u32| Duration::from_millis(ms.into());
        let mut all = Self::default();
        for one in fired {
            let spoiled = &mut all.spoiled;
            match one.action {
                Action::Latency { .. } => all.wait += millis(one.drawn),
                Action::SlowListing { ms_per_file } => all.per_file += millis(ms_per_file),
                Action::Bandwidth { bytes_per_second } => {
                    let slower = |rate: u32| rate.min(bytes_per_second);
                    all.rate = Some(all.rate.map_or(bytes_per_second, slower));
                }
                // Of several breaks and refusals the first stands.
                Action::Reset(after) => {
                    spoiled.cut.get_or_insert((after, Break::Reset));
                }
                Action::Truncated(after) => {
                    spoiled.cut.get_or_insert((after, Break::Close));
                }
                Action::AnnouncedShorter { bytes } => spoiled.fewer = bytes.into(),
                Action::AnnouncedLonger { bytes } => spoiled.more = bytes.into(),
                Action::AnswerLost => all.lost = true,
                Action::ServerError {
                    status,
                    retry_after_seconds,
                } => {
                    all.refusal.get_or_insert((status, retry_after_seconds));
                }
                Action::TooManyRequests {
                    retry_after_seconds,
                } => {
                    all.refusal.get_or_insert((429, Some(retry_after_seconds)));
                }
                Action::InPart { .. }
                | Action::ListedTwice
                | Action::OfferedAgain
                | Action::Hidden(_)
                | Action::OlderAfterNewer { .. }
                | Action::ClockJump { .. }
                | Action::Damage(_)
                | Action::Adversity(_)
                | Action::ExpiredCertificate => {}
            }
        }
        all
    }

    /// The wait before anything is done.
    pub(crate) async fn pause(&self) {
        if !self.wait.is_zero() {
            realtime::pause(self.wait).await;
        }
    }

    /// What happens to a listing of so many files.
    pub(crate) async fn listed(&self, files: usize) {
        if !self.per_file.is_zero() {
            let files = u32::try_from(files).unwrap_or(u32::MAX);
            realtime::pause(self.per_file.saturating_mul(files)).await;
        }
    }
}

impl Spoiled {
    /// Whether all comes as it is announced.
    pub(crate) fn is_sound(self) -> bool {
        self == Self::default()
    }

    /// The length that a body of that many bytes is said to have.
    pub(crate) fn announced(self, length: u64) -> u64 {
        self.given(length).saturating_add(self.more)
    }

    /// How many of them come where nothing breaks off.
    pub(crate) fn given(self, length: u64) -> u64 {
        length.saturating_sub(self.fewer)
    }

    /// Where what comes of so many bytes or names breaks off, and how.
    pub(crate) fn cut(self, length: u64) -> Option<(u64, Break)> {
        self.cut.map(|(after, by)| (after.of(length), by))
    }
}
