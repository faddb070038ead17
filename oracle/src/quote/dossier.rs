//! What a session keeps of a person, and how an answer is taken back.

use domain::{Reaction, ReasonClass};
use rustc_hash::FxHashMap;

use super::{Answer, ContractTold, LineTold};
use crate::amc::{Journal, Thing};
use crate::amo::{Care, Counters, Debt, Debts, Liquidation};

/// What is known of a person.
#[derive(Debug, Clone, Default)]
pub(super) struct Dossier {
    pub(super) counters: Counters,
    pub(super) debts: Debts<Thing>,
    pub(super) acts: FxHashMap<String, Past>,
    /// Where its contracts count: told by the first question that had an answer.
    pub(super) household: Option<Thing>,
}

impl Dossier {
    pub(super) fn is_empty(&self) -> bool {
        self.counters == Counters::default()
            && self.debts == Debts::default()
            && self.acts.is_empty()
    }
}

/// An act that was answered.
#[derive(Debug, Clone)]
pub(super) struct Past {
    /// Its lines, as the journals know them; the first is the act itself.
    pub(super) things: Vec<Thing>,
    /// What the AMO settled; none where it was given or the AMO knows no such act.
    pub(super) settled: Option<(Care, Liquidation)>,
    /// The debts of earlier acts that it recovered.
    pub(super) recovered: Vec<Debt<Thing>>,
    pub(super) household: Thing,
    pub(super) answer: Answer,
}

/// Takes lines out of journals.
pub(super) fn take_back<'a>(things: &[Thing], journals: impl Iterator<Item = &'a mut Journal>) {
    for journal in journals {
        for thing in things {
            journal.take_back(*thing);
        }
    }
}

/// The opposite of an answer.
pub(super) fn taken_back(answer: Answer, id: Option<String>, of: &str) -> Answer {
    let back = |line: LineTold| LineTold {
        expense: -line.expense,
        base: -line.base,
        theoretical: -line.theoretical,
        majoration: -line.majoration,
        participation: -line.participation,
        franchise: -line.franchise,
        contracts: line.contracts.into_iter().map(reversed).collect(),
        ..line
    };
    Answer {
        id,
        cancels: Some(of.to_owned()),
        lines: answer.lines.into_iter().map(back).collect(),
        expense: -answer.expense,
        amo: -answer.amo,
        amc: -answer.amc,
        remainder: answer.remainder.taken_back(),
        recovered: -answer.recovered,
        confidence: answer.confidence,
        steps: Vec::new(),
    }
}

fn reversed(contract: ContractTold) -> ContractTold {
    let paid = contract.reaction == Reaction::Paid;
    ContractTold {
        reaction: if paid {
            Reaction::Reversed
        } else {
            Reaction::NoEffect
        },
        reason: ReasonClass::Cancellation,
        amount: -contract.amount,
        ..contract
    }
}
