//! Mutants of a package, woven into one build: the changes that cargo-mutants lists, without a build for each.
//!
//! `etalon-mutants [--package oracle] [--only PATH] [--sample K/N] [--again FILE] [--tree FOLDER]`, from the root of
//! the workspace. `--again` tries the survivors of an earlier output only.
//! TESTING.md says what it is for.

mod known;
mod list;
mod tests;
mod tree;
mod weave;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use known::Known;
use tests::End;
use tree::Tree;

struct Arguments {
    package: String,
    only: Vec<String>,
    /// Every `n`th mutant from the `k`th.
    sample: (usize, usize),
    again: Option<PathBuf>,
    tree: PathBuf,
}

fn arguments() -> Arguments {
    let mut given = Arguments {
        package: "oracle".to_owned(),
        only: Vec::new(),
        sample: (0, 1),
        again: None,
        tree: std::env::temp_dir().join("etalon-mutants"),
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
            "--tree" => given.tree = value.into(),
            _ => panic!("{word}: not one of --package, --only, --sample, --again, --tree"),
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
    let chosen = |id: usize| {
        let file = &mutants[id].file;
        id % n == k
            && (before.is_none() || survived(&mutants[id].name))
            && (given.only.is_empty() || given.only.iter().any(|only| file.contains(only.as_str())))
    };
    let tree = Tree::copy(&root, &given.tree, &given.package, &mutants);
    let woven = tree.weave(&root, &mutants);
    let programs = tree.build();
    let tests = tests::baseline(&tree, &programs, &given.tree.join("target/met"));

    let mut known = Known::read(&root.join(&given.package).join("survivors.yaml"));
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut ids: Vec<_> = (0..mutants.len()).filter(|id| chosen(*id)).collect();
    // What is told first is a sample of the whole.
    ids.sort_by_key(|id| (id % 16, *id));
    for id in ids {
        let mutant = &mutants[id];
        let source = fs::read_to_string(root.join(&mutant.file)).expect("a listed file");
        let line = source
            .lines()
            .nth(mutant.span.start.line - 1)
            .unwrap_or_default()
            .trim();
        let (said, meeting) = if woven.contains(&id) {
            let (end, meeting) = tests::try_one(&tree, &programs, &tests, id);
            let said = match end {
                End::Failed => "killed",
                End::TimedOut => "timed out",
                End::Passed if known.take(&mutant.file, mutant.change(), line) => "known survivor",
                End::Passed => "survivor",
            };
            (said, meeting)
        } else {
            ("not woven", 0)
        };
        *counts.entry(said).or_default() += 1;
        println!("{said}\t{meeting}\t{}\t{line}", mutant.name);
    }
    println!("{counts:?} of {} listed", mutants.len());
}
