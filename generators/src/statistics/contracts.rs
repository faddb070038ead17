//! Contracts, as the portfolio has them when the year is over.

use std::collections::BTreeMap;

use caisse::Event;
use domain::{Beneficiary, Day, Member, SuspensionEnd};

use super::counts::Counts;
use crate::contracts::WORKING;
use crate::lot::Lot;
use crate::{Complementary, LifeEvent, WorldData};

/// Days in which a suspension ends and is keyed, at most.
const TOLD: i32 = 67;

/// Counts the contracts of a lot, and each C2S that is run here.
pub(super) fn count(counts: &mut Counts, lot: &Lot, data: &WorldData, (first, last): (Day, Day)) {
    let mut members = lot.members.clone();
    lot.changes
        .iter()
        .for_each(|change| change.apply(&mut members));
    let mut rows: BTreeMap<Beneficiary, Vec<&Member>> = BTreeMap::new();
    for member in &members {
        let who = Beneficiary {
            nir: member.nir,
            birth: member.birth,
            rank: member.rank,
        };
        rows.entry(who).or_default().push(member);
    }
    let mut from_another = BTreeMap::new();
    for event in &lot.known {
        if let Event::NoteLink(who, link) = event {
            from_another.insert(*who, link.end);
        }
    }
    // Whoever has it comes to the end of a year of it within the world's.
    let c2s = lot.households.iter();
    for home in c2s.filter(|home| home.complementary == Complementary::C2sHere) {
        if home.events.iter().any(is_of_rows) {
            continue;
        }
        let own = rows
            .get(&home.persons[0].who)
            .map_or(&[][..], Vec::as_slice);
        let [row] = own else {
            panic!("one row of one contract: {own:?}");
        };
        counts.hit("people/c2s/ends", "", row.end.is_some());
    }
    let rates = &data.people.contracts.value;
    let covered = lot.households.iter();
    let covered = covered.filter(|home| home.complementary == Complementary::Mutuelle);
    // The first of a lot never joins within the world; a death, or another NIR, changes what is seen of the rows.
    for home in covered.skip(1) {
        if home.events.iter().any(is_of_rows) {
            continue;
        }
        let head = home.persons[0].who;
        let age = first.age(home.persons[0].born);
        let own = rows.get(&head).map_or(&[][..], Vec::as_slice);
        // Who joins so late that the mutuelle keys it afterwards has no row yet.
        let joins = own.first().is_none_or(|row| row.start > first);
        counts.hit("people/contracts/joins", "", joins);
        let Some(row) = own.first() else { continue };
        if joins {
            let left = from_another.contains_key(&head);
            counts.hit("people/contracts/from-another", "", left);
            if !WORKING.contains(&age) {
                counts.hit(
                    "people/contracts/waiting",
                    "",
                    row.rights.waits_until.is_some(),
                );
            }
            continue;
        }
        counts.value("people/contracts/oldest", first.since(row.start).into());
        let following = own.get(1);
        let leaves = row.end.is_some() && following.is_none();
        counts.hit("people/contracts/leaves", "", leaves);
        if leaves {
            continue;
        }
        if WORKING.contains(&age) {
            // Those of the last month are keyed after the year.
            let [collective, changes, loses] =
                [rates.collective, rates.changes_employer, rates.loses_job].map(u64::from);
            let ported = following.map(|row| row.rights.portability.is_some());
            let changed = u64::from(ported == Some(false));
            counts.awaited(
                "people/contracts/changes-employer",
                "",
                changed,
                collective * changes * 11 / 12,
            );
            let lost = u64::from(ported == Some(true));
            let due = collective * (1_000 - changes) * loses / 1_000 * 11 / 12;
            counts.awaited("people/contracts/loses-job", "", lost, due);
        } else {
            let days = u64::from(last.since(first).unsigned_abs()) + 1;
            let told = last.plus(-TOLD);
            let suspended = row.rights.suspensions.iter().any(|one| one.from <= told);
            let seen = u64::from(told.since(first).unsigned_abs()) + 1;
            let due = u64::from(rates.suspended) * 1_000 * seen / days;
            counts.awaited("people/contracts/suspended", "", suspended.into(), due);
        }
        for one in &row.rights.suspensions {
            let lost = one.ended == Some(SuspensionEnd::Lost);
            counts.hit("people/contracts/suspension-lost", "", lost);
        }
    }
}

/// Whether that changes what is seen of the rows.
fn is_of_rows((_, event): &(Day, LifeEvent)) -> bool {
    matches!(event, LifeEvent::Died(_) | LifeEvent::NirGiven(..))
}
