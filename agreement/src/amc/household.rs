//! Random people under the same contracts, and their lines over the years of the law.

use domain::{Day, Heading};
use oracle::amc::{Facts, Person, Thing};

use super::care::draw;
use super::told::{HOUSEHOLD, LINE, PERSON, Told};
use crate::draws::Draws;

pub(super) struct Household {
    people: Vec<Person>,
    /// Where most days of care are.
    around: Day,
    focus: Vec<Heading>,
    told: Vec<(Person, Facts)>,
}

/// Days of the law: four years.
const DAYS: i32 = 1_461;

fn first_day() -> Day {
    Day::new(2023, 1, 1).unwrap_or_else(|| unreachable!("a day"))
}

impl Household {
    pub(super) fn new(draws: &mut Draws, focus: Vec<Heading>) -> Self {
        let since = first_day().plus(draws.between(-900, 900));
        let people = (0..u64::from(draws.upto(4)))
            .map(|number| someone(draws, number, since))
            .collect();
        Self {
            people,
            around: first_day().plus(draws.between(0, DAYS)),
            focus,
            told: Vec::new(),
        }
    }

    /// Everybody passes to another product on a day.
    pub(super) fn changes_product(&mut self, draws: &mut Draws) {
        let day = self.around.plus(draws.between(-200, 200));
        for person in &mut self.people {
            person.product_since = person.member_since.max(day);
        }
    }

    /// The next line.
    pub(super) fn line(&mut self, draws: &mut Draws) -> Told {
        let mut heading = if draws.percent(88) {
            draws.pick(&self.focus)
        } else {
            draws.pick(Heading::ALL)
        };
        let mut person = draws.pick(&self.people);
        let main = self.main_act(draws).cloned();
        if let Some((whose, main)) = &main {
            // As things stand now, not then.
            let same = |other: &&Person| other.id == whose.id;
            person = self.people.iter().find(same).copied().unwrap_or(person);
            heading = main.heading;
        }
        let number = self.told.len() as u64;
        let mut facts = Facts::new(Thing(LINE + number), heading, self.day(draws));
        draw(draws, &mut facts);
        if let Some((_, main)) = main {
            facts.complement_of = Some(main.line);
            facts.act = main.act;
        }
        self.told.push((person, facts.clone()));
        Told::new(person, facts)
    }

    /// Of a complement, the line that it completes: one of the last.
    fn main_act(&self, draws: &mut Draws) -> Option<&(Person, Facts)> {
        if !draws.percent(8) || self.told.is_empty() {
            return None;
        }
        let back = draws.below(4) as usize + 1;
        let main = &self.told[self.told.len().saturating_sub(back)];
        main.1.complement_of.is_none().then_some(main)
    }

    fn day(&self, draws: &mut Draws) -> Day {
        let last = first_day().plus(DAYS - 1);
        match draws.below(200) {
            0 => first_day().plus(-draws.between(1, 300)),
            1 => last.plus(draws.between(1, 300)),
            2..40 if !self.told.is_empty() => {
                let near = draws.below(u32::try_from(self.told.len()).unwrap_or(1));
                self.told[near as usize].1.date
            }
            40..160 => {
                let day = self.around.plus(draws.between(-250, 250));
                day.max(first_day()).min(last)
            }
            _ => first_day().plus(draws.between(0, DAYS - 1)),
        }
    }
}

fn someone(draws: &mut Draws, number: u64, since: Day) -> Person {
    let member_since = if draws.percent(70) {
        since
    } else {
        first_day().plus(draws.between(-900, 900))
    };
    let product_since = if draws.percent(25) {
        member_since.plus(draws.between(1, 400))
    } else {
        member_since
    };
    let age = draws.between(0, 29_000);
    Person {
        id: Thing(PERSON + number),
        household: Thing(HOUSEHOLD + u64::from(draws.percent(15))),
        birth: (!draws.percent(3)).then(|| first_day().plus(-age)),
        member_since,
        product_since,
        waits_until: draws
            .percent(12)
            .then(|| member_since.plus(draws.between(-30, 500))),
    }
}
