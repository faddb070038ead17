//! The body of a request.

use std::io::{self, Write as _};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};

use crate::door::refusal::Refusal;
use crate::door::setup::Limits;
use crate::spool::{Coming, IN_MEMORY, Spool};
use crate::{Content, realtime};

/// Read past the limit, for a client that listens only once it has said all: it then gets to know why.
pub(crate) const LINGER: usize = 1 << 20;

/// Bytes of a long body that come in the time that a short one has.
const STRETCH: u64 = 64 << 20;

/// The whole body, where it has at most as many bytes as are allowed and comes in time: a long one is on a disk then. With
/// `waits` the client sends a body only once it is asked to, and one that announces too much is not.
pub(crate) async fn take(
    body: Incoming,
    limits: &Limits,
    waits: bool,
    spool: &Spool,
) -> Result<Content, Refusal> {
    let mut taking = Taking {
        limit: limits.body,
        waits,
        coming: spool.begin(),
        next: Vec::new(),
    };
    let mut body = body;
    // Each stretch has its time: a slow client of a long file is not cut, one that sends a byte now and then is.
    let mut stretches = 0;
    loop {
        stretches += 1;
        let stretch = taking.up_to(&mut body, STRETCH.saturating_mul(stretches));
        let ended = realtime::within(limits.body_time, stretch).await;
        if ended.ok_or(Refusal::Late)?? {
            return taking.content().await;
        }
    }
}

/// A body that is being taken.
struct Taking {
    limit: u64,
    waits: bool,
    coming: Coming,
    /// Bytes that come next. One buffer: frames kept as they come could each hold a whole read buffer for a single byte.
    next: Vec<u8>,
}

impl Taking {
    fn length(&self) -> u64 {
        self.coming.len() + self.next.len() as u64
    }

    /// Takes frames until there are so many bytes; whether the body ended before.
    async fn up_to(&mut self, body: &mut Incoming, bytes: u64) -> Result<bool, Refusal> {
        let announced = self.length().saturating_add(body.size_hint().lower());
        if announced > self.limit {
            if !self.waits {
                pass_over(body, LINGER).await;
            }
            return Err(Refusal::TooLarge(self.limit));
        }
        while self.length() < bytes {
            let Some(frame) = body.frame().await else {
                return Ok(true);
            };
            let Ok(data) = frame.map_err(|_| Refusal::Broken)?.into_data() else {
                continue;
            };
            if data.len() as u64 > self.limit - self.length() {
                pass_over(body, LINGER).await;
                return Err(Refusal::TooLarge(self.limit));
            }
            if self.next.len() + data.len() > IN_MEMORY {
                self.put_away().await?;
            }
            self.next.extend_from_slice(&data);
        }
        Ok(false)
    }

    /// Hands over what came, where it holds nobody up.
    async fn put_away(&mut self) -> Result<(), Refusal> {
        let (coming, next) = (&mut self.coming, &mut self.next);
        let (mut own, bytes) = (coming.take(), std::mem::take(next));
        let written = tokio::task::spawn_blocking(move || {
            let written = own.write_all(&bytes);
            (written, own, bytes)
        });
        let (written, own, bytes) = written.await.map_err(disk)?;
        (*coming, *next) = (own, bytes);
        next.clear();
        written.map_err(disk)
    }

    async fn content(mut self) -> Result<Content, Refusal> {
        if self.coming.len() == 0 {
            return Ok(self.next.into());
        }
        self.put_away().await?;
        let coming = self.coming;
        let content = tokio::task::spawn_blocking(move || coming.content());
        content.await.map_err(disk)?.map_err(disk)
    }
}

fn disk(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Refusal {
    Refusal::Disk(io::Error::other(error))
}

/// Reads a body that is not taken, up to a limit and for so long, so that the client gets to hear why.
pub(crate) async fn discard(mut body: Incoming, at_most: usize, time: Duration) {
    realtime::within(time, pass_over(&mut body, at_most)).await;
}

async fn pass_over(body: &mut Incoming, at_most: usize) {
    let mut left = at_most;
    while let Some(Ok(frame)) = body.frame().await {
        let length = frame.data_ref().map_or(0, Bytes::len);
        let Some(rest) = left.checked_sub(length) else {
            return;
        };
        left = rest;
    }
}
