//! The planted bugs, the requirements and the page of both hold together. What the scenarios really catch is held by
//! `.ci/trust`, which takes a release build.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::collections::BTreeSet;

use mutuelle::Bug;

#[test]
fn every_bug_stands_in_the_page() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/planted-bugs.md");
    let page = std::fs::read_to_string(page).unwrap_or_default();
    for bug in Bug::ALL {
        let row = format!("| `{bug}` | {} · {} |", bug.french(), bug.english());
        assert!(page.contains(&row), "{bug}: .ci/trust --write");
    }
}

#[test]
fn what_a_bug_breaks_is_in_the_catalogue() {
    let all = conformance::requirements::coverage().unwrap();
    let known: BTreeSet<&str> = all.iter().map(|one| one.id.as_str()).collect();
    for bug in Bug::ALL {
        for id in bug.breaks() {
            assert!(known.contains(id), "{bug}: {id}");
        }
    }
}

/// What must hold and no bug breaks stands in a list with its reason; what one breaks leaves it.
#[test]
fn what_no_bug_breaks_is_listed() {
    let breaks = Bug::ALL.iter().flat_map(|bug| bug.breaks());
    let breaks: BTreeSet<&str> = breaks.copied().collect();
    let unplanted = conformance::trust::unplanted(&breaks).unwrap();
    let listed = include_str!("../../scenarios/requirements/unplanted.txt").lines();
    let listed: Vec<&str> = listed
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            line.split_once(' ').map_or(line, |(id, why)| {
                assert!(why.len() > 10, "{id}: no reason");
                id
            })
        })
        .collect();
    assert_eq!(unplanted, listed, "scenarios/requirements/unplanted.txt");
}
