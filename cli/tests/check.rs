//! `etalon check` for people and for programs: its page in French, its JSON lines under their schema.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use noemie::Profile;
use noemie::damage::Damage;
use serde_json::{Value, json};

#[path = "check/schema.rs"]
mod schema;

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
        "conversion",
        "date",
        "franchise",
        "identification",
        "impossible",
        "mode",
        "mutuelle",
        "note",
        "notes",
        "participation",
        "parties",
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

// ---- for programs ----

fn schema_of_a_line() -> Value {
    let text = fs::read_to_string(at("schemas/check-finding.schema.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn lines(run: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&run.stdout).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn json_lines_are_those_of_the_schema() {
    let folder = tempfile::tempdir().unwrap();
    let names = damaged(folder.path());
    let schema = schema_of_a_line();
    let described = schema["properties"].as_object().unwrap();
    let mut codes = BTreeSet::new();
    for options in [&["--json", "--all"][..], &["--json", "--all", "--no-mask"]] {
        let lines = lines(&of_all(&names, options)(folder.path()));
        assert!(lines.len() > names.len());
        for line in &lines {
            assert_eq!(schema::complaints(&schema, line), [""; 0], "{line}");
            let keys = line.as_object().unwrap().keys();
            assert!(keys.eq(described.keys()), "{line}");
            codes.insert(line["code"].as_str().unwrap().to_owned());
        }
    }
    assert!(codes.len() > 45, "{codes:?}");
}

#[test]
fn the_schema_refuses_what_is_no_line() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("empty"), b"").unwrap();
    let line = lines(&check(folder.path(), &["--json", "empty"])).remove(0);
    let schema = schema_of_a_line();
    let refused = |line: &Value| !schema::complaints(&schema, line).is_empty();
    assert!(!refused(&line));
    for key in line.as_object().unwrap().keys() {
        let mut without = line.clone();
        without.as_object_mut().unwrap().remove(key);
        assert!(refused(&without), "without {key}");
        let mut other = line.clone();
        other[key] = json!([{}]);
        assert!(refused(&other), "another {key}");
    }
    for (key, value) in [
        ("severity", json!("fatal")),
        ("due", json!("refuse")),
        ("offset", json!(-1)),
        ("entity", json!(70_000)),
        ("columns", json!([1])),
        ("columns", json!([1, 2, 3])),
        ("confidence", json!("sure")),
    ] {
        let mut other = line.clone();
        other[key] = value;
        assert!(refused(&other), "{other}");
    }
}

#[test]
fn a_line_names_its_file_and_masks_persons() {
    let folder = tempfile::tempdir().unwrap();
    let (profile, sound) = samples().remove(0);
    let mut bytes = sound.clone();
    Damage::WrongNirKey.apply(profile, &mut bytes, 0).unwrap();
    fs::write(folder.path().join("two.noe"), [sound, bytes].concat()).unwrap();
    let line = |options: &[&str]| {
        let all = [&["--json", "two.noe"], options].concat();
        let mut lines = lines(&check(folder.path(), &all));
        assert_eq!(lines.len(), 1);
        lines.remove(0)
    };
    let masked = line(&[]);
    assert_eq!(
        (&masked["file"], &masked["logical-file"]),
        (&json!("two.noe"), &json!(1))
    );
    assert_eq!(
        (&masked["code"], &masked["due"]),
        (&json!("N048"), &json!("accept"))
    );
    for key in ["expected", "found"] {
        assert_eq!(masked[key], "(masked: personal data)");
        assert_ne!(line(&["--no-mask"])[key], masked[key]);
    }
}
