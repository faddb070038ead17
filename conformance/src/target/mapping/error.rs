//! What is wrong with a mapping, with an export, and with a row of one.

use std::fmt;

/// Why a batch command of a target file, or its mapping, cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the target file: launch.batch.{place}: {why}")]
pub struct MappingError {
    /// The key of `launch.batch`.
    pub place: String,
    /// What is wrong, and what to write.
    pub why: String,
}

impl MappingError {
    /// Of a key of the mapping.
    pub(super) fn new(place: impl Into<String>, why: impl Into<String>) -> Self {
        let place = place.into();
        Self::at(format!("answers.mapping.{place}"), why)
    }

    /// Of a key of the batch command.
    pub(in crate::target) fn at(place: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            why: why.into(),
        }
    }
}

/// Why a row, or a whole export where there is no row, cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowError {
    /// Name of the export file.
    pub file: String,
    /// Line of text the row begins on, from 1.
    pub row: Option<u64>,
    /// The column, as the mapping names it, and what it is for.
    pub column: Option<String>,
    /// What was found; none where there is nothing, or where it may not be shown.
    pub found: Option<String>,
    /// Why that cannot be read, and what to do.
    pub why: String,
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(row) = self.row {
            write!(f, " row {row}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", {column}")?;
        }
        if let Some(found) = &self.found {
            write!(f, ": found {found:?}")?;
        }
        write!(f, ": {}", self.why)
    }
}

impl std::error::Error for RowError {}
