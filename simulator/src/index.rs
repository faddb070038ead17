//! A journal as a table of SQLite, for questions in SQL: made from the journal, and made again from it at any time.

use std::ops::ControlFlow;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::record::{Act, Record};
use crate::{HistoryError, each_record};

/// A journal in a database.
#[derive(Debug)]
pub struct Index {
    database: Connection,
}

/// Why an index cannot be made or asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// SQLite refuses.
    #[error("the index: {0}")]
    Database(#[from] rusqlite::Error),
    /// The journal cannot be read.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// The file is a database of something else.
    #[error("{0} is a database without the table `records` of a journal: name another file")]
    Other(String),
}

/// Version of the tables, in SQLite's `user_version`.
const TABLES: i64 = 1;

const CREATE: &str = "
create table records (
    seq integer primary key,
    day text not null,
    oc text,
    act text not null,
    file text,
    reference integer,
    bytes integer,
    sha256 text,
    record text not null
) strict;
create index by_file on records (file);
create index by_act on records (act, day);
create index by_oc on records (oc, day);
";

impl Index {
    /// Brings a database up to date with a journal, and makes it where it is not there. The content of files is left out:
    /// personal data. Gives it with how many records were added.
    ///
    /// # Errors
    /// Where the journal cannot be read, the database cannot be written, or it is of something else.
    pub fn of(journal: &Path, path: &Path) -> Result<(Self, u64), IndexError> {
        let mut database = Connection::open(path)?;
        let known: i64 = database.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let tables: i64 =
            database.query_row("select count(*) from sqlite_schema", [], |row| row.get(0))?;
        if known != TABLES {
            if tables > 0 {
                return Err(IndexError::Other(path.display().to_string()));
            }
            database.execute_batch(CREATE)?;
            database.pragma_update(None, "user_version", TABLES)?;
        }
        let added = fill(&mut database, journal)?;
        Ok((Self { database }, added))
    }

    /// Asks something: `each` gets the names of the columns and each row as text, NULL as nothing.
    ///
    /// # Errors
    /// Where the question is no SQL, or would change something.
    pub fn ask<E: From<IndexError>>(
        &self,
        question: &str,
        mut each: impl FnMut(&[String], &[Option<String>]) -> Result<(), E>,
    ) -> Result<(), E> {
        let failed = |error: rusqlite::Error| E::from(IndexError::from(error));
        // What is asked changes nothing.
        let only_reads = self.database.pragma_update(None, "query_only", true);
        only_reads.map_err(failed)?;
        let mut statement = self.database.prepare(question).map_err(failed)?;
        let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let mut rows = statement.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let cells: Result<Vec<Option<String>>, rusqlite::Error> = (0..names.len())
                .map(|at| {
                    use rusqlite::types::ValueRef;
                    Ok(match row.get_ref(at)? {
                        ValueRef::Null => None,
                        ValueRef::Integer(number) => Some(number.to_string()),
                        ValueRef::Real(number) => Some(number.to_string()),
                        ValueRef::Text(text) => Some(String::from_utf8_lossy(text).into_owned()),
                        ValueRef::Blob(bytes) => Some(format!("{} bytes", bytes.len())),
                    })
                })
                .collect();
            each(&names, &cells.map_err(failed)?)?;
        }
        Ok(())
    }
}

/// Adds what is new; begins anew where the journal is another one.
fn fill(database: &mut Connection, journal: &Path) -> Result<u64, IndexError> {
    let transaction = database.transaction()?;
    let first: Option<String> = transaction
        .query_row("select record from records where seq = 1", [], |row| {
            row.get(0)
        })
        .optional()?;
    let mut last: u64 =
        transaction.query_row("select coalesce(max(seq), 0) from records", [], |row| {
            row.get(0)
        })?;
    let mut added = 0;
    let mut failed = None;
    {
        let mut insert = transaction
            .prepare("insert into records values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?;
        each_record(journal, |record| {
            let record = record.without_content();
            // A record is plain data: it always serialises.
            let text = serde_json::to_string(&record).unwrap_or_default();
            if record.seq == 1 && first.as_ref().is_some_and(|first| *first != text) {
                // Another session began in that file.
                last = 0;
                if let Err(error) = transaction.execute("delete from records", []) {
                    failed = Some(error);
                    return ControlFlow::Break(());
                }
            }
            if record.seq <= last {
                return ControlFlow::Continue(());
            }
            added += 1;
            let (reference, bytes, sha256) = measures(&record);
            let row = params![
                record.seq,
                record.day.to_string(),
                record.oc.map(|oc| oc.to_string()),
                record.act.word(),
                record.act.file().map(|name| name.as_str()),
                reference,
                bytes,
                sha256,
                text,
            ];
            match insert.execute(row) {
                Ok(_) => ControlFlow::Continue(()),
                Err(error) => {
                    failed = Some(error);
                    ControlFlow::Break(())
                }
            }
        })?;
    }
    if let Some(error) = failed {
        return Err(error.into());
    }
    transaction.commit()?;
    Ok(added)
}

/// Reference, length and SHA-256 of the file a record is about, where it says them.
fn measures(record: &Record) -> (Option<u16>, Option<u64>, Option<&str>) {
    match &record.act {
        Act::Delivered {
            reference,
            bytes,
            sha256,
            ..
        }
        | Act::PutOff {
            reference,
            bytes,
            sha256,
            ..
        } => (Some(*reference), Some(*bytes), Some(sha256)),
        Act::Received { bytes, sha256, .. } => (None, Some(*bytes), Some(sha256)),
        Act::Fetched { bytes, .. } => (None, Some(*bytes), None),
        _ => (None, None, None),
    }
}
