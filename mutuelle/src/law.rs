//! The few figures of the law that the mutuelle needs, by date: PMSS, ceilings and floors of a responsible
//! contract, price limits of dental acts, tariffs of the C2S. They are read from the files of the law; no rule is.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use domain::{Day, LoadError, Shipped, shipped};
use rust_decimal::Decimal;
use serde::Deserialize;

/// The law gives no figure of that name for that day: the line cannot be computed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no figure of `{what}` is known on {day}")]
pub struct MissingFigure {
    /// The parameter, or the table and its row.
    pub what: String,
    /// The day it was asked for.
    pub day: Day,
}

/// Figures by name and date.
#[derive(Debug, Default)]
pub(crate) struct Law {
    parameters: BTreeMap<String, Vec<Figure>>,
    rows: BTreeMap<(String, String), Vec<Figure>>,
}

/// A figure from its first day on; none where the law has a hole.
#[derive(Debug)]
struct Figure {
    from: Day,
    value: Option<Decimal>,
}

const FILES: [Shipped; 3] = [
    shipped!("oracle/law/pmss"),
    shipped!("oracle/law/responsable"),
    shipped!("oracle/law/dentaire"),
];

static EMBEDDED: LazyLock<Law> = LazyLock::new(|| {
    #[expect(
        clippy::expect_used,
        reason = "the files are in the program; a test reads them"
    )]
    Law::read(FILES.map(|file| file.read())).expect("the figures of the law")
});

impl Law {
    /// The figures that are in the program.
    pub(crate) fn embedded() -> &'static Self {
        &EMBEDDED
    }

    fn read(files: [Result<LawFile, LoadError>; 3]) -> Result<Self, LoadError> {
        let mut law = Self::default();
        for file in files {
            let file = file?;
            for parameter in file.parameters {
                law.parameters
                    .insert(parameter.id, figures(parameter.values));
            }
            for table in file.tables {
                for row in table.rows {
                    law.rows
                        .insert((table.id.clone(), row.key), figures(row.values));
                }
            }
        }
        Ok(law)
    }

    /// A parameter in force on that day.
    pub(crate) fn parameter(&self, id: &str, day: Day) -> Result<Decimal, MissingFigure> {
        let figures = self.parameters.get(id).map(Vec::as_slice);
        in_force(figures.unwrap_or_default(), day).ok_or_else(|| MissingFigure {
            what: id.to_owned(),
            day,
        })
    }

    /// The row of a table in force on that day, where there is one.
    pub(crate) fn row(&self, table: &str, key: &str, day: Day) -> Option<Decimal> {
        let figures = self.rows.get(&(table.to_owned(), key.to_owned()))?;
        in_force(figures, day)
    }

    /// The last figure of a row: what a file is checked against, since it has no date.
    pub(crate) fn last_of_row(&self, table: &str, key: &str) -> Option<Decimal> {
        let figures = self.rows.get(&(table.to_owned(), key.to_owned()))?;
        figures.iter().rev().find_map(|figure| figure.value)
    }

    /// The last figure of a parameter: for those that are asked on any day.
    pub(crate) fn last(&self, id: &str) -> Option<Decimal> {
        let figures = self.parameters.get(id)?;
        figures.iter().rev().find_map(|figure| figure.value)
    }

    /// The monthly ceiling of the year of that day. It is fixed year by year: a year without figure has none.
    pub(crate) fn pmss(&self, day: Day) -> Result<Decimal, MissingFigure> {
        let figures = self.parameters.get("pmss").map(Vec::as_slice);
        figures
            .unwrap_or_default()
            .iter()
            .find(|figure| figure.from.year() == day.year())
            .and_then(|figure| figure.value)
            .ok_or_else(|| MissingFigure {
                what: "pmss".to_owned(),
                day,
            })
    }
}

/// The last year whose figures are established: what comes after is not known (rules §12 bis 9).
const LAST_YEAR: i16 = 2026;

fn in_force(figures: &[Figure], day: Day) -> Option<Decimal> {
    if day.year() > LAST_YEAR {
        return None;
    }
    let last = figures.iter().rev().find(|figure| figure.from <= day)?;
    last.value
}

fn figures(values: Vec<Dated>) -> Vec<Figure> {
    let mut figures: Vec<Figure> = values
        .into_iter()
        .map(|Dated { from, value }| Figure {
            from,
            value: value.and_then(|text| Decimal::from_str_exact(&text).ok()),
        })
        .collect();
    figures.sort_by_key(|figure| figure.from);
    figures
}

#[derive(Deserialize)]
struct LawFile {
    #[serde(default)]
    parameters: Vec<Parameter>,
    #[serde(default)]
    tables: Vec<Table>,
}

#[derive(Deserialize)]
struct Parameter {
    id: String,
    values: Vec<Dated>,
}

#[derive(Deserialize)]
struct Table {
    id: String,
    rows: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    key: String,
    values: Vec<Dated>,
}

#[derive(Deserialize)]
struct Dated {
    from: Day,
    value: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn euro(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn what_was_packed_is_what_is_written() {
        let written = FILES.map(|file| domain::load(file.name, file.text));
        let written = Law::read(written).unwrap();
        assert_eq!(format!("{:?}", Law::embedded()), format!("{written:?}"));
    }

    #[test]
    fn the_pmss_is_that_of_the_year_and_of_no_other() {
        let law = Law::embedded();
        for (on, pmss) in [
            ("2023-12-31", Some("3666.00")),
            ("2024-01-01", Some("3864.00")),
            ("2025-06-01", Some("3925.00")),
            ("2026-12-31", Some("4005.00")),
            ("2022-12-31", None),
            ("2027-01-01", None),
        ] {
            assert_eq!(law.pmss(day(on)).ok(), pmss.map(euro), "{on}");
        }
        let error = law.pmss(day("2027-01-01")).unwrap_err().to_string();
        assert_eq!(error, "no figure of `pmss` is known on 2027-01-01");
    }

    #[test]
    fn a_hole_is_no_figure() {
        let law = Law::embedded();
        let crown = |on| law.row("dentaire.plafond", "HBLD038", day(on));
        assert_eq!(crown("2024-12-31"), Some(euro("290.00")));
        assert_eq!(crown("2025-01-01"), None);
        assert_eq!(crown("2022-12-31"), None);
        assert_eq!(
            law.row("dentaire.plafond", "HBLD999", day("2024-06-01")),
            None
        );
    }

    #[test]
    fn every_figure_of_the_responsible_contract_is_there() {
        let law = Law::embedded();
        let on = day("2025-03-01");
        for (id, figure) in [
            ("responsable.non-optam.depassement", "100"),
            ("responsable.non-optam.ecart", "20"),
            ("responsable.optique.monture", "100.00"),
            ("responsable.optique.renouvellement-mois", "24"),
            ("responsable.optique.renouvellement-mois.moins-16-ans", "12"),
            ("responsable.optique.renouvellement-mois.moins-6-ans", "6"),
            ("responsable.audio.plafond", "1700.00"),
            ("responsable.audio.renouvellement-ans", "4"),
        ] {
            assert_eq!(law.parameter(id, on).unwrap(), euro(figure), "{id}");
            assert_eq!(law.last(id), Some(euro(figure)), "{id}");
        }
        for (class, floor, ceiling) in [
            ("simple", "50", "420"),
            ("complexe", "200", "700"),
            ("tres-complexe", "200", "800"),
            ("simple-complexe", "125", "560"),
            ("simple-tres-complexe", "125", "610"),
            ("complexe-tres-complexe", "200", "750"),
        ] {
            let row = |table| law.last_of_row(table, class);
            assert_eq!(row("responsable.optique.plancher"), Some(euro(floor)));
            assert_eq!(row("responsable.optique.plafond"), Some(euro(ceiling)));
        }
    }
}
