//! What each adversity declares is what the ledger expects of what was really delivered.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

use std::collections::BTreeMap;

use domain::{FileId, FileReaction, Reaction};
use generators::{Adversity, Flow, Touched, WorldData, WorldSpec, lot, whole_lot};
use noemie::profile::Profile;
use oracle::ambiguity::Choices;
use oracle::law::Law;
use oracle::ledger::{Content, Delivered, Ledger};
use oracle::product::Product;

struct Lived {
    flow: Flow,
    files: Vec<(FileId, FileReaction)>,
    /// Reactions to the acts of each décompte, in the order of accepted files that carry it.
    decomptes: BTreeMap<String, Vec<Vec<Reaction>>>,
}

fn live(seed: u64, spec: &WorldSpec, number: u32) -> Lived {
    let data = WorldData::embedded().unwrap();
    let members = lot(seed, spec, number, Law::embedded(), &data)
        .unwrap()
        .members;
    let (_, flow) = whole_lot(seed, spec, number, &data, noemie::Profiles::shipped()).unwrap();
    let products: Vec<Product> = Product::shipped()
        .iter()
        .map(|(name, text)| Product::parse(name, text).unwrap())
        .collect();
    let mut ledger = Ledger::new(&products, &members, Choices::default()).unwrap();
    let mut read = Vec::new();
    for delivery in &flow.deliveries {
        let mut files = noemie::decomptes::read(&delivery.bytes, Profile::decomptes());
        assert_eq!(files.len(), 1, "one logical file a delivery");
        let file = files.remove(0);
        let condemned = file.is_condemned();
        let decomptes: Vec<_> = file
            .decomptes
            .into_iter()
            .map(|(decompte, _)| decompte)
            .collect();
        let content = if condemned {
            Content::Condemned
        } else {
            Content::Decomptes(&decomptes)
        };
        ledger.deliver(&Delivered {
            id: Some(delivery.id),
            content,
            received: Some(delivery.day),
        });
        read.push(decomptes);
    }
    let mut files = Vec::new();
    let mut by_decompte: BTreeMap<String, Vec<Vec<Reaction>>> = BTreeMap::new();
    for (index, delivery) in flow.deliveries.iter().enumerate() {
        files.push((delivery.id, ledger.file(index).unwrap().reaction));
        let mut lines = ledger.lines(index).iter();
        if lines.len() == 0 {
            continue;
        }
        for decompte in &read[index] {
            let key = format!(
                "{}/{}/{}",
                decompte.caisse, decompte.number, decompte.operation
            );
            let mut reactions = Vec::new();
            for line in &decompte.lines {
                let expectation = lines.next().unwrap();
                if line.act.deduction().is_none() {
                    reactions.push(expectation.outcome.reaction);
                }
            }
            by_decompte.entry(key).or_default().push(reactions);
        }
    }
    Lived {
        flow,
        files,
        decomptes: by_decompte,
    }
}

fn holds(lived: &Lived) -> BTreeMap<Adversity, u32> {
    let mut met = BTreeMap::new();
    for declared in &lived.flow.declared {
        *met.entry(declared.adversity).or_insert(0) += 1;
        match &declared.on {
            Touched::File(id, occurrence, due) => {
                let found: Vec<_> = lived
                    .files
                    .iter()
                    .filter(|(other, _)| other == id)
                    .map(|f| f.1)
                    .collect();
                assert_eq!(
                    found.get(*occurrence as usize - 1),
                    Some(due),
                    "{declared:?}"
                );
            }
            Touched::Decompte(caisse, number, operation, occurrence, due) => {
                let key = format!("{caisse}/{number}/{operation}");
                // A flow stops at the end of its world: what was to come later may be missing.
                let Some(reactions) = lived
                    .decomptes
                    .get(&key)
                    .and_then(|all| all.get(*occurrence as usize - 1))
                else {
                    continue;
                };
                for reaction in reactions {
                    assert!(due.contains(reaction), "{declared:?}: {reaction:?}");
                }
            }
        }
    }
    met
}

#[test]
fn every_declared_reaction_is_the_ledgers() {
    let mut met: BTreeMap<Adversity, u32> = BTreeMap::new();
    for seed in [1, 2, 42] {
        for number in 0..2 {
            let lived = live(seed, &WorldSpec::demo(), number);
            for (adversity, count) in holds(&lived) {
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
fn without_adversity_nothing_is_refused_held_or_duplicate() {
    let spec = WorldSpec {
        adversities: generators::AdversityRates::none(),
        ..WorldSpec::demo()
    };
    let data = WorldData::embedded().unwrap();
    let (files, flow) = whole_lot(7, &spec, 0, &data, noemie::Profiles::shipped()).unwrap();
    assert!(flow.declared.is_empty());
    for file in &files.files {
        let profiles = noemie::Profiles::embedded();
        let profiles = profiles.all();
        for reading in noemie::read::files(&file.bytes, &profiles) {
            assert_eq!(reading.findings, [], "{}", file.name);
        }
    }
    let lived = live(7, &spec, 0);
    assert!(
        lived
            .files
            .iter()
            .all(|(_, reaction)| *reaction == FileReaction::Accepted)
    );
    for reactions in lived.decomptes.values().flatten() {
        for reaction in reactions {
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
