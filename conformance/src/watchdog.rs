//! Limits on a target. The only place of this room where time is waited for: never a verdict's content.

use std::process::{Child, ExitStatus};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use domain::Day;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How long and how much étalon waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Limits {
    /// Seconds without a word while an answer is due.
    pub silence_seconds: u64,
    /// Seconds that one request may take in all, however much is said meanwhile.
    pub request_seconds: u64,
    /// Unread output a target may pile up, in MiB.
    pub unread_mib: usize,
    /// Unreadable lines after which a target is given up.
    pub unreadable_lines: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            silence_seconds: 30,
            request_seconds: 600,
            unread_mib: 256,
            unreadable_lines: 20,
        }
    }
}

/// The day on the wall, in UTC: for targets that live by it.
#[must_use]
pub fn today() -> Day {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let days = since.map_or(0, |since| since.as_secs() / 86_400);
    let first = Day::new(1970, 1, 1).unwrap_or_else(|| unreachable!("the calendar has that day"));
    first.plus(i32::try_from(days).unwrap_or(i32::MAX))
}

/// What waiting for a word gave.
#[derive(Debug)]
pub(crate) enum Waited<T> {
    /// A word.
    Word(T),
    /// Nothing within the limit.
    Silence,
    /// Nobody is there any more.
    Gone,
    /// Somebody wants the run to stop.
    Stopped,
}

/// Waits for the next word, no longer than the limit, and not at all once `stop` is raised.
pub(crate) fn wait<T>(words: &Receiver<T>, limits: &Limits, stop: &AtomicBool) -> Waited<T> {
    const TICK: Duration = Duration::from_millis(50);
    let mut left = Duration::from_secs(limits.silence_seconds);
    loop {
        if stop.load(Ordering::Relaxed) {
            return Waited::Stopped;
        }
        match words.recv_timeout(left.min(TICK)) {
            Ok(word) => return Waited::Word(word),
            Err(RecvTimeoutError::Disconnected) => return Waited::Gone,
            Err(RecvTimeoutError::Timeout) if left <= TICK => return Waited::Silence,
            Err(RecvTimeoutError::Timeout) => left -= TICK,
        }
    }
}

/// When a request has taken too long in all.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline(Instant);

impl Deadline {
    pub(crate) fn of(limits: &Limits) -> Self {
        Self(Instant::now() + Duration::from_secs(limits.request_seconds))
    }

    pub(crate) fn is_past(self) -> bool {
        Instant::now() > self.0
    }
}

/// How long a process that was told to end may still take before it is killed, and how long its last
/// words are waited for.
pub(crate) const GRACE: Duration = Duration::from_millis(500);

/// How long a courier keeps trying one thing at a door, while nobody wants the run to stop.
#[cfg(feature = "doors")]
#[derive(Debug, Clone)]
pub(crate) struct Patience {
    limit: Duration,
    stop: std::sync::Arc<AtomicBool>,
}

/// Why a courier stops trying.
#[cfg(feature = "doors")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// It took too long.
    TooLong,
    /// Somebody wants the run to stop.
    Stopped,
}

#[cfg(feature = "doors")]
impl Patience {
    pub(crate) fn of(limits: &Limits, stop: &std::sync::Arc<AtomicBool>) -> Self {
        Self {
            limit: Duration::from_secs(limits.request_seconds),
            stop: std::sync::Arc::clone(stop),
        }
    }

    /// What the future gives, where it does in time.
    pub(crate) async fn with<F: Future>(&self, future: F) -> Result<F::Output, Ended> {
        let stopped = async {
            while !self.stop.load(Ordering::Relaxed) {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::select! {
            biased;
            output = tokio::time::timeout(self.limit, future) => output.map_err(|_| Ended::TooLong),
            () = stopped => Err(Ended::Stopped),
        }
    }

    /// Lets so much time pass: what a door asks for, or what lies between two looks at a folder.
    pub(crate) async fn pause(time: Duration) {
        tokio::time::sleep(time).await;
    }
}

/// Waits so long before something is asked once more.
#[cfg(feature = "doors")]
pub(crate) fn rest(time: Duration) {
    std::thread::sleep(time);
}

/// Waits until a process ends, no longer than one request may take, and not at all once `stop` is raised.
pub(crate) fn wait_for_end(
    process: &mut Child,
    limits: &Limits,
    stop: &AtomicBool,
) -> Waited<ExitStatus> {
    const LONGEST: Duration = Duration::from_millis(20);
    let deadline = Deadline::of(limits);
    let mut step = Duration::from_micros(500);
    loop {
        if stop.load(Ordering::Relaxed) {
            return Waited::Stopped;
        }
        match process.try_wait() {
            Ok(Some(status)) => return Waited::Word(status),
            Ok(None) if deadline.is_past() => return Waited::Silence,
            Ok(None) => std::thread::sleep(step),
            Err(_) => return Waited::Gone,
        }
        step = (step * 2).min(LONGEST);
    }
}

/// The exit status of a process that is ending; none where it is still there after [`GRACE`].
pub(crate) fn ended(process: &mut Child) -> Option<ExitStatus> {
    const STEP: Duration = Duration::from_millis(5);
    let mut waited = Duration::ZERO;
    loop {
        match process.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if waited < GRACE => std::thread::sleep(STEP),
            Ok(None) | Err(_) => return None,
        }
        waited += STEP;
    }
}
