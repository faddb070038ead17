//! Each planted bug is found by its behaviour alone, and shrunk to its provable minimum. The search sees
//! a black box: neither the bug's name nor what the oracle was given.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

mod common;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use conformance::case::Case;
use conformance::session::greet;
use conformance::shrink::{Search, Shrunk, judge_case};
use conformance::signature::Signature;
use conformance::stream::{Status, Verdict};
use conformance::target::{Grain, Target};
use domain::{Cents, Day, Decompte};
use generators::WorldSpec;
use mutuelle::Bug;
use noemie::profile::Profile;
use oracle::ambiguity::Choices;

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

fn lived(seed: u64) -> Case {
    common::case(
        "planted",
        seed,
        &WorldSpec {
            insured: 800,
            ..WorldSpec::demo()
        },
    )
}

fn verdicts(case: &Case, target: &mut dyn Target) -> Vec<Verdict> {
    let heard = case
        .play(target, common::limits(), noemie::Profile::decomptes())
        .unwrap();
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
        grain: Grain::Line,
        budget: 400,
    };
    let mut play = |case: &Case| {
        case.play(target, common::limits(), noemie::Profile::decomptes())
            .ok()
    };
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

/// The rows of a portfolio, those that are keyed within the world too.
fn rows(case: &Case) -> usize {
    let keyed = case.changes.iter().flat_map(|change| &change.rows);
    let places = keyed.map(|row| row.place + 1);
    places.chain([case.members.len()]).max().unwrap_or(0)
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
                rows(&shrunk.case)
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

/// One test a bug, and a match that does not build while a bug has none.
macro_rules! planted {
    ($($(#[$why:meta])* $test:ident: $bug:ident, $signature:literal,
        $files:literal, $decomptes:literal, $lines:literal, $check:expr;)*) => {
        $(
            $(#[$why])*
            #[test]
            fn $test() {
                let minimum = Minimum {
                    signature: $signature,
                    files: $files,
                    decomptes: $decomptes,
                    lines: $lines,
                    members: 1,
                };
                for shrunk in found_and_shrunk(Bug::$bug, &minimum) {
                    let check: fn(&[Decompte]) = $check;
                    check(&decomptes(&shrunk));
                }
            }
        )*

        /// Every bug has its test above.
        #[test]
        fn every_bug_has_its_test() {
            for bug in Bug::ALL {
                let test = match bug {
                    $(Bug::$bug => stringify!($test),)*
                };
                assert_eq!(test.replace('_', "-"), bug.to_string());
            }
        }
    };
}

planted! {
    /// An act and the participation line that names it: without the second nothing is refunded.
    refunds_participation: RefundsParticipation, "line:paid>paid:over", 1, 1, 2, |decomptes| {
        assert!(decomptes[0].lines[1].act.deduction().is_some());
    };
    /// One décompte in two files: a duplicate needs both.
    pays_duplicate_twice: PaysDuplicateTwice, "line:duplicate>paid:over", 2, 2, 2, |decomptes| {
        assert_eq!(decomptes[0], decomptes[1]);
    };
    /// One act cared for under the contract and processed after it.
    file_date_for_care_date: FileDateForCareDate, "line:paid>refused/no-cover:under", 1, 1, 1, |decomptes| {
        assert!(decomptes[0].lines[0].start < decomptes[0].date);
    };
    /// One act out of the parcours.
    covers_majoration: CoversMajoration, "line:paid>paid:over", 1, 1, 1, |decomptes| {
        assert!(decomptes[0].lines[0].majoration > Cents::ZERO);
    };
    /// One line and what takes it back, which can only be another décompte.
    ignores_cancellations: IgnoresCancellations, "line:reversed>no-effect/informative:over", 2, 2, 2, |decomptes| {
        // A cancellation, or a negative quantity in an ordinary décompte.
        assert!(decomptes[1].lines[0].quantity < 0);
        assert_eq!(decomptes[1].lines[0].origin.unwrap().decompte, decomptes[0].number);
    };
    /// One consultation before 22 December 2024 processed after it: nothing else shows the bug.
    tariff_of_processing_day: TariffOfProcessingDay, "line:paid>paid:under", 1, 1, 1, |decomptes| {
        let switch: Day = "2024-12-22".parse().unwrap();
        assert!(decomptes[0].lines[0].start < switch && switch <= decomptes[0].date);
    };
    /// One consultation with half a cent in it.
    truncates: Truncates, "line:paid>paid:under", 1, 1, 1, |decomptes| {
        assert!(decomptes[0].lines[0].base.0 % 4 != 0, "a level in quarters makes half a cent");
    };
    /// One act after the end of the contract.
    pays_after_end: PaysAfterEnd, "line:refused/no-cover>paid:over", 1, 1, 1, |_| {};
}

fn decomptes(shrunk: &Shrunk) -> Vec<Decompte> {
    shrunk
        .case
        .files
        .iter()
        .flat_map(|file| noemie::decomptes::read(&file.bytes, Profile::decomptes()))
        .flat_map(|file| file.decomptes)
        .map(|(decompte, _)| decompte)
        .collect()
}
