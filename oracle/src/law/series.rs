//! A figure of the law through time, a parameter or the row of a table, and where it has none.

use domain::Day;
use serde::{Deserialize, Serialize};

use super::{Law, LawError, Unit, Value};
use crate::trace::Confidence;

/// A text in French and English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// French.
    pub fr: String,
    /// English.
    pub en: String,
}

/// A parameter of the law, or a row of one of its tables, through the years loaded.
#[derive(Debug, Clone, Copy)]
pub struct Series<'law> {
    pub(super) law: &'law Law,
    pub(super) named: &'law Named,
}

/// Why there is no figure from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// What the documents say instead.
    pub why: Texts,
    /// Section of the rules document, and keys of its source list.
    pub source: &'static str,
    /// Address of the first of those sources whose address was kept.
    pub url: Option<String>,
    /// How sure the documents are of what they say instead.
    pub confidence: Confidence,
}

/// A stretch of days for which the law has no figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hole<'law> {
    /// Id of the parameter or row; `TABLE/*` for the keys that a table does not hold.
    pub id: String,
    /// First day without a figure.
    pub from: Day,
    /// Last one.
    pub to: Day,
    /// What the documents say instead.
    pub why: &'law Texts,
    /// Section of the rules document.
    pub source: &'law str,
}

impl<'law> Series<'law> {
    /// Its id: `pmss`, or `dentaire.plafond/HBLD038` for a row.
    #[must_use]
    pub fn id(self) -> &'law str {
        &self.named.id
    }

    /// The key of a row in its table; the id of a parameter.
    #[must_use]
    pub fn key(self) -> &'law str {
        self.named.key()
    }

    /// What it is.
    #[must_use]
    pub fn label(self) -> &'law Texts {
        &self.named.label
    }

    /// Its unit.
    #[must_use]
    pub fn unit(self) -> Unit {
        self.named.unit
    }

    /// The figure in force on a date of care.
    ///
    /// # Errors
    /// [`LawError::Missing`] where the day is outside the years loaded, or no figure is established.
    pub fn at(self, day: Day) -> Result<&'law Value, LawError> {
        self.law.figure(self.named, day)
    }

    /// Days on which it changes, the first day loaded included, with the figure from then on or why there
    /// is none.
    pub fn changes(self) -> impl Iterator<Item = (Day, Result<&'law Value, &'law Gap>)> {
        self.entries()
            .map(|entry| (entry.from, entry.value.as_ref()))
    }

    /// The same with the last day that each figure holds.
    pub fn spans(self) -> impl Iterator<Item = (Day, Day, Result<&'law Value, &'law Gap>)> {
        let ends = self.entries().skip(1).map(|next| next.from.plus(-1));
        let ends = ends.chain([self.law.last]);
        self.changes()
            .zip(ends)
            .map(|((from, value), to)| (from, to, value))
    }

    /// The stretches of days for which it has no figure.
    pub fn holes(self) -> impl Iterator<Item = Hole<'law>> {
        self.spans().filter_map(move |(from, to, value)| {
            let gap = value.err()?;
            Some(Hole {
                id: self.named.id.clone(),
                from,
                to,
                why: &gap.why,
                source: gap.source,
            })
        })
    }

    fn entries(self) -> impl Iterator<Item = &'law Entry> {
        let (start, end) = self.named.entries;
        self.law.entries[start..end].iter()
    }
}

/// What a series is called, and where its entries stand.
#[derive(Debug, Clone)]
pub(super) struct Named {
    /// Its id, that of its table and a slash before the key of a row.
    pub(super) id: String,
    /// Where the key of a row begins in it.
    key_at: usize,
    pub(super) label: Texts,
    pub(super) unit: Unit,
    pub(super) entries: (usize, usize),
}

impl Named {
    pub(super) fn new(id: String, label: Texts, unit: Unit, entries: (usize, usize)) -> Self {
        let key_at = id.find('/').map_or(0, |slash| slash + 1);
        Self {
            id,
            key_at,
            label,
            unit,
            entries,
        }
    }

    /// The key of a row in its table; the id of a parameter.
    pub(super) fn key(&self) -> &str {
        self.id.get(self.key_at..).unwrap_or_default()
    }
}

/// What holds from a day until the next entry.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) from: Day,
    pub(super) value: Result<Value, Gap>,
}
