//! A mapping that can be used, made of one that was written.

use std::collections::BTreeMap;

use domain::{Payee, Reaction, ReasonClass};
use serde::de::DeserializeOwned;

use super::date::DatePattern;
use super::error::MappingError;
use super::spec::{ColumnSpec, Columns, Format, Key, MappingSpec};
use super::table::{quote, separator};
use crate::target::grain::Grain;

/// Where a column stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// Under that name.
    Name(String),
    /// From 0.
    Number(usize),
    /// First position from 0, and the one after the last.
    At(usize, usize),
}

/// A column with what it is for.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// Key of `columns`.
    pub(super) word: &'static str,
    pub(super) place: Place,
    pub(super) codes: BTreeMap<String, String>,
    pub(super) dates: DatePattern,
}

impl Column {
    /// As an error calls it.
    pub(super) fn label(&self) -> String {
        let word = self.word;
        match &self.place {
            Place::Name(name) => format!("column {name:?} ({word})"),
            Place::Number(number) => format!("column {} ({word})", number + 1),
            Place::At(first, end) => format!("positions {}-{end} ({word})", first + 1),
        }
    }
}

/// A column of codes.
#[derive(Debug, Clone)]
pub(super) struct Coded<T> {
    pub(super) column: Column,
    pub(super) codes: BTreeMap<String, T>,
    /// What any other code means; inside none where it says nothing.
    pub(super) otherwise: Option<Option<T>>,
}

/// A mapping that can be used.
#[derive(Debug, Clone)]
pub struct Mapping {
    pub(super) spec: MappingSpec,
    pub(super) amount: Column,
    pub(super) sign: Option<Coded<Sign>>,
    pub(super) kind: Option<Coded<Reaction>>,
    pub(super) reason: Option<Coded<ReasonClass>>,
    pub(super) payee: Option<Coded<Payee>>,
    pub(super) skip: Vec<(Column, Vec<String>)>,
    pub(super) keys: Vec<(Key, Column)>,
}

/// A sign that stands in a column of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Sign {
    Plus,
    Minus,
}

impl Mapping {
    /// Checks a mapping.
    ///
    /// # Errors
    /// The first thing in it that cannot be used, and what to write.
    pub fn of(spec: &MappingSpec, grain: Grain) -> Result<Self, MappingError> {
        format(&spec.format)?;
        let dates = DatePattern::of(&spec.dates).map_err(|why| MappingError::new("dates", why))?;
        let checks = Checks {
            format: &spec.format,
            dates,
        };
        let columns = &spec.columns;
        let amount = columns.amount.as_ref().ok_or_else(|| {
            MappingError::new(
                "columns.amount",
                "it is needed: say where the amount stands, as in `amount: { name: Montant }`",
            )
        })?;
        let mut keys = Vec::new();
        for key in &spec.join {
            if grain == Grain::Decompte && !key.is_of_decomptes() {
                let why = format!(
                    "`{}` tells the lines of a décompte apart, and `grain: decompte` compares their sum",
                    key.word()
                );
                return Err(MappingError::new("join", why));
            }
            let column = of_key(columns, *key).ok_or_else(|| {
                let word = key.word();
                let why = format!("lines are joined by `{word}`: say in which column it stands");
                MappingError::new(format!("columns.{word}"), why)
            })?;
            keys.push((*key, checks.column(key.word(), column)?));
        }
        if keys.is_empty() {
            let why = "say what joins a row to a line, as `[decompte, line]` or `[nir, birth, rank, care, act]`";
            return Err(MappingError::new("join", why));
        }
        let mut skip = Vec::new();
        for one in &spec.skip_where {
            skip.push((checks.column("skip-where", &one.column)?, one.is.clone()));
        }
        let coded = Codes {
            checks: &checks,
            untold: true,
        };
        Ok(Self {
            amount: checks.column("amount", amount)?,
            sign: Codes {
                untold: false,
                ..coded
            }
            .column("sign", columns.sign.as_ref(), "plus or minus")?,
            kind: coded.column("kind", columns.kind.as_ref(), KINDS)?,
            reason: coded.column("reason", columns.reason.as_ref(), REASONS)?,
            payee: coded.column("payee", columns.payee.as_ref(), PAYEES)?,
            skip,
            keys,
            spec: spec.clone(),
        })
    }

    /// As it was written.
    #[must_use]
    pub fn spec(&self) -> &MappingSpec {
        &self.spec
    }
}

const KINDS: &str =
    "paid, settled-zero, refused, held, duplicate, reversed, forwarded or no-effect";
const REASONS: &str = "a reason of docs/adapter-protocol.md, as guarantee or nothing-left";
const PAYEES: &str = "insured, professional, hospital or other-insurer";

fn format(format: &Format) -> Result<(), MappingError> {
    let Format::Csv(csv) = format else {
        return Ok(());
    };
    if separator(&csv.separator).is_none() {
        let why = format!(
            "{:?} is no separator: one ASCII character, or tab",
            csv.separator
        );
        return Err(MappingError::new("format.csv.separator", why));
    }
    match quote(&csv.quote) {
        None => {
            let why = format!("{:?} is no quote: one ASCII character, or none", csv.quote);
            Err(MappingError::new("format.csv.quote", why))
        }
        Some(quote) if quote == separator(&csv.separator) => {
            let why = "the separator is a quote too: one of them is another";
            Err(MappingError::new("format.csv.quote", why))
        }
        Some(_) => Ok(()),
    }
}

fn of_key(columns: &Columns, key: Key) -> Option<&ColumnSpec> {
    match key {
        Key::Decompte => columns.decompte.as_ref(),
        Key::DecompteDate => columns.decompte_date.as_ref(),
        Key::Caisse => columns.caisse.as_ref(),
        Key::Operation => columns.operation.as_ref(),
        Key::Line => columns.line.as_ref(),
        Key::File => columns.file.as_ref(),
        Key::Nir => columns.nir.as_ref(),
        Key::Birth => columns.birth.as_ref(),
        Key::Rank => columns.rank.as_ref(),
        Key::Care => columns.care.as_ref(),
        Key::Act => columns.act.as_ref(),
    }
}

struct Checks<'s> {
    format: &'s Format,
    dates: DatePattern,
}

impl Checks<'_> {
    fn column(&self, word: &'static str, spec: &ColumnSpec) -> Result<Column, MappingError> {
        let at = || format!("columns.{word}");
        let wrong = |why: &str| Err(MappingError::new(at(), why));
        let place = match (&spec.name, spec.number, &spec.at, self.format) {
            (Some(name), None, None, Format::Csv(csv)) if csv.header => Place::Name(name.clone()),
            (Some(_), None, None, _) => {
                return wrong("a `name` needs a CSV with `header: true`: use `number`, or `at`");
            }
            (None, Some(0), None, _) => return wrong("`number` counts from 1"),
            (None, Some(number), None, Format::Csv(_)) => Place::Number(number as usize - 1),
            (None, Some(_), None, Format::FixedWidth(_)) => {
                return wrong(
                    "columns at fixed positions have no number: use `at`, as in `at: 12-20`",
                );
            }
            (None, None, Some(positions), Format::FixedWidth(_)) => positions_of(positions)
                .ok_or_else(|| {
                    let why = format!(
                        "{positions:?} are no positions: first and last, from 1, as in `at: 12-20`"
                    );
                    MappingError::new(at(), why)
                })?,
            (None, None, Some(_), Format::Csv(_)) => {
                return wrong("positions are for `fixed-width`: use `name` or `number`");
            }
            _ => return wrong("one of `name`, `number` and `at` says where it stands"),
        };
        let dates = match &spec.dates {
            Some(pattern) => {
                DatePattern::of(pattern).map_err(|why| MappingError::new(at(), why))?
            }
            None => self.dates.clone(),
        };
        Ok(Column {
            word,
            place,
            codes: spec.codes.clone(),
            dates,
        })
    }
}

fn positions_of(text: &str) -> Option<Place> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let number = |text: &str| text.trim().parse::<usize>().ok();
    let (first, last) = (number(first)?, number(last)?);
    (first >= 1 && first <= last).then(|| Place::At(first - 1, last))
}

/// Columns of codes.
#[derive(Clone, Copy)]
struct Codes<'c> {
    checks: &'c Checks<'c>,
    /// Whether a code may say nothing.
    untold: bool,
}

impl Codes<'_> {
    fn column<T: DeserializeOwned>(
        &self,
        word: &'static str,
        spec: Option<&ColumnSpec>,
        words: &str,
    ) -> Result<Option<Coded<T>>, MappingError> {
        let Some(spec) = spec else {
            return Ok(None);
        };
        let of = |text: &str| {
            known(text).ok_or_else(|| {
                let why = format!("{text:?} is none of étalon's words: {words}");
                MappingError::new(format!("columns.{word}"), why)
            })
        };
        let mut codes = BTreeMap::new();
        for (code, text) in &spec.codes {
            codes.insert(code.trim().to_owned(), of(text)?);
        }
        let otherwise = match spec.otherwise.as_deref() {
            Some("untold") if self.untold => Some(None),
            Some(text) => Some(Some(of(text)?)),
            None => None,
        };
        Ok(Some(Coded {
            column: self.checks.column(word, spec)?,
            codes,
            otherwise,
        }))
    }
}

/// The value that a word of étalon's says.
pub(super) fn known<T: DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::from(word)).ok()
}
