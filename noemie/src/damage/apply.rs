//! How each damage is done.

use super::map::{Map, Spot};
use super::{Damage, DamageReport};
use crate::envelope::ENVELOPE_LENGTH;
use crate::fields::put_digits;
use crate::layout::{CLOSER_LENGTH, Span};
use crate::password;
use crate::profile::{FieldType, Profile};

impl Damage {
    /// Breaks the `rank`-th thing of its kind (modulo how many there are) in a sound file of one
    /// logical file. None where the file has nothing to break that way: `bytes` is then as it was.
    #[must_use]
    pub fn apply(
        self,
        profile: &Profile,
        bytes: &mut Vec<u8>,
        rank: usize,
    ) -> Option<DamageReport> {
        let map = Map::of(bytes, profile)?;
        let hit = self
            .file(&map, bytes, rank)
            .or_else(|| self.envelope(&map, profile, bytes))
            .or_else(|| self.tree(&map, profile, bytes, rank))
            .or_else(|| self.field(&map, bytes, rank))?;
        Some(DamageReport {
            code: self.rule().code,
            offset: hit.offset,
            field: hit.field,
        })
    }

    /// Breaks the file as bytes.
    fn file(self, map: &Map<'_>, bytes: &mut Vec<u8>, rank: usize) -> Option<Hit> {
        let offset = match self {
            Self::EmptyFile => {
                bytes.clear();
                0
            }
            Self::BlockPrefix | Self::BlockLength => {
                let block = pick(&map.blocks, rank)?.clone();
                let prefix = block.start - 4;
                if self == Self::BlockPrefix {
                    bytes[prefix + 1] = b'X';
                } else {
                    put_digits(&mut bytes[prefix..block.start], block.len() as u64 - 1);
                }
                prefix
            }
            Self::TruncateFile => {
                let cut = map.data_blocks().last()?.end - CLOSER_LENGTH / 2;
                bytes.truncate(cut);
                cut
            }
            Self::DropTrailer => {
                bytes.truncate(map.trailer - 4);
                map.trailer - 4
            }
            Self::TrailingGarbage => {
                bytes.extend_from_slice(b"TOTAL 12 LIGNES");
                map.trailer + ENVELOPE_LENGTH
            }
            Self::DropLineEnd => {
                let end = map.header + ENVELOPE_LENGTH;
                let next = map.blocks.get(1)?.start - 4;
                if next <= end {
                    return None;
                }
                bytes.drain(end..next);
                end
            }
            Self::OtherLineEnd => {
                // The first one says what the others should be.
                let ends: Vec<_> = map.line_ends().skip(1).collect();
                let end = pick(&ends, rank)?.clone();
                let other: &[u8] = if end.len() == 2 { b"\n" } else { b"\r\n" };
                bytes.splice(end.clone(), other.iter().copied());
                end.start
            }
            Self::ByteOrderMark => {
                bytes.splice(..0, *b"\xEF\xBB\xBF");
                0
            }
            Self::OddLineEnd => {
                let end = pick(&map.line_ends().collect::<Vec<_>>(), rank)?.clone();
                let twice = bytes[end.clone()].to_vec();
                bytes.splice(end.start..end.start, twice);
                end.start
            }
            Self::RecordPadding => {
                let end = pick(&map.line_ends().collect::<Vec<_>>(), rank)?.start;
                bytes.splice(end..end, *b"   ");
                end
            }
            Self::Leftover => {
                let blocks: Vec<_> = map.data_blocks().cloned().collect();
                let block = pick(&blocks, rank)?;
                map.insert(bytes, block.end, b"?????")?
            }
            _ => return None,
        };
        Some(Hit::at(offset))
    }

    /// Breaks the header or the trailer.
    fn envelope(self, map: &Map<'_>, profile: &Profile, bytes: &mut Vec<u8>) -> Option<Hit> {
        let envelope = &profile.layout().envelope;
        let (at, ends) = (&envelope.at, &envelope.trailer_at);
        let in_header = |span: Span| map.header + span.range().start;
        let in_trailer = |span: Span| map.trailer + span.range().start;
        let header = |span: Span| Hit::field(map.header, 0, span);
        let trailer = |span: Span| Hit::field(map.trailer, 999, span);
        match self {
            Self::HeaderNumber => {
                set(bytes, map.header, b"0X0")?;
                Some(Hit::columns(map.header, 0, (1, 3)))
            }
            Self::WrongRecordCount | Self::WrongGroupNumber => {
                let span = if self == Self::WrongRecordCount {
                    ends.records
                } else {
                    ends.groups
                };
                increase(bytes, in_trailer(span), span.width())?;
                Some(trailer(span))
            }
            Self::WrongFileTotal => {
                increase(bytes, in_trailer(ends.total), ends.total.width())?;
                let columns = (ends.total.columns().0, ends.sign.columns().1);
                Some(Hit::columns(map.trailer, 999, columns))
            }
            Self::EnvelopeDiffers => {
                let zone = envelope.shared.iter().find(|zone| zone.name == "file-id")?;
                other_digit(bytes, map.trailer + zone.trailer.range().end - 1);
                Some(trailer(zone.trailer))
            }
            Self::WrongPassword => {
                let garbled = vec![b'?'; at.password.width()];
                set(bytes, in_header(at.password), &garbled)?;
                Some(header(at.password))
            }
            Self::PasswordLetters => {
                let stamp = at.file_id.of(&bytes[map.header..]).try_into().ok()?;
                let full = password::of(stamp);
                let mut half = full;
                for (half, letter) in half.iter_mut().zip(stamp) {
                    if letter.is_ascii_uppercase() {
                        *half = letter;
                    }
                }
                if half == full {
                    return None;
                }
                set(bytes, in_header(at.password), &half)?;
                Some(header(at.password))
            }
            Self::HeaderField => {
                let shared = &envelope.shared;
                let zone = shared.iter().find(|zone| zone.name == "receiver-number")?;
                for end in [
                    map.header + zone.header.range().end,
                    map.trailer + zone.trailer.range().end,
                ] {
                    set(bytes, end - 1, b"X")?;
                }
                Some(header(at.receiver_number))
            }
            Self::HeaderDateOrder => {
                let start = in_header(at.date);
                let date = <[u8; 6]>::try_from(at.date.of(&bytes[map.header..])).ok()?;
                let [a, b, c, d, e, f] = date;
                set(bytes, start, &[e, f, c, d, a, b])?;
                if self.is_seen(profile, bytes) {
                    return Some(header(at.date));
                }
                // It reads as a day in the right order too, and nothing tells that it is not.
                set(bytes, start, &date)?;
                None
            }
            Self::UnknownReference => {
                let other = if profile.reference() == 998 {
                    b"997"
                } else {
                    b"998"
                };
                set(bytes, in_header(at.reference), other)?;
                Some(header(at.reference))
            }
            Self::LengthField => {
                set(bytes, in_header(at.envelope_length), b"000")?;
                Some(header(at.envelope_length))
            }
            Self::NoGroup => {
                let (first, last) = (map.blocks.get(1)?.start, map.blocks.last()?.start);
                if first == last {
                    return None;
                }
                let groups = ends.groups;
                put_digits(&mut bytes[map.trailer..][ends.records.range()], 2);
                put_digits(&mut bytes[map.trailer..][groups.range()], 0);
                put_digits(&mut bytes[map.trailer..][ends.total.range()], 0);
                bytes.drain(first - 4..last - 4);
                Some(Hit::at(first - 4))
            }
            _ => None,
        }
    }

    /// Breaks the tree: entities and closers.
    fn tree(
        self,
        map: &Map<'_>,
        profile: &Profile,
        bytes: &mut Vec<u8>,
        rank: usize,
    ) -> Option<Hit> {
        let envelope = &profile.layout().envelope;
        let (at, records) = (&envelope.closer_at, envelope.trailer_at.records);
        let closer = || pick(&map.closers(), rank).copied();
        let offset = match self {
            Self::ShortEntity => {
                // A wide one, whose rest is not taken for another entity.
                let wide: Vec<_> = map.entities.iter().filter(|e| e.length > 20).collect();
                let entity = *pick(&wide, rank)?;
                map.cut(bytes, entity.offset + 10..entity.offset + 11)?
            }
            Self::DropAt => {
                let entity = pick(&map.entities, rank)?;
                set(bytes, entity.offset + entity.length - 1, b" ")?;
                let last = column(entity.length);
                return Some(Hit::columns(entity.offset, entity.number, (last, last)));
            }
            Self::UnknownEntity => {
                let at = set(bytes, pick(&map.placed(), rank)?.offset, b"777")?;
                return Some(Hit::columns(at, 777, (1, 3)));
            }
            Self::FlipLevel => {
                // A closer's level may as well be a missing closer: openers and details only.
                let entity = *pick(&map.placed(), rank)?;
                let at = entity.offset + 3;
                bytes[at] = if bytes[at] == b'4' { b'5' } else { b'4' };
                return Some(Hit::columns(entity.offset, entity.number, (4, 5)));
            }
            Self::DropOpener => {
                let entity = *pick(&map.openers(), rank)?;
                map.cut(bytes, entity.range())?
            }
            Self::DropCloser => {
                // The last one of several in a row would leave a closer of another level in its place,
                // which reads as such: only closers that an opener follows.
                let closer = *pick(&map.closers_before_openers(), rank)?;
                map.cut(bytes, closer.range())?
            }
            Self::SurplusCloser => {
                let closer = closer()?;
                let copy = bytes[closer.range()].to_vec();
                map.insert(bytes, closer.range().end, &copy)?
            }
            Self::SplitEntity => {
                let entity = *pick(&map.entities, rank)?;
                let at = entity.offset + entity.length / 2;
                increase(bytes, map.trailer + records.range().start, records.width())?;
                map.split(bytes, at)?;
                entity.offset
            }
            Self::EmptyGroup => map.cut(bytes, pick(&map.contents(), rank)?.clone())?,
            Self::DropDetail => {
                let beside = map.needed_beside_others();
                match pick(&beside, rank) {
                    Some(needed) => map.cut(bytes, needed.range())?,
                    None => {
                        let alone = map.needed_alone();
                        let (needed, other) = pick(&alone, rank)?;
                        map.exchange(bytes, needed.range(), &other.template)?
                    }
                }
            }
            Self::SurplusEntity => {
                let (after, entity, times) = *pick(&map.limited(), rank)?;
                map.insert(bytes, after, &entity.template.repeat(times))?
            }
            Self::WrongGroupCount => {
                let closer = closer()?;
                // Where an entity may be counted or not, one more may still be right.
                for _ in 0..=map.uncounted() {
                    increase(
                        bytes,
                        closer.offset + at.count.range().start,
                        at.count.width(),
                    )?;
                }
                return Some(Hit::field(closer.offset, 990, at.count));
            }
            Self::WrongGroupTotal => {
                let closer = closer()?;
                increase(
                    bytes,
                    closer.offset + at.total.range().start,
                    at.total.width(),
                )?;
                let columns = (at.total.columns().0, at.sign.columns().1);
                return Some(Hit::columns(closer.offset, 990, columns));
            }
            Self::WrongGroupIdentifier => {
                let closer = closer()?;
                let first = closer.offset + at.identifier.range().start;
                if bytes[first] == b' ' {
                    return None;
                }
                other_digit(bytes, first);
                return Some(Hit::field(closer.offset, 990, at.identifier));
            }
            _ => return None,
        };
        Some(Hit::at(offset))
    }

    /// Breaks a field.
    fn field(self, map: &Map<'_>, bytes: &mut [u8], rank: usize) -> Option<Hit> {
        let feeds = |place: &Spot<'_>| {
            let total = place.entity.total.as_ref();
            total.is_some_and(|t| t.amount == place.slot.span || t.sign == place.slot.span)
        };
        let of_kind = |kind: FieldType| map.fields(|spot| spot.slot.kind == Some(kind));
        // What is broken, where in the field, and with what.
        let (spots, from_end, text): (Vec<Spot<'_>>, Option<usize>, &[u8]) = match self {
            Self::WrongLineAmount => return Self::line_amount(map, bytes, rank),
            Self::SignAgainstQuantity => {
                let spot = *pick(&map.signed(bytes), rank)?;
                let at = spot.range().start;
                bytes[at] = if bytes[at] == b'N' { b'P' } else { b'N' };
                map.add_up(bytes);
                return Some(spot.hit());
            }
            Self::CodeOutsideTable => {
                let spots = map.fields(|spot| {
                    let follows = spot.entity.total.as_ref().and_then(|t| t.follows.as_ref());
                    spot.slot.known.is_some()
                        && spot.slot.codes.is_none()
                        && follows.is_none_or(|follows| follows.act != spot.slot.span)
                });
                let spot = *pick(&spots, rank)?;
                let digits = spot.slot.kind == Some(FieldType::N);
                let known = spot.slot.known.as_ref()?;
                let candidates = if digits { &b"9876"[..] } else { &b"QZX9"[..] };
                let outside = candidates
                    .iter()
                    .map(|byte| vec![*byte; spot.slot.span.width()])
                    .find(|text| !known.hold(text))?;
                set(bytes, spot.range().start, &outside);
                return Some(spot.hit());
            }
            Self::WrongNirKey => {
                let spot = *pick(&of_kind(FieldType::NirKey), rank)?;
                other_digit(bytes, spot.range().start + 1);
                return Some(spot.hit());
            }
            Self::NonNumericAmount => {
                let spot = *pick(&map.fields(Spot::is_amount), rank)?;
                set(bytes, spot.range().start + 1, b"X")?;
                return Some(spot.hit());
            }
            Self::NonNumericField => (
                map.fields(|spot| spot.slot.kind == Some(FieldType::N) && !feeds(spot)),
                None,
                b"X",
            ),
            Self::ImpossibleDate => match of_kind(FieldType::DateJjmmaa) {
                none if none.is_empty() => (of_kind(FieldType::DateSsaammjj), Some(2), b"32"),
                days => (days, None, b"32"),
            },
            Self::LunarBirthDate => (of_kind(FieldType::BirthDate), None, b"00"),
            Self::NulBytes => (map.padded(bytes), Some(1), b"\0"),
            Self::Accent => (map.padded(bytes), Some(1), b"\xC9"),
            Self::LowerCase => (map.padded(bytes), Some(1), b"a"),
            Self::ControlCharacter => (map.padded(bytes), Some(1), b"\x07"),
            Self::DelimiterInside => (map.padded(bytes), Some(1), b"@"),
            Self::UnknownSign => (
                map.fields(|spot| spot.slot.kind == Some(FieldType::Sign) && !feeds(spot)),
                None,
                b"Q",
            ),
            Self::UnknownCode => (
                map.fields(|spot| {
                    spot.slot.kind == Some(FieldType::A) && spot.slot.codes.is_some()
                }),
                None,
                b"Q",
            ),
            Self::MalformedNir => (of_kind(FieldType::Nir), None, b"X"),
            Self::RankZero => (map.fields(|spot| &*spot.slot.name == "rank"), None, b"0"),
            _ => return None,
        };
        let spot = *pick(&spots, rank)?;
        let range = spot.range();
        let at = match from_end {
            Some(back) => range.end.checked_sub(back)?,
            None => range.start,
        };
        set(bytes, at, text)?;
        Some(spot.hit())
    }

    /// Changes a digit of an amount so that no other line of its group explains what the totals then say: none
    /// that one other character would make as much smaller or larger.
    fn line_amount(map: &Map<'_>, bytes: &mut [u8], rank: usize) -> Option<Hit> {
        let amounts = map.fields(Spot::is_amount);
        let spot = *pick(&amounts, rank)?;
        let group = map.group_of(spot.offset)?;
        let beside = amounts
            .iter()
            .filter(|other| group.contains(&other.offset) && other.offset != spot.offset);
        let beside: Vec<i64> = beside.filter_map(|other| other.cents(bytes)).collect();
        let cents = spot.cents(bytes)?;
        for at in spot.range().rev() {
            let old = bytes[at];
            for digit in (b'0'..=b'9').rev().filter(|digit| *digit != old) {
                bytes[at] = digit;
                let more = spot.cents(bytes)? - cents;
                let taken = |other: &i64| differing(*other, *other - more) == 1;
                if !beside.iter().any(taken) {
                    return Some(spot.hit());
                }
            }
            bytes[at] = old;
        }
        None
    }

    /// Whether a reader tells this damage and nothing else.
    fn is_seen(self, profile: &Profile, bytes: &[u8]) -> bool {
        let files = crate::read::files(bytes, &[profile]);
        let mut roots = files
            .iter()
            .flat_map(|file| &file.findings)
            .filter(|finding| finding.is_root());
        roots
            .next()
            .is_some_and(|root| root.code == self.rule().code)
            && roots.next().is_none()
    }
}

/// Where a file was broken.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    pub(super) offset: usize,
    pub(super) field: Option<(u16, (u16, u16))>,
}

impl Hit {
    const fn at(offset: usize) -> Self {
        Self {
            offset,
            field: None,
        }
    }

    /// A field of the entity that starts at `start`.
    fn field(start: usize, entity: u16, span: Span) -> Self {
        Self::columns(start, entity, span.columns())
    }

    /// Columns of the entity that starts at `start`.
    fn columns(start: usize, entity: u16, columns: (u16, u16)) -> Self {
        Self {
            offset: start + usize::from(columns.0) - 1,
            field: Some((entity, columns)),
        }
    }
}

fn column(c: usize) -> u16 {
    u16::try_from(c).unwrap_or(u16::MAX)
}

/// Characters in which two amounts differ on the wire. The sign of nothing says nothing.
fn differing(a: i64, b: i64) -> usize {
    let digits = |cents: i64| format!("{:08}", cents.unsigned_abs());
    let (one, other) = (digits(a), digits(b));
    let pairs = one.bytes().zip(other.bytes());
    let sign = usize::from((a < 0 && b > 0) || (a > 0 && b < 0));
    pairs.filter(|(a, b)| a != b).count() + one.len().abs_diff(other.len()) + sign
}

fn pick<T>(all: &[T], rank: usize) -> Option<&T> {
    all.get(rank.checked_rem(all.len())?)
}

fn set(bytes: &mut [u8], at: usize, text: &[u8]) -> Option<usize> {
    bytes.get_mut(at..at + text.len())?.copy_from_slice(text);
    Some(at)
}

fn other_digit(bytes: &mut [u8], at: usize) {
    bytes[at] = if bytes[at] == b'9' { b'8' } else { b'9' };
}

fn increase(bytes: &mut [u8], at: usize, width: usize) -> Option<usize> {
    let field = bytes.get_mut(at..at + width)?;
    let number = crate::fields::digits(field)?;
    put_digits(field, number + 1).then_some(at)
}
