//! The law as data: every tariff, rate and cap, by date of care, with its source.
//!
//! The YAML files of `oracle/law/` are read once into flat arrays; settling an act then costs an array
//! access and a few date comparisons. A date outside the [span](Law::span) loaded, or a figure that the
//! documents do not give, is an error that names the parameter and the day, never an extrapolation
//! (rules §12 bis 9).
//!
//! A figure stands alone, as a parameter, or in a table, as a row under its key. Rules ask by [`ParamId`]
//! and [`TableId`]; everything loaded, used by a rule yet or not, is reached by its text id with
//! [`Law::find`]. The id of a row is that of its table and its key: `dentaire.plafond/HBLD038`.

mod calendar;
mod file;
mod params;
mod readings;
mod series;
mod tables;

use std::fmt;
use std::sync::LazyLock;

use domain::{Cents, Day, LoadError, Rate, Rounding, Shipped, shipped};

pub use params::{ParamId, Unit};
pub use series::{Gap, Hole, Series, Texts};
pub use tables::{Key, Table, TableId};

use crate::amo::Readings;
use crate::trace::Confidence;
use calendar::Calendar;
use series::{Entry, Named};

/// The law in force, day by day.
#[derive(Debug, Clone)]
pub struct Law {
    /// The entries of every parameter and row, those of one together and in order of date.
    entries: Vec<Entry>,
    /// Where the entries of each parameter stand, by [`ParamId`].
    ranges: [(usize, usize); ParamId::ALL.len()],
    /// The entry of each parameter on each day.
    calendar: Calendar,
    /// Every parameter in order of id, then the rows of each table in order of key.
    named: Vec<Named>,
    /// How many of `named`, from the first, are parameters.
    parameters: usize,
    /// Every table, in order of id.
    tables: Vec<Table>,
    /// Where each table stands in `tables`, by [`TableId`].
    places: [usize; TableId::ALL.len()],
    first: Day,
    last: Day,
    rounding: Rounding,
    /// What of the register the AMO half asks.
    readings: Readings,
}

/// A figure of the law, as long as it is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// First day in force.
    pub from: Day,
    /// The figure.
    pub amount: Amount,
    /// Section of the rules document, and keys of its source list.
    pub source: &'static str,
    /// Address of the first of those sources whose address was kept.
    pub url: Option<String>,
    /// How sure it is.
    pub confidence: Confidence,
}

/// A figure in the unit of its parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// Euro cents.
    Euros(Cents),
    /// A proportion, in ten-thousandths.
    Percent(Rate),
    /// A number of acts, or an age in years; or 1 for yes and 0 for no.
    Count(u32),
    /// What a key letter is multiplied by, in hundredths.
    Coefficient(u32),
}

/// The figure alone, without its unit: `26.50`, `70.00`, `18`.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Euros(cents) => cents.fmt(f),
            Self::Percent(Rate(hundredths)) | Self::Coefficient(hundredths) => {
                Cents(i64::from(hundredths)).fmt(f)
            }
            Self::Count(count) => count.fmt(f),
        }
    }
}

/// Why the law has no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LawError {
    /// No figure is established for that day.
    #[error("no value of {param} on {day}: {why}")]
    Missing {
        /// Id of the parameter; of the table and the key of a row, `dentaire.plafond/HBLD038`.
        param: String,
        /// The date of care.
        day: Day,
        /// What the documents say instead.
        why: String,
    },
    /// A law file is not what it should be.
    #[error(transparent)]
    Read(#[from] LoadError),
    /// A law file reads well but does not make a law.
    #[error("failed to compile the law: {param}: {why}")]
    Data {
        /// Id of the parameter or table.
        param: String,
        /// What is wrong with it.
        why: &'static str,
    },
}

/// Those that hold our figures.
const FIGURES: [Shipped; 16] = [
    shipped!("oracle/law/tarifs-medecins"),
    shipped!("oracle/law/pharmacie-biologie"),
    shipped!("oracle/law/taux-et-retenues"),
    shipped!("oracle/law/pmss"),
    shipped!("oracle/law/sages-femmes"),
    shipped!("oracle/law/auxiliaires"),
    shipped!("oracle/law/dentaire"),
    shipped!("oracle/law/transport"),
    shipped!("oracle/law/optique"),
    shipped!("oracle/law/audio"),
    shipped!("oracle/law/psychologue"),
    shipped!("oracle/law/hopital"),
    shipped!("oracle/law/exonerations"),
    shipped!("oracle/law/retenues"),
    shipped!("oracle/law/responsable"),
    shipped!("oracle/law/regime-local"),
];

/// Name and text of every law file: our figures, the catalogue of rules, the register and its other readings.
const FILES: [(&str, &str); 22] = {
    let mut files = [("", ""); 22];
    let (figures, rest) = files.split_at_mut(FIGURES.len());
    figures.copy_from_slice(&Shipped::all_written(&FIGURES));
    rest.copy_from_slice(&[
        crate::rules::FILES[0],
        crate::rules::FILES[1],
        crate::rules::FILES[2],
        crate::rules::FILES[3],
        crate::ambiguity::FILE,
        readings::FILE.written(),
    ]);
    files
};

impl Law {
    /// The law that is shipped.
    ///
    /// ```
    /// use oracle::law::{Law, ParamId};
    /// let day = "2024-12-22".parse()?;
    /// let tariff = Law::embedded().param(ParamId::TarifGeneraliste, day)?;
    /// assert_eq!(tariff.cents().to_string(), "30.00");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn embedded() -> &'static Self {
        static LAW: LazyLock<Law> = LazyLock::new(|| {
            Law::of_shipped(Vec::new())
                .unwrap_or_else(|error| unreachable!("the shipped law is tested: {error}"))
        });
        &LAW
    }

    /// Name and text of every law file, the catalogue of rules and the ambiguity register included.
    #[must_use]
    pub fn files() -> &'static [(&'static str, &'static str)] {
        &FILES
    }

    /// The figure in force on a date of care.
    ///
    /// # Errors
    /// [`LawError::Missing`] where the day is outside the years loaded, or no figure is established.
    #[inline]
    pub fn param(&self, id: ParamId, day: Day) -> Result<&Value, LawError> {
        match self.entries.get(self.calendar.entry(id, day)) {
            Some(Entry {
                value: Ok(value), ..
            }) => Ok(value),
            _ => Err(self.no_param(id, day)),
        }
    }

    #[cold]
    fn no_param(&self, id: ParamId, day: Day) -> LawError {
        let why = self.entry(self.ranges[id as usize], day).err();
        missing(id.word(), day, why.unwrap_or_default())
    }

    /// The figure that a table holds under a key, on a date of care.
    ///
    /// ```
    /// use oracle::law::{Law, TableId};
    /// let law = Law::embedded();
    /// let cap = law.row(TableId::PlafondDentaire, "HBLD038", "2024-06-01".parse()?)?;
    /// assert_eq!(cap.cents().to_string(), "290.00");
    /// let unknown = law.row(TableId::PlafondDentaire, "HBLD000", "2024-06-01".parse()?);
    /// assert!(unknown.unwrap_err().to_string().starts_with("no value of dentaire.plafond/HBLD000 on 2024-06-01"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`LawError::Missing`] where the table has no such key, the day is outside the years loaded, or no
    /// figure is established.
    pub fn row(&self, id: TableId, key: &str, day: Day) -> Result<&Value, LawError> {
        let table = &self.tables[self.places[id as usize]];
        match self.named_row(table, key) {
            Some(row) => self.figure(row, day),
            None => {
                let id = format!("{}/{key}", table.id);
                Err(missing(&id, day, &table.others.en))
            }
        }
    }

    fn named_row(&self, table: &Table, key: &str) -> Option<&Named> {
        let rows = &self.named[table.rows.0..table.rows.1];
        let place = rows.binary_search_by(|row| row.key().cmp(key)).ok()?;
        Some(&rows[place])
    }

    fn figure(&self, named: &Named, day: Day) -> Result<&Value, LawError> {
        self.entry(named.entries, day)
            .map_err(|why| missing(&named.id, day, why))
    }

    /// What holds on a day among some entries, or why there is nothing.
    fn entry(&self, (start, end): (usize, usize), day: Day) -> Result<&Value, &str> {
        if day < self.first || day > self.last {
            return Err("no parameter is loaded for that date");
        }
        let mut entries = self.entries[start..end].iter().rev();
        match entries.find(|entry| entry.from <= day) {
            Some(entry) => entry.value.as_ref().map_err(|gap| gap.why.en.as_str()),
            None => Err("no figure that early"),
        }
    }

    /// The parameter of that id, or the row of that table and key: `pmss`, `dentaire.plafond/HBLD038`.
    ///
    /// ```
    /// use oracle::law::Law;
    /// let pmss = Law::embedded().find("pmss").ok_or("it is loaded")?;
    /// assert_eq!(pmss.at("2026-05-01".parse()?)?.cents().to_string(), "4005.00");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn find(&self, id: &str) -> Option<Series<'_>> {
        let named = match id.split_once('/') {
            Some((table, key)) => self.named_row(self.table(table)?, key)?,
            None => {
                let parameters = &self.named[..self.parameters];
                let place = parameters.binary_search_by(|named| named.id.as_str().cmp(id));
                &parameters[place.ok()?]
            }
        };
        Some(Series { law: self, named })
    }

    /// Everything loaded: every parameter in order of id, then the rows of each table in order of key.
    pub fn all(&self) -> impl Iterator<Item = Series<'_>> {
        self.named.iter().map(|named| Series { law: self, named })
    }

    /// Every table, in order of id.
    #[must_use]
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// The table of that id.
    #[must_use]
    pub fn table(&self, id: &str) -> Option<&Table> {
        let place = self
            .tables
            .binary_search_by(|table| table.id.as_str().cmp(id));
        place.ok().map(|place| &self.tables[place])
    }

    /// The rows of a table of this law, in order of key.
    pub fn rows(&self, table: &Table) -> impl Iterator<Item = Series<'_>> {
        self.named[table.rows.0..table.rows.1]
            .iter()
            .map(|named| Series { law: self, named })
    }

    /// Every stretch of days for which no figure is established, and what no table holds a row for.
    pub fn holes(&self) -> impl Iterator<Item = Hole<'_>> {
        let rows = self.all().flat_map(Series::holes);
        rows.chain(self.tables.iter().map(|table| Hole {
            id: format!("{}/*", table.id),
            from: self.first,
            to: self.last,
            why: &table.others,
            source: &table.source,
        }))
    }

    /// Days on which a parameter changes, with the figure from then on; `None` where it has none.
    pub fn changes(&self, id: ParamId) -> impl Iterator<Item = (Day, Option<&Value>)> {
        let (start, end) = self.ranges[id as usize];
        self.entries[start..end]
            .iter()
            .map(|entry| (entry.from, entry.value.as_ref().ok()))
    }

    /// First and last date of care for which parameters are loaded.
    #[must_use]
    pub fn span(&self) -> (Day, Day) {
        (self.first, self.last)
    }

    /// How an amount is brought to the cent, once a line (rules §7.2, §12 bis 2).
    #[must_use]
    pub fn rounding(&self) -> Rounding {
        self.rounding
    }

    pub(crate) const fn readings(&self) -> Readings {
        self.readings
    }

    /// The same law with another rounding.
    #[must_use]
    pub fn with_rounding(&self, rounding: Rounding) -> Self {
        Self {
            rounding,
            ..self.clone()
        }
    }
}

fn missing(param: &str, day: Day, why: &str) -> LawError {
    LawError::Missing {
        param: param.to_owned(),
        day,
        why: why.to_owned(),
    }
}

impl Value {
    /// The amount of a parameter in euros.
    ///
    /// # Panics
    /// Where the parameter is not in euros: its unit is fixed by its [`ParamId`].
    #[must_use]
    pub fn cents(&self) -> Cents {
        match self.amount {
            Amount::Euros(cents) => cents,
            other => unreachable!("{other:?} is not an amount"),
        }
    }

    /// The proportion of a parameter in per cent.
    ///
    /// # Panics
    /// Where the parameter is not in per cent: its unit is fixed by its [`ParamId`].
    #[must_use]
    pub fn rate(&self) -> Rate {
        match self.amount {
            Amount::Percent(rate) => rate,
            other => unreachable!("{other:?} is not a rate"),
        }
    }

    /// The number of a parameter that is a count.
    ///
    /// # Panics
    /// Where the parameter is not a count: its unit is fixed by its [`ParamId`].
    #[must_use]
    pub fn count(&self) -> u32 {
        match self.amount {
            Amount::Count(count) => count,
            other => unreachable!("{other:?} is not a count"),
        }
    }

    /// What a key letter is multiplied by, in hundredths.
    ///
    /// # Panics
    /// Where the parameter is not a coefficient: its unit is fixed by its table.
    #[must_use]
    pub fn coefficient(&self) -> u32 {
        match self.amount {
            Amount::Coefficient(hundredths) => hundredths,
            other => unreachable!("{other:?} is not a coefficient"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_law_compiles() {
        let law = Law::embedded();
        for id in ParamId::ALL {
            let all: Vec<_> = law.changes(id).collect();
            assert_eq!(all[0].0, law.span().0, "{}", id.word());
            for (day, value) in all {
                match (value, law.param(id, day)) {
                    (Some(value), Ok(found)) => assert_eq!(value, found),
                    (None, Err(LawError::Missing { param, .. })) => assert_eq!(param, id.word()),
                    other => panic!("{} on {day}: {other:?}", id.word()),
                }
            }
        }
    }

    #[test]
    fn every_value_and_hole_names_its_section() {
        let law = Law::embedded();
        for series in law.all() {
            for (day, value) in series.changes() {
                let source = value.map_or_else(|gap| gap.source, |value| value.source);
                assert!(source.starts_with("rules §"), "{} on {day}", series.id());
            }
        }
        for hole in law.holes() {
            assert!(hole.source.starts_with("rules §"), "{}", hole.id);
            assert!(hole.from <= hole.to, "{}", hole.id);
            assert!(
                !hole.why.fr.is_empty() && !hole.why.en.is_empty(),
                "{}",
                hole.id
            );
        }
    }

    /// Keys in brackets and addresses are those of the page that lists the sources.
    #[test]
    fn every_source_stands_in_the_list_of_sources() {
        let listed = include_str!("../../docs/sources.md");
        let keys: Vec<&str> = listed
            .lines()
            .filter_map(|line| line.strip_prefix("| ")?.split(" | ").next())
            .flat_map(|keys| keys.split(" / "))
            .collect();
        for series in Law::embedded().all() {
            for (day, value) in series.changes() {
                let (source, url) = match value {
                    Ok(value) => (value.source, &value.url),
                    Err(gap) => (gap.source, &gap.url),
                };
                for key in source.split('[').skip(1) {
                    let key = key.split(']').next().unwrap();
                    assert!(keys.contains(&key), "{} on {day}: [{key}]", series.id());
                }
                let address = url
                    .as_deref()
                    .map_or("", |url| url.trim_start_matches("https://"));
                assert!(
                    listed.contains(address),
                    "{} on {day}: {address}",
                    series.id()
                );
            }
        }
    }

    /// A comment of a law file that sends to the register names an entry that is there.
    #[test]
    fn what_is_said_to_stand_in_the_register_stands_there() {
        let mut named = 0;
        for (name, text) in Shipped::all_written(&FIGURES) {
            for rest in text.split("register: ").skip(1) {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
                let id = &rest[..end.unwrap_or(rest.len())];
                let mut entries = crate::ambiguity::all().iter();
                assert!(entries.any(|entry| entry.id == id), "{name}: {id}");
                named += 1;
            }
        }
        assert!(named > 0);
    }

    #[test]
    fn everything_loaded_is_found_by_its_id() {
        let law = Law::embedded();
        for series in law.all() {
            assert_eq!(law.find(series.id()).map(|s| s.id()), Some(series.id()));
        }
        for id in ParamId::ALL {
            assert_eq!(law.find(id.word()).map(|s| s.unit()), Some(id.unit()));
        }
        for id in TableId::ALL {
            let table = law.table(id.word()).unwrap();
            for row in law.rows(table) {
                let (_, key) = row.id().split_once('/').unwrap();
                let day = law.span().1;
                assert_eq!(law.row(id, key, day).ok(), row.at(day).ok());
            }
        }
        for unknown in [
            "",
            "/",
            "pmss/",
            "nothing",
            "dentaire.plafond",
            "dentaire.plafond/",
        ] {
            assert!(law.find(unknown).is_none(), "{unknown}");
        }
    }

    #[test]
    fn every_file_has_text() {
        assert!(
            Law::files()
                .iter()
                .all(|(name, text)| name.ends_with(".yaml") && !text.is_empty())
        );
    }
}
