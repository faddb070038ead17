//! The pages that people read are true: the messages of the protocol page are read and its dialogue is
//! replayed, links lead somewhere, examples load, the README's excerpt is what the demo prints.

#![allow(clippy::expect_used, reason = "helpers of tests are tests")]

use std::fs;
use std::path::PathBuf;

use noemie::profile::Profile;
use serde_json::Value;

fn at(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .join(path)
}

/// What étalon says (true) and what the target says (false), in the order of a page.
fn said(page: &str) -> Vec<(bool, &str)> {
    page.lines()
        .filter_map(
            |line| match (line.strip_prefix("→ "), line.strip_prefix("← ")) {
                (Some(text), _) => Some((true, text)),
                (_, Some(text)) => Some((false, text)),
                _ => None,
            },
        )
        .collect()
}

fn protocol_page() -> String {
    fs::read_to_string(at("docs/adapter-protocol.md")).expect("the page")
}

#[test]
fn every_line_of_the_protocol_page_is_a_message() {
    let page = protocol_page();
    let mut types = std::collections::BTreeSet::new();
    for (asked, text) in said(&page) {
        let read = if asked {
            protocol::read_request(text).map(|request| serde_json::to_value(request.body))
        } else {
            protocol::read_reply(text).map(serde_json::to_value)
        };
        let value = read
            .unwrap_or_else(|error| panic!("{error}"))
            .expect("plain data");
        types.insert((asked, value["type"].as_str().unwrap_or_default().to_owned()));
        if let Ok(protocol::Reply::Answer { lines, .. }) = protocol::read_reply(text) {
            for line in lines {
                assert!(line.outcome.reason.fits(line.outcome.reaction), "{text}");
            }
        }
    }
    let shown = |asked| types.iter().filter(|(who, _)| *who == asked).count();
    assert_eq!(
        (shown(true), shown(false)),
        (9, 9),
        "one example of each: {types:?}"
    );
}

#[test]
fn the_dialogue_of_the_protocol_page_is_real() {
    // The files of the dialogue are named from the root of the repository, as its reader would. Every
    // other path of these tests is absolute.
    std::env::set_current_dir(at(".")).expect("the root");
    let page = protocol_page();
    let (_, dialogue) = page
        .split_once("## A dialogue to follow")
        .expect("the dialogue");
    let lines = said(dialogue);
    let asked: String = lines
        .iter()
        .filter(|(asked, _)| *asked)
        .flat_map(|(_, text)| [*text, "\n"])
        .collect();
    let mut replies = Vec::new();
    mutuelle::serve(asked.as_bytes(), &mut replies, &[]).expect("a dialogue in memory");
    let replies = String::from_utf8(replies).expect("UTF-8");
    let shown: Vec<&str> = lines
        .iter()
        .filter(|(asked, _)| !*asked)
        .map(|(_, text)| *text)
        .collect();
    assert_eq!(shown.len(), replies.lines().count(), "{replies}");
    for (shown, real) in shown.iter().zip(replies.lines()) {
        let parse = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
        assert!(
            same(&parse(shown), &parse(real)),
            "the page shows {shown}\nthe mutuelle says {real}"
        );
    }
}

/// Whether two messages are equal, but for texts that the page cuts with `…`.
fn same(shown: &Value, real: &Value) -> bool {
    match (shown, real) {
        (Value::String(shown), Value::String(real)) => match shown.strip_suffix('…') {
            Some(head) => real.starts_with(head),
            None => shown == real,
        },
        (Value::Object(shown), Value::Object(real)) => {
            shown.len() == real.len()
                && shown
                    .iter()
                    .all(|(key, value)| real.get(key).is_some_and(|r| same(value, r)))
        }
        (Value::Array(shown), Value::Array(real)) => {
            shown.len() == real.len() && shown.iter().zip(real).all(|(s, r)| same(s, r))
        }
        _ => shown == real,
    }
}

/// Every page of the repository that is not below a folder of tests or of the build.
fn pages() -> Vec<PathBuf> {
    let mut pages = Vec::new();
    let mut folders = vec![at("docs")];
    let root = fs::read_dir(at(".")).expect("the root");
    let is_page = |path: &PathBuf| path.extension().is_some_and(|kind| kind == "md");
    pages.extend(root.flatten().map(|entry| entry.path()).filter(is_page));
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if is_page(&path) {
                pages.push(path);
            }
        }
    }
    pages.sort();
    pages
}

#[test]
fn links_between_pages_lead_somewhere() {
    let pages = pages();
    assert!(pages.len() > 15, "{pages:?}");
    for page in pages {
        let text = fs::read_to_string(&page).expect("a page");
        for (place, _) in text.match_indices("](") {
            let link = text[place + 2..]
                .split([')', ' '])
                .next()
                .unwrap_or_default();
            if link.starts_with("http") {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = match file {
                "" => page.clone(),
                file => page.parent().expect("a folder").join(file),
            };
            assert!(
                target.exists(),
                "{}: `{link}` leads nowhere",
                page.display()
            );
            if !anchor.is_empty() {
                let text = fs::read_to_string(&target).expect("a page");
                let found = text.lines().any(|line| {
                    let heading = line.trim_start_matches('#');
                    heading.len() < line.len() && slug(heading.trim()) == anchor
                });
                assert!(found, "{}: `{link}` names no heading", page.display());
            }
        }
    }
}

/// A heading as links name it.
fn slug(heading: &str) -> String {
    heading
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

#[test]
fn the_files_of_the_pages_are_read() {
    for target in [
        "docs/adapters/python/target.yaml",
        "docs/adapters/batch/target-csv.yaml",
        "docs/adapters/batch/target-fixed-width.yaml",
    ] {
        let text = fs::read_to_string(at(target)).expect("a target file");
        let read: conformance::target::TargetSpec =
            domain::load(target, &text).unwrap_or_else(|error| panic!("{error}"));
        if let conformance::target::Launch::Batch(launch) = &read.launch {
            conformance::target::batch::check(launch, read.grain)
                .unwrap_or_else(|error| panic!("{target}: {error}"));
        }
    }
    let name = "docs/examples/corrected-consultation.yaml";
    let text = fs::read_to_string(at(name)).expect("a scenario");
    let scenario: conformance::scenario::Scenario =
        domain::load(name, &text).unwrap_or_else(|error| panic!("{error}"));
    let flow = scenario.flow.expect("a flow");
    flow.products(name)
        .unwrap_or_else(|error| panic!("{error}"));
    for file in flow.files {
        let bytes = fs::read(at("docs/examples").join(&file.path)).expect("a file beside it");
        let readings = noemie::decomptes::read(&bytes, Profile::decomptes());
        assert!(
            readings.iter().all(|reading| reading.findings().is_empty()),
            "{}",
            file.path
        );
    }
}

/// Every line of the README's excerpt is printed by the demo, in that order.
#[test]
fn the_excerpt_of_the_readme_is_real() {
    let readme = fs::read_to_string(at("README.md")).expect("the README");
    let (_, after) = readme
        .split_once("```text\nétalon plays")
        .expect("the excerpt");
    let (excerpt, _) = after.split_once("\n```").expect("its end");
    let folder = tempfile::tempdir().expect("a folder");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_etalon"))
        .arg("demo")
        .current_dir(folder.path())
        .output()
        .expect("the demo runs");
    let printed = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{printed}");
    let mut printed = printed.lines().map(str::trim_end);
    // The first line lost its head to the search above.
    for shown in excerpt.lines().skip(1).map(str::trim_end) {
        if !shown.is_empty() && shown != "…" {
            assert!(
                printed.any(|line| line == shown),
                "the README shows a line that the demo does not print there: {shown}"
            );
        }
    }
}

/// The snippets for CI are YAML, run a command of étalon that is there, and keep what a report is said to hold.
#[test]
fn the_snippets_for_ci_are_read() {
    let page = fs::read_to_string(at("docs/ci.md")).expect("the page");
    let reports = fs::read_to_string(at("docs/reports.md")).expect("the page");
    let snippets: Vec<&str> = page
        .split("```yaml\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect();
    let [github, gitlab] = snippets.as_slice() else {
        panic!("two snippets, found {}", snippets.len())
    };
    let read = |text: &str| -> Value { domain::load("docs/ci.md", text).expect("YAML") };
    let github = read(github);
    let steps = github["jobs"]["etalon"]["steps"].as_array().expect("steps");
    assert!(
        steps
            .iter()
            .all(|step| step["uses"].is_string() || step["run"].is_string())
    );
    let gitlab = read(gitlab);
    assert!(gitlab["conformance"]["script"].is_array());
    assert_eq!(
        gitlab["conformance"]["artifacts"]["reports"]["junit"],
        "report/junit.xml"
    );
    for (text, shell) in [
        (github.to_string(), "GitHub"),
        (gitlab.to_string(), "GitLab"),
    ] {
        assert!(
            text.contains("etalon run core --target target.yaml --report report"),
            "{shell}"
        );
    }
    for named in page.split("report/").skip(1) {
        let name: String = named
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || "./".contains(*c))
            .collect();
        let name = name.trim_end_matches('.');
        let name = if name.starts_with("badges/") {
            "badges/"
        } else {
            name
        };
        assert!(reports.contains(name), "docs/reports.md knows no {name}");
    }
}

/// The Python adapter is driven through the dialogue of the protocol page. Where there is no Python, only
/// this is not tried.
#[test]
fn the_python_adapter_answers_the_dialogue() {
    if std::process::Command::new("python3")
        .arg("--version")
        .output()
        .is_err()
    {
        eprintln!("not tried: there is no python3 here");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_etalon"))
        .args(["run", "docs/examples/corrected-consultation.yaml"])
        .args(["--target", "docs/adapters/python/target.yaml", "--report"])
        .arg(folder.path())
        .current_dir(at("."))
        .output()
        .expect("the run");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
