//! The verdict stream: JSON lines from which alone every report is made.
//!
//! The first record is the [`Run`], the last the [`End`]; without it a report is incomplete. Ids are
//! derived from scenario, lot, file and line, never from a counter, and no record holds a wall-clock
//! time, a path of the machine or a host: two equal runs are byte-equal.

mod evidence;

use std::collections::BTreeMap;

use domain::{Cents, Day, FileReaction, Outcome};
use protocol::LinkStatus;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::invariants::Invariant;
use crate::requirements::Weight;
use crate::target::{AnswerPart, Courier, Grain, Through};

pub use evidence::{
    AccountLine, CounterMove, Evidence, Exercised, FamilyCounted, LawUsed, LayoutUsed, LineDays,
    Traced,
};

/// Version of the stream. A reader refuses another number before the dot.
pub const STREAM_VERSION: &str = "1.0";

/// One line of the stream.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "record", rename_all = "kebab-case")]
#[allow(clippy::large_enum_variant, reason = "there is one `Run` in a stream")]
pub enum Record {
    /// First: what was run.
    Run(Run),
    /// One judgement.
    Verdict(Box<Verdict>),
    /// Nonconformities with one cause, told once.
    Cause(Box<Cause>),
    /// A requirement that the scenarios of the run set out to show, with how that went.
    Requirement(Box<Shown>),
    /// Last: counts and digest.
    End(End),
}

/// What was run, with everything needed to run it again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Run {
    /// [`STREAM_VERSION`].
    pub stream: String,
    /// Version of étalon.
    pub etalon: String,
    /// Scenarios, in order.
    pub scenarios: Vec<String>,
    /// Seed of the generated scenarios.
    pub seed: u64,
    /// Options the seed expanded to, readable.
    pub options: serde_json::Value,
    /// Who was judged.
    pub target: TargetIdentity,
    /// What was moved for a target that lives by the wall clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wall: Option<Box<OnTheWall>>,
    /// Every profile, law, product and scenario file used, by hash.
    pub inputs: Vec<Input>,
    /// Fields a later version may add.
    #[serde(flatten)]
    pub extra: BTreeMap<String, serde_json::Value>,
}

/// Scenarios as a target that lives by the wall clock met them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct OnTheWall {
    /// By how many days each scenario was moved.
    pub moved: BTreeMap<String, i32>,
    /// The day they end on, where it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub today: Option<Day>,
}

/// Who was judged, and under which choices of the ambiguity register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct TargetIdentity {
    /// As its `hello` says.
    pub name: String,
    /// As its `hello` says.
    pub version: String,
    /// As its `hello` says.
    pub capabilities: Vec<String>,
    /// Ambiguity id to the alternative it declared; ours where absent.
    pub choices: BTreeMap<String, String>,
    /// The door that files passed through; absent, they stood in the messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<Through>,
    /// Who fetched at that door; absent, étalon's own courier.
    #[serde(default, skip_serializing_if = "Courier::is_etalons")]
    pub courier: Courier,
    /// At which grain its answers were compared.
    #[serde(default, skip_serializing_if = "Grain::is_line")]
    pub grain: Grain,
    /// Parts of an answer that it never tells: they were not compared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_compared: Vec<AnswerPart>,
}

/// A file that took part in the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Input {
    /// `profile`, `law`, `product`, `data` or `scenario`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// SHA-256, hexadecimal.
    pub sha256: String,
}

/// How a judgement ends.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// As expected.
    Conform,
    /// Not as expected.
    Nonconform,
    /// Right under another alternative of the ambiguity register.
    Tolerated,
    /// Not tried, with the reason.
    Skipped,
    /// The target did not say, or its answer could not be joined to a line.
    Unknown,
}

/// How much a nonconformity weighs.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Breaks a rule.
    Must,
    /// Misleads a member or an auditor, moves no money.
    Should,
}

/// One judgement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Verdict {
    /// Stable: scenario / lot / file # occurrence / line.
    pub id: String,
    /// Scenario it belongs to.
    pub scenario: String,
    /// Lot it belongs to.
    pub lot: u32,
    /// Rule that says what was expected (an id of the rule catalogue).
    pub rule: String,
    /// How it ends.
    pub status: Status,
    /// Weight, on a nonconformity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// What is judged, with what was expected and got.
    pub subject: Subject,
    /// The other readings of the register under which a tolerated answer is exact.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<Reading>,
    /// Why skipped, unknown or tolerated; what differs, where it is not plain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Fields a later version may add.
    #[serde(flatten)]
    pub extra: BTreeMap<String, serde_json::Value>,
}

/// An alternative of an entry of the ambiguity register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reading {
    /// Id of the entry.
    pub entry: String,
    /// Id of the alternative.
    pub alternative: String,
}

impl std::fmt::Display for Reading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.entry, self.alternative)
    }
}

/// What is judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(
    tag = "kind",
    rename_all = "kebab-case",
    rename_all_fields = "kebab-case"
)]
pub enum Subject {
    /// A file as a whole.
    File {
        /// Its name in the folder `files` of the report.
        file: String,
        /// Expected.
        expected: FileReaction,
        /// Got; none where the target said nothing.
        got: Option<FileReaction>,
    },
    /// A line of a décompte.
    Line {
        /// Where it stands.
        at: LinePlace,
        /// What it is about, masked.
        care: CareShown,
        /// Expected.
        expected: Outcome,
        /// Got; none where the target said nothing.
        got: Option<Outcome>,
        /// When it came and was answered.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        days: Option<LineDays>,
        /// What of `got` the target did not tell: it stands there as expected, and was not compared.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        untold: Vec<AnswerPart>,
        /// Where not a line but several together are judged, by what is paid for them less what is taken back: which.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sum: Option<Sum>,
    },
    /// A person's link after a 929.
    Link {
        /// The person, masked.
        person: String,
        /// Reason of the 929 (290/15-16).
        reason: u8,
        /// Expected.
        expected: LinkStatus,
        /// Got; none where the target said nothing.
        got: Option<LinkStatus>,
    },
    /// A movement of a 408 file that the target wrote, or should have written.
    Movement {
        /// The person, masked.
        person: String,
        /// What is expected, and what was found, in words.
        detail: String,
    },
    /// A published worked example, AMO and AMC sides together.
    Example {
        /// Row of `worked-examples.csv`.
        row: String,
        /// Grade: S, P, D or X.
        grade: String,
        /// Each figure of the row beside ours and, where it is known, the page's.
        figures: Vec<Figure>,
        /// Source, and why the page differs when it does.
        source: String,
    },
    /// Two flows that must come to the same.
    Invariant {
        /// What must hold of them.
        invariant: Invariant,
        /// Folders of both flows in the report; the second is there where it is needed.
        flows: [String; 2],
        /// The line that differs, where it stands in the first flow.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<LinePlace>,
        /// What it is about, masked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        care: Option<CareShown>,
        /// Lines held against each other.
        lines: u64,
        /// What came in the first flow; nothing where it had no such delivery.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expected: Option<Came>,
        /// What came in the second.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        got: Option<Came>,
    },
    /// The target itself: started, spoke, stopped.
    Target {
        /// What happened, with the last lines of its stderr.
        detail: String,
    },
}

/// Lines that are judged together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Sum {
    /// What they make up.
    pub grain: Grain,
    /// How many.
    pub lines: u32,
}

/// What came of a line or a file in one of two flows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Came {
    /// The last word on a line.
    Line(Outcome),
    /// What became of a file.
    File(FileReaction),
}

/// Where a décompte line stands in the files exchanged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct LinePlace {
    /// Name of the file in the folder `files` of the report.
    pub file: String,
    /// Identity: régime-caisse-centre/décompte/date/line/operation.
    pub line: String,
    /// Byte offset of its entity 255 in the file, from 0.
    pub offset: u64,
    /// Rank of its entity 255 in the file, from 1.
    pub rank: u32,
    /// Columns of the entity that decide (first, last), from 1: the AMO amount as a rule.
    pub columns: (u16, u16),
}

/// What a line is about, in a form every view may show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct CareShown {
    /// Beneficiary, masked.
    pub person: String,
    /// Product of the contract on the day of care, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// Date of care.
    pub day: Day,
    /// Act code.
    pub act: String,
    /// Expense, cents.
    pub spent: Cents,
    /// Base, cents.
    pub base: Cents,
    /// AMO amount of the line, cents.
    pub amo: Cents,
}

/// One figure of a worked example.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Figure {
    /// `amo-gross`, `deductions`, `amo-paid`, `amc-paid`, `remainder`.
    pub name: String,
    /// Of the row, cents.
    pub row: Cents,
    /// Computed by the AMO side, the oracle or the target, cents.
    pub ours: Option<Cents>,
    /// Printed by the page, cents, where it is known to print this figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<Cents>,
}

/// Nonconformities that look alike, told once: what, why, the smallest flow, how to see it again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Cause {
    /// Stable: the signature of the failure.
    pub id: String,
    /// One sentence a gestionnaire understands.
    pub title: Text,
    /// Rule broken.
    pub rule: String,
    /// Its text.
    pub rule_text: Text,
    /// Where it comes from.
    pub rule_source: String,
    /// Requirements broken, of those that the scenarios where it was met set out to show; where they set out to show
    /// none, the one of the catalogue that rests on the rule and on little else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requirements: Vec<RequirementTold>,
    /// Verdicts under this heading.
    pub count: u64,
    /// Persons met.
    pub persons: u64,
    /// Paid too much, cents.
    pub overpaid: Cents,
    /// Paid too little, cents.
    pub underpaid: Cents,
    /// Verdict told as the example.
    pub example: String,
    /// What the story is about: the care, its file and its columns in the smallest flow, or in the example where none was
    /// looked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Box<Subject>>,
    /// Expected in the smallest flow, in words and euros.
    pub expected: Text,
    /// Got there.
    pub got: Text,
    /// The calculation, step by step.
    pub steps: Vec<StepShown>,
    /// The account of the person it is told by, in the smallest flow: every line that came, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub account: Vec<AccountLine>,
    /// The smallest flow, where it was looked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub smallest: Option<Smallest>,
    /// One line that shows it again.
    pub replay: String,
    /// Fields a later version may add.
    #[serde(flatten)]
    pub extra: BTreeMap<String, serde_json::Value>,
}

/// A requirement of the catalogue, as reports tell it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct RequirementTold {
    /// Its id.
    pub id: String,
    /// Its family's id.
    pub family: String,
    /// What its family is about.
    pub family_title: Text,
    /// How much it weighs.
    pub weight: Weight,
    /// What it says.
    pub text: Text,
    /// Where it comes from.
    pub source: String,
}

/// How a run went for a requirement: verdicts of its rules in the scenarios that set out to show it, or all of theirs where
/// there is none of these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Shown {
    /// The requirement.
    #[serde(flatten)]
    pub requirement: RequirementTold,
    /// Scenarios of the run that set out to show it, in order.
    pub scenarios: Vec<String>,
    /// How many verdicts ended so.
    pub verdicts: BTreeMap<Status, u64>,
    /// Rules by whose verdicts it is judged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
    /// Dates of care that it was tried on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exercised: Option<Exercised>,
}

/// A text in both languages of the reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Text {
    /// French.
    pub fr: String,
    /// English.
    pub en: String,
}

/// One step of a calculation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StepShown {
    /// Rule id.
    pub rule: String,
    /// What is done.
    pub label: Text,
    /// Name and value of what goes in.
    pub inputs: Vec<(String, String)>,
    /// What comes out.
    pub result: String,
    /// Source of the rule or parameter.
    pub source: String,
    /// How sure the source is.
    pub confidence: String,
}

/// The smallest flow that still shows a failure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Smallest {
    /// Files, in order of delivery, relative to the report.
    pub files: Vec<String>,
    /// Scenario file that replays it, relative to the report.
    pub scenario: String,
    /// Members it needs.
    pub members: u32,
    /// Décomptes it needs.
    pub decomptes: u32,
    /// Lines it needs.
    pub lines: u32,
    /// Runs of the target that the search took.
    pub runs: u32,
}

/// Counts, and a digest that does not depend on order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct End {
    /// Judgements that ended so.
    pub conform: u64,
    /// Judgements that ended so.
    pub nonconform: u64,
    /// Judgements that ended so.
    pub tolerated: u64,
    /// Judgements that ended so.
    pub skipped: u64,
    /// Judgements that ended so.
    pub unknown: u64,
    /// Whether the run was cut short.
    pub interrupted: bool,
    /// Sum of the 128-bit heads of the SHA-256 of each verdict, hexadecimal.
    pub digest: String,
    /// What the run stood on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Box<Evidence>>,
}

/// Counts and sums verdicts as they pass: what the last record says.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    end: End,
    digest: u128,
}

impl Tally {
    /// Counts one verdict.
    pub fn add(&mut self, verdict: &Verdict) {
        *self.slot(verdict.status) += 1;
        // A verdict is plain data: it always serialises.
        let text = serde_json::to_vec(verdict).unwrap_or_default();
        let hash = Sha256::digest(&text);
        let head = hash
            .iter()
            .take(16)
            .fold(0_u128, |head, byte| head << 8 | u128::from(*byte));
        self.digest = self.digest.wrapping_add(head);
    }

    /// How many verdicts ended so.
    #[must_use]
    pub fn count(&self, status: Status) -> u64 {
        match status {
            Status::Conform => self.end.conform,
            Status::Nonconform => self.end.nonconform,
            Status::Tolerated => self.end.tolerated,
            Status::Skipped => self.end.skipped,
            Status::Unknown => self.end.unknown,
        }
    }

    /// The last record.
    #[must_use]
    pub fn end(&self, interrupted: bool) -> End {
        End {
            interrupted,
            digest: format!("{:032x}", self.digest),
            ..self.end.clone()
        }
    }

    fn slot(&mut self, status: Status) -> &mut u64 {
        match status {
            Status::Conform => &mut self.end.conform,
            Status::Nonconform => &mut self.end.nonconform,
            Status::Tolerated => &mut self.end.tolerated,
            Status::Skipped => &mut self.end.skipped,
            Status::Unknown => &mut self.end.unknown,
        }
    }
}

/// Why a line of a stream cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StreamError {
    /// Not a record.
    #[error("line {line} is no record of a verdict stream: {why}")]
    Unreadable {
        /// From 1.
        line: usize,
        /// What the JSON reader says.
        why: String,
    },
    /// A stream of another major version.
    #[error("the stream has version {found}, this étalon reads {STREAM_VERSION}")]
    OtherVersion {
        /// Found.
        found: String,
    },
}

/// Reads one line of a stream.
///
/// # Errors
/// Where it is no record, or the stream's major version is another.
pub fn read_record(line: usize, text: &str) -> Result<Record, StreamError> {
    let record = serde_json::from_str(text).map_err(|error| StreamError::Unreadable {
        line,
        why: error.to_string(),
    })?;
    if let Record::Run(run) = &record {
        let major = |text: &str| text.split('.').next().map(str::to_owned);
        if major(&run.stream) != major(STREAM_VERSION) {
            return Err(StreamError::OtherVersion {
                found: run.stream.clone(),
            });
        }
    }
    Ok(record)
}
