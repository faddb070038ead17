//! Every story that ships, played to the sample mutuelle: the right one is conform on every line.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

mod common;

use std::path::{Path, PathBuf};

use conformance::case::{Case, CaseFile};
use conformance::scenario::Scenario;
use conformance::session::greet;
use conformance::shrink::judge_case;
use conformance::stream::{Status, Subject, Verdict};
use mutuelle::Bug;
use noemie::profile::Profile;
use oracle::ambiguity::Choices;
use oracle::product::Product;

/// Every scenario file of a family's folder, in order of its path.
fn files(folder: &Path, is_family: bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_data = ["products", "requirements"]
            .iter()
            .any(|data| path.ends_with(data));
        if path.is_dir() && !is_data {
            found.extend(files(&path, true));
        } else if is_family
            && path
                .extension()
                .is_some_and(|extension| extension == "yaml")
        {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The stories, each with the case that it makes.
fn stories() -> Vec<(Scenario, Case)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios");
    let mut stories = Vec::new();
    for path in files(&root, false) {
        let text = std::fs::read_to_string(&path).unwrap();
        let scenario: Scenario = domain::load(&path.display().to_string(), &text).unwrap();
        let Some(story) = &scenario.story else {
            continue;
        };
        let sent = generators::story_files(story, noemie::Profiles::shipped());
        let sent = sent.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let files = sent
            .files
            .into_iter()
            .filter(|file| file.id.reference == Profile::decomptes().reference());
        let files = files.map(|file| CaseFile {
            day: file.day,
            name: file.name,
            bytes: file.bytes,
        });
        let products = story.products();
        let product = |id: &str| {
            let found = Product::embedded().iter().find(|product| product.id == *id);
            found
                .unwrap_or_else(|| panic!("{}: no product {id}", path.display()))
                .clone()
        };
        let case = Case {
            scenario: scenario.id.clone(),
            lot: 0,
            products: products.iter().map(|id| product(id)).collect(),
            members: sent.members,
            changes: sent.changes,
            files: files.collect(),
        };
        stories.push((scenario, case));
    }
    stories
}

fn verdicts(case: &Case, bugs: &[Bug]) -> Vec<Verdict> {
    let mut target = common::mutuelle(bugs);
    greet(&mut target, "test").unwrap();
    let heard = case
        .play(&mut target, common::limits(), Profile::decomptes())
        .unwrap();
    let expected = case
        .expect(Profile::decomptes(), &Choices::default(), false)
        .unwrap();
    judge_case(case, &expected, &heard)
}

#[test]
fn the_right_mutuelle_is_conform() {
    let stories = stories();
    assert!(!stories.is_empty());
    for (scenario, case) in &stories {
        let verdicts = verdicts(case, &[]);
        let lines = verdicts
            .iter()
            .filter(|verdict| matches!(verdict.subject, Subject::Line { .. }));
        assert!(lines.count() > 0, "{}: nothing is sent", scenario.id);
        let bad: Vec<_> = verdicts
            .iter()
            .filter(|verdict| verdict.status != Status::Conform)
            .collect();
        assert!(bad.is_empty(), "{}: {bad:#?}", scenario.id);
    }
}
