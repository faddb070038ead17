//! Generated flows as Parquet files: the columns of [`generators::COLUMNS`], one row a décompte line.
//!
//! A room of its own, because the library weighs as much as the rest of `generate` together: the binary has it
//! behind the feature `parquet`.

use std::io::Write;
use std::sync::Arc;

use domain::Day;
use generators::{COLUMNS, ColumnKind, Row, Value};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;

/// Why a columnar file cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("failed to write columns: {0}")]
pub struct ColumnsError(#[from] ParquetError);

/// Rows, column by column.
#[derive(Debug, Clone)]
pub struct Table {
    columns: Vec<Cells>,
}

/// The values of a column that hold something, and which do.
#[derive(Debug, Clone)]
struct Cells {
    /// 1 where the row has a value, 0 where it has none.
    present: Vec<i16>,
    values: Values,
}

#[derive(Debug, Clone)]
enum Values {
    Text(Vec<ByteArray>),
    Number(Vec<i64>),
    /// Days since 1970.
    Day(Vec<i32>),
    Flag(Vec<bool>),
}

impl Default for Table {
    fn default() -> Self {
        let columns = COLUMNS.iter().map(|column| Cells {
            present: Vec::new(),
            values: match column.kind {
                ColumnKind::Text => Values::Text(Vec::new()),
                ColumnKind::Number => Values::Number(Vec::new()),
                ColumnKind::Day => Values::Day(Vec::new()),
                ColumnKind::Flag => Values::Flag(Vec::new()),
            },
        });
        Self {
            columns: columns.collect(),
        }
    }
}

impl Table {
    /// Adds a row.
    pub fn push(&mut self, row: &Row<'_>) {
        for (column, cells) in COLUMNS.iter().zip(&mut self.columns) {
            let present = cells.values.push((column.value)(row));
            cells.present.push(i16::from(present));
        }
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |cells| cells.present.len())
    }

    /// Writes the file: one row group, Snappy. Equal tables give equal bytes.
    ///
    /// # Errors
    /// Where `out` fails.
    pub fn write(&self, out: impl Write + Send) -> Result<(), ColumnsError> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by("etalon".to_owned())
            .build();
        let mut file = SerializedFileWriter::new(out, Arc::new(schema()?), Arc::new(properties))?;
        let mut group = file.next_row_group()?;
        for cells in &self.columns {
            if let Some(mut column) = group.next_column()? {
                cells.write(&mut column)?;
                column.close()?;
            }
        }
        group.close()?;
        file.close()?;
        Ok(())
    }
}

impl Cells {
    fn write(&self, column: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let present = Some(self.present.as_slice());
        match &self.values {
            Values::Text(values) => column
                .typed::<ByteArrayType>()
                .write_batch(values, present, None),
            Values::Number(values) => column
                .typed::<Int64Type>()
                .write_batch(values, present, None),
            Values::Day(values) => column
                .typed::<Int32Type>()
                .write_batch(values, present, None),
            Values::Flag(values) => column
                .typed::<BoolType>()
                .write_batch(values, present, None),
        }?;
        Ok(())
    }
}

impl Values {
    /// Adds a value of the column's kind; whether there was one.
    fn push(&mut self, value: Value) -> bool {
        match (self, value) {
            (Self::Text(values), Value::Text(text)) => values.push(text.into_bytes().into()),
            (Self::Number(values), Value::Number(number)) => values.push(number),
            (Self::Day(values), Value::Day(day)) => values.push(since_1970(day)),
            (Self::Flag(values), Value::Flag(flag)) => values.push(flag),
            _ => return false,
        }
        true
    }
}

fn since_1970(day: Day) -> i32 {
    // The calendar has that day.
    let epoch = Day::new(1970, 1, 1).unwrap_or_else(|| unreachable!());
    day.since(epoch)
}

fn schema() -> Result<Type, ParquetError> {
    let fields = COLUMNS.iter().map(|column| {
        let (physical, logical) = match column.kind {
            ColumnKind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            ColumnKind::Number => (Physical::INT64, None),
            ColumnKind::Day => (Physical::INT32, Some(LogicalType::Date)),
            ColumnKind::Flag => (Physical::BOOLEAN, None),
        };
        let field = Type::primitive_type_builder(column.name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
            .build();
        field.map(Arc::new)
    });
    Type::group_type_builder("lines")
        .with_fields(fields.collect::<Result<_, _>>()?)
        .build()
}
