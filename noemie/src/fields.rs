//! Characters to values and back, by hand: no allocation, no float, no panic.

use std::borrow::Cow;

use domain::{Day, Nir};

use crate::finding::{self, Log, Place, Rule};
use crate::layout::{EntityLayout, Slot, Span};
use crate::profile::FieldType;

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
pub(crate) fn put_digits(field: &mut [u8], mut value: u64) -> bool {
    for place in field.iter_mut().rev() {
        *place = b'0' + (value % 10) as u8;
        value /= 10;
    }
    value == 0
}

/// The text of a field without its padding.
pub(crate) fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes.trim_ascii_end())
}

/// Checks every slot of an entity; true where none has an error.
pub(crate) fn check(entity: &EntityLayout, data: &[u8], place: Place, log: &mut Log) -> bool {
    let mut sound = true;
    for slot in &entity.slots {
        let Some(kind) = slot.kind else { continue };
        let bytes = slot.span.of(data);
        let Some((mut rule, expected)) = fault(kind, slot, bytes) else {
            continue;
        };
        let feeds_totals = entity
            .total
            .is_some_and(|(amount, sign)| slot.span == amount || slot.span == sign);
        if feeds_totals && rule.severity == finding::Severity::Error {
            rule = &finding::AMOUNT_UNREADABLE;
        }
        sound &= rule.severity != finding::Severity::Error;
        let at = Some((&*slot.name, slot.span.columns()));
        log.add(
            rule,
            place,
            at,
            expected,
            String::from_utf8_lossy(bytes),
            None,
        );
    }
    if let Some(key) = wrong_key(entity, data) {
        let found = String::from_utf8_lossy(key.1.of(data));
        let at = Some(("nir-key", key.1.columns()));
        log.add(&finding::NIR_KEY, place, at, key.0.to_string(), found, None);
    }
    sound
}

/// The amount an entity adds to the totals, in signed cents; none where it cannot be read.
pub(crate) fn amount((amount, sign): (Span, Span), data: &[u8]) -> Option<i64> {
    let cents = i64::try_from(digits(amount.of(data))?).ok()?;
    match sign.of(data) {
        b"P" | b" " => Some(cents),
        b"N" => Some(-cents),
        _ => None,
    }
}

fn fault(kind: FieldType, slot: &Slot, bytes: &[u8]) -> Option<(&'static Rule, Cow<'static, str>)> {
    let numeric = bytes.iter().all(u8::is_ascii_digit);
    let zeros = || bytes.iter().all(|b| *b == b'0');
    let day = |read: fn(&[u8]) -> bool| {
        if !numeric {
            Some((&finding::NOT_NUMERIC, Cow::Borrowed("digits")))
        } else if read(bytes) || (slot.optional && zeros()) {
            None
        } else {
            Some((
                &finding::DATE_IMPOSSIBLE,
                Cow::Borrowed("a day of the calendar"),
            ))
        }
    };
    let listed = |rule: &'static Rule| {
        if slot.codes.is_empty() || slot.codes.iter().any(|code| **code == *bytes) {
            return None;
        }
        let codes: Vec<_> = slot
            .codes
            .iter()
            .map(|c| String::from_utf8_lossy(c))
            .collect();
        Some((rule, Cow::Owned(format!("one of `{}`", codes.join("`, `")))))
    };
    match kind {
        FieldType::N if !numeric => Some((&finding::NOT_NUMERIC, "digits".into())),
        FieldType::N => listed(&finding::CODE_UNKNOWN),
        FieldType::An | FieldType::A => {
            let odd = |b: &u8| !(b' '..=b'~').contains(b);
            if let Some(fault) = listed(&finding::CODE_UNKNOWN) {
                Some(fault)
            } else if bytes.iter().any(odd) {
                Some((
                    &finding::CHARACTER,
                    "capitals, digits and punctuation".into(),
                ))
            } else if bytes.iter().any(u8::is_ascii_lowercase) {
                Some((&finding::LOWER_CASE, "capitals".into()))
            } else {
                None
            }
        }
        FieldType::DateJjmmaa => day(is_jjmmaa),
        FieldType::DateAammjj => day(|d| Day::from_header_aammjj(d).is_some()),
        FieldType::DateSsaammjj => day(|d| Day::from_ssaammjj(d).is_some()),
        FieldType::BirthDate if !numeric => Some((&finding::NOT_NUMERIC, "digits".into())),
        FieldType::BirthDate => (!is_jjmmaa(bytes)).then(|| {
            (
                &finding::BIRTH_UNUSUAL,
                "a day, zeros, or the régime's own text".into(),
            )
        }),
        FieldType::Nir => {
            let shaped = bytes
                .try_into()
                .is_ok_and(|nir| Nir::from_bytes(nir).is_ok());
            (!shaped).then(|| (&finding::NIR_SHAPE, "thirteen characters of a NIR".into()))
        }
        FieldType::NirKey => (!numeric).then(|| (&finding::NOT_NUMERIC, "two digits".into())),
        FieldType::Sign => {
            if slot.codes.is_empty() {
                (!matches!(bytes, b"P" | b"N" | b" "))
                    .then(|| (&finding::SIGN, "`P`, `N` or a blank".into()))
            } else {
                listed(&finding::SIGN)
            }
        }
    }
}

/// Whether `JJMMAA`, known to be digits, is a day in one century or the other. Two-digit years hide which
/// century has the 29 February: 2000 had one, 1900 had not, every other pair agrees.
fn is_jjmmaa(text: &[u8]) -> bool {
    let [d1, d2, m1, m2, y1, y2] = *text else {
        return false;
    };
    let pair = |tens: u8, units: u8| (tens & 0xF) * 10 + (units & 0xF);
    let last = match pair(m1, m2) {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if pair(y1, y2) % 4 == 0 => 29,
        2 => 28,
        _ => return false,
    };
    (1..=last).contains(&pair(d1, d2))
}

/// The key that the entity's NIR asks for, where another stands there.
fn wrong_key(entity: &EntityLayout, data: &[u8]) -> Option<(domain::NirKey, Span)> {
    let (nir, key) = entity.nir?;
    let nir: [u8; 13] = nir.of(data).try_into().ok()?;
    let expected = Nir::from_bytes(nir).ok()?.key();
    let given = key.of(data);
    (given.iter().all(u8::is_ascii_digit) && given != expected.0).then_some((expected, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_by_hand_are_those_of_the_calendar() {
        for n in 0..1_000_000_u64 {
            let mut text = [0; 6];
            put_digits(&mut text, n);
            let calendar = Day::from_care_jjmmaa(&text).is_some();
            assert_eq!(is_jjmmaa(&text), calendar, "{n}");
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
