//! The journal of a contract: the lines it already paid, in order of acceptance, with what each counted. Every
//! limit is a sum over it.

use std::collections::{BTreeSet, HashMap};

use domain::Day;
use rust_decimal::Decimal;

use crate::facts::{Facts, Person};
use crate::product::{Limit, Of, Scope};

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
    /// What of that is beyond the ticket modérateur.
    pub beyond: Decimal,
    /// What limits count of it.
    pub counted: Counted,
    /// What the deductible kept back of it.
    pub kept_back: Decimal,
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
    /// Teeth that it names; one where it names none. So are the next ones.
    pub teeth: Decimal,
    /// Eyes.
    pub eyes: Decimal,
    /// Ears.
    pub ears: Decimal,
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
        let units = Units::of(&facts);
        Self {
            product,
            person,
            reference: facts.date,
            facts,
            paid,
            beyond: v,
            counted: Counted {
                m,
                v,
                units: if counts { units } else { Units::default() },
            },
            kept_back: Decimal::ZERO,
        }
    }
}

impl Units {
    /// Those of a line before any limit. A complement has none.
    pub(crate) fn of(facts: &Facts) -> Self {
        if facts.complement_of.is_some() {
            return Self::default();
        }
        let named = |names: &[String]| Decimal::from(names.len().max(1));
        Self {
            acts: Decimal::from(facts.quantity),
            examinations: Decimal::from(facts.examinations),
            equipments: Decimal::ONE,
            teeth: named(&facts.teeth),
            eyes: named(&facts.eyes),
            ears: named(&facts.ears),
        }
    }

    /// Those that a limit counts.
    pub(crate) fn counted_by(&self, limit: &Limit) -> Decimal {
        match (limit.per, limit.of) {
            (Scope::Tooth, _) => self.teeth,
            (Scope::Eye, _) => self.eyes,
            (Scope::Ear, _) => self.ears,
            (_, Of::Act) => self.acts,
            (_, Of::Examination) => self.examinations,
            (_, Of::Equipment) => self.equipments,
        }
    }

    /// Leaves so many of those that a limit counts.
    pub(crate) fn leave(&mut self, limit: &Limit, left: Decimal) {
        match (limit.per, limit.of) {
            (Scope::Tooth, _) => self.teeth = left,
            (Scope::Eye, _) => self.eyes = left,
            (Scope::Ear, _) => self.ears = left,
            (_, Of::Act) => self.acts = left,
            (_, Of::Examination) => self.examinations = left,
            // An equipment that is cut counts 0.
            (_, Of::Equipment) => self.equipments = Decimal::ZERO,
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
