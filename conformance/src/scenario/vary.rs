//! A scenario that becomes a family: its text with the parameters of each row put in.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{Scenario, ScenarioError};

/// The part of a scenario file that is read before its parameters are put in.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Varied {
    #[serde(default)]
    id: String,
    #[serde(default)]
    vary: Vec<BTreeMap<String, serde_json::Value>>,
}

/// The key of a row that names its instance.
const NAME: &str = "as";

/// The scenarios that a file makes: itself, or one for each row of `vary`, whose `$name` stand for the row's values.
///
/// # Errors
/// Where the file cannot be read, a row names no instance, or a parameter is used and not told, or told and not used.
pub fn instances(name: &str, text: &str) -> Result<Vec<Scenario>, ScenarioError> {
    let varied: Varied = domain::load(name, text)?;
    if varied.vary.is_empty() {
        return Ok(vec![domain::load(name, text)?]);
    }
    let fault = |why: String| ScenarioError::Vary {
        id: varied.id.clone(),
        why,
    };
    let (head, _) = text.split_once("\nvary:").unwrap_or((text, ""));
    let used = parameters(head);
    let mut names = BTreeSet::new();
    let mut made = Vec::with_capacity(varied.vary.len());
    for row in &varied.vary {
        let instance = match row.get(NAME) {
            Some(serde_json::Value::String(instance)) if !instance.is_empty() => instance,
            _ => {
                return Err(fault(
                    "each row says `as: NAME`, which its instance is told by".to_owned(),
                ));
            }
        };
        if !names.insert(instance) {
            return Err(fault(format!("two rows are named `{instance}`")));
        }
        let told: BTreeSet<&str> = row
            .keys()
            .map(String::as_str)
            .filter(|key| *key != NAME)
            .collect();
        if let Some(missing) = used.iter().find(|used| !told.contains(*used)) {
            return Err(fault(format!(
                "`${missing}` is used, and the row `{instance}` does not tell it"
            )));
        }
        if let Some(idle) = told.iter().find(|told| !used.contains(*told)) {
            return Err(fault(format!(
                "`{idle}` is told in the row `{instance}`, and `${idle}` is nowhere above `vary`"
            )));
        }
        let mut scenario: Scenario = domain::load(name, &put_in(text, row))?;
        scenario.id = format!("{}@{instance}", scenario.id);
        scenario.vary.clear();
        made.push(scenario);
    }
    Ok(made)
}

/// Where the name of a parameter ends.
fn name_length(rest: &str) -> usize {
    let plain =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    rest.find(|letter| !plain(letter)).unwrap_or(rest.len())
}

/// The parameters that a text uses, outside lines that are comments.
fn parameters(text: &str) -> BTreeSet<&str> {
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'));
    let parts = lines.flat_map(|line| line.split('$').skip(1));
    let names = parts.map(|rest| rest.split_at(name_length(rest)).0);
    names.filter(|name| !name.is_empty()).collect()
}

/// The text with the values in the places of their names: its lines stay where they are, so that errors point at them.
fn put_in(text: &str, row: &BTreeMap<String, serde_json::Value>) -> String {
    let mut made = String::with_capacity(text.len());
    let mut parts = text.split('$');
    made.push_str(parts.next().unwrap_or_default());
    for rest in parts {
        let (name, rest) = rest.split_at(name_length(rest));
        match row.get(name) {
            Some(serde_json::Value::String(value)) => made.push_str(value),
            Some(value) => made.push_str(&value.to_string()),
            None => {
                made.push('$');
                made.push_str(name);
            }
        }
        made.push_str(rest);
    }
    made
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]

    use super::*;

    const FILE: &str = "schema-version: 1
id: age
title: { fr: a, en: a }
story:
  start: 2025-01-01
  months: 2
  people: [ { name: Anna, born: $born } ]
  contracts: [ { id: anna, product: equilibre, covers: [Anna], from: 2023-01-01 } ]
  events:
    - { on: 2025-01-06, care: { of: Anna, acts: [ { act: G, fee: $fee } ] } }
vary:
  - { as: adult, born: 1984-03-12, fee: 3000 }
  - { as: child, born: 2015-03-12, fee: 3500 }
";

    #[test]
    fn each_row_is_an_instance() {
        // The line by which editors find the schema names no parameter.
        let file = format!("# yaml-language-server: $schema=../scenario.schema.json\n{FILE}");
        let made = instances("age.yaml", &file).unwrap();
        let ids: Vec<&str> = made.iter().map(|scenario| scenario.id.as_str()).collect();
        assert_eq!(ids, ["age@adult", "age@child"]);
        let born = |nth: usize| made[nth].story.as_ref().unwrap().people[0].born.to_string();
        assert_eq!([born(0), born(1)], ["1984-03-12", "2015-03-12"]);
    }

    #[test]
    fn a_row_tells_what_is_used_and_nothing_else() {
        let refused = |from: &str, to: &str| {
            let error = instances("age.yaml", &FILE.replacen(from, to, 1));
            error.unwrap_err().to_string()
        };
        insta::assert_snapshot!(
            [
                refused("as: adult, ", ""),
                refused("as: child", "as: adult"),
                refused(", fee: 3500", ""),
                refused(", fee: 3500", ", fee: 3500, fees: 1"),
                refused("born: 2015-03-12", "born: yesterday"),
            ]
            .join("\n")
        );
    }
}
