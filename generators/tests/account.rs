//! `world.account` reaches the caisse of every lot.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::collections::BTreeSet;

use caisse::{AccountSpec, HeldBack};
use domain::{Caisse, DecompteNumber};
use generators::{Adversity, AdversityRates, Options, WorldData, WorldSpec, lot_files};
use noemie::Profiles;

/// The contracts of whole households end and are keyed late, while the next OC's are there.
fn world(held_back: HeldBack) -> WorldSpec {
    WorldSpec {
        insured: 200,
        adversities: AdversityRates::none().with(Adversity::MutuelleChange, 1_000),
        account: AccountSpec {
            held_back,
            ..AccountSpec::default()
        },
        ..WorldSpec::demo()
    }
}

/// What the mutuelle is told by 303 files.
fn told(spec: &WorldSpec) -> BTreeSet<(Caisse, DecompteNumber)> {
    let (data, profiles) = (WorldData::embedded().unwrap(), Profiles::shipped());
    let lot = lot_files(3, spec, 0, &data, profiles).unwrap();
    let files = lot.files.iter().filter(|file| file.id.reference == 303);
    let read = files.flat_map(|file| noemie::decomptes::read(&file.bytes, profiles.decomptes()));
    read.flat_map(|file| file.decomptes)
        .map(|(decompte, _)| (decompte.caisse, decompte.number))
        .collect()
}

#[test]
fn what_is_held_back_is_dropped_or_sent_as_the_world_says() {
    let dropped = told(&world(HeldBack::Dropped));
    let sent = told(&world(HeldBack::Sent));
    assert!(dropped.is_subset(&sent));
    assert!(
        sent.len() > dropped.len() + 10,
        "{} and {}",
        sent.len(),
        dropped.len()
    );
}

#[test]
fn options_say_it_where_it_is_not_the_usual() {
    let usual = Options::new(1, world(HeldBack::Dropped));
    assert!(!usual.to_yaml().contains("account"), "{}", usual.to_yaml());
    let other = Options::new(1, world(HeldBack::Sent));
    let text = other.to_yaml();
    assert!(text.contains("held-back: sent"), "{text}");
    assert_eq!(Options::parse("o.yaml", &text).unwrap(), other);
    let short = text.replace("longest-choice: 5", "longest-choice: 3");
    let error = Options::parse("o.yaml", &short).unwrap_err().to_string();
    let line = text
        .lines()
        .position(|line| line.contains("account:"))
        .unwrap()
        + 1;
    assert!(error.contains(&format!("{line}")), "{error}");
    assert!(
        error.contains("the shortest choice takes longer"),
        "{error}"
    );
}
