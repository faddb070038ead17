//! The section of a target file that says how a command is run per delivery day.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::target::mapping::MappingSpec;

/// A command that is run once a delivery day: files in a folder, answers in another.
///
/// In its arguments `{date}` is the virtual day, `{in}` the folder of the files of the day, `{out}` the one where answers
/// are read after it ended, `{portfolio}` the folder of members and products, `{work}` the folder that all of these lie in,
/// new with each scenario and lot, `{scenario}` and `{lot}` their names. The same stand in its environment: `ETALON_DATE`
/// (always `AAAA-MM-JJ`), `ETALON_IN`, `ETALON_OUT`, `ETALON_PORTFOLIO`, `ETALON_WORK`, `ETALON_SCENARIO`, `ETALON_LOT`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct BatchLaunch {
    /// Program and arguments. Paths are relative to the folder étalon is started in.
    pub command: Vec<String>,
    /// Program and arguments that make the engine forget everything, run when a scenario and lot begins; none where a
    /// new folder is enough.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reset: Vec<String>,
    /// How `{date}` is written, as `dates` of a mapping.
    #[serde(default = "iso_days")]
    pub dates: String,
    /// Version of the engine, for the reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// How answers are read.
    pub answers: BatchAnswers,
}

fn iso_days() -> String {
    "AAAA-MM-JJ".to_owned()
}

/// How the answers of a command are read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BatchAnswers {
    /// Files of JSON lines, one a file that came: `{"file": "0001_a.noe", "reaction": "accepted", "lines": [...]}`, the
    /// lines as in the adapter protocol.
    JsonLines(JsonLinesSpec),
    /// The export that the engine already makes.
    Mapping(Box<MappingSpec>),
}

/// Files of JSON lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct JsonLinesSpec {
    /// Their names, where `*` is any text.
    pub files: String,
}

impl Default for JsonLinesSpec {
    fn default() -> Self {
        Self {
            files: "*.jsonl".to_owned(),
        }
    }
}
