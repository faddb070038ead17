//! What a physical record is to its logical file: the readers and `inspect` decide alike.

use crate::cut::Block;
use crate::envelope::ENVELOPE_LENGTH;
use crate::layout::{DELIMITER, EnvelopeLayout, Layout};

/// A physical record in its view.
#[derive(Clone, Copy)]
pub(crate) struct Physical<'a> {
    /// Characters of the view.
    pub(crate) bytes: &'a [u8],
    pub(crate) block: Block,
    /// Where the view starts in the physical file.
    pub(crate) base: usize,
}

impl<'a> Physical<'a> {
    pub(crate) fn payload(&self) -> &'a [u8] {
        self.block.payload(self.bytes)
    }

    /// Whether it is as long as a header or a trailer.
    pub(crate) fn is_envelope_long(&self) -> bool {
        self.block.end - self.block.start == ENVELOPE_LENGTH
    }
}

/// What a record is to its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// It opens one, and is its header.
    Header,
    /// It opens one that has no header.
    Headless,
    /// It is the trailer.
    Trailer,
    /// It holds entities.
    Data,
    /// It comes after the trailer and opens nothing.
    Outside,
}

/// The logical file before a record, as far as that decides what the record is.
#[derive(Clone, Copy)]
pub(crate) struct Before<'a> {
    /// Its header, where that has its length.
    pub(crate) header: Option<&'a [u8; ENVELOPE_LENGTH]>,
    pub(crate) layout: Option<&'a Layout>,
    /// Its trailer came.
    pub(crate) ended: bool,
}

impl Before<'_> {
    /// Whether a record starts as the first one of such a file does after its header.
    fn opens(&self, payload: &[u8]) -> bool {
        self.layout.is_some_and(|layout| {
            let openers = layout.entities.iter().filter(|entity| entity.level == 1);
            payload.last() == Some(&DELIMITER)
                && openers
                    .into_iter()
                    .any(|e| payload.starts_with(&e.template[..5]))
        })
    }
}

impl Turn {
    /// What a record is; `before` is none at the head of the physical file.
    pub(crate) fn of(record: &Physical<'_>, before: Option<Before<'_>>) -> Self {
        let payload = record.payload();
        let envelope_long = record.is_envelope_long();
        let under_way = before.filter(|file| !file.ended);
        if payload.starts_with(b"000") && (envelope_long || under_way.is_none()) {
            return Self::Header;
        }
        let Some(file) = under_way else {
            return match before {
                // A second trailer opens nothing.
                Some(_) if payload.starts_with(b"999") => Self::Outside,
                _ if envelope_long => Self::Header,
                Some(last) if !last.opens(payload) => Self::Outside,
                _ => Self::Headless,
            };
        };
        // A trailer whose number is damaged still repeats the header.
        let envelope = envelope_of(file.layout);
        let repeats = |header: &[u8; ENVELOPE_LENGTH]| envelope.repeats(header, payload);
        if payload.starts_with(b"999") || file.header.is_some_and(repeats) {
            Self::Trailer
        } else {
            Self::Data
        }
    }
}

/// The envelope of a layout, or the shipped one where there is none.
pub(crate) fn envelope_of(layout: Option<&Layout>) -> &EnvelopeLayout {
    layout.map_or(EnvelopeLayout::shipped(), |layout| &layout.envelope)
}
