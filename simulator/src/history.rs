//! A journal read back: from its file to the records, in order.

use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, ErrorKind};
use std::ops::ControlFlow;
use std::path::Path;

use crate::record::{Act, Record};
use crate::spool::Spool;
use crate::{HistoryError, Journal};

/// A journal that was read back.
#[derive(Debug)]
pub struct History {
    /// Its records, in order.
    pub records: Vec<Record>,
    /// Bytes of whole lines.
    whole: u64,
    /// Bytes after them: a line that was cut when its writer died. Nobody was told of it.
    cut: u64,
    /// Where long files that were pushed lie.
    spool: Spool,
}

impl History {
    /// Reads a journal. A last line without its end is left out: it was never told to anybody.
    ///
    /// # Errors
    /// Where the file cannot be read; where a line is no record, or the numbers do not follow each other.
    pub fn read(path: &Path) -> Result<Self, HistoryError> {
        let mut records = Vec::new();
        let mut each = |record| {
            records.push(record);
            ControlFlow::Continue(())
        };
        let (whole, cut) = lines(path, &mut each)?;
        Ok(Self {
            records,
            whole,
            cut,
            spool: Spool::beside(path),
        })
    }

    /// Records that are remembered, as if they had been read.
    pub(crate) fn of(records: Vec<Record>) -> Self {
        Self {
            records,
            whole: 0,
            cut: 0,
            spool: Spool::default(),
        }
    }

    pub(crate) fn spool(&self) -> &Spool {
        &self.spool
    }

    /// The first records, up to that number: all where there are fewer.
    pub(crate) fn up_to(mut self, record: u64) -> Self {
        let count = usize::try_from(record).unwrap_or(usize::MAX);
        self.records.truncate(count);
        self
    }

    /// The records that hold: without those that came before an earlier state was brought back, and after it.
    #[must_use]
    pub fn holding(&self) -> Vec<&Record> {
        holding(&self.records)
    }

    /// Bytes of a last line that was cut; 0 where all are whole.
    #[must_use]
    pub fn cut(&self) -> u64 {
        self.cut
    }

    /// Takes the cut line off the file and goes on with it.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn go_on(&self, path: &Path, ring: usize) -> Result<Journal, HistoryError> {
        let failed = |source| HistoryError::Read {
            path: path.to_owned(),
            source,
        };
        if self.cut > 0 {
            let file = OpenOptions::new().write(true).open(path).map_err(failed)?;
            let length = file.metadata().map_err(failed)?.len();
            if length != self.whole + self.cut {
                let why = "somebody else wrote to it meanwhile";
                return Err(failed(std::io::Error::new(ErrorKind::ResourceBusy, why)));
            }
            file.set_len(self.whole).map_err(failed)?;
        }
        let last = self.records.len() as u64;
        let mut journal = Journal::go_on(path, ring, last).map_err(failed)?;
        let skipped = self.records.len().saturating_sub(ring);
        for record in self.records.iter().skip(skipped) {
            journal.remember(record.clone());
        }
        Ok(journal)
    }
}

/// Hands each record of a journal over, in order, until it is enough; none is kept. A last line without its end is left
/// out.
///
/// # Errors
/// As [`History::read`].
pub fn each_record(
    path: &Path,
    mut each: impl FnMut(Record) -> ControlFlow<()>,
) -> Result<(), HistoryError> {
    lines(path, &mut each).map(|_| ())
}

/// Gives the bytes of whole lines, and those of one that was cut.
fn lines(
    path: &Path,
    each: &mut dyn FnMut(Record) -> ControlFlow<()>,
) -> Result<(u64, u64), HistoryError> {
    let failed = |source| HistoryError::Read {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(failed)?;
    let mut lines = BufReader::new(file);
    let (mut line, mut number, mut whole) = (Vec::new(), 0, 0);
    loop {
        line.clear();
        let length = lines.read_until(b'\n', &mut line).map_err(failed)? as u64;
        if length == 0 {
            return Ok((whole, 0));
        }
        if line.last() != Some(&b'\n') {
            return Ok((whole, length));
        }
        number += 1;
        let bad = |why: String| HistoryError::Line {
            path: path.to_owned(),
            line: number,
            why,
        };
        let record: Record =
            serde_json::from_slice(&line).map_err(|error| bad(error.to_string()))?;
        if record.seq != number {
            let why = format!("the record has the number {}, not {number}", record.seq);
            return Err(bad(why));
        }
        whole += length;
        if each(record).is_break() {
            return Ok((whole, 0));
        }
    }
}

fn holding(records: &[Record]) -> Vec<&Record> {
    let back = records
        .iter()
        .rposition(|one| matches!(one.act, Act::Restored { .. }));
    let Some((at, Act::Restored { record })) =
        back.and_then(|at| Some((at, &records.get(at)?.act)))
    else {
        return records.iter().collect();
    };
    let (before, after) = records.split_at(at);
    let count = usize::try_from(*record).unwrap_or(usize::MAX);
    // What held then is found in the same way.
    let mut held = holding(before.get(..count).unwrap_or(before));
    held.extend(after.iter().skip(1));
    held
}
