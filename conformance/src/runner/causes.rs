//! The causes of a run, each told by the smallest flow that shows it.

use std::io;

use super::account::{account, line_of};
use super::drive::supplied;
use super::through::{Way, owner};
use super::{Progress, RunError, Runner, Today};
use crate::case::{Case, ExpectedLine};
use crate::cause::tell;
use crate::invariants::{Invariant, variant};
use crate::scenario::{FlowFile, FlowSpec, Scenario};
use crate::session::FileHeard;
use crate::shrink::{Rows, Search, judge_case_at};
use crate::stream::{Record, Smallest, Subject, Text, Verdict};
use crate::target::{Courier, Target};

impl Runner<'_> {
    /// Tells the causes, the most frequent first, each by its smallest flow.
    pub(super) fn causes(&mut self) -> Result<(), RunError> {
        // What went wrong at a door belongs to its scenario.
        self.faults = None;
        let groups = std::mem::take(&mut self.groups);
        let cases = std::mem::take(&mut self.cases);
        for (rank, group) in groups.by_count().into_iter().enumerate() {
            let seen = cases
                .iter()
                .find(|(signature, _, _)| *signature == group.signature);
            let shrunk = match seen {
                Some((signature, case, hint)) if rank < self.job.causes && !self.stopped() => {
                    (self.progress)(Progress::Shrinking(signature.to_string()));
                    self.smallest(&group.first, signature, case, *hint)
                }
                _ => None,
            };
            let mut cause = match shrunk {
                Some(shrunk) => self.cause_of(group, &shrunk)?,
                None => {
                    let scenario = &group.first.scenario;
                    let replay = format!(
                        "etalon run {scenario} --seed {} --target target.yaml{}{} --report replay",
                        self.job.seed,
                        self.layout_options(),
                        self.day_option()
                    );
                    tell(group, &group.first, &[], None, replay)
                }
            };
            cause.requirements = self.requirements.broken_by(&cause.rule);
            self.folder.record(&Record::Cause(Box::new(cause)))?;
        }
        for shown in self.requirements.shown() {
            self.folder.record(&Record::Requirement(Box::new(shown)))?;
        }
        Ok(())
    }

    fn smallest(
        &mut self,
        first: &Verdict,
        signature: &crate::signature::Signature,
        case: &Case,
        hint: Option<domain::Beneficiary>,
    ) -> Option<crate::shrink::Shrunk> {
        let choices = self.readings.declared().clone();
        let profile = self.profiles.decomptes();
        let search = Search {
            profile,
            choices: &choices,
            grain: self.job.target.grain,
            budget: self.job.budget,
        };
        let rows = if self.job.target.portfolio.is_preloaded() {
            Rows::Kept
        } else {
            Rows::Dropped
        };
        self.loaded_as = self.name_loaded(&case.scenario);
        let grain = self.job.target.grain;
        if let Subject::Invariant { invariant, .. } = first.subject {
            let mut judged = |case: &Case| {
                let heard = self.replayed(case)?;
                let held = self.held(invariant, case, &heard).ok()?;
                Some(held.verdicts.into_iter().map(|(one, _)| one).collect())
            };
            return search.smallest_judged(case, signature, hint, rows, &mut judged);
        }
        let mut judged = |case: &Case| {
            let heard = self.replayed(case)?;
            let expected = case.expect(profile, &choices, false).ok()?;
            Some(judge_case_at(case, &expected, &heard, grain))
        };
        search.smallest_judged(case, signature, hint, rows, &mut judged)
    }

    /// Plays a case to the target once more, whatever was played before; none where it was lost on the way.
    pub(super) fn replayed(&mut self, case: &Case) -> Option<Vec<FileHeard>> {
        if self.target.is_none() {
            self.start().ok()?;
        }
        let (limits, profile) = (self.job.target.limits, self.profiles.decomptes());
        // A courier of étalon's own changes nothing that is judged: the way through the door is spared. A target that
        // fetches itself knows no other way.
        let mut way = match self.job.target.courier {
            Courier::Etalon => Way::Messages,
            Courier::Target => self.way(owner(&case.files, profile)),
        };
        let (supply, name) = (self.job.target.portfolio, self.loaded_as.as_deref());
        let target = &mut **self.target.as_mut()?;
        let heard = way.talk(target, |target| {
            let play = |target: &mut dyn Target| case.play(target, limits, profile);
            supplied(target, supply, name, play)
        });
        way.finish(heard.is_ok());
        if heard.is_err() {
            self.target = None;
        }
        heard.ok()
    }

    /// The name that the people of a scenario were loaded under, where it is another.
    fn name_loaded(&self, scenario: &str) -> Option<String> {
        let mut all = self.job.scenarios.iter().map(|loaded| &loaded.scenario);
        let played = all.find(|one| one.id == scenario)?;
        played.flow.as_ref()?.loaded_as.clone()
    }

    /// Keeps the smallest flow with a scenario that replays it, and tells the cause by it.
    fn cause_of(
        &mut self,
        group: &crate::cause::Group,
        shrunk: &crate::shrink::Shrunk,
    ) -> Result<crate::stream::Cause, RunError> {
        let slug = group.signature.slug();
        let case = &shrunk.case;
        let traced = case.expect(self.profiles.decomptes(), self.readings.declared(), true)?;
        let example = shrunk
            .verdicts
            .iter()
            .find(|v| crate::signature::Signature::of(v).as_ref() == Some(&group.signature))
            .unwrap_or(&group.first);
        let lines: Vec<&ExpectedLine> = if self.job.target.grain.is_line() {
            let line = line_of(&traced, &shrunk.verdicts, example);
            line.into_iter().collect()
        } else {
            let place = crate::judge::place(example);
            let lines = place.map(|place| crate::judge::lines_at(&traced, place));
            lines.into_iter().flatten().collect()
        };
        let steps = lines.iter().flat_map(|line| line.expectation.steps.clone());
        let steps: Vec<_> = steps.collect();
        let mut files = Vec::new();
        let mut listed = Vec::new();
        for (rank, file) in case.files.iter().enumerate() {
            let name = format!("{:02}-{}", rank + 1, file.name);
            let path = format!("smallest/{slug}/{name}");
            self.folder.keep(&path, &file.bytes)?;
            files.push(path);
            listed.push(FlowFile {
                day: file.day,
                path: name,
            });
        }
        let invariant = match example.subject {
            Subject::Invariant { invariant, .. } => Some(invariant),
            _ => None,
        };
        if let Some(invariant) = invariant {
            files.extend(self.second_flow(invariant, case, &slug)?);
        }
        let is_loaded = self.job.target.portfolio.is_preloaded();
        let loaded_as = self
            .name_loaded(&case.scenario)
            .unwrap_or_else(|| case.scenario.clone());
        let scenario = Scenario {
            schema_version: 1,
            id: format!("replay-{slug}"),
            title: Text {
                fr: format!("Plus petit flux qui montre {}", group.signature),
                en: format!("Smallest flow that shows {}", group.signature),
            },
            products: Vec::new(),
            world: None,
            suites: Vec::new(),
            proves: Vec::new(),
            needs: Vec::new(),
            invariants: invariant.into_iter().collect(),
            vary: Vec::new(),
            story: None,
            examples: None,
            flow: Some(FlowSpec {
                lot: case.lot,
                loaded_as: is_loaded.then_some(loaded_as),
                products: case
                    .products
                    .iter()
                    .map(serde_json::to_value)
                    .collect::<Result<_, _>>()
                    .map_err(io::Error::from)?,
                members: case.members.clone(),
                changes: case.changes.clone(),
                files: listed,
            }),
            // The files stand on the days they came: what made them late is in them already.
            faults: None,
        };
        let path = format!("smallest/{slug}/scenario.yaml");
        // JSON is YAML: the scenario reads back through the same door as any other.
        let text = serde_json::to_string_pretty(&scenario).map_err(io::Error::from)?;
        self.folder.keep(&path, text.as_bytes())?;
        let smallest = Smallest {
            files,
            scenario: path.clone(),
            members: u32::try_from(case.members.len()).unwrap_or(u32::MAX),
            decomptes: shrunk.decomptes,
            lines: shrunk.lines,
            runs: shrunk.runs,
        };
        let layouts = self.layout_options();
        let replay = format!("etalon run {path} --target target.yaml{layouts} --report replay");
        let mut cause = tell(group, example, &steps, Some(smallest), replay);
        cause.account = lines
            .first()
            .map(|line| account(&traced, line.who))
            .unwrap_or_default();
        Ok(cause)
    }

    /// Keeps the second flow of a pair beside the smallest one.
    fn second_flow(
        &mut self,
        invariant: Invariant,
        case: &Case,
        slug: &str,
    ) -> Result<Vec<String>, RunError> {
        let heard = self.replayed(case).unwrap_or_default();
        let second = variant(invariant, case, &heard, self.profiles.decomptes());
        let mut files = Vec::new();
        for (rank, file) in second
            .into_iter()
            .flat_map(|one| one.case.files)
            .enumerate()
        {
            let word = invariant.word();
            let path = format!("smallest/{slug}/{word}/{:02}-{}", rank + 1, file.name);
            self.folder.keep(&path, &file.bytes)?;
            files.push(path);
        }
        Ok(files)
    }

    /// What a replay needs to fall on the same days, where the day was given.
    fn day_option(&self) -> String {
        match self.job.today {
            Some(Today {
                day,
                is_given: true,
            }) => format!(" --today {day}"),
            _ => String::new(),
        }
    }

    /// What a replay needs to read and write under the same layouts.
    fn layout_options(&self) -> String {
        let names = self.job.layouts.iter().map(|(name, _)| name);
        names.map(|name| format!(" --profile {name}")).collect()
    }
}
