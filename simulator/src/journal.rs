use std::collections::VecDeque;
use std::fmt;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use domain::{Day, OcNumber};

use crate::promise::Sure;
use crate::record::{Act, Record};
use crate::scribe::Scribe;
use crate::spool::Spool;

/// What happened at the doors, one JSON object a line, only ever appended to. It knows virtual days
/// and no wall clock: two equal sessions leave equal journals.
///
/// It is the truth: what an office holds is the fold of its journal, and nothing that is not in it for sure is told to
/// anybody. The last records also stay in memory, as many as `ring` says.
///
/// A pushed file that is long (more than 256 KiB) lies beside a journal that is a file, in the folder `FILE.pushed`, under
/// its SHA-256: whoever moves the one moves the other.
///
/// ```
/// use simulator::{Act, Journal};
/// let mut journal = Journal::new(Vec::new(), 16);
/// let act = Act::Acknowledged { name: "a.noe".parse()? };
/// journal.append("2024-11-04".parse()?, Some("99000017".parse()?), act)?;
/// let line = serde_json::to_string(journal.records().next().unwrap())?;
/// assert_eq!(line, r#"{"seq":1,"day":"2024-11-04","oc":"99000017","act":"acknowledged","name":"a.noe"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Journal {
    out: Out,
    spool: Spool,
    ring: VecDeque<Record>,
    capacity: usize,
    next: u64,
    broken: bool,
    line: Vec<u8>,
}

enum Out {
    /// Each line is written at once.
    Here(Box<dyn Write + Send>),
    /// A thread appends them to a file, in groups.
    File(Scribe),
}

impl Journal {
    /// A journal that writes to `out` and remembers the last `ring` records.
    #[must_use]
    pub fn new(out: impl Write + Send + 'static, ring: usize) -> Self {
        Self::on(Out::Here(Box::new(out)), Spool::default(), ring, 1)
    }

    /// A journal in memory alone.
    #[must_use]
    pub fn in_memory(ring: usize) -> Self {
        Self::new(io::sink(), ring)
    }

    /// A journal in a new file.
    ///
    /// # Errors
    /// Where there is a file of that name, or none can be made: what a journal holds is never written over.
    pub fn create(path: &Path, ring: usize) -> io::Result<Self> {
        let file = OpenOptions::new()
            .append(true)
            .create_new(true)
            .open(path)?;
        let out = Out::File(Scribe::new(file)?);
        Ok(Self::on(out, Spool::beside(path), ring, 1))
    }

    /// Goes on with a file whose last record has the number `last` ([`history`](crate::history::History) reads them).
    ///
    /// # Errors
    /// Where the file cannot be written, or the folder beside it cannot be cleared of what was still coming.
    pub fn go_on(path: &Path, ring: usize, last: u64) -> io::Result<Self> {
        let file = OpenOptions::new().append(true).open(path)?;
        let spool = Spool::beside(path);
        spool.clear()?;
        Ok(Self::on(
            Out::File(Scribe::new(file)?),
            spool,
            ring,
            last + 1,
        ))
    }

    fn on(out: Out, spool: Spool, ring: usize, next: u64) -> Self {
        Self {
            out,
            spool,
            ring: VecDeque::new(),
            capacity: ring,
            next,
            broken: false,
            line: Vec::new(),
        }
    }

    /// Appends a record and hands it to the writer; gives its number. It is sure once a [`Promise`](crate::Promise)
    /// of later is kept.
    ///
    /// # Errors
    /// Where the writer fails. A line may then be cut: from there on every append fails, so that no
    /// record ever stands after a hole.
    pub fn append(&mut self, day: Day, oc: Option<OcNumber>, act: Act) -> io::Result<u64> {
        self.whole()?;
        let seq = self.next;
        let record = Record { seq, day, oc, act };
        self.line.clear();
        serde_json::to_writer(&mut self.line, &record)?;
        self.line.push(b'\n');
        let written = match &mut self.out {
            Out::Here(out) => out.write_all(&self.line),
            Out::File(scribe) => scribe.append(&self.line),
        };
        self.note(written)?;
        self.next += 1;
        self.remember(record);
        Ok(seq)
    }

    /// Keeps a record in memory that stands in the journal already.
    pub(crate) fn remember(&mut self, record: Record) {
        if self.ring.len() >= self.capacity {
            self.ring.pop_front();
        }
        if self.capacity > 0 {
            self.ring.push_back(record.without_content());
        }
    }

    /// Makes sure of what was appended: what an OC is told is done is on the disk before.
    pub(crate) fn commit(&mut self) -> Sure {
        if let Err(error) = self.whole() {
            return Sure::Now(Err(error));
        }
        match &mut self.out {
            Out::Here(out) => {
                let flushed = out.flush();
                Sure::Now(self.note(flushed))
            }
            Out::File(scribe) => Sure::Later(scribe.commit()),
        }
    }

    /// The number of the last record; 0 before the first.
    #[must_use]
    pub fn last(&self) -> u64 {
        self.next - 1
    }

    /// The records still in memory, oldest first.
    pub fn records(&self) -> impl DoubleEndedIterator<Item = &Record> {
        self.ring.iter()
    }

    /// Where pushed files lie whose content is too long for a line.
    pub(crate) fn spool(&self) -> &Spool {
        &self.spool
    }

    fn whole(&self) -> io::Result<()> {
        if self.broken {
            return Err(io::Error::other("an earlier record could not be written"));
        }
        Ok(())
    }

    fn note(&mut self, result: io::Result<()>) -> io::Result<()> {
        self.broken |= result.is_err();
        result
    }
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Journal")
            .field("next", &self.next)
            .field("in_memory", &self.ring.len())
            .field("broken", &self.broken)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::FileName;

    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<Vec<u8>>>);

    impl Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// Takes some bytes, then no more.
    struct FullDisk(usize);

    impl Write for FullDisk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let taken = bytes.len().min(self.0);
            self.0 -= taken;
            if taken == 0 {
                Err(io::ErrorKind::StorageFull.into())
            } else {
                Ok(taken)
            }
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn acts() -> Vec<Act> {
        let name: FileName = "a.noe".parse().unwrap();
        vec![
            Act::Delivered {
                name: name.clone(),
                reference: 303,
                bytes: 12,
                sha256: "00".to_owned(),
            },
            Act::Listed { files: 1 },
            Act::Fetched {
                name: name.clone(),
                from: 4,
                bytes: 8,
            },
            Act::Acknowledged { name: name.clone() },
            Act::Received {
                name,
                bytes: 3,
                sha256: "00".to_owned(),
                base64: None,
            },
        ]
    }

    fn fill(journal: &mut Journal) {
        let day = Day::new(2024, 12, 22).unwrap();
        for act in acts() {
            journal.append(day, OcNumber::new(99_000_017), act).unwrap();
        }
    }

    #[test]
    fn lines_read_back_as_the_records_they_were() {
        let paper = Paper::default();
        let mut journal = Journal::new(paper.clone(), 100);
        fill(&mut journal);
        let text = String::from_utf8(paper.0.lock().unwrap().clone()).unwrap();
        let read: Vec<Record> = text
            .lines()
            .map(|l| serde_json::from_str(l).unwrap())
            .collect();
        assert!(read.iter().eq(journal.records()));
        assert_eq!(
            read.iter().map(|r| r.seq).collect::<Vec<_>>(),
            [1, 2, 3, 4, 5]
        );
        assert_eq!(
            text.lines().next().unwrap(),
            r#"{"seq":1,"day":"2024-12-22","oc":"99000017","act":"delivered","name":"a.noe","reference":303,"bytes":12,"sha256":"00"}"#
        );
    }

    #[test]
    fn memory_is_bounded_and_numbers_go_on() {
        for (capacity, kept) in [(0, vec![]), (2, vec![4, 5]), (100, vec![1, 2, 3, 4, 5])] {
            let mut journal = Journal::in_memory(capacity);
            fill(&mut journal);
            assert_eq!(journal.records().map(|r| r.seq).collect::<Vec<_>>(), kept);
        }
    }

    #[test]
    fn nothing_stands_after_a_hole() {
        let mut journal = Journal::new(FullDisk(30), 10);
        let (day, oc) = (Day::new(2024, 12, 22).unwrap(), OcNumber::new(1));
        let first = journal
            .append(day, oc, Act::Listed { files: 0 })
            .unwrap_err();
        assert_eq!(first.kind(), io::ErrorKind::StorageFull);
        assert!(journal.append(day, oc, Act::Listed { files: 0 }).is_err());
        assert!(matches!(journal.commit(), Sure::Now(Err(_))));
        assert_eq!(journal.records().count(), 0);
    }
}
