//! What is to be run, and what came of it.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use domain::Day;
use generators::Unheeded;
use noemie::Profiles;
use oracle::product::Product;

use super::ThroughError;
use crate::examples;
use crate::report::{Lang, Summary};
use crate::scenario::{Scenario, ScenarioError};
use crate::target::TargetSpec;

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
    /// Every invariant is held of every scenario, beside those that scenarios ask for.
    pub invariants: bool,
    /// The day that scenarios end on, for a target that lives by the wall clock.
    pub today: Option<Today>,
    /// Most causes that are shrunk.
    pub causes: usize,
    /// Most runs of the target for each.
    pub budget: u32,
}

/// The day on the wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Today {
    /// The day.
    pub day: Day,
    /// It was given, so that a run replays: only then does the stream tell it.
    pub is_given: bool,
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
    /// A suite brought it: where the target, or this build, cannot play it, it is skipped. One that is asked for by name is
    /// refused.
    pub by_suite: bool,
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
    /// A life of a scenario's world was not done: which, and why. Where the target declares, that may be what comes of what it
    /// did not declare.
    Unheeded(String, Unheeded),
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
    /// A batch command of the target file, or the mapping of its answers.
    #[error(transparent)]
    Mapping(#[from] crate::target::mapping::MappingError),
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
