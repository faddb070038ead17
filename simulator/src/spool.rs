//! Where pushed files lie: short ones in memory, longer ones on a disk, beside the journal where that is a file.

use std::fs::{self, File};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use sha2::{Digest as _, Sha256};
use tempfile::{NamedTempFile, TempPath};

use crate::content::{self, Content, OnDisk, Source};

/// Bytes of a pushed file that is held in memory, and whose content stands in the journal itself. A longer one is written
/// to a disk while it comes. Assumption: a few of them at once are nothing, and most files of a small mutuelle are shorter.
pub(crate) const IN_MEMORY: usize = 256 << 10;

/// Names of files that are still coming begin with it.
const COMING: &str = ".coming-";

/// A folder for files that are pushed. A clone is the same.
///
/// What was received stands there under its SHA-256, and is never written again: the journal tells of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Spool {
    /// None where nothing is to be found again: the system's folder for temporary files does then.
    folder: Option<Arc<Path>>,
}

/// A file that comes in, piece by piece.
#[derive(Debug)]
pub(crate) struct Coming {
    spool: Spool,
    place: Place,
    length: u64,
    /// Of the first bytes, and how many: none once something before them was written over.
    hash: Option<(Sha256, u64)>,
}

#[derive(Debug)]
enum Place {
    Memory(Vec<u8>),
    Disk(File, Arc<TempPath>),
}

/// A file that came, on a disk, under a name that goes when nobody has it any more.
#[derive(Debug)]
struct Spooled {
    file: OnDisk,
    path: Arc<TempPath>,
    sha256: Option<String>,
}

impl Source for Spooled {
    fn length(&self) -> u64 {
        self.file.length()
    }

    fn read(&self, range: Range<u64>) -> io::Result<Bytes> {
        self.file.read(range)
    }

    fn sha256(&self) -> Option<String> {
        self.sha256.clone()
    }
}

impl Spool {
    /// The one that belongs to the journal of that name: a folder beside it, made when the first long file comes.
    pub(crate) fn beside(journal: &Path) -> Self {
        let mut folder = journal.as_os_str().to_owned();
        folder.push(".pushed");
        Self {
            folder: Some(PathBuf::from(folder).into()),
        }
    }

    /// Removes what was still coming when an earlier server was killed: nobody was told that it was received.
    ///
    /// # Errors
    /// Where the folder is there and cannot be read or written.
    pub(crate) fn clear(&self) -> io::Result<()> {
        let Some(folder) = &self.folder else {
            return Ok(());
        };
        let entries = match fs::read_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            if name.to_str().is_some_and(|name| name.starts_with(COMING)) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    /// Begins a file.
    pub(crate) fn begin(&self) -> Coming {
        Coming {
            spool: self.clone(),
            place: Place::Memory(Vec::new()),
            length: 0,
            hash: None,
        }
    }

    /// Makes sure of a content that is to stand in the journal under that SHA-256: it is on the disk, and stays. What lies
    /// in memory is left there: the journal itself has it.
    ///
    /// It may wait for the disk.
    ///
    /// # Errors
    /// Where it cannot be read or written, or gives other bytes than those of that SHA-256.
    pub(crate) fn keep(&self, content: &Content, sha256: &str) -> io::Result<Content> {
        if content.in_memory().is_some() {
            return Ok(content.clone());
        }
        if let Ok(kept) = self.kept(sha256)
            && kept.len() == content.len()
        {
            return Ok(kept);
        }
        if content.source::<Spooled>().is_none() {
            // Whose it is may change it.
            let mut own = self.begin();
            own.spill()?;
            content.pieces(|piece| own.write_all(&piece))?;
            let own = own.content()?;
            if own.sha256()? != sha256 {
                return Err(io::Error::other("it changed while it was read"));
            }
            return self.keep_own(own, sha256);
        }
        self.keep_own(content.clone(), sha256)
    }

    fn keep_own(&self, content: Content, sha256: &str) -> io::Result<Content> {
        let (Some(folder), Some(own)) = (&self.folder, content.source::<Spooled>()) else {
            return Ok(content);
        };
        let path = folder.join(sha256);
        File::open(&*own.path)?.sync_all()?;
        // A second name for it: should nothing come of it after all, its owner still has the first one.
        match fs::hard_link(&*own.path, &path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                // Not every disk has second names.
                let mut copy = named(folder)?;
                io::copy(&mut File::open(&*own.path)?, &mut copy)?;
                copy.as_file().sync_all()?;
                copy.persist(&path).map_err(|error| error.error)?;
            }
            _ => {}
        }
        sync(folder)?;
        self.kept(sha256)
    }

    /// The content of that SHA-256 that was kept. Whether it still is that content, is not looked at.
    ///
    /// # Errors
    /// Where there is none.
    pub(crate) fn kept(&self, sha256: &str) -> io::Result<Content> {
        let path = self.path(sha256).ok_or(io::ErrorKind::NotFound)?;
        let file = OnDisk::open(path)?;
        Ok(Content::from_source(file))
    }

    /// Where a kept content lies; none where nothing is kept.
    pub(crate) fn path(&self, sha256: &str) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join(sha256))
    }

    fn file(&self) -> io::Result<NamedTempFile> {
        match &self.folder {
            Some(folder) => {
                fs::create_dir_all(folder)?;
                named(folder)
            }
            None => tempfile::Builder::new().prefix("etalon-pushed-").tempfile(),
        }
    }
}

/// A new file in that folder that its owner alone may read.
fn named(folder: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix(COMING).tempfile_in(folder)
}

/// Makes sure of the names in a folder, where the system knows how.
fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

impl Coming {
    /// It, with another one of no bytes in its place.
    pub(crate) fn take(&mut self) -> Self {
        let empty = self.spool.begin();
        std::mem::replace(self, empty)
    }

    /// Bytes so far.
    pub(crate) fn len(&self) -> u64 {
        self.length
    }

    /// Writes bytes at that place. What lies between the end and that place is zeros, as on any disk.
    ///
    /// # Errors
    /// Where they cannot be written.
    pub(crate) fn write_at(&mut self, offset: u64, data: &[u8]) -> io::Result<()> {
        let end = offset
            .checked_add(data.len() as u64)
            .ok_or(io::ErrorKind::FileTooLarge)?;
        self.resize(self.length.max(end))?;
        match &mut self.place {
            Place::Memory(bytes) => {
                // Not past what was just made room for.
                let range = usize::try_from(offset).ok().zip(usize::try_from(end).ok());
                if let Some(place) = range.and_then(|(from, to)| bytes.get_mut(from..to)) {
                    place.copy_from_slice(data);
                }
            }
            Place::Disk(file, _) => {
                file.seek(SeekFrom::Start(offset))?;
                file.write_all(data)?;
                match &mut self.hash {
                    Some((hash, at)) if *at == offset => {
                        hash.update(data);
                        *at = end;
                    }
                    Some((_, at)) if offset < *at => self.hash = None,
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// Cuts it, or fills it with zeros, to that length.
    ///
    /// # Errors
    /// Where that cannot be done.
    pub(crate) fn resize(&mut self, length: u64) -> io::Result<()> {
        if length > IN_MEMORY as u64 {
            self.spill()?;
        }
        match &mut self.place {
            // Not longer than what may be in memory.
            Place::Memory(bytes) => bytes.resize(usize::try_from(length).unwrap_or(IN_MEMORY), 0),
            Place::Disk(file, _) => {
                // Writing at the end lengthens it as well, and is one call less.
                if length < self.length {
                    file.set_len(length)?;
                    self.hash = self.hash.take().filter(|(_, at)| *at <= length);
                }
            }
        }
        self.length = length;
        Ok(())
    }

    /// Moves it to a disk.
    fn spill(&mut self) -> io::Result<()> {
        let Place::Memory(bytes) = &self.place else {
            return Ok(());
        };
        let (mut file, path) = self.spool.file()?.into_parts();
        file.write_all(bytes)?;
        let hash = Sha256::new().chain_update(bytes);
        self.hash = Some((hash, bytes.len() as u64));
        self.place = Place::Disk(file, Arc::new(path));
        Ok(())
    }

    /// What came so far. It stays as it is as long as nothing more is written.
    ///
    /// # Errors
    /// Where the disk fails.
    pub(crate) fn content(&self) -> io::Result<Content> {
        let (file, path) = match &self.place {
            Place::Memory(bytes) => return Ok(Bytes::copy_from_slice(bytes).into()),
            Place::Disk(file, path) => (file, path),
        };
        // A hole at its end was asked for, and not made yet.
        file.set_len(self.length)?;
        let whole = self.hash.as_ref().filter(|(_, at)| *at == self.length);
        Ok(Content::from_source(Spooled {
            file: OnDisk::open(&**path)?,
            path: path.clone(),
            sha256: whole.map(|(hash, _)| content::hex(hash.clone())),
        }))
    }
}

/// Adds bytes at the end.
impl io::Write for Coming {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.write_at(self.length, data)?;
        Ok(data.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: usize = 3 * IN_MEMORY + 11;

    fn bytes(length: usize) -> Vec<u8> {
        (0..length).map(|n| (n % 251) as u8).collect()
    }

    fn spool() -> (tempfile::TempDir, Spool) {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::beside(&folder.path().join("journal.jsonl"));
        (folder, spool)
    }

    fn files(folder: &tempfile::TempDir) -> Vec<String> {
        match fs::read_dir(folder.path().join("journal.jsonl.pushed")) {
            Ok(entries) => entries
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect(),
            Err(_) => Vec::new(),
        }
    }

    #[test]
    fn short_files_stay_in_memory_and_long_ones_go_to_the_disk_while_they_come() {
        let (folder, spool) = spool();
        for (length, on_disk) in [(0, 0), (IN_MEMORY, 0), (IN_MEMORY + 1, 1), (LONG, 1)] {
            let all = bytes(length);
            let mut coming = spool.begin();
            for piece in all.chunks(100_000) {
                coming.write_all(piece).unwrap();
            }
            assert_eq!(coming.len(), length as u64);
            let content = coming.content().unwrap();
            assert_eq!(content.in_memory().is_some(), on_disk == 0);
            assert_eq!(files(&folder).len(), on_disk);
            assert!(content.whole().unwrap() == all);
            assert_eq!(content.sha256().unwrap(), protocol::Carried::sha256(&all));
            drop((coming, content));
            assert_eq!(files(&folder).len(), 0, "what nobody has goes");
        }
    }

    #[test]
    fn the_hash_made_on_the_way_is_known_and_no_other() {
        let (_folder, spool) = spool();
        let known = |coming: &Coming| coming.content().unwrap().source::<Spooled>()?.sha256();
        let mut coming = spool.begin();
        coming.write_all(&bytes(LONG)).unwrap();
        assert!(known(&coming).is_some());
        // Written over, cut, or with a hole: the file is read for its hash.
        coming.write_at(5, b"other").unwrap();
        assert_eq!(known(&coming), None);
        let mut all = bytes(LONG);
        all[5..10].copy_from_slice(b"other");
        let right = |coming: &Coming, all: &[u8]| {
            let content = coming.content().unwrap();
            assert!(content.whole().unwrap() == all);
            assert_eq!(content.sha256().unwrap(), protocol::Carried::sha256(all));
        };
        right(&coming, &all);
        let mut cut = spool.begin();
        cut.write_all(&bytes(LONG)).unwrap();
        cut.resize(LONG as u64 - 1).unwrap();
        right(&cut, &bytes(LONG - 1));
        let mut hole = spool.begin();
        hole.write_at(LONG as u64, b"end").unwrap();
        assert_eq!(known(&hole), None);
        right(&hole, &[vec![0; LONG], b"end".to_vec()].concat());
        hole.resize(2 * LONG as u64).unwrap();
        right(
            &hole,
            &[vec![0; LONG], b"end".to_vec(), vec![0; LONG - 3]].concat(),
        );
        hole.write_at(0, &bytes(LONG)).unwrap();
        right(
            &hole,
            &[bytes(LONG), b"end".to_vec(), vec![0; LONG - 3]].concat(),
        );
        assert!(hole.write_at(u64::MAX, b"x").is_err(), "no file is so long");
    }

    #[test]
    fn what_is_kept_stays_and_is_kept_once() {
        let (folder, spool) = spool();
        let (all, sha256) = (bytes(LONG), protocol::Carried::sha256(&bytes(LONG)));
        let foreign = folder.path().join("of-another");
        fs::write(&foreign, &all).unwrap();
        let mut coming = spool.begin();
        coming.write_all(&all).unwrap();
        for content in [
            coming.content().unwrap(),
            Content::from_source(OnDisk::open(&foreign).unwrap()),
        ] {
            let kept = spool.keep(&content, &sha256).unwrap();
            assert!(kept.whole().unwrap() == all);
        }
        drop(coming);
        fs::write(&foreign, "other").unwrap();
        assert_eq!(files(&folder), std::slice::from_ref(&sha256));
        assert!(spool.kept(&sha256).unwrap().whole().unwrap() == all);
        let short = spool.keep(&"short".into(), "of what it is").unwrap();
        assert_eq!(short, "short".into());
        assert!(spool.kept("of what it is").is_err());
    }

    #[test]
    fn what_changes_while_it_is_read_is_not_kept() {
        let (folder, spool) = spool();
        let path = folder.path().join("of-another");
        fs::write(&path, bytes(LONG)).unwrap();
        let content = Content::from_source(OnDisk::open(&path).unwrap());
        let sha256 = content.sha256().unwrap();
        fs::write(&path, vec![b'x'; LONG]).unwrap();
        let error = spool.keep(&content, &sha256).unwrap_err();
        assert_eq!(error.to_string(), "it changed while it was read");
        assert_eq!(files(&folder).len(), 0);
    }

    #[test]
    fn what_was_coming_when_a_server_was_killed_is_removed() {
        let (folder, spool) = spool();
        spool.clear().unwrap();
        let mut coming = spool.begin();
        coming.write_all(&bytes(LONG)).unwrap();
        let content = coming.content().unwrap();
        spool.keep(&content, &content.sha256().unwrap()).unwrap();
        assert_eq!(files(&folder).len(), 2);
        spool.clear().unwrap();
        assert_eq!(files(&folder), [content.sha256().unwrap()]);
    }
}
