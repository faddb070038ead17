//! One way to break a file for each kind of finding it can provoke: what the fault table, the
//! generators' adversities and the fuzz seeds all use.
//!
//! A damage goes into a *sound* file of the given profile, and changes nothing else: counts, totals
//! and block lengths stay those of the file before, save where keeping them would be a second damage.

use std::ops::Range;

use crate::cut::{EntityAt, entities_of};
use crate::envelope::ENVELOPE_LENGTH;
use crate::fields::put_digits;
use crate::finding::{self, Rule};
use crate::layout::{CLOSER_LENGTH, DELIMITER, Layout, Span};
use crate::password;
use crate::profile::{FieldType, Profile};

/// A way to break a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Damage {
    /// Nothing is left. Provokes N001.
    EmptyFile,
    /// A letter in the length prefix of the n-th block. Provokes N002.
    BlockPrefix,
    /// The length prefix of the n-th block is one too small. Provokes N003.
    BlockLength,
    /// The file stops inside its last data block. Provokes N004.
    TruncateFile,
    /// The header's number is no longer 000. Provokes N005.
    HeaderNumber,
    /// The trailer is gone. Provokes N006.
    DropTrailer,
    /// Characters after the trailer. Provokes N007.
    TrailingGarbage,
    /// The line end after the header is gone. Provokes N008 (a note).
    DropLineEnd,
    /// The n-th entity loses a character; its block's length follows. Provokes N010.
    ShortEntity,
    /// The n-th entity ends with a blank in place of its `@`. Provokes N011.
    DropAt,
    /// The n-th entity is given a number nobody knows. Provokes N012.
    UnknownEntity,
    /// The level of the n-th entity is wrong. Provokes N013.
    FlipLevel,
    /// The n-th opener is gone; its block's length follows. Provokes N014.
    DropOpener,
    /// The n-th group closer is gone; its block's length follows. Provokes N015.
    DropCloser,
    /// The n-th group closer is there twice; its block's length follows. Provokes N016.
    SurplusCloser,
    /// Characters that are no entity at the end of the n-th data block; its length follows. N017.
    Leftover,
    /// The count of the n-th group closer is one too large. Provokes N020.
    WrongGroupCount,
    /// The total of the n-th group closer is one cent too large. Provokes N021.
    WrongGroupTotal,
    /// The identifier of the n-th group closer is another. Provokes N022 (a warning).
    WrongGroupIdentifier,
    /// The trailer counts one record too many. Provokes N023.
    WrongRecordCount,
    /// The trailer counts one group too many. Provokes N024.
    WrongGroupNumber,
    /// The trailer's total is one cent too large. Provokes N025.
    WrongFileTotal,
    /// The trailer names another file identification than the header. Provokes N026.
    EnvelopeDiffers,
    /// The password is another. Provokes N027 (a warning).
    WrongPassword,
    /// The password's letters are not transcoded. Provokes N028 (a note).
    PasswordLetters,
    /// A letter in the receiver's number, in header and trailer. Provokes N029.
    HeaderField,
    /// The header's date is `JJMMAA`. Provokes N030; none where that reads as a day `AAMMJJ` too.
    HeaderDateOrder,
    /// The header announces another reference. Provokes N031.
    UnknownReference,
    /// A letter in an amount that feeds the totals. Provokes N039.
    NonNumericAmount,
    /// A letter in a numeric field. Provokes N040.
    NonNumericField,
    /// A day of the thirty-second. Provokes N041.
    ImpossibleDate,
    /// A birth date with day 00. Provokes N042 (a note).
    LunarBirthDate,
    /// NUL in place of the blanks that end a text. Provokes N043 (a note).
    NulBytes,
    /// An accented letter (Latin-1) in a text. Provokes N044 (a warning).
    Accent,
    /// A small letter in a text. Provokes N045 (a warning).
    LowerCase,
    /// A sign that is none, where it feeds no total. Provokes N046.
    UnknownSign,
    /// A letter outside a closed list. Provokes N047.
    UnknownCode,
    /// Another key than the NIR's. Provokes N048 (a warning).
    WrongNirKey,
    /// A letter in a NIR. Provokes N049.
    MalformedNir,
    /// A birth rank of zero. Provokes N050 (by a reader of décomptes or links, not by `read::files`).
    RankZero,
}

/// What a damage did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DamageReport {
    /// Code of the finding it provokes.
    pub code: &'static str,
    /// Byte offset of the damage (in the file before it, where something was taken out).
    pub offset: usize,
}

impl Damage {
    /// Every damage, in the order of the codes.
    pub const ALL: [Self; 40] = [
        Self::EmptyFile,
        Self::BlockPrefix,
        Self::BlockLength,
        Self::TruncateFile,
        Self::HeaderNumber,
        Self::DropTrailer,
        Self::TrailingGarbage,
        Self::DropLineEnd,
        Self::ShortEntity,
        Self::DropAt,
        Self::UnknownEntity,
        Self::FlipLevel,
        Self::DropOpener,
        Self::DropCloser,
        Self::SurplusCloser,
        Self::Leftover,
        Self::WrongGroupCount,
        Self::WrongGroupTotal,
        Self::WrongGroupIdentifier,
        Self::WrongRecordCount,
        Self::WrongGroupNumber,
        Self::WrongFileTotal,
        Self::EnvelopeDiffers,
        Self::WrongPassword,
        Self::PasswordLetters,
        Self::HeaderField,
        Self::HeaderDateOrder,
        Self::UnknownReference,
        Self::NonNumericAmount,
        Self::NonNumericField,
        Self::ImpossibleDate,
        Self::LunarBirthDate,
        Self::NulBytes,
        Self::Accent,
        Self::LowerCase,
        Self::UnknownSign,
        Self::UnknownCode,
        Self::WrongNirKey,
        Self::MalformedNir,
        Self::RankZero,
    ];

    /// The kind of finding it provokes.
    #[must_use]
    pub fn rule(self) -> &'static Rule {
        match self {
            Self::EmptyFile => &finding::EMPTY,
            Self::BlockPrefix => &finding::BLOCK_PREFIX,
            Self::BlockLength => &finding::BLOCK_LENGTH,
            Self::TruncateFile => &finding::TRUNCATED,
            Self::HeaderNumber => &finding::HEADER_MISSING,
            Self::DropTrailer => &finding::TRAILER_MISSING,
            Self::TrailingGarbage => &finding::GARBAGE,
            Self::DropLineEnd => &finding::LINE_END_MISSING,
            Self::ShortEntity => &finding::ENTITY_LENGTH,
            Self::DropAt => &finding::DELIMITER_MISSING,
            Self::UnknownEntity => &finding::ENTITY_UNKNOWN,
            Self::FlipLevel => &finding::LEVEL,
            Self::DropOpener => &finding::PARENT_MISSING,
            Self::DropCloser => &finding::CLOSER_MISSING,
            Self::SurplusCloser => &finding::CLOSER_SURPLUS,
            Self::Leftover => &finding::LEFTOVER,
            Self::WrongGroupCount => &finding::GROUP_COUNT,
            Self::WrongGroupTotal => &finding::GROUP_TOTAL,
            Self::WrongGroupIdentifier => &finding::GROUP_IDENTIFIER,
            Self::WrongRecordCount => &finding::RECORD_COUNT,
            Self::WrongGroupNumber => &finding::GROUP_NUMBER,
            Self::WrongFileTotal => &finding::FILE_TOTAL,
            Self::EnvelopeDiffers => &finding::ENVELOPE_DIFFERS,
            Self::WrongPassword => &finding::PASSWORD,
            Self::PasswordLetters => &finding::PASSWORD_LETTERS,
            Self::HeaderField => &finding::HEADER_FIELD,
            Self::HeaderDateOrder => &finding::HEADER_DATE_ORDER,
            Self::UnknownReference => &finding::REFERENCE_UNKNOWN,
            Self::NonNumericAmount => &finding::AMOUNT_UNREADABLE,
            Self::NonNumericField => &finding::NOT_NUMERIC,
            Self::ImpossibleDate => &finding::DATE_IMPOSSIBLE,
            Self::LunarBirthDate => &finding::BIRTH_UNUSUAL,
            Self::NulBytes => &finding::NUL_BYTES,
            Self::Accent => &finding::CHARACTER,
            Self::LowerCase => &finding::LOWER_CASE,
            Self::UnknownSign => &finding::SIGN,
            Self::UnknownCode => &finding::CODE_UNKNOWN,
            Self::WrongNirKey => &finding::NIR_KEY,
            Self::MalformedNir => &finding::NIR_SHAPE,
            Self::RankZero => &finding::OUT_OF_RANGE,
        }
    }

    /// Breaks the `rank`-th thing of its kind (modulo how many there are) in a sound file of one
    /// logical file. None where the file has nothing to break that way: `bytes` is then as it was.
    #[must_use]
    pub fn apply(
        self,
        profile: &Profile,
        bytes: &mut Vec<u8>,
        rank: usize,
    ) -> Option<DamageReport> {
        let layout = profile.layout();
        let map = Map::of(bytes, profile)?;
        let offset = match self {
            Self::EmptyFile => {
                bytes.clear();
                Some(0)
            }
            Self::BlockPrefix | Self::BlockLength => {
                let block = pick(&map.blocks, rank)?.clone();
                let prefix = block.start - 4;
                if self == Self::BlockPrefix {
                    bytes[prefix + 1] = b'X';
                } else {
                    put_digits(&mut bytes[prefix..block.start], block.len() as u64 - 1);
                }
                Some(prefix)
            }
            Self::TruncateFile => {
                let cut = map.data_blocks().last()?.end - CLOSER_LENGTH / 2;
                bytes.truncate(cut);
                Some(cut)
            }
            Self::HeaderNumber => set(bytes, map.header, b"0X0"),
            Self::DropTrailer => {
                bytes.truncate(map.trailer - 4);
                Some(map.trailer - 4)
            }
            Self::TrailingGarbage => {
                bytes.extend_from_slice(b"TOTAL 12 LIGNES");
                Some(map.trailer + ENVELOPE_LENGTH)
            }
            Self::DropLineEnd => {
                let end = map.header + ENVELOPE_LENGTH;
                let next = map.blocks.get(1)?.start - 4;
                (next > end).then(|| {
                    bytes.drain(end..next);
                    end
                })
            }
            Self::ShortEntity => {
                // A wide one, whose rest is not taken for another entity.
                let wide: Vec<_> = map
                    .entities
                    .iter()
                    .filter(|e| e.length > 20)
                    .copied()
                    .collect();
                let entity = *pick(&wide, rank)?;
                map.cut(bytes, entity.offset + 10..entity.offset + 11)
            }
            Self::DropAt => {
                let entity = pick(&map.entities, rank)?;
                set(bytes, entity.offset + entity.length - 1, b" ")
            }
            Self::UnknownEntity => {
                let details: Vec<_> = map.entities.iter().filter(|e| e.number != 990).collect();
                set(bytes, pick(&details, rank)?.offset, b"777")
            }
            Self::FlipLevel => {
                // A closer's level may as well be a missing closer: openers and details only.
                let entities: Vec<_> = map.entities.iter().filter(|e| e.number != 990).collect();
                let at = pick(&entities, rank)?.offset + 3;
                bytes[at] = if bytes[at] == b'4' { b'5' } else { b'4' };
                Some(at)
            }
            Self::DropOpener => {
                let openers: Vec<_> = map
                    .entities
                    .iter()
                    .filter(|e| layout.entity(e.number).is_some_and(|l| l.opens_group()))
                    .copied()
                    .collect();
                let entity = *pick(&openers, rank)?;
                map.cut(bytes, entity.offset..entity.offset + entity.length)
            }
            Self::DropCloser => {
                // The last one of several in a row would leave a closer of another level in its place,
                // which reads as such: only closers that an opener follows.
                let closer = *pick(&map.closers_before_openers(layout), rank)?;
                map.cut(bytes, closer.offset..closer.offset + closer.length)
            }
            Self::SurplusCloser => {
                let closer = *pick(&map.closers(), rank)?;
                let copy = bytes[closer.offset..closer.offset + closer.length].to_vec();
                map.insert(bytes, closer.offset + closer.length, &copy)
            }
            Self::Leftover => {
                let blocks: Vec<_> = map.data_blocks().cloned().collect();
                let block = pick(&blocks, rank)?;
                map.insert(bytes, block.end, b"?????")
            }
            Self::WrongGroupCount => increase(bytes, pick(&map.closers(), rank)?.offset + 22, 8),
            Self::WrongGroupTotal => increase(bytes, pick(&map.closers(), rank)?.offset + 30, 11),
            Self::WrongGroupIdentifier => {
                let closer = *pick(&map.closers(), rank)?;
                let at = closer.offset + 5;
                (bytes[at] != b' ').then(|| {
                    bytes[at] = if bytes[at] == b'9' { b'8' } else { b'9' };
                    at
                })
            }
            Self::WrongRecordCount => increase(bytes, map.trailer + 55, 8),
            Self::WrongGroupNumber => increase(bytes, map.trailer + 82, 3),
            Self::WrongFileTotal => increase(bytes, map.trailer + 85, 11),
            Self::EnvelopeDiffers => {
                let at = map.trailer + 54;
                bytes[at] = if bytes[at] == b'9' { b'8' } else { b'9' };
                Some(at)
            }
            Self::WrongPassword => set(bytes, map.header + 85, b"??????"),
            Self::PasswordLetters => {
                let stamp = <[u8; 6]>::try_from(&bytes[map.header + 49..map.header + 55]).ok()?;
                let full = password::of(stamp);
                let mut half = full;
                for (half, letter) in half.iter_mut().zip(stamp) {
                    if letter.is_ascii_uppercase() {
                        *half = letter;
                    }
                }
                if half == full {
                    None
                } else {
                    set(bytes, map.header + 85, &half)
                }
            }
            Self::HeaderField => {
                bytes[map.trailer + 40] = b'X';
                set(bytes, map.header + 40, b"X")
            }
            Self::HeaderDateOrder => {
                let at = map.header + 55;
                let date = &bytes[at..at + 6];
                let swapped = [date[4], date[5], date[2], date[3], date[0], date[1]];
                if domain::Day::from_header_aammjj(&swapped).is_some() {
                    None
                } else {
                    set(bytes, at, &swapped)
                }
            }
            Self::UnknownReference => {
                let other = if profile.reference() == 998 {
                    b"997"
                } else {
                    b"998"
                };
                set(bytes, map.header + 61, other)
            }
            Self::NonNumericAmount => {
                let at = map.fields(layout, |entity, span, _| {
                    entity.total.as_ref().is_some_and(|t| t.amount == span)
                });
                set(bytes, pick(&at, rank)?.start + 1, b"X")
            }
            Self::NonNumericField => {
                let at = map.fields(layout, |entity, span, kind| {
                    let feeds = entity.total.as_ref().is_some_and(|t| t.amount == span);
                    kind == FieldType::N && !feeds
                });
                set(bytes, pick(&at, rank)?.start, b"X")
            }
            Self::ImpossibleDate => {
                let at = map.of_kind(layout, FieldType::DateJjmmaa);
                if at.is_empty() {
                    let at = map.of_kind(layout, FieldType::DateSsaammjj);
                    return self.report(set(bytes, pick(&at, rank)?.start + 6, b"32"));
                }
                set(bytes, pick(&at, rank)?.start, b"32")
            }
            Self::LunarBirthDate => {
                let at = map.of_kind(layout, FieldType::BirthDate);
                set(bytes, pick(&at, rank)?.start, b"00")
            }
            Self::NulBytes => {
                let at = map.padded(bytes, layout);
                set(bytes, pick(&at, rank)?.end - 1, b"\0")
            }
            Self::Accent => {
                let at = map.padded(bytes, layout);
                set(bytes, pick(&at, rank)?.end - 1, b"\xC9")
            }
            Self::LowerCase => {
                let at = map.padded(bytes, layout);
                set(bytes, pick(&at, rank)?.end - 1, b"a")
            }
            Self::UnknownSign => {
                let at = map.fields(layout, |entity, span, kind| {
                    let feeds = entity.total.as_ref().is_some_and(|t| t.sign == span);
                    kind == FieldType::Sign && !feeds
                });
                set(bytes, pick(&at, rank)?.start, b"Q")
            }
            Self::UnknownCode => {
                let at = map.coded(layout);
                set(bytes, pick(&at, rank)?.start, b"Q")
            }
            Self::WrongNirKey => {
                let at = map.of_kind(layout, FieldType::NirKey);
                let at = pick(&at, rank)?.start + 1;
                bytes[at] = if bytes[at] == b'9' { b'8' } else { b'9' };
                Some(at)
            }
            Self::MalformedNir => {
                let at = map.of_kind(layout, FieldType::Nir);
                set(bytes, pick(&at, rank)?.start, b"X")
            }
            Self::RankZero => {
                let at: Vec<_> = map
                    .entities
                    .iter()
                    .filter_map(|e| Some((e, layout.entity(e.number)?.field("rank").ok()?)))
                    .map(|(e, span)| e.offset + span.range().start)
                    .collect();
                set(bytes, *pick(&at, rank)?, b"0")
            }
        };
        self.report(offset)
    }

    fn report(self, offset: Option<usize>) -> Option<DamageReport> {
        offset.map(|offset| DamageReport {
            code: self.rule().code,
            offset,
        })
    }
}

/// Where everything stands in a sound file.
struct Map {
    header: usize,
    trailer: usize,
    /// Payloads, header and trailer included.
    blocks: Vec<Range<usize>>,
    /// Entities between header and trailer, closers included.
    entities: Vec<EntityAt>,
}

impl Map {
    fn of(bytes: &[u8], profile: &Profile) -> Option<Self> {
        let (blocks, entities) = entities_of(bytes, profile.layout());
        let (header, trailer) = (blocks.first()?.start, blocks.last()?.start);
        let envelope = |at: usize, number: &[u8]| {
            bytes
                .get(at..at + ENVELOPE_LENGTH)
                .is_some_and(|bytes| bytes.starts_with(number))
        };
        (envelope(header, b"000") && envelope(trailer, b"999")).then_some(Self {
            header,
            trailer,
            blocks,
            entities,
        })
    }

    fn data_blocks(&self) -> impl Iterator<Item = &Range<usize>> {
        self.blocks
            .iter()
            .filter(|b| b.start != self.header && b.start != self.trailer)
    }

    fn closers(&self) -> Vec<EntityAt> {
        self.entities
            .iter()
            .filter(|e| e.number == 990)
            .copied()
            .collect()
    }

    fn closers_before_openers(&self, layout: &Layout) -> Vec<EntityAt> {
        let opens = |e: &EntityAt| layout.entity(e.number).is_some_and(|l| l.opens_group());
        self.entities
            .windows(2)
            .filter(|pair| pair[0].number == 990 && opens(&pair[1]))
            .map(|pair| pair[0])
            .collect()
    }

    /// Every field that `wanted` takes, where it stands in the file.
    fn fields(
        &self,
        layout: &Layout,
        wanted: impl Fn(&crate::layout::EntityLayout, Span, FieldType) -> bool,
    ) -> Vec<Range<usize>> {
        let mut all = Vec::new();
        for at in &self.entities {
            let Some(entity) = layout.entity(at.number) else {
                continue;
            };
            for slot in &entity.slots {
                if slot
                    .kind
                    .is_some_and(|kind| wanted(entity, slot.span, kind))
                {
                    let range = slot.span.range();
                    all.push(at.offset + range.start..at.offset + range.end);
                }
            }
        }
        all
    }

    fn of_kind(&self, layout: &Layout, kind: FieldType) -> Vec<Range<usize>> {
        self.fields(layout, |_, _, found| found == kind)
    }

    /// Letters with a closed list.
    fn coded(&self, layout: &Layout) -> Vec<Range<usize>> {
        self.fields(layout, |entity, span, kind| {
            let slot = entity.slots.iter().find(|slot| slot.span == span);
            kind == FieldType::A && slot.is_some_and(|slot| slot.codes.is_some())
        })
    }

    /// Names and labels that end with a blank.
    fn padded(&self, bytes: &[u8], layout: &Layout) -> Vec<Range<usize>> {
        let mut all = self.fields(layout, |_, span, kind| {
            kind == FieldType::An && span.width() >= 15
        });
        all.retain(|range| bytes[range.start].is_ascii_uppercase() && bytes[range.end - 1] == b' ');
        all
    }

    /// Takes characters out of a data block, whose length follows.
    fn cut(&self, bytes: &mut Vec<u8>, range: Range<usize>) -> Option<usize> {
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

    /// Puts characters into the data block that reaches `at`, whose length follows.
    fn insert(&self, bytes: &mut Vec<u8>, at: usize, text: &[u8]) -> Option<usize> {
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

fn pick<T>(all: &[T], rank: usize) -> Option<&T> {
    all.get(rank.checked_rem(all.len())?)
}

fn set(bytes: &mut [u8], at: usize, text: &[u8]) -> Option<usize> {
    debug_assert!(!text.contains(&DELIMITER));
    bytes.get_mut(at..at + text.len())?.copy_from_slice(text);
    Some(at)
}

fn increase(bytes: &mut [u8], at: usize, width: usize) -> Option<usize> {
    let field = bytes.get_mut(at..at + width)?;
    let number = crate::fields::digits(field)?;
    put_digits(field, number + 1).then_some(at)
}
