//! `etalon check` for people: its page in French.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use noemie::Profile;
use noemie::damage::Damage;

fn at(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

fn check(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_etalon"))
        .arg("check")
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

/// Sound files and their profiles.
fn samples() -> Vec<(&'static Profile, Vec<u8>)> {
    [
        (Profile::decomptes(), "docs/examples/1-consultation.303.noe"),
        (
            Profile::decomptes(),
            "docs/examples/2-regularisation.303.noe",
        ),
        (Profile::answers(), "noemie/tests/data/929-synthetic.txt"),
    ]
    .into_iter()
    .map(|(profile, path)| (profile, fs::read(at(path)).unwrap()))
    .collect()
}

/// Every damage that the samples have a place for, a file each: their names.
fn damaged(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for (number, (profile, sound)) in samples().iter().enumerate() {
        for damage in Damage::ALL {
            for rank in 0..4 {
                let mut bytes = sound.clone();
                if damage.apply(profile, &mut bytes, rank).is_some() {
                    let name = format!("{number}-{}-{rank}", damage.rule().code);
                    fs::write(folder.join(&name), bytes).unwrap();
                    names.push(name);
                }
            }
        }
    }
    assert!(names.len() > 200);
    names
}

/// What it says of them all.
fn of_all(names: &[String], options: &[&str]) -> impl Fn(&Path) -> Output {
    let arguments: Vec<String> = options
        .iter()
        .map(|option| (*option).to_owned())
        .chain(names.iter().cloned())
        .collect();
    move |folder| {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        check(folder, &arguments)
    }
}

// ---- in French ----

#[test]
fn a_french_page_is_french_from_head_to_foot() {
    let folder = tempfile::tempdir().unwrap();
    let (profile, sound) = samples().remove(0);
    let with = |damages: &[Damage]| {
        let mut bytes = sound.clone();
        for damage in damages {
            damage.apply(profile, &mut bytes, 0).unwrap();
        }
        bytes
    };
    let unknown = with(&[Damage::UnknownReference, Damage::TrailingGarbage]);
    let names = ["amount", "unknown", "capped", "clean", "empty"];
    let files = [
        with(&[Damage::LowerCase, Damage::NonNumericAmount]),
        unknown,
        with(&[Damage::WrongPassword]).repeat(1_007),
        sound.repeat(1_200),
        Vec::new(),
    ];
    for (name, bytes) in names.iter().zip(files) {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let arguments = [&["--lang", "fr", "--all"], &names[..]].concat();
    let run = check(folder.path(), &arguments);
    assert_eq!(run.status.code(), Some(1));
    insta::assert_snapshot!("french_page", String::from_utf8(run.stderr).unwrap());
}

/// No word of the English pages is left on the French ones, whatever is wrong, save those that are French.
#[test]
fn no_english_is_left_on_french_pages() {
    let folder = tempfile::tempdir().unwrap();
    let names = damaged(folder.path());
    let words = |lang: &str| {
        let run = of_all(&names, &["--all", "--lang", lang])(folder.path());
        words(&String::from_utf8(run.stderr).unwrap())
    };
    let (french, english) = (words("fr"), words("en"));
    assert!(french.len() > 150 && english.len() > 150);
    let both: Vec<&str> = french.intersection(&english).map(String::as_str).collect();
    // Words of both languages.
    let shared = [
        "caisse",
        "code",
        "codes",
        "date",
        "franchise",
        "identification",
        "impossible",
        "mode",
        "mutuelle",
        "note",
        "notes",
        "participation",
        "position",
        "régime",
        "table",
        "tables",
        "total",
        "étalon",
    ];
    assert_eq!(both, shared);
}

/// The words of a page: what is in small letters, characters of files, names of files, fields and profiles
/// aside.
fn words(page: &str) -> BTreeSet<String> {
    let lines = page.lines().filter(|line| !line.starts_with("      |"));
    lines
        .flat_map(|line| {
            // What stands between two backquotes is quoted.
            let plain: Vec<&str> = line.split('`').step_by(2).collect();
            plain
                .join(" ")
                .split(|c: char| !c.is_alphanumeric() && c != '-')
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .filter(|word| word.chars().count() > 1 && word.chars().all(char::is_lowercase))
        .collect()
}
