//! What is loaded beforehand: the tables of an export, and a mutuelle that knows its members from them alone.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

mod common;

use std::fs;
use std::path::Path;

use common::{etalon, said};
use serde_json::Value;

/// A scenario in which nothing of a contract changes, one in which the mutuelle keys something, and one of several people.
const PLAYED: &str = "cancelled-and-ceiling-restored";
const CHANGES: &str = "retroactive-end";
const OTHER: &str = "told-in-other-ways";

fn export(folder: &Path, words: &[&str]) -> std::process::Output {
    let out = folder.to_str().unwrap();
    etalon(&[&["portfolio", "export", "--out", out], words].concat())
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn target(folder: &Path, portfolio: &str, loaded: &[&str]) -> String {
    let own = env!("CARGO_BIN_EXE_etalon");
    let command = [&[own, "sample-mutuelle"], loaded].concat();
    let command = serde_json::to_string(&command).unwrap();
    let text = format!(
        "schema-version: 1\nname: loaded\nlaunch: {{ stdio: {{ command: {command} }} }}\nportfolio: {portfolio}\n"
    );
    let path = folder.join(format!("{portfolio}.yaml"));
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// The verdicts of a run, as they stand in its stream.
fn verdicts(folder: &Path) -> Vec<Value> {
    let text = fs::read_to_string(folder.join("verdicts.jsonl")).unwrap();
    let records = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    records
        .filter(|record| record["record"] == "verdict")
        .collect()
}

#[test]
fn what_is_exported_has_a_folder_for_each_scenario_and_says_what_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("portfolio");
    let run = export(&out, &[PLAYED, CHANGES]);
    assert!(run.status.success(), "{}", said(&run));
    let index = json(&out.join("portfolio.json"));
    let worlds = index["worlds"].as_array().unwrap();
    assert_eq!(worlds.len(), 2);
    assert_eq!(worlds[0]["folder"], format!("{PLAYED}/lot-0000"));
    let why = worlds[1]["left-out"].as_str().unwrap();
    assert!(
        why.contains("`portfolio: pushed`") && worlds[1]["folder"].is_null(),
        "{why}"
    );
    assert!(!out.join(CHANGES).exists());
    let of = |name: &str| out.join(PLAYED).join("lot-0000").join(name);
    let members = json(&of("members.json"));
    let rows = fs::read_to_string(of("members.csv")).unwrap();
    assert_eq!(rows.lines().count(), members.as_array().unwrap().len() + 1);
    assert!(rows.contains(members[0]["nir"].as_str().unwrap()), "{rows}");
    let contracts = fs::read_to_string(of("contracts.csv")).unwrap();
    assert!(
        contracts.contains(members[0]["contract"].as_str().unwrap()),
        "{contracts}"
    );
    let products = fs::read_to_string(of("products.csv")).unwrap();
    assert!(
        products.contains("generaliste") || products.contains("medecins"),
        "{products}"
    );
    // What was loaded earlier is not mixed with it.
    let again = export(&out, &[PLAYED]);
    assert_eq!(again.status.code(), Some(2));
    assert!(said(&again).contains("is not empty"), "{}", said(&again));
}

#[test]
fn scenarios_that_have_something_in_common_are_not_loaded_together() {
    let folder = tempfile::tempdir().unwrap();
    let one = export(&folder.path().join("one"), &["--together", PLAYED]);
    assert!(one.status.success(), "{}", said(&one));
    assert!(folder.path().join("one/members.csv").exists());
    let both = export(&folder.path().join("both"), &["--together", PLAYED, OTHER]);
    assert_eq!(both.status.code(), Some(2));
    let words = said(&both);
    assert!(words.contains(PLAYED) && words.contains(OTHER), "{words}");
    assert!(!folder.path().join("both").exists());
}

#[test]
fn a_mutuelle_that_was_loaded_is_judged_as_one_that_is_pushed() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let run = export(&folder.path().join("portfolio"), &[PLAYED, OTHER]);
    assert!(run.status.success(), "{}", said(&run));
    let pushed = target(folder.path(), "pushed", &[]);
    let preloaded = |loaded: &[&str]| target(folder.path(), "preloaded", loaded);
    let run = |target: &str, report: &str| {
        etalon(&[
            "run",
            PLAYED,
            CHANGES,
            OTHER,
            "--target",
            target,
            "--report",
            &at(report),
        ])
    };
    let first = run(&pushed, "first");
    assert!(first.status.success(), "{}", said(&first));
    // It is sent nobody: without what was loaded it declares nobody, and nobody's care comes.
    let nobody = run(&preloaded(&[]), "bare");
    assert!(!nobody.status.success(), "{}", said(&nobody));
    let second = run(&preloaded(&["--loaded", &at("portfolio")]), "second");
    assert!(second.status.success(), "{}", said(&second));
    let of = |report: &str, scenario: &str| {
        let mut all = verdicts(&folder.path().join(report));
        all.retain(|one| one["scenario"] == scenario);
        all
    };
    assert_eq!(of("first", PLAYED), of("second", PLAYED));
    let skipped = of("second", CHANGES);
    assert_eq!(skipped.len(), 1, "{skipped:?}");
    let why = skipped[0]["note"].as_str().unwrap();
    assert!(
        skipped[0]["status"] == "skipped" && why.contains("`portfolio: pushed`"),
        "{why}"
    );
    // What changes the portfolio itself is not asked of it.
    let statuses = |rule: &str| {
        let all = of("second", OTHER)
            .into_iter()
            .filter(|one| one["rule"] == rule);
        all.map(|one| one["status"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(statuses("I-RENAMED"), ["skipped"]);
    assert_eq!(statuses("I-ORDER"), ["conform"]);
}

#[test]
fn the_smallest_flow_of_a_loaded_mutuelle_replays() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let run = export(&folder.path().join("portfolio"), &[PLAYED]);
    assert!(run.status.success(), "{}", said(&run));
    let wrong = [
        "--loaded",
        &at("portfolio"),
        "--bug",
        "ignores-cancellations",
    ];
    let loaded = target(folder.path(), "preloaded", &wrong);
    let run = etalon(&[
        "run",
        PLAYED,
        "--target",
        &loaded,
        "--report",
        &at("report"),
    ]);
    assert_eq!(run.status.code(), Some(1), "{}", said(&run));
    let smallest = fs::read_dir(folder.path().join("report/smallest")).unwrap();
    let mut failures = 0;
    for one in smallest {
        let scenario = one.unwrap().path().join("scenario.yaml");
        assert_eq!(json(&scenario)["flow"]["loaded-as"], PLAYED);
        let scenario = scenario.to_str().unwrap();
        let again = etalon(&[
            "run",
            scenario,
            "--target",
            &loaded,
            "--report",
            &at("replay"),
        ]);
        assert_eq!(again.status.code(), Some(1), "{}", said(&again));
        failures += 1;
    }
    assert!(failures > 0);
}
