//! A layout of the user's own, from generation to verdict: `docs/examples/mine.yaml` moves and widens fields of
//! 255, lengthens it, adds an entity and renames the reference.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

mod common;

use std::fs;
use std::path::Path;
use std::process::Command;

use common::{etalon, said};
use conformance::stream::{Record, Status};
use noemie::{Profile, Profiles};

const MINE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/examples/mine.yaml");

/// A world small enough for a test, with every bad day.
const WORLD: &str = "schema-version: 1\nid: small\ntitle: {fr: petit, en: small}\n\
                     world: {insured: 120, start: 2024-12-01, months: 2}\n";

fn records(folder: &Path) -> Vec<Record> {
    let stream = fs::read_to_string(folder.join("verdicts.jsonl")).unwrap();
    stream
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn files_are_written_and_read_under_it_and_under_no_other() {
    let generate = |profile: &[&str]| {
        let fixed = [
            "generate",
            "--insured",
            "60",
            "--months",
            "1",
            "--adversity",
            "none",
            "--out",
            "-",
        ];
        let all: Vec<&str> = fixed.iter().chain(profile).copied().collect();
        let made = etalon(&all);
        assert!(made.status.success(), "{}", said(&made));
        made.stdout
    };
    let (mine, ours) = (generate(&["--profile", MINE]), generate(&[]));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.noe");
    fs::write(&path, &mine).unwrap();
    let path = path.to_str().unwrap();

    let under_mine = etalon(&["check", "--strict", "--profile", MINE, path]);
    assert!(under_mine.status.success(), "{}", said(&under_mine));
    assert!(
        said(&under_mine).contains("of reference 304"),
        "{}",
        said(&under_mine)
    );
    let under_ours = etalon(&["check", path]);
    assert_eq!(under_ours.status.code(), Some(1));
    // Our header has blanks where that one has its reference.
    assert!(said(&under_ours).contains("N029"), "{}", said(&under_ours));
    assert!(!said(&under_ours).contains("N024"), "{}", said(&under_ours));
    // Eleven characters more a 255, and otherwise the same entities.
    let profiles = Profiles::embedded()
        .with(Profile::parse(MINE, &fs::read_to_string(MINE).unwrap()).unwrap());
    let lengths = |bytes: &[u8]| {
        let mut all = Vec::new();
        noemie::read::entities(bytes, &profiles.all(), |entity| {
            all.push((entity.layout.number, entity.data.len()));
        });
        all
    };
    let expected: Vec<_> = lengths(&ours)
        .into_iter()
        .map(|(number, length)| (number, length + if number == 255 { 11 } else { 0 }))
        .collect();
    assert_eq!(lengths(&mine), expected);
    assert!(expected.iter().filter(|(number, _)| *number == 255).count() > 50);
}

#[test]
fn a_mutuelle_is_driven_and_judged_under_it() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    fs::write(at("small.yaml"), WORLD).unwrap();
    let target = |bugs: &str| {
        format!("schema-version: 1\nname: sample\nlaunch: {{sample: {{bugs: [{bugs}]}}}}\n")
    };
    fs::write(at("right.yaml"), target("")).unwrap();
    fs::write(at("wrong.yaml"), target("refunds-participation")).unwrap();
    let run = |target: &str, report: &str, profile: bool| {
        let (target, report, world) = (at(target), at(report), at("small.yaml"));
        let mut all = vec![
            "run",
            &world,
            "worked-examples",
            "--target",
            &target,
            "--report",
            &report,
        ];
        if profile {
            all.extend(["--profile", MINE]);
        }
        etalon(&all)
    };

    let right = run("right.yaml", "right", true);
    assert!(right.status.success(), "{}", said(&right));
    let under_mine = records(&folder.path().join("right"));
    let Some(Record::Run(head)) = under_mine.first() else {
        panic!("the first line names the run")
    };
    assert!(head.inputs.iter().any(|i| i.name == "layouts/1.yaml"));
    let verdicts = |records: &[Record]| -> Vec<Status> {
        let all = records.iter().filter_map(|record| match record {
            Record::Verdict(verdict) => Some(verdict.status),
            _ => None,
        });
        all.collect()
    };
    // The same world under our own layout gives the same verdicts: only the wire differs.
    let plain = run("right.yaml", "plain", false);
    assert!(plain.status.success(), "{}", said(&plain));
    let under_ours = records(&folder.path().join("plain"));
    assert_eq!(verdicts(&under_mine), verdicts(&under_ours));
    assert!(verdicts(&under_mine).len() > 300);
    let file = fs::read_dir(folder.path().join("right/files"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.display().to_string().contains(".304."))
        .or_else(|| find(&folder.path().join("right/files"), "NOE304"))
        .expect("what was delivered is kept");
    assert!(fs::read_to_string(file).unwrap().contains("NOE304"));

    let wrong = run("wrong.yaml", "wrong", true);
    assert_eq!(wrong.status.code(), Some(1), "{}", said(&wrong));
    let cause = records(&folder.path().join("wrong"))
        .into_iter()
        .find_map(|record| match record {
            Record::Cause(cause) => Some(cause),
            _ => None,
        })
        .expect("a cause");
    let replay = &cause.replay;
    assert!(replay.contains("--profile layouts/1.yaml"), "{replay}");
    // The line replays from the report alone.
    let words: Vec<&str> = replay.split(' ').skip(1).collect();
    let again = Command::new(env!("CARGO_BIN_EXE_etalon"))
        .args(&words)
        .current_dir(folder.path().join("wrong"))
        .output()
        .unwrap();
    assert_eq!(again.status.code(), Some(1), "{}", said(&again));
}

/// A file below `folder` whose text holds `wanted`.
fn find(folder: &Path, wanted: &str) -> Option<std::path::PathBuf> {
    for entry in fs::read_dir(folder).ok()? {
        let path = entry.ok()?.path();
        if path.is_dir() {
            if let Some(found) = find(&path, wanted) {
                return Some(found);
            }
        } else if fs::read_to_string(&path).is_ok_and(|text| text.contains(wanted)) {
            return Some(path);
        }
    }
    None
}
