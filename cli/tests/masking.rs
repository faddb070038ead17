//! Whatever is wrong with a file, `check` shows nobody's name or number, in words, JSON or SARIF.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::process::Output;

use common::etalon;
use noemie::Profile;
use noemie::damage::Damage;

/// A file of some décomptes, sound: of the forty insured of a fifth lot, whose member numbers are long enough not
/// to stand by chance among the zeros of another field.
fn sound() -> Vec<u8> {
    let world = [
        "generate",
        "--insured",
        "3240",
        "--part",
        "5/5",
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
        secrets.insert(decompte.name.to_string());
        secrets.insert(decompte.first_name.to_string());
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
    // One number for another: what stands there is laid out by neither.
    let mut records = Vec::new();
    noemie::read::entities(&sound, &[profile], |entity| {
        if records.len() < 5 && entity.layout.slots.iter().any(|slot| slot.personal) {
            records.push(entity.place.offset);
        }
    });
    records.push(sound.windows(5).position(|w| w == b"99003").unwrap());
    for at in records {
        let layout = profile.layout().entities.iter();
        for number in layout.map(|entity| entity.number).chain([0, 990, 999, 777]) {
            let mut bytes = sound.clone();
            bytes[at..at + 3].copy_from_slice(format!("{number:03}").as_bytes());
            if bytes == sound {
                continue;
            }
            tell(&bytes, &format!("{number:03} at {at}"));
        }
    }
    // Characters lost inside the header bring the body into it; within a closer its identifier slides.
    for lost in [10, 31, 49, 52, 80] {
        let bytes = [&sound[..30], &sound[30 + lost..]].concat();
        tell(&bytes, &format!("without {lost} of the header"));
    }
    let closer = sound.windows(5).position(|w| w == b"99003").unwrap();
    for by in [3, 8, 17] {
        let mut bytes = sound.clone();
        bytes[closer + 5..closer + 42].rotate_right(by);
        tell(&bytes, &format!("a closer {by} to the right"));
    }
    // A character lost at each of many places moves a body into whatever follows it.
    for at in (140..sound.len()).step_by(sound.len() / 60) {
        let mut bytes = sound.clone();
        bytes.remove(at);
        tell(&bytes, &format!("without byte {at}"));
    }
}

/// What a layout of one's own moves is masked where it has moved to.
#[test]
fn a_closer_that_is_laid_out_otherwise_is_masked_there() {
    let folder = tempfile::tempdir().unwrap();
    let layout = folder.path().join("mine.yaml");
    fs::write(
        &layout,
        "extends: 303\nversion: x\nsource: y\nconfidence: memory\nentities:\n  - number: 990\n    fields:\n      \
         - {name: count, at: [6, 13]}\n      - {name: total, at: [14, 24]}\n      - {name: identifier, at: [25, 41]}\n",
    )
    .unwrap();
    let layout = layout.to_str().unwrap();
    let words = "generate --insured 40 --months 1 --adversity none --out -";
    let words: Vec<&str> = words.split(' ').chain(["--profile", layout]).collect();
    let mut bytes = etalon(&words).stdout;
    let closer = bytes.windows(5).position(|w| w == b"99003").unwrap();
    let nir = String::from_utf8(bytes[closer + 24..closer + 37].to_vec()).unwrap();
    assert!(nir.bytes().all(|b| b.is_ascii_alphanumeric()), "{nir}");
    bytes[closer + 12] = b'9';
    let path = folder.path().join("broken.noe");
    fs::write(&path, &bytes).unwrap();
    for profile in [&["--profile", layout][..], &[]] {
        let words = [&["check", "--all", path.to_str().unwrap()], profile].concat();
        let said = etalon(&words).stderr;
        let said = String::from_utf8(said).unwrap();
        assert!(said.contains("990"), "{said}");
        assert!(!said.contains(&nir[..9]), "{said}");
    }
}
