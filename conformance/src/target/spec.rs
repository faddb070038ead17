use std::collections::BTreeMap;
use std::str::FromStr;

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
    /// The door that files pass through; absent, they stand in the messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<Through>,
}

/// A door of the mock Assurance Maladie, opened on loopback for the run: 303 and 929 files are fetched and acknowledged
/// through it, 408 files pushed. A target that only speaks the protocol notices nothing of it: étalon's own courier
/// stands before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Through {
    /// HTTP.
    Http,
    /// Folders on a disk.
    Folder,
    /// SFTP.
    Sftp,
}

impl FromStr for Through {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Http, Self::Folder, Self::Sftp]
            .into_iter()
            .find(|through| through.word() == text)
            .ok_or_else(|| format!("no door is called {text:?}: there are http, folder and sftp"))
    }
}

impl Through {
    /// The word in a target file.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Folder => "folder",
            Self::Sftp => "sftp",
        }
    }
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
