//! When the mutuelle keys what it learns: on the Monday after it hears of it.

use std::collections::BTreeMap;

use domain::{Beneficiary, Day, Member};

use super::counts::Counts;
use crate::lot::Lot;
use crate::people::Days;
use crate::{Complementary, LifeEvent, WorldData};

/// Counts the days on which rows are added and ended.
pub(super) fn count(counts: &mut Counts, lot: &Lot, data: &WorldData, (_, last): (Day, Day)) {
    let who = |row: &Member| Beneficiary {
        nir: row.nir,
        birth: row.birth,
        rank: row.rank,
    };
    let mut added: BTreeMap<Beneficiary, Vec<(Day, &Member)>> = BTreeMap::new();
    let mut ended: BTreeMap<(Beneficiary, Day), Day> = BTreeMap::new();
    let mut rows = lot.members.len();
    for change in &lot.changes {
        for row in &change.rows {
            if row.place >= rows {
                rows = row.place + 1;
                let of = added.entry(who(&row.member)).or_default();
                of.push((change.day, &row.member));
            }
            if let Some(end) = row.member.end {
                ended.entry((who(&row.member), end)).or_insert(change.day);
            }
        }
    }
    let from_the_start: std::collections::BTreeSet<Beneficiary> =
        lot.members.iter().map(who).collect();
    let keying = &data.people.keying.value;
    let mut keyed = |path, range: &Days, from: Day, on: Day| {
        let days = range.from.cast_signed()..=range.to.cast_signed();
        // Those of the last days are keyed after the year.
        if from.plus(days.end() + 7) > last {
            return;
        }
        let ones: Vec<i32> = days
            .map(|heard| crate::keying::day(from.plus(heard)).since(from))
            .collect();
        counts.shifted(path, on.since(from), &ones);
    };
    let covered = lot.households.iter();
    for home in covered.filter(|home| home.complementary == Complementary::Mutuelle) {
        let head = home.persons[0].who;
        let known = from_the_start.contains(&head);
        for (_, event) in &home.events {
            match event {
                LifeEvent::Born(place) if known => {
                    let child = &home.persons[*place];
                    let row = added.get(&child.who).and_then(|rows| rows.first());
                    // Not where the contract is another by then.
                    if let Some((day, _)) = row.filter(|(_, row)| row.start == child.born) {
                        keyed("people/keying/birth", &keying.birth, child.born, *day);
                    }
                }
                LifeEvent::Died(place) if known => {
                    let person = &home.persons[*place];
                    let Some(died) = person.died else { continue };
                    if let Some(day) = ended.get(&(person.who, died)) {
                        keyed("people/keying/death", &keying.death, died, *day);
                    }
                }
                _ => {}
            }
        }
        let other = |(_, event): &(Day, LifeEvent)| {
            matches!(event, LifeEvent::Died(_) | LifeEvent::NirGiven(..))
        };
        if home.events.iter().any(other) {
            continue;
        }
        let Some((day, row)) = added.get(&head).and_then(|rows| rows.first()) else {
            continue;
        };
        if known {
            keyed("people/keying/change", &keying.change, row.start, *day);
        } else {
            keyed("people/keying/join", &keying.join, row.start, *day);
        }
    }
}
