//! Each planted bug is found by its behaviour alone, and shrunk to its provable minimum. The search sees
//! a black box: neither the bug's name nor what the oracle was given.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

mod common;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use conformance::case::{Case, CaseFile};
use conformance::session::greet;
use conformance::shrink::{Search, Shrunk, judge_case};
use conformance::signature::Signature;
use conformance::stream::{Status, Verdict};
use conformance::target::Target;
use domain::Day;
use generators::{WorldData, WorldSpec, lot, whole_lot};
use mutuelle::Bug;
use noemie::profile::Profile;
use oracle::ambiguity::Choices;
use oracle::law::Law;
use oracle::product::Product;

const SEEDS: [u64; 3] = [1, 7, 42];

/// The first lot of each seed's world, made once for all tests.
fn case(seed: u64) -> Case {
    static CASES: LazyLock<Vec<(u64, Case)>> =
        LazyLock::new(|| SEEDS.map(|seed| (seed, lived(seed))).to_vec());
    CASES
        .iter()
        .find(|(other, _)| *other == seed)
        .unwrap()
        .1
        .clone()
}

/// The first lot of a world, with the files delivered for it.
fn lived(seed: u64) -> Case {
    let spec = WorldSpec {
        insured: 800,
        ..WorldSpec::demo()
    };
    let data = WorldData::embedded().unwrap();
    let members = lot(seed, &spec, 0, Law::embedded(), &data).unwrap().members;
    let (_, flow) = whole_lot(seed, &spec, 0, &data).unwrap();
    let files = flow
        .deliveries
        .into_iter()
        .map(|file| CaseFile {
            day: file.day,
            name: file.name,
            bytes: file.bytes,
        })
        .collect();
    let products = Product::shipped()
        .iter()
        .map(|(name, text)| Product::parse(name, text).unwrap())
        .collect();
    Case {
        scenario: "planted".to_owned(),
        lot: 0,
        products,
        members,
        files,
    }
}

fn verdicts(case: &Case, target: &mut dyn Target) -> Vec<Verdict> {
    let heard = case.play(target, 20).unwrap();
    let expected = case
        .expect(Profile::decomptes(), &Choices::default(), false)
        .unwrap();
    judge_case(case, &expected, &heard)
}

/// Nonconformities by signature, the most frequent first.
fn signatures(verdicts: &[Verdict]) -> Vec<(Signature, usize)> {
    let mut counts: BTreeMap<Signature, usize> = BTreeMap::new();
    for signature in verdicts.iter().filter_map(Signature::of) {
        *counts.entry(signature).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}

fn shrunk(case: &Case, signature: &Signature, target: &mut dyn Target) -> Shrunk {
    let choices = Choices::default();
    let search = Search {
        profile: Profile::decomptes(),
        choices: &choices,
        budget: 400,
    };
    let mut play = |case: &Case| case.play(target, 20).ok();
    // No hint: the person is found by the search itself.
    search
        .smallest(case, signature, None, &mut play)
        .expect("the failure shows again")
}

/// What the smallest flow must be: files, décomptes, lines, members.
struct Minimum {
    signature: &'static str,
    files: usize,
    decomptes: u32,
    lines: u32,
    members: usize,
}

/// The smallest flows, one a seed.
fn found_and_shrunk(bug: Bug, minimum: &Minimum) -> Vec<Shrunk> {
    let mut smallest = Vec::new();
    for seed in SEEDS {
        let case = case(seed);
        let mut target = common::mutuelle(&[bug]);
        greet(&mut target, "test").unwrap();
        let verdicts = verdicts(&case, &mut target);
        let found = signatures(&verdicts);
        let signature = found
            .iter()
            .map(|(signature, _)| signature)
            .find(|signature| signature.to_string() == minimum.signature)
            .unwrap_or_else(|| {
                panic!("{bug}, seed {seed}: {} not in {found:?}", minimum.signature)
            });
        let shrunk = shrunk(&case, signature, &mut target);
        assert_eq!(
            (
                shrunk.case.files.len(),
                shrunk.decomptes,
                shrunk.lines,
                shrunk.case.members.len()
            ),
            (
                minimum.files,
                minimum.decomptes,
                minimum.lines,
                minimum.members
            ),
            "{bug}, seed {seed}, after {} runs",
            shrunk.runs
        );
        smallest.push(shrunk);
    }
    smallest
}

#[test]
fn the_right_mutuelle_passes() {
    for seed in SEEDS {
        let case = case(seed);
        let mut target = common::mutuelle(&[]);
        greet(&mut target, "test").unwrap();
        let verdicts = verdicts(&case, &mut target);
        assert!(verdicts.len() > 5_000, "{}", verdicts.len());
        let bad: Vec<_> = verdicts
            .iter()
            .filter(|v| v.status != Status::Conform)
            .take(3)
            .collect();
        assert!(bad.is_empty(), "seed {seed}: {bad:#?}");
    }
}

/// An act and the participation line that names it: without the second nothing is refunded.
#[test]
fn refunds_participation() {
    let _ = found_and_shrunk(
        Bug::RefundsParticipation,
        &Minimum {
            signature: "line:paid>paid:over",
            files: 1,
            decomptes: 1,
            lines: 2,
            members: 1,
        },
    );
}

/// One décompte in two files: a duplicate needs both.
#[test]
fn pays_duplicate_twice() {
    let _ = found_and_shrunk(
        Bug::PaysDuplicateTwice,
        &Minimum {
            signature: "line:duplicate>paid:over",
            files: 2,
            decomptes: 2,
            lines: 2,
            members: 1,
        },
    );
}

/// One act cared for under the contract and processed after it.
#[test]
fn file_date_for_care_date() {
    let _ = found_and_shrunk(
        Bug::FileDateForCareDate,
        &Minimum {
            signature: "line:paid>refused/no-cover:under",
            files: 1,
            decomptes: 1,
            lines: 1,
            members: 1,
        },
    );
}

/// One act out of the parcours.
#[test]
fn covers_majoration() {
    let _ = found_and_shrunk(
        Bug::CoversMajoration,
        &Minimum {
            signature: "line:paid>paid:over",
            files: 1,
            decomptes: 1,
            lines: 1,
            members: 1,
        },
    );
}

/// One line and its cancellation, which can only be another décompte.
#[test]
fn ignores_cancellations() {
    let _ = found_and_shrunk(
        Bug::IgnoresCancellations,
        &Minimum {
            signature: "line:reversed>no-effect/informative:over",
            files: 2,
            decomptes: 2,
            lines: 2,
            members: 1,
        },
    );
}

/// One consultation before 22 December 2024 processed after it: nothing else shows the bug.
#[test]
fn tariff_of_processing_day() {
    let smallest = found_and_shrunk(
        Bug::TariffOfProcessingDay,
        &Minimum {
            signature: "line:paid>paid:under",
            files: 1,
            decomptes: 1,
            lines: 1,
            members: 1,
        },
    );
    let switch: Day = "2024-12-22".parse().unwrap();
    for shrunk in smallest {
        let files = noemie::decomptes::read(&shrunk.case.files[0].bytes, Profile::decomptes());
        let (decompte, _) = &files[0].decomptes[0];
        let care = decompte.lines[0].start;
        assert!(
            care < switch && switch <= decompte.date,
            "{care} {}",
            decompte.date
        );
    }
}

/// One consultation with half a cent in it.
#[test]
fn truncates() {
    let _ = found_and_shrunk(
        Bug::Truncates,
        &Minimum {
            signature: "line:paid>paid:under",
            files: 1,
            decomptes: 1,
            lines: 1,
            members: 1,
        },
    );
}

/// One act after the end of the contract.
#[test]
fn pays_after_end() {
    let _ = found_and_shrunk(
        Bug::PaysAfterEnd,
        &Minimum {
            signature: "line:refused/no-cover>paid:over",
            files: 1,
            decomptes: 1,
            lines: 1,
            members: 1,
        },
    );
}

#[test]
fn every_bug_has_its_test() {
    assert_eq!(Bug::ALL.len(), 8);
}
