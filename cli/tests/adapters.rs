//! The sample adapters as `etalon init` lays them down: each passes `etalon doctor` at once, and smoke without a fault.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

mod common;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use common::{etalon, said};

/// Whether a program is there; where it is not, says that nothing is tried.
fn has(program: &str) -> bool {
    let is_there = Command::new(program).arg("--version").output().is_ok();
    if !is_there {
        eprintln!("not tried: there is no {program} here");
    }
    is_there
}

/// étalon started in that folder.
fn there(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_etalon"))
        .args(arguments)
        .current_dir(folder)
        // Where the adapter is compiled: kept from one run of the tests to the next.
        .env("CARGO_TARGET_DIR", env!("CARGO_TARGET_TMPDIR"))
        .env("CARGO_NET_OFFLINE", "true")
        .output()
        .unwrap()
}

/// Lays an adapter down in an empty folder, and holds it to what `init` says of it.
fn works(language: &str, before: impl Fn(&Path)) {
    let folder = tempfile::tempdir().unwrap();
    let laid = there(folder.path(), &["init", "--target", language]);
    assert!(laid.status.success(), "{}", said(&laid));
    assert!(
        said(&laid).contains("etalon doctor --target ./target.yaml"),
        "{}",
        said(&laid)
    );
    before(folder.path());
    let examined = there(folder.path(), &["doctor", "--target", "target.yaml"]);
    let page = said(&examined);
    assert!(
        examined.status.success() && page.contains("all is well"),
        "{page}"
    );
    let dialogue = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../docs/examples/corrected-consultation.yaml"
    );
    for (scenario, skips) in [("smoke", true), (dialogue, false)] {
        let run = there(
            folder.path(),
            &["run", scenario, "--target", "target.yaml", "--json"],
        );
        assert!(run.status.success(), "{scenario}: {}", said(&run));
        let stream =
            fs::read_to_string(folder.path().join("etalon-report/verdicts.jsonl")).unwrap();
        assert!(stream.contains(r#""status":"conform""#));
        // What is left out says why.
        let why = "the target skips it: the guarantee `specialiste`";
        assert_eq!(stream.contains(why), skips, "{scenario}");
    }
}

#[test]
fn the_adapter_in_python() {
    if has("python3") {
        works("python", |_| {});
    }
}

#[test]
fn the_adapter_in_node() {
    if has("node") {
        works("node", |_| {});
    }
}

#[test]
fn the_adapter_in_java() {
    if has("javac") && has("java") {
        works("java", |_| {});
    }
}

#[test]
fn the_adapter_in_rust() {
    if has("cargo") {
        // The versions that étalon is built with: they are on this machine.
        let lock = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock");
        works("rust", |folder| {
            fs::copy(lock, folder.join("Cargo.lock")).unwrap();
        });
    }
}

#[test]
fn nothing_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let mine = folder.path().join("engine.py");
    fs::write(&mine, "mine\n").unwrap();
    let laid = there(folder.path(), &["init", "--target", "python"]);
    assert_eq!(laid.status.code(), Some(2));
    assert!(
        said(&laid).contains("engine.py is there already"),
        "{}",
        said(&laid)
    );
    assert_eq!(fs::read_to_string(&mine).unwrap(), "mine\n");
    assert!(!folder.path().join("target.yaml").exists());
}

#[test]
fn a_folder_that_is_named_stands_in_what_was_laid_down() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("my adapter");
    let laid = etalon(&[
        "init",
        "--target",
        "node",
        at.to_str().unwrap(),
        "--lang",
        "fr",
    ]);
    assert!(laid.status.success(), "{}", said(&laid));
    assert!(
        said(&laid).contains("ensuite, depuis ce dossier-ci"),
        "{}",
        said(&laid)
    );
    let target = fs::read_to_string(at.join("target.yaml")).unwrap();
    let script = at.join("adapter.mjs");
    assert!(target.contains(script.to_str().unwrap()), "{target}");
    assert!(
        !target.contains("docs/adapters") && !target.contains("$schema"),
        "{target}"
    );
}
