//! From the law files to the arrays of [`Law`].

use std::collections::BTreeMap;

use domain::{Cents, Day, Rate, Rounding, Shipped};
use serde::Deserialize;

use super::calendar::Calendar;
use super::readings::Figure;
use super::series::{Entry, Named};
use super::{
    Amount, FIGURES, Gap, Key, Law, LawError, ParamId, Table, TableId, Texts, Unit, Value,
};
use crate::amo::Readings;
use crate::trace::Confidence;

#[derive(Deserialize)]
#[cfg_attr(test, derive(Debug, PartialEq))]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    parameters: Vec<Parameter>,
    #[serde(default)]
    tables: Vec<TableOfFile>,
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(Debug, PartialEq))]
#[serde(deny_unknown_fields)]
struct Parameter {
    id: String,
    label: Texts,
    unit: Unit,
    values: Vec<Dated>,
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(Debug, PartialEq))]
#[serde(deny_unknown_fields)]
struct TableOfFile {
    id: String,
    label: Texts,
    key: Key,
    unit: Unit,
    others: Texts,
    source: String,
    rows: Vec<Row>,
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(Debug, PartialEq))]
#[serde(deny_unknown_fields)]
struct Row {
    key: String,
    label: Texts,
    values: Vec<Dated>,
}

#[derive(Clone, Deserialize)]
#[cfg_attr(test, derive(Debug, PartialEq))]
#[serde(deny_unknown_fields)]
pub(super) struct Dated {
    from: Day,
    value: Option<String>,
    why: Option<Texts>,
    source: String,
    url: Option<String>,
    confidence: Confidence,
}

impl Law {
    /// Compiles the law files that are shipped, with other figures in the place of some of theirs.
    pub(super) fn of_shipped(figures: Vec<Figure>) -> Result<Self, LawError> {
        let files = FIGURES.iter().map(Shipped::read);
        Self::compile(files.collect::<Result<Vec<File>, _>>()?, figures)
    }

    /// Compiles the parameters and tables of some files, with other figures in the place of some of theirs.
    fn compile(files: Vec<File>, figures: Vec<Figure>) -> Result<Self, LawError> {
        let mut parameters = BTreeMap::new();
        let mut tables = BTreeMap::new();
        for file in files {
            for parameter in file.parameters {
                if let Some(twice) = parameters.insert(parameter.id.clone(), parameter) {
                    return Err(data(&twice.id, "it stands twice"));
                }
            }
            for table in file.tables {
                if let Some(twice) = tables.insert(table.id.clone(), table) {
                    return Err(data(&twice.id, "it stands twice"));
                }
            }
        }
        for figure in figures {
            let Some((table, key)) = figure.id.split_once('/') else {
                let Some(parameter) = parameters.get_mut(&figure.id) else {
                    return Err(data(&figure.id, "no file holds it"));
                };
                parameter.values = figure.values;
                continue;
            };
            let Some(table) = tables.get_mut(table) else {
                return Err(data(&figure.id, "no file holds it"));
            };
            match (
                table.rows.iter_mut().find(|row| row.key == key),
                figure.label,
            ) {
                (Some(row), _) => row.values = figure.values,
                (None, Some(label)) => table.rows.push(Row {
                    key: key.to_owned(),
                    label,
                    values: figure.values,
                }),
                (None, None) => return Err(data(&figure.id, "its row has no label")),
            }
        }
        let mut law = Self::empty();
        for (_, parameter) in parameters {
            law.add_parameter(parameter)?;
        }
        law.parameters = law.named.len();
        for (_, table) in tables {
            law.add_table(table)?;
        }
        law.place_ids()?;
        Ok(law)
    }

    fn empty() -> Self {
        let (Some(first), Some(last)) = (Day::new(2023, 1, 1), Day::new(2026, 12, 31)) else {
            unreachable!("both days are in the calendar")
        };
        Self {
            entries: Vec::new(),
            ranges: [(0, 0); ParamId::ALL.len()],
            calendar: Calendar::empty(),
            named: Vec::new(),
            parameters: 0,
            tables: Vec::new(),
            places: [0; TableId::ALL.len()],
            first,
            last,
            rounding: Rounding::HalfUp,
            readings: Readings::default(),
        }
    }

    fn add_parameter(&mut self, parameter: Parameter) -> Result<(), LawError> {
        let Parameter {
            id,
            label,
            unit,
            values,
        } = parameter;
        if id.is_empty() || id.contains('/') {
            return Err(data(&id, "its id is empty or holds a slash"));
        }
        self.add(id, label, unit, values)
    }

    fn add_table(&mut self, table: TableOfFile) -> Result<(), LawError> {
        let TableOfFile {
            id,
            label,
            key: kind,
            unit,
            others,
            source,
            mut rows,
        } = table;
        if id.is_empty() || id.contains('/') {
            return Err(data(&id, "its id is empty or holds a slash"));
        }
        if label.fr.is_empty()
            || label.en.is_empty()
            || others.fr.is_empty()
            || others.en.is_empty()
        {
            return Err(data(
                &id,
                "its label or what it says of other keys is empty",
            ));
        }
        if rows.is_empty() {
            return Err(data(&id, "it has no row"));
        }
        rows.sort_by(|a, b| a.key.cmp(&b.key));
        let start = self.named.len();
        for Row { key, label, values } in rows {
            let row = format!("{id}/{key}");
            if !kind.fits(&key) {
                return Err(data(
                    &row,
                    "its key has not the form of the keys of its table",
                ));
            }
            if self.named.last().is_some_and(|before| before.id == row) {
                return Err(data(&row, "it stands twice"));
            }
            self.add(row, label, unit, values)?;
        }
        self.tables.push(Table {
            id,
            label,
            key: kind,
            unit,
            others,
            source,
            rows: (start, self.named.len()),
        });
        Ok(())
    }

    /// Finds what the rules ask for: every [`ParamId`] and [`TableId`] in its unit.
    fn place_ids(&mut self) -> Result<(), LawError> {
        for id in ParamId::ALL {
            let found = self.find(id.word()).map(|series| series.named);
            let Some(named) = found else {
                return Err(data(id.word(), "no file holds it"));
            };
            if named.unit != id.unit() {
                return Err(data(id.word(), "its unit is another"));
            }
            self.ranges[id as usize] = named.entries;
        }
        for id in TableId::ALL {
            let Some(place) = self.tables.iter().position(|t| t.id == id.word()) else {
                return Err(data(id.word(), "no file holds it"));
            };
            if self.tables[place].unit != id.unit() {
                return Err(data(id.word(), "its unit is another"));
            }
            self.places[id as usize] = place;
        }
        self.calendar = Calendar::of((self.first, self.last), &self.ranges, &self.entries);
        Ok(())
    }

    /// Compiles the dated values of one parameter or row.
    fn add(
        &mut self,
        id: String,
        label: Texts,
        unit: Unit,
        values: Vec<Dated>,
    ) -> Result<(), LawError> {
        let wrong = |why| Err(data(&id, why));
        if label.fr.is_empty() || label.en.is_empty() {
            return wrong("its label is empty");
        }
        if values.first().is_none_or(|dated| dated.from != self.first) {
            return wrong("its values do not begin on the first day loaded");
        }
        if !values.is_sorted_by(|a, b| a.from < b.from) {
            return wrong("its values are not in order of date");
        }
        let start = self.entries.len();
        for dated in values {
            if dated.from > self.last {
                return wrong("a value begins after the last day loaded");
            }
            let Dated {
                from,
                value,
                why,
                source,
                url,
                confidence,
            } = dated;
            if url.as_ref().is_some_and(|url| !url.starts_with("http")) {
                return wrong("an address does not begin with http");
            }
            // A law is read once and lives as long as the program: its steps borrow the text.
            let source: &'static str = source.leak();
            let value = match (value, why) {
                (Some(text), None) => {
                    let Some(amount) = amount(unit, &text) else {
                        return wrong("a value does not read in its unit");
                    };
                    Ok(Value {
                        from,
                        amount,
                        source,
                        url,
                        confidence,
                    })
                }
                (None, Some(why)) => Err(Gap {
                    why,
                    source,
                    url,
                    confidence,
                }),
                _ => return wrong("an entry has either a value or a reason to have none"),
            };
            self.entries.push(Entry { from, value });
        }
        let entries = (start, self.entries.len());
        self.named.push(Named::new(id, label, unit, entries));
        Ok(())
    }
}

fn amount(unit: Unit, text: &str) -> Option<Amount> {
    let hundredths = || u32::try_from(text.parse::<Cents>().ok()?.0).ok();
    Some(match unit {
        Unit::Euros => Amount::Euros(text.parse().ok()?),
        // Hundredths of a per cent are ten-thousandths.
        Unit::Percent => Amount::Percent(Rate(hundredths()?)),
        Unit::Count => Amount::Count(text.parse().ok()?),
        Unit::Coefficient => Amount::Coefficient(hundredths()?),
    })
}

fn data(param: &str, why: &'static str) -> LawError {
    LawError::Data {
        param: param.to_owned(),
        why,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Law {
        /// The law of some files, given with their names.
        fn read(files: &[(&str, &str)]) -> Result<Self, LawError> {
            let files = files.iter().map(|(name, text)| domain::load(name, text));
            Self::compile(files.collect::<Result<_, _>>()?, Vec::new())
        }
    }

    #[test]
    fn what_was_packed_is_what_is_written() {
        for file in FIGURES {
            let written: File = domain::load(file.name, file.text).unwrap();
            assert_eq!(file.read::<File>().unwrap(), written, "{}", file.name);
        }
    }

    #[test]
    fn an_unknown_key_is_located() {
        let text = "parameters:\n  - id: pmss\n    labell: {fr: a, en: b}\n";
        let error = Law::read(&[("law.yaml", text)]).unwrap_err();
        assert!(
            matches!(&error, LawError::Read(_)) && error.to_string().contains("law.yaml"),
            "{error}"
        );
    }

    #[test]
    fn a_law_without_a_parameter_names_it() {
        let error = Law::read(&[("law.yaml", "parameters: []")]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "failed to compile the law: tarif.generaliste: no file holds it"
        );
    }

    fn compiled(unit: &str, values: &str) -> Result<(), LawError> {
        labelled(unit, values, ["a", "b"])
    }

    fn labelled(unit: &str, values: &str, [fr, en]: [&str; 2]) -> Result<(), LawError> {
        let text = format!(
            "parameters:\n  - id: some\n    label: {{fr: \"{fr}\", en: \"{en}\"}}\n    unit: {unit}\n    values:\n{values}"
        );
        let file: File = domain::load("law.yaml", &text).unwrap();
        let parameter = file.parameters.into_iter().next().unwrap();
        Law::empty().add_parameter(parameter)
    }

    fn entry(from: &str, rest: &str) -> String {
        format!("      - {{from: {from}, {rest}, source: s, confidence: memory}}\n")
    }

    #[test]
    fn what_does_not_make_a_law_is_refused() {
        let good = entry("2023-01-01", "value: \"25.00\"");
        assert!(compiled("euros", &good).is_ok());
        for id in ["", "a/b"] {
            let text = "parameters: [{id: some, label: {fr: a, en: b}, unit: euros, values: []}]";
            let file: File = domain::load("law.yaml", text).unwrap();
            let mut parameter = file.parameters.into_iter().next().unwrap();
            parameter.id = id.to_owned();
            let error = Law::empty().add_parameter(parameter).unwrap_err();
            assert!(error.to_string().contains("its id is empty"), "{error}");
        }
        for label in [["", "b"], ["a", ""]] {
            let error = labelled("euros", &good, label).unwrap_err().to_string();
            assert!(error.contains("its label is empty"), "{error}");
        }
        let last = entry("2026-12-31", "value: \"26.00\"");
        assert!(compiled("euros", &format!("{good}{last}")).is_ok());
        let late = entry("2027-01-01", "value: \"26.00\"");
        let cases = [
            (
                "euros",
                entry("2023-01-02", "value: \"1.00\""),
                "do not begin on the first day",
            ),
            ("euros", format!("{good}{good}"), "not in order of date"),
            ("euros", format!("{good}{late}"), "after the last day"),
            (
                "euros",
                entry("2023-01-01", "value: \"1.005\""),
                "does not read",
            ),
            (
                "euros",
                entry("2023-01-01", "value: null"),
                "either a value or a reason",
            ),
            (
                "euros",
                entry("2023-01-01", "value: \"1.00\", url: somewhere"),
                "does not begin with http",
            ),
            (
                "coefficient",
                entry("2023-01-01", "value: \"-1.00\""),
                "does not read",
            ),
        ];
        for (unit, values, why) in cases {
            let error = compiled(unit, &values).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
    }

    #[test]
    fn what_rules_use_is_in_the_unit_they_use_it_in() {
        let (name, text) = super::super::FILES[0];
        let other = text.replacen("unit: euros", "unit: percent", 1);
        let error = Law::read(&[(name, &other)]).unwrap_err().to_string();
        assert!(error.contains("its unit is another"), "{error}");
    }

    fn table(id: &str, key: &str, rows: &[&str]) -> Result<(), LawError> {
        told(id, key, rows, ["a", "b", "rien", "nothing"])
    }

    /// A table with its label and what it says of other keys, each in both languages.
    fn told(id: &str, key: &str, rows: &[&str], words: [&str; 4]) -> Result<(), LawError> {
        let [fr, en, others_fr, others_en] = words;
        let rows: String = rows
            .iter()
            .map(|row| {
                let values = entry("2023-01-01", "value: \"1.00\"").replace("      - ", "");
                format!(
                    "      - {{key: \"{row}\", label: {{fr: a, en: b}}, values: [{}]}}\n",
                    values.trim()
                )
            })
            .collect();
        let rows = if rows.is_empty() {
            " []\n".to_owned()
        } else {
            format!("\n{rows}")
        };
        let text = format!(
            "tables:\n  - id: {id}\n    label: {{fr: \"{fr}\", en: \"{en}\"}}\n    key: {key}\n    \
             unit: euros\n    others: {{fr: \"{others_fr}\", en: \"{others_en}\"}}\n    source: s\n    rows:{rows}"
        );
        let file: File = domain::load("law.yaml", &text).unwrap();
        Law::empty().add_table(file.tables.into_iter().next().unwrap())
    }

    #[test]
    fn what_does_not_make_a_table_is_refused() {
        assert!(table("t", "ccam", &["HBLD491", "HBLD038"]).is_ok());
        for (id, key, rows, why) in [
            ("t/u", "item", &["a"][..], "holds a slash"),
            ("t", "item", &[], "it has no row"),
            ("t", "item", &["a", "b", "a"], "t/a: it stands twice"),
            (
                "t",
                "ccam",
                &["HBLD38"],
                "t/HBLD38: its key has not the form",
            ),
            ("t", "item", &["A"], "t/A: its key has not the form"),
        ] {
            let error = table(id, key, rows).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
    }

    #[test]
    fn a_table_is_told_in_both_languages() {
        assert!(told("t", "item", &["a"], ["a", "b", "c", "d"]).is_ok());
        for missing in 0..4 {
            let mut words = ["a", "b", "c", "d"];
            words[missing] = "";
            let error = told("t", "item", &["a"], words).unwrap_err().to_string();
            assert!(error.contains("is empty"), "{missing}: {error}");
        }
    }
}
