use std::collections::HashMap;

use domain::{ActCode, Cents, Day, Heading, Reaction, ReasonClass};

use super::told::{self, Named, Things};
use super::{
    Answer, ContractTold, Given, LineTold, Question, QuoteError, RemainderTold, acts, hospital,
};
use crate::ambiguity::Choices;
use crate::amc::{Facts, Journal, Person, SettledAct, Share, Thing, remainder, shares};
use crate::amo::stay::{Nature, TechnicalAct, is_heavy};
use crate::amo::{
    Care, Counters, Cover, Debts, Exemption, Kind, Liquidation, Parcours, Patient, Regime,
    liquidate,
};
use crate::law::Law;
use crate::product::{Guarantee, Product};
use crate::trace::{Confidence, Step, Steps, Trace};

/// The counters, ceilings and debts of some persons, and the products of their contracts.
#[derive(Debug, Clone, Default)]
pub struct Session {
    choices: Choices,
    products: Vec<Product>,
    persons: HashMap<String, Dossier>,
    /// What each contract paid, by household and product.
    journals: HashMap<(Thing, String), Journal>,
    things: Things,
}

/// What is known of a person.
#[derive(Debug, Clone, Default)]
struct Dossier {
    counters: Counters,
    debts: Debts<Thing>,
    acts: HashMap<String, Past>,
}

/// An act that was answered.
#[derive(Debug, Clone)]
struct Past {
    /// Its lines, as the journals know them; the first is the act itself.
    things: Vec<Thing>,
    /// What the AMO settled; none where it was given or the AMO knows no such act.
    settled: Option<(Care, Liquidation)>,
    household: Thing,
    answer: Answer,
}

/// A line of the answer before the contracts see it.
pub(super) struct Due {
    pub(super) act: Option<ActCode>,
    pub(super) facts: Facts,
    pub(super) heading_known: bool,
    pub(super) rate: Option<u16>,
    pub(super) franchise: Cents,
    pub(super) deferred: bool,
    /// Cents of its expense that were not spent but taken off what the AMO pays: a participation on heavy acts.
    pub(super) off_the_amo: Cents,
}

/// Who and what a question is about.
#[derive(Clone, Copy)]
struct Of {
    line: Thing,
    person: Thing,
    household: Thing,
}

/// The contracts of a question.
struct Contracts {
    products: Vec<Product>,
}

impl Session {
    /// A session that judges by some choices of the register and knows those products besides the shipped
    /// ones.
    #[must_use]
    pub fn new(choices: Choices, products: Vec<Product>) -> Self {
        Self {
            choices,
            products,
            ..Self::default()
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
        let contracts = self.contracts(question)?;
        let (name, alone) = match &question.person {
            Some(name) => (name.clone(), false),
            None => (String::new(), true),
        };
        if let Some(id) = &question.id
            && self
                .persons
                .get(&name)
                .is_some_and(|dossier| dossier.acts.contains_key(id))
        {
            return Err(QuoteError::SameId { id: id.clone() });
        }
        let line = match &question.id {
            Some(id) if !alone => self.things.of(Named::Act, &format!("{name}/{id}")),
            _ => self.things.fresh(),
        };
        let person = if alone {
            line
        } else {
            self.things.of(Named::Person, &name)
        };
        let household = match &question.patient.household {
            Some(household) => self.things.of(Named::Household, household),
            None => person,
        };
        let mut dossier = self.persons.remove(&name).unwrap_or_default();
        let keys: Vec<_> = contracts
            .products
            .iter()
            .map(|product| (household, product.id.clone()))
            .collect();
        let mut journals: Vec<Journal> = keys
            .iter()
            .map(|key| self.journals.remove(key).unwrap_or_default())
            .collect();
        let of = Of {
            line,
            person,
            household,
        };
        let answer = self.settled(question, &contracts, of, &mut dossier, &mut journals, trace);
        if !alone {
            self.persons.insert(name, dossier);
            self.journals.extend(keys.into_iter().zip(journals));
        }
        answer
    }

    /// What everybody pays; on an error nothing is counted.
    fn settled<T: Trace>(
        &mut self,
        question: &Question,
        contracts: &Contracts,
        of: Of,
        dossier: &mut Dossier,
        journals: &mut [Journal],
        trace: &mut T,
    ) -> Result<Answer, QuoteError> {
        let told = self.lines(question, of.line, dossier, trace)?;
        let who = told::person(question, told.day, told.birth, of.person, of.household);
        let things: Vec<Thing> = told.dues.iter().map(|due| due.facts.line).collect();
        let mut lines = Vec::with_capacity(told.dues.len());
        let mut left = RemainderTold::default();
        let (mut expense, mut amo, mut amc) = (Cents::ZERO, Cents::ZERO, Cents::ZERO);
        for due in told.dues {
            match contracts.line(due, &who, &self.choices, journals, question, trace) {
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
            Cents::ZERO
        } else {
            let debts = dossier.debts.recover(amo, usize::MAX, trace);
            debts.iter().map(|debt| debt.amount).sum()
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
            recovered,
            confidence: Confidence::Confirmed,
            steps: Vec::new(),
        };
        if let Some(id) = &question.id {
            let past = Past {
                things,
                settled: told.settled,
                household: of.household,
                answer: answer.clone(),
            };
            dossier.acts.insert(id.clone(), past);
        }
        Ok(answer)
    }

    /// The lines that the AMO makes of the question.
    fn lines<T: Trace>(
        &mut self,
        question: &Question,
        line: Thing,
        dossier: &mut Dossier,
        trace: &mut T,
    ) -> Result<Told, QuoteError> {
        if let Some(stay) = &question.stay {
            if question.act.is_some() {
                return Err(QuoteError::Beside {
                    key: "act",
                    beside: "stay",
                    why: "a stay has lines of its own",
                });
            }
            return hospital::lines(question, stay, line, &mut self.things, trace);
        }
        let day = question.date.ok_or(QuoteError::Missing {
            key: "date",
            why: "the day of care decides the law",
        })?;
        let birth = question
            .patient
            .birth
            .unwrap_or_else(|| day.plus_months(-12 * 40));
        let told = |dues, settled| Told {
            dues,
            settled,
            day,
            birth,
        };
        if question.act.is_some_and(|act| act.as_str() == "FPU") {
            let due = hospital::emergency_due(question, line, day, &mut self.things, trace)?;
            return Ok(told(vec![due], None));
        }
        if let Some(given) = question.given {
            let due = self.given(question, given, line, day)?;
            return Ok(told(vec![due], None));
        }
        let Some(act) = question.act else {
            let due = self.outside(question, line, day)?;
            return Ok(told(vec![due], None));
        };
        let kind = acts::kind(question, act)?;
        let patient = Patient {
            birth,
            regime: Regime::from(question.patient.regime),
            cover: Cover::from(question.patient.cover),
        };
        let care = care(question, kind, day, &patient)?;
        let settled = liquidate(
            Law::embedded(),
            &patient,
            &care,
            &mut dossier.counters,
            trace,
        )?;
        let known = question.heading.or_else(|| told::heading(kind));
        let heading = known.unwrap_or(Heading::AutreMedecineDouce);
        let facts = Facts {
            expense: care.fee,
            base: settled.base,
            amo: settled.amount,
            majoration: settled.majoration,
            participation: settled.participation,
            specialty: Some(settled.specialty),
            doctor: heading.is_doctor().then(|| told::doctor(kind)).flatten(),
            ..told::facts(question, line, heading, day, &mut self.things)?
        };
        let due = Due {
            act: Some(settled.act),
            facts,
            heading_known: known.is_some(),
            rate: Some(settled.rate_printed),
            franchise: settled.franchise,
            deferred: settled.deferred,
            off_the_amo: Cents::ZERO,
        };
        Ok(told(vec![due], Some((care, settled))))
    }

    /// A line whose AMO amounts are given.
    fn given(
        &mut self,
        question: &Question,
        given: Given,
        line: Thing,
        day: Day,
    ) -> Result<Due, QuoteError> {
        let expense = question.fee.ok_or(QuoteError::Missing {
            key: "fee",
            why: "what the AMO did is given, so what was spent must be",
        })?;
        let kind = question.act.and_then(|act| acts::kind(question, act).ok());
        let heading = match (question.heading, question.act) {
            (Some(heading), _) => heading,
            (None, Some(act)) => kind
                .and_then(told::heading)
                .or_else(|| Heading::of(act, question.practitioner.specialty.unwrap_or(0)))
                .ok_or(QuoteError::NoHeading { act })?,
            (None, None) => {
                return Err(QuoteError::Missing {
                    key: "heading",
                    why: "without `act` nothing else says what the line is",
                });
            }
        };
        let facts = Facts {
            expense,
            base: question.base.unwrap_or_default(),
            amo: given.amo,
            majoration: given.majoration,
            participation: given.participation,
            doctor: heading
                .is_doctor()
                .then(|| kind.and_then(told::doctor))
                .flatten(),
            ..told::facts(question, line, heading, day, &mut self.things)?
        };
        Ok(Due {
            act: question.act,
            facts,
            heading_known: true,
            rate: None,
            franchise: given.franchise,
            deferred: false,
            off_the_amo: Cents::ZERO,
        })
    }

    /// A line that the AMO never pays.
    fn outside(&mut self, question: &Question, line: Thing, day: Day) -> Result<Due, QuoteError> {
        let heading = question.heading.ok_or(QuoteError::Missing {
            key: "act",
            why: "say the act code, or a `heading` where the AMO never pays it",
        })?;
        let expense = question.fee.ok_or(QuoteError::Missing {
            key: "fee",
            why: "no tariff says what such an act costs",
        })?;
        let facts = Facts {
            expense,
            base: question.base.unwrap_or_default(),
            ..told::facts(question, line, heading, day, &mut self.things)?
        };
        Ok(Due {
            act: None,
            facts,
            heading_known: true,
            rate: None,
            franchise: Cents::ZERO,
            deferred: false,
            off_the_amo: Cents::ZERO,
        })
    }

    fn contracts(&self, question: &Question) -> Result<Contracts, QuoteError> {
        if let Some(text) = &question.guarantee {
            if !question.products.is_empty() {
                return Err(QuoteError::Beside {
                    key: "guarantee",
                    beside: "products",
                    why: "one or the other says what is covered",
                });
            }
            let guarantee = Guarantee::parse_text(text)?;
            return Ok(Contracts {
                products: vec![Product::single("quote", guarantee)],
            });
        }
        let mut products = Vec::with_capacity(question.products.len());
        for id in &question.products {
            let found = self
                .products
                .iter()
                .find(|product| product.id == *id)
                .cloned()
                .or_else(|| shipped(id));
            products.push(found.ok_or_else(|| QuoteError::NoProduct {
                id: id.clone(),
                known: self.known(),
            })?);
        }
        if let Some((base, above)) = products.split_first()
            && let Some(above) = above.iter().find(|above| !above.may_stand_on(base))
        {
            return Err(QuoteError::NotOnTop {
                above: above.id.clone(),
                below: base.id.clone(),
            });
        }
        Ok(Contracts { products })
    }

    fn known(&self) -> String {
        let own = self.products.iter().map(|product| product.id.clone());
        let shipped = Product::shipped();
        let shipped = shipped
            .iter()
            .filter_map(|(name, text)| Product::parse(name, text).ok())
            .map(|product| product.id);
        let ids: Vec<String> = own.chain(shipped).collect();
        ids.join(", ")
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
        if let Some((care, settled)) = &past.settled {
            dossier.counters.take_back(care, settled);
            if let Some(act) = past.things.first() {
                dossier.debts.forgive(care, settled, *act);
            }
        }
        let own = self
            .journals
            .iter_mut()
            .filter(|((household, _), _)| *household == past.household);
        take_back(&past.things, own.map(|(_, journal)| journal));
        Ok(taken_back(past.answer, question.id.clone(), id))
    }
}

/// The lines of a question, and what the AMO keeps of it.
pub(super) struct Told {
    pub(super) dues: Vec<Due>,
    pub(super) settled: Option<(Care, Liquidation)>,
    pub(super) day: Day,
    pub(super) birth: Day,
}

/// A line with what everybody pays of it.
struct Line {
    told: LineTold,
    expense: Cents,
    amo: Cents,
    amc: Cents,
    left: RemainderTold,
}

impl Contracts {
    fn line<T: Trace>(
        &self,
        due: Due,
        person: &Person,
        choices: &Choices,
        journals: &mut [Journal],
        question: &Question,
        trace: &mut T,
    ) -> Result<Line, QuoteError> {
        let facts = &due.facts;
        let products: Vec<&Product> = self.products.iter().collect();
        let paid = if due.heading_known {
            shares(&products, choices, facts, person, journals, trace)?
        } else {
            Vec::new()
        };
        let amc: Cents = paid.iter().map(|share| share.amount).sum();
        let theoretical = facts.amo + facts.majoration;
        let act = SettledAct {
            expense: facts.expense,
            base: facts.base,
            theoretical,
            majoration: facts.majoration,
            participation: facts.participation,
            franchise: due.franchise,
            deferred: due.deferred,
            amc: amc + question.earlier,
            refunds_participation: self
                .products
                .iter()
                .any(|product| product.refunds_participation),
        };
        let contracts = self
            .products
            .iter()
            .zip(&paid)
            .map(|(product, share)| contract(product, share))
            .collect();
        Ok(Line {
            told: LineTold {
                date: facts.date,
                act: due.act,
                heading: due.heading_known.then_some(facts.heading),
                expense: facts.expense - due.off_the_amo,
                base: facts.base,
                rate: due.rate,
                theoretical: theoretical - due.off_the_amo,
                majoration: facts.majoration,
                participation: facts.participation,
                franchise: due.franchise,
                deferred: due.deferred,
                contracts,
            },
            expense: facts.expense - due.off_the_amo,
            amo: act.amo() - due.off_the_amo,
            amc,
            left: RemainderTold::of(facts.heading, remainder(&act)),
        })
    }
}

fn contract(product: &Product, share: &Share) -> ContractTold {
    let reaction = match share.reason {
        ReasonClass::Guarantee => Reaction::Paid,
        ReasonClass::ActNotCovered => Reaction::Refused,
        ReasonClass::DocumentAwaited | ReasonClass::UnknownQualifier => Reaction::Held,
        _ => Reaction::SettledZero,
    };
    ContractTold {
        product: product.id.clone(),
        reaction,
        reason: share.reason,
        amount: share.amount,
        payee: (share.amount > Cents::ZERO).then_some(share.payee),
        rule: share.rule.to_owned(),
    }
}

fn shipped(id: &str) -> Option<Product> {
    Product::shipped()
        .iter()
        .filter_map(|(name, text)| Product::parse(name, text).ok())
        .find(|product| product.id == id)
}

/// The care of a question whose act the AMO settles.
fn care(question: &Question, kind: Kind, day: Day, patient: &Patient) -> Result<Care, QuoteError> {
    let mut care = Care {
        day,
        kind,
        fee: Cents::ZERO,
        quantity: question.quantity.unwrap_or(1),
        coefficient: question
            .coefficient
            .map_or(100, |coefficient| coefficient.0),
        count: question.examinations.unwrap_or(0),
        base: question.base,
        parcours: Parcours::from(question.parcours),
        exemption: Exemption::from(question.patient.exemption),
        executor: question.practitioner.number.unwrap_or_default(),
        third_party: question.third_party,
    };
    let law = Law::embedded();
    care.fee = match question.fee {
        Some(fee) => fee,
        None => crate::amo::base(law, patient.birth, &care)?,
    };
    if let Kind::Technical { .. } = kind {
        let act = TechnicalAct {
            day,
            executor: care.executor,
            tariff: care.base.unwrap_or_default(),
            coefficient: if question.coefficient.is_some() {
                care.coefficient
            } else {
                0
            },
            nature: nature(kind),
        };
        if is_heavy(law, &[act])? {
            return Err(QuoteError::HeavyInTown {
                act: kind.act(),
                day,
            });
        }
    }
    Ok(care)
}

fn nature(kind: Kind) -> Nature {
    match kind.act().as_str() {
        "ADI" | "ADE" => Nature::Imaging,
        _ => Nature::Ordinary,
    }
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
        recovered: Cents::ZERO,
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

/// A trace that knows how sure its least sure step is.
trait Sure {
    fn least_sure(&self) -> Confidence;
}

/// Keeps the confidence and nothing else.
struct Surest(Confidence);

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
struct Kept {
    steps: Steps,
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
