//! What each adversity declares is what the ledger expects of what was really delivered.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

#[path = "adversities/by_rule.rs"]
mod by_rule;
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

use domain::{FileReaction, Reaction, ReasonClass};
use generators::{Adversity, AdversityRates, DATA_FILES, WorldData, WorldSpec, whole_lot};
use noemie::profile::Profile;

use lived::{live, live_of};

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

/// Care in a suspension that was never made good is refused, whatever else would have befallen it.
#[test]
fn nothing_more_befalls_care_that_a_suspension_leaves_unpaid() {
    let (name, ours) = DATA_FILES[0];
    let mine = ours
        .replace(" suspended: 30 ", " suspended: 900 ")
        .replace(" suspension-lost: 150 ", " suspension-lost: 1000 ");
    assert!(mine.contains(" suspended: 900 ") && mine.contains(" suspension-lost: 1000 "));
    let data = WorldData::with(&[(name, &mine)]).unwrap();
    let spec = WorldSpec {
        insured: 300,
        adversities: AdversityRates::all(200),
        ..WorldSpec::demo()
    };
    let mut refused = 0;
    for seed in 1..=3 {
        let lived = live_of(seed, &spec, 0, &data);
        assert!(lived.met().len() > Adversity::COUNT / 4);
        let outcomes = lived.lines.values();
        refused += outcomes
            .filter(|outcome| outcome.reason == ReasonClass::NoCover)
            .count();
    }
    assert!(refused > 100, "{refused}");
}

/// What the mutuelle does not manage is refused each time it comes, and is no duplicate.
#[test]
fn a_file_sent_again_holds_what_is_for_another_oc() {
    let adversities = AdversityRates::none()
        .with(Adversity::WrongOc, 200)
        .with(Adversity::FileRenumbered, 1_000);
    let spec = WorldSpec {
        insured: 100,
        adversities,
        ..WorldSpec::demo()
    };
    let lived = live(1, &spec, 0);
    let met = lived.met();
    assert!(met.contains_key(&Adversity::WrongOc) && met.contains_key(&Adversity::FileRenumbered));
    let again = lived.decomptes.values().filter(|times| times.len() > 1);
    let for_another = again.filter(|times| {
        let mut all = times.iter().flatten();
        all.all(|outcome| outcome.reason == ReasonClass::OtherOc)
    });
    assert!(for_another.count() > 0);
}

#[test]
#[ignore = "some minutes: cargo test --release -p generators --test adversities -- --ignored"]
fn of_many_seeds_nothing_contradicts_anything() {
    for adversities in [AdversityRates::default(), AdversityRates::all(200)] {
        let spec = WorldSpec {
            insured: 800,
            adversities,
            ..WorldSpec::demo()
        };
        for seed in 0..300 {
            live(seed, &spec, 0).met();
        }
    }
}
