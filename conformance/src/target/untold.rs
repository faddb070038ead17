//! What a target leaves untold of its answers, and what of them could not be read: beside its replies.

use domain::{LineId, Outcome, ReasonClass};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A part of an answer that an export may not have.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum AnswerPart {
    /// What becomes of a file.
    File,
    /// What becomes of a line, where no money moves.
    Reaction,
    /// Why.
    Reason,
    /// Who is paid.
    Payee,
}

impl AnswerPart {
    /// The word of the stream.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Reaction => "reaction",
            Self::Reason => "reason",
            Self::Payee => "payee",
        }
    }
}

/// What is not told of a line: it is not compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Untold {
    /// What became of it, beyond that no money moves.
    pub reaction: bool,
    /// Why.
    pub reason: bool,
    /// Who is paid.
    pub payee: bool,
}

impl Untold {
    /// The parts that are not told.
    #[must_use]
    pub fn parts(self) -> Vec<AnswerPart> {
        let each = [
            (self.reaction, AnswerPart::Reaction),
            (self.reason, AnswerPart::Reason),
            (self.payee, AnswerPart::Payee),
        ];
        let untold = each.into_iter().filter(|(is_untold, _)| *is_untold);
        untold.map(|(_, part)| part).collect()
    }

    /// What was said, with what is expected in the place of what is not told.
    #[must_use]
    pub fn filled(self, said: Outcome, expected: Outcome) -> Outcome {
        let mut filled = said;
        let both_still = said.amount == domain::Cents::ZERO && expected.payee.is_none();
        if self.reaction && both_still {
            filled.reaction = expected.reaction;
        }
        if self.payee && said.payee.is_some() && expected.payee.is_some() {
            filled.payee = expected.payee;
        }
        if self.reason {
            filled.reason = if filled.reaction == expected.reaction {
                expected.reason
            } else {
                usual_reason(filled)
            };
        }
        filled
    }
}

/// The reason that stands where none is told.
pub(super) const fn usual_reason(outcome: Outcome) -> ReasonClass {
    use domain::Reaction;
    match outcome.reaction {
        Reaction::Paid => ReasonClass::Guarantee,
        Reaction::SettledZero => ReasonClass::NothingLeft,
        Reaction::Refused => ReasonClass::NoCover,
        Reaction::Held => ReasonClass::DocumentAwaited,
        Reaction::Duplicate => ReasonClass::SameIdentity,
        Reaction::Reversed => ReasonClass::Cancellation,
        Reaction::Forwarded => ReasonClass::OtherOc,
        Reaction::NoEffect => ReasonClass::Informative,
    }
}

/// A line as its file holds it: the request that delivered the file, the line, and which of that identity, from 0.
pub type LineKey = (u64, LineId, u32);

/// What is known of lines beside the replies of a target: to be asked before each of them is heard.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aside {
    /// What is not told of lines that are answered next.
    pub untold: Vec<(LineKey, Untold)>,
    /// Lines whose answer could not be read or joined, and why: they are *unknown*.
    pub unread: Vec<(LineKey, String)>,
}

/// Something about the target itself that a run has to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its place in the id of a verdict: of one kind there is one in a scenario and lot.
    pub kind: &'static str,
    /// What happened.
    pub text: String,
    /// Whether the target is to blame; otherwise nothing is known by it.
    pub is_wrong: bool,
}
