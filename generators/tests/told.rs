//! Lives that a world has as data.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::collections::BTreeSet;

use caisse::reasons::{DRAWN, Origin, reason};
use caisse::{ContractType, Entry, LifeSpec, Named};
use domain::{Day, Nir};
use generators::{
    Adversity, AdversityRates, DatedLife, FlowError, LotFiles, Options, WorldData, WorldSpec,
};
use noemie::Profiles;
use oracle::law::Law;

const SEED: u64 = 11;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn world(lives: Vec<DatedLife>) -> WorldSpec {
    WorldSpec {
        insured: 20,
        adversities: AdversityRates::none(),
        lives,
        ..WorldSpec::demo()
    }
}

fn made(spec: &WorldSpec, seed: u64) -> Result<LotFiles, FlowError> {
    let (data, profiles) = (WorldData::embedded().unwrap(), Profiles::shipped());
    generators::whole_lot(seed, spec, 0, &data, profiles).map(|(files, _)| files)
}

/// Reasons of the 929 files that no movement asked for, with their days.
fn told(files: &LotFiles) -> Vec<(Day, u8)> {
    let answers = Profiles::shipped().answers();
    let all = files.files.iter();
    let links = all.filter(|file| file.id.reference == answers.reference());
    let read = links.flat_map(|file| {
        let read = noemie::links::read_answers(&file.bytes, answers);
        let entries = read.into_iter().flat_map(|read| read.entries);
        entries.map(|(answer, _)| (file.day, answer.reason))
    });
    let own = read.filter(|(_, code)| reason(*code).map(|one| one.origin) == Some(Origin::Caisse));
    own.collect()
}

/// Somebody whom the mutuelle covers from the first day on.
fn insured() -> Named {
    let data = WorldData::embedded().unwrap();
    let lot = generators::lot(SEED, &world(Vec::new()), 0, Law::embedded(), &data).unwrap();
    let row = lot.members.first().unwrap();
    Named {
        nir: row.nir,
        birth: Some(row.birth),
        rank: Some(row.rank),
    }
}

fn retyped(on: &str, who: Named) -> DatedLife {
    DatedLife {
        day: day(on),
        life: LifeSpec::LinkRetyped {
            who,
            contract: Entry {
                oc: WorldSpec::demo().oc,
                start: None,
            },
            to: ContractType(*b"90"),
        },
    }
}

#[test]
fn a_dated_life_is_told_on_its_working_night_and_changes_nothing_else() {
    let without = made(&world(Vec::new()), SEED).unwrap();
    // A Saturday: the night of the Monday.
    let with = made(&world(vec![retyped("2024-12-14", insured())]), SEED).unwrap();
    let mut due = told(&without);
    due.push((day("2024-12-16"), 84));
    due.sort_unstable();
    let mut got = told(&with);
    got.sort_unstable();
    assert_eq!(got, due);
    let of_care = |files: &LotFiles| -> Vec<_> {
        let decomptes = files.files.iter().filter(|file| file.id.reference == 303);
        decomptes.cloned().collect()
    };
    assert_eq!(of_care(&with), of_care(&without));
}

#[test]
fn a_world_is_written_down_with_its_lives_and_one_without_as_before() {
    let options = Options::new(SEED, world(vec![retyped("2024-12-14", insured())]));
    let text = options.to_yaml();
    assert!(text.contains("link-retyped:"), "{text}");
    assert_eq!(Options::parse("mine.yaml", &text).unwrap(), options);
    let plain = Options::new(SEED, world(Vec::new())).to_yaml();
    assert!(!plain.contains("lives"), "{plain}");
    let typo = text.replace("link-retyped:", "link-retype:");
    let line = text.lines().position(|line| line.contains("link-retyped:"));
    let error = Options::parse("mine.yaml", &typo).unwrap_err().to_string();
    assert!(
        error.contains(&format!("line {}", line.unwrap() + 1)),
        "{error}"
    );
    let late = text.replace("2024-12-14", "2025-02-01");
    let line = text
        .lines()
        .position(|line| line.contains("lives:"))
        .unwrap()
        + 1;
    let error = Options::parse("mine.yaml", &late).unwrap_err().to_string();
    assert!(
        error.starts_with(&format!("mine.yaml line {line}: lives: 2025-02-01")),
        "{error}"
    );
}

#[test]
fn a_life_that_cannot_be_stops_what_is_generated_with_the_reason() {
    let who = insured();
    let twice = vec![retyped("2024-12-10", who), retyped("2024-12-11", who)];
    let error = made(&world(twice), SEED).unwrap_err().to_string();
    assert!(
        error.contains("`link-retyped` of 2024-12-11 is not done: that is how things are"),
        "{error}"
    );
    // On the first day nobody is declared yet.
    let early = vec![retyped("2024-11-01", who)];
    let error = made(&world(early), SEED).unwrap_err().to_string();
    assert!(
        error.contains("2024-11-01") && error.contains("no such contract"),
        "{error}"
    );
    let nobody: Nir = "1550899001000".parse().unwrap();
    let strange = vec![retyped("2024-12-10", Named { nir: nobody, ..who })];
    let error = made(&world(strange), SEED).unwrap_err().to_string();
    assert!(
        error.contains("no insured of the caisse bears the NIR"),
        "{error}"
    );
}

/// What the table of reasons says of worlds that are drawn.
#[test]
fn worlds_draw_the_reasons_that_the_table_says_and_no_others() {
    let mut seen = BTreeSet::new();
    for seed in 0..6 {
        let spec = WorldSpec {
            insured: 400,
            months: 12,
            start: day("2024-01-01"),
            adversities: AdversityRates::none().with(Adversity::OcMerged, 100),
            ..WorldSpec::demo()
        };
        seen.extend(
            told(&made(&spec, seed).unwrap())
                .into_iter()
                .map(|(_, code)| code),
        );
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), DRAWN);
}
