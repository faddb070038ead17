//! What is written as columns is what stands in the rows.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use columns::Table;
use generators::{COLUMNS, Value, WorldData, WorldSpec, rows, whole_lot};
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field;

#[test]
fn a_reader_finds_every_value_of_every_row() {
    let spec = WorldSpec {
        insured: 60,
        ..WorldSpec::demo()
    };
    let data = WorldData::embedded().unwrap();
    let profiles = noemie::Profiles::shipped();
    let (lot, _) = whole_lot(42, &spec, 0, &data, profiles).unwrap();
    let mut table = Table::default();
    let mut expected: Vec<Vec<Value>> = Vec::new();
    for file in &lot.files {
        rows(0, file, profiles.decomptes(), |row| {
            table.push(row);
            expected.push(COLUMNS.iter().map(|column| (column.value)(row)).collect());
            Ok::<(), std::convert::Infallible>(())
        })
        .unwrap();
    }
    assert!(expected.len() > 500 && table.rows() == expected.len());
    let (mut bytes, mut again) = (Vec::new(), Vec::new());
    table.write(&mut bytes).unwrap();
    table.write(&mut again).unwrap();
    assert!(bytes == again, "equal tables give equal bytes");

    let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
    let mut read = 0;
    for (row, expected) in reader.get_row_iter(None).unwrap().zip(&expected) {
        let row = row.unwrap();
        for ((name, field), (column, value)) in
            row.get_column_iter().zip(COLUMNS.iter().zip(expected))
        {
            assert_eq!(name, column.name);
            let same = match (field, value) {
                (Field::Str(text), Value::Text(expected)) => text == expected,
                (Field::Long(number), Value::Number(expected)) => number == expected,
                (Field::Date(days), Value::Day(day)) => {
                    *days == day.since(domain::Day::new(1970, 1, 1).unwrap())
                }
                (Field::Bool(flag), Value::Flag(expected)) => flag == expected,
                (Field::Null, Value::Nothing) => true,
                _ => false,
            };
            assert!(same, "{name}: {field:?} where {value:?} was written");
        }
        read += 1;
    }
    assert_eq!(read, expected.len());
}
