use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::ops::Range;
use std::sync::mpsc::{self, SyncSender};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;

use bytes::{Bytes, BytesMut};
use sha2::{Digest as _, Sha256};

use crate::Source;
use crate::content;

/// A file in parts that are made when they are asked for, such as one that generators make lot by lot: however long it is,
/// a few parts of it are in memory.
///
/// ```
/// use simulator::{Content, InParts};
/// let file = InParts::measure(3, |part| Ok(format!("part {part};").into()))?;
/// let content = Content::from_source(file);
/// assert_eq!(content.len(), 21);
/// assert_eq!(content.piece(5..12)?, "0;part ");
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct InParts<M> {
    parts: Arc<Parts<M>>,
    /// Asks for a part ahead of its reader; where one is asked for already, no more is.
    ahead: OnceLock<Option<SyncSender<usize>>>,
}

struct Parts<M> {
    make: M,
    /// Where each part ends.
    ends: Vec<u64>,
    sha256: String,
    /// Those made last, the newest at the back.
    made: Mutex<VecDeque<Made>>,
}

struct Made {
    part: usize,
    slot: Slot,
    /// Whether somebody came to its beginning: the next one is made meanwhile.
    begun: bool,
}

/// A part that is there, or being made: who wants it as well waits.
type Slot = Arc<Mutex<Option<Bytes>>>;

/// Parts in memory at most, beside those that are being read. Half as many readers can be at different places of a file, each
/// with the part that comes next, without making a part anew for each piece.
const MADE: usize = 8;

impl<M: Fn(usize) -> io::Result<Bytes>> InParts<M> {
    /// Makes each part once, one after the other, to know how long it is, and the SHA-256 of the whole. `make` gives the same
    /// bytes whenever it is asked for a part, from 0. Whoever reads from part to part finds the next one made, by a thread of
    /// its own, while the last is on its way.
    ///
    /// # Errors
    /// The first of `make`.
    pub fn measure(parts: usize, make: M) -> io::Result<Self> {
        let mut hash = Sha256::new();
        let mut ends = Vec::with_capacity(parts);
        let mut end = 0;
        for part in 0..parts {
            let bytes = make(part)?;
            hash.update(&bytes);
            end += bytes.len() as u64;
            ends.push(end);
        }
        let parts = Parts {
            make,
            ends,
            sha256: content::hex(hash),
            made: Mutex::default(),
        };
        Ok(Self {
            parts: Arc::new(parts),
            ahead: OnceLock::new(),
        })
    }
}

impl<M: Fn(usize) -> io::Result<Bytes>> Parts<M> {
    /// Where a part lies in the file.
    fn place(&self, part: usize) -> Option<Range<u64>> {
        let end = *self.ends.get(part)?;
        let start = part.checked_sub(1).and_then(|before| self.ends.get(before));
        Some(start.copied().unwrap_or(0)..end)
    }

    fn part(&self, part: usize) -> io::Result<Bytes> {
        let place = self.place(part).ok_or(io::ErrorKind::UnexpectedEof)?;
        let slot = self.slot(part);
        let mut slot = lock(&slot);
        if let Some(bytes) = &*slot {
            return Ok(bytes.clone());
        }
        let bytes = (self.make)(part)?;
        if bytes.len() as u64 != place.end - place.start {
            let why = format!("part {part} has another length than when it was measured");
            return Err(io::Error::other(why));
        }
        Ok(slot.insert(bytes).clone())
    }

    fn slot(&self, part: usize) -> Slot {
        let mut made = lock(&self.made);
        if let Some(known) = made.iter().find(|known| known.part == part) {
            return known.slot.clone();
        }
        if made.len() >= MADE {
            made.pop_front();
        }
        let slot = Slot::default();
        made.push_back(Made {
            part,
            slot: slot.clone(),
            begun: false,
        });
        slot
    }

    /// The part that a reader needs after that one, which it begins; none where it is there, or was asked for.
    fn next_of(&self, part: usize) -> Option<usize> {
        let next = part + 1;
        let mut made = lock(&self.made);
        let begins = made.iter_mut().find(|known| known.part == part)?;
        let is_first = !std::mem::replace(&mut begins.begun, true);
        let is_there = made.iter().any(|known| known.part == next);
        (is_first && !is_there && next < self.ends.len()).then_some(next)
    }
}

impl<M: Fn(usize) -> io::Result<Bytes> + Send + Sync + 'static> InParts<M> {
    /// A reader begins a part: the next one is made meanwhile.
    fn begin(&self, part: usize) {
        let Some(next) = self.parts.next_of(part) else {
            return;
        };
        let ahead = self.ahead.get_or_init(|| {
            let (ask, asked) = mpsc::sync_channel(1);
            let parts = self.parts.clone();
            let make = move || {
                for part in asked {
                    // Where it fails, whoever reads it tries again and is told.
                    drop(parts.part(part));
                }
            };
            let thread = thread::Builder::new().name("parts".to_owned());
            // Without a thread each part is made when it is read.
            thread.spawn(make).ok().map(|_| ask)
        });
        if let Some(ask) = ahead {
            // Where it has enough to do, the reader makes the part.
            let _ = ask.try_send(next);
        }
    }
}

impl<M: Fn(usize) -> io::Result<Bytes> + Send + Sync + 'static> Source for InParts<M> {
    fn length(&self) -> u64 {
        self.parts.ends.last().copied().unwrap_or(0)
    }

    fn sha256(&self) -> Option<String> {
        Some(self.parts.sha256.clone())
    }

    fn read(&self, range: Range<u64>) -> io::Result<Bytes> {
        let mut several = BytesMut::new();
        let mut at = range.start;
        let mut number = self.parts.ends.partition_point(|end| *end <= at);
        while at < range.end {
            let place = self.parts.place(number);
            let place = place.ok_or(io::ErrorKind::UnexpectedEof)?;
            let part = self.parts.part(number)?;
            // Who is in the midst of a part may want no more than a piece of it.
            if at == place.start {
                self.begin(number);
            }
            let end = place.end.min(range.end);
            let within = |at: u64| usize::try_from(at - place.start).unwrap_or(usize::MAX);
            let piece = part.slice(within(at)..within(end));
            if at == range.start && end == range.end {
                return Ok(piece);
            }
            several.extend_from_slice(&piece);
            at = end;
            number += 1;
        }
        Ok(several.freeze())
    }
}

impl<M> fmt::Debug for InParts<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InParts")
            .field("parts", &self.parts.ends.len())
            .field("length", &self.parts.ends.last())
            .finish_non_exhaustive()
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    use std::time::Duration;

    use super::*;
    use crate::{Content, PIECE};

    /// Parts of odd lengths, one of them empty, and how many were made.
    fn file() -> (Content, Vec<u8>, Arc<AtomicUsize>) {
        let made = Arc::new(AtomicUsize::new(0));
        let count = made.clone();
        let part = |part: usize| vec![part as u8; [3, PIECE, 0, 2 * PIECE + 1, 7, 9][part]];
        let whole = (0..6).flat_map(part).collect();
        let file = InParts::measure(6, move |number| {
            count.fetch_add(1, SeqCst);
            Ok(part(number).into())
        });
        (Content::from_source(file.unwrap()), whole, made)
    }

    #[test]
    fn every_range_is_that_of_the_whole() {
        let (content, whole, made) = file();
        assert_eq!(content.len(), whole.len() as u64);
        let sha256 = content.sha256().unwrap();
        assert_eq!(sha256, protocol::Carried::sha256(&whole));
        assert_eq!(made.load(SeqCst), 6, "measured, and not read for the hash");
        assert!(content.whole().unwrap() == whole);
        for from in [
            0,
            2,
            3,
            4,
            PIECE + 2,
            PIECE + 3,
            PIECE + 4,
            whole.len() - 10,
        ] {
            for count in [1, 5, PIECE - 1, PIECE] {
                let end = (from + count).min(whole.len());
                let piece = content.piece(from as u64..end as u64).unwrap();
                assert!(piece == whole[from..end], "{from}..{end}");
            }
        }
    }

    #[test]
    fn a_part_is_made_once_for_all_who_read_it() {
        let (content, whole, made) = file();
        made.store(0, SeqCst);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let piece = content.piece(0..PIECE as u64).unwrap();
                        assert!(piece == whole[..PIECE]);
                    }
                });
            }
        });
        // The two that they read, and perhaps the one after them.
        let made = made.load(SeqCst);
        assert!((2..=3).contains(&made), "{made} parts");
    }

    #[test]
    fn the_next_part_is_made_while_one_is_read() {
        let (tell, told) = mpsc::channel();
        let tell = Mutex::new(tell);
        let file = InParts::measure(3, move |part| {
            lock(&tell).send(part).unwrap();
            Ok(vec![b'x'; 10].into())
        });
        let content = Content::from_source(file.unwrap());
        let next = || told.recv_timeout(Duration::from_secs(60)).unwrap();
        assert_eq!([next(), next(), next()], [0, 1, 2], "measured");
        content.piece(0..4).unwrap();
        assert_eq!([next(), next()], [0, 1]);
        content.piece(4..20).unwrap();
        assert_eq!(next(), 2, "the reader has begun part 1, which was there");
        content.piece(20..30).unwrap();
        content.piece(0..30).unwrap();
        drop(content);
        assert_eq!(
            told.iter().count(),
            0,
            "each was made once, and the thread has ended"
        );
    }

    #[test]
    fn a_part_that_comes_otherwise_than_measured_is_an_error() {
        let calls = AtomicUsize::new(0);
        let file = InParts::measure(1, move |_| {
            Ok(vec![b'x'; 5 + calls.fetch_add(1, SeqCst)].into())
        });
        let error = file.unwrap().read(0..1).unwrap_err();
        assert!(error.to_string().contains("another length"), "{error}");
    }
}
