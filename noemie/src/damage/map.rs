//! Where everything stands in a sound file.

use std::ops::Range;

use super::apply::Hit;
use crate::cut::{EntityAt, entities_of};
use crate::envelope::ENVELOPE_LENGTH;
use crate::fields::{amount, put_digits};
use crate::layout::{EntityLayout, Layout, Slot, Span};
use crate::profile::{Counted, FieldType, Profile};

/// A sound file of one logical file, taken apart.
pub(super) struct Map<'l> {
    layout: &'l Layout,
    pub(super) header: usize,
    pub(super) trailer: usize,
    /// Payloads, header and trailer included.
    pub(super) blocks: Vec<Range<usize>>,
    /// Entities between header and trailer, closers included.
    pub(super) entities: Vec<EntityAt>,
}

/// A field of an entity that stands in the file.
#[derive(Clone, Copy)]
pub(super) struct Spot<'l> {
    /// Where its entity starts.
    pub(super) offset: usize,
    pub(super) entity: &'l EntityLayout,
    pub(super) slot: &'l Slot,
}

impl Spot<'_> {
    pub(super) fn range(&self) -> Range<usize> {
        let range = self.slot.span.range();
        self.offset + range.start..self.offset + range.end
    }

    /// Whether it is an amount that feeds the totals.
    pub(super) fn is_amount(&self) -> bool {
        let total = self.entity.total.as_ref();
        total.is_some_and(|total| total.amount == self.slot.span)
    }

    /// What its entity adds to the totals, in cents.
    pub(super) fn cents(&self, bytes: &[u8]) -> Option<i64> {
        amount(self.entity.total.as_ref()?, &bytes[self.offset..])
    }

    pub(super) fn hit(&self) -> Hit {
        Hit {
            offset: self.range().start,
            field: Some((self.entity.number, self.slot.span.columns())),
        }
    }
}

impl EntityAt {
    pub(super) fn range(&self) -> Range<usize> {
        self.offset..self.offset + self.length
    }
}

impl<'l> Map<'l> {
    pub(super) fn of(bytes: &[u8], profile: &'l Profile) -> Option<Self> {
        let layout = profile.layout();
        let (blocks, entities) = entities_of(bytes, layout);
        let (header, trailer) = (blocks.first()?.start, blocks.last()?.start);
        let envelope = |at: usize, number: &[u8]| {
            bytes
                .get(at..at + ENVELOPE_LENGTH)
                .is_some_and(|bytes| bytes.starts_with(number))
        };
        (envelope(header, b"000") && envelope(trailer, b"999")).then_some(Self {
            layout,
            header,
            trailer,
            blocks,
            entities,
        })
    }

    /// Entities that a closer may count or not.
    pub(super) fn uncounted(&self) -> usize {
        let either = |at: &&EntityAt| {
            let entity = self.layout.entity(at.number);
            entity.is_some_and(|entity| entity.counted == Counted::Either)
        };
        self.entities.iter().filter(either).count()
    }

    pub(super) fn data_blocks(&self) -> impl Iterator<Item = &Range<usize>> {
        self.blocks
            .iter()
            .filter(|b| b.start != self.header && b.start != self.trailer)
    }

    /// What stands between two blocks, where that is something.
    pub(super) fn line_ends(&self) -> impl Iterator<Item = Range<usize>> {
        self.blocks.windows(2).filter_map(|pair| {
            let end = pair[0].end..pair[1].start.checked_sub(4)?;
            (!end.is_empty()).then_some(end)
        })
    }

    pub(super) fn closers(&self) -> Vec<EntityAt> {
        let closers = self.entities.iter().filter(|e| e.number == 990);
        closers.copied().collect()
    }

    /// Openers and details.
    pub(super) fn placed(&self) -> Vec<EntityAt> {
        let placed = self.entities.iter().filter(|e| e.number != 990);
        placed.copied().collect()
    }

    pub(super) fn openers(&self) -> Vec<EntityAt> {
        let openers = self.entities.iter().filter(|e| self.opens(e));
        openers.copied().collect()
    }

    pub(super) fn closers_before_openers(&self) -> Vec<EntityAt> {
        self.entities
            .windows(2)
            .filter(|pair| pair[0].number == 990 && self.opens(&pair[1]))
            .map(|pair| pair[0])
            .collect()
    }

    fn opens(&self, entity: &EntityAt) -> bool {
        self.layout
            .entity(entity.number)
            .is_some_and(EntityLayout::opens_group)
    }

    /// The innermost groups: their openers and closers, as ranks in `entities`.
    fn innermost(&self) -> Vec<(usize, usize)> {
        let mut opener = None;
        let mut all = Vec::new();
        for (rank, entity) in self.entities.iter().enumerate() {
            if self.opens(entity) {
                opener = Some(rank);
            } else if entity.number == 990
                && let Some(opener) = opener.take()
            {
                all.push((opener, rank));
            }
        }
        all
    }

    /// The innermost group in which something stands.
    pub(super) fn group_of(&self, offset: usize) -> Option<Range<usize>> {
        let groups = self.innermost().into_iter();
        let mut ranges = groups.map(|(opener, closer)| {
            self.entities[opener].range().end..self.entities[closer].offset
        });
        ranges.find(|range| range.contains(&offset))
    }

    /// What each innermost group holds, where it stands in one block.
    pub(super) fn contents(&self) -> Vec<Range<usize>> {
        let held = |(opener, closer): &(usize, usize)| {
            let held = self.entities[*opener].range().end..self.entities[*closer].offset;
            let whole = self
                .blocks
                .iter()
                .any(|b| b.start <= held.start && held.end <= b.end);
            (whole && !held.is_empty()).then_some(held)
        };
        self.innermost().iter().filter_map(held).collect()
    }

    /// Details that are the only one of a kind that their group must have, and not all it has.
    pub(super) fn needed_beside_others(&self) -> Vec<EntityAt> {
        let mut all = Vec::new();
        for (opener, closer) in self.innermost() {
            let held = &self.entities[opener + 1..closer];
            for entity in held {
                let Some(layout) = self.layout.entity(entity.number) else {
                    continue;
                };
                let same = held.iter().filter(|e| e.number == entity.number).count();
                if usize::from(layout.times.0) == same && held.len() > same {
                    all.push(*entity);
                }
            }
        }
        all
    }

    /// Groups that hold one detail, which they must have, and a kind that they may have instead of it.
    pub(super) fn needed_alone(&self) -> Vec<(EntityAt, &'l EntityLayout)> {
        let mut all = Vec::new();
        for (opener, closer) in self.innermost() {
            let (parent, held) = (self.entities[opener], &self.entities[opener + 1..closer]);
            let &[only] = held else { continue };
            let mut kinds = self.layout.entities.iter();
            let other = kinds.find(|kind| {
                kind.parent == Some(parent.number)
                    && kind.number != only.number
                    && kind.times.0 == 0
            });
            let needed = self.layout.entity(only.number);
            if let (Some(other), true) = (other, needed.is_some_and(|kind| kind.times.0 > 0)) {
                all.push((only, other));
            }
        }
        all
    }

    /// Kinds that a group may hold a limited number of times: where the group starts, the kind, and how
    /// many of it would be one too many.
    pub(super) fn limited(&self) -> Vec<(usize, &'l EntityLayout, usize)> {
        let mut all = Vec::new();
        for (opener, closer) in self.innermost() {
            let parent = self.entities[opener];
            for kind in &self.layout.entities {
                if kind.parent != Some(parent.number) || kind.times.1 > 8 {
                    continue;
                }
                let held = &self.entities[opener + 1..closer];
                let there = held.iter().filter(|e| e.number == kind.number).count();
                let times = usize::from(kind.times.1) + 1 - there;
                all.push((parent.range().end, kind, times));
            }
        }
        all
    }

    /// Every field that `wanted` takes, where it stands in the file.
    pub(super) fn fields(&self, wanted: impl Fn(&Spot<'l>) -> bool) -> Vec<Spot<'l>> {
        let mut all = Vec::new();
        for at in &self.entities {
            let Some(entity) = self.layout.entity(at.number) else {
                continue;
            };
            for slot in entity.slots.iter().filter(|slot| slot.kind.is_some()) {
                let spot = Spot {
                    offset: at.offset,
                    entity,
                    slot,
                };
                if wanted(&spot) {
                    all.push(spot);
                }
            }
        }
        all
    }

    /// Names and labels that end with a blank.
    pub(super) fn padded(&self, bytes: &[u8]) -> Vec<Spot<'l>> {
        self.fields(|spot| {
            let range = spot.range();
            spot.slot.kind == Some(FieldType::An)
                && spot.slot.codes.is_none()
                && range.len() >= 15
                && bytes[range.start].is_ascii_uppercase()
                && bytes[range.end - 1] == b' '
        })
    }

    /// Signs of amounts that are not nothing and that follow another sign.
    pub(super) fn signed(&self, bytes: &[u8]) -> Vec<Spot<'l>> {
        self.fields(|spot| {
            let total = spot.entity.total.as_ref();
            total.is_some_and(|total| {
                let data = &bytes[spot.offset..];
                total.sign == spot.slot.span
                    && total.follows.is_some()
                    && total.amount.of(data).iter().any(|b| *b != b'0')
            })
        })
    }

    /// Writes every total anew, from the amounts of the lines.
    pub(super) fn add_up(&self, bytes: &mut [u8]) {
        let envelope = &self.layout.envelope;
        let (closer, trailer) = (&envelope.closer_at, &envelope.trailer_at);
        let mut totals = vec![0_i64];
        for at in &self.entities {
            match self.layout.entity(at.number) {
                Some(entity) => {
                    if entity.opens_group() {
                        totals.push(0);
                    }
                    let cents = entity.total.as_ref();
                    let cents = cents.and_then(|total| amount(total, &bytes[at.range()]));
                    if let (Some(cents), Some(total)) = (cents, totals.last_mut()) {
                        *total += cents;
                    }
                }
                None => {
                    let total = totals.pop().unwrap_or_default();
                    if let Some(outer) = totals.last_mut() {
                        *outer += total;
                    }
                    put_total(&mut bytes[at.offset..], closer.total, closer.sign, total);
                }
            }
        }
        put_total(
            &mut bytes[self.trailer..],
            trailer.total,
            trailer.sign,
            totals[0],
        );
    }

    /// Takes characters out of a data block, whose length follows.
    pub(super) fn cut(&self, bytes: &mut Vec<u8>, range: Range<usize>) -> Option<usize> {
        let block = self.blocks.iter().find(|b| b.contains(&range.start))?;
        if block.len() == range.len() {
            return None;
        }
        put_digits(
            &mut bytes[block.start - 4..block.start],
            (block.len() - range.len()) as u64,
        );
        let offset = range.start;
        bytes.drain(range);
        Some(offset)
    }

    /// Ends a data block at `at` and begins another there, with the line end of the others.
    pub(super) fn split(&self, bytes: &mut Vec<u8>, at: usize) -> Option<usize> {
        let block = self.blocks.iter().find(|b| b.contains(&at))?.clone();
        let end = self.line_ends().next().unwrap_or_default();
        let mut between = bytes[end].to_vec();
        let mut prefix = [b'0'; 4];
        put_digits(&mut prefix, (block.end - at) as u64);
        between.extend_from_slice(&prefix);
        put_digits(
            &mut bytes[block.start - 4..block.start],
            (at - block.start) as u64,
        );
        bytes.splice(at..at, between);
        Some(at)
    }

    /// Puts characters in the place of others within one block, whose length follows.
    pub(super) fn exchange(
        &self,
        bytes: &mut Vec<u8>,
        range: Range<usize>,
        text: &[u8],
    ) -> Option<usize> {
        let block = self.blocks.iter().find(|b| b.contains(&range.start))?;
        let length = block.len() - range.len() + text.len();
        put_digits(&mut bytes[block.start - 4..block.start], length as u64);
        let offset = range.start;
        bytes.splice(range, text.iter().copied());
        Some(offset)
    }

    /// Puts characters into the data block that reaches `at`, whose length follows.
    pub(super) fn insert(&self, bytes: &mut Vec<u8>, at: usize, text: &[u8]) -> Option<usize> {
        let block = self.blocks.iter().find(|b| b.start < at && at <= b.end)?;
        if !put_digits(
            &mut bytes[block.start - 4..block.start],
            (block.len() + text.len()) as u64,
        ) {
            put_digits(&mut bytes[block.start - 4..block.start], block.len() as u64);
            return None;
        }
        bytes.splice(at..at, text.iter().copied());
        Some(at)
    }
}

fn put_total(record: &mut [u8], total: Span, sign: Span, cents: i64) {
    put_digits(&mut record[total.range()], cents.unsigned_abs());
    let sign = &mut record[sign.range()];
    if cents < 0 {
        sign.fill(b'N');
    } else if sign == b"N" {
        sign.fill(b'P');
    }
}
