//! What the characters of a record are, whether a profile or the shared envelope says it.

use std::sync::LazyLock;

use crate::envelope::ENVELOPE_LENGTH;
use crate::layout::{CLOSER_LENGTH, EntityLayout, Slot, Span, push_filler};
use crate::profile::{self, Entity};

/// What the characters of a record are: its number, its level and final `@` where it has both, and
/// between them slots without gap.
#[derive(Debug, Clone, Copy)]
pub struct Shape<'l> {
    number: u16,
    length: usize,
    delimited: bool,
    slots: &'l [Slot],
}

impl<'l> Shape<'l> {
    /// That of an entity of a profile.
    #[must_use]
    pub fn of(entity: &'l EntityLayout) -> Self {
        Self {
            number: entity.number,
            length: entity.length(),
            delimited: true,
            slots: &entity.slots,
        }
    }

    /// That of a header 000.
    #[must_use]
    pub fn header() -> Shape<'static> {
        Shape {
            number: 0,
            length: ENVELOPE_LENGTH,
            delimited: false,
            slots: &ENVELOPE.header,
        }
    }

    /// That of a group closer 990.
    #[must_use]
    pub fn closer() -> Shape<'static> {
        Shape {
            number: 990,
            length: CLOSER_LENGTH,
            delimited: true,
            slots: &ENVELOPE.closer,
        }
    }

    /// That of a trailer 999.
    #[must_use]
    pub fn trailer() -> Shape<'static> {
        Shape {
            number: 999,
            length: ENVELOPE_LENGTH,
            delimited: false,
            slots: &ENVELOPE.trailer,
        }
    }

    /// The number of the record.
    #[must_use]
    pub const fn number(&self) -> u16 {
        self.number
    }

    /// Characters, all included.
    #[must_use]
    pub const fn length(&self) -> usize {
        self.length
    }

    /// Whether it has a level and ends with an `@`.
    #[must_use]
    pub const fn is_delimited(&self) -> bool {
        self.delimited
    }

    /// Its fields and what stands between them, in order.
    #[must_use]
    pub const fn slots(&self) -> &'l [Slot] {
        self.slots
    }
}

struct Envelope {
    header: Box<[Slot]>,
    closer: Box<[Slot]>,
    trailer: Box<[Slot]>,
}

static ENVELOPE: LazyLock<Envelope> = LazyLock::new(|| Envelope {
    header: slots(0, 3, ENVELOPE_LENGTH),
    closer: slots(990, 5, CLOSER_LENGTH - 1),
    trailer: slots(999, 3, ENVELOPE_LENGTH),
});

/// The slots of an entity of the envelope between two places; filler alone where it is not described,
/// which a test excludes.
fn slots(number: u16, start: usize, end: usize) -> Box<[Slot]> {
    let place = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
    let entities = &profile::envelope().entities;
    let described = entities.iter().find(|entity| entity.number == number);
    let mut fields: Vec<_> = described
        .map(|entity: &Entity| entity.fields.iter().collect())
        .unwrap_or_default();
    fields.sort_by_key(|field: &&profile::Field| field.at);
    let mut slots = Vec::with_capacity(fields.len() * 2);
    let mut free = place(start);
    for field in fields {
        let [from, to] = field.at;
        push_filler(&mut slots, free, from - 1);
        free = to;
        slots.push(Slot {
            span: Span::new(from - 1, to),
            kind: Some(field.kind),
            name: field.name.as_str().into(),
            codes: None,
            known: None,
            quick: None,
            confidence: field.confidence,
            optional: field.optional,
            range: None,
            padding: field.padding.unwrap_or(field.kind.padding()),
            // A closer repeats what its opener starts with, which may be a NIR.
            personal: field.personal
                || field.kind.is_personal()
                || (number == 990 && field.name == "identifier"),
        });
    }
    push_filler(&mut slots, free, place(end));
    slots.into_boxed_slice()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_cover_the_envelope_without_gap() {
        for shape in [Shape::header(), Shape::closer(), Shape::trailer()] {
            let mut at = if shape.is_delimited() { 5 } else { 3 };
            assert!(shape.slots().iter().any(|slot| slot.kind.is_some()));
            for slot in shape.slots() {
                assert_eq!(slot.span.range().start, at, "{}", slot.name);
                at = slot.span.range().end;
            }
            assert_eq!(at + usize::from(shape.is_delimited()), shape.length());
        }
    }
}
