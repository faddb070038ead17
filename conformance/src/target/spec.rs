use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::watchdog::Limits;

/// A target file: how the mutuelle is started, and the choices it declares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TargetSpec {
    /// 1.
    pub schema_version: u8,
    /// Name in reports.
    pub name: String,
    /// How it is started.
    pub launch: Launch,
    /// Ambiguity id to the alternative the target follows; ours where absent.
    #[serde(default)]
    pub choices: BTreeMap<String, String>,
    /// Limits on it.
    #[serde(default)]
    pub limits: Limits,
}

/// How a target is started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum Launch {
    /// A command that speaks the protocol on its standard input and output.
    Stdio {
        /// Program and arguments.
        command: Vec<String>,
    },
    /// The sample mutuelle, with planted bugs.
    Sample {
        /// Names of planted bugs; none for the right one.
        #[serde(default)]
        bugs: Vec<String>,
    },
}
