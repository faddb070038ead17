//! The body of a request.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};

use crate::door::refusal::Refusal;
use crate::realtime;

/// Read past the limit, for a client that listens only once it has said all: it then gets to know why.
pub(crate) const LINGER: usize = 1 << 20;

/// The whole body, where it has at most `limit` bytes. With `waits` the client sends a body only once
/// it is asked to, and one that announces too much is not.
pub(crate) async fn take(body: Incoming, limit: usize, waits: bool) -> Result<Bytes, Refusal> {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if announced > limit {
        if !waits {
            pass_over(body, LINGER).await;
        }
        return Err(Refusal::TooLarge(limit));
    }
    // One buffer: frames kept as they come could each hold a whole read buffer for a single byte.
    let mut whole = Vec::new();
    let mut body = body;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| Refusal::Broken)?.into_data() else {
            continue;
        };
        if data.len() > limit - whole.len() {
            pass_over(body, LINGER).await;
            return Err(Refusal::TooLarge(limit));
        }
        whole.extend_from_slice(&data);
    }
    Ok(whole.into())
}

/// Reads a body that is not taken, up to a limit and for so long, so that the client gets to hear why.
pub(crate) async fn discard(body: Incoming, at_most: usize, time: Duration) {
    realtime::within(time, pass_over(body, at_most)).await;
}

async fn pass_over(mut body: Incoming, at_most: usize) {
    let mut left = at_most;
    while let Some(Ok(frame)) = body.frame().await {
        let length = frame.data_ref().map_or(0, Bytes::len);
        let Some(rest) = left.checked_sub(length) else {
            return;
        };
        left = rest;
    }
}
