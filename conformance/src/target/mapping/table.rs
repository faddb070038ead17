//! An export as a table of texts.

use super::error::RowError;
use super::spec::{CsvSpec, Encoding, Format};

/// A row of an export.
#[derive(Debug)]
pub(super) struct TableRow {
    /// Line of text it begins on, from 1.
    pub(super) number: u64,
    /// Its columns; a single one where positions cut it.
    pub(super) cells: Vec<String>,
}

/// An export, decoded and cut into rows.
#[derive(Debug)]
pub(super) struct Table {
    /// What its first row calls the columns, where it does.
    pub(super) header: Option<TableRow>,
    pub(super) rows: Vec<TableRow>,
}

/// Reads an export.
pub(super) fn read(
    file: &str,
    bytes: &[u8],
    encoding: Encoding,
    format: &Format,
    skip_lines: u32,
) -> Result<Table, RowError> {
    let text = decoded(bytes, encoding).map_err(|at| RowError {
        file: file.to_owned(),
        row: Some(row_of(bytes, at)),
        column: None,
        found: None,
        why: "its bytes are no UTF-8: say the engine's encoding in `encoding`, as `windows-1252` or `latin-1`"
            .to_owned(),
    })?;
    let mut text = text.as_str();
    for _ in 0..skip_lines {
        text = text.split_once('\n').map_or("", |(_, rest)| rest);
    }
    let before = u64::from(skip_lines);
    match format {
        Format::Csv(csv) => separated(file, text, csv, before),
        Format::FixedWidth(_) => Ok(at_positions(text, before)),
    }
}

/// The text; where it is no UTF-8, the place of the first such byte.
fn decoded(bytes: &[u8], encoding: Encoding) -> Result<String, usize> {
    let single_bytes = |encoding: &'static encoding_rs::Encoding| {
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        text.into_owned()
    };
    Ok(match encoding {
        Encoding::Utf8 => {
            let text = std::str::from_utf8(bytes).map_err(|error| error.valid_up_to())?;
            text.strip_prefix('\u{feff}').unwrap_or(text).to_owned()
        }
        Encoding::Latin1 => encoding_rs::mem::decode_latin1(bytes).into_owned(),
        Encoding::Windows1252 => single_bytes(encoding_rs::WINDOWS_1252),
        Encoding::Latin9 => single_bytes(encoding_rs::ISO_8859_15),
    })
}

fn row_of(bytes: &[u8], at: usize) -> u64 {
    let before = bytes.iter().take(at);
    1 + before.filter(|byte| **byte == b'\n').count() as u64
}

fn separated(file: &str, text: &str, spec: &CsvSpec, before: u64) -> Result<Table, RowError> {
    let mut building = csv::ReaderBuilder::new();
    building
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(&spec.separator).unwrap_or(b';'));
    match quote(&spec.quote) {
        Some(Some(quote)) => building.quote(quote),
        _ => building.quoting(false),
    };
    let mut rows = Vec::new();
    for record in building.from_reader(text.as_bytes()).into_records() {
        let record = record.map_err(|error| RowError {
            file: file.to_owned(),
            row: error.position().map(|at| at.line() + before),
            column: None,
            found: None,
            why: format!("it is no separated text: {error}"),
        })?;
        rows.push(TableRow {
            number: before + record.position().map_or(0, csv::Position::line),
            cells: record.iter().map(|cell| cell.trim().to_owned()).collect(),
        });
    }
    // Spreadsheets end a table with rows of nothing but separators.
    rows.retain(|row| row.cells.iter().any(|cell| !cell.is_empty()));
    let header = (spec.header && !rows.is_empty()).then(|| rows.remove(0));
    Ok(Table { header, rows })
}

fn at_positions(text: &str, before: u64) -> Table {
    let lines = (before + 1..).zip(text.lines());
    let rows = lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| TableRow {
            number,
            cells: vec![line.to_owned()],
        });
    Table {
        header: None,
        rows: rows.collect(),
    }
}

/// The separator that a word says.
pub(super) fn separator(word: &str) -> Option<u8> {
    if word == "tab" {
        return Some(b'\t');
    }
    single(word)
}

/// The quote that a word says; inside none for no quoting.
pub(super) fn quote(word: &str) -> Option<Option<u8>> {
    if word == "none" {
        return Some(None);
    }
    single(word).map(Some)
}

fn single(word: &str) -> Option<u8> {
    match word.as_bytes() {
        [byte] if byte.is_ascii() && !matches!(byte, b'\n' | b'\r') => Some(*byte),
        _ => None,
    }
}
