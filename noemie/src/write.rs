//! The strict writer's common part: blocks, groups, counts, totals. It appends to a recycled buffer
//! and allocates nothing per record.

mod record;

use std::borrow::Cow;

use crate::envelope::{ENVELOPE_LENGTH, Header};
use crate::fields::{put_digits, put_short};
use crate::framing::Framing;
use crate::layout::{CLOSER_LENGTH, EntityLayout, Layout, LayoutError, Span};
use crate::profile::Counted;

pub(crate) use record::{
    FieldAt, Record, no_blank_at_the_end, put_padded, put_raw, slots, two_digit_year,
};

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
    closer_count: FieldAt,
    closer_total: FieldAt,
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
    let envelope = &layout.envelope;
    let in_closer = |span, name| FieldAt::of(&envelope.closer, span, name);
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
        closer_count: in_closer(envelope.closer_at.count, "count"),
        closer_total: in_closer(envelope.closer_at.total, "total"),
    };
    writer.envelope(&header.bytes_in(envelope, layout.header_date)?);
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
            let fields = &envelope.closer_at;
            let mut closer = [b' '; CLOSER_LENGTH];
            closer.copy_from_slice(&envelope.closer.template);
            put_digits(&mut closer[3..5], u64::from(group.level));
            // As far as both go, blanks after it.
            let to = fields.identifier.range();
            let to = &mut closer[to.start..to.end.min(to.start + IDENTIFIER)];
            let mut width = 0;
            if let Some((opener, span)) = group.opener {
                width = span.width().min(to.len());
                let from = opener + span.range().start;
                put_short(&mut to[..width], &self.out[from..from + width]);
            }
            for free in &mut to[width..] {
                *free = b' ';
            }
            let mut record = Record {
                bytes: &mut closer,
                number: envelope.closer.number,
                is_blank: true,
            };
            record.digits(&self.closer_count, group.children)?;
            record.digits(&self.closer_total, group.total.unsigned_abs())?;
            closer[fields.sign.range().start] = if group.total < 0 {
                b'N'
            } else {
                self.layout.closer_sign
            };
            self.room(990, CLOSER_LENGTH)?;
            self.out.extend_from_slice(&closer);
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
