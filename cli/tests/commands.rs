//! The other commands: exit codes, standard output against standard error, bad input.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

use std::fs;
use std::io::Write as _;
use std::process::{Command, Output, Stdio};

fn etalon(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_etalon"))
        .args(arguments)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn flow() -> Vec<u8> {
    let run = etalon(&[
        "generate",
        "--seed",
        "9",
        "--insured",
        "40",
        "--months",
        "1",
        "--out",
        "-",
    ]);
    assert!(run.status.success(), "{}", said(&run));
    run.stdout
}

#[test]
fn a_folder_and_standard_output_hold_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let run = etalon(&[
        "generate",
        "--seed",
        "9",
        "--insured",
        "40",
        "--months",
        "1",
        "--out",
        out,
    ]);
    assert!(run.status.success(), "{}", said(&run));
    let mut names: Vec<_> = fs::read_dir(folder.path().join("lot-0000"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    names.sort();
    assert!(
        names
            .iter()
            .all(|name| name.extension().is_some_and(|e| e == "noe")),
        "{names:?}"
    );
    let total: usize = names.iter().map(|name| fs::read(name).unwrap().len()).sum();
    assert_eq!(total, flow().len());
}

#[test]
fn what_is_generated_without_adversity_checks_clean() {
    let mut check = Command::new(env!("CARGO_BIN_EXE_etalon"))
        .args(["check", "-", "--json", "--strict"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let clean = etalon(&[
        "generate",
        "--seed",
        "9",
        "--insured",
        "40",
        "--months",
        "1",
        "--adversity",
        "none",
        "--out",
        "-",
    ]);
    assert!(clean.stdout.len() > 10_000);
    check
        .stdin
        .take()
        .unwrap()
        .write_all(&clean.stdout)
        .unwrap();
    let done = check.wait_with_output().unwrap();
    assert_eq!(printed(&done), "");
    assert!(done.status.success());
}

#[test]
fn a_damaged_file_is_an_error_that_points_at_columns() {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = flow();
    let amount = bytes.windows(5).position(|w| w == b"25599").unwrap() + 106;
    bytes[amount] = b'X';
    let path = folder.path().join("damaged.noe");
    fs::write(&path, &bytes).unwrap();
    let check = etalon(&["check", path.to_str().unwrap()]);
    assert_eq!(check.status.code(), Some(1));
    let page = said(&check);
    assert!(
        page.contains("N039") && page.contains("columns 107-114"),
        "{page}"
    );
    assert!(page.contains("inferred"), "303 is labelled: {page}");
    let json = printed(&etalon(&["check", "--json", path.to_str().unwrap()]));
    let first: serde_json::Value = serde_json::from_str(json.lines().next().unwrap()).unwrap();
    assert_eq!(first["code"], "N039");
}

#[test]
fn a_quote_gives_the_figures_of_the_published_pages() {
    let quote = |arguments: &[&str]| {
        let mut all = vec!["quote", "--json", "--act", "G"];
        all.extend_from_slice(arguments);
        let run = etalon(&all);
        assert!(run.status.success(), "{}", said(&run));
        let value: serde_json::Value = serde_json::from_str(&printed(&run)).unwrap();
        (
            value["amo"].as_i64().unwrap(),
            value["amc"].as_i64().unwrap(),
            value["remainder"].as_i64().unwrap(),
        )
    };
    // E003, E006 and E033 of scenarios/worked-examples.csv.
    assert_eq!(quote(&["--date", "2023-06-27"]), (1650, 750, 100));
    assert_eq!(
        quote(&[
            "--date",
            "2023-09-01",
            "--sector",
            "2",
            "--fee",
            "50",
            "--guarantee",
            "200% BR"
        ]),
        (1510, 2990, 500)
    );
    assert_eq!(
        quote(&["--date", "2023-06-01", "--out-of-parcours"]),
        (650, 750, 1100)
    );
}

#[test]
fn a_date_outside_the_law_is_named_and_never_extrapolated() {
    let run = etalon(&["quote", "--act", "G", "--date", "2022-12-31"]);
    assert_eq!(run.status.code(), Some(2));
    assert!(said(&run).contains("2022-12-31"), "{}", said(&run));
    assert_eq!(printed(&run), "");
}

#[test]
fn usage_errors_say_what_to_do() {
    let run = etalon(&["generate", "--adversity", "earthquake=3", "--out", "-"]);
    assert_eq!(run.status.code(), Some(2));
    assert!(said(&run).contains("etalon adversities"), "{}", said(&run));
    let run = etalon(&["run", "--target", "/nowhere/target.yaml"]);
    assert_eq!(run.status.code(), Some(2));
    assert!(
        said(&run).contains("/nowhere/target.yaml"),
        "{}",
        said(&run)
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("target.yaml");
    fs::write(
        &path,
        "schema-version: 1\nname: x\nlaunch: { stdio: { command: [x] } }\ntimeout: 3\n",
    )
    .unwrap();
    let run = etalon(&["run", "--target", path.to_str().unwrap()]);
    assert_eq!(run.status.code(), Some(2));
    assert!(
        said(&run).contains("timeout"),
        "the unknown key is named: {}",
        said(&run)
    );
}

#[test]
fn a_target_that_cannot_be_started_gives_3() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("target.yaml");
    fs::write(
        &path,
        "schema-version: 1\nname: x\nlaunch: { stdio: { command: [/nowhere/engine] } }\n",
    )
    .unwrap();
    let report = folder.path().join("report");
    let run = etalon(&[
        "run",
        "worked-examples",
        "--target",
        path.to_str().unwrap(),
        "--report",
        report.to_str().unwrap(),
    ]);
    assert_eq!(run.status.code(), Some(3), "{}", said(&run));
    assert!(said(&run).contains("/nowhere/engine"), "{}", said(&run));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_no_half_file_and_gives_4() {
    // /dev/full refuses every write.
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_etalon"))
        .args(["generate", "--insured", "40", "--months", "1", "--out", "-"])
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(4), "{}", said(&run));
}

#[test]
fn a_closed_pipe_gives_4() {
    let mut run = Command::new(env!("CARGO_BIN_EXE_etalon"))
        .args([
            "generate",
            "--insured",
            "900",
            "--months",
            "1",
            "--out",
            "-",
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(run.stdout.take());
    let done = run.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(4), "{}", said(&done));
}
