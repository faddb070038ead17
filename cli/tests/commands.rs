//! The other commands: exit codes, standard output against standard error, bad input.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

mod common;

use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use common::{etalon, printed, said};

/// One month of 40 insured, whole files one after the other.
fn flow(more: &[&str]) -> Vec<u8> {
    let little = "generate --seed 9 --insured 40 --months 1 --out -";
    let words: Vec<&str> = little.split(' ').chain(more.iter().copied()).collect();
    let run = etalon(&words);
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
    assert_eq!(total, flow(&[]).len());
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
    let clean = clean_flow();
    assert!(clean.len() > 10_000);
    check.stdin.take().unwrap().write_all(&clean).unwrap();
    let done = check.wait_with_output().unwrap();
    assert_eq!(printed(&done), "");
    assert!(done.status.success());
}

#[test]
fn a_damaged_file_is_an_error_that_points_at_columns() {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = flow(&[]);
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

fn file_of(folder: &tempfile::TempDir, name: &str, bytes: &[u8]) -> String {
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

fn clean_flow() -> Vec<u8> {
    flow(&["--adversity", "none"])
}

#[test]
fn clean_files_take_one_line_and_a_total() {
    let folder = tempfile::tempdir().unwrap();
    let path = file_of(&folder, "clean.noe", &clean_flow());
    let check = etalon(&["check", &path, &path]);
    let page = said(&check);
    assert!(check.status.success(), "{page}");
    let lines: Vec<&str> = page.lines().collect();
    assert_eq!(lines.len(), 3, "{page}");
    assert_eq!(lines[0], lines[1]);
    assert!(lines[0].contains("clean.noe: "), "{page}");
    let (files, _) = lines[0].split_once(" files clean: ").unwrap();
    let files: usize = files.rsplit(' ').next().unwrap().parse().unwrap();
    assert!(files > 5 && lines[0].contains("inferred"), "{page}");
    assert!(
        lines[2].starts_with(&format!("total: {} files, ", files * 2)),
        "{page}"
    );
    assert!(
        lines[2].ends_with(" entities, 0 errors, 0 warnings, 0 notes"),
        "{page}"
    );
}

#[test]
fn findings_of_one_code_are_capped_and_the_others_counted() {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = clean_flow();
    let amounts: Vec<usize> = (0..bytes.len() - 5)
        .filter(|at| &bytes[*at..*at + 5] == b"25599")
        .collect();
    assert!(amounts.len() > 20);
    for at in &amounts {
        bytes[at + 106] = b'X';
    }
    let path = file_of(&folder, "damaged.noe", &bytes);
    let check = etalon(&["check", &path]);
    let page = said(&check);
    assert_eq!(check.status.code(), Some(1));
    assert_eq!(page.matches("error[N039]").count(), 5, "{page}");
    let more = format!("… and {} more N039", amounts.len() - 5);
    assert!(page.contains(&more), "{page}");
    assert!(page.contains(" files clean: "), "the 929 files: {page}");
    let all = printed(&etalon(&["check", "--json", &path]));
    assert_eq!(
        all.matches("\"code\":\"N039\"").count(),
        amounts.len(),
        "JSON has all"
    );
}

#[test]
fn fifty_megabytes_of_noise_give_a_short_page() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = 88_172_645_463_325_252_u64;
    let mut bytes = Vec::with_capacity(50_000_000);
    while bytes.len() < 50_000_000 {
        // Marsaglia's xorshift.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    let path = file_of(&folder, "noise.noe", &bytes);
    let check = etalon(&["check", &path]);
    let page = said(&check);
    assert_eq!(check.status.code(), Some(1));
    assert!(page.len() < 4_000 && page.lines().count() < 60, "{page}");
    assert!(page.contains("error[N002]"), "{page}");
    let total = page.lines().last().unwrap();
    assert!(
        total.starts_with("total: 1 file, 0 entities, 1 error, 0 warnings, "),
        "{page}"
    );
}

#[test]
fn a_world_outside_the_law_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    for (start, months, end) in [
        ("2022-01-01", "3", "2022-03-31"),
        ("2026-11-01", "6", "2027-04-30"),
        ("2024-11-01", "255", "2046-01-31"),
    ] {
        let run = etalon(&[
            "generate",
            "--start",
            start,
            "--months",
            months,
            "--out",
            out.to_str().unwrap(),
        ]);
        assert_eq!(run.status.code(), Some(2), "{}", said(&run));
        let expected = format!(
            "the world runs from {start} to {end}, the law is loaded from 2023-01-01 to 2026-12-31"
        );
        assert!(said(&run).contains(&expected), "{}", said(&run));
        assert!(!out.exists());
    }
}

#[test]
fn numbers_out_of_range_are_usage_errors() {
    let refused = |command: &[&str], option: &str, value: &str| {
        let mut all = command.to_vec();
        let setting = format!("{option}={value}");
        all.push(&setting);
        let run = etalon(&all);
        assert_eq!(run.status.code(), Some(2), "{setting}: {}", said(&run));
        assert!(
            said(&run).contains(&format!("'{option} <")) && said(&run).contains("is not in "),
            "{setting}: {}",
            said(&run)
        );
        assert_eq!(printed(&run), "");
    };
    for threads in ["0", "257", "65535"] {
        refused(&["generate", "--out", "-"], "--threads", threads);
    }
    let quote = ["quote", "--act", "B", "--date", "2024-11-18"];
    for (option, values) in [
        ("--quantity", ["0", "100"]),
        ("--count", ["0", "100"]),
        ("--age", ["-1", "121"]),
        ("--coefficient", ["0", "10000"]),
        ("--fee", ["-0.01", "1000000"]),
        ("--base", ["-5", "1000000.00"]),
    ] {
        for value in values {
            refused(&quote, option, value);
        }
    }
    for (option, value) in [
        ("--quantity", "99"),
        ("--count", "99"),
        ("--age", "120"),
        ("--coefficient", "9999"),
        ("--fee", "999999.99"),
        ("--base", "999999.99"),
    ] {
        // A key letter is worth something once it has its coefficient.
        let letter: &[&str] = match option {
            "--coefficient" | "--base" => &[],
            _ => &["--coefficient", "10"],
        };
        let run = etalon(&[quote.as_slice(), letter, &[option, value]].concat());
        assert!(run.status.success(), "{option}: {}", said(&run));
    }
}

#[test]
fn a_quote_asks_for_the_base_of_a_drug_and_judges_no_level_it_is_given() {
    let drug = "quote --act PH7 --date 2025-03-01 --fee 12.00";
    let run = etalon(&drug.split(' ').collect::<Vec<_>>());
    assert_eq!(run.status.code(), Some(2));
    assert!(said(&run).contains("--base"), "{}", said(&run));
    let with_base = format!("{drug} --base 10.00 --json");
    let run = etalon(&with_base.split(' ').collect::<Vec<_>>());
    assert!(run.status.success(), "{}", said(&run));
    // 65 % of 10.00, not of what was asked.
    assert!(printed(&run).contains("650"), "{}", printed(&run));
    let low = [
        "quote",
        "--act",
        "G",
        "--date",
        "2025-03-01",
        "--guarantee",
        "80 % BR",
    ];
    let run = etalon(&low);
    assert!(run.status.success(), "{}", said(&run));
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
            value["remainder"]["total"].as_i64().unwrap(),
        )
    };
    // E003, E006 and E033 of scenarios/worked-examples.csv.
    let base = ["--guarantee", "100% BR"];
    assert_eq!(
        quote(&[&["--date", "2023-06-27"], base.as_slice()].concat()),
        (1650, 750, 100)
    );
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
        quote(
            &[
                &["--date", "2023-06-01", "--out-of-parcours"],
                base.as_slice()
            ]
            .concat()
        ),
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

#[cfg(feature = "http")]
#[test]
fn faults_are_listed_searched_and_told_as_json() {
    let run = etalon(&["faults"]);
    let page = String::from_utf8_lossy(&run.stdout).into_owned();
    for id in ["latency", "clock-jump", "expired-certificate"] {
        assert!(page.contains(id), "{page}");
    }
    assert!(page.contains("before any door"), "{page}");
    let run = etalon(&["faults", "LISTE", "--lang", "fr"]);
    let page = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(
        page.contains("bonne réaction") && page.contains("slow-listing"),
        "{page}"
    );
    assert!(!page.contains("clock-jump"), "{page}");
    let run = etalon(&["faults", "--json"]);
    let lines = String::from_utf8_lossy(&run.stdout).into_owned();
    let all: Vec<serde_json::Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let adversities = simulator::faults::FaultEntry::adversities().count();
    let faults = simulator::faults::FaultEntry::all().len();
    assert_eq!(all.len(), faults + adversities);
    let twice = all.iter().find(|one| one["id"] == "file-twice").unwrap();
    assert_eq!(twice["named-in"], "adversity");
    let due = twice["due"]["en"].as_str().unwrap();
    assert!(due.contains("duplicate"), "{due}");
    let hidden = all.iter().find(|one| one["id"] == "hidden").unwrap();
    assert_eq!(
        hidden["doors"],
        serde_json::json!(["http", "sftp", "folder"])
    );
    assert!(hidden["due"]["en"].as_str().unwrap().contains("backlog"));
    let run = etalon(&["faults", "zzz"]);
    assert_eq!(run.status.code(), Some(2));
    assert!(said(&run).contains("no fault speaks of"), "{}", said(&run));
}

#[test]
fn adversities_stand_by_family_in_both_languages_and_json_says_all() {
    let run = etalon(&["adversities", "--lang", "fr"]);
    let page = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(page.contains("\nremise\n"), "{page}");
    assert!(page.contains("feuille"), "{page}");
    let run = etalon(&["adversities"]);
    let page = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(page.starts_with("duplicates and order\n"), "{page}");
    let run = etalon(&["adversities", "--json"]);
    let lines = String::from_utf8_lossy(&run.stdout).into_owned();
    let of = |id: &str| -> serde_json::Value {
        let mut all = lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap());
        all.find(|line: &serde_json::Value| line["id"] == id)
            .unwrap()
    };
    let overlap = of("overlap");
    assert_eq!(overlap["family"], "contracts");
    assert_eq!(overlap["drawn-for"], "household");
    assert_eq!(overlap["expected"][0]["link"], 53);
    assert_eq!(overlap["situations"], serde_json::json!([4]));
    let late = of("late-file");
    assert_eq!(late["expected"][0]["file"], "accepted");
    assert_eq!(late["beside"][0], "contracts");
    let again = of("decompte-again");
    assert_eq!(again["expected"][0]["lines"]["reactions"][0], "duplicate");
    for label in ["what", "due"] {
        assert!(again[label]["fr"].is_string() && again[label]["en"].is_string());
    }
}

#[test]
fn two_runs_are_compared_where_they_ran_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let scenario = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../docs/examples/corrected-consultation.yaml"
    );
    let run = |bugs: &str, seed: &str, report: &str| {
        let target = at("target.yaml");
        let text =
            format!("schema-version: 1\nname: m\nlaunch: {{ sample: {{ bugs: [{bugs}] }} }}\n");
        fs::write(&target, text).unwrap();
        let report = at(report);
        etalon(&[
            "run", scenario, "--target", &target, "--seed", seed, "--report", &report,
        ]);
    };
    run("", "42", "right");
    run("refunds-participation", "42", "wrong");
    run("refunds-participation", "43", "other");
    let (right, wrong, other) = (at("right"), at("wrong"), at("other"));
    let compared = at("compared");
    let broke = etalon(&["compare", &right, &wrong, "--json", "--report", &compared]);
    assert_eq!(broke.status.code(), Some(1), "{}", said(&broke));
    assert!(printed(&broke).contains("\"kind\":\"new-failure\""));
    for page in ["compare.md", "compare.html"] {
        assert!(folder.path().join("compared").join(page).exists(), "{page}");
    }
    let mended = etalon(&["compare", &wrong, &right]);
    assert_eq!(mended.status.code(), Some(0), "{}", said(&mended));
    assert!(said(&mended).contains("Mended"), "{}", said(&mended));
    let apart = etalon(&["compare", &right, &other]);
    assert_eq!(apart.status.code(), Some(2));
    assert!(said(&apart).contains("seed") && said(&apart).contains("--anyway"));
    let anyway = etalon(&[
        "compare",
        &right,
        &other,
        "--anyway",
        "the seed plays no part here",
    ]);
    assert_eq!(anyway.status.code(), Some(1), "{}", said(&anyway));
    assert!(said(&anyway).contains("the seed plays no part here"));
    assert_eq!(
        etalon(&["compare", &right, &at("nowhere")]).status.code(),
        Some(2)
    );
}
