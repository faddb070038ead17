//! Characters to values and back, by hand: no allocation, no float, no panic.

use std::borrow::Cow;

use domain::Nir;

use crate::codes::Codes;
use crate::finding::{self, Draft, Log, Place, Rule};
use crate::layout::{DELIMITER, EntityLayout, Slot, Span, Total};
use crate::profile::{FieldType, Padding};

/// The number that digits spell; none where one is no digit, there is none, or they are too many.
pub(crate) fn digits(text: &[u8]) -> Option<u64> {
    if text.is_empty() || text.len() > 19 {
        return None;
    }
    text.iter().try_fold(0_u64, |number, byte| {
        byte.is_ascii_digit()
            .then(|| number * 10 + u64::from(byte - b'0'))
    })
}

/// Writes `value` right-justified with zeros; false where it has too many digits.
#[inline]
pub(crate) fn put_digits(field: &mut [u8], value: u64) -> bool {
    match (LIMITS.get(field.len()), u32::try_from(value)) {
        (Some(limit), Ok(value)) if value < *limit => {
            let digits = eight_digits(value);
            put_short(field, &digits[EIGHT - field.len()..]);
            true
        }
        (Some(_), _) => false,
        (None, _) => {
            let (head, tail) = field.split_at_mut(field.len() - EIGHT);
            put_digits(head, value / 100_000_000) && put_digits(tail, value % 100_000_000)
        }
    }
}

/// Writes `value` right-justified with zeros in those columns of an entity; false where it has too many digits.
#[inline]
pub(crate) fn put_number(entity: &mut [u8], at: Span, value: u64) -> bool {
    let (end, width) = (at.range().end, at.width());
    let Ok(low) = u32::try_from(value) else {
        return put_digits(&mut entity[at.range()], value);
    };
    if width <= EIGHT {
        return match LIMITS.get(width) {
            Some(limit) if low < *limit => put_in_window(entity, end, width, low),
            _ => false,
        };
    }
    // Wide fields hold small numbers: a quotient of 32 bits is one digit or two.
    let (high, low) = (low / HUNDRED_MILLIONS, low % HUNDRED_MILLIONS);
    let fits = match &mut entity[at.range().start..end - EIGHT] {
        [one] => {
            *one = b'0' | high.to_le_bytes()[0];
            high < 10
        }
        several => put_digits(several, high.into()),
    };
    fits && put_in_window(entity, end, EIGHT, low)
}

/// The eight characters that end with the field, written at once: those before it as they were.
#[inline]
fn put_in_window(entity: &mut [u8], end: usize, width: usize, value: u32) -> bool {
    let Some(window) = window(entity, end) else {
        let digits = eight_digits(value);
        put_short(&mut entity[end - width..end], &digits[EIGHT - width..]);
        return true;
    };
    put_over(window, BEFORE[width], value);
    true
}

/// The eight characters that end there, where there are as many.
#[inline]
fn window(entity: &mut [u8], end: usize) -> Option<&mut [u8; EIGHT]> {
    let from = end.checked_sub(EIGHT)?;
    entity.get_mut(from..end)?.first_chunk_mut::<EIGHT>()
}

/// Puts digits over those of eight characters that are not `kept`.
#[inline]
fn put_over(window: &mut [u8; EIGHT], kept: u64, value: u32) {
    let before = u64::from_le_bytes(*window) & kept;
    let digits = u64::from_le_bytes(eight_digits(value)) & !kept;
    *window = (before | digits).to_le_bytes();
}

/// What a field of some width has room for, known before the numbers come.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Room {
    /// The first number that has more digits than it, or than eight characters.
    limit: u32,
    /// Of the eight characters that end with it, those that are not its own.
    kept: u64,
    /// Whether it has more than those eight.
    is_wide: bool,
}

impl Room {
    pub(crate) fn of(width: usize) -> Self {
        let low = width.min(EIGHT);
        Self {
            limit: LIMITS[low],
            kept: BEFORE[low],
            is_wide: width > EIGHT,
        }
    }

    /// Puts a number that eight characters hold in the field that ends there; what is before them in it is `zeros`
    /// already. False, and nothing is written, where that is not so.
    #[inline]
    pub(crate) fn put_low(self, entity: &mut [u8], end: usize, value: u64, zeros: bool) -> bool {
        match (u32::try_from(value), window(entity, end)) {
            (Ok(value), Some(window)) if value < self.limit && (zeros || !self.is_wide) => {
                put_over(window, self.kept, value);
                true
            }
            _ => false,
        }
    }
}

/// The first of eight characters, all but a field of that width at their end.
const BEFORE: [u64; EIGHT + 1] = [
    u64::MAX,
    0x00ff_ffff_ffff_ffff,
    0x0000_ffff_ffff_ffff,
    0x0000_00ff_ffff_ffff,
    0x0000_0000_ffff_ffff,
    0x0000_0000_00ff_ffff,
    0x0000_0000_0000_ffff,
    0x0000_0000_0000_00ff,
    0,
];

const HUNDRED_MILLIONS: u32 = 100_000_000;

const EIGHT: usize = 8;

/// The first number that has more digits than a place in it.
const LIMITS: [u32; EIGHT + 1] = [
    1,
    10,
    100,
    1_000,
    10_000,
    100_000,
    1_000_000,
    10_000_000,
    100_000_000,
];

/// The digits of a number below a hundred millions, all at once: two halves of four digits, then four pairs, then
/// eight digits, each pair of neighbours in the two halves of a lane.
#[inline]
fn eight_digits(number: u32) -> [u8; EIGHT] {
    let halves = u64::from(number / 10_000) | (u64::from(number % 10_000) << 32);
    // 10486 / 2^20 is 1/100 for what is below 10,000; 103 / 2^10 is 1/10 for what is below 100.
    let hundreds = ((halves * 10_486) >> 20) & 0x0000_007f_0000_007f;
    let pairs = hundreds | ((halves - hundreds * 100) << 16);
    let tens = ((pairs * 103) >> 10) & 0x000f_000f_000f_000f;
    let digits = tens | ((pairs - tens * 10) << 8);
    (digits | 0x3030_3030_3030_3030).to_le_bytes()
}

/// Copies some characters, few as a rule: two halves that overlap cost less than a call that can copy any number.
#[inline]
pub(crate) fn put_short(to: &mut [u8], from: &[u8]) {
    fn halves<const N: usize>(to: &mut [u8], from: &[u8]) -> Option<()> {
        let (first, last) = (*from.first_chunk::<N>()?, *from.last_chunk::<N>()?);
        *to.first_chunk_mut::<N>()? = first;
        *to.last_chunk_mut::<N>()? = last;
        Some(())
    }
    let done = match from.len() {
        1 => halves::<1>(to, from),
        2..=4 => halves::<2>(to, from),
        5..=8 => halves::<4>(to, from),
        9..=16 => halves::<8>(to, from),
        _ => None,
    };
    if done.is_none() {
        to.copy_from_slice(from);
    }
}

/// The text of a field without its padding.
pub(crate) fn text(bytes: &[u8]) -> Cow<'_, str> {
    let bytes = bytes.trim_ascii_end();
    match std::str::from_utf8(bytes) {
        Ok(text) if bytes.is_ascii() => Cow::Borrowed(text),
        _ => Cow::Owned(shown(bytes)),
    }
}

/// Characters as Latin-1 has them: no byte is lost.
pub(crate) fn shown(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// The first characters of something that nothing more is known of.
pub(crate) fn preview(bytes: &[u8]) -> String {
    shown(&bytes[..bytes.len().min(24)])
}

/// What was put right in an entity before it was read, by the findings that say so.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Quirks<'d> {
    /// It had no delimiter.
    pub(crate) delimiter: Option<usize>,
    /// NUL stood in it: the finding, and the entity as it was.
    pub(crate) nul: Option<(usize, &'d [u8])>,
}

impl Quirks<'_> {
    /// The first finding that something was put right.
    pub(crate) fn first(&self) -> Option<usize> {
        self.delimiter.or(self.nul.map(|(finding, _)| finding))
    }

    /// The finding that NUL stood in a field.
    fn nul_in(&self, slot: &Slot) -> Option<usize> {
        let (finding, data) = self.nul?;
        slot.span.of(data).contains(&0).then_some(finding)
    }
}

/// What the check of an entity says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Checked {
    /// Whether no field has an error.
    pub(crate) sound: bool,
    /// The first error.
    pub(crate) error: Option<usize>,
    /// The first finding about it.
    pub(crate) first: Option<usize>,
    /// The finding that makes its amount unreadable.
    pub(crate) amount: Option<usize>,
    /// The finding that its amount has another sign than its quantity.
    pub(crate) sign: Option<usize>,
}

/// Checks every slot of an entity. `clean`: each character is one that its column may hold.
pub(crate) fn check(
    entity: &EntityLayout,
    data: &[u8],
    (clean, quirks): (bool, &Quirks<'_>),
    place: Place,
    log: &mut Log,
) -> Checked {
    let before = log.next();
    let mut checked = Checked {
        sound: true,
        error: None,
        first: None,
        amount: None,
        sign: None,
    };
    let mut report = |slot: &Slot, bytes: &[u8], (rule, expected): Fault| {
        let feeds_totals = entity
            .total
            .as_ref()
            .is_some_and(|total| slot.span == total.amount || slot.span == total.sign);
        let rule = if feeds_totals && rule.severity == finding::Severity::Error {
            &finding::AMOUNT_UNREADABLE
        } else {
            rule
        };
        let draft = Draft::new(rule, place, expected, shown(bytes)).slot(slot);
        let id = log.push(draft.because(quirks.nul_in(slot)));
        if rule.severity == finding::Severity::Error {
            checked.sound = false;
            checked.error.get_or_insert(id);
        }
        if rule.code == finding::AMOUNT_UNREADABLE.code {
            checked.amount.get_or_insert(id);
        }
    };
    if clean {
        for look in &entity.looks {
            if look.passes(data) {
                continue;
            }
            let slot = &entity.slots[usize::from(look.slot)];
            let bytes = slot.span.of(data);
            if let Some(fault) = value_fault(slot, bytes) {
                report(slot, bytes, fault);
            }
        }
    } else {
        // Most fields of a damaged entity are sound, and need no closer look than in a sound one.
        let mut looks = entity.looks.iter().peekable();
        let mut damaged = entity.damaged_slot(data, 0);
        loop {
            let look = looks.peek().map(|look| usize::from(look.slot));
            let Some(place) = [damaged, look].into_iter().flatten().min() else {
                break;
            };
            let sound = damaged != Some(place);
            let slot = &entity.slots[place];
            let look = looks.next_if(|look| usize::from(look.slot) == place);
            if !sound {
                damaged = entity.damaged_slot(data, slot.span.range().end);
            } else if look.is_none_or(|look| look.passes(data)) {
                continue;
            }
            let bytes = slot.span.of(data);
            if let Some(fault) = fault(slot, bytes, entity.is_delimited()) {
                report(slot, bytes, fault);
            }
        }
    }
    if let Some((expected, slot)) = wrong_key(entity, data) {
        let draft = Draft::new(
            &finding::NIR_KEY,
            place,
            expected.to_string(),
            shown(slot.span.of(data)),
        );
        log.push(draft.slot(slot));
    }
    if checked.sound
        && let Some((expected, slot)) = wrong_sign(entity, data)
    {
        let found = shown(slot.span.of(data));
        let draft = Draft::new(&finding::SIGN_AGAINST_QUANTITY, place, expected, found).slot(slot);
        checked.sign = Some(log.push(draft));
    }
    checked.first = (log.next() > before).then_some(before);
    checked
}

/// The amount an entity adds to the totals, in signed cents; none where it cannot be read.
pub(crate) fn amount(total: &Total, data: &[u8]) -> Option<i64> {
    let cents = i64::try_from(digits(total.amount.of(data))?).ok()?;
    match total.sign.of(data) {
        b"P" | b" " => Some(cents),
        b"N" => Some(-cents),
        _ => None,
    }
}

/// A kind of finding, and what should stand there.
pub(crate) type Fault = (&'static Rule, Cow<'static, str>);

/// What is wrong with a field; none where it is sound. `delimited`: `@` ends what it stands in.
pub(crate) fn fault(slot: &Slot, bytes: &[u8], delimited: bool) -> Option<Fault> {
    character_fault(slot, bytes, delimited).or_else(|| value_fault(slot, bytes))
}

/// What is wrong with the characters of a field; none where they are sound, or no more than a value.
fn character_fault(slot: &Slot, bytes: &[u8], delimited: bool) -> Option<Fault> {
    let fault = |rule, expected: &'static str| Some((rule, Cow::Borrowed(expected)));
    match slot.kind.unwrap_or(FieldType::An) {
        FieldType::An | FieldType::A => {
            if slot.codes.is_some() {
                return None;
            }
            if delimited && bytes.contains(&DELIMITER) {
                fault(&finding::DELIMITER_INSIDE, "no `@` before the last column")
            } else if bytes.iter().any(u8::is_ascii_control) {
                fault(&finding::CONTROL, "printable characters")
            } else if !bytes.is_ascii() {
                fault(&finding::CHARACTER, "capitals, digits and punctuation")
            } else if bytes.iter().any(u8::is_ascii_lowercase) {
                fault(&finding::LOWER_CASE, "capitals")
            } else {
                None
            }
        }
        FieldType::Sign | FieldType::Nir => None,
        FieldType::NirKey if !is_digits(bytes) => fault(&finding::NOT_NUMERIC, "two digits"),
        FieldType::NirKey => None,
        _ if is_nothing(slot, bytes) => None,
        _ => {
            let number = match slot.padding {
                Padding::BlanksLeft => bytes.trim_ascii_start(),
                Padding::BlanksRight => bytes.trim_ascii_end(),
                Padding::ZerosLeft => bytes,
            };
            if is_digits(number) {
                None
            } else {
                fault(&finding::NOT_NUMERIC, "digits")
            }
        }
    }
}

/// What is wrong with a value whose characters are sound.
fn value_fault(slot: &Slot, bytes: &[u8]) -> Option<Fault> {
    let listed = |rule: &'static Rule, codes: &Codes| {
        let expected = codes.listed().to_owned();
        Some((rule, Cow::Owned(expected)))
    };
    let outside = |rule: &'static Rule| match &slot.codes {
        Some(codes) if !codes.hold(bytes) && !is_nothing(slot, bytes) => listed(rule, codes),
        _ => match &slot.known {
            Some(known) if !known.hold(bytes) && !is_nothing(slot, bytes) => {
                listed(&finding::CODE_OUTSIDE_TABLE, known)
            }
            _ => None,
        },
    };
    let day = |read: fn(&[u8]) -> bool| {
        if read(bytes) || is_nothing(slot, bytes) {
            None
        } else {
            Some((&finding::DATE_IMPOSSIBLE, "a day of the calendar".into()))
        }
    };
    match slot.kind? {
        FieldType::N => match slot.range {
            Some((least, most)) if !is_nothing(slot, bytes) && !within(bytes, least, most) => {
                Some((&finding::OUT_OF_RANGE, format!("{least} to {most}").into()))
            }
            _ => outside(&finding::CODE_UNKNOWN),
        },
        FieldType::An | FieldType::A => outside(&finding::CODE_UNKNOWN),
        FieldType::DateJjmmaa => day(is_jjmmaa),
        FieldType::DateAammjj => day(is_aammjj),
        FieldType::DateSsaammjj => day(is_ssaammjj),
        FieldType::BirthDate => (!is_jjmmaa(bytes)).then(|| {
            let expected = "a day, zeros, or the régime's own text";
            (&finding::BIRTH_UNUSUAL, expected.into())
        }),
        FieldType::Nir => {
            let shaped = bytes
                .try_into()
                .is_ok_and(|nir| Nir::from_bytes(nir).is_ok());
            (!shaped).then(|| (&finding::NIR_SHAPE, "thirteen characters of a NIR".into()))
        }
        FieldType::NirKey => None,
        FieldType::Sign => {
            if slot.codes.is_some() {
                outside(&finding::SIGN)
            } else {
                (!matches!(bytes, b"P" | b"N" | b" "))
                    .then(|| (&finding::SIGN, "`P`, `N` or a blank".into()))
            }
        }
    }
}

fn is_digits(bytes: &[u8]) -> bool {
    bytes.iter().all(u8::is_ascii_digit)
}

/// Whether there is nothing where there may be nothing.
fn is_nothing(slot: &Slot, bytes: &[u8]) -> bool {
    slot.optional && (bytes.iter().all(|b| *b == b' ') || bytes.iter().all(|b| *b == b'0'))
}

pub(crate) fn within(bytes: &[u8], least: u64, most: u64) -> bool {
    digits(bytes.trim_ascii()).is_some_and(|value| (least..=most).contains(&value))
}

/// Whether `JJMMAA`, known to be digits, is a day in one century or the other. Two-digit years hide which
/// century has the 29 February: 2000 had one, 1900 had not, every other pair agrees.
pub(crate) fn is_jjmmaa(text: &[u8]) -> bool {
    let [d1, d2, m1, m2, y1, y2] = *text else {
        return false;
    };
    let pair = |tens: u8, units: u8| (tens & 0xF) * 10 + (units & 0xF);
    let (day, month) = (pair(d1, d2), pair(m1, m2));
    let last = LAST_DAYS.get(usize::from(month)).copied();
    let leap = month != 2 || day != 29 || pair(y1, y2) % 4 == 0;
    day > 0 && last.is_some_and(|last| day <= last) && leap
}

/// The last day of each month at most, by its number.
const LAST_DAYS: [u8; 13] = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// `AAMMJJ`, known to be digits.
pub(crate) fn is_aammjj(text: &[u8]) -> bool {
    let [y1, y2, m1, m2, d1, d2] = *text else {
        return false;
    };
    is_jjmmaa(&[d1, d2, m1, m2, y1, y2])
}

/// `SSAAMMJJ`, known to be digits.
fn is_ssaammjj(text: &[u8]) -> bool {
    let [s1, s2, y1, y2, m1, m2, d1, d2] = *text else {
        return false;
    };
    is_jjmmaa(&[d1, d2, m1, m2, y1, y2])
        // A century that 400 does not divide has no 29 February in its first year.
        && !((y1, y2, m1, m2, d1, d2) == (b'0', b'0', b'0', b'2', b'2', b'9')
            && ((s1 & 0xF) * 10 + (s2 & 0xF)) % 4 != 0)
}

/// The key that the entity's NIR asks for, where another stands there.
fn wrong_key<'e>(entity: &'e EntityLayout, data: &[u8]) -> Option<(domain::NirKey, &'e Slot)> {
    let (nir, key) = entity.nir?;
    let (nir, key) = (
        &entity.slots[usize::from(nir)],
        &entity.slots[usize::from(key)],
    );
    let nir: [u8; 13] = nir.span.of(data).try_into().ok()?;
    let expected = Nir::from_bytes(nir).ok()?.key();
    let given = key.span.of(data);
    (is_digits(given) && given != expected.0).then_some((expected, key))
}

/// The sign that an amount should have: that of the quantity, the opposite one for the codes that the
/// profile names, any for nothing.
fn wrong_sign<'e>(entity: &'e EntityLayout, data: &[u8]) -> Option<(&'static str, &'e Slot)> {
    let total = entity.total.as_ref()?;
    let follows = total.follows.as_ref()?;
    let negative = total.sign.of(data) == b"N";
    let reversed = follows.reversed.hold(follows.act.of(data));
    let due = (follows.sign.of(data) == b"N") != reversed;
    if negative == due || total.amount.of(data).iter().all(|b| *b == b'0') {
        return None;
    }
    let slot = entity.slots.iter().find(|slot| slot.span == total.sign)?;
    Some((if due { "N" } else { "P" }, slot))
}

#[cfg(test)]
mod tests {
    use domain::Day;

    use super::*;

    #[quickcheck_macros::quickcheck]
    fn digits_are_put_as_they_are_printed(value: u64, shift: u8, width: u8) -> bool {
        let (value, width) = (value >> (shift % 64), usize::from(width % 22));
        let mut field = [b'?'; 22];
        let field = &mut field[..width];
        let fits = put_digits(field, value);
        let printed = format!("{value:0width$}");
        if value == 0 || printed.len() <= width {
            fits && field == &printed.as_bytes()[..width]
        } else {
            !fits
        }
    }

    #[quickcheck_macros::quickcheck]
    fn numbers_are_put_in_columns_as_digits_are(value: u64, shift: u8, at: (u8, u8)) -> bool {
        let value = value >> (shift % 64);
        let (start, width) = (at.0 % 20, at.1 % 20);
        let span = Span::new(start.into(), u16::from(start) + u16::from(width));
        let (mut whole, mut field) = ([b'?'; 40], [b'?'; 40]);
        let fits = put_number(&mut whole, span, value);
        fits == put_digits(&mut field[span.range()], value) && (!fits || whole == field)
    }

    #[test]
    fn short_texts_are_copied_whole() {
        let from: Vec<u8> = (1..=40).collect();
        for length in 0..from.len() {
            let mut to = vec![0; length];
            put_short(&mut to, &from[..length]);
            assert_eq!(to, from[..length]);
        }
    }

    #[test]
    fn days_by_hand_are_those_of_the_calendar() {
        for n in 0..1_000_000_u64 {
            let mut text = [0; 6];
            put_digits(&mut text, n);
            let calendar = Day::from_care_jjmmaa(&text).is_some();
            assert_eq!(is_jjmmaa(&text), calendar, "{n}");
            let header = Day::from_header_aammjj(&text).is_some();
            assert_eq!(is_aammjj(&text), header, "{n}");
        }
    }

    #[test]
    fn days_in_four_digit_years_are_those_of_the_calendar() {
        for year in [1800, 1900, 1996, 1999, 2000, 2026, 2100] {
            for rest in 0..10_000_u64 {
                let mut text = [0; 8];
                put_digits(&mut text, year * 10_000 + rest);
                let calendar = Day::from_ssaammjj(&text).is_some();
                assert_eq!(is_ssaammjj(&text), calendar, "{year} {rest}");
            }
        }
    }

    #[test]
    fn numbers_are_digits_only() {
        assert_eq!(digits(b"00000000012"), Some(12));
        assert_eq!(digits(b""), None);
        assert_eq!(digits(b"1 2"), None);
        assert_eq!(digits(&[b'9'; 20]), None);
        let mut field = *b"xxx";
        assert!(put_digits(&mut field, 42));
        assert_eq!(&field, b"042");
        assert!(!put_digits(&mut field, 1_000));
    }
}
