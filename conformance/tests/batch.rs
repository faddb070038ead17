//! Commands that are run once a day, and the exports they leave: an outside engine in Python, and scripts that misbehave.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use conformance::report::Lang;
use conformance::runner::{Finished, Job, Loaded, run};
use conformance::scenario::Scenario;
use conformance::stream::{Cause, Record, Status, Subject, Verdict};
use conformance::target::mapping::{Key, SeveralRows};
use conformance::target::{BatchAnswers, Grain, JsonLinesSpec, Launch, TargetSpec, batch};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The consultation of docs/examples, paid, corrected and cancelled on three days.
fn consultation() -> Loaded {
    let folder = root().join("docs/examples");
    let text = std::fs::read_to_string(folder.join("corrected-consultation.yaml")).unwrap();
    let scenario: Scenario = domain::load("corrected-consultation.yaml", &text).unwrap();
    let flow = scenario.flow.as_ref().unwrap();
    let files = flow.files.iter();
    let files = files.map(|file| std::fs::read(folder.join(&file.path)).unwrap());
    Loaded {
        name: "corrected-consultation.yaml".to_owned(),
        text,
        files: files.collect(),
        scenario,
        by_suite: false,
        products: Vec::new(),
    }
}

fn job(target: TargetSpec, folder: &Path) -> Job {
    Job {
        profiles: noemie::Profiles::embedded(),
        layouts: Vec::new(),
        scenarios: vec![consultation()],
        seed: 1,
        target,
        sample: Vec::new(),
        report: folder.to_owned(),
        lang: Lang::En,
        version: "test".to_owned(),
        causes: 2,
        budget: 40,
        invariants: false,
        today: None,
    }
}

/// A run that is over.
struct Run {
    folder: tempfile::TempDir,
    finished: Finished,
}

impl Run {
    fn of(target: TargetSpec) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let stop = Arc::new(AtomicBool::new(false));
        let finished = run(&job(target, folder.path()), &mut |_| {}, &stop).unwrap();
        Self { folder, finished }
    }

    fn stream(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("verdicts.jsonl")).unwrap()
    }

    fn records(&self) -> Vec<Record> {
        let stream = self.stream();
        let lines = stream.lines();
        lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    fn verdicts(&self) -> Vec<Verdict> {
        let records = self.records().into_iter();
        let verdicts = records.filter_map(|record| match record {
            Record::Verdict(verdict) => Some(*verdict),
            _ => None,
        });
        verdicts.collect()
    }

    fn causes(&self) -> Vec<Cause> {
        let records = self.records().into_iter();
        let causes = records.filter_map(|record| match record {
            Record::Cause(cause) => Some(*cause),
            _ => None,
        });
        causes.collect()
    }

    /// How the lines ended, in order, with the notes.
    fn lines(&self) -> Vec<(Status, Option<String>)> {
        let verdicts = self.verdicts().into_iter();
        let lines = verdicts.filter(|verdict| matches!(verdict.subject, Subject::Line { .. }));
        lines
            .map(|verdict| (verdict.status, verdict.note))
            .collect()
    }

    fn statuses(&self) -> Vec<Status> {
        self.lines().into_iter().map(|(status, _)| status).collect()
    }

    /// What is said of the target itself: place in the id, status, text.
    fn details(&self) -> Vec<(String, Status, String)> {
        let verdicts = self.verdicts().into_iter();
        let told = verdicts.filter_map(|verdict| match verdict.subject {
            Subject::Target { detail } => {
                let place = verdict.id.rsplit('/').next().unwrap().to_owned();
                Some((place, verdict.status, detail))
            }
            _ => None,
        });
        told.collect()
    }
}

/// How the lines ended, one a line of text.
fn shown(run: &Run) -> String {
    let lines = run.lines().into_iter();
    let each = lines.map(|(status, note)| format!("{status:?} {}", note.unwrap_or_default()));
    each.collect::<Vec<_>>().join("\n")
}

/// A target file of docs/adapters/batch, its command found from anywhere; none where there is no Python.
fn shipped(name: &str, more: &[&str]) -> Option<TargetSpec> {
    let found = Command::new("python3").arg("--version").output();
    if found.is_err() {
        eprintln!("skipped: python3 is not there");
        return None;
    }
    let text = std::fs::read_to_string(root().join("docs/adapters/batch").join(name)).unwrap();
    let mut target: TargetSpec = domain::load(name, &text).unwrap();
    let Launch::Batch(launch) = &mut target.launch else {
        unreachable!("a batch target");
    };
    let engine = root().join("docs/adapters/batch/engine.py");
    launch.command[1] = engine.display().to_string();
    let more = more.iter().map(|word| (*word).to_owned());
    launch.command.extend(more);
    Some(target)
}

const SHIPPED: [&str; 2] = ["target-csv.yaml", "target-fixed-width.yaml"];

#[test]
fn an_engine_is_judged_by_the_export_it_already_makes() {
    for name in SHIPPED {
        let Some(target) = shipped(name, &[]) else {
            return;
        };
        let run = Run::of(target.clone());
        assert_eq!(run.details(), [], "{name}");
        assert_eq!(
            run.statuses(),
            [Status::Conform; 6],
            "{name}: {:#?}",
            run.lines()
        );
        // What becomes of a file is never told: not compared, and said so.
        let counts = run.finished.summary.counts();
        assert_eq!(counts.of(Status::Skipped), 3, "{name}");
        assert_eq!(counts.of(Status::Unknown), 0, "{name}");
        assert!(run.stream().contains(r#""not-compared":["file","reason""#));
        // Two equal runs are byte-equal, whatever the folder is called.
        assert_eq!(run.stream(), Run::of(target).stream(), "{name}");
    }
}

#[test]
fn a_wrong_cent_is_found_and_shrunk() {
    for name in SHIPPED {
        let Some(target) = shipped(name, &["--wrong-cent"]) else {
            return;
        };
        let run = Run::of(target);
        assert!(run.statuses().contains(&Status::Nonconform), "{name}");
        let causes = run.causes();
        let cause = causes
            .iter()
            .find(|cause| cause.id == "line:paid>paid:over");
        let smallest = cause.unwrap().smallest.as_ref().unwrap();
        assert_eq!((smallest.files.len(), smallest.lines), (1, 1), "{name}");
    }
}

/// A target whose command is that script, run by `sh -c`: `$ETALON_OUT` is where its export goes.
fn script(script: &str, mapping: &str) -> TargetSpec {
    let text = format!(
        "schema-version: 1\nname: script\nlimits: {{ request-seconds: 2 }}\nlaunch:\n  batch:\n    \
         command: [sh, -c, {script:?}]\n    answers:\n      mapping: {mapping}\n"
    );
    domain::load("script.yaml", &text).unwrap()
}

const BY_NUMBER: &str = "{ format: { csv: { header: false } }, join: [decompte, line], columns: \
                         { decompte: { number: 1 }, line: { number: 2 }, amount: { number: 3 } } }";

#[test]
fn a_command_that_fails_leaves_its_day_unknown_and_the_run_goes_on() {
    // The second day fails, the others answer.
    let target = script(
        "echo 'disk full' >&2; [ $ETALON_DATE != 2024-11-18 ] || exit 3; \
         [ $ETALON_DATE = 2024-11-25 ] || printf '1;1;7,95\n1;2;0\n' > $ETALON_OUT/a.csv; \
         [ $ETALON_DATE = 2024-11-04 ] || printf '3;1;-7,95\n' > $ETALON_OUT/a.csv",
        BY_NUMBER,
    );
    let run = Run::of(target);
    let [(place, status, detail)] = &run.details()[..] else {
        unreachable!("{:#?}", run.details());
    };
    assert_eq!((place.as_str(), *status), ("command", Status::Nonconform));
    insta::assert_snapshot!("failed", format!("{detail}\n\n{}", shown(&run)));
}

#[test]
fn a_command_that_hangs_is_ended_with_its_group() {
    let target = script(
        "sleep 600 & echo $! > $ETALON_OUT/../../../pid; wait",
        BY_NUMBER,
    );
    let run = Run::of(target);
    let details = run.details();
    assert!(
        details[0]
            .2
            .contains("did not end within 2 s (`limits: request-seconds`"),
        "{details:?}"
    );
    assert!(
        run.statuses()
            .iter()
            .all(|status| *status == Status::Unknown)
    );
}

#[test]
fn a_command_that_is_not_there_or_says_nothing_is_unknown() {
    let mut missing = script("", BY_NUMBER);
    if let Launch::Batch(launch) = &mut missing.launch {
        launch.command = vec!["/nowhere/engine".to_owned()];
    }
    let silent = script("exit 0", BY_NUMBER);
    for (target, place, words) in [
        (missing, "command", "failed to start `/nowhere/engine`"),
        (silent, "no-answers", "left no file \"*\""),
    ] {
        let run = Run::of(target);
        let details = run.details();
        assert_eq!(
            (details[0].0.as_str(), details[0].1),
            (place, Status::Unknown)
        );
        assert!(details[0].2.contains(words), "{details:?}");
        assert!(
            run.statuses()
                .iter()
                .all(|status| *status == Status::Unknown)
        );
        assert_eq!(run.finished.summary.counts().of(Status::Nonconform), 0);
    }
}

#[test]
fn what_joins_two_lines_or_none_or_cannot_be_read_is_said() {
    let by_decompte = "{ format: { csv: { header: false } }, join: [decompte], columns: \
                       { decompte: { number: 1 }, amount: { number: 2 } } }";
    let target = script(
        "printf '1;7,95\n99;1,00\n2;12,5x\n' > $ETALON_OUT/export.csv",
        by_decompte,
    );
    let run = Run::of(target);
    let details: Vec<String> = run
        .details()
        .into_iter()
        .map(|(_, _, detail)| detail)
        .collect();
    insta::assert_snapshot!(
        "unjoined",
        format!("{}\n\n{}", details.join("\n"), shown(&run))
    );
    assert!(
        run.details()
            .iter()
            .all(|(_, status, _)| *status == Status::Unknown)
    );
}

#[test]
fn components_are_summed_only_where_the_mapping_says_so() {
    let rows = "printf '1;1;5,00\n1;1;2,95\n1;2;0\n' > $ETALON_OUT/export.csv; \
                [ $ETALON_DATE = 2024-11-04 ] || : > $ETALON_OUT/export.csv";
    let apart = Run::of(script(rows, BY_NUMBER));
    let (status, note) = apart.lines()[0].clone();
    assert_eq!(status, Status::Unknown);
    insta::assert_snapshot!(note.unwrap(), @"2 rows say something of it (export.csv row 1, export.csv row 2); where they are components, say `several-rows: sum`");
    let sum = BY_NUMBER.replace("join:", "several-rows: sum, join:");
    let summed = Run::of(script(rows, &sum));
    assert_eq!(summed.statuses()[..2], [Status::Conform, Status::Conform]);
}

#[test]
fn a_line_without_a_row_is_unpaid_only_where_the_mapping_says_so() {
    let rows = "printf '1;1;7,95\n' > $ETALON_OUT/export.csv; \
                [ $ETALON_DATE = 2024-11-04 ] || : > $ETALON_OUT/export.csv";
    let unknown = Run::of(script(rows, BY_NUMBER));
    assert_eq!(unknown.statuses()[..2], [Status::Conform, Status::Unknown]);
    let paid_only = BY_NUMBER.replace("join:", "no-row: nothing-paid, join:");
    let run = Run::of(script(rows, &paid_only));
    assert_eq!(run.statuses()[..2], [Status::Conform, Status::Conform]);
    // The cancellation takes 7.95 back: nothing paid is not that.
    assert!(run.statuses().contains(&Status::Nonconform));
}

#[test]
fn by_decompte_sums_are_compared_and_it_is_said() {
    // The participation of the first décompte is on a line of its own; only the sum is in the export.
    let by_decompte = "{ format: { csv: { header: false } }, join: [decompte, operation], columns: \
                       { decompte: { number: 1 }, operation: { number: 2 }, amount: { number: 3 } } }";
    let rows = |first: &str| {
        format!(
            "case $ETALON_DATE in 2024-11-04) echo '1;P;{first}';; 2024-11-18) echo '2;R;0';; \
             *) printf '3;A;-7,95\\n2;R;7,20\\n';; esac > $ETALON_OUT/a.csv"
        )
    };
    let played = |first: &str| {
        let mut target = script(&rows(first), by_decompte);
        target.grain = Grain::Decompte;
        Run::of(target)
    };
    let right = played("7,95");
    assert_eq!(right.details(), []);
    assert_eq!(right.statuses(), [Status::Conform; 3], "{}", shown(&right));
    let stream = right.stream();
    let head = stream.lines().next().unwrap();
    assert!(
        head.contains(r#""grain":"decompte","not-compared":["file","reaction","reason","payee"]"#),
        "{head}"
    );
    assert!(stream.contains(r#""sum":{"grain":"decompte","lines":2}"#));
    let page = std::fs::read_to_string(right.folder.path().join("summary.md")).unwrap();
    assert!(
        page.contains("Judged by décompte: the sum of its lines, to the cent."),
        "{page}"
    );
    // A cent too much is found, and told by the smallest flow with the steps of the whole décompte.
    let wrong = played("7,96");
    assert_eq!(wrong.statuses()[0], Status::Nonconform);
    let cause = wrong
        .causes()
        .into_iter()
        .find(|cause| cause.id == "line:paid>paid:over")
        .unwrap();
    assert_eq!(cause.smallest.unwrap().files.len(), 1);
    assert!(!cause.steps.is_empty());
    // What tells lines apart joins no décompte.
    let by_line = script("", BY_NUMBER);
    let error = match by_line.launch {
        Launch::Batch(launch) => batch::check(&launch, Grain::Decompte).unwrap_err(),
        _ => unreachable!("a batch target"),
    };
    insta::assert_snapshot!(error, @"the target file: launch.batch.answers.mapping.join: `line` tells the lines of a décompte apart, and `grain: decompte` compares their sum");
}

#[test]
fn a_target_that_answers_lines_can_be_judged_by_decompte() {
    let Some(mut target) = shipped("target-csv.yaml", &[]) else {
        return;
    };
    // Two right answers whose sum is right too.
    target.grain = Grain::Decompte;
    if let Launch::Batch(launch) = &mut target.launch
        && let BatchAnswers::Mapping(mapping) = &mut launch.answers
    {
        mapping.join.retain(|key| *key != Key::Line);
        mapping.several_rows = SeveralRows::Sum;
        mapping.columns.kind = None;
    }
    let run = Run::of(target);
    assert_eq!(run.statuses(), [Status::Conform; 3], "{}", shown(&run));
}

#[test]
fn a_batch_command_that_cannot_be_used_says_what_to_write() {
    let of = |launch: &str| {
        let text = format!("schema-version: 1\nname: x\nlaunch: {{ batch: {launch} }}\n");
        let target: TargetSpec = match domain::load("target.yaml", &text) {
            Ok(target) => target,
            Err(error) => return error.to_string(),
        };
        let folder = tempfile::tempdir().unwrap();
        let stop = Arc::new(AtomicBool::new(false));
        let ended = run(&job(target, folder.path()), &mut |_| {}, &stop);
        ended
            .err()
            .map_or_else(|| "usable".to_owned(), |error| error.to_string())
    };
    let said = [
        "{ command: [], answers: { json-lines: {} } }",
        "{ command: [engine, '{day}'], answers: { json-lines: {} } }",
        "{ command: [engine], dates: JJMM, answers: { json-lines: {} } }",
        "{ command: [engine] }",
        "{ command: [engine], answers: { json-lines: { file: a } } }",
    ]
    .map(of);
    insta::assert_snapshot!("launch", said.join("\n\n"));
}

#[test]
fn answers_may_be_json_lines() {
    let answers = "printf '%s\\n' '{\"file\":\"1-consultation.303.noe\",\"reaction\":\"accepted\",\"lines\":[\
                   {\"line\":\"01-751-000/000000001/2024-11-04/01/P\",\"reaction\":\"paid\",\"amount\":795,\
                   \"payee\":\"insured\",\"reason\":\"guarantee\"}]}' 'no answer' '{\"file\":\"other.noe\"}' \
                   > $ETALON_OUT/answers.jsonl";
    let mut target = script(answers, BY_NUMBER);
    if let Launch::Batch(launch) = &mut target.launch {
        launch.answers = BatchAnswers::JsonLines(JsonLinesSpec::default());
    }
    let run = Run::of(target);
    assert_eq!(run.statuses()[..2], [Status::Conform, Status::Unknown]);
    let details = run.details();
    let [(place, Status::Unknown, detail)] = &details[..] else {
        unreachable!("{details:#?}");
    };
    assert_eq!(place, "unreadable");
    assert!(
        detail.contains("answers.jsonl line 2: it is no answer"),
        "{detail}"
    );
    assert!(
        detail.contains("line 3: no file \"other.noe\" came"),
        "{detail}"
    );
}
