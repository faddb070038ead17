//! What each adversity declares is what the ledger expects of what was really delivered.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

#[path = "adversities/c2s.rs"]
mod c2s;
#[path = "adversities/delivery.rs"]
mod delivery;
#[path = "adversities/families.rs"]
mod families;
#[path = "adversities/homes.rs"]
mod homes;
#[path = "adversities/lived.rs"]
mod lived;
#[path = "adversities/ocs.rs"]
mod ocs;
#[path = "adversities/time.rs"]
mod time;
#[path = "adversities/wire.rs"]
mod wire;

use std::collections::BTreeMap;

use domain::{FileReaction, Reaction};
use generators::{Adversity, AdversityRates, WorldData, WorldSpec, whole_lot};
use noemie::profile::Profile;

use lived::live;

#[test]
fn every_declared_reaction_is_the_ledgers() {
    let mut met: BTreeMap<Adversity, u32> = BTreeMap::new();
    for seed in [1, 2, 42] {
        for number in 0..2 {
            let lived = live(seed, &WorldSpec::demo(), number);
            for (adversity, count) in lived.met() {
                *met.entry(adversity).or_insert(0) += count;
            }
        }
    }
    for adversity in [
        Adversity::FileTwice,
        Adversity::DamagedFile,
        Adversity::DecompteAgain,
        Adversity::CareAgain,
        Adversity::Cancellation,
        Adversity::Regularisation,
        Adversity::CrossedRegularisation,
        Adversity::AfterEnd,
        Adversity::LateBeforeEnd,
    ] {
        assert!(
            met.get(&adversity).is_some_and(|count| *count > 0),
            "{adversity:?} was never met"
        );
    }
}

#[test]
fn nothing_contradicts_anything_where_everything_is_likely() {
    let mut met: BTreeMap<Adversity, u32> = BTreeMap::new();
    for seed in [1, 2, 3] {
        let spec = WorldSpec {
            insured: 300,
            adversities: AdversityRates::all(200),
            ..WorldSpec::demo()
        };
        for (adversity, count) in live(seed, &spec, 0).met() {
            *met.entry(adversity).or_insert(0) += count;
        }
    }
    assert!(met.len() > Adversity::COUNT / 3, "{met:?}");
}

#[test]
fn without_adversity_nothing_is_refused_held_or_duplicate() {
    let spec = WorldSpec {
        adversities: AdversityRates::none(),
        ..WorldSpec::demo()
    };
    let data = WorldData::embedded().unwrap();
    let (files, flow) = whole_lot(7, &spec, 0, &data, noemie::Profiles::shipped()).unwrap();
    assert!(flow.declared.is_empty());
    for file in &files.files {
        let profiles = noemie::Profiles::embedded();
        let profiles = profiles.all();
        for reading in noemie::read::files(&file.bytes, &profiles) {
            // An unknown or impossible birth date is real, and noted as such.
            let mut findings = reading.findings.iter();
            let worse = findings.find(|finding| finding.severity != noemie::Severity::Note);
            assert_eq!(worse, None, "{}", file.name);
        }
    }
    let lived = live(7, &spec, 0);
    assert!(
        lived
            .files
            .iter()
            .all(|(_, reaction)| *reaction == FileReaction::Accepted)
    );
    for outcomes in lived.decomptes.values().flatten() {
        for reaction in outcomes.iter().map(|outcome| outcome.reaction) {
            // A refusal is the product's: an act that it does not cover.
            assert!(
                matches!(
                    reaction,
                    Reaction::Paid | Reaction::SettledZero | Reaction::Refused
                ),
                "{reaction:?}"
            );
        }
    }
}

#[test]
fn the_links_of_the_demo_give_the_four_reasons() {
    for seed in [1, 2, 42] {
        let data = WorldData::embedded().unwrap();
        let mut reasons = BTreeMap::new();
        for number in 0..WorldSpec::demo().lots() {
            let (files, _) = whole_lot(
                seed,
                &WorldSpec::demo(),
                number,
                &data,
                noemie::Profiles::shipped(),
            )
            .unwrap();
            for file in files.files.iter().filter(|file| file.id.reference == 929) {
                for reading in noemie::links::read_answers(&file.bytes, Profile::answers()) {
                    for (answer, _) in reading.entries {
                        *reasons.entry(answer.reason).or_insert(0) += 1;
                    }
                }
            }
        }
        for reason in [33, 18, 30, 53] {
            assert!(
                reasons.contains_key(&reason),
                "seed {seed}: no reason {reason} in {reasons:?}"
            );
        }
    }
}
