//! When the caisses of a world work, and how long care takes to reach them.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::collections::BTreeMap;

use caisse::{CalendarSpec, Delay, Event};
use domain::Day;
use generators::{AdversityRates, LotFiles, WorldData, WorldSpec};
use noemie::Profiles;

fn files(spec: &WorldSpec, seed: u64) -> LotFiles {
    let data = WorldData::embedded().unwrap();
    let profiles = Profiles::shipped();
    let (files, _) = generators::whole_lot(seed, spec, 0, &data, profiles).unwrap();
    files
}

fn world(calendar: CalendarSpec) -> WorldSpec {
    WorldSpec {
        insured: 60,
        months: 12,
        calendar,
        ..WorldSpec::demo()
    }
}

fn of_files(files: &LotFiles, of: impl Fn(Day) -> bool) -> usize {
    let both = files.files.iter().map(|file| (file.day, file.id.date));
    both.filter(|(comes, dated)| of(*comes) || of(*dated))
        .count()
}

#[test]
fn no_night_of_a_day_of_rest_makes_a_file() {
    let rests = CalendarSpec::default();
    let kept = files(&world(rests.clone()), 3);
    assert!(kept.files.len() > 100, "{} files", kept.files.len());
    assert_eq!(of_files(&kept, |day| rests.rests(day)), 0);
}

#[test]
fn a_caisse_that_never_rests_works_on_holidays_and_on_sundays() {
    let works = CalendarSpec {
        weekends_rest: false,
        holidays_rest: false,
        ..CalendarSpec::default()
    };
    let kept = files(&world(works), 3);
    assert!(of_files(&kept, Day::is_weekend) > 0);
    assert!(of_files(&kept, Day::is_holiday) > 0);
}

#[test]
fn files_come_in_order_of_days_whatever_befalls_them() {
    let hostile = WorldSpec {
        adversities: AdversityRates::all(50),
        ..world(CalendarSpec::default())
    };
    for seed in 0..4 {
        let files = files(&hostile, seed).files;
        assert!(files.is_sorted_by_key(|file| file.day), "seed {seed}");
    }
}

#[test]
fn delays_are_drawn_as_often_as_they_weigh() {
    let delays = [(3, 3), (9, 1), (20, 0)];
    let calendar = CalendarSpec {
        delays: delays.map(|(days, weight)| Delay { days, weight }).into(),
        weekends_rest: false,
        holidays_rest: false,
        ..CalendarSpec::default()
    };
    let data = WorldData::embedded().unwrap();
    let law = oracle::law::Law::embedded();
    let lot = generators::lot(3, &world(calendar), 0, law, &data).unwrap();
    let mut took: BTreeMap<i32, u32> = BTreeMap::new();
    for happening in lot.timeline.iter() {
        let Event::Invoice(invoice) = &happening.event else {
            continue;
        };
        let mut days = invoice.bill.acts().map(|care| care.day);
        let Some(day) = days.next().filter(|day| days.all(|other| other == *day)) else {
            continue;
        };
        *took.entry(invoice.processed.since(day)).or_insert(0) += 1;
    }
    let (often, seldom) = (took[&3], took[&9]);
    // Care of a stay, and what follows other care, has days of its own.
    let others = took.values().sum::<u32>() - often - seldom;
    assert!(others * 50 < often && !took.contains_key(&20), "{took:?}");
    assert!(
        seldom > 50 && (2 * seldom..4 * seldom).contains(&often),
        "{took:?}"
    );
}

#[test]
fn delays_without_a_weight_are_refused() {
    let calendar = CalendarSpec {
        delays: vec![Delay { days: 3, weight: 0 }],
        ..CalendarSpec::default()
    };
    let refused = world(calendar).check().unwrap_err();
    assert_eq!(refused.key(), "calendar");
    assert_eq!(
        refused.to_string(),
        "calendar: of `delays` one at least needs a weight"
    );
}
