//! Which requirements a run shows, and how that goes.

use std::collections::{BTreeMap, BTreeSet};

use domain::Day;
use oracle::law::Law;

use crate::requirements::{Requirement, families};
use crate::scenario::Scenario;
use crate::stream::{Exercised, RequirementTold, Shown, Status, Subject, Text, Verdict};

/// A requirement of the catalogue, with its family.
struct Known {
    family: String,
    title: Text,
    requirement: Requirement,
}

impl Known {
    fn told(&self) -> RequirementTold {
        let Self {
            family,
            title,
            requirement,
        } = self;
        RequirementTold {
            id: requirement.id.clone(),
            family: family.clone(),
            family_title: title.clone(),
            weight: requirement.severity,
            text: Text {
                fr: requirement.fr.clone(),
                en: requirement.en.clone(),
            },
            source: requirement.source.clone(),
        }
    }

    fn rests_on(&self, rule: &str) -> bool {
        self.requirement.rules.iter().any(|own| own == rule)
    }
}

/// How the verdicts of the scenarios that show a requirement ended.
#[derive(Default)]
struct Counted {
    /// Those of its rules.
    of_rules: BTreeMap<Status, u64>,
    /// All.
    all: BTreeMap<Status, u64>,
    /// Dates of care: first, last, and those where the law changes.
    days: Option<Exercised>,
}

impl Counted {
    fn on(&mut self, day: Day, is_boundary: bool) {
        let days = self.days.get_or_insert_with(|| Exercised {
            from: day,
            to: day,
            boundaries: Vec::new(),
        });
        days.from = days.from.min(day);
        days.to = days.to.max(day);
        if let (true, Err(place)) = (is_boundary, days.boundaries.binary_search(&day)) {
            days.boundaries.insert(place, day);
        }
    }

    fn told(&self) -> BTreeMap<Status, u64> {
        if self.of_rules.is_empty() {
            self.all.clone()
        } else {
            self.of_rules.clone()
        }
    }
}

/// The requirements of a run. The catalogue is read when it is first asked: most runs of a scenario of one's own never
/// do.
#[derive(Default)]
pub(super) struct Requirements {
    catalogue: Vec<Known>,
    /// Of each scenario that shows any: places in the catalogue.
    of: BTreeMap<String, Vec<usize>>,
    counts: BTreeMap<usize, Counted>,
    /// By rule: scenarios where it was broken.
    broken: BTreeMap<String, BTreeSet<String>>,
    /// Days on which a figure of the law changes, and their eves.
    boundaries: Option<BTreeSet<Day>>,
}

fn boundaries() -> BTreeSet<Day> {
    let law = Law::embedded();
    let (first, _) = law.span();
    let changes = law.all().flat_map(oracle::law::Series::changes);
    let days = changes.map(|(day, _)| day).filter(|day| *day > first);
    days.flat_map(|day| [day.plus(-1), day]).collect()
}

impl Requirements {
    /// A scenario is about to be played. Gives the ids that it names and the catalogue does not have.
    pub(super) fn enter(&mut self, scenario: &Scenario) -> Vec<String> {
        if scenario.proves.is_empty() {
            return Vec::new();
        }
        self.read();
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for id in &scenario.proves {
            let place = self
                .catalogue
                .iter()
                .position(|one| one.requirement.id == *id);
            match place {
                Some(place) => known.push(place),
                None => unknown.push(id.clone()),
            }
        }
        self.of.insert(scenario.id.clone(), known);
        unknown
    }

    fn read(&mut self) {
        if self.catalogue.is_empty() {
            let families = families().unwrap_or_else(|error| {
                unreachable!("the embedded catalogue is read by a test: {error}")
            });
            self.catalogue = families
                .into_iter()
                .flat_map(|file| {
                    let (family, title) = (file.family, file.title);
                    let own = file.requirements.into_iter();
                    own.map(move |requirement| Known {
                        family: family.clone(),
                        title: title.clone(),
                        requirement,
                    })
                })
                .collect();
        }
    }

    /// Counts a verdict for what its scenario shows.
    pub(super) fn count(&mut self, verdict: &Verdict) {
        if verdict.status == Status::Nonconform {
            let broken = self.broken.entry(verdict.rule.clone()).or_default();
            if !broken.contains(&verdict.scenario) {
                broken.insert(verdict.scenario.clone());
            }
        }
        for place in self.of.get(&verdict.scenario).into_iter().flatten() {
            let known = self.catalogue.get(*place);
            let counts = self.counts.entry(*place).or_default();
            *counts.all.entry(verdict.status).or_default() += 1;
            // What is known of the target itself is known of everything that it was to show.
            let is_of =
                |known: &Known| known.rests_on(&verdict.rule) || verdict.rule == "T-ANSWERS";
            if known.is_some_and(is_of) {
                *counts.of_rules.entry(verdict.status).or_default() += 1;
                if let Subject::Line { care, .. } = &verdict.subject {
                    let changes = self.boundaries.get_or_insert_with(boundaries);
                    counts.on(care.day, changes.contains(&care.day));
                }
            }
        }
    }

    /// What is broken where that rule is: of what the scenarios set out to show, what rests on the rule; all of it, where
    /// nothing does.
    pub(super) fn broken_by(&mut self, rule: &str) -> Vec<RequirementTold> {
        self.read();
        let scenarios = self.broken.get(rule).into_iter().flatten();
        let places = scenarios
            .filter_map(|scenario| self.of.get(scenario))
            .flatten();
        let places: BTreeSet<usize> = places.copied().collect();
        let known = || places.iter().filter_map(|place| self.catalogue.get(*place));
        let of_rule = known().filter(|one| one.rests_on(rule));
        let mut told: Vec<_> = of_rule.map(Known::told).collect();
        if told.is_empty() {
            told = known().map(Known::told).collect();
        }
        if told.is_empty() {
            // What rests on little else is what the rule is about.
            let of_rule = self.catalogue.iter().filter(|one| one.rests_on(rule));
            let nearest = of_rule.min_by_key(|one| {
                let requirement = &one.requirement;
                (requirement.rules.len(), requirement.severity)
            });
            told.extend(nearest.map(Known::told));
        }
        // What must be comes first.
        told.sort_by_key(|one| one.weight);
        told
    }

    /// How the run went for each requirement that it set out to show, in the order of the catalogue: by the verdicts of its
    /// rules; by all of its scenarios, where there is none of these.
    pub(super) fn shown(&self) -> Vec<Shown> {
        let mut by: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for (scenario, places) in &self.of {
            for place in places {
                by.entry(*place).or_default().push(scenario.clone());
            }
        }
        let shown = by.into_iter().filter_map(|(place, scenarios)| {
            Some(Shown {
                requirement: self.catalogue.get(place)?.told(),
                scenarios,
                verdicts: self
                    .counts
                    .get(&place)
                    .map(Counted::told)
                    .unwrap_or_default(),
                rules: self.catalogue.get(place)?.requirement.rules.clone(),
                exercised: self.counts.get(&place).and_then(|of| of.days.clone()),
            })
        });
        shown.collect()
    }
}
