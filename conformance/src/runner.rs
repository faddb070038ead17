//! Drives a mutuelle through scenarios and judges it: one pass, lot after lot.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::OcNumber;
use generators::WorldData;
use noemie::Profiles;
use oracle::ambiguity::Choices;
use oracle::law::Law;
use oracle::product::Product;
use protocol::Carried;

use crate::arrival::{Arrival, Travelled, as_they_came};
use crate::case::{Case, ExpectedFile};
use crate::cause::Groups;
use crate::examples;
use crate::folder::Folder;
use crate::report::{Lang, Summary};
use crate::scenario::{FaultSection, Play, Scenario, ScenarioError};
use crate::session::{FileHeard, Hello, Session, greet, part};
use crate::stream::{
    Input, Record, Run, STREAM_VERSION, Severity, Status, Subject, TargetIdentity, Verdict,
};
use crate::target::{Launch, Stdio, Target, TargetError, TargetSpec};
use readings::Readings;

mod causes;
mod example;
mod exchange;
mod readings;
mod requirements;
mod story;
mod through;
mod world;

pub use through::ThroughError;
pub use world::products;

/// What is to be run.
pub struct Job {
    /// Scenarios, in order.
    pub scenarios: Vec<Loaded>,
    /// Seed of the generated ones.
    pub seed: u64,
    /// The mutuelle.
    pub target: TargetSpec,
    /// How the sample mutuelle is started: this program itself, with its hidden subcommand.
    pub sample: Vec<String>,
    /// The layouts of every file that is exchanged.
    pub profiles: Profiles,
    /// Layouts that are the user's own: the name each is kept under in the report, and its text.
    pub layouts: Vec<(String, String)>,
    /// Report folder.
    pub report: PathBuf,
    /// Language of the pages.
    pub lang: Lang,
    /// Version of étalon.
    pub version: String,
    /// Most causes that are shrunk.
    pub causes: usize,
    /// Most runs of the target for each.
    pub budget: u32,
}

/// A scenario with what its file says.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// Name of its file.
    pub name: String,
    /// Its text, for its hash.
    pub text: String,
    /// Itself.
    pub scenario: Scenario,
    /// Products of its own, beside the shipped ones.
    pub products: Vec<Product>,
    /// Bytes of the files that a `flow` names, in order.
    pub files: Vec<Vec<u8>>,
}

/// What is happening, for who watches.
#[derive(Debug, Clone)]
pub enum Progress {
    /// A scenario starts, with that many steps.
    Scenario(String, u64),
    /// That many steps are done, with that many verdicts so far.
    Step(u64, u64),
    /// The smallest flow of a failure is looked for.
    Shrinking(String),
}

/// How a run ended.
#[derive(Debug)]
pub struct Finished {
    /// Everything the pages say.
    pub summary: Summary,
    /// It was cut short.
    pub interrupted: bool,
    /// The target could not even be started or greeted.
    pub undrivable: Option<String>,
    /// How often each fault of the catalogue befell a request at the door that files passed through.
    pub befell: BTreeMap<String, u64>,
}

/// Why a run cannot be made at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// A scenario file.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// A choice of the target file.
    #[error("the target file: {0}")]
    Choice(#[from] oracle::ambiguity::ChoiceError),
    /// A product that a world names is not there.
    #[error(
        "no product `{0}`: shipped are essentielle, equilibre, confort, c2s, renfort and surcomplementaire"
    )]
    NoProduct(String),
    /// A world has a contract of the C2S under another product, or another contract under a product of the C2S.
    #[error(
        "product `{0}`: `c2s: true` in the product and `contracts: c2s` in the world go together"
    )]
    NotOfTheC2s(String),
    /// A product that a scenario holds.
    #[error(transparent)]
    Product(#[from] oracle::product::ProductError),
    /// The generators.
    #[error(transparent)]
    Flow(#[from] generators::FlowError),
    /// A scenario says that it shows what is not in the catalogue.
    #[error(
        "{scenario}: proves: no requirement is named {unknown}: `etalon requirements` lists them"
    )]
    NoRequirement {
        /// The scenario.
        scenario: String,
        /// The ids.
        unknown: String,
    },
    /// A story that cannot be told.
    #[error("{0}: {1}")]
    Story(String, #[source] generators::story::StoryError),
    /// A worked example.
    #[error(transparent)]
    Example(#[from] examples::ExampleError),
    /// The portfolio of a scenario names a product that is not there.
    #[error(transparent)]
    Ledger(#[from] oracle::ledger::LedgerError),
    /// The door that files pass through, and the bad days at it.
    #[error(transparent)]
    Through(#[from] ThroughError),
    /// The report folder.
    #[error("failed to write the report: {0}")]
    Report(#[from] io::Error),
}

/// Runs a job. `progress` is told what happens; `stop` cuts the run short at the next step.
///
/// # Errors
/// Where the job cannot be run at all. A target that fails is no error: it is judged.
pub fn run(
    job: &Job,
    progress: &mut dyn FnMut(Progress),
    stop: &Arc<AtomicBool>,
) -> Result<Finished, RunError> {
    let choices = Choices::from_map(&job.target.choices)?;
    for loaded in &job.scenarios {
        loaded.scenario.play()?;
        through::possible(&loaded.scenario, job.target.through)?;
    }
    let folder = Folder::create(&job.report)?;
    let runner = Runner {
        job,
        readings: Readings::of(choices)?,
        law: Law::embedded(),
        profiles: &job.profiles,
        data: WorldData::embedded().map_err(generators::FlowError::from)?,
        folder,
        groups: Groups::default(),
        requirements: requirements::Requirements::default(),
        cases: Vec::new(),
        target: None,
        hello: None,
        faults: None,
        befell: BTreeMap::new(),
        progress,
        stop,
    };
    runner.whole()
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
    target: Option<Stdio>,
    hello: Option<Hello>,
    /// What goes wrong at the door in the scenario that is played.
    faults: Option<FaultSection>,
    befell: BTreeMap<String, u64>,
    progress: &'j mut dyn FnMut(Progress),
    stop: &'j Arc<AtomicBool>,
}

impl Runner<'_> {
    fn whole(mut self) -> Result<Finished, RunError> {
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
            for index in 0..self.job.scenarios.len() {
                if self.stopped() {
                    break;
                }
                self.scenario(index)?;
            }
            self.causes()?;
        }
        let interrupted = self.stopped();
        if let Some(mut target) = self.target.take() {
            part(&mut target);
        }
        let summary = self.folder.close(interrupted, self.job.lang)?;
        Ok(Finished {
            summary,
            interrupted,
            undrivable,
            befell: self.befell,
        })
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn head(&self) -> Run {
        let hello = self.hello.clone().unwrap_or(Hello {
            name: self.job.target.name.clone(),
            version: "(not greeted)".to_owned(),
            capabilities: Vec::new(),
        });
        let scenarios = &self.job.scenarios;
        let options: serde_json::Map<String, serde_json::Value> = scenarios
            .iter()
            .filter_map(|loaded| {
                let world = loaded.scenario.world.as_ref()?;
                Some((
                    loaded.scenario.id.clone(),
                    serde_json::to_value(world).ok()?,
                ))
            })
            .collect();
        Run {
            stream: STREAM_VERSION.to_owned(),
            etalon: self.job.version.clone(),
            scenarios: scenarios
                .iter()
                .map(|loaded| loaded.scenario.id.clone())
                .collect(),
            seed: self.job.seed,
            options: options.into(),
            target: TargetIdentity {
                name: hello.name,
                version: hello.version,
                capabilities: hello.capabilities,
                choices: self.job.target.choices.clone(),
                through: self.job.target.through,
            },
            inputs: self.inputs(),
            extra: BTreeMap::new(),
        }
    }

    fn inputs(&self) -> Vec<Input> {
        let input = |kind: &str, name: &str, text: &str| Input {
            kind: kind.to_owned(),
            name: name.to_owned(),
            sha256: Carried::sha256(text.as_bytes()),
        };
        let mut inputs = Vec::new();
        inputs.extend(
            noemie::profile::EMBEDDED_TEXTS
                .iter()
                .map(|(name, text)| input("profile", name, text)),
        );
        let own = self.job.layouts.iter();
        inputs.extend(own.map(|(name, text)| input("profile", name, text)));
        // One table says what an answer does to a movement; the others only warn.
        inputs.extend(
            noemie::tables::EMBEDDED_TEXTS
                .iter()
                .filter(|(id, _)| *id == noemie::reasons::TABLE)
                .map(|(name, text)| input("profile", name, text)),
        );
        inputs.extend(
            Law::files()
                .iter()
                .map(|(name, text)| input("law", name, text)),
        );
        inputs.extend(
            Product::shipped()
                .iter()
                .chain(&Product::shipped_on_top())
                .map(|(name, text)| input("product", name, text)),
        );
        let scenarios = &self.job.scenarios;
        if scenarios
            .iter()
            .any(|loaded| loaded.scenario.world.is_some())
        {
            let files = generators::DATA_FILES;
            inputs.extend(files.iter().map(|(name, text)| input("data", name, text)));
        }
        if scenarios
            .iter()
            .any(|loaded| loaded.scenario.examples.is_some())
        {
            let (name, text) = crate::scenario::WORKED_EXAMPLES;
            inputs.push(input("data", name, text));
        }
        for loaded in scenarios {
            inputs.push(input("scenario", &loaded.name, &loaded.text));
        }
        inputs
    }

    fn start(&mut self) -> Result<(), TargetError> {
        let target = &self.job.target;
        let command = match &target.launch {
            Launch::Stdio { command } => command.clone(),
            Launch::Sample { bugs } => {
                let mut command = self.job.sample.clone();
                for bug in bugs {
                    command.push("--bug".to_owned());
                    command.push(bug.clone());
                }
                command
            }
        };
        let mut started = Stdio::start(&command, target.limits)?.stopped_by(Arc::clone(self.stop));
        let hello = greet(&mut started, &self.job.version);
        // Kept in any case: its last words explain a failure.
        self.target = Some(started);
        match hello {
            Ok(hello) => {
                self.hello = Some(hello);
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// What went wrong with the target, with its last words; the process is ended.
    fn lament(&mut self, error: &TargetError) -> String {
        let words = self
            .target
            .as_mut()
            .map(Target::last_words)
            .unwrap_or_default();
        self.target = None;
        if words.is_empty() {
            error.to_string()
        } else {
            format!(
                "{error}; its standard error ends with: {}",
                words.join(" | ")
            )
        }
    }

    fn scenario(&mut self, index: usize) -> Result<(), RunError> {
        let job = self.job;
        let loaded = &job.scenarios[index];
        let id = &loaded.scenario.id;
        self.faults.clone_from(&loaded.scenario.faults);
        let unknown = self.requirements.enter(&loaded.scenario);
        if !unknown.is_empty() {
            return Err(RunError::NoRequirement {
                scenario: id.clone(),
                unknown: unknown.join(", "),
            });
        }
        if let Some(missing) = self.missing(&loaded.scenario.needs) {
            return self.skipped(id, missing);
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

    /// Talks with the target; where it is lost, says so in a verdict and starts it again. Also tells what came when, where files
    /// pass through a door: onto the shelf of that OC.
    fn with_target<F>(
        &mut self,
        scenario: &str,
        lot: u32,
        oc: OcNumber,
        talk: F,
    ) -> Result<(Vec<FileHeard>, Vec<Arrival>), RunError>
    where
        F: FnOnce(
            &mut dyn Target,
        )
            -> Result<(Vec<FileHeard>, Vec<String>, Result<(), TargetError>), TargetError>,
    {
        let mut way = self.way(oc);
        let talked = match self.target.as_mut() {
            Some(target) => way.talk(target, talk),
            None => Err(TargetError::Gone {
                how: " earlier and could not be started again".to_owned(),
            }),
        };
        let (heard, strays, lost) = match talked {
            Ok((heard, strays, result)) => (heard, strays, result.err()),
            Err(error) => (Vec::new(), Vec::new(), Some(error)),
        };
        let Travelled {
            arrivals,
            befell,
            failed,
        } = way.finish(lost.is_none());
        for (fault, count) in befell {
            *self.befell.entry(fault).or_insert(0) += count;
        }
        let lost = lost.or(failed);
        if self.stopped() {
            // What was not asked cannot be judged: the report is marked incomplete instead.
            return Ok((heard, arrivals));
        }
        for (rank, stray) in strays.iter().enumerate() {
            let mut verdict = self.about_target(scenario, lot, stray.clone(), Status::Nonconform);
            verdict.id = format!("{scenario}/{lot:04}/target/stray/{rank}");
            verdict.severity = Some(Severity::Must);
            self.emit(verdict, None)?;
        }
        if let Some(error) = lost {
            let is_to_blame = error.is_of_the_target();
            let detail = self.lament(&error);
            let verdict = if is_to_blame {
                let mut verdict = self.about_target(scenario, lot, detail, Status::Nonconform);
                verdict.severity = Some(Severity::Must);
                verdict
            } else {
                self.about_target(scenario, lot, detail, Status::Unknown)
            };
            self.emit(verdict, None)?;
            if !self.stopped()
                && let Err(error) = self.start()
            {
                self.lament(&error);
            }
        }
        Ok((heard, arrivals))
    }

    fn about_target(&self, scenario: &str, lot: u32, detail: String, status: Status) -> Verdict {
        Verdict {
            id: format!("{scenario}/{lot:04}/target"),
            scenario: scenario.to_owned(),
            lot,
            rule: "T-ANSWERS".to_owned(),
            status,
            severity: None,
            subject: Subject::Target { detail },
            readings: Vec::new(),
            note: None,
            extra: BTreeMap::new(),
        }
    }

    /// Judges what was heard of a case and writes the verdicts.
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
        for verdict in verdicts {
            self.emit(verdict, Some((case, &expected)))?;
        }
        Ok(expected)
    }

    /// Writes a verdict, and remembers the case of a failure seen for the first time.
    fn emit(
        &mut self,
        mut verdict: Verdict,
        seen_in: Option<(&Case, &[ExpectedFile])>,
    ) -> Result<(), RunError> {
        self.readings.one_alternative_an_entry(&mut verdict);
        self.requirements.count(&verdict);
        if self.groups.add(&verdict)
            && let Some((case, expected)) = seen_in
            && let Some(signature) = crate::signature::Signature::of(&verdict)
        {
            let hint = crate::judge::place(&verdict).and_then(|place| {
                expected
                    .iter()
                    .flat_map(|file| &file.lines)
                    .find(|line| line.at == *place)
                    .map(|line| line.who)
            });
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
