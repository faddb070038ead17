//! Cutting bytes into physical records and records into entities, whatever state they are in.

use std::ops::Range;

use crate::envelope::ENVELOPE_LENGTH;
use crate::fields::digits;
use crate::framing::LineEnd;
use crate::layout::{CLOSER_LENGTH, DELIMITER, EntityLayout, Layout};

/// Bytes that a look may need: a record, its line end, and the start of the next one. Whoever shows
/// less than that shows all there is.
pub(crate) const VIEW: usize = 32 * 1024;

/// A record whose end nobody can tell is given up after that many bytes; what follows continues it.
const LOST: usize = 16 * 1024;

/// What is left of a file from some place on, or as much of it as a look may need.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) bytes: &'a [u8],
    /// Whether the file ends where the view does.
    pub(crate) last: bool,
}

impl<'a> View<'a> {
    /// The view of a whole file from `at` on.
    pub(crate) fn of(bytes: &'a [u8], at: usize) -> Self {
        let rest = bytes.get(at..).unwrap_or_default();
        match rest.get(..VIEW) {
            Some(view) if rest.len() > VIEW => Self {
                bytes: view,
                last: false,
            },
            _ => Self {
                bytes: rest,
                last: true,
            },
        }
    }
}

/// A physical record: the bytes `start..end` of its view are its payload.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Block {
    /// Where its prefix stands.
    pub(crate) offset: usize,
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Blanks or NUL between its payload and its line end, which its length does not count.
    pub(crate) padding: usize,
    /// Where the next record starts.
    pub(crate) next: usize,
    pub(crate) fault: Option<BlockFault>,
    /// What follows it; none at the very end of the bytes.
    pub(crate) line_end: Option<LineEnd>,
    /// Whether that is neither CR LF nor LF, or comes more than once.
    pub(crate) odd_line_end: bool,
    /// Whether its end is only where it was given up.
    pub(crate) lost: bool,
}

impl Block {
    pub(crate) fn payload<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        bytes.get(self.start..self.end).unwrap_or_default()
    }

    fn moved(self, by: usize) -> Self {
        Self {
            offset: self.offset + by,
            start: self.start + by,
            end: self.end + by,
            next: self.next + by,
            ..self
        }
    }
}

/// What is wrong with the prefix of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BlockFault {
    /// It is not four digits.
    Prefix,
    /// It is another length than the payload's.
    Length { declared: usize },
    /// It is zero, and nothing stands there.
    Empty,
    /// It asks for more than there is.
    Truncated { declared: usize },
    /// The bytes end inside it.
    Cut,
    /// There is none: the record before was given up.
    Lost,
}

/// A UTF-8 byte order mark.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// What stands before a file's first record: the bytes of a byte order mark, and of line ends where nothing
/// comes before. Two files may have been put one after the other, each with its mark.
pub(crate) fn leading(bytes: &[u8], first: bool) -> (usize, usize) {
    let mark = if bytes.starts_with(MARK) {
        MARK.len()
    } else {
        0
    };
    let ends = if first || mark > 0 {
        line_ends(&bytes[mark..])
    } else {
        0
    };
    (mark, ends)
}

/// Characters of line ends at the head of a view.
fn line_ends(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|b| is_line_end(**b)).count()
}

/// Whether a character ends a line: CR, LF, or the next line (NEL) of an EBCDIC host.
const fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n' | 0x85)
}

/// The record at the head of a view; none where the view is empty. `layout` tells where an entity may
/// start, which is how a record with a wrong prefix finds its end; `lost`: the record before was
/// given up.
pub(crate) fn block(view: View<'_>, layout: Option<&Layout>, lost: bool) -> Option<Block> {
    let bytes = view.bytes;
    if bytes.is_empty() {
        return None;
    }
    let prefix =
        |at: usize| -> Option<usize> { usize::try_from(digits(bytes.get(at..at + 4)?)?).ok() };
    let ends = Ends { view, layout };
    let mut offset = 0;
    // A damaged line end leaves a stray character or two before the prefix.
    let mut stray = false;
    let declared = match prefix(0) {
        _ if lost => None,
        None => {
            if let Some(skip) = (1..=2).find(|skip| ends.starts_record(*skip)) {
                offset = skip;
                stray = true;
            }
            prefix(offset)
        }
        Some(length) if !ends.at(4, length) && (1..4).any(|skip| ends.is_envelope(skip)) => {
            // What is left of a length that the file before was cut in.
            offset = (1..4).find(|skip| ends.is_envelope(*skip)).unwrap_or(1);
            stray = true;
            prefix(offset)
        }
        declared => declared,
    };
    let start = if lost {
        0
    } else {
        (offset + 4).min(bytes.len())
    };
    let (end, given_up, fault) = match declared {
        Some(0) if ends.follows(start) => (start, false, Some(BlockFault::Empty)),
        Some(length) if ends.at(start, length) => (start + length, false, None),
        Some(length) => {
            let (end, given_up) = ends.find(start);
            let fault = if view.last && end == bytes.len() && start + length > end {
                Some(BlockFault::Truncated { declared: length })
            } else if end == start + length {
                None
            } else {
                Some(BlockFault::Length { declared: length })
            };
            (end, given_up, fault)
        }
        None => {
            let (end, given_up) = ends.find(start);
            let fault = if lost {
                BlockFault::Lost
            } else if view.last && bytes.len() < 4 && bytes.iter().all(u8::is_ascii_digit) {
                BlockFault::Cut
            } else {
                BlockFault::Prefix
            };
            (end, given_up, Some(fault))
        }
    };
    let padding = if fault.is_none() {
        ends.padding(start, end)
    } else {
        0
    };
    let after = &bytes[end + padding..];
    let width = line_ends(after);
    let line_end = match &after[..width] {
        [] if after.is_empty() => None,
        [] => Some(LineEnd::None),
        [b'\r', b'\n', ..] => Some(LineEnd::Crlf),
        _ => Some(LineEnd::Lf),
    };
    Some(Block {
        offset,
        start,
        end,
        padding,
        next: end + padding + width,
        fault: fault.or(stray.then_some(BlockFault::Prefix)),
        line_end,
        odd_line_end: !matches!(&after[..width], b"" | b"\r\n" | b"\n"),
        lost: given_up,
    })
}

/// The records of a whole file.
pub(crate) struct Blocks<'a> {
    bytes: &'a [u8],
    at: usize,
    layout: &'a Layout,
}

impl<'a> Blocks<'a> {
    pub(crate) fn new(bytes: &'a [u8], layout: &'a Layout) -> Self {
        let (mark, ends) = leading(bytes, true);
        Self {
            bytes,
            at: mark + ends,
            layout,
        }
    }
}

impl Iterator for Blocks<'_> {
    type Item = Block;

    fn next(&mut self) -> Option<Block> {
        let block = block(View::of(self.bytes, self.at), Some(self.layout), false)?;
        let block = block.moved(self.at);
        self.at = block.next;
        Some(block)
    }
}

/// Where records may end in a view.
struct Ends<'a> {
    view: View<'a>,
    layout: Option<&'a Layout>,
}

impl Ends<'_> {
    /// Whether a payload of that length is followed by what may follow one.
    fn at(&self, start: usize, length: usize) -> bool {
        let end = start + length;
        let is_envelope = matches!(self.view.bytes.get(start..start + 3), Some(b"000" | b"999"));
        if is_envelope && length != ENVELOPE_LENGTH && self.follows(start + ENVELOPE_LENGTH) {
            return false;
        }
        let inner_line_end = self.view.bytes.get(end.saturating_sub(2).max(start)..end);
        length > 0
            && inner_line_end.is_some_and(|tail| !tail.iter().any(|b| is_line_end(*b)))
            && (self.follows(end)
                || self.padding(start, end) > 0
                || self.is_filled(start, length)
                || (self.is_length(end)
                    && self
                        .envelope_in(&self.view.bytes[start..end], start)
                        .is_none()))
    }

    /// Blanks or NUL after a whole payload, up to the line end, the next record or the end of the bytes: a transfer
    /// into records of a fixed length leaves them.
    fn padding(&self, start: usize, end: usize) -> usize {
        let bytes = self.view.bytes;
        let blank = |b: &&u8| matches!(b, b' ' | 0);
        if !bytes.get(end).as_ref().is_some_and(blank) {
            return 0;
        }
        let whole = match bytes.get(start..start + 3) {
            Some(b"000" | b"999") => end - start == ENVELOPE_LENGTH,
            _ => bytes.get(end - 1) == Some(&DELIMITER),
        };
        let width = bytes[end..].iter().take_while(blank).count();
        let ends = match bytes.get(end + width) {
            None => self.view.last,
            Some(byte) => is_line_end(*byte) || self.starts_record(end + width),
        };
        if whole && ends { width } else { 0 }
    }

    /// Whether a length stands there that leads to another record: what follows it may be the rest of an
    /// entity.
    fn is_length(&self, at: usize) -> bool {
        let length = self.view.bytes.get(at..at + 4).and_then(digits);
        length.is_some_and(|length| length > 0 && self.leads_on(at + 4, length))
    }

    /// Whether a payload is what its length says although what follows is no record: that is then what is
    /// wrong. An envelope is believed unless a character too many or too few has moved the next record;
    /// entities are, where they fill the payload.
    fn is_filled(&self, start: usize, length: usize) -> bool {
        let bytes = self.view.bytes;
        let end = start + length;
        if end >= bytes.len() {
            return false;
        }
        if matches!(bytes.get(start..start + 3), Some(b"000" | b"999")) {
            return length == ENVELOPE_LENGTH
                && !(end - 2..=end + 2).any(|at| self.follows(at))
                && self.envelope_in(&bytes[start..end], start).is_none();
        }
        let Some(layout) = self.layout else {
            return false;
        };
        let mut at = start;
        while let Some(Cut::Whole { length, .. }) = cut(bytes, at, end, layout) {
            at += length;
        }
        at == end
    }

    /// Whether a record may end here: at a line end, before another record, or at the very end.
    fn follows(&self, at: usize) -> bool {
        match self.view.bytes.get(at) {
            None => at == self.view.bytes.len(),
            Some(byte) => is_line_end(*byte) || self.starts_record(at),
        }
    }

    fn starts_record(&self, at: usize) -> bool {
        let bytes = self.view.bytes;
        let Some(length) = bytes.get(at..at + 4).and_then(digits) else {
            return false;
        };
        match bytes.get(at + 4..at + 7) {
            Some(b"000" | b"999") => length == ENVELOPE_LENGTH as u64,
            Some(number) => match self.layout {
                // A closer of level 01 whose identifier starts with zeros looks like a length and an
                // entity: one of its level or its length must fit as well.
                Some(layout) => {
                    length > 0
                        && starts_entity(bytes, at + 4, layout)
                        && (level_fits(bytes, at + 4, layout) || self.leads_on(at + 4, length))
                }
                None => length > 0 && digits(number).is_some(),
            },
            None => false,
        }
    }

    /// Whether a payload of that length ends where a record may.
    fn leads_on(&self, start: usize, length: u64) -> bool {
        let Some(end) = usize::try_from(length)
            .ok()
            .and_then(|l| start.checked_add(l))
        else {
            return false;
        };
        match self.view.bytes.get(end) {
            None => end == self.view.bytes.len() && self.view.last,
            Some(byte) => is_line_end(*byte) || self.may_start_record(end),
        }
    }

    /// Whether a length stands there, and the number of an entity or of an envelope of that length after it.
    fn may_start_record(&self, at: usize) -> bool {
        let bytes = self.view.bytes;
        let length = bytes.get(at..at + 4).and_then(digits);
        match bytes.get(at + 4..at + 7) {
            Some(b"000" | b"999") => length == Some(ENVELOPE_LENGTH as u64),
            Some(number) => {
                length.is_some_and(|length| length > 0)
                    && match self.layout {
                        Some(layout) => starts_entity(bytes, at + 4, layout),
                        None => digits(number).is_some(),
                    }
            }
            None => false,
        }
    }

    /// The end of a payload whose prefix does not tell it, and whether it was given up there.
    fn find(&self, start: usize) -> (usize, bool) {
        let bytes = self.view.bytes;
        let limit = bytes.len().min(start + LOST);
        let rest = &bytes[start..limit];
        if rest.starts_with(b"000") || rest.starts_with(b"999") {
            let end = start + ENVELOPE_LENGTH;
            if end <= bytes.len() && self.follows(end) {
                return (end, false);
            }
        }
        if let Some(layout) = self.layout {
            let mut end = start;
            while let Some(Cut::Whole { length, .. }) = cut(bytes, end, limit, layout) {
                // A line end inside an entity ends the record; looking past it again and again would
                // cost more than the file is long.
                if bytes[end..end + length].iter().any(|b| is_line_end(*b)) {
                    break;
                }
                end += length;
                if self.follows(end) {
                    return (end, false);
                }
            }
        }
        // Fall back on the next envelope that is announced before the line end, on that, and on the next record
        // that starts right after an entity.
        let line_end = rest.iter().position(|b| is_line_end(*b));
        let line = &rest[..line_end.unwrap_or(rest.len())];
        if let Some(length) = self.envelope_in(line, start) {
            return (start + length, false);
        }
        if let Some(length) = line_end {
            return (start + length, false);
        }
        let mut at = start;
        while let Some(step) = bytes
            .get(at..limit)
            .and_then(|r| r.iter().position(|b| *b == DELIMITER))
        {
            at += step + 1;
            if self.starts_record(at) {
                return (at, false);
            }
        }
        (limit, limit < bytes.len() || !self.view.last)
    }
}

impl Ends<'_> {
    /// Where a header or trailer is announced in `line`, which starts at `start`: a file that was cut short does not
    /// take the next one with it.
    fn envelope_in(&self, line: &[u8], start: usize) -> Option<usize> {
        (1..line.len()).find(|at| self.is_envelope(start + at))
    }

    /// Whether a whole header or trailer is announced there.
    fn is_envelope(&self, at: usize) -> bool {
        let announced = self.view.bytes.get(at..at + 7);
        announced.is_some_and(|text| {
            text.starts_with(b"0128")
                && (text.ends_with(b"000") || text.ends_with(b"999"))
                && self.follows(at + 4 + ENVELOPE_LENGTH)
        })
    }
}

/// What stands at a place of a block.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Cut<'l> {
    /// An entity of its full length with its delimiter; no layout for a 990.
    Whole {
        length: usize,
        entity: Option<&'l EntityLayout>,
    },
    /// The same without its delimiter.
    NoDelimiter {
        length: usize,
        entity: Option<&'l EntityLayout>,
    },
    /// A known number, another length.
    WrongLength {
        length: usize,
        expected: usize,
        entity: Option<&'l EntityLayout>,
    },
    /// An unknown number; its end is the next delimiter that an entity may follow.
    Unknown { length: usize },
    /// Nothing that could be an entity, to the end of the block.
    Rest { length: usize },
}

/// What stands at `at` in a block that ends at `end`; none at its end.
pub(crate) fn cut<'l>(bytes: &[u8], at: usize, end: usize, layout: &'l Layout) -> Option<Cut<'l>> {
    if at >= end {
        return None;
    }
    let next = |from: usize| {
        let mut from = from;
        loop {
            from += bytes.get(from..end)?.iter().position(|b| *b == DELIMITER)? + 1;
            if from == end || starts_entity(bytes, from, layout) {
                return Some(from);
            }
        }
    };
    let rest = end - at;
    let Some((entity, expected)) = known(bytes, at, layout) else {
        return Some(match next(at) {
            Some(stop) if rest >= 6 => Cut::Unknown { length: stop - at },
            _ => Cut::Rest { length: rest },
        });
    };
    let stop = at + expected;
    if stop <= end && bytes.get(stop - 1) == Some(&DELIMITER) {
        return Some(Cut::Whole {
            length: expected,
            entity,
        });
    }
    // An entity that ends before its length, where another starts, is too short: what stands at its
    // full length is then a chance.
    let found = next(at);
    let short = found.is_some_and(|found| found < stop);
    if !short && (stop == end || (stop < end && starts_entity(bytes, stop, layout))) {
        return Some(Cut::NoDelimiter {
            length: expected,
            entity,
        });
    }
    let length = found.map_or(rest, |stop| stop - at);
    Some(Cut::WrongLength {
        length,
        expected,
        entity,
    })
}

/// How many characters of the next record complete the entity that the end of this one cuts short; none
/// where they do not.
pub(crate) fn completed(
    bytes: &[u8],
    missing: usize,
    next: usize,
    layout: &Layout,
) -> Option<usize> {
    let start = next + 4;
    let length = digits(bytes.get(next..start)?)?;
    let envelope = matches!(bytes.get(start..start + 3)?, b"000" | b"999");
    if envelope && length == ENVELOPE_LENGTH as u64 {
        return None;
    }
    let end = start + missing;
    let ends_well = bytes.get(end - 1) == Some(&DELIMITER)
        && (starts_entity(bytes, end, layout)
            || bytes.get(end).is_some_and(|b| is_line_end(*b))
            // Without line ends, the length of the record after it.
            || bytes.get(end..end + 4).and_then(digits).is_some());
    ends_well.then_some(end)
}

/// The entity whose number stands at `at`, and its length; no layout for a 990.
fn known<'l>(
    bytes: &[u8],
    at: usize,
    layout: &'l Layout,
) -> Option<(Option<&'l EntityLayout>, usize)> {
    match bytes.get(at..at + 3)? {
        b"990" => Some((None, CLOSER_LENGTH)),
        number => {
            let entity = layout.entity(u16::try_from(digits(number)?).ok()?)?;
            Some((Some(entity), entity.length()))
        }
    }
}

/// Whether the entity at `at` says the level that it has.
fn level_fits(bytes: &[u8], at: usize, layout: &Layout) -> bool {
    let level = bytes.get(at + 3..at + 5).and_then(digits);
    match known(bytes, at, layout) {
        Some((Some(entity), _)) => level == Some(u64::from(entity.level)),
        Some((None, _)) => {
            level.is_some_and(|level| (1..=u64::from(layout.depth)).contains(&level))
        }
        None => false,
    }
}

fn starts_entity(bytes: &[u8], at: usize, layout: &Layout) -> bool {
    known(bytes, at, layout).is_some()
        && bytes
            .get(at + 3..at + 5)
            .is_some_and(|level| level.iter().all(u8::is_ascii_digit))
}

/// What comes next in the tree, for telling a wrong level from a missing closer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ahead {
    /// A 990 of that level; level 0 stands for the trailer.
    Closer(u8),
    /// An entity of that level.
    Entity(u8),
    /// Neither, or nothing.
    Unknown,
}

/// What stands at `at`.
pub(crate) fn ahead(bytes: &[u8], at: usize, layout: &Layout) -> Ahead {
    if bytes.get(at..at + 3) == Some(b"999") {
        return Ahead::Closer(0);
    }
    match known(bytes, at, layout) {
        Some((Some(entity), _)) => Ahead::Entity(entity.level),
        Some((None, _)) => bytes
            .get(at + 3..at + 5)
            .and_then(digits)
            .and_then(|level| u8::try_from(level).ok())
            .map_or(Ahead::Unknown, Ahead::Closer),
        None => Ahead::Unknown,
    }
}

/// Where an entity stands in a sound file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EntityAt {
    pub(crate) number: u16,
    pub(crate) offset: usize,
    pub(crate) length: usize,
}

/// The payloads of a sound file, and its entities between header and trailer, closers included.
pub(crate) fn entities_of(bytes: &[u8], layout: &Layout) -> (Vec<Range<usize>>, Vec<EntityAt>) {
    let (mut blocks, mut entities) = (Vec::new(), Vec::new());
    for block in Blocks::new(bytes, layout) {
        blocks.push(block.start..block.end);
        let payload = block.payload(bytes);
        if payload.starts_with(b"000") || payload.starts_with(b"999") {
            continue;
        }
        let mut at = block.start;
        while let Some(Cut::Whole { length, entity }) = cut(bytes, at, block.end, layout) {
            let number = entity.map_or(990, |entity| entity.number);
            entities.push(EntityAt {
                number,
                offset: at,
                length,
            });
            at += length;
        }
    }
    (blocks, entities)
}
