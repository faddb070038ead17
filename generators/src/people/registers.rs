//! What the caisse knows of a household: the files it begins with, and what it learns.

use caisse::{Event, InsuredFile, Life, Person};
use domain::{Day, Nir, Role};
use oracle::amo::{Cover, Regime};

use super::events::LifeEvent;
use super::household::{Household, Inhabitant};
use crate::draws::Draws;

/// One file an insured, with the children under that NIR.
pub(crate) fn first_files(home: &Household, start: Day) -> Vec<InsuredFile> {
    let mut files: Vec<InsuredFile> = Vec::new();
    for person in home.persons.iter().filter(|person| person.born <= start) {
        let under = std::iter::once(person.who.nir).chain(person.second_nir);
        for nir in under {
            match files.iter_mut().find(|file| file.nir == nir) {
                Some(file) => file.persons.push(known(home, person)),
                None => files.push(InsuredFile {
                    nir,
                    caisse: home.caisse,
                    persons: vec![known(home, person)],
                }),
            }
        }
    }
    files
}

/// What the caisse learns, and when: births and deaths some days later.
pub(crate) fn registry_events(draws: &mut Draws, home: &Household) -> Vec<(Day, Event)> {
    let mut learned = Vec::new();
    let mut note = |day, life| learned.push((day, Event::Life(life, day)));
    for (day, event) in &home.events {
        match *event {
            LifeEvent::Born(child) => {
                let Some(child) = home.persons.get(child) else {
                    continue;
                };
                // Before a mutuelle is told, as `keying` of `people.yaml` has it: whom it declares is known.
                let day = day.plus(draws.between(2, 5).cast_signed());
                for parent in std::iter::once(child.who.nir).chain(child.second_nir) {
                    let child = known(home, child);
                    note(day, Life::Born { parent, child });
                }
            }
            LifeEvent::Died(person) => {
                if let Some(person) = home.persons.get(person) {
                    let who = person.who;
                    let noted = day.plus(draws.between(1, 10).cast_signed());
                    note(noted, Life::Died { who, on: *day });
                }
            }
            LifeEvent::OfAge(child, nir) => {
                if let Some(child) = home.persons.get(child) {
                    let (child, second) = (child.who, child.second_nir);
                    note(*day, Life::OfAge { child, second, nir });
                }
            }
            LifeEvent::NirGiven(person, to) => {
                if let Some(person) = home.persons.get(person) {
                    let from = person.who.nir;
                    note(*day, Life::NirGiven { from, to });
                }
            }
            LifeEvent::Moved(to) => {
                for nir in nirs_on(home, *day) {
                    note(*day, Life::Moved { nir, to });
                }
            }
        }
    }
    learned
}

/// NIRs that head a file on that day, as they were when the world began.
fn nirs_on(home: &Household, day: Day) -> Vec<Nir> {
    let insured = home.persons.iter().filter(|p| p.role == Role::Insured);
    let of_age = home.events.iter().filter_map(|(on, event)| match event {
        LifeEvent::OfAge(_, nir) if *on <= day => Some(*nir),
        _ => None,
    });
    insured.map(|person| person.who.nir).chain(of_age).collect()
}

fn known(home: &Household, person: &Inhabitant) -> Person {
    Person {
        birth: person.who.birth,
        rank: person.who.rank,
        born: person.born,
        name: person.name.clone(),
        first_name: person.first_name.clone(),
        regime: if home.local {
            Regime::AlsaceMoselle
        } else {
            Regime::General
        },
        cover: if home.has_the_c2s() {
            Cover::C2s
        } else {
            Cover::None
        },
    }
}
