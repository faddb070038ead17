//! One pass over a physical file: records, entities, groups, counts and totals. Readers of a
//! reference are [`Visitor`]s of it.

use crate::cut::{Block, Cut, Cutter, ahead, cut};
use crate::envelope::{ENVELOPE_LENGTH, Header};
use crate::finding::{self, Log, Place, Rule};
use crate::groups::Groups;
use crate::layout::{DELIMITER, Layout};
use crate::logical::{Open, block_fault};
use crate::profile::Profile;
use crate::read::{EntityView, FileReading};

/// One entity, cut and checked.
pub(crate) type Seen<'a> = EntityView<'a>;

/// What a reader of one reference does with what the walk sees.
pub(crate) trait Visitor {
    /// An entity, sound or not.
    fn entity(&mut self, seen: &Seen<'_>, log: &mut Log);
    /// An entity of that level is missing, or stands there and cannot be read.
    fn lost(&mut self, level: u8, place: Place);
    /// The logical file is over.
    fn end(&mut self, reading: FileReading);
}

/// Walks over every logical file in `bytes`.
pub(crate) fn walk(bytes: &[u8], profiles: &[&Profile], visitor: &mut impl Visitor) {
    let mut walker = Walker {
        bytes,
        profiles,
        cutter: Cutter::new(bytes),
        open: None,
        finished: None,
        scratch: Vec::new(),
    };
    loop {
        let layout = walker
            .open
            .as_ref()
            .and_then(|file| file.layout)
            .or(walker.sole_layout());
        let Some(block) = walker.cutter.next(layout) else {
            break;
        };
        walker.block(&block, visitor);
    }
    walker.close_without_trailer();
    match walker.finished {
        Some(reading) => visitor.end(reading),
        None => {
            let mut log = Log::default();
            log.add(
                &finding::EMPTY,
                Place::default(),
                None,
                "a header 000",
                "nothing",
                None,
            );
            visitor.end(FileReading {
                findings: log.findings,
                ..FileReading::default()
            });
        }
    }
}

struct Walker<'a> {
    bytes: &'a [u8],
    profiles: &'a [&'a Profile],
    cutter: Cutter<'a>,
    open: Option<Open<'a>>,
    /// The last file that ended: kept back, because what follows it may be garbage it answers for.
    finished: Option<FileReading>,
    scratch: Vec<u8>,
}

impl<'a> Walker<'a> {
    /// The only profile there is: a file without readable header is read under it.
    fn sole_layout(&self) -> Option<&'a Layout> {
        match self.profiles {
            [profile] => Some(profile.layout()),
            _ => None,
        }
    }

    fn block(&mut self, block: &Block, visitor: &mut impl Visitor) {
        let payload = block.payload(self.bytes);
        let envelope_long = payload.len() == ENVELOPE_LENGTH;
        if payload.starts_with(b"000") && (envelope_long || self.open.is_none()) {
            self.close_without_trailer();
            return self.header(block, None, visitor);
        }
        let Some(file) = &mut self.open else {
            return self.outside(block, visitor);
        };
        // A trailer whose number is damaged still repeats the header.
        let repeats = envelope_long
            && file
                .header_bytes
                .is_some_and(|header| payload[3..55] == header[3..55]);
        if payload.starts_with(b"999") || repeats {
            return self.trailer(block);
        }
        let because = block_fault(file, block, 0);
        file.note_line_end(block, because.is_some());
        if file.layout.is_some() {
            self.data(block, because, visitor);
        }
        if let Some(file) = &mut self.open {
            file.blocks += 1;
        }
    }

    /// A record where a header is due.
    fn outside(&mut self, block: &Block, visitor: &mut impl Visitor) {
        let payload = block.payload(self.bytes);
        if let Some(last) = &mut self.finished
            && payload.len() != ENVELOPE_LENGTH
        {
            let blank = payload.iter().all(|b| matches!(b, 0 | 0x1A | b' '));
            let found = if blank {
                "padding".to_owned()
            } else {
                preview(payload)
            };
            if !last
                .findings
                .iter()
                .any(|f| f.code == finding::GARBAGE.code)
            {
                let place = Place {
                    offset: block.offset,
                    block: last.blocks,
                    ..Place::default()
                };
                let mut log = Log {
                    findings: std::mem::take(&mut last.findings),
                };
                log.add(
                    &finding::GARBAGE,
                    place,
                    None,
                    "the end, or a header 000",
                    found,
                    None,
                );
                last.findings = log.findings;
            }
            last.range.end = block.end;
            return;
        }
        let missing = (&finding::HEADER_MISSING, preview(payload));
        self.header(block, Some(missing), visitor);
    }

    /// Opens a logical file. `damaged` where the record does not start as a header does.
    fn header(
        &mut self,
        block: &Block,
        damaged: Option<(&'static Rule, String)>,
        visitor: &mut impl Visitor,
    ) {
        if let Some(reading) = self.finished.take() {
            visitor.end(reading);
        }
        let payload = block.payload(self.bytes);
        let mut file = Open {
            header: None,
            header_bytes: None,
            layout: self.sole_layout(),
            start: block.offset,
            blocks: 0,
            rank: 0,
            line_end: None,
            bare_end: None,
            groups: Groups::default(),
            log: Log::default(),
        };
        let because = block_fault(&mut file, block, 0);
        file.note_line_end(block, because.is_some());
        let place = Place {
            offset: block.start,
            ..Place::default()
        };
        let is_header = damaged.is_none() || payload.len() == ENVELOPE_LENGTH;
        let mut root = because;
        if let Some((rule, found)) = damaged {
            root = Some(file.log.add(rule, place, None, "000", found, because));
            file.groups.damaged(root);
        } else if payload.len() != ENVELOPE_LENGTH {
            let (expected, found) = (length(ENVELOPE_LENGTH), length(payload.len()));
            root = Some(file.log.add(
                &finding::ENTITY_LENGTH,
                place,
                None,
                expected,
                found,
                because,
            ));
        }
        if is_header {
            let mut bytes = [b' '; ENVELOPE_LENGTH];
            let width = payload.len().min(ENVELOPE_LENGTH);
            bytes[..width].copy_from_slice(&payload[..width]);
            let (header, faults) = Header::parse(&bytes);
            let whole = width == ENVELOPE_LENGTH;
            for fault in faults {
                let column = |c: usize| u16::try_from(c).unwrap_or(u16::MAX);
                let at = Some((fault.field, (column(fault.from), column(fault.to))));
                let found = String::from_utf8_lossy(&bytes[fault.from - 1..fault.to]);
                file.log.add(
                    fault.rule,
                    place,
                    at,
                    fault.expected,
                    found,
                    root.filter(|_| !whole),
                );
            }
            file.header = header.filter(|_| whole);
            file.header_bytes = whole.then_some(bytes);
            file.choose_layout(self.profiles, &bytes, place);
            file.blocks = 1;
        }
        self.open = Some(file);
        if !is_header {
            // The record is a data block, or nothing known: read it as the former.
            self.data(block, root, visitor);
            if let Some(file) = &mut self.open {
                file.blocks = 1;
            }
        }
    }

    fn trailer(&mut self, block: &Block) {
        let Some(mut file) = self.open.take() else {
            return;
        };
        let payload = block.payload(self.bytes);
        let because = block_fault(&mut file, block, 999);
        file.note_line_end(block, because.is_some());
        let place = Place {
            offset: block.start,
            block: file.blocks,
            entity: 999,
            rank: file.rank + 1,
        };
        let expected = length(ENVELOPE_LENGTH);
        if !payload.starts_with(b"999") {
            file.log.add(
                &finding::TRAILER_MISSING,
                place,
                None,
                "999",
                preview(&payload[..3]),
                because,
            );
        }
        if payload.len() == ENVELOPE_LENGTH {
            let header = file.header_bytes;
            if let Some(header) = header.filter(|header| header[3..55] != payload[3..55]) {
                let (expected, found) = (text(&header[3..55]), text(&payload[3..55]));
                let at = Some(("header", (4, 55)));
                // A number that the header garbled cannot be the trailer's.
                let number = file.log.findings.iter().position(|f| {
                    f.code == finding::HEADER_FIELD.code
                        && f.columns.is_some_and(|(from, _)| from < 55)
                });
                file.log.add(
                    &finding::ENVELOPE_DIFFERS,
                    place,
                    at,
                    expected,
                    found,
                    because.or(number),
                );
            }
            file.groups
                .finish(payload, place, file.blocks + 1, &mut file.log);
        } else {
            let rule = &finding::ENTITY_LENGTH;
            file.log
                .add(rule, place, None, expected, length(payload.len()), because);
        }
        file.blocks += 1;
        self.finished = Some(file.finish(block.end));
    }

    fn close_without_trailer(&mut self) {
        let Some(mut file) = self.open.take() else {
            return;
        };
        let end = self.cutter.position();
        let cut_short = file
            .log
            .findings
            .iter()
            .position(|f| f.code == finding::TRUNCATED.code);
        let place = Place {
            offset: end,
            block: file.blocks,
            entity: 999,
            rank: file.rank + 1,
        };
        file.log.add(
            &finding::TRAILER_MISSING,
            place,
            None,
            "a trailer 999",
            "the end",
            cut_short,
        );
        if let Some(reading) = self.finished.replace(file.finish(end)) {
            // Two files without trailer between them cannot both be kept back: see `header`.
            debug_assert!(reading.range.end <= end);
        }
    }

    fn data(&mut self, block: &Block, because: Option<usize>, visitor: &mut impl Visitor) {
        let Some(file) = &mut self.open else { return };
        let Some(layout) = file.layout else { return };
        let mut at = block.start;
        while let Some(found) = cut(self.bytes, at, block.end, layout) {
            file.rank += 1;
            let mut place = Place {
                offset: at,
                block: file.blocks,
                entity: 0,
                rank: file.rank,
            };
            match found {
                Cut::Whole { length, entity } | Cut::NoDelimiter { length, entity } => {
                    let mut data = &self.bytes[at..at + length];
                    at += length;
                    place.entity = entity.map_or(990, |entity| entity.number);
                    if let Cut::NoDelimiter { .. } = found {
                        let last = u16::try_from(length).unwrap_or(u16::MAX);
                        let at = Some(("delimiter", (last, last)));
                        let found = text(&data[length - 1..]);
                        file.log
                            .add(&finding::DELIMITER_MISSING, place, at, "@", found, because);
                        self.scratch.clear();
                        self.scratch.extend_from_slice(data);
                        self.scratch[length - 1] = DELIMITER;
                        data = &self.scratch;
                    }
                    let cleaned;
                    if data.contains(&0) {
                        let nul = data.iter().filter(|b| **b == 0).count();
                        let expected = "blanks";
                        file.log.add(
                            &finding::NUL_BYTES,
                            place,
                            None,
                            expected,
                            format!("{nul} NUL"),
                            None,
                        );
                        cleaned = data
                            .iter()
                            .map(|b| if *b == 0 { b' ' } else { *b })
                            .collect::<Vec<_>>();
                        data = &cleaned;
                    }
                    match entity {
                        Some(entity) => file.entity(entity, data, place, layout, visitor),
                        None => {
                            let next = ahead(self.bytes, at, block.end, layout);
                            file.closer(data, place, next, layout);
                        }
                    }
                }
                Cut::WrongLength {
                    length: width,
                    expected,
                    entity,
                } => {
                    at += width;
                    place.entity = entity.map_or(990, |entity| entity.number);
                    let root = file.log.add(
                        &finding::ENTITY_LENGTH,
                        place,
                        None,
                        length(expected),
                        length(width),
                        because,
                    );
                    file.groups.damaged(Some(root));
                    match entity {
                        Some(entity) => {
                            file.groups.place(
                                entity,
                                place,
                                layout,
                                Some(root),
                                &mut file.log,
                                visitor,
                            );
                            visitor.lost(entity.level, place);
                        }
                        None => file.groups.close_blindly(),
                    }
                }
                Cut::Unknown { length: width } => {
                    let data = &self.bytes[at..at + width];
                    at += width;
                    let (expected, found) = ("an entity of the profile", preview(data));
                    let root = file.log.add(
                        &finding::ENTITY_UNKNOWN,
                        place,
                        None,
                        expected,
                        found,
                        because,
                    );
                    file.groups.damaged(Some(root));
                    visitor.lost(file.groups.next_level(layout), place);
                }
                Cut::Rest { length: width } => {
                    let data = &self.bytes[at..at + width];
                    at += width;
                    let (expected, found) = ("whole entities", preview(data));
                    let root =
                        file.log
                            .add(&finding::LEFTOVER, place, None, expected, found, because);
                    file.groups.damaged(Some(root));
                    visitor.lost(file.groups.next_level(layout), place);
                }
            }
        }
    }
}

pub(crate) fn length(characters: usize) -> String {
    format!("{characters} characters")
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn preview(bytes: &[u8]) -> String {
    text(&bytes[..bytes.len().min(24)])
}
