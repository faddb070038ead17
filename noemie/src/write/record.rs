//! The fields of one entity: values to characters, each refused that its field cannot hold.

use super::WriteError;
use crate::fields::{Room, put_number, put_short};
use crate::layout::{DELIMITER, EntityLayout, LayoutError, Span};
use crate::profile::Padding;

/// A field that code fills or reads, resolved once from the profile.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FieldAt {
    pub(crate) span: Span,
    pub(crate) name: &'static str,
    room: Room,
    /// Whether the profile puts nothing but zeros there: a zero is written already.
    zeros: bool,
}

impl FieldAt {
    pub(crate) fn resolve(entity: &EntityLayout, name: &'static str) -> Result<Self, LayoutError> {
        Ok(Self::of(entity, entity.field(name)?, name))
    }

    /// The field of an entity that stands there.
    pub(crate) fn of(entity: &EntityLayout, span: Span, name: &'static str) -> Self {
        let blank = span.of(&entity.template);
        Self {
            span,
            name,
            room: Room::of(span.width()),
            zeros: !blank.is_empty() && blank.iter().all(|byte| *byte == b'0'),
        }
    }
}

/// A struct of fields, resolved once from a layout, and the list of them.
macro_rules! slots {
    ($slots:ident; $($entity:ident $($field:ident $name:literal)*;)*) => {
        #[derive(Debug)]
        pub(crate) struct $slots { $($($field: FieldAt,)*)* }

        impl $slots {
            /// Entity and name of each.
            const NEEDS: &'static [(u16, &'static str)] = &[$($(($entity, $name),)*)*];

            pub(crate) fn resolve(layout: &Layout) -> Result<Self, LayoutError> {
                $($(let $field = FieldAt::resolve(layout.require($entity)?, $name)?;)*)*
                Ok(Self { $($($field,)*)* })
            }
        }
    };
}

pub(crate) use slots;

/// Puts characters already in wire form at the head of a field, blanks after them.
pub(crate) fn put_raw(field: &mut [u8], value: &[u8]) -> Result<(), &'static str> {
    put_padded(field, value, Padding::BlanksRight)
}

/// What may stand in a text: printable ASCII without small letters nor the delimiter.
const WRITABLE: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = b' ';
    while byte <= b'~' {
        table[byte as usize] = byte != DELIMITER && !byte.is_ascii_lowercase();
        byte += 1;
    }
    table
};

#[inline]
fn is_writable(value: &[u8]) -> bool {
    value.iter().all(|byte| WRITABLE[usize::from(*byte)])
}

/// Puts characters in wire form in a field, and fills what they leave free.
pub(crate) fn put_padded(
    field: &mut [u8],
    value: &[u8],
    padding: Padding,
) -> Result<(), &'static str> {
    let writable = |_: &usize| is_writable(value);
    let Some(free) = field.len().checked_sub(value.len()).filter(writable) else {
        return Err(match value {
            v if v.len() > field.len() => "it is too long",
            v if v.contains(&DELIMITER) => "`@` delimits entities",
            v if v.iter().any(u8::is_ascii_lowercase) => "only capitals are written",
            _ => "only printable ASCII is written",
        });
    };
    let (start, filler) = match padding {
        Padding::BlanksRight => (0, b' '),
        Padding::BlanksLeft => (free, b' '),
        Padding::ZerosLeft => (free, b'0'),
    };
    if free > 0 {
        field.fill(filler);
    }
    put_short(&mut field[start..start + value.len()], value);
    Ok(())
}

/// A text whose blanks at the end would be lost in the padding is refused.
pub(crate) fn no_blank_at_the_end(value: &str) -> Result<(), &'static str> {
    if value.ends_with(' ') {
        Err("it ends with a blank")
    } else {
        Ok(())
    }
}

/// A year that two digits of care or payment can say.
#[inline]
pub(crate) fn two_digit_year(day: domain::Day) -> Result<(), &'static str> {
    if (1970..=2069).contains(&day.year()) {
        Ok(())
    } else {
        Err("the year must be 1970 to 2069")
    }
}

/// One entity just appended, before its fields are filled.
pub(crate) struct Record<'a> {
    pub(super) bytes: &'a mut [u8],
    pub(super) number: u16,
    /// Whether it holds what the profile puts there, and nothing else yet.
    pub(super) is_blank: bool,
}

impl Record<'_> {
    #[inline]
    pub(crate) fn digits(&mut self, at: &FieldAt, value: u64) -> Result<(), WriteError> {
        let end = at.span.range().end;
        let zeros = self.is_blank && at.zeros;
        let written = if zeros && value < 10 {
            // Most numbers of the wire are small, in fields that are wide.
            self.put_last_digit(end, value)
        } else {
            at.room.put_low(self.bytes, end, value, zeros)
        };
        if written {
            Ok(())
        } else {
            self.all_digits(at, value)
        }
    }

    /// The digits of a number that takes more than eight of them, or that does not fit.
    #[inline(never)]
    fn all_digits(&mut self, at: &FieldAt, value: u64) -> Result<(), WriteError> {
        if put_number(self.bytes, at.span, value) {
            Ok(())
        } else {
            Err(self.too_many_digits(at, value))
        }
    }

    #[inline]
    fn put_last_digit(&mut self, end: usize, value: u64) -> bool {
        let last = end.checked_sub(1).and_then(|last| self.bytes.get_mut(last));
        let Some(last) = last else { return false };
        *last = b'0' | value.to_le_bytes()[0];
        true
    }

    #[cold]
    fn too_many_digits(&self, at: &FieldAt, value: u64) -> WriteError {
        self.unfit(at, value.to_string(), "it has too many digits")
    }

    /// Characters already in wire form (dates, codes), which must fill the field exactly or be
    /// shorter by blanks on the right.
    #[inline]
    pub(crate) fn raw(&mut self, at: &FieldAt, value: &[u8]) -> Result<(), WriteError> {
        if value.len() == at.span.width() && is_writable(value) {
            put_short(&mut self.bytes[at.span.range()], value);
            return Ok(());
        }
        self.padded(at, value)
    }

    fn padded(&mut self, at: &FieldAt, value: &[u8]) -> Result<(), WriteError> {
        put_raw(&mut self.bytes[at.span.range()], value)
            .map_err(|why| self.unfit(at, String::from_utf8_lossy(value).into_owned(), why))
    }

    /// A text whose blanks at the end would be lost in the padding, and so are refused.
    pub(crate) fn text(&mut self, at: &FieldAt, value: &str) -> Result<(), WriteError> {
        no_blank_at_the_end(value).map_err(|why| self.unfit(at, value.to_owned(), why))?;
        self.raw(at, value.as_bytes())
    }

    /// Characters that must all be digits.
    pub(crate) fn digit_text(&mut self, at: &FieldAt, value: &[u8]) -> Result<(), WriteError> {
        if value.len() == at.span.width() && value.iter().all(u8::is_ascii_digit) {
            return self.wire(at, value);
        }
        Err(self.unfit(
            at,
            String::from_utf8_lossy(value).into_owned(),
            "digits are expected",
        ))
    }

    /// A day in a two-digit year of care or payment.
    #[inline]
    pub(crate) fn care_day(&mut self, at: &FieldAt, day: domain::Day) -> Result<(), WriteError> {
        match two_digit_year(day) {
            Ok(()) => self.wire(at, &day.jjmmaa()),
            Err(why) => Err(self.unfit(at, day.to_string(), why)),
        }
    }

    /// Characters of the wire, made by code that knows them to be.
    #[inline]
    pub(crate) fn wire(&mut self, at: &FieldAt, value: &[u8]) -> Result<(), WriteError> {
        if value.len() != at.span.width() {
            return self.raw(at, value);
        }
        put_short(&mut self.bytes[at.span.range()], value);
        Ok(())
    }

    #[cold]
    pub(crate) fn unfit(&self, at: &FieldAt, value: String, why: &'static str) -> WriteError {
        WriteError::Field {
            entity: self.number,
            field: at.name.into(),
            value,
            why,
        }
    }
}
