//! The fuzz corpus, replayed as an ordinary test, beside seeds made anew: sound files of every reference, each broken in
//! every way there is.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

mod common;
#[path = "../../fuzz/targets.rs"]
mod targets;

use std::fs;
use std::path::{Path, PathBuf};

use common::third_party;
use noemie::damage::Damage;
use noemie::{Framing, LineEnd, Profile, decomptes, links};

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus")
}

#[test]
fn every_target_holds_on_its_corpus() {
    for (name, target) in targets::ALL {
        let folder = corpus().join(name);
        let mut played = 0;
        for entry in fs::read_dir(&folder).expect("a corpus folder a target") {
            let path = entry.unwrap().path();
            eprintln!("{name}: {}", path.display());
            target(&fs::read(path).unwrap());
            played += 1;
        }
        assert!(played > 0, "{name} has an empty corpus");
    }
}

/// Sound files and everything that can be done to them: what the corpus was seeded with.
fn seeds() -> Vec<(&'static str, Vec<u8>)> {
    let mut all = Vec::new();
    for line_end in [LineEnd::Crlf, LineEnd::None] {
        let framing = Framing::new(line_end, 600).unwrap();
        let mut sound: Vec<(&str, &Profile, Vec<u8>)> = Vec::new();
        let mut bytes = Vec::new();
        let values = common::sample_decomptes();
        let (profile, header) = (Profile::decomptes(), common::from_caisse(303));
        decomptes::write(profile, &header, &values, &framing, &mut bytes).unwrap();
        sound.push(("ref_303", profile, std::mem::take(&mut bytes)));
        let (profile, header) = (Profile::movements(), common::from_mutuelle());
        let values = common::sample_movements();
        links::write_movements(profile, &header, &values, &framing, &mut bytes).unwrap();
        sound.push(("ref_408", profile, std::mem::take(&mut bytes)));
        let (profile, header) = (Profile::answers(), common::from_caisse(929));
        let values = common::sample_answers();
        links::write_answers(profile, &header, &values, &framing, &mut bytes).unwrap();
        sound.push(("ref_929", profile, std::mem::take(&mut bytes)));
        for (target, profile, bytes) in sound {
            for damage in Damage::ALL {
                let mut broken = bytes.clone();
                if damage.apply(profile, &mut broken, 1).is_some() {
                    all.push((target, broken));
                }
            }
            all.push((target, bytes));
        }
    }
    let targets = ["ref_687", "ref_900", "ref_580"];
    for (target, (reference, body)) in targets.into_iter().zip(third_party::SAMPLES) {
        let bytes = third_party::sample(reference, body);
        for damage in Damage::ALL {
            let mut broken = bytes.clone();
            let profile = third_party::profile(reference);
            if damage.apply(profile, &mut broken, 1).is_some() {
                all.push((target, broken));
            }
        }
        all.push((target, bytes));
    }
    all
}

#[test]
fn every_target_of_the_wire_holds_on_every_damage() {
    let wire = [
        "lexer", "ref_303", "ref_408", "ref_929", "ref_687", "ref_900", "ref_580", "b2",
    ];
    for (_, bytes) in seeds() {
        for (name, target) in targets::ALL {
            if wire.contains(&name) {
                target(&bytes);
            }
        }
    }
}

/// `ETALON_WRITE=1` lays the seeds down, for the fuzzer to start from.
#[test]
fn seeds_are_in_the_corpus() {
    let write = std::env::var_os("ETALON_WRITE").is_some();
    for (rank, (target, bytes)) in seeds().into_iter().enumerate() {
        let path = corpus().join(target).join(format!("seed-{rank:03}"));
        if write {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &bytes).unwrap();
        }
        let held = fs::read(&path).unwrap_or_default();
        assert!(
            held == bytes,
            "{} is stale: ETALON_WRITE=1 writes it",
            path.display()
        );
    }
}
