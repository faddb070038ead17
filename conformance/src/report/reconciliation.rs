//! Files, décomptes, lines and answers, counted against each other: each line has one final status.

use crate::stream::{Status, Subject, Verdict};

use super::Counts;

/// What came and what was said of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Reconciliation {
    pub(super) files: Counts,
    pub(super) files_answered: u64,
    pub(super) decomptes: u64,
    pub(super) lines: Counts,
    pub(super) lines_answered: u64,
    /// File and décompte of the last line: the lines of a décompte stand together.
    last: String,
}

impl Reconciliation {
    pub(super) fn add(&mut self, verdict: &Verdict) {
        match &verdict.subject {
            Subject::File { got, .. } => {
                self.files.add(verdict.status);
                self.files_answered += u64::from(got.is_some());
            }
            Subject::Line { got, .. } => {
                self.lines.add(verdict.status);
                self.lines_answered += u64::from(got.is_some());
                // An id ends with the line's number and operation.
                let decompte = verdict.id.rsplitn(3, '/').nth(2).unwrap_or_default();
                if self.last != decompte {
                    decompte.clone_into(&mut self.last);
                    self.decomptes += 1;
                }
            }
            _ => {}
        }
    }

    /// Lines that no answer was found for, though they are neither unknown nor skipped: zero, or the judge is wrong.
    pub(super) fn gap(&self) -> u64 {
        let silent = self.lines.total() - self.lines_answered;
        let told = self.lines.of(Status::Unknown) + self.lines.of(Status::Skipped);
        silent.saturating_sub(told)
    }
}
