//! What a file on the shelf holds, wherever it is: read by range, in pieces.

use std::any::Any;
use std::fmt;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use sha2::{Digest as _, Sha256};

/// Bytes of a piece at most. A door holds one or two pieces of a file at a time, however long the file is.
pub const PIECE: usize = 64 << 10;

/// The content of a file: bytes in memory, or something that gives them when they are asked for. A clone shares it.
///
/// ```
/// use simulator::Content;
/// let content: Content = "0123456789".into();
/// assert_eq!(content.len(), 10);
/// assert_eq!(content.piece(2..5)?, "234");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Content(Kept);

#[derive(Debug, Clone)]
enum Kept {
    Memory(Bytes),
    Elsewhere { held: Arc<Held>, end: u64 },
}

/// A source, and the SHA-256 of it once it is known.
#[derive(Debug)]
struct Held<S: Source + ?Sized = dyn Source> {
    sha256: OnceLock<String>,
    source: S,
}

/// Gives the bytes of a file by range: one on disk ([`OnDisk`]), or one that is made while it is read.
///
/// The same range always gives the same bytes: what is fetched in parts is one file.
pub trait Source: Any + fmt::Debug + Send + Sync {
    /// Bytes of the whole.
    fn length(&self) -> u64;

    /// SHA-256 of the whole, 64 hexadecimal digits, where it is known without reading it. None by default: it is then read
    /// once, by whoever asks first.
    fn sha256(&self) -> Option<String> {
        None
    }

    /// The bytes of that range. A door asks for [`PIECE`] bytes at most, and never past the end.
    ///
    /// It may wait for a disk: a door calls it where that holds nobody up.
    ///
    /// # Errors
    /// Where they cannot be had; the transfer is then cut.
    fn read(&self, range: Range<u64>) -> io::Result<Bytes>;
}

/// A file on disk, opened anew for each piece: nothing is held between two of them.
#[derive(Debug)]
pub struct OnDisk {
    path: PathBuf,
    length: u64,
}

impl OnDisk {
    /// A file as long as it is now; what is written behind its end later is not part of it.
    ///
    /// # Errors
    /// Where there is no such file.
    pub fn open(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let length = File::open(&path)?.metadata()?.len();
        Ok(Self { path, length })
    }
}

impl Source for OnDisk {
    fn length(&self) -> u64 {
        self.length
    }

    fn read(&self, range: Range<u64>) -> io::Result<Bytes> {
        let count = usize::try_from(range.end.saturating_sub(range.start))
            .map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(range.start))?;
        let mut piece = vec![0; count];
        file.read_exact(&mut piece)?;
        Ok(piece.into())
    }
}

impl Content {
    /// What that source gives.
    #[must_use]
    pub fn from_source(source: impl Source + 'static) -> Self {
        let end = source.length();
        let sha256 = source.sha256().map_or_else(OnceLock::new, OnceLock::from);
        let held = Arc::new(Held { sha256, source });
        Self(Kept::Elsewhere { held, end })
    }

    /// Bytes of the whole.
    #[must_use]
    pub fn len(&self) -> u64 {
        match &self.0 {
            Kept::Memory(bytes) => bytes.len() as u64,
            Kept::Elsewhere { end, .. } => *end,
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The first `length` bytes as a content of their own; the whole where it has no more.
    #[must_use]
    pub fn head(&self, length: u64) -> Self {
        let length = length.min(self.len());
        Self(match &self.0 {
            Kept::Memory(bytes) => {
                // Not more than the length of a slice.
                Kept::Memory(bytes.slice(..usize::try_from(length).unwrap_or(bytes.len())))
            }
            Kept::Elsewhere { held, .. } => Kept::Elsewhere {
                held: held.clone(),
                end: length,
            },
        })
    }

    /// The beginning of that range, [`PIECE`] bytes of it at most, and nothing past the end. Whoever wants the whole
    /// range asks again for what is left.
    ///
    /// It may wait for a disk where [`Content::in_memory`] gives none.
    ///
    /// # Errors
    /// Where the bytes cannot be had, or are not as many as they should be.
    pub fn piece(&self, range: Range<u64>) -> io::Result<Bytes> {
        let start = range.start.min(self.len());
        let end = range
            .end
            .min(self.len())
            .clamp(start, start.saturating_add(PIECE as u64));
        match &self.0 {
            Kept::Memory(bytes) => {
                let at = |place: u64| usize::try_from(place).unwrap_or(bytes.len());
                Ok(bytes.slice(at(start)..at(end)))
            }
            Kept::Elsewhere { .. } if start == end => Ok(Bytes::new()),
            Kept::Elsewhere { held, .. } => {
                let piece = held.source.read(start..end)?;
                if piece.len() as u64 == end - start {
                    Ok(piece)
                } else {
                    Err(io::ErrorKind::UnexpectedEof.into())
                }
            }
        }
    }

    /// Hands over the whole, piece by piece, in order.
    ///
    /// # Errors
    /// As [`Content::piece`], or the first of `each`: nothing is handed over after it.
    pub fn pieces(&self, mut each: impl FnMut(Bytes) -> io::Result<()>) -> io::Result<()> {
        let mut at = 0;
        while at < self.len() {
            let piece = self.piece(at..self.len())?;
            at += piece.len() as u64;
            each(piece)?;
        }
        Ok(())
    }

    /// All of it, brought into memory: for whoever has looked at its length.
    ///
    /// # Errors
    /// As [`Content::piece`].
    pub fn whole(&self) -> io::Result<Bytes> {
        if let Some(bytes) = self.in_memory() {
            return Ok(bytes.clone());
        }
        let mut whole = Vec::new();
        self.pieces(|piece| {
            whole.extend_from_slice(&piece);
            Ok(())
        })?;
        Ok(whole.into())
    }

    /// SHA-256 of the whole, 64 hexadecimal digits. What lies elsewhere is read once for it at most, however often it is
    /// asked, and not at all where its source knows.
    ///
    /// # Errors
    /// As [`Content::piece`].
    pub fn sha256(&self) -> io::Result<String> {
        let known = match &self.0 {
            Kept::Elsewhere { held, end } if *end == held.source.length() => Some(&held.sha256),
            _ => None,
        };
        if let Some(sha256) = known.and_then(OnceLock::get) {
            return Ok(sha256.clone());
        }
        let mut hash = Sha256::new();
        self.pieces(|piece| {
            hash.update(&piece);
            Ok(())
        })?;
        let sha256 = hex(hash);
        Ok(match known {
            Some(known) => known.get_or_init(|| sha256).clone(),
            None => sha256,
        })
    }

    /// The source that it is from, where it is one of that kind.
    pub(crate) fn source<S: Source>(&self) -> Option<&S> {
        match &self.0 {
            Kept::Memory(_) => None,
            Kept::Elsewhere { held, .. } => (&held.source as &dyn Any).downcast_ref(),
        }
    }

    /// All of it, where it lies in memory: nothing is waited for to read it.
    #[must_use]
    pub fn in_memory(&self) -> Option<&Bytes> {
        match &self.0 {
            Kept::Memory(bytes) => Some(bytes),
            Kept::Elsewhere { .. } => None,
        }
    }
}

/// A hash, as 64 hexadecimal digits.
pub(crate) fn hex(hash: Sha256) -> String {
    let digits = hash.finalize();
    digits.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl<T: Into<Bytes>> From<T> for Content {
    fn from(bytes: T) -> Self {
        Self(Kept::Memory(bytes.into()))
    }
}

/// In memory, the bytes count; elsewhere, whether it is one source.
impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Kept::Memory(a), Kept::Memory(b)) => a == b,
            (
                Kept::Elsewhere { held: a, end },
                Kept::Elsewhere {
                    held: b,
                    end: other,
                },
            ) => Arc::ptr_eq(a, b) && end == other,
            _ => false,
        }
    }
}

impl Eq for Content {}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes() -> Vec<u8> {
        (0..3 * PIECE + 7).map(|n| (n % 251) as u8).collect()
    }

    /// The same content, in memory and on disk.
    fn both() -> (tempfile::TempDir, [Content; 2]) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.noe");
        std::fs::write(&path, bytes()).unwrap();
        let disk = Content::from_source(OnDisk::open(path).unwrap());
        (folder, [bytes().into(), disk])
    }

    /// Counts what is read of it.
    #[derive(Debug)]
    struct Counted(Arc<std::sync::atomic::AtomicU64>, Option<String>);

    impl Source for Counted {
        fn length(&self) -> u64 {
            bytes().len() as u64
        }

        fn read(&self, range: Range<u64>) -> io::Result<Bytes> {
            let count = range.end - range.start;
            self.0.fetch_add(count, std::sync::atomic::Ordering::SeqCst);
            Ok(bytes()[range.start as usize..range.end as usize]
                .to_vec()
                .into())
        }

        fn sha256(&self) -> Option<String> {
            self.1.clone()
        }
    }

    #[test]
    fn a_source_is_read_for_its_hash_once_or_never() {
        let right = protocol::Carried::sha256(&bytes());
        let length = bytes().len() as u64;
        for (known, reads) in [(None, length), (Some(right.clone()), 0)] {
            let read = Arc::default();
            let content = Content::from_source(Counted(Arc::clone(&read), known));
            for content in [&content, &content.clone(), &content.head(length)] {
                assert_eq!(content.sha256().unwrap(), right);
            }
            assert_eq!(read.load(std::sync::atomic::Ordering::SeqCst), reads);
            // A part of it has another.
            let head = content.head(length - 1).sha256().unwrap();
            assert_eq!(
                head,
                protocol::Carried::sha256(&bytes()[..bytes().len() - 1])
            );
        }
    }

    fn whole(content: &Content, range: Range<u64>) -> Vec<u8> {
        let mut whole = Vec::new();
        loop {
            let piece = content
                .piece(range.start + whole.len() as u64..range.end)
                .unwrap();
            assert!(piece.len() <= PIECE);
            if piece.is_empty() {
                return whole;
            }
            whole.extend_from_slice(&piece);
        }
    }

    #[test]
    fn every_range_is_the_same_in_memory_and_on_disk() {
        let (_folder, contents) = both();
        let (all, piece) = (bytes(), PIECE as u64);
        let length = all.len() as u64;
        for content in &contents {
            assert_eq!(content.len(), length);
            for range in [
                0..length,
                5..9,
                piece - 1..2 * piece + 3,
                length - 1..length,
            ] {
                let expected = &all[range.start as usize..range.end as usize];
                assert!(whole(content, range.clone()) == expected, "{range:?}");
            }
            assert_eq!(content.sha256().unwrap(), protocol::Carried::sha256(&all));
            assert!(whole(content, 0..u64::MAX) == all);
            assert!(content.whole().unwrap() == all);
            for nothing in [length..length + 1, u64::MAX - 1..u64::MAX, 4..4] {
                assert_eq!(content.piece(nothing).unwrap(), "");
            }
        }
    }

    #[test]
    fn a_head_ends_where_it_is_told_to() {
        let (_folder, contents) = both();
        for content in &contents {
            let head = content.head(PIECE as u64 + 2);
            assert!(whole(&head, 0..u64::MAX) == bytes()[..PIECE + 2]);
            assert_eq!(head.head(u64::MAX).len(), head.len());
            assert!(content.head(0).is_empty());
        }
    }

    #[test]
    fn a_file_that_shrinks_is_an_error_and_no_shorter_file() {
        let (folder, [_, disk]) = both();
        std::fs::write(folder.path().join("a.noe"), "short").unwrap();
        assert_eq!(disk.piece(0..5).unwrap(), "short");
        let error = disk.piece(0..6).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    }
}
