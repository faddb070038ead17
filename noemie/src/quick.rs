//! The values of an entity whose characters are sound, looked at as fast as can be: what passes is right,
//! what does not is looked at again by `fields`, which says why.

use std::ops::Range;

use crate::codes::Codes;
use crate::fields::{is_jjmmaa, within};
use crate::layout::Slot;
use crate::profile::FieldType;

/// One look at one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Quick {
    from: u16,
    to: u16,
    /// Its slot.
    pub(crate) slot: u8,
    look: Look,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Look {
    /// A day `JJMMAA`.
    Day,
    /// The same, or zeros.
    DayOrZeros,
    /// One of these, what stands for nothing included.
    Codes(Codes),
    /// The same, of one character: a bit for each from the blank to `_`.
    One(u64),
    /// The same, of two: a word for the first, a bit for the second.
    Two(Box<[u64; 64]>),
    /// A number in a range, both ends included.
    Within(u64, u64),
    /// Nothing quick can be said.
    None,
}

impl Quick {
    /// The look at a slot.
    pub(crate) fn new(slot: &Slot, place: u8) -> Self {
        let Range { start, end } = slot.span.range();
        let column = |c: usize| u16::try_from(c).unwrap_or(u16::MAX);
        let look = match (slot.kind, slot.quick.clone()) {
            (Some(FieldType::DateJjmmaa), _) if slot.optional => Look::DayOrZeros,
            (Some(FieldType::DateJjmmaa | FieldType::BirthDate), _) => Look::Day,
            (Some(FieldType::N | FieldType::An | FieldType::A | FieldType::Sign), Some(codes)) => {
                match end - start {
                    1 => Look::One(bits(|byte| codes.hold(&[byte]))),
                    2 => Look::Two(Box::new(std::array::from_fn(|first| {
                        bits(|byte| codes.hold(&[character(first), byte]))
                    }))),
                    _ => Look::Codes(codes),
                }
            }
            (Some(FieldType::N), None) => match slot.range {
                Some((least, most)) => Look::Within(least, most),
                None => Look::None,
            },
            _ => Look::None,
        };
        Self {
            from: column(start),
            to: column(end),
            slot: place,
            look,
        }
    }

    /// Whether the value is right, where its characters are sound: none is outside the blank to `_`. False may
    /// mean no more than a quirk.
    #[inline]
    pub(crate) fn passes(&self, data: &[u8]) -> bool {
        let bytes = &data[usize::from(self.from)..usize::from(self.to)];
        match &self.look {
            Look::Day => is_jjmmaa(bytes),
            Look::DayOrZeros => bytes == b"000000" || is_jjmmaa(bytes),
            Look::Codes(codes) => codes.hold(bytes),
            Look::One(bits) => matches!(bytes, [byte] if bits >> place(*byte) & 1 == 1),
            Look::Two(words) => {
                matches!(bytes, [a, b] if words[place(*a)] >> place(*b) & 1 == 1)
            }
            Look::Within(least, most) => within(bytes, *least, *most),
            Look::None => false,
        }
    }
}

/// A bit for each character from the blank to `_`.
fn bits(hold: impl Fn(u8) -> bool) -> u64 {
    (0..64)
        .filter(|place| hold(character(*place)))
        .fold(0, |bits, place| bits | 1 << place)
}

fn character(place: usize) -> u8 {
    b' ' + u8::try_from(place & 63).unwrap_or_default()
}

/// The place of a character among those from the blank to `_`.
fn place(byte: u8) -> usize {
    usize::from(byte.wrapping_sub(b' ') & 63)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Profile;

    #[test]
    fn a_look_takes_the_values_that_the_codes_hold() {
        let mut seen = [0; 3];
        for profile in Profile::embedded_all() {
            for entity in &*profile.layout().entities {
                for look in &entity.looks {
                    let Some(codes) = &entity.slots[usize::from(look.slot)].quick else {
                        continue;
                    };
                    let width = usize::from(look.to - look.from);
                    if width > 2 {
                        continue;
                    }
                    seen[width] += 1;
                    let mut data = vec![b' '; entity.length()];
                    for n in 0..64_usize.pow(u32::try_from(width).unwrap()) {
                        let value = [character(n % 64), character(n / 64)];
                        let at = usize::from(look.from);
                        data[at..at + width].copy_from_slice(&value[..width]);
                        assert_eq!(look.passes(&data), codes.hold(&value[..width]), "{value:?}");
                    }
                }
            }
        }
        assert!(seen[1] > 0 && seen[2] > 0, "{seen:?}");
    }
}
