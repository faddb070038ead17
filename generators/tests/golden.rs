//! One day of files, as a person can read them: `golden/day_of_files.snap`.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::fmt::Write as _;

use generators::{WorldData, WorldSpec, whole_lot};

/// A NOEMIE file with an entity a line. The persons are nobody: order number 000.
fn readable(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes)
        .replace("\r\n", "\n")
        .replace('@', "@\n  ")
}

#[test]
fn one_day_of_files() {
    let spec = WorldSpec {
        insured: 60,
        ..WorldSpec::demo()
    };
    let data = WorldData::embedded().unwrap();
    let (lot, _) = whole_lot(42, &spec, 0, &data, noemie::Profiles::shipped()).unwrap();
    let mut days: Vec<_> = lot
        .files
        .iter()
        .filter(|file| file.id.reference == 303)
        .map(|file| file.day)
        .collect();
    days.dedup();
    // The first day with more than one file: it shows several caisses or a second delivery.
    let day = *days
        .iter()
        .find(|day| lot.files.iter().filter(|file| file.day == **day).count() > 1)
        .unwrap();
    let mut text = String::new();
    for file in lot
        .files
        .iter()
        .filter(|file| file.day == day && file.id.reference == 303)
    {
        writeln!(text, "── {}\n{}", file.name, readable(&file.bytes)).unwrap();
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../golden");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("day_of_files", text));
}
