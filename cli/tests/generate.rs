//! `etalon generate`: options there and back, forms, answers, and what a bad input or a full disk leaves.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use common::{etalon, fed, said};
use serde_json::Value;

const LITTLE: [&str; 7] = [
    "generate",
    "--seed",
    "9",
    "--insured",
    "40",
    "--months",
    "1",
];

fn generated(more: &[&str]) -> Vec<u8> {
    let words: Vec<&str> = LITTLE.iter().chain(more).copied().collect();
    let run = etalon(&words);
    assert!(run.status.success(), "{}", said(&run));
    run.stdout
}

fn lines(bytes: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(bytes).unwrap();
    let lines = text.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Every file under a folder, by its path there.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(here) = folders.pop() {
        for entry in fs::read_dir(here).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    files
}

#[test]
fn printed_options_given_back_make_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("options.yaml");
    for flags in [&["--adversity", "all=100"][..], &["--drawn"]] {
        let with = |more: &[&'static str]| [flags, more].concat();
        fs::write(&file, generated(&with(&["--print-options"]))).unwrap();
        let again = etalon(&[
            "generate",
            "--options",
            file.to_str().unwrap(),
            "--out",
            "-",
        ]);
        assert!(again.status.success(), "{}", said(&again));
        assert!(
            again.stdout == generated(&with(&["--out", "-"])),
            "{flags:?}"
        );
        assert!(again.stdout.len() > 1_000, "{flags:?}");
    }
}

#[test]
fn options_that_are_wrong_are_told_with_their_line_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (folder.path().join("mine.yaml"), folder.path().join("out"));
    let sound = String::from_utf8(generated(&["--print-options"])).unwrap();
    for (from, to, told) in [
        ("  months: 1\n", "  month: 1\n", "unknown field `month`"),
        ("  months: 1\n", "  months: 0\n", "mine.yaml line 6: months"),
        ("\"2024-", "\"2035-", "mine.yaml line 5: "),
        (
            "file-twice: 30",
            "file-twice: many",
            "expected a rate per thousand",
        ),
        ("essentielle", "nobodys", "nobodys"),
    ] {
        assert!(sound.contains(from), "{sound}");
        fs::write(&file, sound.replace(from, to)).unwrap();
        let names = [file.to_str().unwrap(), out.to_str().unwrap()];
        let run = etalon(&["generate", "--options", names[0], "--out", names[1]]);
        assert_eq!(run.status.code(), Some(2), "{to}: {}", said(&run));
        assert!(said(&run).contains(told), "{to}: {}", said(&run));
        assert!(!out.exists(), "{to}");
    }
}

#[test]
fn a_product_with_an_error_is_told_with_its_line_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (folder.path().join("mine.yaml"), folder.path().join("out"));
    fs::write(&file, "schema-version: 2\nid: mine\nguarantee: {}\n").unwrap();
    let names = [file.to_str().unwrap(), out.to_str().unwrap()];
    let run = etalon(&["generate", "--product", names[0], "--out", names[1]]);
    assert_eq!(run.status.code(), Some(2), "{}", said(&run));
    assert!(said(&run).contains("mine.yaml: line 3"), "{}", said(&run));
    assert!(!out.exists());
}

#[test]
fn a_data_file_of_ones_own_changes_the_world_and_one_that_is_wrong_is_told_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/../generators/data/names.yaml");
    let (file, other) = (
        folder.path().join("names.yaml"),
        folder.path().join("mine.yaml"),
    );
    let run = |file: &Path| {
        let file = file.to_str().unwrap();
        etalon(&[&LITTLE[..], &["--data", file, "--out", "-"]].concat())
    };
    let text = fs::read_to_string(shipped).unwrap();
    fs::write(&file, &text).unwrap();
    assert!(run(&file).stdout == generated(&["--out", "-"]));
    fs::write(&file, text.replace('R', "L")).unwrap();
    assert!(run(&file).status.success() && run(&file).stdout != generated(&["--out", "-"]));
    fs::write(&file, format!("{text}\nsurnames: []\n")).unwrap();
    let wrong = run(&file);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(
        said(&wrong).contains("names.yaml: line "),
        "{}",
        said(&wrong)
    );
    fs::write(&other, text).unwrap();
    assert!(said(&run(&other)).contains("stands for no data file"));
}

#[test]
fn rows_are_the_lines_of_the_files() {
    let rows = lines(&generated(&[
        "--adversity",
        "none",
        "--format",
        "jsonl",
        "--out",
        "-",
    ]));
    let flow = generated(&["--adversity", "none", "--out", "-"]);
    let records = lines(&fed(&["inspect", "--json", "-"], &flow).stdout);
    let acts = records.iter().filter(|record| record["entity"] == "255");
    assert_eq!(rows.len(), acts.count());
    assert!(rows.len() > 100 && rows.iter().all(|row| row["whole"] == true));
    let spent: i64 = rows.iter().map(|row| row["spent"].as_i64().unwrap()).sum();
    assert!(spent > 0 && rows[0]["start"].as_str().unwrap().len() == 10);
}

#[test]
fn answers_stand_beside_the_files_and_are_withheld_where_not_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let (out, due) = (folder.path().join("out"), folder.path().join("due"));
    generated(&[
        "--out",
        out.to_str().unwrap(),
        "--answers",
        due.to_str().unwrap(),
    ]);
    let files = tree(&out);
    assert!(files.keys().all(|name| name.ends_with(".noe")), "{files:?}");
    let answers = lines(&tree(&due)["lot-0000.jsonl"]);
    let told = |kind: &str| {
        answers
            .iter()
            .filter(|answer| answer["type"] == kind)
            .count()
    };
    let sent = files.keys().filter(|name| name.contains(".303.")).count();
    assert_eq!(told("file"), sent);
    assert!(told("line") > 100);
    let paid: Vec<&Value> = answers
        .iter()
        .filter(|answer| answer["due"][0]["reaction"] == "paid")
        .collect();
    assert!(
        paid.len() > 50
            && paid
                .iter()
                .all(|answer| answer["due"][0]["rule"].is_string())
    );
}

#[test]
fn parts_are_the_whole_as_a_set_of_files() {
    let folder = tempfile::tempdir().unwrap();
    let (whole, parts) = (folder.path().join("whole"), folder.path().join("parts"));
    let run = |out: &Path, part: &str, threads: &str| {
        let out = out.to_str().unwrap();
        let words = [
            "generate",
            "--insured",
            "2500",
            "--months",
            "1",
            "--out",
            out,
            "--part",
            part,
            "--threads",
            threads,
        ];
        let run = etalon(&words);
        assert!(run.status.success(), "{}", said(&run));
    };
    run(&whole, "1/1", "3");
    for part in ["1/3", "2/3", "3/3"] {
        run(&parts, part, "1");
    }
    let (whole, parts) = (tree(&whole), tree(&parts));
    assert!(whole.len() > 100 && whole == parts);
}

#[test]
#[cfg(unix)]
fn a_disk_that_fills_leaves_no_half_file_under_a_final_name() {
    let folder = tempfile::tempdir().unwrap();
    let (whole, out) = (folder.path().join("whole"), folder.path().join("out"));
    generated(&["--out", whole.to_str().unwrap()]);
    let whole = tree(&whole);
    let largest = whole.values().map(Vec::len).max().unwrap();
    // No file may grow as long as the longest: what a full disk does to it.
    let words = format!(
        "trap '' XFSZ; ulimit -f {}; exec {} {} --out {}",
        (largest - 1) / 512,
        env!("CARGO_BIN_EXE_etalon"),
        LITTLE.join(" "),
        out.display()
    );
    let run = Command::new("sh").args(["-c", &words]).output().unwrap();
    assert_eq!(run.status.code(), Some(4), "{}", said(&run));
    assert!(said(&run).contains("failed to write"), "{}", said(&run));
    let left = tree(&out);
    assert!(left.len() < whole.len());
    for (name, bytes) in left {
        assert!(
            whole.get(&name) == Some(&bytes),
            "{name}: {} bytes",
            bytes.len()
        );
    }
}

#[test]
#[cfg(unix)]
fn an_interruption_leaves_whole_files_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let mut run = Command::new(env!("CARGO_BIN_EXE_etalon"))
        .args([
            "generate",
            "--insured",
            "40000",
            "--months",
            "3",
            "--out",
            out.to_str().unwrap(),
        ])
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    while !out.join("lot-0000").exists() && run.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    let pid = run.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &pid])
            .status()
            .unwrap()
            .success()
    );
    let run = run.wait_with_output().unwrap();
    assert_eq!(run.status.code(), Some(5), "{}", said(&run));
    assert!(
        said(&run).contains("whole files were written"),
        "{}",
        said(&run)
    );
    let files = tree(&out);
    assert!(!files.is_empty() && files.keys().all(|name| name.ends_with(".noe")));
    let whole = folder.path().join("whole");
    let words = [
        "generate",
        "--insured",
        "40000",
        "--months",
        "3",
        "--part",
        "1/50",
        "--out",
    ];
    assert!(
        etalon(&[&words[..], &[whole.to_str().unwrap()]].concat())
            .status
            .success()
    );
    let whole = tree(&whole);
    let first_lot = files
        .iter()
        .filter(|(name, _)| name.starts_with("lot-0000"));
    for (name, bytes) in first_lot {
        assert!(whole.get(name) == Some(bytes), "{name} is not whole");
    }
}

#[test]
fn the_portfolio_is_what_the_flow_is_about() {
    let words = [
        "portfolio",
        "export",
        "--seed",
        "9",
        "--insured",
        "40",
        "--months",
        "1",
    ];
    let run = etalon(&words);
    assert!(run.status.success(), "{}", said(&run));
    let rows = lines(&run.stdout);
    let of = |key: &str| -> std::collections::BTreeSet<String> {
        let members = rows.iter().map(|row| &row["member"]);
        members
            .map(|member| member[key].as_str().unwrap().to_owned())
            .collect()
    };
    assert!(
        rows.len() >= 40
            && rows
                .iter()
                .all(|row| row["lot"] == 0 && row["day"].is_string())
    );
    let flow = lines(&generated(&[
        "--adversity",
        "none",
        "--format",
        "jsonl",
        "--out",
        "-",
    ]));
    let (members, nirs) = (of("member"), of("nir"));
    assert!(
        flow.iter()
            .all(|row| members.contains(row["member"].as_str().unwrap()))
    );
    assert!(
        flow.iter()
            .all(|row| nirs.contains(row["nir"].as_str().unwrap()))
    );
    // The same on any number of threads.
    assert!(etalon(&[&words[..], &["--threads", "2"]].concat()).stdout == run.stdout);
}
