//! The export that an engine already makes, read as answers: no code to write for it.

mod amount;
mod check;
mod date;
mod error;
mod row;
mod spec;
mod table;

pub use check::Mapping;
pub use date::DatePattern;
pub use error::{MappingError, RowError};
pub(in crate::target) use row::file as own_name;
pub use row::{Export, Row, UnreadRow};
pub use spec::{
    AmountSpec, ColumnSpec, Columns, CsvSpec, Decimal, DeliveredTwice, Encoding, FixedWidthSpec,
    Format, Key, MappingSpec, Minus, NoRow, SeveralRows, SkipSpec, Unit,
};
