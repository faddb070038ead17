//! What follows from the rest of a file, worked out again after an edit: lengths of records, counts and
//! totals of groups, password, trailer.

use super::Why;
use super::encode::{EncodeError, EncodeFault, envelope, laid_out, refuse_masked};
use super::line::{BlockLine, Line, RecordLine};
use crate::fields::{digits, put_digits};
use crate::framing::Framing;
use crate::layout::{EntityLayout, EnvelopeLayout, Layout, Span, Total};
use crate::password;
use crate::profile::{Counted, Profile};

/// Why nothing can be worked out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecomputeFault {
    /// Characters stand there that no layout covers.
    #[error("no layout covers these characters")]
    Raw,
    /// A record stands outside every physical record.
    #[error("no `block` line comes before it")]
    NoBlock,
    /// A record comes before every header, or after a trailer.
    #[error("it stands between no header and its trailer")]
    Outside,
    /// A file has no trailer.
    #[error("the file before has no trailer")]
    NoTrailer,
    /// An entity stands in another group than its own.
    #[error("entity {entity:03} stands in {found}, {expected} is expected")]
    Parent {
        /// The entity.
        entity: u16,
        /// The group it belongs to.
        expected: String,
        /// The group it stands in.
        found: String,
    },
    /// A closer closes what is not open.
    #[error("closer 990 of level {found}, {expected} is expected")]
    Closer {
        /// What is to be closed.
        expected: String,
        /// The level it gives.
        found: String,
    },
    /// A group has no closer.
    #[error("the group of level {level:02} is not closed")]
    Open {
        /// Its level.
        level: u8,
    },
    /// An amount that feeds the totals cannot be read.
    #[error("entity {entity:03}: its amount or the sign of it cannot be read")]
    Amount {
        /// The entity.
        entity: u16,
    },
    /// A number is too large for its field.
    #[error("{value} is too large for `{field}`")]
    TooLarge {
        /// The field.
        field: &'static str,
        /// The number.
        value: u64,
    },
}

/// Works lines over before an [`Encoder`](super::Encoder) takes them. It holds one physical record at a time.
///
/// The lines say which records there are and where they are cut: an entity that no longer fits its record of at
/// most 9 999 characters is an error.
#[derive(Debug)]
pub struct Recompute<'p> {
    profiles: &'p [&'p Profile],
    /// The record under way, with the lines in it.
    block: Option<(usize, BlockLine)>,
    held: Vec<(usize, Line)>,
    /// Header, closer and trailer of the file that comes next.
    envelope: &'p EnvelopeLayout,
    file: Option<File<'p>>,
}

/// A logical file under way.
#[derive(Debug)]
struct File<'p> {
    envelope: &'p EnvelopeLayout,
    header: RecordLine,
    records: u64,
    groups: u64,
    total: i64,
    stack: Vec<Group>,
}

#[derive(Debug)]
struct Group {
    entity: u16,
    level: u8,
    identifier: Option<String>,
    /// The sign of a total that is not negative.
    sign: u8,
    children: u64,
    total: i64,
}

impl<'p> Recompute<'p> {
    /// Entities are those of these profiles.
    #[must_use]
    pub fn new(profiles: &'p [&'p Profile]) -> Self {
        Self {
            profiles,
            block: None,
            held: Vec::new(),
            envelope: EnvelopeLayout::shipped(),
            file: None,
        }
    }

    /// Takes a line, and gives those that are complete, each with its number.
    ///
    /// # Errors
    /// Where a record has no layout, or the tree is not that of its profile.
    pub fn line(&mut self, number: usize, line: Line) -> Result<Vec<(usize, Line)>, EncodeError> {
        let at = |fault| EncodeError {
            line: number,
            fault,
        };
        match line {
            Line::Head(_) | Line::File(_) => {
                if let Line::File(file) = &line {
                    self.envelope = envelope(self.profiles, file);
                }
                let mut done = self.release()?;
                done.push((number, line));
                Ok(done)
            }
            Line::Block(block) => {
                refuse_masked(block.masked).map_err(at)?;
                if !block.stray.is_empty() {
                    return Err(at(RecomputeFault::Raw.into()));
                }
                let done = self.release()?;
                self.block = Some((number, block));
                if let Some(file) = &mut self.file {
                    file.records += 1;
                }
                Ok(done)
            }
            Line::Raw(raw)
                if matches!(raw.why, Some(Why::LineEnds | Why::ByteOrderMark))
                    && self.block.is_none() =>
            {
                Ok(vec![(number, Line::Raw(raw))])
            }
            Line::Raw(_) => Err(at(RecomputeFault::Raw.into())),
            line => {
                if self.block.is_none() {
                    return Err(at(RecomputeFault::NoBlock.into()));
                }
                let line = self.record(line).map_err(at)?;
                self.held.push((number, line));
                Ok(Vec::new())
            }
        }
    }

    /// The last lines.
    ///
    /// # Errors
    /// Where the last file has no trailer.
    pub fn finish(mut self, lines: usize) -> Result<Vec<(usize, Line)>, EncodeError> {
        if self.file.is_some() {
            return Err(EncodeError {
                line: lines,
                fault: RecomputeFault::NoTrailer.into(),
            });
        }
        self.release()
    }

    /// The record under way, with its length.
    fn release(&mut self) -> Result<Vec<(usize, Line)>, EncodeError> {
        let Some((number, mut block)) = self.block.take() else {
            return Ok(Vec::new());
        };
        let length: usize = self.held.iter().map(|(_, line)| characters(line)).sum();
        if length > usize::from(Framing::ABSOLUTE_MAX) {
            let fault = RecomputeFault::TooLarge {
                field: "prefix",
                value: length as u64,
            };
            return Err(EncodeError {
                line: number,
                fault: fault.into(),
            });
        }
        block.prefix = format!("{length:04}");
        let mut done = vec![(number, Line::Block(block))];
        done.append(&mut self.held);
        Ok(done)
    }

    fn record(&mut self, line: Line) -> Result<Line, EncodeFault> {
        match line {
            Line::Header(mut header) => {
                refuse_masked(header.masked)?;
                if self.file.is_some() {
                    return Err(RecomputeFault::NoTrailer.into());
                }
                let stamp = header.fields.value("file-id").map(str::as_bytes);
                if let Some(stamp) = stamp.and_then(|stamp| stamp.try_into().ok()) {
                    let password: String = password::of(stamp).map(char::from).iter().collect();
                    header.fields.set("password", password);
                }
                self.file = Some(File {
                    envelope: self.envelope,
                    header: header.clone(),
                    records: 1,
                    groups: 0,
                    total: 0,
                    stack: Vec::new(),
                });
                Ok(Line::Header(header))
            }
            Line::Trailer(mut trailer) => {
                refuse_masked(trailer.masked)?;
                let file = self.file.take().ok_or(RecomputeFault::Outside)?;
                file.trailer(&mut trailer)?;
                Ok(Line::Trailer(trailer))
            }
            Line::Closer(mut closer) => {
                refuse_masked(closer.masked)?;
                let file = self.file.as_mut().ok_or(RecomputeFault::Outside)?;
                file.closer(&mut closer)?;
                Ok(Line::Closer(closer))
            }
            Line::Entity(entity) => {
                refuse_masked(entity.masked)?;
                let (layout, profile) = laid_out(self.profiles, &entity)?;
                let file = self.file.as_mut().ok_or(RecomputeFault::Outside)?;
                file.entity(&entity, layout, profile.layout())?;
                Ok(Line::Entity(entity))
            }
            other => Ok(other),
        }
    }
}

impl File<'_> {
    fn entity(
        &mut self,
        line: &RecordLine,
        entity: &EntityLayout,
        layout: &Layout,
    ) -> Result<(), RecomputeFault> {
        let top = self.stack.last();
        if top.map(|group| group.entity) != entity.parent {
            let group = |number: Option<u16>| match number {
                Some(number) => format!("a group of {number:03}"),
                None => "no group".to_owned(),
            };
            return Err(RecomputeFault::Parent {
                entity: entity.number,
                expected: group(entity.parent),
                found: group(top.map(|group| group.entity)),
            });
        }
        let counted = entity.counts && entity.counted == Counted::Always;
        match self.stack.last_mut() {
            Some(group) => group.children += u64::from(counted),
            None => self.groups += 1,
        }
        if entity.opens {
            let identifier = layout
                .closer_identifier
                .then(|| text(line, entity, entity.identifier).unwrap_or_default())
                .map(|text| format!("{:IDENTIFIER$.IDENTIFIER$}", text));
            self.stack.push(Group {
                entity: entity.number,
                level: entity.level,
                identifier,
                sign: layout.closer_sign,
                children: 0,
                total: 0,
            });
        }
        if let Some(total) = &entity.total {
            let cents = cents(line, entity, total).ok_or(RecomputeFault::Amount {
                entity: entity.number,
            })?;
            self.add(cents);
        }
        Ok(())
    }

    fn closer(&mut self, closer: &mut RecordLine) -> Result<(), RecomputeFault> {
        let found = closer.level.clone().unwrap_or_default();
        let group = self.stack.pop();
        let due = group.as_ref().map(|group| format!("{:02}", group.level));
        let Some(group) = group.filter(|_| due.as_ref() == Some(&found)) else {
            return Err(RecomputeFault::Closer {
                expected: due.map_or("the trailer".to_owned(), |due| format!("level {due}")),
                found,
            });
        };
        if let Some(identifier) = group.identifier {
            closer.fields.set("identifier", identifier);
        }
        let at = &self.envelope.closer_at;
        let count = number("count", group.children, at.count.width())?;
        closer.fields.set("count", count);
        set_total(closer, group.total, at.total.width(), group.sign)?;
        self.add(group.total);
        Ok(())
    }

    fn trailer(self, trailer: &mut RecordLine) -> Result<(), RecomputeFault> {
        if let Some(group) = self.stack.last() {
            return Err(RecomputeFault::Open { level: group.level });
        }
        for zone in &self.envelope.shared {
            if let Some(value) = self.header.fields.value(zone.name) {
                trailer.fields.set(zone.name, value.to_owned());
            }
        }
        let at = &self.envelope.trailer_at;
        let records = number("records", self.records, at.records.width())?;
        trailer.fields.set("records", records);
        let groups = number("groups", self.groups, at.groups.width())?;
        trailer.fields.set("groups", groups);
        set_total(trailer, self.total, at.total.width(), b'P')
    }

    fn add(&mut self, cents: i64) {
        let total = match self.stack.last_mut() {
            Some(group) => &mut group.total,
            None => &mut self.total,
        };
        *total = total.saturating_add(cents);
    }
}

/// Characters of a closer's identifier.
const IDENTIFIER: usize = 17;

/// Sets a total; a sign that says the same as ours stays.
fn set_total(
    record: &mut RecordLine,
    total: i64,
    width: usize,
    sign: u8,
) -> Result<(), RecomputeFault> {
    let cents = number("total", total.unsigned_abs(), width)?;
    record.fields.set("total", cents);
    let given = record.fields.value("sign");
    if total < 0 {
        record.fields.set("sign", "N".to_owned());
    } else if !matches!(given, Some("P" | " ")) {
        record.fields.set("sign", char::from(sign).to_string());
    }
    Ok(())
}

fn number(field: &'static str, value: u64, width: usize) -> Result<String, RecomputeFault> {
    let mut digits = vec![b'0'; width];
    if !put_digits(&mut digits, value) {
        return Err(RecomputeFault::TooLarge { field, value });
    }
    Ok(digits.into_iter().map(char::from).collect())
}

/// The text of the field that stands there.
fn text<'l>(line: &'l RecordLine, entity: &EntityLayout, span: Span) -> Option<&'l str> {
    let slot = entity.slots.iter().find(|slot| slot.span == span)?;
    line.fields.value(&slot.name)
}

fn cents(line: &RecordLine, entity: &EntityLayout, total: &Total) -> Option<i64> {
    let amount = digits(text(line, entity, total.amount)?.as_bytes())?;
    let amount = i64::try_from(amount).ok()?;
    match text(line, entity, total.sign)? {
        "P" | " " => Some(amount),
        "N" => Some(-amount),
        _ => None,
    }
}

/// Characters that a line stands for.
fn characters(line: &Line) -> usize {
    let count = |text: &str| text.chars().count();
    match line {
        Line::Header(record)
        | Line::Entity(record)
        | Line::Closer(record)
        | Line::Trailer(record) => {
            let fields: usize = record.fields.0.iter().map(|(_, value)| count(value)).sum();
            let around = [&record.level, &record.end];
            let around = around.into_iter().flatten().map(|text| count(text));
            count(&record.entity) + fields + around.sum::<usize>()
        }
        Line::Raw(raw) => count(&raw.text),
        Line::Head(_) | Line::File(_) | Line::Block(_) => 0,
    }
}
