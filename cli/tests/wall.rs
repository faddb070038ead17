//! A target that lives by the wall clock meets stories that end today.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{etalon, said};
use serde_json::Value;

/// A consultation in each of two months.
const STORY: &str = "schema-version: 1
id: visits
title: { fr: Visites, en: Visits }
story:
  start: $start
  months: 2
  people: [ { name: Anna, born: 1984-03-12 } ]
  contracts: [ { id: anna, product: equilibre, covers: [Anna], from: 2023-01-01 } ]
  events:
    - { on: $first, care: { of: Anna, acts: [ { act: G } ] } }
    - { on: $second, care: { of: Anna, acts: [ { act: G } ] } }
";

fn story(folder: &Path, start: &str, first: &str, second: &str) -> String {
    let text = STORY
        .replace("$start", start)
        .replace("$first", first)
        .replace("$second", second);
    written(folder, "visits.yaml", &text)
}

fn written(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

fn target(folder: &Path, clock: &str) -> String {
    let text =
        format!("schema-version: 1\nname: wall\nlaunch: {{ sample: {{}} }}\nclock: {clock}\n");
    written(folder, &format!("{clock}.yaml"), &text)
}

fn stream(report: &Path) -> Vec<Value> {
    let text = fs::read_to_string(report.join("verdicts.jsonl")).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn run(words: &[&str], report: &Path) -> std::process::Output {
    let report = report.to_str().unwrap();
    etalon(&[&["run", "--report", report], words].concat())
}

#[test]
fn a_story_is_moved_by_whole_weeks_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| -> PathBuf { folder.path().join(name) };
    let visits = story(folder.path(), "2025-02-01", "2025-02-03", "2025-03-03");
    let wall = target(folder.path(), "wall");
    let words = [
        visits.as_str(),
        "--target",
        wall.as_str(),
        "--today",
        "2025-06-18",
    ];
    let first = run(&words, &at("first"));
    assert!(first.status.success(), "{}", said(&first));
    let records = stream(&at("first"));
    // The story ends on Monday 31 March: 79 days before, of which 77 are whole weeks.
    assert_eq!(records[0]["wall"]["moved"]["visits"], 77);
    assert_eq!(records[0]["wall"]["today"], "2025-06-18");
    let care: Vec<&str> = records
        .iter()
        .filter_map(|one| one["subject"]["care"]["day"].as_str())
        .collect();
    assert!(
        care.contains(&"2025-04-21") && care.contains(&"2025-05-19"),
        "{care:?}"
    );
    let again = run(&words, &at("again"));
    assert!(again.status.success(), "{}", said(&again));
    assert_eq!(records, stream(&at("again")));
}

#[test]
fn what_the_law_would_settle_otherwise_is_skipped_with_the_figures() {
    let folder = tempfile::tempdir().unwrap();
    let visits = story(folder.path(), "2024-10-01", "2024-10-07", "2024-11-04");
    let wall = target(folder.path(), "wall");
    let report = folder.path().join("report");
    let skipped = run(
        &[&visits, "demo", "--target", &wall, "--today", "2025-06-18"],
        &report,
    );
    assert_eq!(skipped.status.code(), Some(3), "{}", said(&skipped));
    let records = stream(&report);
    let notes: Vec<&str> = records
        .iter()
        .filter_map(|one| one["note"].as_str())
        .collect();
    assert_eq!(notes.len(), 2, "{notes:?}");
    // The tariff of a consultation went from 26.50 to 30.00 on 22 December 2024.
    assert!(notes[0].contains("base 26.50 then 30.00"), "{notes:?}");
    assert!(
        notes[1].contains("a world is drawn for its days"),
        "{notes:?}"
    );
    assert!(records[0]["wall"]["moved"].as_object().unwrap().is_empty());
}

#[test]
fn the_day_of_the_system_is_nowhere_in_the_stream() {
    let folder = tempfile::tempdir().unwrap();
    let visits = story(folder.path(), "2025-02-01", "2025-02-03", "2025-03-03");
    let wall = target(folder.path(), "wall");
    let report = folder.path().join("report");
    run(&[&visits, "--target", &wall], &report);
    assert!(stream(&report)[0]["wall"]["today"].is_null());
    let told = target(folder.path(), "virtual");
    let refused = run(
        &[&visits, "--target", &told, "--today", "2025-06-18"],
        &report,
    );
    assert_eq!(refused.status.code(), Some(2));
    assert!(said(&refused).contains("clock: wall"), "{}", said(&refused));
}

#[test]
fn what_is_loaded_beforehand_is_moved_alike() {
    let folder = tempfile::tempdir().unwrap();
    let visits = story(folder.path(), "2025-02-01", "2025-02-03", "2025-03-03");
    let out = folder.path().join("portfolio");
    let out_word = out.to_str().unwrap();
    let run = etalon(&[
        "portfolio",
        "export",
        &visits,
        "--out",
        out_word,
        "--today",
        "2025-06-18",
    ]);
    assert!(run.status.success(), "{}", said(&run));
    let text = fs::read(out.join("visits/lot-0000/members.json")).unwrap();
    let members: Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(members[0]["start"], "2023-03-19");
}
