//! A mutuelle on the other end of two pipes, in a thread: the protocol is the real one, the process is
//! spared. Tests of processes themselves are in `targets.rs`.

use std::io::BufReader;
use std::thread;

use conformance::case::{Case, CaseFile};
use conformance::scenario::Scenario;
use conformance::shrink::judge_case;
use conformance::stream::Verdict;
use conformance::target::{Stdio, Target};
use conformance::watchdog::Limits;
use generators::{WorldData, WorldSpec, whole_lot};
use mutuelle::Bug;
use oracle::ambiguity::Choices;
use oracle::law::Law;
use oracle::product::Product;

pub(crate) fn limits() -> Limits {
    Limits {
        silence_seconds: 60,
        ..Limits::default()
    }
}

pub(crate) fn mutuelle(bugs: &[Bug]) -> Stdio {
    let (requests, to_target) = std::io::pipe().unwrap();
    let (from_target, replies) = std::io::pipe().unwrap();
    let bugs = bugs.to_vec();
    thread::spawn(move || mutuelle::serve(BufReader::new(requests), replies, &bugs));
    Stdio::over(from_target, to_target, limits())
}

/// What a target is told of each line of a case.
#[allow(dead_code, reason = "not every test judges a case")]
pub(crate) fn verdicts(case: &Case, target: &mut dyn Target) -> Vec<Verdict> {
    let profile = noemie::Profile::decomptes();
    let heard = case.play(target, limits(), profile).unwrap();
    let expected = case.expect(profile, &Choices::default(), false).unwrap();
    judge_case(case, &expected, &heard)
}

/// The first lot of a world, with the files delivered for it.
#[allow(dead_code, reason = "not every test makes a world")]
pub(crate) fn case(scenario: &str, seed: u64, spec: &WorldSpec) -> Case {
    case_of(scenario, seed, spec, &WorldData::embedded().unwrap())
}

/// The same of a world drawn from other data.
pub(crate) fn case_of(scenario: &str, seed: u64, spec: &WorldSpec, data: &WorldData) -> Case {
    let lot = generators::lot(seed, spec, 0, Law::embedded(), data).unwrap();
    let (_, flow) = whole_lot(seed, spec, 0, data, noemie::Profiles::shipped()).unwrap();
    let files = flow
        .deliveries
        .into_iter()
        .map(|file| CaseFile {
            day: file.day,
            name: file.name,
            bytes: file.bytes,
        })
        .collect();
    let products = Product::shipped()
        .iter()
        .chain(&Product::shipped_on_top())
        .map(|(name, text)| Product::parse(name, text).unwrap())
        .collect();
    Case {
        scenario: scenario.to_owned(),
        lot: 0,
        products,
        members: lot.members,
        changes: lot.changes,
        files,
    }
}

/// The stories that ship, each with the case that it makes.
#[allow(dead_code, reason = "not every test plays stories")]
pub(crate) fn stories() -> Vec<(Scenario, Case)> {
    let all = conformance::requirements::scenarios().unwrap().into_iter();
    all.filter_map(|scenario| {
        let case = of_story(&scenario)?;
        Some((scenario, case))
    })
    .collect()
}

#[allow(dead_code, reason = "not every test plays stories")]
fn of_story(scenario: &Scenario) -> Option<Case> {
    let (id, story) = (&scenario.id, scenario.story.as_ref()?);
    let sent = generators::story_files(story, noemie::Profiles::shipped());
    let sent = sent.unwrap_or_else(|error| panic!("{id}: {error}"));
    let reference = noemie::Profile::decomptes().reference();
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
