use domain::{
    BirthDate, Cents, Day, FileReaction, LineId, Member, Nir, Outcome, Rank, Recovery, Statement,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::DoorAddress;

/// The first number that a target may give to a file it fetched itself.
pub const FETCHED: u64 = 1 << 32;

/// What étalon says to the target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Request {
    /// Number of the request; answers name it in `re`. Never reused within a process.
    pub id: u64,
    /// What is asked.
    #[serde(flatten)]
    pub body: RequestBody,
}

/// The things étalon asks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(
    tag = "type",
    rename_all = "kebab-case",
    rename_all_fields = "kebab-case"
)]
#[non_exhaustive]
pub enum RequestBody {
    /// First message of a process. Answered by `hello`.
    Hello {
        /// Version of the protocol, `1.0`.
        protocol: String,
        /// Who asks.
        runner: Software,
    },
    /// Forget everything: a new scenario starts in this process. Answered by `done`.
    Reset {
        /// Scenario, for logs.
        scenario: String,
        /// Lot, for logs.
        lot: u32,
        /// Where the target fetches its files itself, where its target file says so (`courier: target`). It makes its
        /// round at each `settle`, before it answers it, and speaks of a file once it has said `fetched`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        door: Option<DoorAddress>,
    },
    /// The product files of the scenario, each as JSON. Answered by `done`.
    Products {
        /// One object a product: the content of its file (see `docs/products.md`).
        products: Vec<serde_json::Value>,
    },
    /// Members and contracts. Answered by `done`.
    Portfolio {
        /// One row a person and contract.
        members: Vec<Member>,
    },
    /// The virtual day changes. Answered by `done`. A target that claims `links` sends its 408 files
    /// before that answer.
    Clock {
        /// The new day.
        day: Day,
    },
    /// A NOEMIE file is delivered. Answered by `answer`, now or before the next `settled`.
    File(FileMessage),
    /// A document that is no NOEMIE file; only to targets that claim `statements`. Answered by `answer`.
    Statement(Statement),
    /// Everything due by this day has been answered? Answered by `settled` once it has.
    Settle {
        /// The day.
        day: Day,
    },
    /// Last message. Answered by `bye`, then the process ends.
    Bye,
}

/// Name and version of a program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Software {
    /// Its name.
    pub name: String,
    /// Its version, any text.
    pub version: String,
}

/// A file, by exactly one of `path` and `base64`. Never as text: a file may hold any byte.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FileMessage {
    /// Reference of the file: `303`, `408`, `929`…
    pub reference: String,
    /// Where it lies on the machine both run on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Or its content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base64: Option<String>,
    /// SHA-256 of the content, hexadecimal.
    pub sha256: String,
}

/// What the target says to étalon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(
    tag = "type",
    rename_all = "kebab-case",
    rename_all_fields = "kebab-case"
)]
#[non_exhaustive]
pub enum Reply {
    /// Who the target is and what it can do.
    Hello {
        /// The request answered.
        re: u64,
        /// Version of the protocol it speaks.
        protocol: String,
        /// Its name.
        name: String,
        /// Its version.
        version: String,
        /// References it reads: `303`, `929`…
        #[serde(default)]
        references: Vec<String>,
        /// Capabilities it claims (see [`Capability`]); unknown ones are ignored.
        #[serde(default)]
        capabilities: Vec<String>,
    },
    /// Done: reset, products, portfolio, clock.
    Done {
        /// The request answered.
        re: u64,
    },
    /// The target fetched a file at its door, and speaks of it by that number from here on: in the `re` of its answers.
    Fetched {
        /// A number of the target's own, 4294967296 or more: requests have smaller ones. Never used twice in a process.
        number: u64,
        /// Name of the file at the door.
        name: String,
    },
    /// What became of a file and its lines. A second answer to the same file amends the first: it
    /// lists only the lines that changed (held, then paid).
    Answer {
        /// The file request answered.
        re: u64,
        /// What became of the file. May be left out of an amendment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file: Option<FileAnswer>,
        /// Décompte lines (303), in any order.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        lines: Vec<LineAnswer>,
        /// Persons (929), in any order.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        links: Vec<PersonLink>,
    },
    /// Everything due has been answered.
    Settled {
        /// The request answered.
        re: u64,
    },
    /// A file from the target: a 408 as a rule. It is not answered; the 929 comes as a file.
    File {
        /// Number given by the target, for messages about it.
        id: u64,
        /// The file.
        #[serde(flatten)]
        file: FileMessage,
    },
    /// The target does not do that.
    Skipped {
        /// The request answered.
        re: u64,
        /// Why, for the report.
        reason: String,
    },
    /// The target failed.
    Error {
        /// The request it failed on, where there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        re: Option<u64>,
        /// What happened.
        message: String,
    },
    /// The process ends now.
    Bye {
        /// The request answered.
        re: u64,
    },
}

impl Reply {
    /// The number of the request it answers, where it answers one: for whoever stands between the two and counts anew.
    pub const fn re_mut(&mut self) -> Option<&mut u64> {
        match self {
            Self::Hello { re, .. }
            | Self::Done { re }
            | Self::Answer { re, .. }
            | Self::Settled { re }
            | Self::Skipped { re, .. }
            | Self::Bye { re } => Some(re),
            Self::Error { re, .. } => re.as_mut(),
            Self::File { .. } | Self::Fetched { .. } => None,
        }
    }
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FileAnswer {
    /// Accepted, refused or duplicate.
    pub reaction: FileReaction,
    /// Why, in the target's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// What became of a décompte line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct LineAnswer {
    /// The line: `régime-caisse-centre/décompte/date/line/operation`.
    pub line: LineId,
    /// Reaction, amount in cents, payee and reason class.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// Of a `reversed` line: how what is owed back is recovered. May be left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery: Option<Recovery>,
    /// Of a `paid` line: cents kept against what its payee owes. May be left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Cents>,
}

impl LineAnswer {
    /// An answer that says nothing of what is owed.
    #[must_use]
    pub const fn new(line: LineId, outcome: Outcome) -> Self {
        Self {
            line,
            outcome,
            recovery: None,
            kept: None,
        }
    }
}

/// How a person's link stands after a 929.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct PersonLink {
    /// NIR of the insured.
    pub nir: Nir,
    /// Birth date, régime text.
    pub birth: BirthDate,
    /// Birth rank.
    pub rank: Rank,
    /// How the link stands.
    pub status: LinkStatus,
}

/// State of a link as the mutuelle understands it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum LinkStatus {
    /// Acknowledged: décomptes will come.
    Linked,
    /// Rejected: none will.
    Rejected,
    /// Another OC is active (53): none will until the insured has chosen.
    Blocked,
    /// A signal that changes nothing for the link.
    Noted,
}

/// What a target may claim in its `hello`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Capability {
    /// Answers files line by line. Needed for everything else.
    Answers,
    /// Writes 408 files and reads 929 files. Not claimed: étalon declares the members in its stead
    /// and skips the requirements on links.
    Links,
    /// Takes documents that are no NOEMIE file.
    Statements,
}

impl Capability {
    /// The word in `hello`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Answers => "answers",
            Self::Links => "links",
            Self::Statements => "statements",
        }
    }

    /// Whether a list of claimed words holds it.
    #[must_use]
    pub fn claimed(self, words: &[String]) -> bool {
        words.iter().any(|word| word == self.word())
    }
}
