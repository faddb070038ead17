//! The records that every reference shares, compiled: header 000, closer 990 and trailer 999.

use std::sync::LazyLock;

use super::compile::compile_record;
use super::{CLOSER_LENGTH, EntityLayout, LayoutError, Slot, Span, Total};
use crate::envelope::ENVELOPE_LENGTH;
use crate::profile::{self, Entity};

/// Header, closer and trailer, with the columns that code reads and fills.
#[derive(Debug, Clone)]
pub struct EnvelopeLayout {
    /// 000: 128 characters without level or delimiter.
    pub header: EntityLayout,
    /// 990: 43 characters, level and delimiter included.
    pub closer: EntityLayout,
    /// 999: as 000.
    pub trailer: EntityLayout,
    pub(crate) at: HeaderColumns,
    pub(crate) closer_at: CloserColumns,
    pub(crate) trailer_at: TrailerColumns,
    /// Zones that header and trailer share.
    pub(crate) shared: [Zone; 8],
}

/// A zone that header and trailer share.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Zone {
    pub(crate) name: &'static str,
    pub(crate) header: Span,
    pub(crate) trailer: Span,
}

/// Columns of a record, by the names of its fields.
macro_rules! columns {
    ($columns:ident; $($field:ident $name:literal)*) => {
        #[derive(Debug, Clone, Copy)]
        pub(crate) struct $columns { $(pub(crate) $field: Span,)* }

        impl $columns {
            /// Where the record has them; a fault for each that it has not, or not as wide as it must be.
            fn of(record: &EntityLayout, faults: &mut Vec<LayoutError>) -> Self {
                Self { $($field: column(record, $name, faults),)* }
            }
        }
    };
}

columns!(HeaderColumns;
    sender_kind "sender-kind" sender_number "sender-number" sender_program "sender-program"
    receiver_kind "receiver-kind" receiver_number "receiver-number"
    exchange "exchange" file_id "file-id" date "date" reference "reference"
    envelope_length "envelope-length" password "password"
);

columns!(CloserColumns; identifier "identifier" count "count" total "total" sign "sign");

columns!(TrailerColumns; records "records" groups "groups" total "total" sign "sign");

/// Characters that code reads and fills in a field, where it is no number.
const WIDTHS: [(&str, usize); 7] = [
    ("sender-kind", 2),
    ("receiver-kind", 2),
    ("exchange", 2),
    ("file-id", 6),
    ("date", 6),
    ("password", 6),
    ("sign", 1),
];

const SHARED: [&str; 8] = [
    "sender-kind",
    "sender-number",
    "sender-program",
    "receiver-kind",
    "receiver-number",
    "receiver-program",
    "exchange",
    "file-id",
];

impl EnvelopeLayout {
    /// The one étalon ships.
    pub(crate) fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Compiles header, closer and trailer.
    pub(crate) fn compile(described: [&Entity; 3], faults: &mut Vec<LayoutError>) -> Self {
        let [header, closer, trailer] = described;
        let header = record(header, b"000", ENVELOPE_LENGTH, faults);
        let trailer = record(trailer, b"999", ENVELOPE_LENGTH, faults);
        let mut closer = record(closer, b"99000", CLOSER_LENGTH, faults);
        // Any level is one that a closer's columns may hold.
        closer.columns.any_digits(3..5);
        let closer_at = CloserColumns::of(&closer, faults);
        closer.total = Some(Total {
            amount: closer_at.total,
            sign: closer_at.sign,
            follows: None,
        });
        let shared = SHARED.map(|name| Zone {
            name,
            header: column(&header, name, faults),
            trailer: column(&trailer, name, faults),
        });
        let uneven = shared
            .iter()
            .filter(|zone| zone.header.width() != zone.trailer.width());
        faults.extend(uneven.map(|zone| width(999, zone.name, zone.trailer, zone.header.width())));
        let at = HeaderColumns::of(&header, faults);
        let trailer_at = TrailerColumns::of(&trailer, faults);
        // A field that is there and has no slot is a fault already.
        let is_there = |number: u16, name: &str| {
            let mut records = described.iter().filter(|record| record.number == number);
            records.any(|record| record.fields.iter().any(|field| field.name == name))
        };
        faults.retain(|fault| match fault {
            LayoutError::MissingField { entity, field } => !is_there(*entity, field),
            _ => true,
        });
        Self {
            at,
            closer_at,
            trailer_at,
            header,
            closer,
            trailer,
            shared,
        }
    }

    /// What a header or trailer holds beside the numbers, dates and codes that code reads itself.
    pub(crate) fn rest<'l>(&'l self, record: &'l EntityLayout) -> impl Iterator<Item = &'l Slot> {
        let HeaderColumns {
            sender_number,
            receiver_number,
            reference,
            date,
            envelope_length,
            ..
        } = self.at;
        let TrailerColumns {
            records,
            groups,
            total,
            sign,
        } = self.trailer_at;
        let in_header = [
            sender_number,
            receiver_number,
            reference,
            date,
            envelope_length,
        ];
        let in_trailer = [records, groups, total, sign];
        let is_header = record.number == self.header.number;
        record.slots.iter().filter(move |slot| {
            let read = if is_header {
                in_header.contains(&slot.span)
            } else {
                let shared = self.shared.iter().any(|zone| zone.trailer == slot.span);
                shared || in_trailer.contains(&slot.span)
            };
            slot.is_text() || !read
        })
    }

    /// Whether a record repeats the header as a trailer does, whatever its number.
    pub(crate) fn repeats(&self, header: &[u8], record: &[u8]) -> bool {
        record.len() == ENVELOPE_LENGTH
            && self
                .shared
                .iter()
                .all(|zone| zone.header.of(header) == zone.trailer.of(record))
    }
}

/// A record of the only length that files are cut by.
fn record(
    entity: &Entity,
    head: &[u8],
    length: usize,
    faults: &mut Vec<LayoutError>,
) -> EntityLayout {
    if usize::from(entity.length) != length {
        faults.push(LayoutError::EnvelopeLength {
            entity: entity.number,
            length,
        });
    }
    let end: &[u8] = if length == CLOSER_LENGTH { b"@" } else { b"" };
    let length = u16::try_from(length).unwrap_or(u16::MAX);
    let mut record = compile_record(entity.number, head, (length, end), &entity.fields, faults);
    record.confidence = entity.confidence;
    record
}

/// Where a field stands, as wide as code fills it.
fn column(record: &EntityLayout, name: &str, faults: &mut Vec<LayoutError>) -> Span {
    match record.field(name) {
        Ok(span) => {
            let due = WIDTHS.iter().find(|(known, _)| *known == name);
            if let Some((_, due)) = due.filter(|(_, due)| *due != span.width()) {
                faults.push(width(record.number, name, span, *due));
            }
            span
        }
        Err(fault) => {
            if !faults.contains(&fault) {
                faults.push(fault);
            }
            record.identifier
        }
    }
}

fn width(entity: u16, field: &str, span: Span, width: usize) -> LayoutError {
    let (from, to) = span.columns();
    LayoutError::Width {
        entity,
        field: field.to_owned(),
        from,
        to,
        width,
    }
}

static SHIPPED: LazyLock<EnvelopeLayout> = LazyLock::new(|| {
    let mut faults = Vec::new();
    let envelope = EnvelopeLayout::compile(profile::envelope().records(), &mut faults);
    profile::without_fault(envelope, faults)
});
