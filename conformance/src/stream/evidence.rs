//! What a report shows beside the verdicts so that it can be trusted (field notes §4).

use std::collections::BTreeMap;

use domain::{Cents, Day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{StepShown, Text};

/// What a run stood on, told with its last record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Evidence {
    /// Layouts of the files exchanged, with how sure their fields are.
    pub layouts: Vec<LayoutUsed>,
    /// Figures of the law that were loaded.
    pub law: LawUsed,
    /// The whole catalogue of requirements, counted by family.
    pub catalogue: Vec<FamilyCounted>,
    /// Beneficiaries of the portfolios that were played, each scenario and lot by itself.
    pub people: u64,
    /// Passing lines, drawn by the hash of their ids, with their whole calculation.
    pub sample: Vec<Traced>,
}

/// A layout that files were written and read by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct LayoutUsed {
    /// Its name.
    pub name: String,
    /// Reference of the standard (303, 408, 929).
    pub reference: u16,
    /// How many fields have that confidence, by its word.
    pub fields: BTreeMap<String, u64>,
}

/// The figures of the law.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct LawUsed {
    /// First date of care that figures are loaded for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Day>,
    /// Last date of care.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Day>,
    /// How many figures have that confidence, by its word.
    pub figures: BTreeMap<String, u64>,
    /// Stretches of days for which no figure is established.
    pub holes: u64,
}

/// A family of the catalogue of requirements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct FamilyCounted {
    /// Its id.
    pub family: String,
    /// What it is about.
    pub title: Text,
    /// Requirements it has.
    pub requirements: u64,
    /// Those of them that no scenario shows, with a reason.
    pub untested: u64,
}

/// A verdict with the calculation behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Traced {
    /// Id of the verdict.
    pub id: String,
    /// The calculation, step by step.
    pub steps: Vec<StepShown>,
}

/// Dates of care that a requirement was tried on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Exercised {
    /// First.
    pub from: Day,
    /// Last.
    pub to: Day,
    /// Those on which a figure of the law changes, and their eves.
    pub boundaries: Vec<Day>,
}

/// Virtual days of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct LineDays {
    /// The file came.
    pub received: Day,
    /// The target first said something of the line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<Day>,
    /// It said what became of it: anything but held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Day>,
}

/// A line of the account of the person whom a cause is told by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct AccountLine {
    /// Day the line came.
    pub received: Day,
    /// Identity of the line.
    pub line: String,
    /// Date of care.
    pub day: Day,
    /// Act code.
    pub act: String,
    /// Due by it, cents; what is taken back is negative.
    pub due: Cents,
    /// Counters that bore on it.
    pub counters: Vec<CounterMove>,
}

/// What a line took from a counter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct CounterMove {
    /// Rule of the limit.
    pub rule: String,
    /// Its words.
    pub label: Text,
    /// Left before the line, in euros or units, as the calculation has it.
    pub before: String,
    /// Taken.
    pub taken: String,
    /// Left after it.
    pub after: String,
}
