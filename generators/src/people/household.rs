//! Households: who lives there, under which NIR, at which caisse, and what happens to them.

use domain::{Beneficiary, BirthDate, Caisse, Day, Nir, Rank, Role, SmolStr};

use super::events::LifeEvent;
use super::nir::{Born, NirOffice};
use super::rates::{AgeRate, PeopleRates};
use crate::distributions::WorldData;
use crate::draws::Draws;
use crate::keying;

/// A person of the world.
#[derive(Debug, Clone)]
pub struct Inhabitant {
    /// Identity in flows when the world begins, or at birth.
    pub who: Beneficiary,
    /// The other parent's NIR, for a child who stands under both.
    pub second_nir: Option<Nir>,
    /// Insured or dependant when the world begins, or at birth.
    pub role: Role,
    /// Real day of birth.
    pub born: Day,
    /// Day of death, within the world.
    pub died: Option<Day>,
    /// Woman or girl.
    pub female: bool,
    /// Family name.
    pub name: SmolStr,
    /// First name.
    pub first_name: SmolStr,
    /// Has a long disease with exemption (ALD).
    pub long_disease: bool,
    /// The day on which she gives birth: within the world, or in the nine months after it.
    pub delivers: Option<Day>,
}

impl Inhabitant {
    /// Whether the person lives on that day.
    #[must_use]
    pub fn lives_on(&self, day: Day) -> bool {
        self.born <= day && self.died.is_none_or(|died| day <= died)
    }
}

/// Who pays beside the AMO.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Complementary {
    /// The mutuelle under test.
    Mutuelle,
    /// The State, by another body: C2S.
    C2s,
    /// The State, by the mutuelle under test: C2S.
    C2sHere,
    /// Nobody.
    None,
}

/// People who live together: one or two insured, their minor children, their children who study.
#[derive(Debug, Clone)]
pub struct Household {
    /// Number within the lot.
    pub number: u32,
    /// Their caisse when the world begins.
    pub caisse: Caisse,
    /// Under the local régime of Alsace-Moselle.
    pub local: bool,
    /// Who pays beside the AMO.
    pub complementary: Complementary,
    /// The adults first; also who is born within the world.
    pub persons: Vec<Inhabitant>,
    /// How many of them are the parents: one or two.
    pub parents: usize,
    /// What happens to them, in order of time.
    pub events: Vec<(Day, LifeEvent)>,
}

impl Household {
    /// Whether the mutuelle under test has a contract of theirs.
    #[must_use]
    pub fn is_covered(&self) -> bool {
        match self.complementary {
            Complementary::Mutuelle | Complementary::C2sHere => true,
            Complementary::C2s | Complementary::None => false,
        }
    }

    /// Whether they have the C2S, whoever runs it.
    #[must_use]
    pub fn has_the_c2s(&self) -> bool {
        matches!(
            self.complementary,
            Complementary::C2s | Complementary::C2sHere
        )
    }

    /// How many hold a NIR of their own when the world begins.
    #[must_use]
    pub fn insured(&self) -> u32 {
        let insured = self.persons.iter().filter(|p| p.role == Role::Insured);
        u32::try_from(insured.count()).unwrap_or(0)
    }
}

/// The caisses that the people of a lot belong to, by régime.
#[derive(Debug)]
pub(crate) struct LotRegime {
    pub(crate) weight: u32,
    pub(crate) local: bool,
    pub(crate) caisses: Vec<Caisse>,
}

/// What households are drawn from.
pub(crate) struct Census<'a> {
    pub(crate) data: &'a WorldData,
    pub(crate) regimes: Vec<LotRegime>,
    pub(crate) offices: NirOffice,
    /// First and last day of the world, and its months.
    pub(crate) span: (Day, Day),
    pub(crate) months: u32,
}

impl Census<'_> {
    fn rates(&self) -> &PeopleRates {
        &self.data.people
    }

    /// Draws a household with at most `most_insured` insured.
    pub(crate) fn household(
        &mut self,
        draws: &mut Draws,
        number: u32,
        most_insured: u32,
    ) -> Option<Household> {
        let regime = draws.weighted(&self.regimes, |regime| regime.weight)?;
        let (local, caisses) = (regime.local, regime.caisses.clone());
        let caisse = draws.pick(&caisses).copied()?;
        let shares = &self.rates().complementary.value;
        let complementary = match draws.below(1_000) {
            drawn if drawn < shares.c2s => Complementary::C2s,
            drawn if drawn < shares.c2s + shares.none => Complementary::None,
            _ => Complementary::Mutuelle,
        };
        let mut home = Household {
            number,
            caisse,
            local,
            complementary,
            persons: Vec::new(),
            parents: 0,
            events: Vec::new(),
        };
        let age = self.adults(draws, &mut home, most_insured);
        self.children(draws, &mut home, age, most_insured);
        self.pregnancy(draws, &mut home);
        self.deaths(draws, &mut home);
        if self.in_the_world(draws, self.rates().moves.value) {
            let others = caisses.iter().filter(|other| **other != caisse).count();
            let nth = draws.below(u32::try_from(others).unwrap_or(0)) as usize;
            let to = caisses.iter().filter(|other| **other != caisse).nth(nth);
            if let (Some(to), Some(day)) = (to.copied(), self.keyed_day(draws)) {
                home.events.push((day, LifeEvent::Moved(to)));
            }
        }
        home.events.sort_by_key(|(day, _)| *day);
        Some(home)
    }

    /// Whether something of that yearly rate happens within the world.
    pub(crate) fn in_the_world(&self, draws: &mut Draws, yearly: u32) -> bool {
        draws.below(12_000) < yearly * self.months
    }

    fn some_day(&self, draws: &mut Draws) -> Day {
        let days = self.span.1.since(self.span.0).unsigned_abs();
        self.span
            .0
            .plus(draws.between(1, days.max(1)).cast_signed())
    }

    /// A day of the world on which changes are keyed.
    fn keyed_day(&self, draws: &mut Draws) -> Option<Day> {
        let day = keying::day(self.some_day(draws));
        (day <= self.span.1).then_some(day)
    }

    /// One or two adults. Gives the age of the first.
    fn adults(&mut self, draws: &mut Draws, home: &mut Household, most: u32) -> u32 {
        let data = self.data;
        let couples = &data.people.couples.value;
        let couple = draws.permille(couples.rate) && most > 1;
        let family = data.names.family(draws);
        let (from, to) = draws
            .weighted(&data.people.adult_ages.value, |band| band.weight)
            .map_or((40, 40), |band| (band.from, band.to));
        let age = draws.between(from, to);
        for index in 0..=u32::from(couple) {
            // The second one's age is near the first one's.
            let age = match index {
                0 => age,
                _ => (age + draws.between(0, 8)).clamp(23, 96) - 4,
            };
            let own_name = index > 0 && draws.permille(couples.own_name);
            let name = if own_name {
                data.names.family(draws)
            } else {
                family.clone()
            };
            let female = draws.permille(500);
            let born = birthday(draws, self.span.0, age);
            let adult = self.adult(draws, home, name, female, born);
            home.persons.push(adult);
            home.parents += 1;
        }
        age
    }

    /// An adult with a NIR: definitive, or provisional and then perhaps made definitive.
    fn adult(
        &mut self,
        draws: &mut Draws,
        home: &mut Household,
        name: SmolStr,
        female: bool,
        born: Day,
    ) -> Inhabitant {
        let data = self.data;
        let rates = &data.people.identity.value;
        let abroad = draws.permille(rates.foreign_born);
        let provisional = abroad && draws.permille(rates.provisional);
        let (mut birth, mut unknown_month) = (BirthDate::of(born), false);
        if abroad {
            let drawn = draws.below(1_000);
            if drawn < rates.unknown_birth {
                birth.0[..2].copy_from_slice(b"00");
                unknown_month = drawn.is_multiple_of(2);
                if unknown_month {
                    birth.0[2..4].copy_from_slice(b"00");
                }
            } else if drawn < rates.unknown_birth + rates.lunar_birth {
                // The thirtieth day of February, the thirty-first of a month of thirty.
                birth.0[..4].copy_from_slice(if drawn.is_multiple_of(2) {
                    b"3002"
                } else {
                    b"3106"
                });
            }
        }
        let mut made = Born {
            female,
            on: born,
            abroad,
            provisional,
            unknown_month,
        };
        let nir = self.offices.give(&made);
        if provisional && self.in_the_world(draws, rates.made_definitive) {
            made.provisional = false;
            if let Some(day) = self.keyed_day(draws) {
                let event = LifeEvent::NirGiven(home.persons.len(), self.offices.give(&made));
                home.events.push((day, event));
            }
        }
        Inhabitant {
            who: Beneficiary {
                nir,
                birth,
                rank: Rank::FIRST,
            },
            second_nir: None,
            role: Role::Insured,
            born,
            died: None,
            female,
            first_name: data.names.first(draws, female, born),
            name,
            long_disease: self.long_disease(draws, born),
            delivers: None,
        }
    }

    fn long_disease(&self, draws: &mut Draws, born: Day) -> bool {
        let age = self.span.0.age(born);
        draws.permille(rate_at(&self.rates().long_disease.value.by_age, age))
    }

    /// The children who stand under a parent's NIR, and those who study.
    fn children(&mut self, draws: &mut Draws, home: &mut Household, age: u32, most: u32) {
        let data = self.data;
        let rates = &data.people.children.value;
        let Some(parent) = home.persons.first().map(|person| person.born) else {
            return;
        };
        if !(rates.from..=rates.to).contains(&age) {
            return;
        }
        let number = draws
            .weighted(&rates.number, |row| row.weight)
            .map_or(0, |row| row.number);
        let start = self.span.0;
        // Born to an adult.
        let adulthood = start.since(parent.plus_months(12 * 18)).max(0);
        // Who is older has left.
        let oldest = adulthood
            .unsigned_abs()
            .min((rates.student_until + 1) * 365);
        let mut last: Option<Day> = None;
        for _ in 0..number {
            let twin = last.filter(|_| draws.permille(rates.twins));
            // The first child may have any age; each later one is younger by a pregnancy at least.
            let most_days = match last {
                Some(elder) => u32::try_from(start.since(elder))
                    .unwrap_or(0)
                    .saturating_sub(BETWEEN_SIBLINGS),
                None => oldest,
            };
            if twin.is_none() && most_days < YOUNGEST {
                break;
            }
            let born = twin
                .unwrap_or_else(|| start.plus(-draws.between(YOUNGEST, most_days).cast_signed()));
            last = Some(born);
            if start.age(born) < 18 {
                self.minor(draws, home, born);
                continue;
            }
            let studies = u32::try_from(start.age(born)).unwrap_or(0) <= rates.student_until
                && draws.permille(rates.students)
                && home.insured() < most;
            if studies {
                let female = draws.permille(500);
                let name = home.persons[0].name.clone();
                let mut student = self.adult(draws, home, name, female, born);
                student.who.rank = rank_of(home, born);
                home.persons.push(student);
            }
        }
    }

    /// A minor under one or both parents' NIRs, who may come of age within the world.
    fn minor(&mut self, draws: &mut Draws, home: &mut Household, born: Day) {
        let data = self.data;
        let Some(first) = home.persons.first() else {
            return;
        };
        let (nir, name) = (first.who.nir, first.name.clone());
        let female = draws.permille(500);
        let second = home.persons.get(1).filter(|_| home.parents > 1);
        let second_nir = second
            .filter(|other| other.born <= born.plus_months(-12 * 18))
            .map(|other| other.who.nir)
            .filter(|_| draws.permille(data.people.children.value.two_nirs));
        let place = home.persons.len();
        let child = Inhabitant {
            who: Beneficiary {
                nir,
                birth: BirthDate::of(born),
                rank: rank_of(home, born),
            },
            second_nir,
            role: Role::Dependant,
            born,
            died: None,
            female,
            first_name: data.names.first(draws, female, born),
            name,
            long_disease: self.long_disease(draws, born),
            delivers: None,
        };
        home.persons.push(child);
        let of_age = born.plus_months(12 * 18);
        if of_age > self.span.0 && of_age <= self.span.1 {
            let own = self.offices.give(&Born {
                female,
                on: born,
                abroad: false,
                provisional: false,
                unknown_month: false,
            });
            home.events.push((of_age, LifeEvent::OfAge(place, own)));
        }
    }

    /// The pregnancy of a woman who keeps the household, and the child, or two, that it ends with; one that the world
    /// ends before has no child yet.
    fn pregnancy(&mut self, draws: &mut Draws, home: &mut Household) {
        let data = self.data;
        let (first, last) = self.span;
        let days = last.plus_months(PREGNANCY).since(first).unsigned_abs();
        for mother in 0..home.parents {
            let Some(woman) = home.persons.get(mother).filter(|person| person.female) else {
                continue;
            };
            let yearly = rate_at(&data.people.births.value, first.age(woman.born));
            if draws.below(365_000) >= yearly * days.min(MOST_DAYS) {
                continue;
            }
            let born = first.plus(draws.between(1, days).cast_signed());
            let youngest = home.persons.iter().map(|person| person.born).max();
            let soon = |day: Day| born.since(day) < BETWEEN_SIBLINGS.cast_signed();
            if youngest.is_some_and(soon) {
                continue;
            }
            home.persons[mother].delivers = Some(born);
            if born <= last {
                let twins = draws.permille(data.people.children.value.twins);
                for _ in 0..=u32::from(twins) {
                    home.events
                        .push((born, LifeEvent::Born(home.persons.len())));
                    self.minor(draws, home, born);
                }
            }
            // One at a time.
            return;
        }
    }

    /// Deaths of those who have no minor child under their NIR and are not with child.
    fn deaths(&self, draws: &mut Draws, home: &mut Household) {
        let parents: Vec<Nir> = home
            .persons
            .iter()
            .filter(|person| person.role == Role::Dependant)
            .flat_map(|child| [Some(child.who.nir), child.second_nir])
            .flatten()
            .collect();
        for index in 0..home.persons.len() {
            let person = &home.persons[index];
            let rate = rate_at(&self.rates().deaths.value, self.span.0.age(person.born));
            let given = |(_, event): &(Day, LifeEvent)| matches!(event, LifeEvent::NirGiven(other, _) if *other == index);
            let stays = person.role == Role::Dependant
                || person.delivers.is_some()
                || parents.contains(&person.who.nir)
                || home.events.iter().any(given);
            if !stays && self.in_the_world(draws, rate) {
                let day = self.some_day(draws);
                home.persons[index].died = Some(day);
                home.events.push((day, LifeEvent::Died(index)));
            }
        }
    }
}

/// Months of a pregnancy.
pub(crate) const PREGNANCY: i32 = 9;
/// Days of a world within which a woman has one child at most, but for twins: more of them make it no likelier.
const MOST_DAYS: u32 = 365 * 4;
/// Days between the births of two siblings, at least.
const BETWEEN_SIBLINGS: u32 = 300;
/// Age in days of the youngest child who is there when the world begins.
const YOUNGEST: u32 = 60;

/// The rank of one more person born on that day: twins are told apart by it.
fn rank_of(home: &Household, born: Day) -> Rank {
    let same_day = home.persons.iter().filter(|person| person.born == born);
    u8::try_from(same_day.count() + 1)
        .ok()
        .and_then(Rank::new)
        .unwrap_or(Rank::FIRST)
}

fn rate_at(bands: &[AgeRate], age: i16) -> u32 {
    bands.iter().find_map(|band| band.at(age)).unwrap_or(0)
}

fn birthday(draws: &mut Draws, start: Day, age: u32) -> Day {
    let months = i32::try_from(age * 12).unwrap_or(0);
    start
        .plus_months(-months)
        .plus(-i32::try_from(draws.below(365)).unwrap_or(0))
}
