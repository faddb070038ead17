//! From the law files to the arrays of [`Law`].

use std::collections::HashMap;

use domain::{Cents, Day, Rate, Rounding};
use serde::Deserialize;

use super::{Amount, Entry, Law, LawError, ParamId, Unit, Value};
use crate::trace::Confidence;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    parameters: Vec<Parameter>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Parameter {
    id: String,
    label: Texts,
    unit: Unit,
    values: Vec<Dated>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    fr: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Dated {
    from: Day,
    value: Option<String>,
    why: Option<String>,
    source: String,
    confidence: Confidence,
}

impl Law {
    /// Compiles the parameters of some files, given with their names.
    pub(super) fn read(files: &[(&str, &str)]) -> Result<Self, LawError> {
        let mut parameters = HashMap::new();
        for (name, text) in files {
            for parameter in domain::load::<File>(name, text)?.parameters {
                if let Some(twice) = parameters.insert(parameter.id.clone(), parameter) {
                    return Err(data(&twice.id, "it stands twice"));
                }
            }
        }
        let (Some(first), Some(last)) = (Day::new(2023, 1, 1), Day::new(2026, 12, 31)) else {
            unreachable!("both days are in the calendar")
        };
        let mut entries = Vec::new();
        let mut ranges = [(0, 0); ParamId::ALL.len()];
        for (id, range) in ParamId::ALL.into_iter().zip(&mut ranges) {
            let parameter = parameters
                .remove(id.word())
                .ok_or_else(|| data(id.word(), "no file holds it"))?;
            let start = entries.len();
            compile(id, parameter, first, last, &mut entries)?;
            *range = (start, entries.len());
        }
        match parameters.keys().next() {
            Some(unknown) => Err(data(unknown, "no rule uses it")),
            None => Ok(Self {
                entries,
                ranges,
                first,
                last,
                rounding: Rounding::HalfUp,
            }),
        }
    }
}

fn compile(
    id: ParamId,
    parameter: Parameter,
    first: Day,
    last: Day,
    entries: &mut Vec<Entry>,
) -> Result<(), LawError> {
    let wrong = |why| Err(data(id.word(), why));
    if parameter.unit != id.unit() {
        return wrong("its unit is another");
    }
    if parameter.label.fr.is_empty() || parameter.label.en.is_empty() {
        return wrong("its label is empty");
    }
    if parameter
        .values
        .first()
        .is_none_or(|dated| dated.from != first)
    {
        return wrong("its values do not begin on the first day loaded");
    }
    if !parameter.values.is_sorted_by(|a, b| a.from < b.from) {
        return wrong("its values are not in order of date");
    }
    for dated in parameter.values {
        if dated.from > last {
            return wrong("a value begins after the last day loaded");
        }
        let Dated {
            from,
            value,
            why,
            source,
            confidence,
        } = dated;
        let value = match (value, why) {
            (Some(text), None) => {
                let Some(amount) = amount(parameter.unit, &text) else {
                    return wrong("a value does not read in its unit");
                };
                Ok(Value {
                    from,
                    amount,
                    source,
                    confidence,
                })
            }
            (None, Some(why)) => Err(why),
            _ => return wrong("an entry has either a value or a reason to have none"),
        };
        entries.push(Entry { from, value });
    }
    Ok(())
}

fn amount(unit: Unit, text: &str) -> Option<Amount> {
    Some(match unit {
        Unit::Euros => Amount::Euros(text.parse().ok()?),
        // Hundredths of a per cent are ten-thousandths.
        Unit::Percent => Amount::Percent(Rate(u32::try_from(text.parse::<Cents>().ok()?.0).ok()?)),
        Unit::Count => Amount::Count(text.parse().ok()?),
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
        let text = format!(
            "parameters:\n  - id: tarif.generaliste\n    label: {{fr: a, en: b}}\n    unit: {unit}\n    values:\n{values}"
        );
        let file: File = domain::load("law.yaml", &text).unwrap();
        let (first, last) = Law::embedded().span();
        let parameter = file.parameters.into_iter().next().unwrap();
        compile(
            ParamId::TarifGeneraliste,
            parameter,
            first,
            last,
            &mut Vec::new(),
        )
    }

    fn entry(from: &str, rest: &str) -> String {
        format!("      - {{from: {from}, {rest}, source: s, confidence: memory}}\n")
    }

    #[test]
    fn what_does_not_make_a_law_is_refused() {
        let good = entry("2023-01-01", "value: \"25.00\"");
        assert!(compiled("euros", &good).is_ok());
        let late = entry("2027-01-01", "value: \"26.00\"");
        let cases = [
            ("percent", good.clone(), "its unit is another"),
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
        ];
        for (unit, values, why) in cases {
            let error = compiled(unit, &values).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
    }
}
