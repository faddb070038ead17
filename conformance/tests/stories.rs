//! Every story that ships, played to the sample mutuelle: the right one is conform on every line.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

mod common;

use conformance::case::{Case, CaseFile};
use conformance::scenario::Scenario;
use conformance::session::greet;
use conformance::stream::{Status, Subject, Verdict};
use mutuelle::Bug;
use noemie::profile::Profile;
use oracle::product::Product;

/// The stories that ship, each with the case that it makes.
fn stories() -> Vec<(Scenario, Case)> {
    let all = conformance::requirements::scenarios().unwrap().into_iter();
    all.filter_map(|scenario| {
        let case = case(&scenario)?;
        Some((scenario, case))
    })
    .collect()
}

fn case(scenario: &Scenario) -> Option<Case> {
    let (id, story) = (&scenario.id, scenario.story.as_ref()?);
    let sent = generators::story_files(story, noemie::Profiles::shipped());
    let sent = sent.unwrap_or_else(|error| panic!("{id}: {error}"));
    let reference = Profile::decomptes().reference();
    let files = sent
        .files
        .into_iter()
        .filter(|file| file.id.reference == reference);
    let files = files.map(|file| CaseFile {
        day: file.day,
        name: file.name,
        bytes: file.bytes,
    });
    let products = story.products();
    let own = scenario.own_products(id).unwrap();
    let products = products.iter().map(|named| {
        let mut all = own.iter().chain(Product::embedded());
        let found = all.find(|product| product.id == **named);
        found
            .unwrap_or_else(|| panic!("{id}: no product {named}"))
            .clone()
    });
    Some(Case {
        scenario: id.clone(),
        lot: 0,
        products: products.collect(),
        members: sent.members,
        changes: sent.changes,
        files: files.collect(),
    })
}

fn verdicts(case: &Case, bugs: &[Bug]) -> Vec<Verdict> {
    let mut target = common::mutuelle(bugs);
    greet(&mut target, "test").unwrap();
    common::verdicts(case, &mut target)
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
