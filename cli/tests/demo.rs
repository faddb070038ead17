//! The demo as a person runs it: what it prints, how it ends, what it leaves, and that it replays.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use common::etalon;
use conformance::report::Lang;
use conformance::stream::{Record, Status, Subject};

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn demo(seed: &str, folder: &Path) -> Output {
    etalon(&["demo", "--seed", seed, "--report", folder.to_str().unwrap()])
}

fn records(folder: &Path) -> Vec<Record> {
    let stream = fs::read_to_string(folder.join("verdicts.jsonl")).unwrap();
    stream
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn files_under(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path)
            } else {
                found.push(path)
            }
        }
    }
    found.sort();
    found
}

#[test]
fn the_demo_passes_the_right_mutuelle_and_finds_the_planted_bug() {
    let folder = tempfile::tempdir().unwrap();
    let run = demo("42", folder.path());
    let said = text(&run.stderr);
    assert!(run.status.success(), "{said}");
    assert!(run.stdout.is_empty(), "human output goes to standard error");
    // A pipe gets plain text: no colours, no bar.
    assert!(!said.contains('\u{1b}') && !said.contains('█'), "{said}");
    for needle in [
        "seed 42",
        "PASS",
        "FAIL",
        "0 nonconform",
        "shrunk to 1 décompte",
        "etalon run ",
    ] {
        assert!(said.contains(needle), "{needle:?} is not in:\n{said}");
    }

    let right = records(folder.path());
    let examples = right
        .iter()
        .filter(|record| {
            matches!(record, Record::Verdict(v) if v.status == Status::Conform
                && matches!(v.subject, Subject::Example { .. }))
        })
        .count();
    assert_eq!(
        examples, 31,
        "published examples that come out to the cent through the whole loop"
    );
    let Some(Record::End(end)) = right.last() else {
        panic!("no end")
    };
    assert_eq!(
        (end.nonconform, end.unknown, end.tolerated, end.skipped),
        (0, 0, 0, 0)
    );

    // The world exercises every rule of its own: a mutuelle that lacks one cannot pass unseen.
    let mut rules: BTreeSet<String> = BTreeSet::new();
    for record in &right {
        if let Record::Verdict(verdict) = record
            && verdict.scenario == "demo"
        {
            rules.insert(verdict.rule.clone());
        }
    }
    for rule in [
        "F-ACCEPTED",
        "F-DAMAGED",
        "F-DUPLICATE",
        "L-DECLARE",
        "L-ANSWER",
        "N2",
        "N3",
        "N5",
        "N6",
        "N10",
        "N12",
        "N13",
        "R-AMC-LEVEL",
        "R-AMC-THEORETICAL",
        "R-AMC-NON-OPTAM",
        "R-AMC-CEILING",
        "R-AMC-NOT-COVERED",
    ] {
        assert!(
            rules.contains(rule),
            "{rule} is not met by the demo: {rules:?}"
        );
    }

    let planted = folder.path().join("planted-bug");
    let causes: Vec<_> = records(&planted)
        .into_iter()
        .filter_map(|record| match record {
            Record::Cause(cause) => Some(cause),
            _ => None,
        })
        .collect();
    let cause = causes.first().expect("a cause");
    assert_eq!(
        cause.rule, "R-AMC-THEORETICAL",
        "the rule that the bug breaks"
    );
    assert!(cause.rule_source.contains("§0.1"), "{}", cause.rule_source);
    assert!(!cause.steps.is_empty());
    let smallest = cause.smallest.as_ref().expect("a smallest flow");
    assert_eq!(
        (smallest.members, smallest.decomptes, smallest.lines),
        (1, 1, 2)
    );
    for file in &smallest.files {
        let check = etalon(&["check", planted.join(file).to_str().unwrap()]);
        assert!(check.status.success(), "{}", text(&check.stderr));
    }

    // The replay line shows the same failure again, and nothing else.
    let words: Vec<&str> = cause.replay.split_whitespace().collect();
    assert_eq!(
        (words[0], words[1], words[3], words[5]),
        ("etalon", "run", "--target", "--report")
    );
    let replayed = tempfile::tempdir().unwrap();
    let run = etalon(&[
        "run",
        planted.join(words[2]).to_str().unwrap(),
        "--target",
        planted.join(words[4]).to_str().unwrap(),
        "--report",
        replayed.path().to_str().unwrap(),
    ]);
    assert_eq!(run.status.code(), Some(1), "{}", text(&run.stderr));
    let again: Vec<_> = records(replayed.path())
        .into_iter()
        .filter_map(|record| match record {
            Record::Cause(cause) => Some((cause.id, cause.expected, cause.got)),
            _ => None,
        })
        .collect();
    assert_eq!(
        again,
        [(cause.id.clone(), cause.expected.clone(), cause.got.clone())]
    );
}

#[test]
fn two_equal_runs_are_byte_equal_and_the_pages_come_from_the_stream_alone() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    assert!(demo("5", one.path()).status.success());
    assert!(demo("5", two.path()).status.success());
    let (a, b) = (files_under(one.path()), files_under(two.path()));
    assert_eq!(a.len(), b.len());
    assert!(a.len() > 300, "the files exchanged are kept: {}", a.len());
    for (a, b) in a.iter().zip(&b) {
        assert_eq!(a.strip_prefix(one.path()), b.strip_prefix(two.path()));
        assert_eq!(
            fs::read(a).unwrap(),
            fs::read(b).unwrap(),
            "{}",
            a.display()
        );
    }

    // Nothing but the stream: the pages are the same again.
    let alone = tempfile::tempdir().unwrap();
    fs::copy(
        one.path().join("verdicts.jsonl"),
        alone.path().join("verdicts.jsonl"),
    )
    .unwrap();
    conformance::folder::pages(alone.path(), Lang::En).unwrap();
    for page in ["junit.xml", "summary.md", "index.html"] {
        let made = fs::read(alone.path().join(page)).unwrap();
        assert!(made.len() > 500);
        assert_eq!(made, fs::read(one.path().join(page)).unwrap(), "{page}");
    }

    // No path of the machine, no wall-clock time.
    let stream = fs::read_to_string(one.path().join("verdicts.jsonl")).unwrap();
    assert!(!stream.contains(one.path().to_str().unwrap()));
}

#[test]
fn a_report_that_cannot_be_written_is_an_environment_failure() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("not-a-folder");
    fs::write(&file, b"").unwrap();
    let run = demo("1", &file);
    assert_eq!(run.status.code(), Some(4), "{}", text(&run.stderr));
    assert!(text(&run.stderr).contains("failed to write the report"));
}
