//! The stream of a connection, where faults happen that no HTTP answer can make: it is slow, or it breaks.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering::Relaxed};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;

use crate::realtime;

/// A stream that a door can hold a conversation over.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send + 'static {
    /// Makes the end that follows a reset, where the stream knows such a thing: the other side then learns that it
    /// was none of the usual ends.
    fn end_by_reset(&self) {}
}

impl Stream for TcpStream {
    fn end_by_reset(&self) {
        let _ = self.set_zero_linger();
    }
}

impl Stream for tokio::io::DuplexStream {}

/// How a connection breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Break {
    /// By a reset.
    Reset,
    /// By a proper end.
    Close,
}

/// What the answers of a connection tell its stream.
#[derive(Debug, Default)]
pub(crate) struct Orders {
    /// 0 for as fast as can be.
    bytes_per_second: AtomicU32,
    breaks: AtomicU8,
}

const RESET_FLUSHED: u8 = 1;
const CLOSE_FLUSHED: u8 = 2;
const RESET_NOW: u8 = 3;

impl Orders {
    pub(crate) fn set_rate(&self, bytes_per_second: Option<u32>) {
        self.bytes_per_second
            .store(bytes_per_second.unwrap_or(0), Relaxed);
    }

    /// Breaks once what was written so far is on its way.
    pub(crate) fn break_flushed(&self, by: Break) {
        let order = match by {
            Break::Reset => RESET_FLUSHED,
            Break::Close => CLOSE_FLUSHED,
        };
        self.breaks.store(order, Relaxed);
    }

    /// Whether the end is to be none of the usual ones.
    #[cfg(feature = "sftp")]
    pub(crate) fn is_reset(&self) -> bool {
        matches!(self.breaks.load(Relaxed), RESET_NOW | RESET_FLUSHED)
    }

    /// Breaks before anything more is written.
    pub(crate) fn reset_now(&self) {
        self.breaks.store(RESET_NOW, Relaxed);
    }
}

/// A stream under orders.
#[derive(Debug)]
pub(crate) struct Wire<S> {
    stream: S,
    orders: Arc<Orders>,
    reads: Pace,
    writes: Pace,
    /// How long the other side may take nothing.
    patience: Duration,
    stalled: Option<Pin<Box<Sleep>>>,
}

impl<S> Wire<S> {
    pub(crate) fn new(stream: S, orders: Arc<Orders>, patience: Duration) -> Self {
        Self {
            stream,
            orders,
            reads: Pace::default(),
            writes: Pace::default(),
            patience,
            stalled: None,
        }
    }

    /// What becomes of a write: one that waits too long is an error.
    fn patient<T>(
        &mut self,
        write: Poll<io::Result<T>>,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<T>> {
        if write.is_ready() {
            self.stalled = None;
            return write;
        }
        let patience = self.patience;
        let stalled = self
            .stalled
            .get_or_insert_with(|| realtime::pause(patience));
        ready!(stalled.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

/// Bytes that have to be waited for.
#[derive(Debug, Default)]
struct Pace {
    wait: Option<Pin<Box<Sleep>>>,
}

/// A second of a slow stream comes in so many pieces.
const BEATS: u32 = 10;
/// Bytes read at a time from a slow stream.
const SLOW_PIECE: usize = 4 << 10;

impl Pace {
    /// How many bytes may pass now.
    fn room(&mut self, rate: u32, cx: &mut Context<'_>) -> Poll<usize> {
        if let Some(wait) = &mut self.wait {
            ready!(wait.as_mut().poll(cx));
            self.wait = None;
        }
        Poll::Ready(match rate {
            0 => usize::MAX,
            rate => usize::try_from(rate.div_ceil(BEATS)).unwrap_or(usize::MAX),
        })
    }

    /// Has so many bytes waited for.
    fn passed(&mut self, bytes: usize, rate: u32) {
        if rate > 0 && bytes > 0 {
            let nanos = (bytes as u128) * 1_000_000_000 / u128::from(rate);
            let time = Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX));
            self.wait = Some(realtime::pause(time));
        }
    }
}

impl<S: Stream> Wire<S> {
    /// The error that ends the connection, where one is ordered that is due.
    fn broken(&mut self, flushed: bool, cx: &mut Context<'_>) -> Option<io::Error> {
        match self.orders.breaks.load(Relaxed) {
            RESET_NOW => {}
            RESET_FLUSHED if flushed => {}
            CLOSE_FLUSHED if flushed => {
                // An end sent is an end; one that waits for room is sent when the stream is dropped.
                let _ = Pin::new(&mut self.stream).poll_shutdown(cx);
                return Some(io::ErrorKind::BrokenPipe.into());
            }
            _ => return None,
        }
        self.stream.end_by_reset();
        Some(io::ErrorKind::ConnectionReset.into())
    }
}

impl<S: Stream> AsyncRead for Wire<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let rate = this.orders.bytes_per_second.load(Relaxed);
        let room = ready!(this.reads.room(rate, cx));
        if rate == 0 {
            return Pin::new(&mut this.stream).poll_read(cx, buf);
        }
        let mut piece = [0; SLOW_PIECE];
        let room = room.min(buf.remaining()).min(SLOW_PIECE);
        let mut part = ReadBuf::new(piece.get_mut(..room).unwrap_or_default());
        ready!(Pin::new(&mut this.stream).poll_read(cx, &mut part))?;
        buf.put_slice(part.filled());
        let bytes = part.filled().len();
        this.reads.passed(bytes, rate);
        Poll::Ready(Ok(()))
    }
}

impl<S: Stream> AsyncWrite for Wire<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        if let Some(error) = this.broken(false, cx) {
            return Poll::Ready(Err(error));
        }
        let rate = this.orders.bytes_per_second.load(Relaxed);
        let room = ready!(this.writes.room(rate, cx)).min(buf.len());
        let part = buf.get(..room).unwrap_or(buf);
        let write = Pin::new(&mut this.stream).poll_write(cx, part);
        let written = ready!(this.patient(write, cx))?;
        this.writes.passed(written, rate);
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let flush = Pin::new(&mut this.stream).poll_flush(cx);
        ready!(this.patient(flush, cx))?;
        Poll::Ready(match this.broken(true, cx) {
            Some(error) => Err(error),
            None => Ok(()),
        })
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
