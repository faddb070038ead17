//! Drives a mutuelle through scenarios and judges it: one pass, lot after lot.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use generators::WorldData;
use noemie::Profiles;
use oracle::ambiguity::Choices;
use oracle::law::Law;

use crate::arrival::as_they_came;
use crate::case::{Case, ExpectedFile};
use crate::cause::Groups;
use crate::examples;
use crate::folder::Folder;
use crate::invariants::Invariant;
use crate::scenario::{FaultSection, Play};
use crate::session::{FileHeard, Hello, Session, part};
use crate::stream::{Record, Status, Verdict};
use crate::target::{Here, Launch, Target, batch};
use crate::wall::{self, Moved};
use readings::Readings;

mod account;
mod causes;
mod drive;
mod evidence;
mod example;
mod exchange;
mod head;
mod invariants;
mod job;
mod readings;
mod requirements;
mod story;
mod through;
mod world;

pub use job::{Finished, Job, Loaded, Progress, RunError, Today};
pub use through::ThroughError;
pub(crate) use world::product;
pub use world::products;

/// Runs a job. `progress` is told what happens; `stop` cuts the run short at the next step.
///
/// # Errors
/// Where the job cannot be run at all. A target that fails is no error: it is judged.
pub fn run(
    job: &Job,
    progress: &mut dyn FnMut(Progress),
    stop: &Arc<AtomicBool>,
) -> Result<Finished, RunError> {
    runnable(job)?;
    let folder = Folder::create(&job.report)?;
    Runner::new(job, folder, progress, stop)?.whole()
}

/// How a mutuelle in this process is started, and started again where it was lost.
pub(crate) type Starts<'a> = Box<dyn FnMut() -> Option<Here> + 'a>;

/// The records of a run of those scenarios of a job, all where none are named, by a mutuelle in this process; nothing is
/// written.
pub(crate) fn judged(
    job: &Job,
    only: Option<&[String]>,
    starts: Starts<'_>,
    stop: &Arc<AtomicBool>,
) -> Result<Vec<Record>, RunError> {
    runnable(job)?;
    let mut unseen = |_: Progress| {};
    let mut runner = Runner::new(job, Folder::nowhere(), &mut unseen, stop)?;
    runner.here = Some(starts);
    runner.play(only)?;
    Ok(runner.folder.records())
}

/// Whether a job can be run at all.
fn runnable(job: &Job) -> Result<(), RunError> {
    for loaded in &job.scenarios {
        if !loaded.by_suite {
            loaded.scenario.play()?;
            through::possible(&loaded.scenario, job.target.through)?;
        }
    }
    through::reachable(&job.target)?;
    if let Launch::Batch(launch) = &job.target.launch {
        batch::check(launch, job.target.grain)?;
    }
    Ok(())
}

/// A scenario as a target that lives by the wall clock meets it.
fn on_the_wall(job: &Job, loaded: &Loaded) -> Option<Result<Moved, String>> {
    let today = job.today?;
    Some(wall::moved(loaded, today.day))
}

struct Runner<'j> {
    job: &'j Job,
    readings: Readings,
    law: &'static Law,
    profiles: &'j Profiles,
    data: WorldData,
    folder: Folder,
    groups: Groups,
    requirements: requirements::Requirements,
    /// Cases that a failure was first seen in, for the search of the smallest flow.
    cases: Vec<(
        crate::signature::Signature,
        Case,
        Option<domain::Beneficiary>,
    )>,
    /// What the last record says beside the counts.
    gathered: evidence::Gathered,
    target: Option<Box<dyn Target>>,
    /// How it is started, where it is in this process.
    here: Option<Starts<'j>>,
    hello: Option<Hello>,
    /// What goes wrong at the door in the scenario that is played.
    faults: Option<FaultSection>,
    /// The scenario that a target was loaded for, where it is another than the one played: of a replay.
    loaded_as: Option<String>,
    /// Each scenario with its days moved, or why it is not; none where the target lives by the days it is told.
    moved: Vec<Option<Result<Moved, String>>>,
    /// What is held of its flow, told in other ways.
    wanted: Vec<Invariant>,
    befell: BTreeMap<String, u64>,
    progress: &'j mut dyn FnMut(Progress),
    stop: &'j Arc<AtomicBool>,
}

impl<'j> Runner<'j> {
    fn new(
        job: &'j Job,
        folder: Folder,
        progress: &'j mut dyn FnMut(Progress),
        stop: &'j Arc<AtomicBool>,
    ) -> Result<Self, RunError> {
        let choices = Choices::from_map(&job.target.choices)?;
        Ok(Self {
            job,
            readings: Readings::of(choices)?.at(job.target.grain),
            law: Law::embedded(),
            profiles: &job.profiles,
            data: WorldData::embedded().map_err(generators::FlowError::from)?,
            folder,
            groups: Groups::default(),
            requirements: requirements::Requirements::default(),
            cases: Vec::new(),
            gathered: evidence::Gathered::default(),
            target: None,
            here: None,
            hello: None,
            faults: None,
            loaded_as: None,
            wanted: Vec::new(),
            moved: job
                .scenarios
                .iter()
                .map(|one| on_the_wall(job, one))
                .collect(),
            befell: BTreeMap::new(),
            progress,
            stop,
        })
    }

    fn whole(mut self) -> Result<Finished, RunError> {
        let undrivable = self.play(None)?;
        let interrupted = self.stopped();
        if let Some(mut target) = self.target.take() {
            part(&mut *target);
        }
        let evidence = self.evidence();
        self.folder.stands_on(evidence);
        let summary = self.folder.close(interrupted, self.job.lang)?;
        Ok(Finished {
            summary,
            interrupted,
            undrivable,
            befell: self.befell,
        })
    }

    /// Everything but the last record: the scenarios of the job, those alone where some are named. Why the target could not
    /// be driven, where it could not.
    fn play(&mut self, only: Option<&[String]>) -> Result<Option<String>, RunError> {
        let undrivable = self.start().err().map(|error| self.lament(&error));
        self.folder.record(&Record::Run(self.head()))?;
        let target = serde_json::to_string_pretty(&self.job.target).map_err(io::Error::from)?;
        // JSON is YAML: it reads back through the same door as any other target file.
        self.folder.keep("target.yaml", target.as_bytes())?;
        for (name, text) in &self.job.layouts {
            self.folder.keep(name, text.as_bytes())?;
        }
        if let Some(why) = &undrivable {
            let verdict = self.about_target("start", 0, why.clone(), Status::Unknown);
            self.emit(verdict, None)?;
        } else {
            for (index, loaded) in self.job.scenarios.iter().enumerate() {
                if self.stopped() {
                    break;
                }
                if only.is_none_or(|only| only.contains(&loaded.scenario.id)) {
                    self.scenario(index)?;
                }
            }
            self.causes()?;
        }
        Ok(undrivable)
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn scenario(&mut self, index: usize) -> Result<(), RunError> {
        let job = self.job;
        let moved = self.moved.get(index).cloned().flatten();
        let loaded = match &moved {
            Some(Ok(moved)) => &moved.loaded,
            _ => &job.scenarios[index],
        };
        let id = &loaded.scenario.id;
        self.faults.clone_from(&loaded.scenario.faults);
        let flow = loaded.scenario.flow.as_ref();
        self.loaded_as = flow.and_then(|flow| flow.loaded_as.clone());
        self.wanted = Invariant::ALL.to_vec();
        let asked = &loaded.scenario.invariants;
        self.wanted
            .retain(|one| job.invariants || asked.contains(one));
        let unknown = self.requirements.enter(&loaded.scenario);
        if !unknown.is_empty() {
            return Err(RunError::NoRequirement {
                scenario: id.clone(),
                unknown: unknown.join(", "),
            });
        }
        let unmoved = moved.as_ref().and_then(|moved| moved.as_ref().err());
        if let Some(why) = unmoved.cloned().or_else(|| self.why_not(loaded)) {
            return self.skipped(id, why);
        }
        match loaded.scenario.play()? {
            Play::World(spec) => self.world(loaded, spec),
            Play::Story(story) => self.story(loaded, story),
            Play::Examples(specs) => {
                (self.progress)(Progress::Scenario(id.clone(), specs.len() as u64));
                let rows = examples::rows()?;
                for (number, spec) in (0..).zip(specs) {
                    if self.stopped() {
                        break;
                    }
                    let example =
                        examples::example(id, spec, &rows, number, self.law, self.profiles)?;
                    self.example(example)?;
                    self.step(u64::from(number) + 1);
                }
                Ok(())
            }
            Play::Flow(flow) => {
                if let Some(why) = self.wants_pushing(&flow.changes) {
                    return self.skipped(id, why);
                }
                (self.progress)(Progress::Scenario(id.clone(), 1));
                let files = flow
                    .files
                    .iter()
                    .zip(&loaded.files)
                    .map(|(file, bytes)| crate::case::CaseFile {
                        day: file.day,
                        name: file.path.clone(),
                        bytes: bytes.clone(),
                    })
                    .collect();
                let mut case = Case {
                    scenario: id.clone(),
                    lot: flow.lot,
                    products: flow.products(&loaded.name)?,
                    members: flow.members.clone(),
                    changes: flow.changes.clone(),
                    files,
                };
                let heard = self.played(&mut case)?;
                self.judged(&case, &heard)?;
                self.invariants(&case)?;
                self.step(1);
                Ok(())
            }
        }
    }

    fn step(&mut self, done: u64) {
        let tally = self.folder.tally();
        let verdicts = [
            Status::Conform,
            Status::Nonconform,
            Status::Tolerated,
            Status::Skipped,
            Status::Unknown,
        ]
        .map(|status| tally.count(status))
        .iter()
        .sum();
        (self.progress)(Progress::Step(done, verdicts));
    }

    /// Plays a case to the target, restarting it where it was lost; what was lost was not heard. Its files then stand as
    /// they came.
    fn played(&mut self, case: &mut Case) -> Result<Vec<FileHeard>, RunError> {
        for file in &case.files {
            self.folder
                .keep(&kept_name(case, &file.name), &file.bytes)?;
        }
        let (limits, profile) = (self.job.target.limits, self.profiles.decomptes());
        let oc = through::owner(&case.files, profile);
        let (mut heard, arrivals) = self.with_target(&case.scenario, case.lot, oc, |target| {
            let mut session =
                Session::open(target, &case.scenario, case.lot, &case.products, limits)?;
            let result = case.hand_over(&mut session, profile);
            let (heard, strays) = session.close();
            Ok((heard, strays, result))
        })?;
        let places: Vec<usize> = (0..case.files.len()).collect();
        as_they_came(&mut case.files, &mut heard, &places, &arrivals);
        Ok(heard)
    }

    fn judged(&mut self, case: &Case, heard: &[FileHeard]) -> Result<Vec<ExpectedFile>, RunError> {
        let names: Vec<String> = case
            .files
            .iter()
            .map(|file| kept_name(case, &file.name))
            .collect();
        let profile = self.profiles.decomptes();
        let (expected, verdicts) = self.readings.judged(case, heard, &names, profile)?;
        if self.stopped() {
            return Ok(expected);
        }
        self.gather(case, &verdicts)?;
        for verdict in verdicts {
            self.emit(verdict, Some((case, &expected)))?;
        }
        Ok(expected)
    }

    /// Writes a verdict, and remembers the case of a failure seen for the first time.
    fn emit(
        &mut self,
        verdict: Verdict,
        seen_in: Option<(&Case, &[ExpectedFile])>,
    ) -> Result<(), RunError> {
        self.emit_about(verdict, seen_in.map(|(case, _)| case), |verdict| {
            let (_, expected) = seen_in?;
            let place = crate::judge::place(verdict)?;
            let mut lines = crate::judge::lines_at(expected, place);
            lines.next().map(|line| line.who)
        })
    }

    /// The same, where `who` tells the person that a failure is about.
    fn emit_about(
        &mut self,
        mut verdict: Verdict,
        seen_in: Option<&Case>,
        who: impl FnOnce(&Verdict) -> Option<domain::Beneficiary>,
    ) -> Result<(), RunError> {
        self.readings.one_alternative_an_entry(&mut verdict);
        self.requirements.count(&verdict);
        if self.groups.add(&verdict)
            && let Some(case) = seen_in
            && let Some(signature) = crate::signature::Signature::of(&verdict)
        {
            let hint = who(&verdict);
            self.cases.push((signature, case.clone(), hint));
        }
        self.folder.verdict(verdict)?;
        Ok(())
    }
}

/// Name of a file of a case in the report folder.
fn kept_name(case: &Case, name: &str) -> String {
    format!("files/{}/lot-{:04}/{name}", case.scenario, case.lot)
}
