//! What `etalon doctor` says of adapters that are broken in one way each.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

mod common;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use common::{etalon, printed, said};
use serde_json::Value;

/// Faults of `data/broken_adapter.py` that a doctor hears of at once.
const TALKING: [&str; 31] = [
    "none",
    "exits",
    "crash",
    "noise",
    "json-log",
    "only-noise",
    "flood",
    "several-lines",
    "single-quotes",
    "byte-order-mark",
    "latin-1",
    "unknown-type",
    "no-name",
    "not-cents",
    "bad-word",
    "wrong-re",
    "wrong-reply",
    "version",
    "no-answers",
    "unknown-capability",
    "says-error",
    "skips",
    "no-answer",
    "refuses",
    "remembers",
    "kept-on-disk",
    "line-missing",
    "line-unknown",
    "other-amount",
    "takes-damaged",
    "knows-all",
];
/// More of them.
const ENDING: [&str; 2] = ["breaks-on-unknown", "ended-badly"];
/// Faults that it waits for.
const SILENT: [&str; 5] = [
    "silence",
    "not-flushed",
    "no-line-end",
    "half-a-line",
    "not-ended",
];

fn has_python() -> bool {
    let is_there = std::process::Command::new("python3")
        .arg("--version")
        .output()
        .is_ok();
    if !is_there {
        eprintln!("not tried: there is no python3 here");
    }
    is_there
}

/// A target file in that folder, with that command.
fn target(folder: &Path, command: &[&str], silence: u32) -> String {
    let command = serde_json::to_string(command).unwrap();
    let path = folder.join("target.yaml");
    let text = format!(
        "schema-version: 1\nname: broken\nlaunch: {{ stdio: {{ command: {command} }} }}\n\
         limits: {{ silence-seconds: {silence}, unread-mib: 1, unreadable-lines: 3 }}\n"
    );
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// The target file of the adapter with that fault.
fn broken(folder: &Path, fault: &str) -> String {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/broken_adapter.py");
    let kept = folder.join("kept");
    let command = ["python3", script, fault, kept.to_str().unwrap()];
    target(
        folder,
        &command,
        if SILENT.contains(&fault) { 4 } else { 60 },
    )
}

/// What is not fine, without standard error: it is another for each version of an interpreter.
fn findings(target: &str) -> (Option<i32>, String) {
    let run = etalon(&["doctor", "--target", target, "--json"]);
    let mut text = String::new();
    for line in printed(&run).lines() {
        let told: Value = serde_json::from_str(line).unwrap();
        let of = |name: &str| told[name].as_str().unwrap_or_default().to_owned();
        let both = |name: &str| {
            let told = &told[name];
            let of = |lang: &str| told[lang].as_str().unwrap_or_default().to_owned();
            format!("  fr: {}\n  en: {}\n", of("fr"), of("en"))
        };
        if matches!(of("mark").as_str(), "fine" | "not-tried") {
            continue;
        }
        let _ = write!(
            text,
            "{} at {}: {}\n{}",
            of("mark"),
            of("step"),
            of("code"),
            both("what")
        );
        let _ = write!(text, " saw: {}\n to do:\n{}", of("saw"), both("advice"));
    }
    (run.status.code(), text)
}

#[test]
fn each_fault_is_named_with_what_was_seen_and_what_to_do() {
    if !has_python() {
        return;
    }
    let faults: Vec<&str> = TALKING.into_iter().chain(ENDING).chain(SILENT).collect();
    let mut pages = Vec::new();
    for some in faults.chunks(6) {
        std::thread::scope(|scope| {
            let examine = |fault: &str| {
                let folder = tempfile::tempdir().unwrap();
                findings(&broken(folder.path(), fault))
            };
            let running: Vec<_> = some
                .iter()
                .map(|fault| (*fault, scope.spawn(move || examine(fault))))
                .collect();
            for (fault, running) in running {
                let (code, text) = running.join().unwrap();
                let code = code.map_or("none".to_owned(), |code| code.to_string());
                pages.push(format!("## {fault}: exit code {code}\n{text}"));
            }
        });
    }
    insta::assert_snapshot!("each_fault", pages.join("\n"));
}

#[test]
fn a_command_that_does_not_start_is_told_from_one_that_may_not() {
    let folder = tempfile::tempdir().unwrap();
    let plain = folder.path().join("adapter");
    fs::write(&plain, "#!/bin/sh\n").unwrap();
    let plain = plain.to_str().unwrap();
    let none: [&str; 0] = [];
    let mut pages = String::new();
    for command in [&["/nowhere/engine"][..], &[plain], &none] {
        let (code, text) = findings(&target(folder.path(), command, 5));
        assert_eq!(code, Some(3));
        pages += &text.replace(folder.path().to_str().unwrap(), "[folder]");
    }
    insta::assert_snapshot!("not_started", pages);
}

#[test]
fn the_page_is_in_french_with_the_last_words_of_the_target() {
    let folder = tempfile::tempdir().unwrap();
    let script = "echo 'pas de licence' >&2; exit 7";
    let target = target(folder.path(), &["sh", "-c", script], 60);
    let run = etalon(&["doctor", "--target", &target, "--lang", "fr"]);
    assert_eq!(run.status.code(), Some(3));
    assert_eq!(printed(&run), "");
    insta::assert_snapshot!("page_fr", said(&run));
}

#[test]
fn the_sample_mutuelle_is_well() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("target.yaml");
    let text = "schema-version: 1\nname: sample\nlaunch: { sample: { bugs: [] } }\n";
    fs::write(&path, text).unwrap();
    let run = etalon(&["doctor", "--target", path.to_str().unwrap()]);
    assert_eq!(run.status.code(), Some(0), "{}", said(&run));
    insta::assert_snapshot!(
        "page_en",
        said(&run).replace(path.to_str().unwrap(), "target.yaml")
    );
}

#[test]
fn a_target_file_that_is_none_is_the_users() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("target.yaml");
    fs::write(&path, "schema-version: 1\nname: x\nlaunch: { stdio: 3 }\n").unwrap();
    let run = etalon(&["doctor", "--target", path.to_str().unwrap()]);
    assert_eq!(run.status.code(), Some(2), "{}", said(&run));
}

#[cfg(feature = "http")]
#[test]
fn a_server_that_is_not_there_is_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("target.yaml");
    let text = "schema-version: 1\nname: away\nlaunch: { http: { url: 'http://127.0.0.1:9/etalon' } }\n\
                limits: { silence-seconds: 1 }\n";
    fs::write(&path, text).unwrap();
    let (code, text) = findings(path.to_str().unwrap());
    assert_eq!(code, Some(3));
    assert!(text.contains("wrong at handshake: http"), "{text}");
    assert!(
        text.contains("is the server of the target file started?"),
        "{text}"
    );
}
