//! Data blocks: the entities between header and trailer.

use super::Visitor;
use crate::cut::{Cut, ahead, completed, cut};
use crate::fields::{Quirks, digits, preview, shown};
use crate::finding::{self, Draft, Place, columns, length};
use crate::groups::Around;
use crate::layout::{DELIMITER, EntityLayout, Layout};
use crate::logical::Open;
use crate::turn::Physical;

/// A data block under way.
pub(super) struct Data<'w, 'p> {
    pub(super) file: &'w mut Open<'p>,
    /// Where an entity is put right before it is read.
    pub(super) scratch: &'w mut Vec<u8>,
    pub(super) record: &'w Physical<'w>,
    pub(super) layout: &'w Layout,
    /// What is wrong around the block.
    pub(super) because: Option<usize>,
}

/// An entity whose length is wrong.
struct Misfit<'l> {
    at: usize,
    width: usize,
    expected: usize,
    /// None for a 990.
    entity: Option<&'l EntityLayout>,
}

impl Data<'_, '_> {
    /// Reads its entities one after the other.
    pub(super) fn read(&mut self, visitor: &mut impl Visitor) {
        let Physical { bytes, block, base } = *self.record;
        let layout = self.layout;
        let carried = std::mem::take(&mut self.file.carried);
        let mut at = block.start + carried.min(block.end - block.start);
        while let Some(found) = cut(bytes, at, block.end, layout) {
            self.file.rank += 1;
            let mut place = Place {
                offset: base + at,
                block: self.file.blocks,
                entity: 0,
                rank: self.file.rank,
            };
            let length = match found {
                Cut::Whole { length, entity } | Cut::NoDelimiter { length, entity } => {
                    place.entity = number(entity);
                    let end = at + length;
                    // Past the block, the next one starts after the length of its record.
                    let after = if end < block.end { end } else { block.next + 4 };
                    self.whole(&bytes[at..end], after, entity, place, visitor);
                    length
                }
                Cut::WrongLength {
                    length,
                    expected,
                    entity,
                } => {
                    place.entity = number(entity);
                    let misfit = Misfit {
                        at,
                        width: length,
                        expected,
                        entity,
                    };
                    if self.is_split(&misfit) {
                        self.split(&misfit, place, visitor);
                    } else {
                        self.misfit(&misfit, place, visitor);
                    }
                    length
                }
                Cut::Unknown { length } => {
                    // Its number is nobody's secret, and what there is to know.
                    let number = &bytes[at..at + length.min(3)];
                    let read = digits(number).and_then(|number| u16::try_from(number).ok());
                    place.entity = read.unwrap_or_default();
                    let expected = "an entity of the profile";
                    let draft =
                        Draft::new(&finding::ENTITY_UNKNOWN, place, expected, shown(number));
                    self.lost(draft.at("number", (1, 3)), place, visitor);
                    length
                }
                Cut::Rest { length } => {
                    let text = preview(&bytes[at..at + length]);
                    let draft = Draft::new(&finding::LEFTOVER, place, "whole entities", text);
                    self.lost(draft.personal(), place, visitor);
                    length
                }
            };
            at += length;
        }
    }

    /// An entity of its full length; `after` is where the next one starts.
    fn whole(
        &mut self,
        original: &[u8],
        after: usize,
        entity: Option<&EntityLayout>,
        place: Place,
        visitor: &mut impl Visitor,
    ) {
        let bytes = self.record.bytes;
        let layout = self.layout;
        self.file.made_out += 1;
        let due = entity.unwrap_or(&layout.envelope.closer);
        let mut clean = due.columns.hold(original);
        let mut quirks = Quirks::default();
        let mut data = original;
        if !clean {
            quirks = self.mend(due, original, place);
            if quirks.first().is_some() {
                data = self.scratch;
                clean = due.columns.hold(data);
            }
        }
        match entity {
            Some(entity) => {
                (self.file).entity(entity, data, (clean, &quirks), place, layout, visitor);
            }
            None => {
                let next = ahead(bytes, after, layout);
                (self.file).closer(data, (clean, &quirks), place, next, layout, visitor);
            }
        }
    }

    /// Whether the next record completes an entity that the end of this one cuts short.
    fn is_split(&self, misfit: &Misfit<'_>) -> bool {
        let Physical { bytes, block, .. } = *self.record;
        misfit.at + misfit.width == block.end
            && misfit.width < misfit.expected
            && completed(
                bytes,
                misfit.expected - misfit.width,
                block.next,
                self.layout,
            )
            .is_some()
    }

    /// An entity in two blocks: joined, and read.
    fn split(&mut self, misfit: &Misfit<'_>, place: Place, visitor: &mut impl Visitor) {
        let Physical { bytes, block, .. } = *self.record;
        let missing = misfit.expected - misfit.width;
        let rest = block.next + 4;
        let head = &bytes[misfit.at..misfit.at + misfit.width];
        let joined = [head, &bytes[rest..rest + missing]].concat();
        self.file.carried = missing;
        let (expected, found) = (length(misfit.expected), length(misfit.width));
        let draft = Draft::new(&finding::ENTITY_SPLIT, place, expected, found);
        self.file.log.push(draft.because(self.because));
        self.whole(&joined, rest + missing, misfit.entity, place, visitor);
    }

    /// An entity that cannot be read for its length.
    fn misfit(&mut self, misfit: &Misfit<'_>, place: Place, visitor: &mut impl Visitor) {
        let file = &mut *self.file;
        let (expected, found) = (length(misfit.expected), length(misfit.width));
        let mut draft = Draft::new(&finding::ENTITY_LENGTH, place, expected, found);
        if let Some(entity) = misfit.entity {
            draft = draft.known(entity.confidence);
        }
        let root = Some(file.log.push(draft.because(self.because)));
        file.groups.damaged(root);
        match misfit.entity {
            Some(entity) => {
                let mut around = Around {
                    layout: self.layout,
                    log: &mut file.log,
                    visitor,
                };
                file.groups.place(entity, place, root, &mut around);
                around.visitor.lost(entity.level, place);
            }
            None => file.groups.close_blindly(),
        }
    }

    /// Characters that are no entity.
    fn lost(&mut self, draft: Draft, place: Place, visitor: &mut impl Visitor) {
        let root = self.file.log.push(draft.because(self.because));
        self.file.groups.lost(root);
        visitor.lost(self.file.groups.next_level(self.layout), place);
    }

    /// Puts a missing delimiter, and blanks for NUL, into a copy, and says so; nothing is copied where nothing
    /// of the kind is needed.
    fn mend<'d>(&mut self, due: &EntityLayout, data: &'d [u8], place: Place) -> Quirks<'d> {
        let mut quirks = Quirks::default();
        let last = data.len() - 1;
        let has_nul = data[..last].contains(&0);
        if !has_nul && data[last] == DELIMITER {
            return quirks;
        }
        self.scratch.clear();
        self.scratch.extend_from_slice(data);
        if data[last] != DELIMITER {
            let rule = &finding::DELIMITER_MISSING;
            let draft = Draft::new(rule, place, "@", shown(&data[last..]))
                .at("delimiter", columns(data.len(), data.len()))
                .because(self.because);
            quirks.delimiter = Some(self.file.log.push(draft));
            self.scratch[last] = DELIMITER;
        }
        if has_nul {
            let nul = data[..last].iter().filter(|b| **b == 0).count();
            let draft = Draft::new(&finding::NUL_BYTES, place, "blanks", format!("{nul} NUL"));
            let first = data.iter().position(|b| *b == 0).unwrap_or_default();
            let draft = match due.slot_at(columns(first + 1, first + 1).0) {
                Some(slot) => draft.slot(slot),
                None => draft,
            };
            quirks.nul = Some((self.file.log.push(draft.public()), data));
            for byte in &mut self.scratch[..last] {
                if *byte == 0 {
                    *byte = b' ';
                }
            }
        }
        quirks
    }
}

/// The number of an entity whose layout is known.
fn number(entity: Option<&EntityLayout>) -> u16 {
    entity.map_or(990, |entity| entity.number)
}
