use std::collections::BTreeMap;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::supply::{Clock, Supply};
use crate::target::batch::BatchLaunch;
use crate::target::grain::Grain;
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
    /// At which grain its answers are compared.
    #[serde(default, skip_serializing_if = "Grain::is_line")]
    pub grain: Grain,
    /// Ambiguity id to the alternative the target follows; ours where absent.
    #[serde(default)]
    pub choices: BTreeMap<String, String>,
    /// Limits on it.
    #[serde(default)]
    pub limits: Limits,
    /// The door that files pass through; absent, they stand in the messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<Through>,
    /// Who fetches at that door.
    #[serde(default, skip_serializing_if = "Courier::is_etalons")]
    pub courier: Courier,
    /// How its members, contracts and products come to it.
    #[serde(default, skip_serializing_if = "Supply::is_pushed")]
    pub portfolio: Supply,
    /// By which days it lives.
    #[serde(default, skip_serializing_if = "Clock::is_virtual")]
    pub clock: Clock,
}

/// Who fetches and acknowledges files at the door, and hands 408 files in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Courier {
    /// étalon's own, an ordinary client of the door: the target is fed what came.
    #[default]
    Etalon,
    /// The target: `reset` tells it where the door is, it makes its round at each `settle` and says `fetched` of a file before
    /// it answers for it.
    Target,
}

impl Courier {
    pub(crate) const fn is_etalons(&self) -> bool {
        matches!(self, Self::Etalon)
    }
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
        Self::ALL
            .into_iter()
            .find(|through| through.word() == text)
            .ok_or_else(|| format!("no door is called {text:?}: there are http, folder and sftp"))
    }
}

impl Through {
    /// Every door.
    pub const ALL: [Self; 3] = [Self::Http, Self::Folder, Self::Sftp];

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
    /// A server that speaks the protocol over HTTP: each request is posted to it as a line of its own.
    Http(HttpLaunch),
    /// A command that is run once a delivery day: files in a folder, answers in another.
    Batch(Box<BatchLaunch>),
    /// The sample mutuelle, with planted bugs.
    Sample {
        /// Names of planted bugs; none for the right one.
        #[serde(default)]
        bugs: Vec<String>,
    },
}

/// How a target over HTTP is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct HttpLaunch {
    /// Where requests are posted to: `http://127.0.0.1:8080/etalon`. No other scheme.
    pub url: String,
    /// Where its replies are.
    #[serde(default)]
    pub answers: Answers,
    /// Program and arguments that start the server, where étalon is to: ended with the run. Its environment has the address for
    /// callbacks in `ETALON_CALLBACK`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub command: Vec<String>,
}

/// Where the replies of a target over HTTP are, JSON lines each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Answers {
    /// In the body of the answer to the request.
    #[default]
    Body,
    /// In bodies that the target posts to étalon: to the address in the header `etalon-callback` of each request.
    Callback,
    /// At this address, asked by GET until the request is answered. 204 where there is nothing yet.
    Poll(String),
}
