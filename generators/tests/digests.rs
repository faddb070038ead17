//! The same seed and options give the same bytes: `golden/digests.yaml`. A digest that changes needs a
//! line in the CHANGELOG that names its first twelve characters.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

use domain::Day;
use generators::{FlowError, WorldData, WorldSpec, lots, lots_of_part};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Golden {
    digests: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    seed: u64,
    insured: u32,
    months: u8,
    start: Day,
    sha256: String,
}

fn golden() -> Vec<Row> {
    let text = include_str!("../../golden/digests.yaml");
    domain::load::<Golden>("golden/digests.yaml", text)
        .unwrap()
        .digests
}

fn digest(row: &Row, threads: usize, parts: u32) -> String {
    let spec = WorldSpec {
        insured: row.insured,
        months: row.months,
        start: row.start,
        ..WorldSpec::demo()
    };
    let mut hash = Sha256::new();
    for part in 1..=parts {
        let range = lots_of_part(spec.lots(), part, parts);
        lots::<FlowError>(
            row.seed,
            &spec,
            range,
            threads,
            &WorldData::embedded().unwrap(),
            noemie::Profiles::shipped(),
            |lot| {
                for file in lot.files {
                    hash.update(&file.bytes);
                }
                Ok(())
            },
        )
        .unwrap();
    }
    hash.finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[test]
fn the_bytes_of_each_seed_are_the_golden_ones() {
    for row in golden() {
        assert_eq!(
            digest(&row, 1, 1),
            row.sha256,
            "seed {}, {} insured",
            row.seed,
            row.insured
        );
    }
}

#[test]
fn threads_and_parts_change_nothing() {
    for row in golden() {
        for (threads, parts) in [(2, 1), (4, 1), (1, 3), (2, 7)] {
            assert_eq!(
                digest(&row, threads, parts),
                row.sha256,
                "seed {}, {threads} threads, {parts} parts",
                row.seed
            );
        }
    }
}

#[test]
fn each_digest_stands_in_the_changelog() {
    let changelog = include_str!("../../CHANGELOG.md");
    for row in golden() {
        let head = &row.sha256[..12];
        assert!(
            changelog.contains(head),
            "the digest {head}… of seed {} is in no line of CHANGELOG.md: say what changed the bytes",
            row.seed
        );
    }
}
