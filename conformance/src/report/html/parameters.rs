//! Rules and figures that the calculations of a report rest on, each with its source and how sure it is.

use std::collections::{BTreeMap, BTreeSet};

use crate::stream::StepShown;

use super::super::{Lang, Summary, words};

/// A rule as the calculations use it.
pub(super) struct Used {
    pub(super) rule: String,
    pub(super) label: String,
    pub(super) sources: Vec<String>,
    pub(super) confidence: String,
    pub(super) sure: bool,
    pub(super) times: String,
}

/// Those of the sample and of the causes, the least sure first.
pub(super) fn used(summary: &Summary, lang: Lang) -> Vec<Used> {
    let sample = summary.evidence().into_iter().flat_map(|of| &of.sample);
    let sample = sample.flat_map(|traced| &traced.steps);
    let causes = summary.causes().iter().flat_map(|cause| &cause.steps);
    let mut by: BTreeMap<(&str, &str), (u64, &StepShown, BTreeSet<&str>)> = BTreeMap::new();
    for step in sample.chain(causes) {
        let key = (step.rule.as_str(), step.confidence.as_str());
        let (times, _, sources) = by.entry(key).or_insert((0, step, BTreeSet::new()));
        *times += 1;
        sources.insert(&step.source);
    }
    let told = by.into_values().map(|(times, step, sources)| Used {
        rule: step.rule.clone(),
        label: lang.of(&step.label).to_owned(),
        sources: sources
            .into_iter()
            .map(|source| words::step_source(source, lang))
            .collect(),
        confidence: words::confidence(&step.confidence, lang).to_owned(),
        sure: words::is_sure(&step.confidence),
        times: lang.count(times),
    });
    let mut told: Vec<Used> = told.collect();
    told.sort_by(|a, b| (a.sure, &a.rule).cmp(&(b.sure, &b.rule)));
    told
}
