//! What the characters of a record are, whether its own layout or the envelope's says it.

use crate::layout::{EntityLayout, Slot};

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
    /// That of an entity of a profile, or of a header, closer or trailer of its envelope.
    #[must_use]
    pub fn of(entity: &'l EntityLayout) -> Self {
        Self {
            number: entity.number,
            length: entity.length(),
            delimited: entity.is_delimited(),
            slots: &entity.slots,
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
