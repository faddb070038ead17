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
                Look::Codes(codes)
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

    /// Whether the value is right. False may mean no more than a quirk.
    pub(crate) fn passes(&self, data: &[u8]) -> bool {
        let bytes = &data[usize::from(self.from)..usize::from(self.to)];
        match &self.look {
            Look::Day => is_jjmmaa(bytes),
            Look::DayOrZeros => bytes == b"000000" || is_jjmmaa(bytes),
            Look::Codes(codes) => codes.hold(bytes),
            Look::Within(least, most) => within(bytes, *least, *most),
            Look::None => false,
        }
    }
}
