//! The body of an answer: a content sent piece by piece, with what befalls it on the way.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hyper::Response;
use hyper::body::{Body, Frame, SizeHint};
use hyper::header::{CONTENT_LENGTH, HeaderValue};
use tokio::task::JoinHandle;

use crate::Content;
use crate::door::mischief::{Mischief, Spoiled};
use crate::door::wire::{Break, Orders};

/// A range of a content, one piece at a time: the next is asked for once this one is taken.
#[derive(Debug)]
pub(crate) struct Reply {
    content: Content,
    at: u64,
    end: u64,
    /// A piece that is being read from elsewhere.
    reading: Option<JoinHandle<io::Result<Bytes>>>,
    broken: Option<(Break, Arc<Orders>)>,
}

impl Reply {
    /// The bytes `at..end` of a content.
    pub(crate) fn range(content: Content, at: u64, end: u64) -> Self {
        Self {
            content,
            at,
            end,
            reading: None,
            broken: None,
        }
    }

    pub(crate) fn whole(content: impl Into<Content>) -> Self {
        let content = content.into();
        let end = content.len();
        Self::range(content, 0, end)
    }

    fn left(&self) -> u64 {
        self.end.saturating_sub(self.at)
    }
}

/// What faults make of the answer to what was done.
pub(crate) fn after(
    mischief: &Mischief,
    response: Response<Reply>,
    orders: &Arc<Orders>,
) -> Response<Reply> {
    if mischief.lost {
        orders.reset_now();
    }
    if mischief.spoiled.is_sound() {
        return response;
    }
    spoil(response, mischief.spoiled, orders)
}

/// Lets something befall an answer: what is announced then differs from what comes.
fn spoil(mut response: Response<Reply>, spoiled: Spoiled, orders: &Arc<Orders>) -> Response<Reply> {
    let body = response.body_mut();
    let there = body.left();
    let announced = spoiled.announced(there);
    let (comes, by) = match spoiled.cut(there) {
        Some((after, by)) => (after, Some(by)),
        None => (
            there,
            (announced > spoiled.given(there)).then_some(Break::Close),
        ),
    };
    body.end = body.at + comes.min(announced);
    if let Some(by) = by {
        // The stream breaks once it has sent all that it was given: the head, and the last piece.
        if body.left() == 0 {
            orders.break_flushed(by);
        }
        body.broken = Some((by, orders.clone()));
        let length = HeaderValue::from(announced);
        response.headers_mut().insert(CONTENT_LENGTH, length);
    }
    response
}

impl Body for Reply {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let this = &mut *self;
        if this.left() == 0 {
            let Some((by, orders)) = &this.broken else {
                return Poll::Ready(None);
            };
            orders.break_flushed(*by);
            return Poll::Pending;
        }
        let range = this.at..this.end;
        let piece = if this.content.in_memory().is_some() {
            this.content.piece(range)
        } else {
            let content = &this.content;
            let reading = this.reading.get_or_insert_with(|| {
                let content = content.clone();
                tokio::task::spawn_blocking(move || content.piece(range))
            });
            let read = ready!(Pin::new(reading).poll(cx));
            this.reading = None;
            read.unwrap_or_else(|stopped| Err(io::Error::other(stopped)))
        };
        if let Ok(piece) = &piece {
            this.at += piece.len() as u64;
            if piece.is_empty() {
                return Poll::Ready(Some(Err(io::ErrorKind::UnexpectedEof.into())));
            }
            // Where as many bytes come as were announced, nothing is asked of the body after them.
            if this.left() == 0
                && let Some((by, orders)) = &this.broken
            {
                orders.break_flushed(*by);
            }
        }
        Poll::Ready(Some(piece.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.left() == 0 && self.broken.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        if self.broken.is_some() {
            // Another length is announced than comes.
            return SizeHint::default();
        }
        SizeHint::with_exact(self.left())
    }
}
