use std::collections::VecDeque;
use std::fmt;
use std::io::{self, Write};

use domain::{Day, OcNumber};
use serde::{Deserialize, Serialize};

use crate::FileName;

/// What happened at the doors, one JSON object a line, only ever appended to. It knows virtual days
/// and no wall clock: two equal sessions leave equal journals.
///
/// The last records also stay in memory, as many as `ring` says.
///
/// ```
/// use simulator::{Act, Journal};
/// let mut journal = Journal::new(Vec::new(), 16);
/// let act = Act::Acknowledged { name: "a.noe".parse()? };
/// journal.append("2024-11-04".parse()?, "99000017".parse()?, act)?;
/// let line = serde_json::to_string(journal.records().next().unwrap())?;
/// assert_eq!(line, r#"{"seq":1,"day":"2024-11-04","oc":"99000017","act":"acknowledged","name":"a.noe"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Journal {
    out: Box<dyn Write + Send>,
    ring: VecDeque<Record>,
    capacity: usize,
    next: u64,
    broken: bool,
}

/// A line of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// 1, 2, 3…: no number is missing.
    pub seq: u64,
    /// Virtual day.
    pub day: Day,
    /// Whose files it is about.
    pub oc: OcNumber,
    /// What happened.
    #[serde(flatten)]
    pub act: Act,
}

/// What can happen at a door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case")]
pub enum Act {
    /// A file was put on the shelf of the OC.
    Delivered {
        /// Its name.
        name: FileName,
        /// Its NOEMIE reference.
        reference: u16,
        /// Its length.
        bytes: u64,
    },
    /// The OC asked what there is.
    Listed {
        /// How many files it was shown.
        files: u64,
    },
    /// The OC fetched a file, or a part of it. What reached it is not known before it acknowledges.
    Fetched {
        /// Its name.
        name: FileName,
        /// Where the part begins, from 0.
        from: u64,
        /// How many bytes were offered.
        bytes: u64,
    },
    /// The OC said, for the first time, that it has a file.
    Acknowledged {
        /// Its name.
        name: FileName,
    },
    /// The OC pushed a file that was not there yet.
    Received {
        /// Its name.
        name: FileName,
        /// Its length.
        bytes: u64,
    },
}

impl Journal {
    /// A journal that writes to `out` and remembers the last `ring` records.
    #[must_use]
    pub fn new(out: impl Write + Send + 'static, ring: usize) -> Self {
        Self {
            out: Box::new(out),
            ring: VecDeque::new(),
            capacity: ring,
            next: 1,
            broken: false,
        }
    }

    /// A journal in memory alone.
    #[must_use]
    pub fn in_memory(ring: usize) -> Self {
        Self::new(io::sink(), ring)
    }

    /// Appends a record and hands it to the writer; gives its number. [`Journal::commit`] makes sure of it.
    ///
    /// # Errors
    /// Where the writer fails. A line may then be cut: from there on every append fails, so that no
    /// record ever stands after a hole.
    pub fn append(&mut self, day: Day, oc: OcNumber, act: Act) -> io::Result<u64> {
        self.whole()?;
        let record = Record {
            seq: self.next,
            day,
            oc,
            act,
        };
        let mut line = serde_json::to_vec(&record)?;
        line.push(b'\n');
        let written = self.out.write_all(&line);
        self.note(written)?;
        self.next += 1;
        if self.ring.len() >= self.capacity {
            self.ring.pop_front();
        }
        if self.capacity > 0 {
            self.ring.push_back(record);
        }
        Ok(self.next - 1)
    }

    /// Flushes what was appended. What an OC is told is done was committed before.
    ///
    /// # Errors
    /// Where the writer fails; every append fails from there on.
    pub fn commit(&mut self) -> io::Result<()> {
        self.whole()?;
        let flushed = self.out.flush();
        self.note(flushed)
    }

    /// The records still in memory, oldest first.
    pub fn records(&self) -> impl DoubleEndedIterator<Item = &Record> {
        self.ring.iter()
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
            },
            Act::Listed { files: 1 },
            Act::Fetched {
                name: name.clone(),
                from: 4,
                bytes: 8,
            },
            Act::Acknowledged { name: name.clone() },
            Act::Received { name, bytes: 3 },
        ]
    }

    fn fill(journal: &mut Journal) {
        let day = Day::new(2024, 12, 22).unwrap();
        for act in acts() {
            journal
                .append(day, OcNumber::new(99_000_017).unwrap(), act)
                .unwrap();
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
            r#"{"seq":1,"day":"2024-12-22","oc":"99000017","act":"delivered","name":"a.noe","reference":303,"bytes":12}"#
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
        let (day, oc) = (Day::new(2024, 12, 22).unwrap(), OcNumber::default());
        let first = journal
            .append(day, oc, Act::Listed { files: 0 })
            .unwrap_err();
        assert_eq!(first.kind(), io::ErrorKind::StorageFull);
        assert!(journal.append(day, oc, Act::Listed { files: 0 }).is_err());
        assert!(journal.commit().is_err());
        assert_eq!(journal.records().count(), 0);
    }
}
