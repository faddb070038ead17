//! The lines that a contract already paid, in order of acceptance: every counter is a sum over them.

use std::sync::Arc;

use domain::{Cents, Day, Heading};
use smallvec::SmallVec;

use super::look::Look;
use super::{Facts, Parts, Person, Thing};
use crate::product::{Headings, Of, Scope};

/// Units that a line counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Units {
    /// Acts, sessions, days.
    pub acts: u32,
    /// Examinations.
    pub examinations: u32,
    /// Whether its equipment counts.
    pub equipment: bool,
    /// How many of the teeth it names count, where a number cut them; else all of them.
    pub teeth: Option<u32>,
    /// The same of the eyes.
    pub eyes: Option<u32>,
    /// The same of the ears.
    pub ears: Option<u32>,
}

impl Units {
    /// Those of a line before any number bears on it: none for a complement.
    #[must_use]
    pub fn of(facts: &Facts) -> Self {
        if facts.complement_of.is_some() {
            return Self::none();
        }
        Self {
            acts: facts.quantity,
            examinations: facts.examinations,
            equipment: true,
            ..Self::default()
        }
    }

    /// None at all.
    #[must_use]
    pub fn none() -> Self {
        Self {
            teeth: Some(0),
            eyes: Some(0),
            ears: Some(0),
            ..Self::default()
        }
    }

    /// How many of the kind that a limit counts; equipments are told apart, so one at most.
    pub(super) fn counted(self, of: Of, scope: Scope, facts: &Facts) -> u32 {
        let parts = match scope {
            Scope::Tooth => self.teeth,
            Scope::Eye => self.eyes,
            Scope::Ear => self.ears,
            _ => {
                return match of {
                    Of::Act | Of::Session | Of::Day => self.acts,
                    Of::Examination => self.examinations,
                    Of::Equipment => u32::from(self.equipment),
                };
            }
        };
        let named = u32::try_from(facts.parts_named(scope).max(1)).unwrap_or(u32::MAX);
        parts.map_or(named, |parts| parts.min(named))
    }

    /// The same, where a limit left so many of the kind that it counts.
    pub(super) fn left(mut self, of: Of, scope: Scope, left: u32) -> Self {
        match (scope, of) {
            (Scope::Tooth, _) => self.teeth = Some(left),
            (Scope::Eye, _) => self.eyes = Some(left),
            (Scope::Ear, _) => self.ears = Some(left),
            (_, Of::Act | Of::Session | Of::Day) => self.acts = left,
            (_, Of::Examination) => self.examinations = left,
            (_, Of::Equipment) => self.equipment = left > 0,
        }
        self
    }
}

/// One line, or one day of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its facts.
    pub facts: Facts,
    /// The person, as things stood then.
    pub person: Person,
    /// Its reference date.
    pub reference: Day,
    /// `id` of the product that paid it.
    pub product: Arc<str>,
    /// What was paid.
    pub paid: Cents,
    /// What of that is beyond the ticket modérateur.
    pub beyond: Cents,
    /// What of that the ceilings count.
    pub counted: Parts,
    /// What the numbers count.
    pub units: Units,
    /// What a deductible kept back.
    pub withheld: Cents,
}

impl Entry {
    /// The entry as conditions look at it.
    pub(super) fn look(&self) -> Look<'_> {
        Look {
            facts: &self.facts,
            person: &self.person,
            day: self.reference,
            doctor: self.facts.doctor,
        }
    }
}

/// The lines of one contract, whose household may hold several persons.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Journal {
    entries: Vec<Entry>,
    /// The heading of each: sums look at it first, and most entries are of other headings.
    headings: SmallVec<[Heading; 16]>,
}

/// Lines that a journal gets room for with its first.
const ROOM: usize = 12;

impl Journal {
    /// The lines, in order of acceptance.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The lines of those headings, in order of acceptance.
    pub(super) fn of(&self, headings: Headings) -> impl Iterator<Item = &Entry> + use<'_> {
        let of = self.headings.iter().zip(&self.entries);
        of.filter(move |(heading, _)| headings.contains(**heading))
            .map(|(_, entry)| entry)
    }

    /// Whether nothing was paid, or everything was taken back.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Adds a line.
    pub fn enter(&mut self, entry: Entry) {
        self.headings.push(entry.facts.heading);
        if self.entries.len() == self.entries.capacity() {
            // Entries are long, and copied where they get more room.
            self.entries.reserve(self.entries.len().max(ROOM));
        }
        self.entries.push(entry);
    }

    /// Takes a line out, every day of it: what it had counted is given back.
    pub fn take_back(&mut self, line: Thing) {
        let is_of_line = |entry: &Entry| entry.facts.line == line;
        // The days of a line were entered one after the other; most cancellations are of late lines.
        while let Some(place) = self.entries.iter().rposition(is_of_line) {
            self.entries.remove(place);
            self.headings.remove(place);
        }
    }

    /// Takes every line out, and keeps the room for as many: a journal for the next contract.
    pub fn clear(&mut self) {
        self.entries.clear();
        self.headings.clear();
    }
}
