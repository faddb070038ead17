//! Link management: what was declared, and what became of the answers.

use std::collections::BTreeMap;

use protocol::LinkStatus;

use crate::stream::{Subject, Verdict};

use super::Counts;

/// 408 movements and 929 answers.
#[derive(Debug, Clone, Default)]
pub(super) struct Links {
    pub(super) movements: Counts,
    /// By reason of the 929: what it leads to, and how the verdicts on it ended.
    pub(super) answers: BTreeMap<u8, Answers>,
}

/// The answers with one reason.
#[derive(Debug, Clone, Default)]
pub(super) struct Answers {
    pub(super) counts: Counts,
    pub(super) treated: u64,
    pub(super) leads_to: Option<LinkStatus>,
}

impl Links {
    pub(super) fn add(&mut self, verdict: &Verdict) {
        match &verdict.subject {
            Subject::Movement { .. } => self.movements.add(verdict.status),
            Subject::Link {
                reason,
                expected,
                got,
                ..
            } => {
                let answers = self.answers.entry(*reason).or_default();
                answers.counts.add(verdict.status);
                answers.treated += u64::from(got.is_some());
                answers.leads_to = Some(*expected);
            }
            _ => {}
        }
    }

    /// Answers that leave a person without a link, here or because of another OC.
    pub(super) fn without_link(&self) -> u64 {
        let leaves = |of: &&Answers| {
            matches!(
                of.leads_to,
                Some(LinkStatus::Rejected | LinkStatus::Blocked)
            )
        };
        let answers = self.answers.values().filter(leaves);
        answers.map(|of| of.counts.total()).sum()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.movements.total() == 0 && self.answers.is_empty()
    }
}
