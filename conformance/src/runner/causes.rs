//! The causes of a run, each told by the smallest flow that shows it.

use std::io;

use super::through::{Way, owner};
use super::{Progress, RunError, Runner};
use crate::case::Case;
use crate::cause::tell;
use crate::scenario::{FlowFile, FlowSpec, Scenario};
use crate::shrink::Search;
use crate::stream::{Record, Smallest, Text};
use crate::target::Courier;

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
                    self.smallest(signature, case, *hint)
                }
                _ => None,
            };
            let mut cause = match shrunk {
                Some(shrunk) => self.cause_of(group, &shrunk)?,
                None => {
                    let scenario = &group.first.scenario;
                    let replay = format!(
                        "etalon run {scenario} --seed {} --target target.yaml{} --report replay",
                        self.job.seed,
                        self.layout_options()
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
        signature: &crate::signature::Signature,
        case: &Case,
        hint: Option<domain::Beneficiary>,
    ) -> Option<crate::shrink::Shrunk> {
        let choices = self.readings.declared().clone();
        let profile = self.profiles.decomptes();
        let search = Search {
            profile,
            choices: &choices,
            budget: self.job.budget,
        };
        let limits = self.job.target.limits;
        let mut play = |case: &Case| {
            if self.target.is_none() {
                self.start().ok()?;
            }
            // A courier of étalon's own changes nothing that is judged: the way through the door is spared. A target that
            // fetches itself knows no other way.
            let mut way = match self.job.target.courier {
                Courier::Etalon => Way::Messages,
                Courier::Target => self.way(owner(&case.files, profile)),
            };
            let target = &mut **self.target.as_mut()?;
            let heard = way.talk(target, |target| case.play(target, limits, profile));
            way.finish(heard.is_ok());
            if heard.is_err() {
                self.target = None;
            }
            heard.ok()
        };
        search.smallest(case, signature, hint, &mut play)
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
        let steps = crate::judge::place(example)
            .and_then(|place| {
                traced
                    .iter()
                    .flat_map(|file| &file.lines)
                    .find(|line| line.at == *place)
                    .map(|line| line.expectation.steps.clone())
            })
            .unwrap_or_default();
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
            vary: Vec::new(),
            story: None,
            examples: None,
            flow: Some(FlowSpec {
                lot: case.lot,
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
        Ok(tell(group, example, &steps, Some(smallest), replay))
    }

    /// What a replay needs to read and write under the same layouts.
    fn layout_options(&self) -> String {
        let names = self.job.layouts.iter().map(|(name, _)| name);
        names.map(|name| format!(" --profile {name}")).collect()
    }
}
