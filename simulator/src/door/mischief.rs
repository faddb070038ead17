//! What the faults that befall a request make of its answer over HTTP.

use std::sync::Arc;
use std::time::Duration;

use hyper::Response;

use crate::door::refusal::Refusal;
use crate::door::reply::{Reply, Spoiled, spoil};
use crate::door::wire::{Break, Orders};
use crate::faults::{Action, Fired};
use crate::realtime;

/// The faults of one request.
#[derive(Debug, Default)]
pub(crate) struct Mischief {
    wait: Duration,
    per_file: Duration,
    rate: Option<u32>,
    refusal: Option<(u16, Option<u32>)>,
    lost: bool,
    spoiled: Spoiled,
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
                    all.rate = Some(
                        all.rate
                            .map_or(bytes_per_second, |r| r.min(bytes_per_second)),
                    );
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
                | Action::ExpiredCertificate => {}
            }
        }
        all
    }

    /// What happens before anything is done.
    pub(crate) async fn before(&self, orders: &Orders) -> Result<(), Refusal> {
        orders.set_rate(self.rate);
        if !self.wait.is_zero() {
            realtime::pause(self.wait).await;
        }
        match self.refusal {
            Some((status, retry_after)) => Err(Refusal::Fault(status, retry_after)),
            None => Ok(()),
        }
    }

    /// What happens to a listing of so many files.
    pub(crate) async fn listed(&self, files: usize) {
        if !self.per_file.is_zero() {
            let files = u32::try_from(files).unwrap_or(u32::MAX);
            realtime::pause(self.per_file.saturating_mul(files)).await;
        }
    }

    /// What happens to the answer of what was done.
    pub(crate) fn after(self, response: Response<Reply>, orders: &Arc<Orders>) -> Response<Reply> {
        if self.lost {
            orders.reset_now();
        }
        if self.spoiled == Spoiled::default() {
            return response;
        }
        spoil(response, self.spoiled, orders)
    }
}
