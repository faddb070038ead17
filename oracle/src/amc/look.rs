//! Conditions, looked at on one line.

use domain::Day;

use super::{Doctor, Facts, Person};
use crate::product::{AgeAt, Condition, Scope, Test, months_completed};

/// A line with what conditions look at, at hand or in the journal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look<'a> {
    pub(super) facts: &'a Facts,
    pub(super) person: &'a Person,
    /// Its reference date.
    pub(super) day: Day,
    /// The doctor: another one where a level is taken again as for OPTAM.
    pub(super) doctor: Option<Doctor>,
}

impl Look<'_> {
    pub(super) fn meets(&self, condition: Option<&Condition>) -> bool {
        condition.is_none_or(|condition| condition.tests.iter().all(|test| self.passes(test)))
    }

    fn passes(&self, test: &Test) -> bool {
        let facts = self.facts;
        match test {
            Test::Optam(true) => self.doctor == Some(Doctor::Optam),
            Test::Optam(false) => self.doctor == Some(Doctor::NonOptam),
            Test::Network(wanted) => facts.network == *wanted,
            Test::Prescribed(wanted) => facts.prescribed == *wanted,
            Test::PriorAgreement(wanted) => facts.prior_agreement == *wanted,
            Test::CorrectionChanged(wanted) => facts.correction_changed == *wanted,
            Test::Amo(words) => words.contains(&facts.status()),
            Test::Basket(words) => one_of(facts.heading.basket(), words),
            Test::Lenses(words) => one_of(facts.lenses, words),
            Test::Place(words) => words.contains(&facts.place),
            Test::Qualifier(codes) => one_of(facts.qualifier, codes),
            Test::Code(codes) => one_of(facts.code, codes),
            Test::Specialty(codes) => one_of(facts.specialty, codes),
            Test::Children(span) => span.holds(i32::from(facts.children)),
            Test::MembershipMonths(span) => {
                span.holds(months_completed(self.person.member_since, self.day))
            }
            Test::Age(span, at) => self.age(*at).is_some_and(|age| span.holds(age)),
        }
    }

    /// Years completed on that day.
    fn age(&self, at: AgeAt) -> Option<i32> {
        let year = self.day.year();
        let day = match at {
            AgeAt::Care => self.day,
            AgeAt::YearStart => Day::new(year, 1, 1)?,
            AgeAt::YearEnd => Day::new(year, 12, 31)?,
            AgeAt::Membership => self.person.member_since,
        };
        Some(months_completed(self.person.birth?, day).div_euclid(12))
    }

    /// Whether both name the same thing of that kind. A line that names no tooth, eye or ear is one by itself.
    pub(super) fn shares(&self, scope: Scope, other: &Self) -> bool {
        let (one, two) = (self.facts, other.facts);
        if scope == Scope::Household {
            return self.person.household == other.person.household;
        }
        self.person.id == other.person.id
            && match scope {
                Scope::Person | Scope::Household => true,
                // The line at hand stands in no journal yet.
                Scope::Line => false,
                Scope::Act => one.act == two.act,
                Scope::Decompte => one.decompte == two.decompte,
                Scope::Stay => one.stay == two.stay,
                Scope::Equipment => one.equipment == two.equipment,
                Scope::Pregnancy => one.pregnancy == two.pregnancy,
                Scope::Tooth | Scope::Eye | Scope::Ear => one
                    .parts_of(scope)
                    .any(|part| two.parts_of(scope).any(|other| other == part)),
            }
    }
}

fn one_of<T: PartialEq>(fact: Option<T>, words: &[T]) -> bool {
    fact.is_some_and(|fact| words.contains(&fact))
}
