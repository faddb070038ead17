//! The floors of the house: who may use whom, over `cargo metadata`.

#![allow(clippy::expect_used, reason = "helpers of tests are tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use cargo_metadata::{DependencyKind, MetadataCommand};

/// Each room and its floor. A room uses only rooms on strictly lower floors. `mutuelle` stands beside the
/// caisse: it knows the wire and the protocol, and never the oracle.
const FLOORS: [(&str, u8); 15] = [
    ("domain", 0),
    ("packing", 0),
    ("noemie", 1),
    ("oracle", 1),
    ("protocol", 1),
    ("second-amo", 1),
    ("caisse", 2),
    ("mutuelle", 2),
    ("agreement", 3),
    ("generators", 3),
    ("columns", 4),
    ("simulator", 4),
    ("conformance", 5),
    ("etalon", 6),
    ("benches", 7),
];

/// Dependencies that break the rule, each with its reason. None so far: tests keep to the floors too.
const EXCEPTIONS: [(&str, &str, &str); 0] = [];

/// Rooms that hold a second opinion on what is due: written apart from the oracle, they are none once they
/// reach it, on whatever path.
const SECOND_OPINIONS: [&str; 2] = ["mutuelle", "second-amo"];

/// The oracle, and the rooms that stand on it.
const NEVER_IN_A_SECOND_OPINION: [&str; 5] =
    ["oracle", "caisse", "generators", "conformance", "simulator"];

/// Most packages in the normal graph of the core (house plan: under 120).
const CORE_PACKAGES: usize = 120;

/// The platform the core is counted for: a fixed one, so that the count does not depend on who counts.
const PLATFORM: &str = "x86_64-unknown-linux-gnu";

fn manifest() -> String {
    format!("{}/Cargo.toml", env!("CARGO_MANIFEST_DIR"))
}

/// Rooms and what their manifests say: name to (name, kind, optional).
fn rooms() -> BTreeMap<String, Vec<(String, DependencyKind, bool)>> {
    let metadata = MetadataCommand::new()
        .manifest_path(manifest())
        .no_deps()
        .exec()
        .expect("cargo metadata");
    let packages = metadata.workspace_packages();
    let names: BTreeSet<String> = packages.iter().map(|p| p.name.to_string()).collect();
    packages
        .iter()
        .map(|package| {
            let uses = package
                .dependencies
                .iter()
                .filter(|dependency| names.contains(&dependency.name))
                .map(|dependency| {
                    (
                        dependency.name.clone(),
                        dependency.kind,
                        dependency.optional,
                    )
                })
                .collect();
            (package.name.to_string(), uses)
        })
        .collect()
}

#[test]
fn every_room_has_a_floor() {
    let rooms: BTreeSet<String> = rooms().into_keys().collect();
    let floors: BTreeSet<String> = FLOORS.iter().map(|(room, _)| (*room).to_owned()).collect();
    assert_eq!(
        rooms, floors,
        "give a new room its floor here and in ARCHITECTURE.md"
    );
}

#[test]
fn rooms_use_only_lower_floors() {
    let floor: BTreeMap<&str, u8> = FLOORS.into();
    let excepted = |from: &str, to: &str| EXCEPTIONS.iter().any(|(a, b, _)| *a == from && *b == to);
    for (room, uses) in rooms() {
        for (used, kind, _) in uses {
            assert!(
                floor[used.as_str()] < floor[room.as_str()] || excepted(&room, &used),
                "{room} (floor {}) may not use {used} (floor {}), not even as a {kind} dependency",
                floor[room.as_str()],
                floor[used.as_str()],
            );
        }
    }
}

#[test]
fn wire_law_and_protocol_do_not_know_each_other() {
    let rooms = rooms();
    for room in ["noemie", "oracle", "protocol", "second-amo"] {
        // What a build script uses is in no binary.
        let used = rooms[room].iter();
        let used = used.filter(|(_, kind, _)| *kind != DependencyKind::Build);
        let uses: BTreeSet<&str> = used.map(|(used, ..)| used.as_str()).collect();
        assert!(
            uses.iter().all(|used| *used == "domain"),
            "{room} stands on domain alone, found {uses:?}"
        );
    }
}

#[test]
fn second_opinions_never_reach_the_oracle() {
    let rooms = rooms();
    for opinion in SECOND_OPINIONS {
        let reached = reached(&rooms, opinion);
        for room in NEVER_IN_A_SECOND_OPINION {
            assert!(
                !reached.contains(room),
                "{opinion} reaches {room}: {reached:?}"
            );
        }
    }
}

#[test]
fn the_two_halves_of_the_second_oracle_are_apart() {
    let rooms = rooms();
    assert!(!reached(&rooms, "mutuelle").contains("second-amo"));
    assert!(!reached(&rooms, "second-amo").contains("mutuelle"));
    assert!(!reached(&rooms, "etalon").contains("second-amo"));
}

/// The rooms that a room uses, directly or not. Its tests count at the first step; what others test with
/// does not come along.
fn reached(
    rooms: &BTreeMap<String, Vec<(String, DependencyKind, bool)>>,
    room: &str,
) -> BTreeSet<String> {
    let mut reached: BTreeSet<String> = rooms[room].iter().map(|(used, ..)| used.clone()).collect();
    let mut left: Vec<String> = reached.iter().cloned().collect();
    while let Some(room) = left.pop() {
        for (used, kind, _) in &rooms[&room] {
            if *kind != DependencyKind::Development && reached.insert(used.clone()) {
                left.push(used.clone());
            }
        }
    }
    reached
}

#[test]
fn doors_are_an_option() {
    for (room, uses) in rooms() {
        for (used, kind, optional) in uses {
            if used == "simulator" && kind == DependencyKind::Normal {
                assert!(optional, "{room} must use simulator behind a feature only");
            }
        }
    }
}

#[test]
fn the_core_stays_small() {
    let packages = core_packages();
    for doors in ["simulator v", "hyper v", "tokio v"] {
        assert!(
            !packages.iter().any(|package| package.starts_with(doors)),
            "{doors}: {packages:?}"
        );
    }
    let rooms = packages
        .iter()
        .filter(|package| package.starts_with("domain v"))
        .count();
    assert_eq!(
        rooms, 1,
        "the listing is not what this test reads: {packages:?}"
    );
    assert!(
        packages.len() < CORE_PACKAGES,
        "the core has {} packages, {CORE_PACKAGES} is the limit: {packages:?}",
        packages.len()
    );
}

/// Names and versions of the packages that the core is built from, itself included. `cargo metadata`
/// joins the features that every member of the workspace asks for and would count too many.
fn core_packages() -> BTreeSet<String> {
    let options = [
        "--no-default-features",
        "--edges",
        "normal",
        "--prefix",
        "none",
    ];
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--package", "etalon", "--target", PLATFORM])
        .args(options)
        .args(["--format", "{p}", "--manifest-path", &manifest()])
        .output()
        .expect("cargo tree");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout)
        .lines()
        // A line is `name vX.Y.Z`, then where it lies or `(*)` where it was listed before.
        .map(|line| line.split(" (").next().unwrap_or(line).to_owned())
        .collect()
}
