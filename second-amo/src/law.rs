use std::collections::BTreeMap;

use domain::Day;
use rust_decimal::Decimal;
use serde::Deserialize;

use crate::Error;

/// The files of the law that the AMO half needs, each with its name.
const FILES: [(&str, &str); 14] = [
    ("audio.yaml", include_str!("../../oracle/law/audio.yaml")),
    (
        "auxiliaires.yaml",
        include_str!("../../oracle/law/auxiliaires.yaml"),
    ),
    (
        "dentaire.yaml",
        include_str!("../../oracle/law/dentaire.yaml"),
    ),
    (
        "exonerations.yaml",
        include_str!("../../oracle/law/exonerations.yaml"),
    ),
    (
        "hopital.yaml",
        include_str!("../../oracle/law/hopital.yaml"),
    ),
    (
        "optique.yaml",
        include_str!("../../oracle/law/optique.yaml"),
    ),
    (
        "pharmacie-biologie.yaml",
        include_str!("../../oracle/law/pharmacie-biologie.yaml"),
    ),
    (
        "psychologue.yaml",
        include_str!("../../oracle/law/psychologue.yaml"),
    ),
    (
        "regime-local.yaml",
        include_str!("../../oracle/law/regime-local.yaml"),
    ),
    (
        "retenues.yaml",
        include_str!("../../oracle/law/retenues.yaml"),
    ),
    (
        "sages-femmes.yaml",
        include_str!("../../oracle/law/sages-femmes.yaml"),
    ),
    (
        "tarifs-medecins.yaml",
        include_str!("../../oracle/law/tarifs-medecins.yaml"),
    ),
    (
        "taux-et-retenues.yaml",
        include_str!("../../oracle/law/taux-et-retenues.yaml"),
    ),
    (
        "transport.yaml",
        include_str!("../../oracle/law/transport.yaml"),
    ),
];

/// The dated figures of the law, as the YAML files print them.
#[derive(Debug, Clone)]
pub struct Law {
    /// By id of the parameter.
    parameters: BTreeMap<String, Vec<Dated>>,
    /// By id of the table.
    tables: BTreeMap<String, Rows>,
}

#[derive(Debug, Clone)]
struct Rows {
    /// What the table says of rows that it does not have.
    others: String,
    rows: BTreeMap<String, Vec<Dated>>,
}

/// A figure from its day until the next one; `value` is missing where the documents give none.
#[derive(Debug, Clone)]
struct Dated {
    from: Day,
    value: Option<Decimal>,
    why: Option<String>,
}

/// A figure as the files print it.
#[derive(Deserialize)]
struct Printed {
    from: Day,
    value: Option<String>,
    why: Option<Words>,
}

/// What the files say in words, in one language or in both.
#[derive(Deserialize)]
#[serde(untagged)]
enum Words {
    One(String),
    Both { en: String },
}

impl Words {
    fn english(self) -> String {
        match self {
            Self::One(words) | Self::Both { en: words } => words,
        }
    }
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    parameters: Vec<Parameter>,
    #[serde(default)]
    tables: Vec<Table>,
}

#[derive(Deserialize)]
struct Parameter {
    id: String,
    values: Vec<Printed>,
}

#[derive(Deserialize)]
struct Table {
    id: String,
    others: Words,
    rows: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    key: String,
    values: Vec<Printed>,
}

impl Law {
    /// Reads every file of the law.
    ///
    /// # Errors
    /// Where a file is not the YAML that is expected.
    pub fn load() -> Result<Self, Error> {
        let mut law = Self {
            parameters: BTreeMap::new(),
            tables: BTreeMap::new(),
        };
        for (name, text) in FILES {
            let file: File =
                domain::load(name, text).map_err(|error| Error::Law(error.to_string()))?;
            for parameter in file.parameters {
                let values = read(&parameter.id, parameter.values)?;
                law.parameters.insert(parameter.id, values);
            }
            for table in file.tables {
                let mut rows = BTreeMap::new();
                for row in table.rows {
                    let values = read(&format!("{}[{}]", table.id, row.key), row.values)?;
                    rows.insert(row.key, values);
                }
                let others = table.others.english();
                law.tables.insert(table.id, Rows { others, rows });
            }
        }
        Ok(law)
    }

    /// The figure of a parameter on a day.
    ///
    /// # Errors
    /// No such parameter, a hole, or a day outside 2023 to 2026: each names the parameter and the day.
    pub fn figure(&self, parameter: &str, day: Day) -> Result<Decimal, Error> {
        let dated = self
            .parameters
            .get(parameter)
            .ok_or_else(|| Error::NoParameter {
                parameter: parameter.to_owned(),
                day,
            })?;
        on_the_day(parameter, dated, day)
    }

    /// Refuses a day outside the years that are loaded, for care that asks for no figure.
    ///
    /// # Errors
    /// A day outside 2023 to 2026, named with `what`.
    pub(crate) fn spans(what: &str, day: Day) -> Result<(), Error> {
        if is_loaded(day) {
            Ok(())
        } else {
            Err(Error::OutsideSpan {
                parameter: what.to_owned(),
                day,
            })
        }
    }

    /// Whether a table names that row, whatever its figures.
    #[must_use]
    pub fn names(&self, table: &str, row: &str) -> bool {
        self.tables
            .get(table)
            .is_some_and(|table| table.rows.contains_key(row))
    }

    /// The figure of a row of a table on a day.
    ///
    /// # Errors
    /// As [`Law::figure`], and a row that the table does not name.
    pub fn row(&self, table: &str, row: &str, day: Day) -> Result<Decimal, Error> {
        let found = self.tables.get(table).ok_or_else(|| Error::NoParameter {
            parameter: table.to_owned(),
            day,
        })?;
        let dated = found.rows.get(row).ok_or_else(|| Error::NoRow {
            table: table.to_owned(),
            row: row.to_owned(),
            day,
            why: found.others.clone(),
        })?;
        on_the_day(&format!("{table}[{row}]"), dated, day)
    }
}

/// The years of the law: 2023 to 2026, whatever the files hold (rules §12 bis 9).
fn is_loaded(day: Day) -> bool {
    (2023..=2026).contains(&day.year())
}

/// The last figure whose day has come (rules §0.3, §12 bis 9).
fn on_the_day(parameter: &str, dated: &[Dated], day: Day) -> Result<Decimal, Error> {
    if !is_loaded(day) {
        return Err(Error::OutsideSpan {
            parameter: parameter.to_owned(),
            day,
        });
    }
    let hole = |why: &str| Error::Hole {
        parameter: parameter.to_owned(),
        day,
        why: why.to_owned(),
    };
    let last = dated
        .iter()
        .filter(|entry| entry.from <= day)
        .max_by_key(|entry| entry.from)
        .ok_or_else(|| hole("no figure so early"))?;
    last.value
        .ok_or_else(|| hole(last.why.as_deref().unwrap_or("the documents give none")))
}

/// Figures as decimals.
fn read(parameter: &str, printed: Vec<Printed>) -> Result<Vec<Dated>, Error> {
    printed
        .into_iter()
        .map(|entry| {
            let value = match entry.value.as_deref() {
                Some(text) => Some(Decimal::from_str_exact(text).map_err(|error| {
                    Error::Law(format!("`{parameter}`: `{text}` is no figure: {error}"))
                })?),
                None => None,
            };
            Ok(Dated {
                from: entry.from,
                value,
                why: entry.why.map(Words::english),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_figure_holds_from_its_day() {
        let law = Law::load().unwrap();
        let at = |text| law.figure("tarif.generaliste", day(text)).unwrap();
        assert_eq!(at("2023-10-31"), Decimal::new(2500, 2));
        assert_eq!(at("2023-11-01"), Decimal::new(2650, 2));
        assert_eq!(at("2024-12-21"), Decimal::new(2650, 2));
        assert_eq!(at("2024-12-22"), Decimal::new(3000, 2));
        assert_eq!(at("2026-12-31"), Decimal::new(3000, 2));
    }

    #[test]
    fn a_hole_names_the_parameter_and_the_day() {
        let law = Law::load().unwrap();
        let error = law
            .figure("tarif.cardiologue", day("2023-06-01"))
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "`tarif.cardiologue` has no figure on 2023-06-01: 51.00 then 52.50, the day of the change is not given"
        );
    }

    #[test]
    fn the_years_before_and_after_are_not_loaded() {
        let law = Law::load().unwrap();
        for text in ["2022-12-31", "2027-01-01"] {
            let error = law.figure("taux.medecin", day(text)).unwrap_err();
            assert!(matches!(error, Error::OutsideSpan { .. }), "{error}");
        }
    }

    #[test]
    fn a_row_that_is_not_named_is_refused() {
        let law = Law::load().unwrap();
        let error = law
            .row("dentaire.base", "bridge", day("2024-01-01"))
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "`dentaire.base` has no row `bridge`, asked for on 2024-01-01: the documents give no base for that prosthesis"
        );
        assert!(matches!(
            law.figure("tarif.osteopathe", day("2024-01-01")),
            Err(Error::NoParameter { .. })
        ));
    }
}
