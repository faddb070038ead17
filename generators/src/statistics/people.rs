//! Households, persons and names, when the world begins and within it.

use domain::{Day, Nir, Role};

use super::counts::{Counts, NTH};
use crate::people::AgeRate;
use crate::{Complementary, Household, Inhabitant, LifeEvent, WorldData};

/// Counts a household.
pub(super) fn count(
    counts: &mut Counts,
    home: &Household,
    data: &WorldData,
    (start, end): (Day, Day),
) {
    let people = &data.people;
    let first = &home.persons[0];
    let age = |person: &Inhabitant| start.age(person.born);
    let band = people
        .adult_ages
        .value
        .iter()
        .position(|band| (band.from..=band.to).contains(&u32::try_from(age(first)).unwrap()));
    counts.choose("people/adult-ages", NTH[band.unwrap()]);
    counts.hit("people/couples/rate", "", home.parents == 2);
    let names = people_names(data);
    if home.parents == 2 {
        let other = home.persons[1].name != first.name;
        let own = u64::from(people.couples.value.own_name) * 1_000;
        // One of as many draws the name that the household has.
        let due = own * (names - 1) / names;
        counts.awaited("people/couples/own-name", "", other.into(), due);
    }
    counts.hit("people/complementary/c2s", "", home.has_the_c2s());
    if home.has_the_c2s() {
        let here = home.complementary == Complementary::C2sHere;
        counts.hit("people/c2s/run-here", "", here);
    }
    counts.hit(
        "people/complementary/none",
        "",
        home.complementary == Complementary::None,
    );
    let regimes = &people.regimes.value;
    let regime = regimes
        .iter()
        .position(|regime| regime.caisses.iter().any(|row| row.caisse == home.caisse));
    counts.choose("people/regimes", NTH[regime.unwrap()]);
    assert_eq!(regimes[regime.unwrap()].local, home.local);
    name(counts, data, &first.name);
    let mut children = home.persons[home.parents..]
        .iter()
        .filter(|person| person.born <= start)
        .peekable();
    if children.peek().is_some() {
        counts.value("people/children/from", age(first).into());
        counts.value("people/children/to", age(first).into());
    }
    if (24..=35).contains(&age(first)) {
        let rows = &people.children.value.number;
        let all: u32 = rows.iter().map(|row| row.weight).sum();
        let due = u64::from(rows[0].weight) * 1_000_000 / u64::from(all);
        counts.awaited(
            "people/children/number",
            "0",
            children.peek().is_none().into(),
            due,
        );
    }
    for child in children.filter(|child| child.role == Role::Insured) {
        counts.value("people/children/student-until", age(child).into());
    }
    for person in &home.persons {
        first_name(counts, data, person);
        if person.born <= start {
            person_at_start(counts, data, home, person, start);
        }
        let of_two = person.role == Role::Dependant
            && home.parents == 2
            && home.persons[1].born <= person.born.plus_months(-12 * 18);
        if of_two {
            counts.hit("people/children/two-nirs", "", person.second_nir.is_some());
        }
    }
    let moved = home
        .events
        .iter()
        .any(|(_, event)| matches!(event, LifeEvent::Moved(_)));
    // The other régimes have one caisse a lot.
    if regime == Some(0) {
        counts.hit("people/moves", "", moved);
    }
    births(counts, data, home, (start, end));
    deaths(counts, data, home, start);
}

fn people_names(data: &WorldData) -> u64 {
    data.names.family.value.len() as u64
}

fn name(counts: &mut Counts, data: &WorldData, name: &str) {
    let place = data
        .names
        .family
        .value
        .iter()
        .position(|other| other == name);
    counts.choose("names/family", NTH[place.unwrap()]);
}

const DECADES: [[&str; 2]; 7] = [
    ["names/first/0/female", "names/first/0/male"],
    ["names/first/1/female", "names/first/1/male"],
    ["names/first/2/female", "names/first/2/male"],
    ["names/first/3/female", "names/first/3/male"],
    ["names/first/4/female", "names/first/4/male"],
    ["names/first/5/female", "names/first/5/male"],
    ["names/first/6/female", "names/first/6/male"],
];

fn first_name(counts: &mut Counts, data: &WorldData, person: &Inhabitant) {
    let decades = &data.names.first.value;
    let nth = decades
        .iter()
        .rposition(|names| names.decade <= person.born.year());
    let nth = nth.unwrap_or(0);
    let names = if person.female {
        &decades[nth].female
    } else {
        &decades[nth].male
    };
    let place = names.iter().position(|name| *name == person.first_name);
    counts.choose(
        DECADES[nth][usize::from(!person.female)],
        NTH[place.unwrap()],
    );
}

fn band(bands: &[AgeRate], age: i16) -> Option<&'static str> {
    bands
        .iter()
        .position(|band| band.at(age).is_some())
        .map(|nth| NTH[nth])
}

fn person_at_start(
    counts: &mut Counts,
    data: &WorldData,
    home: &Household,
    person: &Inhabitant,
    start: Day,
) {
    let age = start.age(person.born);
    let group = match age {
        ..20 => "under-20",
        20..65 => "under-65",
        _ => "older",
    };
    counts.choose("people/ages", group);
    counts.hit("people/long-disease/share", "", person.long_disease);
    if person.long_disease {
        counts.value("people/long-disease/mean-age", age.into());
    }
    if let Some(nth) = band(&data.people.long_disease.value.by_age, age) {
        counts.hit("people/long-disease/by-age", nth, person.long_disease);
    }
    if person.role != Role::Insured {
        return;
    }
    let nir = person.who.nir.as_bytes();
    let abroad = nir[5..7] == *b"99";
    counts.hit("people/identity/foreign-born", "", abroad);
    if !abroad {
        return;
    }
    let provisional = matches!(nir[0], b'7' | b'8');
    counts.hit("people/identity/provisional", "", provisional);
    let birth = person.who.birth.0;
    counts.hit("people/identity/unknown-birth", "", birth[..2] == *b"00");
    let lunar = birth[..4] == *b"3002" || birth[..4] == *b"3106";
    counts.hit("people/identity/lunar-birth", "", lunar);
    if provisional {
        let given = home.events.iter().any(|(_, event)| {
            matches!(event, LifeEvent::NirGiven(place, _) if home.persons[*place].who == person.who)
        });
        counts.hit("people/identity/made-definitive", "", given);
    }
}

fn births(counts: &mut Counts, data: &WorldData, home: &Household, (start, end): (Day, Day)) {
    let born: Vec<Day> = home
        .events
        .iter()
        .filter_map(|(day, event)| matches!(event, LifeEvent::Born(_)).then_some(*day))
        .collect();
    if !born.is_empty() {
        counts.hit("people/children/twins", "", born.len() == 2);
    }
    // Who is first asked in a household where no sibling is too young.
    let young = home.persons.iter().any(|person| {
        let days = start.since(person.born);
        (0..300).contains(&days)
    });
    let mothers = home.persons[..home.parents].iter();
    let Some(first) = mothers
        .clone()
        .find(|person| person.female)
        .filter(|_| !young)
    else {
        return;
    };
    if let Some(nth) = band(&data.people.births.value, start.age(first.born)) {
        let gives = first.delivers.is_some_and(|day| day <= end);
        counts.hit("people/births", nth, gives);
    }
}

fn deaths(counts: &mut Counts, data: &WorldData, home: &Household, start: Day) {
    let minors = home
        .persons
        .iter()
        .filter(|person| person.role == Role::Dependant);
    let parents: Vec<Nir> = minors
        .flat_map(|child| std::iter::once(child.who.nir).chain(child.second_nir))
        .collect();
    for (place, person) in home.persons.iter().enumerate() {
        let given = home
            .events
            .iter()
            .any(|(_, event)| matches!(event, LifeEvent::NirGiven(other, _) if *other == place));
        let stays = person.role == Role::Dependant
            || person.delivers.is_some()
            || parents.contains(&person.who.nir)
            || given;
        if let Some(nth) =
            band(&data.people.deaths.value, start.age(person.born)).filter(|_| !stays)
        {
            counts.hit("people/deaths", nth, person.died.is_some());
        }
    }
}
