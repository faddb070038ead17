//! The requirement catalogue: what a mutuelle's software must, should or may do, in words an auditor reads, and which
//! scenarios show it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::scenario::{REQUIREMENT_FILES, SHIPPED, Scenario, ScenarioError, instances};
use crate::stream::Text;

/// How much a requirement weighs.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// Money or a right is at stake, by law or by the rules of the wire.
    Must,
    /// Good practice: a member or an auditor is misled without it.
    Should,
    /// Left to the mutuelle.
    May,
}

impl Weight {
    /// Its name in files and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Must => "must",
            Self::Should => "should",
            Self::May => "may",
        }
    }
}

/// A file of the catalogue: one family.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RequirementFile {
    /// 1.
    pub schema_version: u8,
    /// Stable id of the family, the file's name.
    pub family: String,
    /// What it is about.
    pub title: Text,
    /// Its requirements.
    pub requirements: Vec<Requirement>,
}

/// Something that a mutuelle's software does right or wrong.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Requirement {
    /// Stable id: family and what, in capitals.
    pub id: String,
    /// How much it weighs.
    pub severity: Weight,
    /// Ids of the rules (`docs/rules`) by whose verdicts it is judged.
    pub rules: Vec<String>,
    /// In French.
    pub fr: String,
    /// In English.
    pub en: String,
    /// Where it comes from, with the confidence of the fact there.
    pub source: String,
    /// Why no scenario shows it.
    #[serde(default)]
    pub untested: Option<String>,
}

/// A requirement with its family and the scenarios that show it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Covered {
    /// Its id.
    pub id: String,
    /// The family's id.
    pub family: String,
    /// How much it weighs.
    pub severity: Weight,
    /// Its text.
    pub text: Text,
    /// Where it comes from.
    pub source: String,
    /// Rules by whose verdicts it is judged.
    pub rules: Vec<String>,
    /// Ids of the scenarios that show it.
    pub scenarios: Vec<String>,
    /// Why no scenario shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub untested: Option<String>,
}

impl Covered {
    /// Whether a scenario shows it, or a reason says why none does.
    #[must_use]
    pub const fn is_accounted_for(&self) -> bool {
        !self.scenarios.is_empty() || self.untested.is_some()
    }
}

/// The families of the catalogue, in the order of their files.
///
/// # Errors
/// Where an embedded file cannot be read: a fault of étalon, which its tests would have shown.
pub fn families() -> Result<Vec<RequirementFile>, domain::LoadError> {
    let files = REQUIREMENT_FILES.iter();
    files.map(|(name, text)| domain::load(name, text)).collect()
}

/// Every scenario that ships: one for each row where it varies.
///
/// # Errors
/// As [`families`].
pub fn scenarios() -> Result<Vec<Scenario>, ScenarioError> {
    let mut all = Vec::new();
    for (name, text) in SHIPPED {
        all.extend(instances(name, text)?);
    }
    Ok(all)
}

/// The whole catalogue, each requirement with the scenarios that show it.
///
/// # Errors
/// As [`families`].
pub fn coverage() -> Result<Vec<Covered>, ScenarioError> {
    let mut shown: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for scenario in scenarios()? {
        for id in scenario.proves {
            shown.entry(id).or_default().push(scenario.id.clone());
        }
    }
    let mut all = Vec::new();
    for family in families()? {
        for requirement in family.requirements {
            all.push(Covered {
                family: family.family.clone(),
                severity: requirement.severity,
                text: Text {
                    fr: requirement.fr,
                    en: requirement.en,
                },
                source: requirement.source,
                rules: requirement.rules,
                scenarios: shown.get(&requirement.id).cloned().unwrap_or_default(),
                untested: requirement.untested,
                id: requirement.id,
            });
        }
    }
    Ok(all)
}
