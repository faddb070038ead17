//! Whatever is wrong with a file, `check` shows nobody's name or number, in words, JSON or SARIF.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::process::Output;

use common::etalon;
use noemie::Profile;
use noemie::damage::Damage;

/// A file of some décomptes, sound.
fn sound() -> Vec<u8> {
    let world = [
        "generate",
        "--insured",
        "40",
        "--months",
        "1",
        "--adversity",
        "none",
        "--out",
        "-",
    ];
    let bytes = etalon(&world).stdout;
    let files = noemie::decomptes::read(&bytes, Profile::decomptes());
    let fullest = files
        .iter()
        .max_by_key(|file| file.decomptes.len())
        .unwrap();
    bytes[fullest.reading.range.clone()].to_vec()
}

#[test]
fn no_damage_lets_a_person_out() {
    let sound = sound();
    let profile = Profile::decomptes();
    let mut secrets = BTreeSet::new();
    for (decompte, _) in &noemie::decomptes::read(&sound, profile)[0].decomptes {
        secrets.insert(decompte.name.clone());
        secrets.insert(decompte.first_name.clone());
        secrets.insert(decompte.beneficiary.nir.to_string());
        secrets.insert(decompte.member.to_string());
    }
    secrets.retain(|secret| secret.len() > 3);
    assert!(secrets.len() > 4);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("broken.noe");
    let path_text = path.to_str().unwrap().to_owned();
    let tell = |bytes: &[u8], what: &str| {
        fs::write(&path, bytes).unwrap();
        for options in [&["--all"][..], &["--all", "--json"], &["--all", "--sarif"]] {
            let all: Vec<&str> = ["check", &path_text]
                .into_iter()
                .chain(options.iter().copied())
                .collect();
            let Output {
                stdout: out,
                stderr: err,
                ..
            } = etalon(&all);
            let said = [out, err].concat();
            let said = String::from_utf8_lossy(&said);
            assert!(!said.is_empty(), "{what}");
            for secret in &secrets {
                assert!(
                    !said.contains(secret.as_str()),
                    "{what} {options:?}: {secret}\n{said}"
                );
            }
        }
    };
    for damage in Damage::ALL {
        for rank in [0, 7] {
            let mut bytes = sound.clone();
            if damage.apply(profile, &mut bytes, rank).is_some() {
                tell(&bytes, &format!("{damage:?} {rank}"));
            }
        }
    }
    // A character lost at each of many places moves a body into whatever follows it.
    for at in (140..sound.len()).step_by(sound.len() / 60) {
        let mut bytes = sound.clone();
        bytes.remove(at);
        tell(&bytes, &format!("without byte {at}"));
    }
}
