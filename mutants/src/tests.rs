//! Runs of the tests: which mutants each meets, and which tests a mutant fails.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::tree::{Program, Tree};

/// A test that passes without mutants.
pub struct Test {
    pub program: usize,
    pub name: String,
    /// How long it takes.
    pub lasts: Duration,
    /// The mutants it meets.
    pub meets: HashSet<usize>,
}

/// How a run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Passed,
    Failed,
    TimedOut,
}

/// Runs each test once, without mutants.
pub fn baseline(tree: &Tree, programs: &[Program], notes: &Path) -> Vec<Test> {
    let mut tests = Vec::new();
    for (program, built) in programs.iter().enumerate() {
        let listed = Command::new(&built.path)
            .args(["--list", "--format", "terse"])
            .output()
            .expect("a test program runs");
        let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
        for name in listed
            .lines()
            .filter_map(|line| line.strip_suffix(": test"))
        {
            let _ = fs::remove_file(notes);
            let began = Instant::now();
            let end = run(
                tree,
                built,
                &[name],
                None,
                Some(notes),
                Duration::from_secs(600),
            );
            let lasts = began.elapsed();
            if end != End::Passed {
                eprintln!("{name} of {} fails without mutant: left out", built.name);
                continue;
            }
            let met = fs::read_to_string(notes).unwrap_or_default();
            let meets = met.lines().filter_map(|id| id.parse().ok()).collect();
            tests.push(Test {
                program,
                name: name.to_owned(),
                lasts,
                meets,
            });
        }
        eprintln!(
            "{}: {} tests",
            built.name,
            tests.iter().filter(|test| test.program == program).count()
        );
    }
    tests.sort_by_key(|test| test.lasts);
    tests
}

/// Runs the tests that meet a mutant, the quickest first, until one fails. Gives how it ends, and after how many.
pub fn try_one(tree: &Tree, programs: &[Program], tests: &[Test], mutant: usize) -> (End, usize) {
    let meeting: Vec<_> = tests
        .iter()
        .filter(|test| test.meets.contains(&mutant))
        .collect();
    for some in meeting.chunks(AT_ONCE) {
        let mut by_program: BTreeMap<usize, Vec<&Test>> = BTreeMap::new();
        for test in some {
            by_program.entry(test.program).or_default().push(test);
        }
        for (program, tests) in by_program {
            let names: Vec<_> = tests.iter().map(|test| test.name.as_str()).collect();
            let lasts: Duration = tests.iter().map(|test| test.lasts).sum();
            let at_most = Duration::from_secs(20) + lasts * 10;
            let end = run(
                tree,
                &programs[program],
                &names,
                Some(mutant),
                None,
                at_most,
            );
            if end != End::Passed {
                return (end, meeting.len());
            }
        }
    }
    (End::Passed, meeting.len())
}

/// Tests of one process.
const AT_ONCE: usize = 12;

fn run(
    tree: &Tree,
    program: &Program,
    names: &[&str],
    mutant: Option<usize>,
    notes: Option<&Path>,
    at_most: Duration,
) -> End {
    // A mutant may ask for memory without end.
    let mut command = Command::new("sh");
    command
        .args(["-c", "ulimit -v 4000000; exec \"$0\" \"$@\""])
        .arg(&program.path)
        .args(["--exact", "--test-threads", "1", "--quiet"])
        .args(names)
        .current_dir(tree.folder())
        .env("CARGO_MANIFEST_DIR", tree.folder())
        .env("INSTA_UPDATE", "no")
        .env("INSTA_WORKSPACE_ROOT", tree.folder().join(".."))
        .env("RUST_BACKTRACE", "0")
        // A failure is enough: no shrinking, no note of it.
        .env("PROPTEST_MAX_SHRINK_ITERS", "0")
        .env("PROPTEST_DISABLE_FAILURE_PERSISTENCE", "1")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if let Some(mutant) = mutant {
        command.env("MUTANT", mutant.to_string());
    }
    if let Some(notes) = notes {
        command.env("MUTANTS_MET", notes);
    }
    let mut child = command.spawn().expect("a test program runs");
    let began = Instant::now();
    let mut pause = Duration::from_millis(2);
    loop {
        if let Some(status) = child.try_wait().expect("a child of ours") {
            return if status.success() {
                End::Passed
            } else {
                End::Failed
            };
        }
        if began.elapsed() > at_most {
            let _ = child.kill();
            let _ = child.wait();
            return End::TimedOut;
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(50));
    }
}
