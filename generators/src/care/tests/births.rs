//! A child is born of a pregnancy that is lived, and a pregnancy ends with a child unless the world ends first.

use std::collections::BTreeMap;

use caisse::{Bill, Invoice};
use domain::{Beneficiary, Day, PsNumber};
use oracle::amo::stay::{Entitlement, Ground};
use oracle::amo::{Exemption, Kind, Midwife, Technique};
use oracle::law::Law;

use super::{invoices, year};
use crate::lot::{Lot, lot};
use crate::people::{Household, Inhabitant};
use crate::{LifeEvent, WorldData};

fn lots() -> Vec<Lot> {
    let (spec, data) = (year(2_400), WorldData::embedded().unwrap());
    let lots = 0..spec.lots();
    lots.map(|number| lot(21, &spec, number, Law::embedded(), &data).unwrap())
        .collect()
}

/// Persons, each with a day.
type Dated<'a> = Vec<(&'a Inhabitant, Day)>;

/// The women of a household with child and the children born to it within the world, with the days.
fn of_home(home: &Household) -> (Dated<'_>, Dated<'_>) {
    let mothers = home.persons.iter();
    let mothers = mothers.filter_map(|woman| woman.delivers.map(|day| (woman, day)));
    let born = home.events.iter().filter_map(|(day, event)| match event {
        LifeEvent::Born(child) => Some((&home.persons[*child], *day)),
        _ => None,
    });
    (mothers.collect(), born.collect())
}

#[test]
fn every_birth_has_a_mother_and_every_pregnancy_an_end() {
    let spec = year(2_400);
    let (mut ended, mut going_on, mut alone, mut twins) = (0, 0, 0, 0);
    for home in lots().iter().flat_map(|lot| &lot.households) {
        let (mothers, born) = of_home(home);
        assert!(mothers.len() < 2, "one at a time");
        let Some((mother, day)) = mothers.first() else {
            assert!(born.is_empty(), "a child of nobody: {born:?}");
            continue;
        };
        assert!(mother.female && mother.died.is_none());
        assert!((18..=45).contains(&day.age(mother.born)), "{mother:?}");
        assert!(*day > spec.start && *day <= spec.end().plus_months(9));
        assert!(
            born.iter()
                .all(|(child, on)| on == day && child.born == *day)
        );
        if *day <= spec.end() {
            assert!((1..=2).contains(&born.len()), "{born:?}");
            ended += 1;
            alone += u32::from(home.parents == 1);
            twins += u32::from(born.len() == 2);
        } else {
            assert!(born.is_empty(), "born after the world: {born:?}");
            going_on += 1;
        }
        let siblings = home.persons.iter().map(|person| person.born);
        let mut apart = siblings
            .map(|sibling| day.since(sibling))
            .filter(|days| *days != 0);
        assert!(apart.all(|days| days >= 270), "{home:?}");
    }
    assert!(
        ended > 25 && going_on > 25 && alone > 5 && twins > 0,
        "{ended} {going_on} {alone} {twins}"
    );
}

/// Stays by person: house, entry, exit, and what they are for.
type Stays = BTreeMap<Beneficiary, Vec<(PsNumber, Day, Day, Vec<Entitlement>)>>;

fn stays(lot: &Lot) -> Stays {
    let mut stays = Stays::new();
    for invoice in invoices(lot) {
        if let Bill::Stay(bill) = &invoice.bill {
            let exit = bill.period.unwrap().to;
            let stay = (
                bill.stay.establishment,
                bill.stay.entry,
                exit,
                bill.grounds.clone(),
            );
            stays.entry(invoice.who).or_default().push(stay);
        }
    }
    stays
}

#[test]
fn mother_and_child_are_in_hospital_from_the_birth_to_the_same_day() {
    let law = Law::embedded();
    let (mut together, mut maternity) = (0, 0);
    for lot in &lots() {
        let stays = stays(lot);
        let of = |person: &Inhabitant, day: Day| {
            let all = stays.get(&person.who)?;
            all.iter().find(|(_, entry, ..)| *entry == day)
        };
        for home in &lot.households {
            let (mothers, born) = of_home(home);
            // Of the last days of the world the invoices are still to come.
            let billed = |day: Day| home.is_covered() && day <= year(1).end().plus(-30);
            for (mother, day) in mothers.into_iter().filter(|(_, day)| billed(*day)) {
                let hers = of(mother, day).unwrap();
                assert_eq!(hers.3, [Entitlement::of(Ground::Maternity)]);
                maternity += 1;
                for (child, _) in &born {
                    let theirs = of(child, day).unwrap();
                    assert_eq!(
                        (hers.0, hers.2),
                        (theirs.0, theirs.2),
                        "one house, one exit"
                    );
                    assert_eq!(theirs.3, [Entitlement::after_birth(law, day).unwrap()]);
                    together += 1;
                }
            }
        }
        // Nobody else is there for maternity, nor at another time.
        let pregnant = pregnant(lot);
        for (who, stays) in &stays {
            for (_, entry, _, grounds) in stays {
                if grounds.contains(&Entitlement::of(Ground::Maternity)) {
                    let birth = pregnant[who];
                    assert!(*entry >= birth.plus_months(-4) && *entry <= birth.plus(12));
                }
            }
        }
    }
    assert!(together > 20 && maternity > 20, "{together} {maternity}");
}

/// Who is pregnant for the mutuelle: days of birth, by woman.
fn pregnant(lot: &Lot) -> BTreeMap<Beneficiary, Day> {
    let covered = lot.households.iter();
    let covered = covered.filter(|home| home.is_covered());
    let women = covered.flat_map(|home| &home.persons);
    women
        .filter_map(|woman| Some((woman.who, woman.delivers?)))
        .collect()
}

#[test]
fn what_a_pregnancy_is_followed_by_lies_within_its_nine_months() {
    let rates = WorldData::embedded().unwrap().care.pregnancy.value;
    let mut exempt = [0, 0];
    let mut sessions: BTreeMap<Beneficiary, u32> = BTreeMap::new();
    let mut ultrasounds = 0;
    for lot in &lots() {
        let pregnant = pregnant(lot);
        for Invoice { who, bill, .. } in invoices(lot) {
            for care in bill.acts() {
                let birth = pregnant.get(who).copied();
                let session = care.kind == Kind::Midwife(Midwife::Letter);
                if care.exemption != Exemption::Maternity {
                    assert!(!session || birth.is_some_and(|birth| care.day < birth));
                    continue;
                }
                let birth = birth.expect("maternity of who is not pregnant");
                let sixth = birth.plus_months(-9 + rates.exempt_after_months);
                let over = birth.plus(rates.exempt_days_after);
                assert!(care.day >= sixth && care.day <= over, "{care:?} {birth}");
                exempt[usize::from(care.day > birth)] += 1;
                *sessions.entry(*who).or_default() += u32::from(session);
                let scanned = matches!(
                    care.kind,
                    Kind::Technical {
                        technique: Technique::Ultrasound,
                        ..
                    }
                );
                ultrasounds += u32::from(scanned && care.day < birth);
            }
        }
    }
    assert!(exempt[0] > 500 && exempt[1] > 0, "{exempt:?}");
    let most = sessions.values().max().copied();
    assert!(
        most.is_some_and(|most| most <= rates.sessions.to),
        "{most:?}"
    );
    assert!(ultrasounds > 50, "{ultrasounds}");
}
