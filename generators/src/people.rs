//! Households: who lives there, under which NIR, at which caisse.

use caisse::{InsuredFile, Person};
use domain::{Beneficiary, BirthDate, Caisse, Day, Nir, Rank, Role};
use oracle::amo::{Cover, Regime};

use crate::distributions::WorldData;
use crate::draws::Draws;

/// A person of the world.
#[derive(Debug, Clone)]
pub struct Inhabitant {
    /// Identity in flows.
    pub who: Beneficiary,
    /// Insured or dependant.
    pub role: Role,
    /// Real day of birth.
    pub born: Day,
    /// Family name.
    pub name: String,
    /// First name.
    pub first_name: String,
    /// Has a long disease with exemption (ALD).
    pub long_disease: bool,
}

/// People who live together: one or two insured, the first one's minor children.
#[derive(Debug, Clone)]
pub struct Household {
    /// Number within the lot.
    pub number: u32,
    /// Their caisse.
    pub caisse: Caisse,
    /// Insured first, then the children of the first insured.
    pub persons: Vec<Inhabitant>,
}

impl Household {
    /// What the caisse knows of them: one file an insured.
    #[must_use]
    pub fn files(&self) -> Vec<InsuredFile> {
        let mut files: Vec<InsuredFile> = Vec::new();
        for person in &self.persons {
            let known = Person {
                birth: person.who.birth,
                rank: person.who.rank,
                born: person.born,
                name: person.name.clone(),
                first_name: person.first_name.clone(),
                regime: Regime::General,
                cover: Cover::None,
            };
            match files.iter_mut().find(|file| file.nir == person.who.nir) {
                Some(file) => file.persons.push(known),
                None => files.push(InsuredFile {
                    nir: person.who.nir,
                    caisse: self.caisse,
                    persons: vec![known],
                }),
            }
        }
        files
    }
}

/// Draws a household with at most `most_insured` insured. `first` numbers its first insured across the
/// whole run: NIRs are made from it.
pub(crate) fn household(
    draws: &mut Draws,
    data: &WorldData,
    number: u32,
    first: u64,
    most_insured: u32,
    caisse: Caisse,
    span: (Day, Day),
) -> Household {
    let rates = &data.france.household;
    let couple = draws.permille(rates.couple) && most_insured > 1;
    let family = draws.pick(&data.names.family).cloned().unwrap_or_default();
    let mut persons = Vec::new();
    let age = adult_age(draws, data);
    let insured = if couple { 2 } else { 1 };
    for index in 0..insured {
        // The second one's age is near the first one's.
        let age = if index == 0 {
            age
        } else {
            (age + draws.between(0, 8)).clamp(23, 96) - 4
        };
        let female = draws.permille(500);
        let born = birthday(draws, span.0, age);
        let nir = nir(first + index, female, born);
        persons.push(Inhabitant {
            who: Beneficiary {
                nir,
                birth: BirthDate::of(born),
                rank: Rank::FIRST,
            },
            role: Role::Insured,
            born,
            name: family.clone(),
            first_name: first_name(draws, data, female),
            long_disease: long_disease(draws, data, age),
        });
    }
    if (24..=50).contains(&age) {
        children(draws, data, span, &family, &mut persons);
    }
    Household {
        number,
        caisse,
        persons,
    }
}

fn children(
    draws: &mut Draws,
    data: &WorldData,
    (start, end): (Day, Day),
    family: &str,
    persons: &mut Vec<Inhabitant>,
) {
    let Some((parent, mother)) = persons.first().map(|person| (person.who.nir, person.born)) else {
        return;
    };
    let number = draws
        .weighted(&data.france.household.child, |row| row.weight)
        .map_or(0, |row| row.number);
    // Minors to the last day (who comes of age passes to a NIR of their own), born to an adult.
    let coming_of_age = start.since(end.plus_months(-12 * 18)) - 1;
    let adulthood = start.since(mother.plus_months(12 * 18));
    let oldest = u32::try_from(coming_of_age.min(adulthood)).unwrap_or(0);
    let mut last: Option<Day> = None;
    for _ in 0..number {
        let twin = last.filter(|_| draws.permille(data.france.household.twins));
        // The first child may have any age; each later one is younger by a pregnancy at least.
        let most = match last {
            Some(elder) => u32::try_from(start.since(elder))
                .unwrap_or(0)
                .saturating_sub(BETWEEN_SIBLINGS),
            None => oldest,
        };
        if twin.is_none() && most < YOUNGEST {
            break;
        }
        let born = twin.unwrap_or_else(|| start.plus(-draws.between(YOUNGEST, most).cast_signed()));
        last = Some(born);
        let same_day = persons
            .iter()
            .filter(|p| p.role == Role::Dependant && p.born == born)
            .count();
        let rank = u8::try_from(same_day + 1)
            .ok()
            .and_then(Rank::new)
            .unwrap_or(Rank::FIRST);
        let female = draws.permille(500);
        persons.push(Inhabitant {
            who: Beneficiary {
                nir: parent,
                birth: BirthDate::of(born),
                rank,
            },
            role: Role::Dependant,
            born,
            name: family.to_owned(),
            first_name: first_name(draws, data, female),
            long_disease: false,
        });
    }
}

/// Days between the births of two siblings, at least.
const BETWEEN_SIBLINGS: u32 = 300;
/// Age in days of the youngest child drawn.
const YOUNGEST: u32 = 60;

fn adult_age(draws: &mut Draws, data: &WorldData) -> u32 {
    let (from, to) = draws
        .weighted(&data.france.adult_ages, |band| band.weight)
        .map_or((40, 40), |b| (b.from, b.to));
    draws.between(from, to)
}

fn birthday(draws: &mut Draws, start: Day, age: u32) -> Day {
    let months = i32::try_from(age * 12).unwrap_or(0);
    start
        .plus_months(-months)
        .plus(-i32::try_from(draws.below(365)).unwrap_or(0))
}

fn first_name(draws: &mut Draws, data: &WorldData, female: bool) -> String {
    let names = if female {
        &data.names.female
    } else {
        &data.names.male
    };
    draws.pick(names).cloned().unwrap_or_default()
}

fn long_disease(draws: &mut Draws, data: &WorldData, age: u32) -> bool {
    let rates = &data.france.long_disease;
    draws.permille(match age {
        ..45 => rates.under_45,
        45..65 => rates.under_65,
        _ => rates.older,
    })
}

/// A fictitious NIR: sex, year, month, department and commune are plausible, and the order number is
/// 000, which no birth register gives (they start at 001): see DESIGN.md. Place of birth numbers the
/// insured: two of them share one only 95,040 insured apart, and then rarely sex, year and month too.
fn nir(number: u64, female: bool, born: Day) -> Nir {
    // Scattered, so that neighbours were not all born in one department. The factor has no divisor in
    // common with the number of places, so each place comes once a round.
    let place = number % PLACES * 40_507 % PLACES;
    let (department, commune) = (place / COMMUNES + 1, place % COMMUNES + 1);
    let department = match department {
        // Corsica, which was department 20 until 1975.
        20 if born.year() < 1976 => "20".to_owned(),
        20 if commune % 2 == 0 => "2A".to_owned(),
        20 => "2B".to_owned(),
        // Born abroad: a country takes the place of the commune.
        96 => "99".to_owned(),
        _ => format!("{department:02}"),
    };
    let sex = if female { 2 } else { 1 };
    let text = format!(
        "{sex}{:02}{:02}{department}{commune:03}000",
        born.year().rem_euclid(100),
        born.month()
    );
    text.parse()
        .unwrap_or_else(|_| unreachable!("a NIR is put together from its parts"))
}

/// Communes of a department in [`nir`].
const COMMUNES: u64 = 990;
/// Places of birth in [`nir`]: 95 departments and abroad.
const PLACES: u64 = 96 * COMMUNES;

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn places_of_birth_come_once_a_round() {
        let born = Day::new(1980, 5, 5).unwrap();
        let all: HashSet<Nir> = (0..PLACES).map(|number| nir(number, true, born)).collect();
        assert_eq!(all.len() as u64, PLACES);
    }

    #[test]
    fn corsica_was_one_department() {
        let places = |born: Day| {
            (0..PLACES)
                .map(|number| nir(number, false, born).to_string()[5..7].to_owned())
                .collect::<HashSet<_>>()
        };
        let before = places(Day::new(1975, 12, 31).unwrap());
        assert!(before.contains("20") && !before.contains("2A"));
        let after = places(Day::new(1976, 1, 1).unwrap());
        assert!(after.contains("2A") && after.contains("2B") && !after.contains("20"));
    }
}
