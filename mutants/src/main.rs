//! Mutants of a package, woven into one build: the changes that cargo-mutants lists, without a build for each.
//!
//! `etalon-mutants [--package oracle] [--only PATH] [--sample K/N] [--again FILE] [--after FILE]
//! [--without PROGRAM] [--tree FOLDER] [--jobs N]`, from the root of the workspace. `--again` tries the survivors of
//! an earlier output only, `--after` what is not in it; `--without` leaves a test program out.
//! TESTING.md says what it is for.

mod known;
mod list;
mod tests;
mod tree;
mod weave;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use known::Known;
use tests::End;
use tree::Tree;

struct Arguments {
    package: String,
    only: Vec<String>,
    /// Every `n`th mutant from the `k`th.
    sample: (usize, usize),
    again: Option<PathBuf>,
    /// An earlier output whose mutants are not tried again.
    after: Option<PathBuf>,
    /// Test programs that are not run.
    without: Vec<String>,
    tree: PathBuf,
    /// Changes tried at once.
    jobs: usize,
}

fn arguments() -> Arguments {
    let mut given = Arguments {
        package: "oracle".to_owned(),
        only: Vec::new(),
        sample: (0, 1),
        again: None,
        after: None,
        without: Vec::new(),
        tree: std::env::temp_dir().join("etalon-mutants"),
        jobs: 1,
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words
            .next()
            .unwrap_or_else(|| panic!("{word} wants a value"));
        match word.as_str() {
            "--package" => given.package = value,
            "--only" => given.only.push(value),
            "--sample" => {
                let (k, n) = value.split_once('/').expect("--sample K/N");
                given.sample = (
                    k.parse().expect("K is a number"),
                    n.parse().expect("N is a number"),
                );
            }
            "--again" => given.again = Some(value.into()),
            "--after" => given.after = Some(value.into()),
            "--without" => given.without.push(value),
            "--tree" => given.tree = value.into(),
            "--jobs" => given.jobs = value.parse().expect("--jobs N"),
            _ => panic!(
                "{word}: not one of --package, --only, --sample, --again, --after, --without, --tree, --jobs"
            ),
        }
    }
    given
}

fn main() {
    let given = arguments();
    let root = std::env::current_dir().expect("a folder");
    let mutants = list::of(&root, &given.package);
    let (k, n) = given.sample;
    let before = given
        .again
        .as_ref()
        .map(|file| fs::read_to_string(file).expect("an earlier output"));
    let survived = |name: &str| {
        let lines = before.iter().flat_map(|before| before.lines());
        lines
            .filter(|line| line.starts_with("survivor\t"))
            .any(|line| line.split('\t').nth(2) == Some(name))
    };
    let tried: BTreeSet<String> = given
        .after
        .iter()
        .flat_map(|file| {
            let before = fs::read_to_string(file).expect("an earlier output");
            let names = before.lines().filter_map(|line| line.split('\t').nth(2));
            names.map(str::to_owned).collect::<Vec<_>>()
        })
        .collect();
    let chosen = |id: usize| {
        let file = &mutants[id].file;
        id % n == k
            && !tried.contains(&mutants[id].name)
            && (before.is_none() || survived(&mutants[id].name))
            && (given.only.is_empty() || given.only.iter().any(|only| file.contains(only.as_str())))
    };
    // As they were woven: who waits may edit them.
    let source = |file| fs::read_to_string(root.join(file)).expect("a listed file");
    let files = mutants.iter().map(|mutant| mutant.file.as_str());
    let files: BTreeSet<&str> = files.collect();
    let sources: BTreeMap<_, _> = files.iter().map(|file| (*file, source(*file))).collect();
    let tree = Tree::copy(&root, &given.tree, &given.package, &mutants);
    let woven = tree.weave(&root, &mutants);
    let mut programs = tree.build();
    programs.retain(|program| !given.without.contains(&program.name));
    let tests = tests::baseline(&tree, &programs, &given.tree.join("target/met"));

    let known = Mutex::new(Known::read(
        &root.join(&given.package).join("survivors.yaml"),
    ));
    let counts: Mutex<BTreeMap<&str, usize>> = Mutex::default();
    let mut ids: Vec<_> = (0..mutants.len()).filter(|id| chosen(*id)).collect();
    // What is told first is a sample of the whole.
    ids.sort_by_key(|id| (id % 16, *id));
    let next = AtomicUsize::new(0);
    let try_some = || {
        while let Some(&id) = ids.get(next.fetch_add(1, Ordering::Relaxed)) {
            let mutant = &mutants[id];
            let line = sources[mutant.file.as_str()]
                .lines()
                .nth(mutant.span.start.line - 1)
                .unwrap_or_default()
                .trim();
            let (end, meeting) = if woven.contains(&id) {
                let (end, meeting) = tests::try_one(&tree, &programs, &tests, id);
                (Some(end), meeting)
            } else {
                (None, 0)
            };
            let mut known = known.lock().expect("no thread panics");
            let said = match end {
                None => "not woven",
                Some(End::Failed) => "killed",
                Some(End::TimedOut) => "timed out",
                Some(End::Passed) if known.take(&mutant.file, mutant.change(), line) => {
                    "known survivor"
                }
                Some(End::Passed) => "survivor",
            };
            let mut counts = counts.lock().expect("no thread panics");
            *counts.entry(said).or_default() += 1;
            println!("{said}\t{meeting}\t{}\t{line}", mutant.name);
        }
    };
    thread::scope(|scope| {
        for _ in 0..given.jobs {
            scope.spawn(try_some);
        }
    });
    let counts = counts.into_inner().expect("no thread panics");
    println!("{counts:?} of {} listed", mutants.len());
}
