//! The records that every reference shares, compiled: header 000, closer 990 and trailer 999.

use std::sync::LazyLock;

use super::compile::{compile_closer, compile_record};
use super::{CLOSER_LENGTH, EntityLayout, LayoutError, Span, Total};
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
            fn of(record: &EntityLayout) -> Result<Self, LayoutError> {
                Ok(Self { $($field: record.field($name)?,)* })
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

    /// Compiles the three records.
    pub(crate) fn compile(described: &[Entity]) -> Result<Self, LayoutError> {
        let of = |number: u16| {
            let mut all = described.iter().filter(|entity| entity.number == number);
            all.next()
                .ok_or(LayoutError::MissingEntity { entity: number })
        };
        let record = |number: u16| {
            let entity = of(number)?;
            let head = format!("{number:03}");
            length_is(entity, ENVELOPE_LENGTH)?;
            compile_record(number, head.as_bytes(), entity.length, &entity.fields)
        };
        let (header, trailer) = (record(0)?, record(999)?);
        length_is(of(990)?, CLOSER_LENGTH)?;
        let mut closer = compile_closer(of(990)?)?;
        let (at, closer_at, trailer_at) = (
            HeaderColumns::of(&header)?,
            CloserColumns::of(&closer)?,
            TrailerColumns::of(&trailer)?,
        );
        closer.total = Some(Total {
            amount: closer_at.total,
            sign: closer_at.sign,
            follows: None,
        });
        let mut shared = [Zone {
            name: "",
            header: at.sender_kind,
            trailer: at.sender_kind,
        }; 8];
        for (zone, name) in shared.iter_mut().zip(SHARED) {
            *zone = Zone {
                name,
                header: header.field(name)?,
                trailer: trailer.field(name)?,
            };
            if zone.header.width() != zone.trailer.width() {
                let (from, to) = zone.trailer.columns();
                return Err(LayoutError::Width {
                    entity: 999,
                    field: name.to_owned(),
                    from,
                    to,
                    width: zone.header.width(),
                });
            }
        }
        Ok(Self {
            header,
            closer,
            trailer,
            at,
            closer_at,
            trailer_at,
            shared,
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

fn length_is(entity: &Entity, length: usize) -> Result<(), LayoutError> {
    if usize::from(entity.length) == length {
        Ok(())
    } else {
        Err(LayoutError::EnvelopeLength {
            entity: entity.number,
            length,
        })
    }
}

static SHIPPED: LazyLock<EnvelopeLayout> =
    LazyLock::new(|| profile::shipped(EnvelopeLayout::compile(&profile::envelope().entities)));
