use std::process::ExitStatus;

use super::Mark;

/// What may be wrong with an adapter. `asked` is the type of the request that was to be answered.
#[derive(Debug, Clone)]
pub(super) enum Fault {
    /// The target file names no command.
    NoCommand,
    /// A batch speaks no protocol.
    Batch,
    /// No program of that name.
    NotFound { program: String },
    /// The program may not be executed.
    NotExecutable { program: String },
    /// The system says something else.
    NotStarted { command: String, why: String },
    /// It ended, or closed its output.
    Ended {
        asked: &'static str,
        status: Option<ExitStatus>,
    },
    /// It said nothing.
    Silence { asked: &'static str, seconds: u64 },
    /// It said nothing until its input was closed.
    NotFlushed { asked: &'static str },
    /// It wrote something without a line end; `whole` where that is a reply.
    NoLineEnd { asked: &'static str, whole: bool },
    /// More than that without a line end.
    Flood { mib: usize },
    /// A line that is no reply: a log, as a rule.
    Noise,
    /// A JSON object without `type`.
    NoType,
    /// Too many of these.
    OnlyNoise { lines: u32 },
    /// A reply over several lines.
    SeveralLines,
    /// A line that begins as JSON and is none.
    NotJson { why: String },
    /// A byte order mark before a reply.
    ByteOrderMark,
    /// Bytes that are no UTF-8, from that one on, from 1.
    NotUtf8 { at: usize },
    /// A `type` that the protocol does not have.
    UnknownType { word: String },
    /// A field that cannot be read.
    BadField { kind: String, why: String },
    /// An amount that is no whole number of cents.
    NotCents { amount: String },
    /// A reply to another request.
    WrongRe {
        asked: &'static str,
        id: u64,
        re: u64,
    },
    /// A reply of another kind.
    WrongReply {
        asked: &'static str,
        got: &'static str,
        wanted: &'static str,
    },
    /// Another version of the protocol.
    Version { found: String },
    /// The capability `answers` is not claimed.
    NoAnswers,
    /// A capability that étalon does not know.
    UnknownCapability { word: String },
    /// It answers `error`.
    SaysError {
        asked: &'static str,
        message: String,
    },
    /// It skips what it must do.
    Skips { asked: &'static str, reason: String },
    /// A file without answer when the day was settled.
    NoAnswer,
    /// A sound file is refused.
    Refuses { why: String },
    /// A file that comes for the first time since `reset` is called a duplicate; `restarted` where the process is another.
    Remembers { restarted: bool },
    /// A line of the décompte without answer.
    LineMissing { line: String },
    /// An answer on a line that the file does not have.
    LineUnknown { line: String },
    /// Another outcome than what is due.
    OtherOutcome {
        line: String,
        got: String,
        due: String,
    },
    /// A file that was cut is not refused.
    TakesDamaged { reaction: String },
    /// A request that it cannot know is not answered by `skipped`.
    UnknownRequest { got: &'static str },
    /// It is still there after `bye`.
    NotEnded,
    /// It ended with another status than 0 after `bye`.
    EndedBadly { status: ExitStatus },
    /// A server that cannot be asked, or says no reply.
    Http { why: String },
    /// Somebody wants the examination to stop. Never told.
    Stopped,
}

impl Fault {
    /// How much it weighs.
    pub(super) fn mark(&self) -> Mark {
        match self {
            // What is loaded beforehand may be skipped.
            Self::Skips { asked, .. } if matches!(*asked, "products" | "portfolio") => {
                Mark::Warning
            }
            Self::UnknownCapability { .. }
            | Self::NotUtf8 { .. }
            | Self::OtherOutcome { .. }
            | Self::UnknownRequest { .. }
            | Self::NotEnded
            | Self::EndedBadly { .. } => Mark::Warning,
            _ => Mark::Wrong,
        }
    }

    /// A stable word for it.
    pub(super) const fn code(&self) -> &'static str {
        match self {
            Self::NoCommand => "no-command",
            Self::Batch => "batch",
            Self::NotFound { .. } => "not-found",
            Self::NotExecutable { .. } => "not-executable",
            Self::NotStarted { .. } => "not-started",
            Self::Ended { .. } => "ended",
            Self::Silence { .. } => "silence",
            Self::NotFlushed { .. } => "not-flushed",
            Self::NoLineEnd { .. } => "no-line-end",
            Self::Flood { .. } => "flood",
            Self::Noise => "noise",
            Self::NoType => "no-type",
            Self::OnlyNoise { .. } => "only-noise",
            Self::SeveralLines => "several-lines",
            Self::NotJson { .. } => "not-json",
            Self::ByteOrderMark => "byte-order-mark",
            Self::NotUtf8 { .. } => "not-utf8",
            Self::UnknownType { .. } => "unknown-type",
            Self::BadField { .. } => "bad-field",
            Self::NotCents { .. } => "not-cents",
            Self::WrongRe { .. } => "wrong-re",
            Self::WrongReply { .. } => "wrong-reply",
            Self::Version { .. } => "version",
            Self::NoAnswers => "no-answers",
            Self::UnknownCapability { .. } => "unknown-capability",
            Self::SaysError { .. } => "says-error",
            Self::Skips { .. } => "skips",
            Self::NoAnswer => "no-answer",
            Self::Refuses { .. } => "refuses",
            Self::Remembers { .. } => "remembers",
            Self::LineMissing { .. } => "line-missing",
            Self::LineUnknown { .. } => "line-unknown",
            Self::OtherOutcome { .. } => "other-outcome",
            Self::TakesDamaged { .. } => "takes-damaged",
            Self::UnknownRequest { .. } => "unknown-request",
            Self::NotEnded => "not-ended",
            Self::EndedBadly { .. } => "ended-badly",
            Self::Http { .. } => "http",
            Self::Stopped => "stopped",
        }
    }
}

/// A fault, with what was seen of it.
#[derive(Debug)]
pub(super) struct Trouble {
    pub(super) fault: Fault,
    /// Bytes of the target.
    pub(super) saw: Vec<u8>,
    /// The last lines of its standard error.
    pub(super) stderr: Vec<String>,
}

impl Trouble {
    pub(super) const fn seen(fault: Fault, saw: Vec<u8>) -> Self {
        Self {
            fault,
            saw,
            stderr: Vec::new(),
        }
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Self::seen(fault, Vec::new())
    }
}
