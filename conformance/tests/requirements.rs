//! The requirement catalogue and the scenarios that ship hold together.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::collections::BTreeSet;

use conformance::requirements::{Covered, Weight, coverage, families, scenarios};
use conformance::scenario::{SHIPPED, instances};

#[test]
fn ids_are_told_once_and_families_are_their_files() {
    let all = coverage().unwrap();
    assert!(all.len() >= 150, "{}", all.len());
    let ids: BTreeSet<&str> = all.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids.len(), all.len());
    let files = conformance::scenario::REQUIREMENT_FILES;
    for (family, (file, _)) in families().unwrap().iter().zip(files) {
        assert_eq!(
            *file,
            format!("scenarios/requirements/{}.yaml", family.family)
        );
        assert_eq!(family.schema_version, 1, "{file}");
    }
}

#[test]
fn rules_are_those_of_the_catalogue() {
    for one in coverage().unwrap() {
        for rule in &one.rules {
            assert!(oracle::rules::rule(rule).is_some(), "{}: {rule}", one.id);
        }
        let is_told = [&one.text.fr, &one.text.en, &one.source].map(|text| !text.trim().is_empty());
        assert_eq!(is_told, [true; 3], "{}", one.id);
    }
}

#[test]
fn scenarios_are_named_as_their_files_and_show_what_is_there() {
    let all = coverage().unwrap();
    let known: BTreeSet<&str> = all.iter().map(|one| one.id.as_str()).collect();
    let mut ids = BTreeSet::new();
    for (file, text) in SHIPPED {
        let name = file.rsplit('/').next().unwrap().trim_end_matches(".yaml");
        let made = instances(file, text).unwrap();
        assert!(
            made.len() <= 10,
            "{file}: a family has at most ten instances"
        );
        for scenario in made {
            let (family, _) = scenario.id.split_once('@').unwrap_or((&scenario.id, ""));
            assert_eq!(family, name, "{file}");
            for id in &scenario.proves {
                assert!(known.contains(id.as_str()), "{file}: {id}");
            }
            assert!(ids.insert(scenario.id), "{file}: told twice");
        }
    }
}

/// What no scenario can show says why, and what one shows is not said to be impossible.
#[test]
fn what_is_not_tested_is_not_shown() {
    let all = coverage().unwrap();
    let both: Vec<&Covered> = all
        .iter()
        .filter(|one| one.untested.is_some() && !one.scenarios.is_empty())
        .collect();
    assert!(both.is_empty(), "{both:#?}");
    let musts = all.iter().filter(|one| one.severity == Weight::Must);
    assert!(musts.count() >= 100);
    assert!(
        scenarios()
            .unwrap()
            .iter()
            .any(|one| !one.proves.is_empty())
    );
}

/// The example of the page on scenarios is a family of two that can be played.
#[test]
fn the_example_of_the_page_is_played() {
    let page = include_str!("../../docs/scenarios.md");
    let (_, rest) = page.split_once("```yaml\n").unwrap();
    let (text, _) = rest.split_once("```").unwrap();
    let made = instances("docs/scenarios.md", text).unwrap();
    let ids: Vec<&str> = made.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(
        ids,
        ["corrected-visit@too-much", "corrected-visit@too-little"]
    );
    for scenario in &made {
        let story = scenario.story.as_ref().unwrap();
        let sent = generators::story_files(story, noemie::Profiles::shipped()).unwrap();
        assert!(sent.files.len() >= 5, "{}", sent.files.len());
    }
}

/// What no scenario shows yet, and nothing excuses, stands in a list of its own: it grows by nobody's oversight, and what
/// is shown leaves it.
#[test]
fn what_is_still_open_is_listed() {
    let all = coverage().unwrap();
    let open = all.iter().filter(|one| !one.is_accounted_for());
    let open: Vec<&str> = open.map(|one| one.id.as_str()).collect();
    let listed: Vec<&str> = include_str!("../../scenarios/requirements/open.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect();
    assert_eq!(
        open, listed,
        "scenarios/requirements/open.txt lists what no scenario shows"
    );
}
