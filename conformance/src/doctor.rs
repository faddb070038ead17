//! An adapter examined step by step: what is wrong with it, where, and what to do.
//!
//! The examination speaks the adapter protocol like a run, on one member and one décompte of the pages
//! (`docs/examples/`), and looks at the bytes themselves. It judges the adapter, not the engine behind it.

mod decompte;
mod fault;
mod line;
mod patient;
mod shown;
mod steps;
mod words;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use schemars::JsonSchema;
use serde::Serialize;

use crate::stream::Text;
use crate::target::{Courier, TargetSpec};
use fault::Trouble;
use steps::Examination;

/// What is looked at, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// The command is there and starts; of a server, it can be reached.
    Start,
    /// `hello` is answered by `hello`.
    Handshake,
    /// `reset`, `products`, `portfolio` and `clock` are answered.
    Portfolio,
    /// A file of one décompte is answered, line by line, before `settled`.
    Decompte,
    /// A file that was cut on the way is refused, and nothing else happens.
    Damaged,
    /// A request of a type it cannot know is answered by `skipped`, an unknown field is ignored.
    Unknown,
    /// After `reset` nothing of before is left.
    Reset,
    /// `bye` is answered, and the process ends.
    Stop,
    /// Started again, it does the same: nothing was left on a disk or on a port.
    Restart,
}

impl Step {
    /// All of them, in order.
    pub const ALL: [Self; 9] = [
        Self::Start,
        Self::Handshake,
        Self::Portfolio,
        Self::Decompte,
        Self::Damaged,
        Self::Unknown,
        Self::Reset,
        Self::Stop,
        Self::Restart,
    ];
}

/// How a step went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// As it should.
    Fine,
    /// Not tried, with the reason.
    NotTried,
    /// A run would go on; see to it all the same.
    Warning,
    /// A run cannot judge it, or holds it against the target.
    Wrong,
}

/// What was found at one step: one when it is fine, as many as there are faults otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Finding {
    /// The step.
    pub step: Step,
    /// How it went.
    pub mark: Mark,
    /// Which fault it is: a stable word, `fine` or `not-tried` where there is none.
    pub code: &'static str,
    /// What happened.
    pub what: Text,
    /// What to do, on a fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<Text>,
    /// The first bytes that were seen, printable: `\n` is a line end, `\xff` the byte FF.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub saw: Option<String>,
    /// The last lines of its standard error, where they may say more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stderr: Vec<String>,
}

impl Finding {
    fn fine(step: Step, what: Text) -> Self {
        Self::told(step, Mark::Fine, "fine", what)
    }

    fn not_tried(step: Step, why: Text) -> Self {
        Self::told(step, Mark::NotTried, "not-tried", why)
    }

    fn of(step: Step, trouble: Trouble) -> Self {
        let Trouble { fault, saw, stderr } = trouble;
        Self {
            advice: Some(fault.advice()),
            saw: (!saw.is_empty()).then(|| shown::bytes(&saw)),
            stderr,
            ..Self::told(step, fault.mark(), fault.code(), fault.what())
        }
    }

    const fn told(step: Step, mark: Mark, code: &'static str, what: Text) -> Self {
        Self {
            step,
            mark,
            code,
            what,
            advice: None,
            saw: None,
            stderr: Vec::new(),
        }
    }
}

/// Examines the adapter of a target file. `sample` starts the sample mutuelle, `version` is étalon's. Each finding is told
/// as it is made; `stop` ends the examination at the next word, and what is left is not told.
pub fn examine(
    target: &TargetSpec,
    sample: &[String],
    version: &str,
    stop: &Arc<AtomicBool>,
    tell: &mut dyn FnMut(&Finding),
) {
    let mut examination = Examination {
        target,
        sample,
        version,
        stop,
        tell,
        fetches_itself: target.courier == Courier::Target,
    };
    examination.whole();
}
