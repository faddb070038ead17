//! Why a decision is what it is: an ordered list of steps, kept only where somebody asks.

mod remarks;
mod source;
mod term;
mod words;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use remarks::french_source;
pub use source::Source;
pub use term::Term;
pub use words::{input, value};

/// A text in French and English.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Label {
    /// French.
    pub fr: &'static str,
    /// English.
    pub en: &'static str,
}

/// How sure a rule or figure is (reimbursement rules, "How to read the confidence codes").
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// A public source was read.
    Confirmed,
    /// Only a commercial or second-hand page.
    SecondHand,
    /// From memory of the regulation.
    Memory,
    /// Sources disagree, or an application was not verified.
    Uncertain,
    /// An engineering assumption.
    Assumption,
}

impl Confidence {
    /// The word of the data files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::SecondHand => "second-hand",
            Self::Memory => "memory",
            Self::Uncertain => "uncertain",
            Self::Assumption => "assumption",
        }
    }
}

/// One step of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Step {
    /// Id of the rule, in the catalogue of [`crate::rules`].
    pub rule: &'static str,
    /// What is done.
    pub label: Label,
    /// Name and value of what goes in.
    pub inputs: Vec<(&'static str, Term)>,
    /// What comes out.
    pub result: Term,
    /// Source of the rule or of the parameter used.
    pub source: Source,
    /// How sure it is.
    pub confidence: Confidence,
}

/// Somewhere to leave steps. With [`NoTrace`] the same code runs and builds none of them.
pub trait Trace {
    /// Leaves a step; `step` is only called where steps are kept.
    fn step(&mut self, step: impl FnOnce() -> Step);
}

/// Keeps nothing, costs nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoTrace;

impl Trace for NoTrace {
    #[inline]
    fn step(&mut self, _: impl FnOnce() -> Step) {}
}

/// Keeps every step, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Steps(pub Vec<Step>);

impl Trace for Steps {
    fn step(&mut self, step: impl FnOnce() -> Step) {
        self.0.push(step());
    }
}
