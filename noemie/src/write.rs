//! The strict writer's common part: blocks, groups, counts, totals. It appends to a recycled buffer
//! and allocates nothing per record.

use std::borrow::Cow;

use crate::envelope::{ENVELOPE_LENGTH, Header};
use crate::fields::{put_digits, put_number, put_short};
use crate::framing::Framing;
use crate::layout::{DELIMITER, EntityLayout, Layout, LayoutError, Span};
use crate::profile::{Counted, Padding};

/// Why nothing was written. The buffer is left as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// A value does not fit its field.
    #[error("entity {entity:03}, field `{field}`: `{value}` cannot be written: {why}")]
    Field {
        /// Entity number.
        entity: u16,
        /// Field of the profile.
        field: Cow<'static, str>,
        /// The value, unmasked.
        value: String,
        /// The rule it breaks.
        why: &'static str,
    },
    /// An entity does not fit the largest block.
    #[error("entity {entity:03} ({length} characters) does not fit a block of {max}")]
    BlockTooSmall {
        /// Entity number.
        entity: u16,
        /// Its characters.
        length: usize,
        /// The framing's largest payload.
        max: usize,
    },
    /// An entity comes where the group that holds it is not open.
    #[error("entity {entity:03} stands in a group of {parent:03}, and none is open")]
    NoParent {
        /// Entity number.
        entity: u16,
        /// The opener it needs.
        parent: u16,
    },
    /// A group is closed without an entity that the tree asks for.
    #[error("a group of {group:03} is closed with {times} of {entity:03}, and needs {least}")]
    TooFew {
        /// Number of its opener.
        group: u16,
        /// Entity number.
        entity: u16,
        /// How many came.
        times: u16,
        /// How many must.
        least: u16,
    },
    /// A group holds more of an entity than the tree allows.
    #[error("entity {entity:03} comes more than {most} times in one group")]
    TooMany {
        /// Entity number.
        entity: u16,
        /// How many may.
        most: u16,
    },
    /// A group is closed before anything stands in it.
    #[error("a group of {group:03} is closed and empty")]
    EmptyGroup {
        /// Number of its opener.
        group: u16,
    },
    /// The header announces another reference than the profile lays out.
    #[error("the header says {header:03}, the profile {profile:03}")]
    Reference {
        /// Of the header.
        header: u16,
        /// Of the profile.
        profile: u16,
    },
    /// The profile lacks what this writer fills.
    #[error(transparent)]
    Layout(#[from] LayoutError),
}

/// A field that code fills or reads, resolved once from the profile.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FieldAt {
    pub(crate) span: Span,
    pub(crate) name: &'static str,
    /// Whether the profile puts nothing but zeros there: a zero is written already.
    zeros: bool,
}

impl FieldAt {
    pub(crate) fn resolve(entity: &EntityLayout, name: &'static str) -> Result<Self, LayoutError> {
        let span = entity.field(name)?;
        let blank = span.of(&entity.template);
        let zeros = !blank.is_empty() && blank.iter().all(|byte| *byte == b'0');
        Ok(Self { span, name, zeros })
    }
}

/// A struct of fields, resolved once from a layout, and the list of them.
macro_rules! slots {
    ($slots:ident; $($entity:ident $($field:ident $name:literal)*;)*) => {
        #[derive(Debug)]
        pub(crate) struct $slots { $($($field: FieldAt,)*)* }

        impl $slots {
            /// Entity and name of each.
            const NEEDS: &'static [(u16, &'static str)] = &[$($(($entity, $name),)*)*];

            pub(crate) fn resolve(layout: &Layout) -> Result<Self, LayoutError> {
                $($(let $field = FieldAt::resolve(layout.require($entity)?, $name)?;)*)*
                Ok(Self { $($($field,)*)* })
            }
        }
    };
}

pub(crate) use slots;

/// Puts characters already in wire form at the head of a field, blanks after them.
pub(crate) fn put_raw(field: &mut [u8], value: &[u8]) -> Result<(), &'static str> {
    put_padded(field, value, Padding::BlanksRight)
}

/// What may stand in a text: printable ASCII without small letters nor the delimiter.
const WRITABLE: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = b' ';
    while byte <= b'~' {
        table[byte as usize] = byte != DELIMITER && !byte.is_ascii_lowercase();
        byte += 1;
    }
    table
};

#[inline]
fn is_writable(value: &[u8]) -> bool {
    value.iter().all(|byte| WRITABLE[usize::from(*byte)])
}

/// Puts characters in wire form in a field, and fills what they leave free.
pub(crate) fn put_padded(
    field: &mut [u8],
    value: &[u8],
    padding: Padding,
) -> Result<(), &'static str> {
    let writable = |_: &usize| is_writable(value);
    let Some(free) = field.len().checked_sub(value.len()).filter(writable) else {
        return Err(match value {
            v if v.len() > field.len() => "it is too long",
            v if v.contains(&DELIMITER) => "`@` delimits entities",
            v if v.iter().any(u8::is_ascii_lowercase) => "only capitals are written",
            _ => "only printable ASCII is written",
        });
    };
    let (start, filler) = match padding {
        Padding::BlanksRight => (0, b' '),
        Padding::BlanksLeft => (free, b' '),
        Padding::ZerosLeft => (free, b'0'),
    };
    if free > 0 {
        field.fill(filler);
    }
    put_short(&mut field[start..start + value.len()], value);
    Ok(())
}

/// A text whose blanks at the end would be lost in the padding is refused.
pub(crate) fn no_blank_at_the_end(value: &str) -> Result<(), &'static str> {
    if value.ends_with(' ') {
        Err("it ends with a blank")
    } else {
        Ok(())
    }
}

/// A year that two digits of care or payment can say.
#[inline]
pub(crate) fn two_digit_year(day: domain::Day) -> Result<(), &'static str> {
    if (1970..=2069).contains(&day.year()) {
        Ok(())
    } else {
        Err("the year must be 1970 to 2069")
    }
}

/// One entity just appended, before its fields are filled.
pub(crate) struct Record<'a> {
    bytes: &'a mut [u8],
    number: u16,
    /// Whether it holds what the profile puts there, and nothing else yet.
    is_blank: bool,
}

impl Record<'_> {
    #[inline]
    pub(crate) fn digits(&mut self, at: FieldAt, value: u64) -> Result<(), WriteError> {
        if self.is_blank && at.zeros && value < 10 {
            // Most numbers of the wire are small, in fields that are wide.
            self.last_digit(at.span, value);
            Ok(())
        } else if put_number(self.bytes, at.span, value) {
            Ok(())
        } else {
            Err(self.too_many_digits(at, value))
        }
    }

    #[inline]
    fn last_digit(&mut self, span: Span, value: u64) {
        if let [.., last] = &mut self.bytes[span.range()] {
            *last = b'0' | value.to_le_bytes()[0];
        }
    }

    #[cold]
    fn too_many_digits(&self, at: FieldAt, value: u64) -> WriteError {
        self.unfit(at, value.to_string(), "it has too many digits")
    }

    /// Characters already in wire form (dates, codes), which must fill the field exactly or be
    /// shorter by blanks on the right.
    #[inline]
    pub(crate) fn raw(&mut self, at: FieldAt, value: &[u8]) -> Result<(), WriteError> {
        if value.len() == at.span.width() && is_writable(value) {
            put_short(&mut self.bytes[at.span.range()], value);
            return Ok(());
        }
        self.padded(at, value)
    }

    fn padded(&mut self, at: FieldAt, value: &[u8]) -> Result<(), WriteError> {
        put_raw(&mut self.bytes[at.span.range()], value)
            .map_err(|why| self.unfit(at, String::from_utf8_lossy(value).into_owned(), why))
    }

    /// A text whose blanks at the end would be lost in the padding, and so are refused.
    pub(crate) fn text(&mut self, at: FieldAt, value: &str) -> Result<(), WriteError> {
        no_blank_at_the_end(value).map_err(|why| self.unfit(at, value.to_owned(), why))?;
        self.raw(at, value.as_bytes())
    }

    /// Characters that must all be digits.
    pub(crate) fn digit_text(&mut self, at: FieldAt, value: &[u8]) -> Result<(), WriteError> {
        if value.len() == at.span.width() && value.iter().all(u8::is_ascii_digit) {
            return self.wire(at, value);
        }
        Err(self.unfit(
            at,
            String::from_utf8_lossy(value).into_owned(),
            "digits are expected",
        ))
    }

    /// A day in a two-digit year of care or payment.
    #[inline]
    pub(crate) fn care_day(&mut self, at: FieldAt, day: domain::Day) -> Result<(), WriteError> {
        match two_digit_year(day) {
            Ok(()) => self.wire(at, &day.jjmmaa()),
            Err(why) => Err(self.unfit(at, day.to_string(), why)),
        }
    }

    /// Characters of the wire, made by code that knows them to be.
    #[inline]
    pub(crate) fn wire(&mut self, at: FieldAt, value: &[u8]) -> Result<(), WriteError> {
        if value.len() != at.span.width() {
            return self.raw(at, value);
        }
        put_short(&mut self.bytes[at.span.range()], value);
        Ok(())
    }

    #[cold]
    pub(crate) fn unfit(&self, at: FieldAt, value: String, why: &'static str) -> WriteError {
        WriteError::Field {
            entity: self.number,
            field: at.name.into(),
            value,
            why,
        }
    }
}

struct Group {
    level: u8,
    children: u64,
    total: i64,
    /// Where its opener stands, and the identifier in it that its closer repeats.
    opener: Option<(usize, Span)>,
}

/// Characters of an identifier that a closer repeats at most.
const IDENTIFIER: usize = 17;
const PREFIX: usize = 4;

/// Appends one logical file to a buffer.
pub(crate) struct FileWriter<'a> {
    layout: &'a Layout,
    header: &'a Header,
    framing: &'a Framing,
    out: &'a mut Vec<u8>,
    /// Length of `out` before this file.
    start: usize,
    /// Where the open block's prefix stands.
    block: Option<usize>,
    records: u64,
    groups: u64,
    total: i64,
    stack: Vec<Group>,
}

/// Writes a logical file: `body` fills it, and an error leaves `out` as it was.
pub(crate) fn file(
    layout: &Layout,
    header: &Header,
    framing: &Framing,
    out: &mut Vec<u8>,
    body: impl FnOnce(&mut FileWriter<'_>) -> Result<(), WriteError>,
) -> Result<(), WriteError> {
    let start = out.len();
    let result = write_file(layout, header, framing, out, start, body);
    if result.is_err() {
        out.truncate(start);
    }
    result
}

fn write_file(
    layout: &Layout,
    header: &Header,
    framing: &Framing,
    out: &mut Vec<u8>,
    start: usize,
    body: impl FnOnce(&mut FileWriter<'_>) -> Result<(), WriteError>,
) -> Result<(), WriteError> {
    if header.reference != layout.reference {
        return Err(WriteError::Reference {
            header: header.reference,
            profile: layout.reference,
        });
    }
    let mut writer = FileWriter {
        layout,
        header,
        framing,
        out,
        start,
        block: None,
        records: 0,
        groups: 0,
        total: 0,
        stack: Vec::with_capacity(8),
    };
    writer.envelope(&header.bytes_in(&layout.envelope, layout.header_date)?);
    body(&mut writer)?;
    writer.finish()
}

impl<'a> FileWriter<'a> {
    /// Appends an entity and gives its characters to fill; opens its group where it has one.
    pub(crate) fn entity(&mut self, entity: &EntityLayout) -> Result<Record<'_>, WriteError> {
        let at = self.room(entity.number, entity.length())?;
        self.out.extend_from_slice(&entity.template);
        Ok(self.record(entity, at, true))
    }

    /// Appends an entity like the last one, which was of the same layout, and gives its characters to change.
    pub(crate) fn entity_again(&mut self, entity: &EntityLayout) -> Result<Record<'_>, WriteError> {
        let last = self.out.len().saturating_sub(entity.length());
        let last = last..self.out.len();
        // It may be the first of another block.
        let at = self.room(entity.number, entity.length())?;
        self.out.extend_from_within(last);
        Ok(self.record(entity, at, false))
    }

    fn record(&mut self, entity: &EntityLayout, at: usize, is_blank: bool) -> Record<'_> {
        if entity.opens {
            let repeats = self.layout.closer_identifier;
            match self.stack.last_mut() {
                Some(parent) => parent.children += u64::from(entity.counted == Counted::Always),
                None => self.groups += 1,
            }
            self.stack.push(Group {
                level: entity.level,
                children: 0,
                total: 0,
                opener: repeats.then_some((at, entity.identifier)),
            });
        } else if let Some(group) = self.stack.last_mut()
            && entity.counts
            && entity.counted == Counted::Always
        {
            group.children += 1;
        }
        Record {
            bytes: &mut self.out[at..],
            number: entity.number,
            is_blank,
        }
    }

    /// The layout of the file.
    pub(crate) fn layout(&self) -> &'a Layout {
        self.layout
    }

    /// The last characters appended: those of an entity, until the next one comes.
    pub(crate) fn tail(&mut self, length: usize) -> &mut [u8] {
        let at = self.out.len().saturating_sub(length);
        &mut self.out[at..]
    }

    /// Adds cents to the innermost group.
    pub(crate) fn add(&mut self, cents: i64) {
        match self.stack.last_mut() {
            Some(group) => group.total += cents,
            None => self.total += cents,
        }
    }

    /// Closes every group of `level` and deeper.
    pub(crate) fn close_from(&mut self, level: u8) -> Result<(), WriteError> {
        while self.stack.last().is_some_and(|group| group.level >= level) {
            let Some(group) = self.stack.pop() else { break };
            let envelope = &self.layout.envelope;
            let at = self.room(990, envelope.closer.length())?;
            self.out.extend_from_slice(&envelope.closer.template);
            let fields = &envelope.closer_at;
            // As far as both go, blanks after it.
            let to = fields.identifier.range();
            let to = at + to.start..at + to.end.min(to.start + IDENTIFIER);
            let width = match group.opener {
                None => 0,
                Some((opener, span)) => {
                    let width = span.width().min(to.len());
                    let from = opener + span.range().start;
                    self.out.copy_within(from..from + width, to.start);
                    width
                }
            };
            let closer = &mut self.out[at..];
            closer[to.start - at + width..to.end - at].fill(b' ');
            put_digits(&mut closer[3..5], u64::from(group.level));
            let too_large = |field: &'static str, value: u64| WriteError::Field {
                entity: 990,
                field: field.into(),
                value: value.to_string(),
                why: "it has too many digits",
            };
            if !put_number(closer, fields.count, group.children) {
                return Err(too_large("count", group.children));
            }
            let total = group.total.unsigned_abs();
            if !put_number(closer, fields.total, total) {
                return Err(too_large("total", total));
            }
            closer[fields.sign.range()].fill(if group.total < 0 {
                b'N'
            } else {
                self.layout.closer_sign
            });
            self.add(group.total);
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(), WriteError> {
        self.close_from(1)?;
        self.end_block();
        let trailer = self.header.trailer(
            &self.layout.envelope,
            self.records + 1,
            self.groups,
            self.total,
        )?;
        self.envelope(&trailer);
        debug_assert!(self.out.len() > self.start);
        Ok(())
    }

    /// Where an entity of that length goes: in the open block where it fits, else in a new one.
    fn room(&mut self, entity: u16, length: usize) -> Result<usize, WriteError> {
        let max = self.framing.max_block();
        if length > max {
            return Err(WriteError::BlockTooSmall {
                entity,
                length,
                max,
            });
        }
        if self
            .block
            .is_some_and(|block| self.out.len() - block - PREFIX + length > max)
        {
            self.end_block();
        }
        if self.block.is_none() {
            self.block = Some(self.out.len());
            self.out.extend_from_slice(b"0000");
        }
        Ok(self.out.len())
    }

    fn end_block(&mut self) {
        if let Some(block) = self.block.take() {
            let payload = (self.out.len() - block - PREFIX) as u64;
            put_digits(&mut self.out[block..block + PREFIX], payload);
            self.out.extend_from_slice(self.framing.line_end().bytes());
            self.records += 1;
        }
    }

    fn envelope(&mut self, bytes: &[u8; ENVELOPE_LENGTH]) {
        self.out.extend_from_slice(b"0128");
        self.out.extend_from_slice(bytes);
        self.out.extend_from_slice(self.framing.line_end().bytes());
        self.records += 1;
    }
}
