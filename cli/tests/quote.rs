//! `etalon quote --batch`: a JSON object a line in, one out, in order, and the page in HTML.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

mod common;

use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use common::{etalon, printed, said};
use serde_json::Value;

fn answers(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The questions that docs/quote.md shows, and what they come to.
#[test]
fn the_batch_of_the_page_comes_out() {
    let page = fs::read_to_string("../docs/quote.md").unwrap();
    let (_, rest) = page.split_once("```json\n").unwrap();
    let (questions, _) = rest.split_once("```").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("questions.jsonl");
    fs::write(&path, questions).unwrap();
    let run = etalon(&["quote", "--batch", path.to_str().unwrap()]);
    assert!(run.status.success(), "{}", said(&run));
    let answers = answers(&printed(&run));
    assert_eq!(answers.len(), questions.lines().count());
    for (rank, answer) in answers.iter().enumerate() {
        assert_eq!(answer["line"], rank + 1);
    }
    let amounts = |rank: usize| {
        let answer = &answers[rank];
        [
            &answer["amo"],
            &answer["amc"],
            &answer["remainder"]["total"],
        ]
        .map(|cents| cents.as_i64().unwrap())
    };
    assert_eq!(amounts(0), [1_900, 900, 200]);
    // 65 % of 10.00, less a euro a box.
    assert_eq!(amounts(1), [450, 350, 400]);
    assert_eq!(amounts(2), [-1_900, -900, -200]);
    // 100 %, the participation put off.
    assert_eq!(amounts(3)[0], 1_500);
    assert_eq!(answers[3]["remainder"]["owed-to-amo"], 600);
    assert_eq!(amounts(4), [7_200, 19_800, 38_000]);
    // Two acts of one heavy session: both at 100 %, one participation, which the mutuelle pays.
    assert_eq!(amounts(5), [4_400, 2_400, 200]);
    assert_eq!(amounts(6), [5_800, 0, 200]);
    assert_eq!(answers[5]["lines"][1]["act"], "PAP");
    assert_eq!(amounts(7), [80_000, 22_000, 0]);
}

#[test]
fn a_bad_line_gives_an_error_object_and_the_run_goes_on() {
    let long = format!("{{\"id\": \"{}\"}}", "x".repeat(1 << 20));
    let lines = [
        r#"{"date":"2025-03-01","act":"G","fee":3000}"#,
        "no json",
        r#"{"date":"2025-03-01","act":"G","fee":"30.00"}"#,
        r#"{"date":"2025-03-01","act":"ZZZ","fee":3000}"#,
        "",
        r#"{"date":"2025-03-01","act":"G","feee":3000}"#,
        &long,
        "{\"date\":\"2025-03-01\",\"act\":\"G\",\"fee\":3000}\r",
    ];
    let mut run = Command::new(env!("CARGO_BIN_EXE_etalon"))
        .args(["quote", "--batch", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    run.stdin
        .take()
        .unwrap()
        .write_all(lines.join("\n").as_bytes())
        .unwrap();
    let run = run.wait_with_output().unwrap();
    assert_eq!(run.status.code(), Some(1));
    assert!(
        said(&run).contains("5 lines have no answer"),
        "{}",
        said(&run)
    );
    let answers = answers(&printed(&run));
    let told: Vec<(u64, bool)> = answers
        .iter()
        .map(|answer| {
            (
                answer["line"].as_u64().unwrap(),
                answer["error"].is_string(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (1, false),
            (2, true),
            (3, true),
            (4, true),
            (6, true),
            (7, true),
            (8, false)
        ]
    );
    assert!(
        answers[3]["error"]
            .as_str()
            .unwrap()
            .contains("the act ZZZ on 2025-03-01")
    );
    assert!(answers[4]["error"].as_str().unwrap().contains("feee"));
    assert_eq!(answers[0]["amo"], answers[6]["amo"]);
}

#[test]
fn a_batch_that_is_not_there_is_a_usage_error() {
    let run = etalon(&["quote", "--batch", "/nowhere/questions.jsonl"]);
    assert_eq!(run.status.code(), Some(2));
    assert!(
        said(&run).contains("/nowhere/questions.jsonl"),
        "{}",
        said(&run)
    );
}

#[test]
fn the_steps_come_where_they_are_asked_for() {
    let ask = |more: &[&str]| {
        let words: Vec<&str> =
            "quote --date 2025-03-01 --act G --sector 2 --optam --fee 50 --guarantee 200%BR"
                .split(' ')
                .chain(more.iter().copied())
                .collect();
        printed(&etalon(&words))
    };
    assert!(!ask(&[]).contains("R-AMO-RATE"));
    assert!(ask(&["--why"]).contains("R-AMO-RATE"));
    let french = ask(&["--html", "--lang", "fr"]);
    for word in [
        "<html lang=\"fr\">",
        "Montants",
        "29,00",
        "R-AMC-LEVEL",
        "règles §2.1",
    ] {
        assert!(french.contains(word), "{word}");
    }
    for word in ["rules §", "general practitioner"] {
        assert!(!french.contains(word), "{word}");
    }
    let french = ask(&["--why", "--lang", "fr"]);
    assert!(french.contains("AMC              29,00"), "{french}");
    assert!(
        french.contains("tarif généraliste, secteur 2 OPTAM"),
        "{french}"
    );
    assert!(ask(&["--why"]).contains("tariff general practitioner"));
    let why: Value = serde_json::from_str(&ask(&["--json", "--why"])).unwrap();
    assert!(why["steps"].as_array().unwrap().len() > 3);
}

/// E132 from flags, and two acts of one session.
#[test]
fn a_heavy_act_in_town_is_quoted() {
    let ask = |more: &str| -> Value {
        let words = "quote --act ATM --guarantee 100%BR --json"
            .split(' ')
            .chain(more.split(' '));
        let run = etalon(&words.collect::<Vec<_>>());
        assert!(run.status.success(), "{}", said(&run));
        serde_json::from_str(&printed(&run)).unwrap()
    };
    let e132 = ask("--date 2026-06-01 --fee 125.40 --base 125.40");
    assert_eq!(
        [&e132["amo"], &e132["amc"], &e132["remainder"]["total"]],
        [9_140, 3_200, 200]
    );
    let light = ask("--date 2025-03-04 --fee 70 --base 70");
    assert_eq!(light["lines"][0]["rate"], 70);
    let of_a_session = ask("--date 2025-03-04 --fee 70 --base 70 --same-session 60");
    assert_eq!(of_a_session["lines"][0]["rate"], 100);
    assert_eq!(of_a_session["amo"], 7_000 - 2_400 - 200);
}

#[test]
fn an_option_stands_on_its_base() {
    let run = etalon(&[
        "quote",
        "--date",
        "2025-03-01",
        "--act",
        "CS",
        "--fee",
        "60",
        "--product",
        "essentielle",
        "--product",
        "surcomplementaire",
        "--json",
    ]);
    assert!(run.status.success(), "{}", said(&run));
    let answer: Value = serde_json::from_str(&printed(&run)).unwrap();
    assert_eq!(answer["lines"][0]["contracts"].as_array().unwrap().len(), 2);
    let turned = etalon(&[
        "quote",
        "--date",
        "2025-03-01",
        "--act",
        "CS",
        "--fee",
        "60",
        "--product",
        "surcomplementaire",
        "--product",
        "essentielle",
    ]);
    assert_eq!(turned.status.code(), Some(2));
    assert!(
        said(&turned).contains("stands on a base contract"),
        "{}",
        said(&turned)
    );
}

/// Without guarantee nor product no contract pays, from flags as in a batch.
#[test]
fn no_contract_is_no_contract() {
    let run = etalon(&["quote", "--date", "2025-03-01", "--act", "G", "--json"]);
    let answer: Value = serde_json::from_str(&printed(&run)).unwrap();
    assert_eq!(answer["amc"], 0);
    assert_eq!(answer["lines"][0]["contracts"], serde_json::json!([]));
}

/// What is wrong in a line is told in the words of the page, with its column: the line stands beside it.
#[test]
fn a_line_that_is_no_question_is_told_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("questions.jsonl");
    let lines = [
        "\u{feff}{\"date\":\"2025-03-01\",\"act\":\"G\",\"fee\":3000}",
        r#"["a"]"#,
        r#"{"date":"2025-03-01","act":"G","fee":30.5}"#,
        r#"{"date":"2025-03-01","act":"G","quantity":256}"#,
        r#"{"date":"2025-03-01","act":"G","patient":3}"#,
        r#"{"date":"01/03/2025","act":"G"}"#,
    ];
    fs::write(&path, lines.join("\n")).unwrap();
    let run = etalon(&["quote", "--batch", path.to_str().unwrap()]);
    let answers = answers(&printed(&run));
    // A byte-order mark before the first line is no part of it.
    assert_eq!(answers[0]["amo"], 1_900);
    for (answer, why) in answers[1..].iter().zip([
        "a question is a JSON object",
        "expected whole cents, at column 41",
        "expected a whole number of two digits, at column 45",
        "expected an object, at column 42",
        "year, month and day are expected, as in 2025-03-01, at column 20",
    ]) {
        let error = answer["error"].as_str().unwrap();
        assert!(error.contains(why), "{error}");
        for rust in ["struct", "i64", "u8", "at line"] {
            assert!(!error.contains(rust), "{error}");
        }
    }
}

/// A product that is neither shipped nor a file: what there is.
#[test]
fn an_unknown_product_is_told_with_those_known() {
    let run = etalon(&[
        "quote",
        "--date",
        "2025-03-01",
        "--act",
        "G",
        "--product",
        "nope",
    ]);
    assert_eq!(run.status.code(), Some(2));
    let said = said(&run);
    assert!(
        said.contains("essentielle, equilibre, confort, surcomplementaire"),
        "{said}"
    );
}
