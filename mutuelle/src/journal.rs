//! The journal of a contract: the lines it already paid, in order of acceptance, with what each counted. Every
//! limit is a sum over it.

use std::collections::{BTreeSet, HashMap};

use domain::Day;
use rust_decimal::Decimal;

use crate::facts::{Facts, Person};

/// A line that a contract paid, or that a deductible kept something of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The product that paid it.
    pub product: String,
    /// Whose it is.
    pub person: Person,
    /// The line.
    pub facts: Facts,
    /// The day that counts.
    pub reference: Day,
    /// Euros paid, floors included.
    pub paid: Decimal,
    /// What limits count of it.
    pub counted: Counted,
    /// What the deductible kept back of it.
    pub kept_back: Decimal,
    /// For limits per tooth, eye or ear: how much each named one counted.
    pub(crate) shares: Vec<Shares>,
}

/// What a line counted: the two parts of the amount, and its units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// Part on the ticket modérateur.
    pub m: Decimal,
    /// Part beyond it.
    pub v: Decimal,
    /// Units.
    pub units: Units,
}

/// The units of a line, by what a number may count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Units {
    /// Acts, sessions, days.
    pub acts: Decimal,
    /// Examinations.
    pub examinations: Decimal,
    /// 1 where its equipment counts, 0 where it does not.
    pub equipments: Decimal,
}

/// How much of a line each tooth, eye or ear that it names counted, in one limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shares {
    pub(crate) limit: String,
    pub(crate) on: Vec<(String, Decimal)>,
}

/// The entries of a contract, by person.
#[derive(Debug, Default, Clone)]
pub(crate) struct Journal {
    by_person: HashMap<String, Vec<Entry>>,
    by_household: HashMap<String, BTreeSet<String>>,
}

impl Entry {
    /// A line as it was paid before: by that product, that much, counted so. The journal works its reference date
    /// out, and its units where it counted anything.
    #[must_use]
    pub fn before(
        product: String,
        person: Person,
        facts: Facts,
        paid: Decimal,
        m: Decimal,
        v: Decimal,
    ) -> Self {
        let counts = m + v > Decimal::ZERO;
        let units = Units {
            acts: Decimal::from(facts.quantity),
            examinations: Decimal::from(facts.examinations),
            equipments: Decimal::ONE,
        };
        Self {
            product,
            person,
            reference: facts.date,
            facts,
            paid,
            counted: Counted {
                m,
                v,
                units: if counts { units } else { Units::default() },
            },
            kept_back: Decimal::ZERO,
            shares: Vec::new(),
        }
    }
}

impl Counted {
    /// Both parts.
    #[must_use]
    pub fn total(&self) -> Decimal {
        self.m + self.v
    }
}

impl Journal {
    /// Enters a line.
    pub(crate) fn enter(&mut self, entry: Entry) {
        let person = entry.person.id.clone();
        self.by_household
            .entry(entry.person.household.clone())
            .or_default()
            .insert(person.clone());
        self.by_person.entry(person).or_default().push(entry);
    }

    /// Takes a line out, so that what it had counted is given back. Returns what it had paid.
    pub(crate) fn take_back(&mut self, person: &str, line: &str) -> Decimal {
        let Some(entries) = self.by_person.get_mut(person) else {
            return Decimal::ZERO;
        };
        let of_line = |entry: &Entry| entry.facts.id == line;
        let paid = entries.iter().filter(|entry| of_line(entry));
        let paid = paid.map(|entry| entry.paid).sum();
        entries.retain(|entry| !of_line(entry));
        paid
    }

    /// The entries of a person, in order of acceptance.
    pub(crate) fn of_person(&self, person: &str) -> &[Entry] {
        self.by_person
            .get(person)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// The entries of a household.
    pub(crate) fn of_household(&self, household: &str) -> impl Iterator<Item = &Entry> {
        let persons = self.by_household.get(household).into_iter().flatten();
        persons
            .flat_map(|person| self.of_person(person))
            .filter(move |entry| entry.person.household == household)
    }
}
