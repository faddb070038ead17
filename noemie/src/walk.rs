//! One pass over a physical file: records, entities, groups, counts and totals. Readers of a
//! reference are [`Visitor`]s of it.

use crate::cut::{Block, BlockFault, Cut, View, ahead, block, completed, cut, line_ends};
use crate::envelope::{ENVELOPE_LENGTH, Header, SHARED, confidence, is_overrun};
use crate::fields::{digits, shown};
use crate::finding::{self, Draft, Log, Place};
use crate::groups::Around;
use crate::layout::{CLOSER_LENGTH, DELIMITER, EntityLayout, Layout};
use crate::logical::{Open, block_fault};
use crate::profile::{HeaderDate, Profile};
use crate::read::{EntityView, FileReading, Found, ReadOptions};
use crate::write::FieldAt;

/// One entity, cut and checked.
pub(crate) type Seen<'a> = EntityView<'a>;

/// What a reader of one reference does with what the walk sees.
pub(crate) trait Visitor {
    /// An entity, sound or not.
    fn entity(&mut self, seen: &Seen<'_>, log: &mut Log);
    /// An entity of that level is missing, or stands there and cannot be read.
    fn lost(&mut self, level: u8, place: Place);
    /// A finding, where they are not collected.
    fn finding(&mut self, found: &Found<'_>) {
        let _ = found;
    }
    /// The logical file is over.
    fn end(&mut self, reading: FileReading);
}

/// Walks over every logical file in `bytes`; their findings are collected.
pub(crate) fn walk(bytes: &[u8], profiles: &[&Profile], visitor: &mut impl Visitor) {
    let mut walker = Walker::new(profiles, &ReadOptions::default(), true);
    while walker.position() < bytes.len() {
        walker.step(View::of(bytes, walker.position()), visitor);
    }
    walker.end(visitor);
}

/// The walk, one physical record a step.
pub(crate) struct Walker<'p> {
    profiles: &'p [&'p Profile],
    options: ReadOptions,
    /// Whether findings wait for the end of their file.
    collect: bool,
    /// Where the next view starts.
    base: usize,
    open: Option<Open<'p>>,
    /// The record before was given up, and why; its end is not known.
    lost: Option<Option<usize>>,
    /// Logical files so far.
    files: usize,
    scratch: Vec<u8>,
}

impl<'p> Walker<'p> {
    pub(crate) fn new(profiles: &'p [&'p Profile], options: &ReadOptions, collect: bool) -> Self {
        Self {
            profiles,
            options: *options,
            collect,
            base: 0,
            open: None,
            lost: None,
            files: 0,
            scratch: Vec::new(),
        }
    }

    /// Bytes walked over.
    pub(crate) const fn position(&self) -> usize {
        self.base
    }

    /// Walks over the record at the head of the view, and says how many bytes that was.
    pub(crate) fn step(&mut self, view: View<'_>, visitor: &mut impl Visitor) -> usize {
        // Line ends before the first record belong to nothing.
        let skipped = if self.base == 0 {
            line_ends(view.bytes)
        } else {
            0
        };
        if skipped > 0 {
            self.base += skipped;
            return skipped;
        }
        let layout = match &self.open {
            Some(file) if !file.ended => file.layout.or(self.sole_layout()),
            _ => self.sole_layout(),
        };
        let Some(block) = block(view, layout, self.lost.is_some()) else {
            return 0;
        };
        let lost = self.lost.take().flatten();
        let root = self.block(view.bytes, &block, lost, visitor);
        if block.lost {
            self.lost = Some(root);
        }
        self.show(view.bytes, visitor);
        self.base += block.next;
        block.next
    }

    /// Ends the last logical file.
    pub(crate) fn end(mut self, visitor: &mut impl Visitor) {
        self.close(&[], visitor);
        if self.files == 0 {
            let mut file = Open::new(None, 0, None);
            file.log.push(Draft::new(
                &finding::EMPTY,
                Place::default(),
                "a header 000",
                "nothing",
            ));
            file.ended = true;
            self.open = Some(file);
            self.close(&[], visitor);
        }
    }

    /// The only profile there is: a file without readable header is read under it.
    fn sole_layout(&self) -> Option<&'p Layout> {
        match self.profiles {
            [profile] => Some(profile.layout()),
            _ => None,
        }
    }

    /// Hands the findings so far to the visitor, each with its record where that is in view.
    fn show(&mut self, bytes: &[u8], visitor: &mut impl Visitor) {
        let Some(file) = &mut self.open else { return };
        if self.collect || file.log.findings.is_empty() {
            return;
        }
        for finding in &file.log.findings {
            let number = finding.place.entity;
            let layout = file.layout.and_then(|layout| layout.entity(number));
            let record = match (file.log.closer(finding), &file.header_bytes) {
                (Some(closer), _) => closer,
                (None, Some(header)) if finding.place.rank == 0 && finding.columns.is_some() => {
                    header
                }
                (None, _) => {
                    let width = match number {
                        0 | 999 => ENVELOPE_LENGTH,
                        990 => CLOSER_LENGTH,
                        _ => layout.map_or(PREVIEW, EntityLayout::length),
                    };
                    let at = finding.place.offset.checked_sub(self.base);
                    let rest = at.and_then(|at| bytes.get(at..)).unwrap_or_default();
                    &rest[..rest.len().min(width)]
                }
            };
            visitor.finding(&Found {
                finding,
                record,
                layout,
            });
        }
        file.log.clear();
    }

    /// Ends the logical file under way.
    fn close(&mut self, bytes: &[u8], visitor: &mut impl Visitor) {
        let Some(file) = &mut self.open else { return };
        if !file.ended {
            let place = Place {
                offset: file.end,
                block: file.blocks,
                entity: 999,
                rank: file.rank + 1,
            };
            let draft = Draft::new(&finding::TRAILER_MISSING, place, "a trailer 999", "the end");
            file.log.push(draft.because(file.cut_short.or(file.adrift)));
        }
        file.conclude();
        self.show(bytes, visitor);
        if let Some(file) = self.open.take() {
            self.files += 1;
            visitor.end(file.finish());
        }
    }

    /// One record; gives the finding that what follows in it comes from.
    fn block(
        &mut self,
        bytes: &[u8],
        block: &Block,
        lost: Option<usize>,
        visitor: &mut impl Visitor,
    ) -> Option<usize> {
        let payload = block.payload(bytes);
        let envelope_long = payload.len() == ENVELOPE_LENGTH;
        let under_way = self.open.as_ref().is_some_and(|file| !file.ended);
        if payload.starts_with(b"000") && (envelope_long || !under_way) {
            self.close(bytes, visitor);
            return self.header(bytes, block, None, lost, visitor);
        }
        let base = self.base;
        let Some(file) = self.open.as_mut().filter(|file| !file.ended) else {
            return self.outside(bytes, block, lost, visitor);
        };
        file.end = base + block.end;
        // A trailer whose number is damaged still repeats the header.
        let repeats = envelope_long
            && file
                .header_bytes
                .is_some_and(|header| payload[3..55] == header[3..55]);
        if payload.starts_with(b"999") || repeats {
            return trailer(file, bytes, block, base, lost, visitor);
        }
        let because = block_fault(file, block, base, 0, lost);
        file.note_line_end(block, base, because.is_some());
        let before = file.made_out;
        if let Some(layout) = file.layout {
            data(
                file,
                &mut self.scratch,
                bytes,
                block,
                base,
                layout,
                because,
                visitor,
            );
        }
        if block.fault != Some(BlockFault::Lost) {
            file.blocks += 1;
        }
        file.drift(because.filter(|_| file.made_out == before));
        because
    }

    /// A record where a header is due.
    fn outside(
        &mut self,
        bytes: &[u8],
        block: &Block,
        lost: Option<usize>,
        visitor: &mut impl Visitor,
    ) -> Option<usize> {
        let payload = block.payload(bytes);
        let base = self.base;
        if let Some(last) = &mut self.open
            && payload.len() != ENVELOPE_LENGTH
        {
            let blank = payload.iter().all(|b| matches!(b, 0 | 0x1A | b' '));
            if last.garbage.is_none() {
                let found = if blank {
                    "padding".to_owned()
                } else {
                    // It need not have a prefix.
                    preview(&bytes[block.offset..block.end])
                };
                let place = Place {
                    offset: base + block.offset,
                    block: last.blocks,
                    ..Place::default()
                };
                let draft = Draft::new(&finding::GARBAGE, place, "the end, or a header 000", found);
                last.garbage = Some(last.log.push(draft.personal()));
            }
            last.end = base + block.end;
            return last.garbage;
        }
        self.close(bytes, visitor);
        let missing = preview(payload);
        self.header(bytes, block, Some(missing), lost, visitor)
    }

    /// Opens a logical file. `damaged`: what stands there, where the record does not start as a header
    /// does.
    fn header(
        &mut self,
        bytes: &[u8],
        block: &Block,
        damaged: Option<String>,
        lost: Option<usize>,
        visitor: &mut impl Visitor,
    ) -> Option<usize> {
        let base = self.base;
        let payload = block.payload(bytes);
        let mut file = Open::new(
            self.sole_layout(),
            base + block.offset,
            self.options.line_end,
        );
        file.end = base + block.end;
        let because = block_fault(&mut file, block, base, 0, lost);
        file.note_line_end(block, base, because.is_some());
        let place = Place {
            offset: base + block.start,
            ..Place::default()
        };
        let is_header = damaged.is_none() || payload.len() == ENVELOPE_LENGTH;
        let mut root = because;
        if let Some(found) = damaged {
            let found: String = found.chars().take(3).collect();
            let draft =
                Draft::new(&finding::HEADER_MISSING, place, "000", found).at("number", (1, 3));
            root = Some(file.log.push(draft.because(because)));
            file.groups.damaged(root);
            if let Some(root) = root {
                file.groups.damaged_records(root);
            }
        } else if payload.len() != ENVELOPE_LENGTH {
            let (expected, found) = (length(ENVELOPE_LENGTH), length(payload.len()));
            let draft = Draft::new(&finding::ENTITY_LENGTH, place, expected, found);
            root = Some(file.log.push(draft.because(because)));
        }
        if is_header {
            self.header_fields(&mut file, payload, place, root);
            file.blocks = 1;
            self.open = Some(file);
            return root;
        }
        // The record is a data block, or nothing known: read it as the former.
        if let Some(layout) = file.layout {
            data(
                &mut file,
                &mut self.scratch,
                bytes,
                block,
                base,
                layout,
                root,
                visitor,
            );
        }
        file.blocks = 1;
        file.drift(root.filter(|_| file.made_out == 0));
        self.open = Some(file);
        root
    }

    fn header_fields(
        &self,
        file: &mut Open<'p>,
        payload: &[u8],
        place: Place,
        root: Option<usize>,
    ) {
        let mut bytes = [b' '; ENVELOPE_LENGTH];
        let width = payload.len().min(ENVELOPE_LENGTH);
        bytes[..width].copy_from_slice(&payload[..width]);
        let whole = width == ENVELOPE_LENGTH;
        file.header_bytes = whole.then_some(bytes);
        let mut unread = file.choose_layout(self.profiles, &bytes, place);
        let order = file
            .layout
            .map_or(HeaderDate::default(), |layout| layout.header_date);
        let (header, faults) = Header::parse(&bytes, order);
        for fault in faults {
            let found = shown(&bytes[fault.from - 1..fault.to]);
            let mut draft = Draft::new(fault.rule, place, fault.expected, found)
                .at(fault.field, columns(fault.from, fault.to))
                .because(root.filter(|_| !whole));
            if let Some(confidence) = confidence(0, fault.field) {
                draft = draft.known(confidence);
            }
            if is_overrun(&bytes) {
                draft = draft.personal();
            }
            let id = file.log.push(draft);
            // A number that the header garbled cannot be the trailer's.
            if fault.rule.code == finding::HEADER_FIELD.code && fault.from < 55 {
                file.header_number.get_or_insert(id);
            }
            if fault.field == "reference" {
                unread = Some(id);
            }
        }
        file.header = header.filter(|_| whole);
        file.give_up_body(unread);
    }
}

fn trailer(
    file: &mut Open<'_>,
    bytes: &[u8],
    block: &Block,
    base: usize,
    lost: Option<usize>,
    visitor: &mut impl Visitor,
) -> Option<usize> {
    let payload = block.payload(bytes);
    let because = block_fault(file, block, base, 999, lost);
    file.note_line_end(block, base, because.is_some());
    let place = Place {
        offset: base + block.start,
        block: file.blocks,
        entity: 999,
        rank: file.rank + 1,
    };
    if !payload.starts_with(b"999") {
        let found = preview(&payload[..3]);
        let draft = Draft::new(&finding::TRAILER_MISSING, place, "999", found);
        file.log.push(draft.at("number", (1, 3)).because(because));
    }
    if payload.len() == ENVELOPE_LENGTH {
        let header = file.header_bytes;
        let differs = |header: &[u8; ENVELOPE_LENGTH], from: usize, to: usize| {
            header[from - 1..to] != payload[from - 1..to]
        };
        if let Some(header) = header
            && let Some((name, from, to)) = SHARED
                .into_iter()
                .find(|(_, from, to)| differs(&header, *from, *to))
        {
            let (expected, found) = (shown(&header[from - 1..to]), shown(&payload[from - 1..to]));
            let draft = Draft::new(&finding::ENVELOPE_DIFFERS, place, expected, found)
                .at(name, columns(from, to))
                .because(because.or(file.header_number));
            file.log
                .push(if is_overrun(payload) || is_overrun(&header) {
                    draft.personal()
                } else {
                    draft
                });
        }
        // Without a layout nothing was counted below level 01, and `finish` knows it.
        let layout = file.layout.unwrap_or(Profile::answers().layout());
        let mut around = Around {
            layout,
            log: &mut file.log,
            visitor,
        };
        let records = file.blocks as u64 + 1;
        file.groups.finish(payload, place, records, &mut around);
    } else {
        let (expected, found) = (length(ENVELOPE_LENGTH), length(payload.len()));
        let draft = Draft::new(&finding::ENTITY_LENGTH, place, expected, found);
        file.log.push(draft.because(because));
    }
    file.blocks += 1;
    file.ended = true;
    because
}

/// The entities of a data record.
#[expect(
    clippy::too_many_arguments,
    reason = "what a step knows, taken apart for the borrow checker"
)]
fn data(
    file: &mut Open<'_>,
    scratch: &mut Vec<u8>,
    bytes: &[u8],
    block: &Block,
    base: usize,
    layout: &Layout,
    because: Option<usize>,
    visitor: &mut impl Visitor,
) {
    let mut at = block.start + std::mem::take(&mut file.carried).min(block.end - block.start);
    while let Some(found) = cut(bytes, at, block.end, layout) {
        file.rank += 1;
        let mut place = Place {
            offset: base + at,
            block: file.blocks,
            entity: 0,
            rank: file.rank,
        };
        match found {
            Cut::Whole { length, entity } | Cut::NoDelimiter { length, entity } => {
                file.made_out += 1;
                let mut data = &bytes[at..at + length];
                at += length;
                place.entity = entity.map_or(990, |entity| entity.number);
                let mut own = None;
                let mut clean = match entity {
                    Some(entity) => entity.columns.hold(data),
                    None => closer_is_clean(data),
                };
                if !clean {
                    own = mend(file, scratch, entity, data, place, because);
                    if let Some(Mended { .. }) = own {
                        data = scratch;
                        clean = entity.is_some_and(|entity| entity.columns.hold(data));
                    }
                }
                match entity {
                    Some(entity) => file.entity(entity, data, clean, place, layout, visitor),
                    None => {
                        let next = ahead(bytes, at, block.end, layout);
                        let own = own.and_then(|own| own.because);
                        file.closer(data, place, next, own, layout, visitor);
                    }
                }
            }
            Cut::WrongLength {
                length: width,
                expected,
                entity,
            } if at + width == block.end
                && width < expected
                && completed(bytes, expected - width, block.next, layout).is_some() =>
            {
                let missing = expected - width;
                let rest = block.next + 4;
                scratch.clear();
                scratch.extend_from_slice(&bytes[at..at + width]);
                scratch.extend_from_slice(&bytes[rest..rest + missing]);
                at += width;
                file.carried = missing;
                file.made_out += 1;
                place.entity = entity.map_or(990, |entity| entity.number);
                let (expected, found) = (length(expected), length(width));
                let draft = Draft::new(&finding::ENTITY_SPLIT, place, expected, found);
                file.log.push(draft.because(because));
                match entity {
                    Some(entity) => {
                        let clean = entity.columns.hold(scratch);
                        file.entity(entity, scratch, clean, place, layout, visitor);
                    }
                    None => {
                        let next = ahead(bytes, rest + missing, rest + missing + 1, layout);
                        file.closer(scratch, place, next, None, layout, visitor);
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
                let rule = &finding::ENTITY_LENGTH;
                let mut draft = Draft::new(rule, place, length(expected), length(width));
                if let Some(entity) = entity {
                    draft = draft.known(entity.confidence);
                }
                let root = Some(file.log.push(draft.because(because)));
                file.groups.damaged(root);
                match entity {
                    Some(entity) => {
                        let mut around = Around {
                            layout,
                            log: &mut file.log,
                            visitor,
                        };
                        file.groups.place(entity, place, root, &mut around);
                        around.visitor.lost(entity.level, place);
                    }
                    None => file.groups.close_blindly(),
                }
            }
            Cut::Unknown { length } | Cut::Rest { length } => {
                let text = &bytes[at..at + length];
                at += length;
                let (rule, expected) = if matches!(found, Cut::Unknown { .. }) {
                    (&finding::ENTITY_UNKNOWN, "an entity of the profile")
                } else {
                    (&finding::LEFTOVER, "whole entities")
                };
                let draft = if matches!(found, Cut::Unknown { .. }) {
                    // Its number is nobody's secret, and what there is to know.
                    let number = &text[..text.len().min(3)];
                    let number_read = digits(number).and_then(|number| u16::try_from(number).ok());
                    place.entity = number_read.unwrap_or_default();
                    Draft::new(rule, place, expected, shown(number)).at("number", (1, 3))
                } else {
                    Draft::new(rule, place, expected, preview(text)).personal()
                };
                let root = file.log.push(draft.because(because));
                file.groups.lost(root);
                visitor.lost(file.groups.next_level(layout), place);
            }
        }
    }
}

/// Whether nothing in a closer is to be mended.
fn closer_is_clean(data: &[u8]) -> bool {
    data.last() == Some(&DELIMITER) && !data.contains(&0)
}

/// What was done to an entity before it was read.
#[derive(Clone, Copy)]
struct Mended {
    /// What its faults may follow from.
    because: Option<usize>,
}

/// Puts a missing delimiter and blanks for NUL into a copy, and says so; none where nothing of the kind
/// was needed.
fn mend(
    file: &mut Open<'_>,
    scratch: &mut Vec<u8>,
    entity: Option<&EntityLayout>,
    data: &[u8],
    place: Place,
    because: Option<usize>,
) -> Option<Mended> {
    let last = data.len() - 1;
    let nul = data.iter().filter(|b| **b == 0).count();
    if nul == 0 && data[last] == DELIMITER {
        return None;
    }
    scratch.clear();
    scratch.extend_from_slice(data);
    let mut mended = Mended { because: None };
    if data[last] != DELIMITER {
        let column = u16::try_from(data.len()).unwrap_or(u16::MAX);
        let draft = Draft::new(
            &finding::DELIMITER_MISSING,
            place,
            "@",
            shown(&data[last..]),
        )
        .at("delimiter", (column, column))
        .because(because);
        mended.because = Some(file.log.push(draft));
        scratch[last] = DELIMITER;
    }
    let nul = nul - usize::from(data[last] == 0);
    if nul > 0 {
        let draft = Draft::new(&finding::NUL_BYTES, place, "blanks", format!("{nul} NUL"));
        let first = data.iter().position(|b| *b == 0);
        let column = first.and_then(|at| u16::try_from(at + 1).ok());
        let slot = column
            .zip(entity)
            .and_then(|(at, entity)| entity.slot_at(at));
        file.log.push(match slot {
            Some(slot) => draft.slot(slot),
            None => draft,
        });
        for byte in &mut scratch[..last] {
            if *byte == 0 {
                *byte = b' ';
            }
        }
    }
    Some(mended)
}

/// Reports a value that is sound on the wire and that its type cannot hold.
pub(crate) fn out_of_range(seen: &Seen<'_>, at: FieldAt, expected: &'static str, log: &mut Log) {
    let found = shown(at.span.of(seen.data));
    let draft = Draft::new(&finding::OUT_OF_RANGE, seen.place, expected, found);
    let slot = seen.layout.slots.iter().find(|slot| slot.span == at.span);
    log.push(match slot {
        Some(slot) => draft.slot(slot),
        None => draft.at(at.name, at.span.columns()),
    });
}

/// Columns as findings have them.
pub(crate) fn columns(from: usize, to: usize) -> (u16, u16) {
    let column = |c: usize| u16::try_from(c).unwrap_or(u16::MAX);
    (column(from), column(to))
}

pub(crate) fn length(characters: usize) -> String {
    format!("{characters} characters")
}

fn preview(bytes: &[u8]) -> String {
    shown(&bytes[..bytes.len().min(24)])
}

/// Characters of a record that is shown and whose layout is not known.
const PREVIEW: usize = 64;
