//! `etalon quote --batch`: a JSON object a line in, one out, in order, and the page in HTML.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

mod common;

use std::fs;
use std::io::Write as _;
use std::process::{Command, Output, Stdio};

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
        said.contains("essentielle, equilibre, confort, c2s, renfort, surcomplementaire"),
        "{said}"
    );
}

fn quoted(words: &str) -> Output {
    etalon(&[vec!["quote"], words.split(' ').collect()].concat())
}

/// What one act needs is said in flags: the same as in a line of a batch.
#[test]
fn a_flag_says_what_a_line_of_a_batch_says() {
    let folder = tempfile::tempdir().unwrap();
    let stay = folder.path().join("stay.yaml");
    fs::write(
        &stay,
        "{entry: 2025-03-01, last: 2025-03-04, price: {clinic: {ghs: 100000}}}",
    )
    .unwrap();
    let stay = format!("--stay {} --product confort", stay.display());
    for (flags, line) in [
        (
            "--date 2025-03-01 --act IMP --fee 900 --tooth 26 --tooth 27 --product confort",
            r#"{"date":"2025-03-01","act":"IMP","fee":90000,"facts":{"teeth":[26,27]},"products":["confort"]}"#,
        ),
        (
            "--date 2025-03-01 --act PAZ --ear left --birth 2010-03-01 --fee 1450 --product confort",
            r#"{"date":"2025-03-01","act":"PAZ","fee":145000,"patient":{"birth":"2010-03-01"},"facts":{"ears":["left"]},"products":["confort"]}"#,
        ),
        (
            "--date 2025-03-01 --act VER --detail class-b --fee 600 --lenses complexe --delivery 2025-03-20 --product confort",
            r#"{"date":"2025-03-01","act":"VER","detail":"class-b","fee":60000,"facts":{"lenses":"complexe","delivery":"2025-03-20"},"products":["confort"]}"#,
        ),
        (
            "--date 2025-03-01 --heading naissance --children 2 --document acte-de-naissance --product confort",
            r#"{"date":"2025-03-01","heading":"naissance","facts":{"children":2,"documents":["acte-de-naissance"]},"products":["confort"]}"#,
        ),
        (
            "--date 2025-03-01 --act PH7 --fee 20 --tfr 15",
            r#"{"date":"2025-03-01","act":"PH7","fee":2000,"tfr":1500}"#,
        ),
        (
            "--date 2025-03-01 --act CS --fee 80 --base 23 --amo 16.10 --participation 2 --sector 2 --option optam-co --product confort",
            r#"{"date":"2025-03-01","act":"CS","fee":8000,"base":2300,"given":{"amo":1610,"participation":200},"practitioner":{"sector":2,"option":"optam-co"},"products":["confort"]}"#,
        ),
        (
            &stay,
            r#"{"stay":{"entry":"2025-03-01","last":"2025-03-04","price":{"clinic":{"ghs":100000}}},"products":["confort"]}"#,
        ),
    ] {
        let run = quoted(&format!("{flags} --json"));
        assert!(run.status.success(), "{flags}: {}", said(&run));
        let path = folder.path().join("one.jsonl");
        fs::write(&path, line).unwrap();
        let batch = etalon(&["quote", "--batch", path.to_str().unwrap()]);
        let from_flags: Value = serde_json::from_str(&printed(&run)).unwrap();
        let mut from_line = answers(&printed(&batch)).remove(0);
        from_line.as_object_mut().unwrap().remove("line");
        assert_eq!(from_flags, from_line, "{flags}");
    }
}

#[test]
fn what_flags_may_not_say_is_told() {
    for (flags, why) in [
        ("--batch - --fee 30", "--batch goes with no flag of an act"),
        (
            "--batch - --tooth 26",
            "--batch goes with no flag of an act",
        ),
        (
            "--date 2025-03-01 --act IMP --fee 900 --tooth 19",
            "19 is no tooth",
        ),
        (
            "--date 2025-03-01 --act PAZ --ear both",
            "unknown variant `both`, expected `left` or `right`",
        ),
        ("--date 2025-03-01 --act G --participation 2", "--amo"),
        (
            "--date 2025-03-01 --act G --age 5 --birth 2020-01-01",
            "--birth",
        ),
        (
            "--date 2025-03-01 --act G --specialty 99",
            "no table names the speciality 99",
        ),
        (
            "--date 2025-03-01 --act G --reading rounding",
            "`=` and one of its alternatives",
        ),
        (
            "--date 2025-03-01 --act G --reading rounding=up",
            "it has half-up, truncate",
        ),
        ("--stay /nowhere.yaml", "/nowhere.yaml"),
    ] {
        let run = quoted(flags);
        assert_ne!(run.status.code(), Some(0), "{flags}");
        assert!(said(&run).contains(why), "{flags}: {}", said(&run));
    }
}

#[test]
fn a_quote_takes_another_reading_of_the_register() {
    let act = "--date 2026-04-21 --act ATM --fee 200 --base 200 --json";
    let amo = |more: &str| {
        let run = quoted(&format!("{act}{more}"));
        serde_json::from_str::<Value>(&printed(&run)).unwrap()["amo"].clone()
    };
    assert_eq!(amo(""), 16_600);
    assert_eq!(amo(" --reading pas-32-start=2026-04-22"), 17_400);
}

/// A page says what is above the price limit, and each line of a stay, in both languages.
#[test]
fn a_page_tells_the_limit_of_a_price_and_the_lines_of_a_stay() {
    let crown = "--date 2024-06-01 --act PF0 --code HBLD038 --base 120 --fee 310 --product confort";
    let french = printed(&quoted(&format!("{crown} --lang fr")));
    assert!(
        french.contains("au-dessus du prix limite   20,00  le professionnel ne peut pas le demander : prix limité à 290,00"),
        "{french}"
    );
    let english = printed(&quoted(crown));
    assert!(
        english.contains("above the price limit   20.00  the professional may not ask for it: the price is limited to 290.00"),
        "{english}"
    );
    assert!(!english.contains("overrun"), "{english}");
    let folder = tempfile::tempdir().unwrap();
    let stay = folder.path().join("stay.json");
    fs::write(
        &stay,
        r#"{"entry":"2025-03-01","last":"2025-03-04","price":{"clinic":{"ghs":100000}}}"#,
    )
    .unwrap();
    let page = printed(&quoted(&format!(
        "--stay {} --product confort --lang fr",
        stay.display()
    )));
    let rows: Vec<Vec<&str>> = page
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    for row in [
        vec!["GHS", "1000,00"],
        vec!["FJ", "20,00"],
        vec!["GHS", "800,00"],
        vec!["GHS", "200,00"],
    ] {
        assert!(rows.contains(&row), "{row:?}: {page}");
    }
    let osteopath = "--date 2025-03-01 --heading osteopathe --fee 60 --product confort";
    let left = printed(&quoted(osteopath));
    assert!(left.contains("not reimbursed by the AMO  10.00"), "{left}");
    // Nothing is left, so it is made of nothing.
    assert!(!page.contains("dont"), "{page}");
}

/// The specialities that a quote knows are those of the code table.
#[test]
fn the_specialities_of_a_quote_are_those_of_the_table() {
    let table = fs::read_to_string("../noemie/tables/specialities.yaml").unwrap();
    let mut named = [false; 100];
    let number = |text: &str| text.split('"').next().unwrap().parse::<usize>().unwrap();
    for row in table
        .lines()
        .filter_map(|line| line.split_once("- {code: \""))
    {
        let first = number(row.1);
        let last = row
            .1
            .split_once("to: \"")
            .map_or(first, |(_, to)| number(to));
        named[first..=last].fill(true);
    }
    assert!(named[1] && named[68]);
    for (code, named) in (0_u8..100).zip(named) {
        assert_eq!(oracle::quote::is_speciality(code), named, "{code}");
    }
}
