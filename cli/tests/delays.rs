//! `etalon journal --delays`: how long files waited, as a table and as JSON.
#![cfg(feature = "http")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs;

use common::{etalon, printed, said};

const JOURNAL: &str = r#"{"seq":1,"day":"2024-03-01","act":"opened","form":1,"version":"0.1.0"}
{"seq":2,"day":"2024-03-01","oc":"99000017","act":"delivered","name":"a","reference":303,"bytes":1,"sha256":""}
{"seq":3,"day":"2024-03-01","oc":"99000017","act":"delivered","name":"b","reference":303,"bytes":1,"sha256":""}
{"seq":4,"day":"2024-03-05","oc":"99000017","act":"fetched","name":"a","from":0,"bytes":1}
{"seq":5,"day":"2024-03-06","oc":"99000017","act":"acknowledged","name":"a"}
{"seq":6,"day":"2024-03-08","oc":"99000017","act":"paid","name":"a","whole":true}
"#;

fn delays(more: &[&str]) -> std::process::Output {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    fs::write(&path, JOURNAL).unwrap();
    let path = path.to_str().unwrap();
    let asked = ["journal", path, "--delays"];
    etalon(&[&asked, more].concat())
}

#[test]
fn a_row_for_each_oc_and_reference() {
    let output = delays(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let page = printed(&output);
    let row = page.lines().find(|line| line.contains("99000017")).unwrap();
    let cells: Vec<&str> = row
        .split("  ")
        .map(str::trim)
        .filter(|cell| !cell.is_empty())
        .collect();
    assert_eq!(
        cells,
        [
            "99000017",
            "303",
            "2",
            "4 / 4 / 4 / 4 (1)",
            "5 / 5 / 5 / 5 (1)",
            "7 / 7 / 7 / 7 (1)",
            "1, since 2024-03-01",
            "1, since 2024-03-01",
            "2 on 2024-03-01",
            "-"
        ]
    );
    assert!(said(&output).contains("median"), "{}", said(&output));
}

#[test]
fn as_json_an_object_a_line() {
    let output = delays(&["--json"]);
    let row: serde_json::Value = serde_json::from_str(printed(&output).trim()).unwrap();
    assert_eq!(row["files"], 2);
    assert_eq!(row["acknowledged"]["longest"], 5);
    assert_eq!(row["waiting"], 1);
}

#[test]
fn files_past_their_term_are_listed() {
    let output = delays(&["--due-days", "5"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let page = printed(&output);
    let late: Vec<&str> = page
        .lines()
        .skip_while(|line| !line.contains("Not paid within 5 days of their delivery: 2"))
        .skip(1)
        .map(str::trim)
        .collect();
    assert_eq!(
        late,
        [
            "99000017  a  delivered 2024-03-01, due 2024-03-06, paid on 2024-03-08, 2 days late",
            "99000017  b  delivered 2024-03-01, due 2024-03-06, not paid, 2 days late"
        ]
    );
    let output = delays(&["--due-days", "6", "--json"]);
    let rows: Vec<serde_json::Value> = printed(&output)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let names: Vec<&serde_json::Value> = rows.iter().filter_map(|row| row.get("overdue")).collect();
    assert_eq!(names.len(), 2);
    assert_eq!(names.first().unwrap()["late"], 1);
    // Without --delays it says nothing.
    let output = etalon(&["journal", "none.jsonl", "--due-days", "5"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("--delays"), "{}", said(&output));
}

#[test]
fn what_narrows_a_search_does_not_go_with_it() {
    let output = delays(&["--oc", "99000017"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("--oc"), "{}", said(&output));
}
