//! The one module of the simulator where wall time passes: limits on what a client may make a door
//! wait, and the waits that a fault asks for. Nothing here reaches a file or the journal.

use std::pin::Pin;
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

/// Lets so much time pass, because a fault asks for it.
pub(crate) fn pause(time: Duration) -> Pin<Box<Sleep>> {
    Box::pin(tokio::time::sleep(time))
}
