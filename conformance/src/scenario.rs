//! Scenario files: who, what happens, which parts of the law it shows.

mod suite;
mod vary;

use std::collections::BTreeMap;

use domain::{Day, Member};
use generators::story::StorySpec;
use generators::{Change, WorldSpec};
use oracle::product::{Product, ProductError};
use protocol::Capability;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::invariants::Invariant;
use crate::stream::Text;

pub use suite::Suite;
pub use vary::instances;

/// A scenario file. Exactly one of `world`, `story`, `examples` and `flow` says what happens.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Scenario {
    /// 1.
    pub schema_version: u8,
    /// Stable id.
    pub id: String,
    /// What it is about.
    pub title: Text,
    /// Suites it is run with; `full` has them all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suites: Vec<Suite>,
    /// Ids of the requirements that it shows (`etalon requirements`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proves: Vec<String>,
    /// What a target must claim for it: without, the scenario is skipped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Capability>,
    /// What is held of its flow told in other ways (`docs/scenarios.md`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub invariants: Vec<Invariant>,
    /// Makes a family of it: for each row a scenario of its own, named by the row's `as`, with the row's values in the
    /// places of `$name`. Stands last in the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vary: Vec<BTreeMap<String, serde_json::Value>>,
    /// A generated world.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub world: Option<WorldSpec>,
    /// Products of its own, beside the shipped ones, each the content of a product file (see `docs/products.md`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<serde_json::Value>,
    /// Some people, and what happens to them on days that are told.
    #[serde(default, skip_serializing)]
    pub story: Option<StorySpec>,
    /// The published worked examples, by row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub examples: Option<Vec<ExampleSpec>>,
    /// Files as they are: a failure to see again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flow: Option<FlowSpec>,
    /// What goes wrong at the door that files pass through: `through: http` in the target file, or `--through http`. The
    /// content of a file of faults (see `docs/faults.md`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub faults: Option<FaultSection>,
}

/// Rules of bad days at a door.
#[cfg(feature = "doors")]
pub type FaultSection = simulator::faults::FaultSpec;

/// Rules of bad days at a door, which this build has not: a scenario that holds them is refused.
#[cfg(not(feature = "doors"))]
pub type FaultSection = serde_json::Value;

/// What a scenario plays.
#[derive(Debug, Clone, Copy)]
pub enum Play<'a> {
    /// A generated world.
    World(&'a WorldSpec),
    /// A story.
    Story(&'a StorySpec),
    /// Worked examples.
    Examples(&'a [ExampleSpec]),
    /// Files as they are.
    Flow(&'a FlowSpec),
}

/// Files as they are, with the portfolio they meet.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FlowSpec {
    /// Lot it comes from.
    #[serde(default)]
    pub lot: u32,
    /// The scenario under whose name its people were loaded, for a target that has them beforehand (`portfolio: preloaded`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loaded_as: Option<String>,
    /// Products, each the content of a product file (see `docs/products.md`).
    pub products: Vec<serde_json::Value>,
    /// The portfolio when it begins.
    pub members: Vec<Member>,
    /// What the mutuelle learns on the way, in order of days: before the files of its day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// Files beside this one, in order of delivery.
    pub files: Vec<FlowFile>,
}

impl FlowSpec {
    /// The products, read and checked like product files.
    ///
    /// # Errors
    /// Where one is none.
    pub fn products(&self, name: &str) -> Result<Vec<Product>, ProductError> {
        read_products(&self.products, name)
    }
}

/// Products that a scenario holds. JSON is YAML: they go through the same door as a file.
fn read_products(told: &[serde_json::Value], name: &str) -> Result<Vec<Product>, ProductError> {
    let read = |product: &serde_json::Value| Product::parse(name, &product.to_string());
    told.iter().map(read).collect()
}

/// A file of a flow.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FlowFile {
    /// Day it is delivered.
    pub day: Day,
    /// Name, relative to the scenario file.
    pub path: String,
}

/// How a row of `worked-examples.csv` becomes care: what its words mean to the oracle. The figures
/// themselves are only in the CSV.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ExampleSpec {
    /// Row.
    pub row: String,
    /// Heading of the act.
    pub act: ExampleAct,
    /// Two-digit speciality of the executing professional, where the heading leaves it open.
    #[serde(default)]
    pub specialty: Option<u8>,
    /// Age of the patient on the day, in years.
    #[serde(default = "forty")]
    pub age: u8,
    /// The base stands on the line: the tariff table does not give it (rules §12 bis 20).
    #[serde(default)]
    pub base_on_line: bool,
    /// OPTAM level the row's note names: the product then says both levels.
    #[serde(default)]
    pub optam_level: Option<u32>,
    /// Figures the page itself prints, in euros, by name: `amo-gross`, `amo-paid`, `amc-paid`, `remainder`.
    #[serde(default)]
    pub page: std::collections::BTreeMap<String, String>,
}

/// Headings of the acts in the worked examples.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ExampleAct {
    /// General practitioner.
    Generaliste,
    /// Specialist within the parcours.
    Specialiste,
    /// Psychiatrist within the parcours.
    Psychiatre,
    /// Gynaecologist within the parcours.
    Gynecologue,
    /// Paediatrician.
    Pediatre,
    /// Very complex consultation.
    TresComplexe,
    /// Biology, key letter B; the coefficient is in the row's words.
    Biologie {
        /// Coefficient.
        coefficient: u32,
    },
    /// Drug at 65 %.
    #[serde(rename = "drug-65")]
    Drug65,
    /// Drug at 15 %.
    #[serde(rename = "drug-15")]
    Drug15,
}

fn forty() -> u8 {
    40
}

/// Why a scenario cannot be played.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScenarioError {
    /// Not exactly one of the four parts.
    #[error(
        "{id}: exactly one of `world`, `story`, `examples` and `flow` is expected, {found} are there"
    )]
    Parts {
        /// Scenario.
        id: String,
        /// How many.
        found: usize,
    },
    /// Bad days, without a door they could happen at.
    #[cfg(not(feature = "doors"))]
    #[error(
        "{id}: this build has no doors, so `faults` cannot happen: build étalon with the feature `http`, or take the \
         section out"
    )]
    NoDoors {
        /// Scenario.
        id: String,
    },
    /// The file is none.
    #[error(transparent)]
    Load(#[from] domain::LoadError),
    /// Its rows of parameters.
    #[error("{id}: vary: {why}")]
    Vary {
        /// Scenario.
        id: String,
        /// What is wrong, and what to do.
        why: String,
    },
    /// Another version of the file format.
    #[error("{id}: schema-version {found} is not known, 1 is")]
    Version {
        /// Scenario.
        id: String,
        /// Found.
        found: u8,
    },
}

impl Scenario {
    /// The products of its own, read and checked like product files.
    ///
    /// # Errors
    /// Where one is none.
    pub fn own_products(&self, name: &str) -> Result<Vec<Product>, ProductError> {
        read_products(&self.products, name)
    }

    /// What it plays.
    ///
    /// # Errors
    /// Where the file holds none of the parts, or several.
    pub fn play(&self) -> Result<Play<'_>, ScenarioError> {
        if self.schema_version != 1 {
            return Err(ScenarioError::Version {
                id: self.id.clone(),
                found: self.schema_version,
            });
        }
        #[cfg(not(feature = "doors"))]
        if self.faults.is_some() {
            return Err(ScenarioError::NoDoors {
                id: self.id.clone(),
            });
        }
        let plays = [
            self.world.as_ref().map(Play::World),
            self.story.as_ref().map(Play::Story),
            self.examples.as_deref().map(Play::Examples),
            self.flow.as_ref().map(Play::Flow),
        ];
        let mut told = plays.into_iter().flatten();
        match (told.next(), told.count()) {
            (Some(play), 0) => Ok(play),
            (first, more) => Err(ScenarioError::Parts {
                id: self.id.clone(),
                found: usize::from(first.is_some()) + more,
            }),
        }
    }
}

include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

/// The published rows, as they are.
pub const WORKED_EXAMPLES: (&str, &str) = (
    "scenarios/worked-examples.csv",
    include_str!("../../scenarios/worked-examples.csv"),
);
