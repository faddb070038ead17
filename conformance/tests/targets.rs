//! Targets that misbehave: each gets a clear verdict with its last words, and nothing of it is left.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use conformance::report::Lang;
use conformance::runner::{Finished, Job, Loaded, run};
use conformance::scenario::Scenario;
use conformance::stream::{Status, Subject};
use conformance::target::{Courier, Grain, Launch, TargetSpec};
use conformance::watchdog::Limits;

const HELLO: &str = r#"{"re":1,"type":"hello","protocol":"1.0","name":"toy","version":"1","capabilities":["answers"]}"#;

fn little_world() -> Loaded {
    let text = "schema-version: 1\nid: little\ntitle: { fr: Petit, en: Little }\n\
                world: { insured: 20, start: 2024-11-01, months: 1 }\n";
    let scenario: Scenario = domain::load("little.yaml", text).unwrap();
    Loaded {
        name: "little.yaml".to_owned(),
        text: text.to_owned(),
        scenario,
        by_suite: false,
        products: Vec::new(),
        files: Vec::new(),
    }
}

fn job(script: &str, limits: Limits, folder: &Path) -> Job {
    Job {
        profiles: noemie::Profiles::embedded(),
        layouts: Vec::new(),
        scenarios: vec![little_world()],
        seed: 3,
        target: TargetSpec {
            schema_version: 1,
            name: "toy".to_owned(),
            launch: Launch::Stdio {
                command: ["sh", "-c", script].map(str::to_owned).to_vec(),
            },
            grain: Grain::Line,
            choices: BTreeMap::new(),
            limits,
            through: None,
            courier: Courier::Etalon,
            portfolio: conformance::target::Supply::Pushed,
            clock: conformance::target::Clock::Virtual,
        },
        sample: Vec::new(),
        report: folder.to_owned(),
        lang: Lang::En,
        version: "test".to_owned(),
        invariants: false,
        today: None,
        causes: 0,
        budget: 0,
    }
}

fn finished(script: &str, limits: Limits, folder: &Path) -> Finished {
    let stop = Arc::new(AtomicBool::new(false));
    run(&job(script, limits, folder), &mut |_| {}, &stop).unwrap()
}

fn quick() -> Limits {
    Limits {
        silence_seconds: 2,
        ..Limits::default()
    }
}

/// What is said of the target itself.
fn details(folder: &Path) -> Vec<String> {
    let stream = std::fs::read_to_string(folder.join("verdicts.jsonl")).unwrap();
    stream
        .lines()
        .filter_map(|line| match serde_json::from_str(line).unwrap() {
            conformance::stream::Record::Verdict(verdict) => match verdict.subject {
                Subject::Target { detail } if verdict.status != Status::Skipped => Some(detail),
                _ => None,
            },
            _ => None,
        })
        .collect()
}

#[test]
fn a_command_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut spec = finished("exit 0", quick(), folder.path());
    assert!(spec.undrivable.take().is_some());
    let job_folder = tempfile::tempdir().unwrap();
    let ended = finished("exec /nowhere/engine", quick(), job_folder.path());
    let why = ended.undrivable.unwrap();
    assert!(why.contains("ended"), "{why}");
}

#[test]
fn a_crash_shows_the_last_words_and_loses_only_what_was_lost() {
    let folder = tempfile::tempdir().unwrap();
    let script =
        format!("read l; echo '{HELLO}'; read l; echo 'out of memory at 0x2a' >&2; exit 3");
    let ended = finished(&script, quick(), folder.path());
    assert!(ended.undrivable.is_none());
    let details = details(folder.path());
    assert!(
        details.iter().any(|d| d.contains("out of memory at 0x2a")),
        "{details:?}"
    );
    assert!(
        details.iter().any(|d| d.contains("exit status: 3")),
        "{details:?}"
    );
    let counts = ended.summary.counts();
    assert!(counts.of(Status::Unknown) > 50, "{counts:?}");
    assert_eq!(counts.of(Status::Nonconform), 1, "{counts:?}");
}

#[test]
fn silence_past_the_limit_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let script = format!("read l; echo '{HELLO}'; sleep 600");
    finished(&script, quick(), folder.path());
    let details = details(folder.path());
    assert!(
        details.iter().any(|d| d.contains("said nothing for 2 s")),
        "{details:?}"
    );
}

#[test]
fn unreadable_lines_are_quoted_and_the_run_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    // Answers everything as done, after a line of a logger.
    let script = format!(
        "read l; echo '{HELLO}'; echo '[INFO] engine ready'; while read l; do \
         id=$(printf %s \"$l\" | sed -E 's/^[{{]\"id\":([0-9]+).*/\\1/'); \
         case $l in *'\"type\":\"settle\"'*) echo '{{\"type\":\"settled\",\"re\":'$id'}}';; \
         *'\"type\":\"file\"'*) ;; *) echo '{{\"type\":\"done\",\"re\":'$id'}}';; esac; done"
    );
    let ended = finished(&script, quick(), folder.path());
    let details = details(folder.path());
    assert!(
        details.iter().any(|d| d.contains("[INFO] engine ready")),
        "{details:?}"
    );
    let counts = ended.summary.counts();
    // Not one line was answered: unknown, not wrong.
    assert!(counts.of(Status::Unknown) > 50, "{counts:?}");
    assert_eq!(counts.of(Status::Nonconform), 1, "{counts:?}");
    // 408 and 929 are not claimed: skipped, not failed.
    assert_eq!(counts.of(Status::Skipped), 1, "{counts:?}");
}

/// A target that writes too much is told of it, in those words, under a limit of 1 MiB.
fn flooded(script: &str, words: &str) {
    let folder = tempfile::tempdir().unwrap();
    let limits = Limits {
        unread_mib: 1,
        ..quick()
    };
    finished(script, limits, folder.path());
    let details = details(folder.path());
    assert!(details.iter().any(|d| d.contains(words)), "{details:?}");
}

#[test]
fn babble_is_cut() {
    // Too many lines and few bytes: a slow reader would otherwise meet the flood first.
    let script = format!(
        "read l; echo '{HELLO}'; yes '{{\"type\":\"done\",\"re\":0}}' | head -n 2000; exec sleep 600"
    );
    flooded(&script, "answer no request");
}

#[test]
fn a_line_without_end_is_a_flood() {
    let script = format!("read l; echo '{HELLO}'; yes x | tr -d '\\n'");
    flooded(&script, "more than 1 MiB");
}

#[test]
fn a_flood_on_standard_error_is_read_and_only_its_end_kept() {
    let folder = tempfile::tempdir().unwrap();
    // 64 MiB in one line, and as many short lines: more than any pipe holds.
    let script = format!(
        "head -c 67108864 /dev/zero | tr '\\0' x >&2; yes | head -n 100000 >&2; echo 'the last word' >&2; \
         read l; echo '{HELLO}'; read l; exit 3"
    );
    let limits = Limits {
        silence_seconds: 60,
        ..Limits::default()
    };
    finished(&script, limits, folder.path());
    let details = details(folder.path());
    let last = details.iter().find(|d| d.contains("the last word"));
    let last = last.unwrap_or_else(|| panic!("{details:?}"));
    assert!(last.len() < 10_000, "{} characters are kept", last.len());
}

#[test]
fn a_process_that_is_gone_is_told_of_though_its_child_keeps_the_pipe() {
    let folder = tempfile::tempdir().unwrap();
    let script = format!("sleep 600 & read l; echo '{HELLO}'; read l; exit 3");
    finished(&script, quick(), folder.path());
    let details = details(folder.path());
    let told = "exit status: 3; something that it started keeps its output open";
    assert!(details.iter().any(|d| d.contains(told)), "{details:?}");
}

#[test]
fn a_target_that_stops_reading_is_silent_not_a_hang() {
    let folder = tempfile::tempdir().unwrap();
    let script = format!("read l; echo '{HELLO}'; exec sleep 600");
    finished(&script, quick(), folder.path());
    let details = details(folder.path());
    assert!(
        details
            .iter()
            .any(|d| d.contains("said nothing") || d.contains("closed its input")),
        "{details:?}"
    );
}

#[test]
fn a_target_that_claims_no_answers_is_not_judged() {
    let folder = tempfile::tempdir().unwrap();
    let hello = HELLO.replace("\"answers\"", "\"links\"");
    let ended = finished(
        &format!("read l; echo '{hello}'; cat > /dev/null"),
        quick(),
        folder.path(),
    );
    assert!(ended.undrivable.unwrap().contains("`answers`"));
}

#[test]
fn a_stop_is_heard_while_a_target_is_silent() {
    let folder = tempfile::tempdir().unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&stop);
    let script = format!("read l; echo '{HELLO}'; sleep 600");
    let job = job(
        &script,
        Limits {
            silence_seconds: 600,
            ..Limits::default()
        },
        folder.path(),
    );
    let raiser = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(300));
        raised.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    // It would wait ten minutes otherwise.
    let ended = run(&job, &mut |_| {}, &stop).unwrap();
    raiser.join().unwrap();
    assert!(ended.interrupted);
}

#[cfg(target_os = "linux")]
#[test]
fn the_whole_process_group_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let pids = folder.path().join("pids");
    let script = format!(
        "sleep 600 & echo $! > {0}; (sleep 600 & echo $! >> {0}; wait) & read l; echo '{HELLO}'; \
         read l; exit 1",
        pids.display()
    );
    finished(&script, quick(), &folder.path().join("report"));
    let pids = std::fs::read_to_string(pids).unwrap();
    let mut seen = 0;
    for pid in pids.split_whitespace() {
        seen += 1;
        let alive = Command::new("kill")
            .args(["-0", pid])
            .output()
            .unwrap()
            .status
            .success();
        let zombie = std::fs::read_to_string(format!("/proc/{pid}/stat"))
            .is_ok_and(|stat| stat.contains(") Z "));
        assert!(!alive || zombie, "process {pid} is still there");
    }
    assert!(seen >= 1, "the script left no process ids");
}

#[test]
fn another_major_version_of_the_protocol_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let hello = HELLO.replace("\"1.0\"", "\"2.0\"");
    let ended = finished(
        &format!("read l; echo '{hello}'; cat > /dev/null"),
        quick(),
        folder.path(),
    );
    assert!(ended.undrivable.unwrap().contains("2.0"));
}

#[test]
fn an_interrupted_run_is_marked_incomplete() {
    let folder = tempfile::tempdir().unwrap();
    let script = format!("read l; echo '{HELLO}'; cat > /dev/null");
    let job = job(&script, quick(), folder.path());
    let ended = run(&job, &mut |_| {}, &Arc::new(AtomicBool::new(true))).unwrap();
    assert!(ended.interrupted);
    let page = std::fs::read_to_string(folder.path().join("summary.md")).unwrap();
    assert!(page.to_uppercase().contains("INCOMPLETE"), "{page}");
}
