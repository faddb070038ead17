//! By what a page is filtered: family, severity, outcome, scenario.

use std::collections::{BTreeMap, BTreeSet};

use crate::stream::{Cause, Severity, Shown, Verdict};

use super::super::{Lang, Summary};

/// The family of what belongs to no requirement.
const OTHER: &str = "other";

/// Which families a verdict is of, and what can be chosen.
pub(super) struct Filters<'a> {
    lang: Lang,
    of_scenario: BTreeMap<&'a str, Vec<&'a Shown>>,
    titles: BTreeMap<&'a str, &'a str>,
    seen: BTreeSet<String>,
    scenarios: BTreeSet<String>,
}

impl<'a> Filters<'a> {
    pub(super) fn of(summary: &'a Summary, lang: Lang) -> Self {
        let mut of_scenario: BTreeMap<&str, Vec<&Shown>> = BTreeMap::new();
        let mut titles = BTreeMap::new();
        for shown in summary.requirements() {
            titles.insert(
                shown.requirement.family.as_str(),
                lang.of(&shown.requirement.family_title),
            );
            for scenario in &shown.scenarios {
                of_scenario.entry(scenario).or_default().push(shown);
            }
        }
        Self {
            lang,
            of_scenario,
            titles,
            seen: BTreeSet::new(),
            scenarios: BTreeSet::new(),
        }
    }

    /// Families of a verdict, as words of an attribute: of what its scenario sets out to show, what rests on its rule; all of
    /// it, where nothing does.
    pub(super) fn of_verdict(&mut self, verdict: &Verdict) -> String {
        let shown = self.of_scenario.get(verdict.scenario.as_str());
        let shown = || shown.into_iter().flatten();
        let family = |shown: &&Shown| shown.requirement.family.clone();
        let by_rule = shown().filter(|one| one.rules.contains(&verdict.rule));
        let mut families: BTreeSet<String> = by_rule.map(family).collect();
        if families.is_empty() {
            families = shown().map(family).collect();
        }
        self.scenarios.insert(verdict.scenario.clone());
        self.seen(families)
    }

    /// Families of all that a scenario sets out to show.
    pub(super) fn of_scenario(&mut self, scenario: &str) -> String {
        let shown = self.of_scenario.get(scenario).into_iter().flatten();
        let families = shown.map(|one| one.requirement.family.clone()).collect();
        self.scenarios.insert(scenario.to_owned());
        self.seen(families)
    }

    /// Families of the requirements that a cause breaks.
    pub(super) fn of_cause(&mut self, cause: &Cause) -> String {
        let broken = cause.requirements.iter();
        self.scenarios.insert(scenario_of(cause).to_owned());
        self.seen(broken.map(|one| one.family.clone()).collect())
    }

    /// What can be chosen: families with their titles, in order of title.
    pub(super) fn families(&self) -> Vec<(String, String)> {
        let title = |id: &String| {
            let known = self
                .titles
                .get(id.as_str())
                .map(|title| (*title).to_owned());
            known.unwrap_or_else(|| match id.as_str() {
                OTHER => self.lang.pick("hors catalogue", "no family").to_owned(),
                id => id.to_owned(),
            })
        };
        let seen = self.seen.iter();
        let mut families: Vec<_> = seen.map(|id| (id.clone(), title(id))).collect();
        families.sort_by(|a, b| a.1.cmp(&b.1));
        families
    }

    /// Scenarios that can be chosen.
    pub(super) fn scenarios(&self) -> Vec<String> {
        self.scenarios.iter().cloned().collect()
    }

    fn seen(&mut self, mut families: BTreeSet<String>) -> String {
        if families.is_empty() {
            families.insert(OTHER.to_owned());
        }
        let words = families.iter().cloned().collect::<Vec<_>>().join(" ");
        self.seen.extend(families);
        words
    }
}

/// The scenario that a cause was first met in: the head of the id of its verdict.
pub(super) fn scenario_of(cause: &Cause) -> &str {
    cause.example.split('/').next().unwrap_or_default()
}

/// The word of the stream.
pub(super) fn severity_tag(severity: Option<Severity>) -> &'static str {
    match severity {
        Some(Severity::Must) => "must",
        Some(Severity::Should) => "should",
        None => "",
    }
}
