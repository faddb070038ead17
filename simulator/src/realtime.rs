//! The one module of the simulator where wall time passes: limits on what a client may make a door
//! wait, and the waits that a fault asks for. Nothing here reaches a file or the journal.

use std::pin::Pin;
use std::sync::{Condvar, MutexGuard};
use std::time::Duration;

use hyper_util::rt::TokioTimer;
use tokio::time::Sleep;

/// The timer for limits that hyper keeps.
pub(crate) fn timer() -> TokioTimer {
    TokioTimer::new()
}

/// What the future gives, where it does within that time.
pub(crate) async fn within<F: Future>(limit: Duration, future: F) -> Option<F::Output> {
    tokio::time::timeout(limit, future).await.ok()
}

/// Lets a little time pass when the system has no socket to give: trying at once would spin.
pub(crate) async fn breathe() {
    tokio::time::sleep(Duration::from_millis(50)).await;
}

/// Lets that time pass: a day of a calendar that runs by itself, or what lies between two looks at a folder.
pub(crate) async fn pass(time: Duration) {
    tokio::time::sleep(time).await;
}

/// Lets that time pass for a thread, or less where it is woken.
pub(crate) fn doze<'a, T>(
    woken: &Condvar,
    guard: MutexGuard<'a, T>,
    time: Duration,
) -> MutexGuard<'a, T> {
    match woken.wait_timeout(guard, time) {
        Ok((guard, _)) => guard,
        Err(poisoned) => poisoned.into_inner().0,
    }
}

/// Lets so much time pass, because a fault asks for it.
pub(crate) fn pause(time: Duration) -> Pin<Box<Sleep>> {
    Box::pin(tokio::time::sleep(time))
}
