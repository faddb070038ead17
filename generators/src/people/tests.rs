//! The drawn people against `generators/data/people.yaml`.

use std::collections::{BTreeMap, HashSet};

use domain::{Day, Role};
use oracle::law::Law;

use super::*;
use crate::{AdversityRates, Lot, WorldData, WorldSpec, lot};

fn world(insured: u32, months: u8) -> WorldSpec {
    WorldSpec {
        insured,
        start: "2024-03-01".parse().unwrap(),
        months,
        adversities: AdversityRates::none(),
        ..WorldSpec::demo()
    }
}

fn lots(seed: u64, spec: &WorldSpec, data: &WorldData) -> impl Iterator<Item = Lot> {
    (0..spec.lots()).map(move |number| lot(seed, spec, number, Law::embedded(), data).unwrap())
}

/// Counts of the people when the world begins.
#[derive(Default)]
struct Counted {
    persons: u32,
    ages: [u32; 3],
    long_diseases: u32,
    years_of_long_diseases: u32,
    regimes: BTreeMap<u8, u32>,
    local: u32,
    complementary: BTreeMap<&'static str, u32>,
    /// Minors born to two adults, and of those, who stand under both NIRs.
    minors: [u32; 2],
    adults: u32,
    foreign_born: u32,
}

impl Counted {
    fn add(&mut self, home: &Household, start: Day) {
        let alive = home.persons.iter().filter(|person| person.born <= start);
        for person in alive {
            self.persons += 1;
            let age = start.age(person.born);
            self.ages[match age {
                ..20 => 0,
                20..65 => 1,
                _ => 2,
            }] += 1;
            if person.long_disease {
                self.long_diseases += 1;
                self.years_of_long_diseases += u32::try_from(age).unwrap();
            }
            *self.regimes.entry(home.caisse.regime()).or_default() += 1;
            self.local += u32::from(home.local);
            let complementary = match home.complementary {
                Complementary::Mutuelle => "mutuelle",
                Complementary::C2s | Complementary::C2sHere => "c2s",
                Complementary::None => "none",
            };
            *self.complementary.entry(complementary).or_default() += 1;
            if person.role == Role::Insured {
                self.adults += 1;
                let place = &person.who.nir.as_bytes()[5..7];
                self.foreign_born += u32::from(place == b"99");
            } else if home.parents == 2 && home.persons[1].born <= person.born.plus_months(-12 * 18)
            {
                self.minors[0] += 1;
                self.minors[1] += u32::from(person.second_nir.is_some());
            }
        }
    }
}

/// That a share is within one point (ten of a thousand) of the data file's.
fn near(what: &str, count: u32, of: u32, due: u32) {
    let share = count * 10_000 / of;
    assert!(
        share.abs_diff(due * 10) <= 100,
        "{what}: {share} per ten thousand of {of}, {} are due",
        due * 10
    );
}

/// Each share of the data file is what is drawn, within one point.
fn shares_are_the_data_files(seed: u64, insured: u32) {
    let data = WorldData::embedded().unwrap();
    let spec = world(insured, 1);
    let mut counted = Counted::default();
    for lot in lots(seed, &spec, &data) {
        for home in &lot.households {
            counted.add(home, spec.start);
        }
    }
    let (people, of) = (&data.people, counted.persons);
    let ages = &people.ages.value;
    let [young, working, old] = counted.ages;
    near("under 20", young, of, ages.under_20);
    near("20 to 64", working, of, ages.under_65);
    near("65 and more", old, of, ages.older);
    let disease = &people.long_disease.value;
    near("ALD", counted.long_diseases, of, disease.share);
    let mean = counted.years_of_long_diseases * 100 / counted.long_diseases;
    // Within two per cent.
    let off = mean.abs_diff(disease.mean_age * 100);
    assert!(
        off <= disease.mean_age * 2,
        "mean age of ALD: {mean} hundredths"
    );
    let weights = people.regimes.value.iter().map(|regime| regime.weight);
    let total: u32 = weights.sum();
    for regime in &people.regimes.value {
        let number = regime.caisses[0].caisse.regime();
        let same = people.regimes.value.iter().filter(|other| {
            let mut caisses = other.caisses.iter();
            caisses.any(|row| row.caisse.regime() == number)
        });
        if regime
            .caisses
            .iter()
            .all(|row| row.caisse.regime() == number)
        {
            let due: u32 = same.map(|regime| regime.weight).sum();
            let count = counted.regimes.get(&number).copied().unwrap_or(0);
            near(&regime.name, count, of, due * 1_000 / total);
        }
        if regime.local {
            near(
                &regime.name,
                counted.local,
                of,
                regime.weight * 1_000 / total,
            );
        }
    }
    let shares = &people.complementary.value;
    let count = |what| counted.complementary.get(what).copied().unwrap_or(0);
    near("C2S", count("c2s"), of, shares.c2s);
    near("without AMC", count("none"), of, shares.none);
    let [of_couples, under_two] = counted.minors;
    if insured >= 100_000 {
        near(
            "two NIRs",
            under_two,
            of_couples,
            people.children.value.two_nirs,
        );
    }
    let abroad = people.identity.value.foreign_born;
    near("born abroad", counted.foreign_born, counted.adults, abroad);
}

#[test]
fn shares_at_five_thousand() {
    shares_are_the_data_files(1, 5_000);
}

#[test]
#[ignore = "the whole: cargo test -p generators --lib -- --ignored shares"]
fn shares_at_a_hundred_thousand() {
    for seed in [11, 12, 13] {
        shares_are_the_data_files(seed, 100_000);
    }
}

#[test]
fn every_entry_says_where_it_comes_from() {
    let people = WorldData::embedded().unwrap().people;
    let names = WorldData::embedded().unwrap().names;
    let sources = [
        &people.ages.source,
        &people.adult_ages.source,
        &people.couples.source,
        &people.children.source,
        &people.long_disease.source,
        &people.regimes.source,
        &people.complementary.source,
        &people.c2s.source,
        &people.identity.source,
        &people.births.source,
        &people.deaths.source,
        &people.moves.source,
        &people.contracts.source,
        &people.keying.source,
        &names.family.source,
        &names.first.source,
    ];
    for source in sources {
        assert!(
            source.contains("assumption") || source.contains('§'),
            "{source}"
        );
    }
}

#[test]
fn a_data_file_of_a_user_takes_the_place_of_ours_and_errors_are_located() {
    let (name, ours) = crate::DATA_FILES[0];
    assert!(name.ends_with("people.yaml"));
    let none = ours.replace("{ c2s: 112, none: 40 }", "{ c2s: 0, none: 0 }");
    let data = WorldData::with(&[("mine/people.yaml", &none)]).unwrap();
    let spec = world(300, 1);
    let lot = lot(1, &spec, 0, Law::embedded(), &data).unwrap();
    let covered = |home: &Household| home.complementary == Complementary::Mutuelle;
    assert!(lot.households.iter().all(covered));
    let wrong = ours.replace("own-name: 250", "own-nam: 250");
    let error = WorldData::with(&[("mine/people.yaml", &wrong)]).unwrap_err();
    let line = 1 + ours.lines().position(|l| l.contains("own-name")).unwrap();
    assert_eq!(error.at.map(|at| at.0), Some(line as u64));
    assert!(error.to_string().contains("mine/people.yaml"), "{error}");
}

/// Of the children of age who would be there if all of them studied, as many are there as study: a share, to four
/// standard deviations.
fn students_are_the_data_files(seed: u64, insured: u32) {
    let (name, ours) = crate::DATA_FILES[0];
    let share = WorldData::embedded()
        .unwrap()
        .people
        .children
        .value
        .students;
    let rate = format!("students: {share}\n");
    assert!(ours.contains(&rate));
    let count = |text: &str| {
        let data = WorldData::with(&[(name, text)]).unwrap();
        let spec = world(insured, 1);
        let (mut students, mut parents) = (0_u64, 0_u64);
        for home in lots(seed, &spec, &data).flat_map(|lot| lot.households) {
            let there = home.persons[home.parents..].iter();
            let of_age = there.filter(|one| one.born <= spec.start && one.role == Role::Insured);
            students += of_age.count() as u64;
            parents += home.parents as u64;
        }
        students * 1_000_000 / parents
    };
    let (all, some) = (count(&ours.replace(&rate, "students: 1000\n")), count(ours));
    let seen = some * 1_000 / all;
    let share = u64::from(share);
    let cases = some * u64::from(insured) / 1_000_000;
    let allowed = (4 * share / cases.isqrt()).max(10);
    println!("students: {seen} for {share}, of {cases}, allowed {allowed}");
    assert!(seen.abs_diff(share) <= allowed, "{seen} for {share}");
}

#[test]
fn students_are_about_those_of_the_data() {
    students_are_the_data_files(1, 8_000);
}

#[test]
#[ignore = "the whole: cargo test --release -p generators --lib -- --ignored"]
fn students_of_many_are_those_of_the_data() {
    for seed in [11, 12, 13] {
        students_are_the_data_files(seed, 100_000);
    }
}

/// Households of a year, in which everything happens to somebody.
fn year() -> (WorldSpec, Vec<Lot>) {
    let data = WorldData::embedded().unwrap();
    let spec = world(2_400, 12);
    let lots = lots(7, &spec, &data).collect();
    (spec, lots)
}

#[test]
fn who_is_insured_is_of_age_and_minors_stand_under_a_parent() {
    let (spec, lots) = year();
    for home in lots.iter().flat_map(|lot| &lot.households) {
        for (place, person) in home.persons.iter().enumerate() {
            let age = spec.start.age(person.born);
            if person.role == Role::Insured {
                assert!(age >= 18, "an insured of {age}");
                continue;
            }
            assert!(age < 18);
            let parents: Vec<_> = home.persons[..home.parents]
                .iter()
                .map(|parent| parent.who.nir)
                .collect();
            assert!(parents.contains(&person.who.nir));
            assert!(person.second_nir.is_none_or(|nir| parents[1] == nir));
            // Who comes of age passes to another NIR, on the birthday.
            let birthday = person.born.plus_months(12 * 18);
            let passes = home.events.iter().find_map(|(day, event)| match event {
                LifeEvent::OfAge(child, nir) if *child == place => Some((*day, *nir)),
                _ => None,
            });
            let within = birthday > spec.start && birthday <= spec.end();
            assert_eq!(passes.map(|(day, _)| day), within.then_some(birthday));
            assert!(passes.is_none_or(|(_, nir)| !parents.contains(&nir)));
        }
    }
}

#[test]
fn identities_are_of_their_own_and_nirs_go_with_who_bears_them() {
    let (spec, lots) = year();
    let (mut twins, mut provisional, mut unreal) = (0, 0, 0);
    for lot in &lots {
        let mut nirs = HashSet::new();
        for home in &lot.households {
            let mut whos = HashSet::new();
            for person in &home.persons {
                assert!(whos.insert(person.who), "two persons are one");
                twins += u32::from(person.who.rank.get() > 1);
                if person.role != Role::Insured {
                    continue;
                }
                assert!(nirs.insert(person.who.nir), "two insured have one NIR");
                let nir = person.who.nir.to_string();
                let sex = if person.female { "28" } else { "17" };
                assert!(sex.contains(&nir[..1]), "{nir}");
                provisional += u32::from(&nir[..1] == "7" || &nir[..1] == "8");
                assert_eq!(nir[1..3], format!("{:02}", person.born.year() % 100));
                let month = format!("{:02}", person.born.month());
                assert!(nir[3..5] == month || nir[3..7] == *"2099", "{nir}");
                assert_eq!(&nir[10..], "000");
                let birth = person.who.birth;
                if birth != domain::BirthDate::of(person.born) {
                    unreal += 1;
                    assert_eq!(Day::from_jjmmaa(&birth.0, 1900), None);
                    assert_eq!(&nir[5..7], "99");
                }
            }
            for (_, event) in &home.events {
                if let LifeEvent::NirGiven(_, nir) | LifeEvent::OfAge(_, nir) = event {
                    assert!(nirs.insert(*nir));
                    assert!("12".contains(&nir.to_string()[..1]), "definitive");
                }
            }
            assert!(home.events.is_sorted_by_key(|(day, _)| *day));
            let within = |day: Day| spec.start < day && day <= spec.end();
            assert!(home.events.iter().all(|(day, _)| within(*day)));
        }
    }
    assert!(
        twins > 5 && provisional > 3 && unreal > 3,
        "{twins} {provisional} {unreal}"
    );
}
