//! The ledger and the sample mutuelle agree on everything that the catalogue of adversities can do.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

mod common;

use conformance::case::Case;
use conformance::session::greet;
use conformance::shrink::judge_case;
use conformance::stream::{Status, Verdict};
use generators::{Adversity, AdversityRates, DATA_FILES, Family, WorldData, WorldSpec};
use noemie::profile::Profile;
use oracle::ambiguity::Choices;

/// Plays the first lot of the world to the sample mutuelle, and gives every verdict that is not conform.
fn disagreements(name: &str, seed: u64, spec: &WorldSpec) -> Vec<String> {
    of_case(name, &common::case(name, seed, spec))
}

fn of_case(name: &str, case: &Case) -> Vec<String> {
    let mut target = common::mutuelle(&[]);
    greet(&mut target, "test").unwrap();
    let heard = case
        .play(&mut target, common::limits(), Profile::decomptes())
        .unwrap();
    let expected = case
        .expect(Profile::decomptes(), &Choices::default(), false)
        .unwrap();
    let verdicts = judge_case(case, &expected, &heard);
    assert!(!verdicts.is_empty(), "{name}: nothing was judged");
    // A target may say that it does not read a reference: what bears another is skipped then.
    let is_other_reference =
        |verdict: &Verdict| verdict.status == Status::Skipped && verdict.id.contains("/998.");
    let bad = verdicts
        .iter()
        .filter(|verdict| verdict.status != Status::Conform && !is_other_reference(verdict));
    bad.map(|verdict| {
        format!(
            "{:?} {} {}: {:?}",
            verdict.status, verdict.id, verdict.rule, verdict.subject
        )
    })
    .collect()
}

fn world(insured: u32, adversities: AdversityRates) -> WorldSpec {
    WorldSpec {
        insured,
        adversities,
        ..WorldSpec::demo()
    }
}

#[test]
fn where_everything_is_likely() {
    for seed in [1, 2] {
        let bad = disagreements("all", seed, &world(200, AdversityRates::all(200)));
        assert!(
            bad.is_empty(),
            "{} disagreements: {:#?}",
            bad.len(),
            bad.first()
        );
    }
}

#[test]
fn each_adversity_alone() {
    let mut bad = Vec::new();
    for entry in Adversity::all() {
        // Twins are rare.
        let insured = match (entry.family, entry.adversity) {
            (Family::Wire, _) => 10,
            (_, Adversity::TwinsSwapped) => 700,
            _ => 40,
        };
        let rates = AdversityRates::none().with(entry.adversity, 1_000);
        let found = disagreements(entry.id, 1, &world(insured, rates));
        if let Some(first) = found.first() {
            bad.push(format!("{}: {first}", found.len()));
        }
    }
    assert!(bad.is_empty(), "{bad:#?}");
}

/// Counters follow the person (rules §7.3, §7.7), also where the OC of the contract has another number since.
#[test]
fn counters_go_on_under_the_number_of_the_oc_that_takes_in() {
    let rates = AdversityRates::none().with(Adversity::OcMerged, 1_000);
    let mut bad = Vec::new();
    for seed in [1, 2] {
        bad.extend(disagreements("merged", seed, &world(500, rates.clone())));
    }
    assert!(bad.is_empty(), "{}: {:#?}", bad.len(), bad.first());
}

/// Rules §8 bis, §9 N17: the C2S that the mutuelle runs, where it runs that of nearly everybody.
#[test]
fn the_c2s_that_the_mutuelle_runs() {
    let (name, ours) = DATA_FILES[0];
    let mine = ours
        .replace("{ c2s: 112, none: 40 }", "{ c2s: 900, none: 0 }")
        .replace("run-here: 150", "run-here: 1000");
    let data = WorldData::with(&[(name, &mine)]).unwrap();
    let mut bad = Vec::new();
    for (seed, rates) in [
        (1, AdversityRates::none()),
        (2, AdversityRates::none()),
        (3, AdversityRates::all(200)),
        (4, AdversityRates::none().with(Adversity::C2sLine, 1_000)),
    ] {
        let case = common::case_of("c2s", seed, &world(200, rates), &data);
        let theirs = case.members.iter().filter(|row| row.product == "c2s");
        assert!(theirs.count() * 10 > case.members.len() * 7);
        bad.extend(of_case("c2s", &case));
    }
    assert!(bad.is_empty(), "{}: {:#?}", bad.len(), bad.first());
}
