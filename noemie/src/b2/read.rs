//! Reads a B2 or DRE file: cuts it into records, names them, checks what is known of them.

use std::ops::Range;

use super::recognise::{Known, recognise};
use super::{Norm, RECORD_LENGTH, RecordDescription};
use crate::fields::{Quirks, check, digits, shown};
use crate::finding::{self, Draft, Finding, Log, Place, Rule};
use crate::framing::LineEnd;

/// One record of a B2 or DRE file.
#[derive(Debug, Clone)]
pub struct Record<'a> {
    /// Its characters as they stand in the file, length prefix and line end excluded.
    pub bytes: &'a [u8],
    /// Its bytes in the file, length prefix and line end included: the ranges of all records are the whole file.
    pub range: Range<usize>,
    /// Where it stands; `entity` is its digit, 0 and 999 for header and trailer.
    pub place: Place,
    /// The norm of its lot.
    pub norm: Norm,
    known: Option<Known>,
}

impl<'a> Record<'a> {
    /// Digit and letter, as `4M`; none where it is no record that étalon knows.
    #[must_use]
    pub fn key(&self) -> Option<&'static str> {
        self.description().map(|record| record.key.as_str())
    }

    /// What is known of it.
    #[must_use]
    pub fn description(&self) -> Option<&'static RecordDescription> {
        self.known.map(|(record, _)| record)
    }

    /// The characters of a zone; none where there is no such zone. They are fewer, or none, where the record is
    /// cut short.
    #[must_use]
    pub fn zone(&self, name: &str) -> Option<&'a [u8]> {
        let (_, layout) = self.known?;
        let range = layout.field(name).ok()?.range();
        let end = range.end.min(self.bytes.len());
        Some(self.bytes.get(range.start..end).unwrap_or_default())
    }

    fn number(&self, name: &str) -> Option<u64> {
        self.zone(name).and_then(digits)
    }
}

/// A B2 or DRE file, read.
#[derive(Debug, Clone, Default)]
pub struct Reading<'a> {
    /// Its records, in order.
    pub records: Vec<Record<'a>>,
    /// What is wrong with it. Codes are those of [`finding::catalogue`]; their hints speak of NOEMIE.
    pub findings: Vec<Finding>,
    /// What follows its records; none where it is empty.
    pub line_end: Option<LineEnd>,
    /// Whether each record has a four-digit length before it.
    pub prefixed: bool,
}

/// The records of a B2 or DRE file.
///
/// ```
/// let header = format!("{:<49}000123260115{:67}", "000", "");
/// let records = noemie::b2::records(header.as_bytes());
/// assert_eq!(records[0].key(), Some("0"));
/// assert_eq!(records[0].zone("file-id"), Some(&b"000123"[..]));
/// ```
#[must_use]
pub fn records(bytes: &[u8]) -> Vec<Record<'_>> {
    read(bytes).records
}

/// Reads a B2 or DRE file, one or several logical ones in a row. Never panics, whatever the bytes.
#[must_use]
pub fn read(bytes: &[u8]) -> Reading<'_> {
    let mut log = Log::default();
    let mut reading = Reading {
        prefixed: is_prefixed(bytes),
        ..Reading::default()
    };
    let mut file = LogicalFile::default();
    let mut at = 0;
    while at < bytes.len() {
        let cut = cut(&bytes[at..], reading.prefixed, reading.line_end);
        reading.line_end.get_or_insert(cut.line_end);
        let range = at..at + cut.next;
        let payload = &bytes[at + cut.payload.start..at + cut.payload.end];
        at = range.end;
        // What a transfer leaves after the last record is no record.
        let is_padding = payload.iter().all(|b| matches!(b, 0 | 0x1A | b' '));
        if is_padding && at == bytes.len() && !reading.records.is_empty() {
            if let Some(last) = reading.records.last_mut() {
                last.range.end = at;
            }
            break;
        }
        let record = file.record(payload, range, &cut, &mut log);
        reading.records.push(record);
    }
    file.end(at, &mut log);
    if reading.records.is_empty() {
        let draft = Draft::new(&finding::EMPTY, Place::default(), "a header 000", "nothing");
        log.push(draft);
    }
    reading.findings = log.findings;
    reading
}

/// Four digits before the header: `0128000…`.
fn is_prefixed(bytes: &[u8]) -> bool {
    let digits = bytes.get(..4).unwrap_or_default();
    digits.len() == 4
        && digits.iter().all(u8::is_ascii_digit)
        && bytes.get(4..7) == Some(b"000")
        && !bytes.starts_with(b"000")
}

/// One record, counted from its first byte.
struct Cut {
    payload: Range<usize>,
    next: usize,
    line_end: LineEnd,
    /// What the prefix says, where it is wrong: none where it is no number.
    prefix: Option<Option<usize>>,
}

const WIDTH: usize = RECORD_LENGTH as usize;
const PREFIX: usize = 4;

fn cut(bytes: &[u8], prefixed: bool, due: Option<LineEnd>) -> Cut {
    let declared = bytes.get(..PREFIX).filter(|_| prefixed).map(digits);
    let start = if declared.is_some() { PREFIX } else { 0 };
    let rest = &bytes[start..];
    let is_end = |byte: &u8| matches!(byte, b'\r' | b'\n');
    let line = rest.iter().position(is_end).unwrap_or(rest.len());
    // Without line ends only the width tells one record from the next.
    let width = match due {
        Some(LineEnd::None) => WIDTH,
        None if line > WIDTH => WIDTH,
        _ => line,
    };
    let width = width.min(rest.len()).min(line);
    let tail = &rest[width..];
    let line_end = match tail {
        [b'\r', b'\n', ..] => LineEnd::Crlf,
        [b'\r' | b'\n', ..] => LineEnd::Lf,
        _ => LineEnd::None,
    };
    let ended = if line_end == LineEnd::Crlf {
        2
    } else {
        usize::from(line_end == LineEnd::Lf)
    };
    Cut {
        payload: start..start + width,
        // Never nothing: an empty line has its line end, and a record its characters.
        next: (start + width + ended).max(1),
        line_end,
        prefix: declared
            .map(|declared| declared.and_then(|length| usize::try_from(length).ok()))
            .filter(|declared| *declared != Some(width)),
    }
}

/// What is known of the logical file under way.
#[derive(Default)]
struct LogicalFile {
    /// Records so far; none before the first.
    records: u64,
    /// Records in the physical file before this logical one.
    before: usize,
    open: bool,
    lots: u64,
    lot: Option<Lot>,
    norm: Norm,
    file_id: Option<Vec<u8>>,
    /// Told once that records come outside any lot.
    stray: bool,
}

#[derive(Default)]
struct Lot {
    twos: u64,
    fives: u64,
}

impl LogicalFile {
    fn record<'a>(
        &mut self,
        bytes: &'a [u8],
        range: Range<usize>,
        cut: &Cut,
        log: &mut Log,
    ) -> Record<'a> {
        let offset = range.start + cut.payload.start;
        if bytes.starts_with(b"000") {
            self.end(offset, log);
            *self = Self {
                before: self.before + usize::try_from(self.records).unwrap_or(usize::MAX),
                open: true,
                ..Self::default()
            };
        }
        let rank = usize::try_from(self.records).unwrap_or(usize::MAX);
        let mut place = Place {
            offset,
            block: self.before.saturating_add(rank),
            entity: 0,
            rank,
        };
        if self.records == 0 && !self.open {
            let draft = Draft::new(&finding::HEADER_MISSING, place, "000", preview(bytes));
            log.push(draft.personal());
            self.open = true;
        }
        self.records += 1;
        if bytes.first() == Some(&b'1') {
            // T1-13: the record is laid out the same under every norm.
            self.norm = Norm::of_sub_norm(bytes.get(78..80).unwrap_or_default());
        }
        let known = recognise(bytes, self.norm);
        place.entity = match known {
            Some((_, layout)) => layout.number,
            None => bytes
                .first()
                .filter(|b| b.is_ascii_digit())
                .map_or(0, |b| u16::from(b & 0xF)),
        };
        let because = frame(bytes, cut, place, log);
        let record = Record {
            bytes,
            range,
            place,
            norm: self.norm,
            known,
        };
        match known {
            None => {
                let expected = "a record that étalon knows";
                let draft = Draft::new(&finding::ENTITY_UNKNOWN, place, expected, preview(bytes));
                log.push(draft.personal().because(because));
            }
            Some((_, layout)) if because.is_none() => {
                let clean = layout.columns.hold(bytes);
                check(layout, bytes, (clean, &Quirks::default()), place, log);
            }
            Some(_) => {}
        }
        self.count(&record, because, log);
        record
    }

    /// Counts a record, and holds the counts that lots and files declare against what came.
    fn count(&mut self, record: &Record<'_>, because: Option<usize>, log: &mut Log) {
        let digit = record.bytes.first().copied().unwrap_or_default();
        match digit {
            b'0' => self.file_id = record.zone("file-id").map(<[u8]>::to_vec),
            b'1' => {
                self.lots += 1;
                self.lot = Some(Lot::default());
                self.stray = false;
            }
            b'2'..=b'6' if self.lot.is_none() && !self.stray => {
                let expected = "a record 1 before it";
                let draft = Draft::new(&finding::PARENT_MISSING, record.place, expected, "none");
                log.push(draft.because(because));
                self.stray = true;
            }
            _ => {}
        }
        if let Some(lot) = &mut self.lot {
            match digit {
                b'2' => lot.twos += 1,
                b'5' => lot.fives += 1,
                _ => {}
            }
        }
        if digit == b'9' && record.known.is_some() {
            self.open = false;
        }
        match record.key().filter(|_| because.is_none()) {
            Some("6") => {
                if let Some(lot) = self.lot.take() {
                    declared(record, "type-2", lot.twos, &finding::GROUP_COUNT, log);
                    declared(record, "type-5", lot.fives, &finding::GROUP_COUNT, log);
                }
            }
            Some("9") => {
                declared(record, "records", self.records, &finding::RECORD_COUNT, log);
                declared(record, "lots", self.lots, &finding::GROUP_NUMBER, log);
                let id = record.zone("file-id").unwrap_or_default();
                if let Some(due) = self.file_id.as_ref().filter(|due| **due != id) {
                    let rule = &finding::ENVELOPE_DIFFERS;
                    let draft = Draft::new(rule, record.place, shown(due), shown(id));
                    log.push(draft.at("file-id", (50, 55)));
                }
            }
            _ => {}
        }
        if !self.open {
            *self = Self {
                before: record.place.block + 1,
                ..Self::default()
            };
        }
    }

    /// The logical file is over.
    fn end(&self, offset: usize, log: &mut Log) {
        if self.open {
            let rank = usize::try_from(self.records).unwrap_or(usize::MAX);
            let place = Place {
                offset,
                block: self.before.saturating_add(rank),
                entity: 999,
                rank,
            };
            log.push(Draft::new(
                &finding::TRAILER_MISSING,
                place,
                "a trailer 999",
                "the end",
            ));
        }
    }
}

/// What is wrong with prefix and length; the zones of such a record are not looked at.
fn frame(bytes: &[u8], cut: &Cut, place: Place, log: &mut Log) -> Option<usize> {
    let length = |length: usize| format!("{length} characters");
    let prefix = cut.prefix.map(|declared| match declared {
        None => log.push(Draft::new(
            &finding::BLOCK_PREFIX,
            place,
            "four digits",
            "other characters",
        )),
        Some(declared) => log.push(Draft::new(
            &finding::BLOCK_LENGTH,
            place,
            length(bytes.len()),
            length(declared),
        )),
    });
    if bytes.len() == WIDTH {
        // A wrong prefix before a whole record leaves the record as it is.
        return None;
    }
    let rule = &finding::ENTITY_LENGTH;
    let draft = Draft::new(rule, place, length(WIDTH), length(bytes.len()));
    Some(log.push(draft.because(prefix)))
}

fn declared(record: &Record<'_>, zone: &'static str, due: u64, rule: &'static Rule, log: &mut Log) {
    let Some((_, layout)) = record.known else {
        return;
    };
    let Ok(span) = layout.field(zone) else { return };
    // What is no number was told already, or is nothing.
    if let Some(found) = record.number(zone)
        && found != due
    {
        let found = shown(record.zone(zone).unwrap_or_default());
        let draft = Draft::new(rule, record.place, due.to_string(), found);
        log.push(draft.at(zone, span.columns()));
    }
}

fn preview(bytes: &[u8]) -> String {
    shown(&bytes[..bytes.len().min(40)])
}
