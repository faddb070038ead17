//! A question at its steps: the lines that the AMO makes of it, then what each contract pays.

use domain::Cents;

use super::contracts::Contracts;
use super::dossier::{Dossier, Past, take_back};
use super::lines::{Due, lines};
use super::told::{self, Things};
use super::{Answer, Question, QuoteError, RemainderTold};
use crate::ambiguity::Choices;
use crate::amc::{Journal, Thing};
use crate::law::Law;
use crate::trace::{Confidence, Trace};

/// Who and what a question is about.
#[derive(Clone, Copy)]
pub(super) struct Of {
    pub(super) line: Thing,
    pub(super) person: Thing,
    pub(super) household: Thing,
}

/// A question, with what it is settled by.
pub(super) struct Asked<'a> {
    pub(super) question: &'a Question,
    pub(super) contracts: &'a Contracts,
    pub(super) choices: &'a Choices,
    pub(super) law: &'static Law,
    pub(super) things: &'a mut Things,
}

impl Asked<'_> {
    /// What everybody pays; on an error nothing is counted.
    pub(super) fn settle<T: Trace>(
        &mut self,
        of: Of,
        dossier: &mut Dossier,
        journals: &mut [Journal],
        trace: &mut T,
    ) -> Result<Answer, QuoteError> {
        let question = self.question;
        let counters = &mut dossier.counters;
        let told = lines(self.law, self.things, question, of.line, counters, trace)?;
        let who = told::person(question, told.day, told.birth, of.person, of.household);
        let things: Vec<Thing> = told.dues.iter().map(|due| due.facts.line).collect();
        let mut lines = Vec::with_capacity(told.dues.len());
        let mut left = RemainderTold::default();
        let (mut expense, mut amo, mut amc) = (Cents::ZERO, Cents::ZERO, Cents::ZERO);
        let contracts = self.contracts;
        for due in shared(told.dues, question.earlier.unwrap_or_default()) {
            match contracts.line(due, &who, self.choices, journals, trace) {
                Ok(line) => {
                    expense += line.expense;
                    amo += line.amo;
                    amc += line.amc;
                    left = left.and(line.left);
                    lines.push(line.told);
                }
                Err(error) => {
                    take_back(&things, journals.iter_mut());
                    if let Some((care, settled)) = &told.settled {
                        dossier.counters.take_back(care, settled);
                    }
                    return Err(error);
                }
            }
        }
        let recovered = if question.third_party || question.given.is_some() {
            Vec::new()
        } else {
            dossier.debts.recover(amo, usize::MAX, trace).collect()
        };
        if let Some((care, settled)) = &told.settled {
            dossier.debts.put_off(care, settled, of.line);
        }
        let answer = Answer {
            id: question.id.clone(),
            cancels: None,
            lines,
            expense,
            amo,
            amc,
            remainder: left,
            recovered: recovered.iter().map(|debt| debt.amount).sum(),
            confidence: Confidence::Confirmed,
            steps: Vec::new(),
        };
        if let Some(id) = &question.id {
            let past = Past {
                things,
                settled: told.settled,
                recovered,
                household: of.household,
                answer: answer.clone(),
            };
            dossier.acts.insert(id.clone(), past);
        }
        Ok(answer)
    }
}

/// What insurers before these contracts paid, on the lines in their order: each up to what the AMO leaves of it,
/// the rest on the last.
fn shared(mut dues: Vec<Due>, earlier: Cents) -> Vec<Due> {
    let mut rest = earlier;
    let last = dues.len().saturating_sub(1);
    for (place, due) in dues.iter_mut().enumerate() {
        let facts = &mut due.facts;
        let left = (facts.expense - facts.amo - facts.majoration).floor_zero();
        facts.earlier = if place == last { rest } else { rest.min(left) };
        rest -= facts.earlier;
    }
    dues
}
