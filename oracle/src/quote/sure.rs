//! Traces of an answer, which always tell how sure its least sure step is.

use crate::trace::{Confidence, Step, Steps, Trace};

/// A trace that knows how sure its least sure step is.
pub(super) trait Sure {
    fn least_sure(&self) -> Confidence;
}

/// Keeps the confidence and nothing else.
pub(super) struct Surest(Confidence);

impl Default for Surest {
    fn default() -> Self {
        Self(Confidence::Confirmed)
    }
}

impl Trace for Surest {
    fn step(&mut self, step: impl FnOnce() -> Step) {
        self.0 = self.0.max(step().confidence);
    }
}

impl Sure for Surest {
    fn least_sure(&self) -> Confidence {
        self.0
    }
}

/// Keeps the steps.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) steps: Steps,
}

impl Trace for Kept {
    fn step(&mut self, step: impl FnOnce() -> Step) {
        self.steps.step(step);
    }
}

impl Sure for Kept {
    fn least_sure(&self) -> Confidence {
        let confidences = self.steps.0.iter().map(|step| step.confidence);
        confidences.max().unwrap_or(Confidence::Confirmed)
    }
}
