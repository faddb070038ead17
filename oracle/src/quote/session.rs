use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::asked::{Asked, Of};
use super::contracts::Shelf;
use super::dossier::{Dossier, take_back, taken_back};
use super::sure::{Kept, Sure, Surest};
use super::told::{Named, Things, act_of};
use super::{Answer, Question, QuoteError};
use crate::ambiguity::Choices;
use crate::amc::{Journal, Thing};
use crate::law::Law;
use crate::product::Product;
use crate::trace::{Step, Trace};

/// The counters, ceilings and debts of some persons, and the products of their contracts.
#[derive(Debug, Clone)]
pub struct Session {
    choices: Choices,
    /// The law under those choices.
    law: &'static Law,
    shelf: Shelf,
    persons: FxHashMap<String, Dossier>,
    /// What each contract paid, by household and `id` of the product.
    journals: FxHashMap<Thing, FxHashMap<Arc<str>, Journal>>,
    things: Things,
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
            law: Law::under(&choices),
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
                law: self.law,
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
            law: self.law,
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
