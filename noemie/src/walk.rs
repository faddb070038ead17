//! One pass over a physical file: records, entities, groups, counts and totals. Readers of a
//! reference are [`Visitor`]s of it.

mod data;
mod header;
mod trailer;

use crate::cut::{BlockFault, View, block, leading};
use crate::fields::{preview, shown};
use crate::finding::{self, Draft, Log, Place};
use crate::layout::{EntityLayout, Layout};
use crate::logical::{Open, block_fault};
use crate::profile::Profile;
use crate::read::{EntityView, FileReading, Found, ReadOptions};
use crate::turn::{Physical, Turn, envelope_of};
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
    /// What stood before the first record, until a file answers for it.
    leading: Leading,
    /// Logical files so far.
    files: usize,
    scratch: Vec<u8>,
}

/// What stood at the head of the physical file and belongs to no record.
#[derive(Debug, Clone, Copy, Default)]
struct Leading {
    /// Where a byte order mark stands.
    mark: Option<usize>,
    line_ends: bool,
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
            leading: Leading::default(),
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
        let first = self.base == 0;
        if first || self.open.as_ref().is_some_and(|file| file.ended) {
            let (mark, line_ends) = leading(view.bytes, first);
            if mark + line_ends > 0 {
                self.leading = Leading {
                    mark: (mark > 0).then_some(self.base),
                    line_ends: line_ends > 0,
                };
                self.base += mark + line_ends;
                return mark + line_ends;
            }
        }
        let layout = match &self.open {
            Some(file) => file.layout.or(self.sole_layout()),
            None => self.sole_layout(),
        };
        let Some(block) = block(view, layout, self.lost.is_some()) else {
            return 0;
        };
        let lost = self.lost.take().flatten();
        let record = Physical {
            bytes: view.bytes,
            block,
            base: self.base,
        };
        let root = self.record(&record, lost, visitor);
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
            let envelope = envelope_of(file.layout);
            let layout = match number {
                0 => Some(&envelope.header),
                990 => Some(&envelope.closer),
                999 => Some(&envelope.trailer),
                _ => file.layout.and_then(|layout| layout.entity(number)),
            };
            let record = match (file.log.closer(finding), &file.header_bytes) {
                (Some(closer), _) => closer,
                (None, Some(header)) if finding.place.rank == 0 && finding.columns.is_some() => {
                    header
                }
                (None, _) => {
                    let width = layout.map_or(PREVIEW, EntityLayout::length);
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
    fn record(
        &mut self,
        record: &Physical<'_>,
        lost: Option<usize>,
        visitor: &mut impl Visitor,
    ) -> Option<usize> {
        match Turn::of(record, self.open.as_ref().map(Open::before)) {
            Turn::Header => {
                self.close(record.bytes, visitor);
                self.header(record, lost)
            }
            Turn::Headless => {
                let before = self.open.as_ref().and_then(|file| file.layout);
                self.close(record.bytes, visitor);
                self.headless(record, lost, before, visitor)
            }
            Turn::Outside => self.open.as_mut().and_then(|last| outside(last, record)),
            Turn::Trailer => {
                let file = self.open.as_mut()?;
                trailer::read(file, record, lost, visitor)
            }
            Turn::Data => {
                let file = self.open.as_mut()?;
                file.end = record.base + record.block.end;
                let because = block_fault(file, record, 0, lost);
                file.note_line_end(record, because.is_some());
                let before = file.made_out;
                if let Some(layout) = file.layout {
                    data::Data {
                        file,
                        scratch: &mut self.scratch,
                        record,
                        layout,
                        because,
                    }
                    .read(visitor);
                }
                if record.block.fault != Some(BlockFault::Lost) {
                    file.blocks += 1;
                }
                file.drift(because.filter(|_| file.made_out == before));
                because
            }
        }
    }
}

/// A record where a header is due.
fn outside(last: &mut Open<'_>, record: &Physical<'_>) -> Option<usize> {
    let block = &record.block;
    last.end = record.base + block.end;
    if last.garbage.is_some() {
        return last.garbage;
    }
    // It need not have a prefix.
    let bytes = &record.bytes[block.offset..block.end];
    let place = Place {
        offset: record.base + block.offset,
        block: last.blocks,
        ..Place::default()
    };
    let blank = bytes.iter().all(|b| matches!(b, 0 | 0x1A | b' '));
    let draft = if blank {
        let found = format!("{} blank or NUL", bytes.len());
        Draft::new(&finding::RECORD_PADDED, place, "the end", found)
    } else {
        let expected = "the end, or a header 000";
        if record.payload().starts_with(b"999") {
            Draft::new(&finding::GARBAGE, place, expected, "999")
        } else {
            Draft::new(&finding::GARBAGE, place, expected, preview(bytes)).personal()
        }
    };
    last.garbage = Some(last.log.push(draft));
    last.garbage
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

/// Characters of a record that is shown and whose layout is not known.
const PREVIEW: usize = 64;
