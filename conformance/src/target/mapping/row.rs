//! Rows of an export as answers.

use domain::{Caisse, Cents, DecompteNumber, Operation, Payee, Reaction, ReasonClass};
use serde::de::DeserializeOwned;

use super::amount;
use super::check::{Coded, Column, Mapping, Place, Sign, known};
use super::error::RowError;
use super::spec::Key;
use super::table::{self, TableRow};

/// What a row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Line of text it begins on, from 1.
    pub row: u64,
    /// What joins it to a line, in the order of `join`: each value in the one form that the key of a line has too.
    pub key: Vec<String>,
    /// Positive for what is paid, negative for what is taken back.
    pub amount: Cents,
    /// What became of the line, where it says so.
    pub kind: Option<Reaction>,
    /// Why, where it says so.
    pub reason: Option<ReasonClass>,
    /// Who is paid, where it says so.
    pub payee: Option<Payee>,
}

/// A row that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadRow {
    /// Why.
    pub error: RowError,
    /// What joins it to a line, where that much could be read.
    pub key: Option<Vec<String>>,
}

/// What an export says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Export {
    /// Rows that were read, in order.
    pub rows: Vec<Row>,
    /// Rows that were not, and the export itself where all of it was not.
    pub unread: Vec<UnreadRow>,
}

impl Export {
    /// An export nothing of which can be read.
    pub(in crate::target) fn unreadable(file: &str, why: String) -> Self {
        let error = RowError {
            file: file.to_owned(),
            row: None,
            column: None,
            found: None,
            why,
        };
        Self {
            rows: Vec::new(),
            unread: vec![UnreadRow { error, key: None }],
        }
    }
}

impl Mapping {
    /// Reads an export. `file` is its name, for errors.
    #[must_use]
    pub fn read(&self, file: &str, bytes: &[u8]) -> Export {
        let mut export = Export::default();
        let spec = &self.spec;
        let read = table::read(file, bytes, spec.encoding, &spec.format, spec.skip_lines);
        let cut = match read.and_then(|table| self.cut(file, table)) {
            Ok(cut) => cut,
            Err(error) => {
                export.unread.push(UnreadRow { error, key: None });
                return export;
            }
        };
        for row in &cut.rows {
            let reader = RowReader { cut: &cut, row };
            if self.skips(&reader) {
                continue;
            }
            let key = self.key(&reader);
            let said = match &key {
                Ok(key) => self.said(&reader, key),
                Err(error) => Err(error.clone()),
            };
            match said {
                Ok(row) => export.rows.push(row),
                Err(error) => export.unread.push(UnreadRow {
                    error,
                    key: key.ok(),
                }),
            }
        }
        export
    }

    fn cut(&self, file: &str, table: table::Table) -> Result<Cut, RowError> {
        let cut = Cut {
            file: file.to_owned(),
            header: table.header,
            rows: table.rows,
        };
        let coded = [
            self.sign.as_ref().map(|one| &one.column),
            self.kind.as_ref().map(|one| &one.column),
            self.reason.as_ref().map(|one| &one.column),
            self.payee.as_ref().map(|one| &one.column),
        ];
        let others = self.keys.iter().map(|(_, column)| column);
        let skip = self.skip.iter().map(|(column, _)| column);
        let columns = std::iter::once(&self.amount).chain(others).chain(skip);
        for column in columns.chain(coded.into_iter().flatten()) {
            cut.has(column)?;
        }
        Ok(cut)
    }

    fn skips(&self, row: &RowReader<'_>) -> bool {
        self.skip.iter().any(|(column, values)| {
            row.cell(column)
                .is_ok_and(|cell| values.iter().any(|value| value.trim() == cell))
        })
    }

    fn key(&self, row: &RowReader<'_>) -> Result<Vec<String>, RowError> {
        let each = self.keys.iter();
        each.map(|(key, column)| row.key(*key, column)).collect()
    }

    fn said(&self, row: &RowReader<'_>, key: &[String]) -> Result<Row, RowError> {
        let kind = row.coded(self.kind.as_ref())?;
        let moves_money = matches!(kind, None | Some(Reaction::Paid | Reaction::Reversed));
        let amount = if moves_money {
            self.amount(row)?
        } else {
            Cents::ZERO
        };
        Ok(Row {
            row: row.row.number,
            key: key.to_vec(),
            amount,
            kind,
            reason: row.coded(self.reason.as_ref())?,
            payee: row.coded(self.payee.as_ref())?,
        })
    }

    fn amount(&self, row: &RowReader<'_>) -> Result<Cents, RowError> {
        let text = row.cell(&self.amount)?;
        let amount = amount::read(&text, self.spec.amounts)
            .map_err(|why| row.wrong(&self.amount, Some(text), why))?;
        Ok(match row.coded(self.sign.as_ref())? {
            Some(Sign::Minus) => -amount,
            Some(Sign::Plus) | None => amount,
        })
    }

    /// Whether the export tells of a line what became of it, why, and who is paid.
    #[must_use]
    pub const fn tells(&self) -> (bool, bool, bool) {
        (
            self.kind.is_some(),
            self.reason.is_some(),
            self.payee.is_some(),
        )
    }

    /// What rows are joined by, in order.
    pub fn join(&self) -> impl Iterator<Item = Key> {
        self.spec.join.iter().copied()
    }
}

/// An export whose columns are all there.
struct Cut {
    file: String,
    header: Option<TableRow>,
    rows: Vec<TableRow>,
}

impl Cut {
    /// Place of a named column in a row.
    fn named(&self, name: &str) -> Option<usize> {
        let header = self.header.as_ref()?;
        header.cells.iter().position(|cell| cell == name.trim())
    }

    /// Whether a column that has a name has it once.
    fn has(&self, column: &Column) -> Result<(), RowError> {
        let Place::Name(name) = &column.place else {
            return Ok(());
        };
        let header = self.header.as_ref();
        let cells = header.map_or(&[] as &[String], |header| header.cells.as_slice());
        let count = cells.iter().filter(|cell| *cell == name.trim()).count();
        let why = match count {
            1 => return Ok(()),
            0 if cells.is_empty() => {
                "the export is empty: a header at least is expected (`header: false` where there is none)"
                    .to_owned()
            }
            0 => format!("the header has no such column: it has {}", cells.join(", ")),
            more => format!("the header has {more} such columns: use `number`"),
        };
        Err(RowError {
            file: self.file.clone(),
            row: header.map(|header| header.number),
            column: Some(column.label()),
            found: None,
            why,
        })
    }
}

struct RowReader<'r> {
    cut: &'r Cut,
    row: &'r TableRow,
}

impl RowReader<'_> {
    fn wrong(&self, column: &Column, found: Option<String>, why: impl Into<String>) -> RowError {
        RowError {
            file: self.cut.file.clone(),
            row: Some(self.row.number),
            column: Some(column.label()),
            found,
            why: why.into(),
        }
    }

    /// The text of a column, without the spaces around it.
    fn cell(&self, column: &Column) -> Result<String, RowError> {
        let cells = &self.row.cells;
        let place = match &column.place {
            Place::At(first, end) => {
                let line = cells.first().map_or("", String::as_str);
                let text: String = line.chars().take(*end).skip(*first).collect();
                return Ok(text.trim().to_owned());
            }
            Place::Number(place) => Some(*place),
            Place::Name(name) => self.cut.named(name),
        };
        let cell = place.and_then(|place| cells.get(place));
        cell.cloned().ok_or_else(|| {
            let why = format!(
                "the row has {} columns: is the separator right?",
                cells.len()
            );
            self.wrong(column, None, why)
        })
    }

    fn coded<T: Copy + DeserializeOwned>(
        &self,
        coded: Option<&Coded<T>>,
    ) -> Result<Option<T>, RowError> {
        let Some(coded) = coded else {
            return Ok(None);
        };
        let cell = self.cell(&coded.column)?;
        if let Some(value) = coded.codes.get(&cell) {
            return Ok(Some(*value));
        }
        // Without a table of codes, étalon's own words.
        if coded.codes.is_empty()
            && let Some(value) = known(&cell)
        {
            return Ok(Some(value));
        }
        coded.otherwise.ok_or_else(|| {
            let word = coded.column.word;
            let why = format!(
                "`codes` of `{word}` does not have it: add it there, or say what any other code means with `otherwise`"
            );
            self.wrong(&coded.column, Some(cell), why)
        })
    }

    /// A value that joins, in the form it is compared in.
    fn key(&self, key: Key, column: &Column) -> Result<String, RowError> {
        let cell = self.cell(column)?;
        let text = column.codes.get(&cell).unwrap_or(&cell);
        normal(key, text, column).ok_or_else(|| {
            let found = (!key.is_personal()).then(|| cell.clone());
            let mut why = expected(key, column);
            if key.is_personal() {
                let length = cell.chars().count();
                why = format!("found {length} characters that are not shown; {why}");
            }
            self.wrong(column, found, why)
        })
    }
}

/// A value in the form it is compared in.
fn normal(key: Key, text: &str, column: &Column) -> Option<String> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match key {
        Key::Decompte => {
            let number = digits(text).then(|| text.parse::<u32>().ok())??;
            DecompteNumber::new(number).map(|number| number.to_string())
        }
        Key::DecompteDate | Key::Care => column.dates.day(text).map(|day| day.to_string()),
        Key::Caisse => {
            let plain: String = text.chars().filter(|c| *c != '-' && *c != ' ').collect();
            let is_whole = plain.len() == 8 && digits(&plain);
            let dashed = is_whole.then(|| [&plain[..2], &plain[2..5], &plain[5..]].join("-"))?;
            dashed.parse::<Caisse>().ok().map(|one| one.to_string())
        }
        Key::Operation => text.parse::<Operation>().ok().map(|one| one.to_string()),
        Key::Line | Key::Rank => {
            let number = digits(text).then(|| text.parse::<u8>().ok())??;
            Some(number.to_string())
        }
        Key::File => (!text.is_empty()).then(|| file(text).to_owned()),
        Key::Nir => {
            let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            let nir = match plain.len() {
                13 | 15 => plain.get(..13)?,
                _ => return None,
            };
            nir.to_uppercase()
                .parse::<domain::Nir>()
                .ok()
                .map(|_| nir.to_uppercase())
        }
        Key::Birth => column.dates.birth(text).map(|birth| birth.to_string()),
        Key::Act => (!text.is_empty()).then(|| text.to_uppercase()),
    }
}

/// The name of a file without the folder it lies in and the number étalon puts before it: `0003_`.
pub(in crate::target) fn file(name: &str) -> &str {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    match name.split_once('_') {
        Some((number, rest)) if number.len() >= 4 && number.bytes().all(|b| b.is_ascii_digit()) => {
            rest
        }
        _ => name,
    }
}

fn expected(key: Key, column: &Column) -> String {
    match key {
        Key::Decompte => "a décompte number of at most nine digits is expected".to_owned(),
        Key::DecompteDate | Key::Care | Key::Birth => format!(
            "a day as {} is expected (`dates` says how days are written)",
            column.dates.text()
        ),
        Key::Caisse => "a caisse is expected, as 01-751-000 or 01751000".to_owned(),
        Key::Operation => {
            "P, R or A is expected: `codes` says what the engine's own words mean".to_owned()
        }
        Key::Line => "a line number is expected".to_owned(),
        Key::Rank => "a birth rank is expected".to_owned(),
        Key::File => "the name of a file is expected".to_owned(),
        Key::Nir => "a NIR of thirteen characters is expected, or fifteen with its key".to_owned(),
        Key::Act => "an act code is expected".to_owned(),
    }
}
