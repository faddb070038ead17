use rustc_hash::FxHashMap;
use std::sync::Arc;

use domain::{Cents, Reaction, ReasonClass};

use super::contracts::{Contracts, Shelf};
use super::lines::{Due, lines};
use super::sure::{Kept, Sure, Surest};
use super::told::{self, Named, Things, act_of};
use super::{Answer, ContractTold, LineTold, Question, QuoteError, RemainderTold};
use crate::ambiguity::Choices;
use crate::amc::{Journal, Thing};
use crate::amo::{Care, Counters, Debt, Debts, Liquidation};
use crate::product::Product;
use crate::trace::{Confidence, Step, Trace};

/// The counters, ceilings and debts of some persons, and the products of their contracts.
#[derive(Debug, Clone)]
pub struct Session {
    choices: Choices,
    shelf: Shelf,
    persons: FxHashMap<String, Dossier>,
    /// What each contract paid, by household and `id` of the product.
    journals: FxHashMap<Thing, FxHashMap<Arc<str>, Journal>>,
    things: Things,
}

/// What is known of a person.
#[derive(Debug, Clone, Default)]
struct Dossier {
    counters: Counters,
    debts: Debts<Thing>,
    acts: FxHashMap<String, Past>,
    /// Where its contracts count: told by the first question that had an answer.
    household: Option<Thing>,
}

impl Dossier {
    fn is_empty(&self) -> bool {
        self.counters == Counters::default()
            && self.debts == Debts::default()
            && self.acts.is_empty()
    }
}

/// An act that was answered.
#[derive(Debug, Clone)]
struct Past {
    /// Its lines, as the journals know them; the first is the act itself.
    things: Vec<Thing>,
    /// What the AMO settled; none where it was given or the AMO knows no such act.
    settled: Option<(Care, Liquidation)>,
    /// The debts of earlier acts that it recovered.
    recovered: Vec<Debt<Thing>>,
    household: Thing,
    answer: Answer,
}

/// Who and what a question is about.
#[derive(Clone, Copy)]
struct Of {
    line: Thing,
    person: Thing,
    household: Thing,
}

impl Default for Session {
    fn default() -> Self {
        Self::new(Choices::default(), Vec::new())
    }
}

impl Session {
    /// A session that judges by some choices of the register and knows those products besides the shipped
    /// ones.
    #[must_use]
    pub fn new(choices: Choices, products: Vec<Product>) -> Self {
        Self {
            choices,
            shelf: Shelf::of(products),
            persons: FxHashMap::default(),
            journals: FxHashMap::default(),
            things: Things::default(),
        }
    }

    /// Answers a question, without its steps.
    ///
    /// # Errors
    /// [`QuoteError`]: what is missing, not known or not loaded. Nothing is counted then.
    pub fn answer(&mut self, question: &Question) -> Result<Answer, QuoteError> {
        self.answered(question, &mut Surest::default(), |_| Vec::new())
    }

    /// Answers a question, with every step that led there.
    ///
    /// # Errors
    /// As [`Session::answer`].
    pub fn explain(&mut self, question: &Question) -> Result<Answer, QuoteError> {
        self.answered(question, &mut Kept::default(), |kept| kept.steps.0.clone())
    }

    /// Whether nothing is counted, owed or paid for anybody: at the start, and once everything was taken back.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.persons.values().all(Dossier::is_empty)
            && self
                .journals
                .values()
                .flat_map(FxHashMap::values)
                .all(Journal::is_empty)
    }

    fn answered<T: Trace + Sure>(
        &mut self,
        question: &Question,
        trace: &mut T,
        steps: fn(&T) -> Vec<Step>,
    ) -> Result<Answer, QuoteError> {
        let mut answer = if let Some(id) = &question.cancels {
            self.cancel(question, id)?
        } else {
            self.settle(question, trace)?
        };
        answer.confidence = answer.confidence.max(trace.least_sure());
        answer.steps = steps(trace);
        Ok(answer)
    }

    fn settle<T: Trace>(
        &mut self,
        question: &Question,
        trace: &mut T,
    ) -> Result<Answer, QuoteError> {
        let contracts = self.shelf.contracts(question)?;
        let choices = &self.choices;
        let Some(name) = &question.person else {
            // Alone: nothing is known of the person, and nothing is kept.
            let things = &mut Things::default();
            let line = things.fresh();
            let of = Of {
                line,
                person: line,
                household: line,
            };
            let mut journals = vec![Journal::default(); contracts.products.len()];
            let dossier = &mut Dossier::default();
            let mut asked = Asked {
                question,
                contracts: &contracts,
                choices,
                things,
            };
            return asked.settle(of, dossier, &mut journals, trace);
        };
        let things = &mut self.things;
        let line = match &question.id {
            Some(id) => {
                let dossier = self.persons.get(name);
                if dossier.is_some_and(|dossier| dossier.acts.contains_key(id)) {
                    return Err(QuoteError::SameId { id: id.clone() });
                }
                things.of(Named::Act, &act_of(name, id))
            }
            None => things.fresh(),
        };
        let person = things.of(Named::Person, name);
        let before = self.persons.get(name).and_then(|dossier| dossier.household);
        let household = match &question.patient.household {
            Some(household) => things.of(Named::Household, household),
            None => before.unwrap_or(person),
        };
        if before.is_some_and(|before| before != household) {
            return Err(QuoteError::OtherHousehold {
                person: name.clone(),
            });
        }
        if !self.persons.contains_key(name) {
            self.persons.insert(name.clone(), Dossier::default());
        }
        let Some(dossier) = self.persons.get_mut(name) else {
            unreachable!("it was inserted just now")
        };
        let shared = self.journals.entry(household).or_default();
        let mut journals: Vec<Journal> = contracts
            .products
            .iter()
            .map(|product| shared.remove(&product.key).unwrap_or_default())
            .collect();
        let of = Of {
            line,
            person,
            household,
        };
        let mut asked = Asked {
            question,
            contracts: &contracts,
            choices,
            things,
        };
        let answer = asked.settle(of, dossier, &mut journals, trace);
        if answer.is_ok() {
            dossier.household = Some(household);
        }
        let keys = contracts
            .products
            .iter()
            .map(|product| Arc::clone(&product.key));
        shared.extend(keys.zip(journals));
        answer
    }

    fn cancel(&mut self, question: &Question, id: &str) -> Result<Answer, QuoteError> {
        let person = question.person.clone().ok_or(QuoteError::Missing {
            key: "person",
            why: "an act is taken back from the person it was of",
        })?;
        let told = Question {
            id: question.id.clone(),
            person: question.person.clone(),
            cancels: question.cancels.clone(),
            ..Question::default()
        };
        if told != *question {
            return Err(QuoteError::Beside {
                key: "cancels",
                beside: "another key",
                why: "a cancellation says the person and the act, and nothing else",
            });
        }
        let no_such_act = || QuoteError::NoSuchAct {
            id: id.to_owned(),
            person: person.clone(),
        };
        let dossier = self.persons.get_mut(&person).ok_or_else(no_such_act)?;
        let past = dossier.acts.remove(id).ok_or_else(no_such_act)?;
        dossier.debts.owe_again(past.recovered);
        if let Some((care, settled)) = &past.settled {
            dossier.counters.take_back(care, settled);
            if let Some(act) = past.things.first() {
                dossier.debts.forgive(care, settled, *act);
            }
        }
        let own = self.journals.get_mut(&past.household);
        take_back(
            &past.things,
            own.into_iter().flat_map(|own| own.values_mut()),
        );
        Ok(taken_back(past.answer, question.id.clone(), id))
    }
}

/// A question, with what it is settled by.
struct Asked<'a> {
    question: &'a Question,
    contracts: &'a Contracts,
    choices: &'a Choices,
    things: &'a mut Things,
}

impl Asked<'_> {
    /// What everybody pays; on an error nothing is counted.
    fn settle<T: Trace>(
        &mut self,
        of: Of,
        dossier: &mut Dossier,
        journals: &mut [Journal],
        trace: &mut T,
    ) -> Result<Answer, QuoteError> {
        let question = self.question;
        let counters = &mut dossier.counters;
        let told = lines(self.things, question, of.line, counters, trace)?;
        let who = told::person(question, told.day, told.birth, of.person, of.household);
        let things: Vec<Thing> = told.dues.iter().map(|due| due.facts.line).collect();
        let mut lines = Vec::with_capacity(told.dues.len());
        let mut left = RemainderTold::default();
        let (mut expense, mut amo, mut amc) = (Cents::ZERO, Cents::ZERO, Cents::ZERO);
        let contracts = self.contracts;
        for due in shared(told.dues, question.earlier) {
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
            dossier.debts.recover(amo, usize::MAX, trace)
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

/// Takes lines out of journals.
fn take_back<'a>(things: &[Thing], journals: impl Iterator<Item = &'a mut Journal>) {
    for journal in journals {
        for thing in things {
            journal.take_back(*thing);
        }
    }
}

/// The opposite of an answer.
fn taken_back(answer: Answer, id: Option<String>, of: &str) -> Answer {
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
