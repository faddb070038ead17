//! Cutting bytes into physical records and records into entities, whatever state they are in.

use std::ops::Range;

use crate::envelope::ENVELOPE_LENGTH;
use crate::fields::digits;
use crate::framing::LineEnd;
use crate::layout::{CLOSER_LENGTH, DELIMITER, EntityLayout, Layout};

/// A physical record: the bytes `start..end` are its payload.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Block {
    /// Where its prefix stands.
    pub(crate) offset: usize,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) fault: Option<BlockFault>,
    /// What follows it; none at the very end of the bytes.
    pub(crate) line_end: Option<LineEnd>,
}

impl Block {
    pub(crate) fn payload<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        bytes.get(self.start..self.end).unwrap_or_default()
    }
}

/// What is wrong with the prefix of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BlockFault {
    /// It is not four digits.
    Prefix,
    /// It is another length than the payload's.
    Length { declared: usize },
    /// It asks for more than there is.
    Truncated { declared: usize },
}

/// Cuts physical records, one after the other.
pub(crate) struct Cutter<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cutter<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        let mut cutter = Self { bytes, at: 0 };
        cutter.skip_line_end();
        cutter
    }

    /// The next record. `layout` tells where an entity may start, which is how a record with a wrong
    /// prefix finds its end.
    pub(crate) fn next(&mut self, layout: Option<&Layout>) -> Option<Block> {
        let (bytes, mut offset) = (self.bytes, self.at);
        if offset >= bytes.len() {
            return None;
        }
        // A damaged line end leaves a stray character or two before the prefix.
        let mut stray = false;
        if self.prefix(offset).is_none()
            && let Some(skip) = (1..=2).find(|skip| self.starts_record(offset + skip, layout))
        {
            offset += skip;
            stray = true;
        }
        let start = (offset + 4).min(bytes.len());
        let declared = self.prefix(offset);
        let (end, fault) = match declared {
            Some(length) if self.ends_at(start, length, layout) => (start + length, None),
            Some(length) => {
                let end = self.real_end(start, layout);
                if end == bytes.len() && start + length > end {
                    (end, Some(BlockFault::Truncated { declared: length }))
                } else if end == start + length {
                    (end, None)
                } else {
                    (end, Some(BlockFault::Length { declared: length }))
                }
            }
            None => (self.real_end(start, layout), Some(BlockFault::Prefix)),
        };
        let fault = fault.or(stray.then_some(BlockFault::Prefix));
        self.at = end;
        let line_end = self.skip_line_end();
        Some(Block {
            offset,
            start,
            end,
            fault,
            line_end,
        })
    }

    fn prefix(&self, at: usize) -> Option<usize> {
        let length = digits(self.bytes.get(at..at + 4)?)?;
        usize::try_from(length).ok()
    }

    /// Where the next record starts.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    fn skip_line_end(&mut self) -> Option<LineEnd> {
        let start = self.at;
        while self
            .bytes
            .get(self.at)
            .is_some_and(|b| matches!(b, b'\r' | b'\n'))
        {
            self.at += 1;
        }
        match &self.bytes[start..self.at] {
            _ if self.at >= self.bytes.len() && start == self.at => None,
            [] => Some(LineEnd::None),
            [b'\r', b'\n', ..] => Some(LineEnd::Crlf),
            _ => Some(LineEnd::Lf),
        }
    }

    /// Whether a payload of that length is followed by what may follow one.
    fn ends_at(&self, start: usize, length: usize, layout: Option<&Layout>) -> bool {
        let end = start + length;
        let inner_line_end = self.bytes.get(end.saturating_sub(2).max(start)..end);
        length > 0
            && inner_line_end.is_some_and(|tail| !tail.iter().any(|b| matches!(b, b'\r' | b'\n')))
            && self.follows(end, layout)
    }

    /// Whether a record may end here: at a line end, before another record, or at the very end.
    fn follows(&self, at: usize, layout: Option<&Layout>) -> bool {
        match self.bytes.get(at) {
            None => at == self.bytes.len(),
            Some(b'\r' | b'\n') => true,
            Some(_) => self.starts_record(at, layout),
        }
    }

    fn starts_record(&self, at: usize, layout: Option<&Layout>) -> bool {
        let Some(length) = self.bytes.get(at..at + 4).and_then(digits) else {
            return false;
        };
        match self.bytes.get(at + 4..at + 7) {
            Some(b"000" | b"999") => length == ENVELOPE_LENGTH as u64,
            Some(number) => match layout {
                Some(layout) => length > 0 && starts_entity(self.bytes, at + 4, layout),
                None => length > 0 && digits(number).is_some(),
            },
            None => false,
        }
    }

    /// The end of a payload whose prefix does not tell it.
    fn real_end(&self, start: usize, layout: Option<&Layout>) -> usize {
        let bytes = self.bytes;
        let rest = &bytes[start..];
        if rest.starts_with(b"000") || rest.starts_with(b"999") {
            let end = start + ENVELOPE_LENGTH;
            if end <= bytes.len() && self.follows(end, layout) {
                return end;
            }
        }
        if let Some(layout) = layout {
            let mut end = start;
            while let Some(Cut::Whole { length, .. }) = cut(bytes, end, bytes.len(), layout) {
                end += length;
                if self.follows(end, Some(layout)) {
                    return end;
                }
            }
        }
        // Fall back on the next line end, then on the next record that starts right after an entity
        // or announces an envelope.
        if let Some(length) = rest.iter().position(|b| matches!(b, b'\r' | b'\n')) {
            return start + length;
        }
        let mut at = start;
        while let Some(step) = bytes
            .get(at..)
            .and_then(|r| r.iter().position(|b| *b == DELIMITER))
        {
            at += step + 1;
            if self.starts_record(at, layout) {
                return at;
            }
        }
        bytes.len()
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
    if stop == end || (stop < end && starts_entity(bytes, stop, layout)) {
        return Some(Cut::NoDelimiter {
            length: expected,
            entity,
        });
    }
    let length = next(at).map_or(rest, |stop| stop - at);
    Some(Cut::WrongLength {
        length,
        expected,
        entity,
    })
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

/// What comes at `at`, or in the next record where the block of `at` ends there.
pub(crate) fn ahead(bytes: &[u8], mut at: usize, end: usize, layout: &Layout) -> Ahead {
    if at >= end {
        while bytes.get(at).is_some_and(|b| matches!(b, b'\r' | b'\n')) {
            at += 1;
        }
        at += 4;
    }
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
    let mut cutter = Cutter::new(bytes);
    while let Some(block) = cutter.next(Some(layout)) {
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
