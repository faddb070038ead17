//! What two runs do not have in common.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use crate::report::Summary;
use crate::stream::{Run, Text};

use super::is_whole;

/// Something that is not the same in both heads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct HeadDifference {
    /// What.
    pub what: Text,
    /// In the first run.
    pub before: String,
    /// In the second run.
    pub after: String,
    /// Whether the runs cannot be compared for it: the target itself may differ.
    pub blocks: bool,
}

pub(super) fn differences(first: &Summary, second: &Summary) -> Vec<HeadDifference> {
    let mut all = Vec::new();
    if !(is_whole(first) && is_whole(second)) {
        let whole = |summary: &Summary| if is_whole(summary) { "✓" } else { "✗" }.to_owned();
        let [before, after] = [whole(first), whole(second)];
        all.push(difference(
            "flux complet",
            "whole stream",
            before,
            after,
            true,
        ));
    }
    let (Some(before), Some(after)) = (first.run(), second.run()) else {
        return all;
    };
    let mut tell = |fr: &str, en: &str, before: String, after: String, blocks: bool| {
        if before != after {
            all.push(difference(fr, en, before, after, blocks));
        }
    };
    let target = |run: &Run| format!("{} {}", run.target.name, run.target.version);
    tell("cible", "target", target(before), target(after), false);
    let capabilities = |run: &Run| run.target.capabilities.join(", ");
    tell(
        "capacités",
        "capabilities",
        capabilities(before),
        capabilities(after),
        false,
    );
    tell(
        "étalon",
        "étalon",
        before.etalon.clone(),
        after.etalon.clone(),
        false,
    );
    tell(
        "graine",
        "seed",
        before.seed.to_string(),
        after.seed.to_string(),
        true,
    );
    let (only_before, only_after) = apart(&before.scenarios, &after.scenarios);
    tell("scénarios", "scenarios", only_before, only_after, true);
    let options = |run: &Run| run.options.to_string();
    if options(before) != options(after) {
        let (only_before, only_after) = options_apart(before, after);
        tell("options", "options", only_before, only_after, true);
    }
    let choices = |run: &Run| format!("{:?}", run.target.choices);
    tell(
        "lectures déclarées",
        "declared readings",
        choices(before),
        choices(after),
        true,
    );
    let hash = |run: &Run| -> Vec<String> {
        let inputs = run.inputs.iter();
        let told = inputs.map(|of| format!("{} {} {:.12}", of.kind, of.name, of.sha256));
        told.collect()
    };
    let (only_before, only_after) = apart(&hash(before), &hash(after));
    tell(
        "fichiers employés",
        "files used",
        only_before,
        only_after,
        true,
    );
    all
}

fn difference(fr: &str, en: &str, before: String, after: String, blocks: bool) -> HeadDifference {
    HeadDifference {
        what: Text {
            fr: fr.to_owned(),
            en: en.to_owned(),
        },
        before,
        after,
        blocks,
    }
}

/// What only the first has, and what only the second has.
fn apart(first: &[String], second: &[String]) -> (String, String) {
    let (first, second): (BTreeSet<_>, BTreeSet<_>) =
        (first.iter().collect(), second.iter().collect());
    let told = |own: &BTreeSet<&String>, other: &BTreeSet<&String>| {
        let all: Vec<&str> = own.difference(other).map(|one| one.as_str()).collect();
        match all.len() {
            0..=5 => all.join(", "),
            many => format!(
                "{}, … ({many})",
                all.get(..5).unwrap_or_default().join(", ")
            ),
        }
    };
    (told(&first, &second), told(&second, &first))
}

/// Names of the scenarios whose options differ, with a mark of each side's: options are long.
fn options_apart(before: &Run, after: &Run) -> (String, String) {
    let of = |run: &Run| -> BTreeMap<String, String> {
        let options = run.options.as_object().into_iter().flatten();
        options
            .map(|(name, value)| (name.clone(), value.to_string()))
            .collect()
    };
    let (first, second) = (of(before), of(after));
    let told = |own: &BTreeMap<String, String>, other: &BTreeMap<String, String>| {
        let differ = own
            .iter()
            .filter(|(name, value)| other.get(*name) != Some(value));
        let differ: Vec<String> = differ
            .map(|(name, value)| format!("{name}: {value:.80}"))
            .collect();
        differ.join("; ")
    };
    (told(&first, &second), told(&second, &first))
}
