//! Stories: what is told happens, nothing else does, and what cannot be is refused in words.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use domain::{Cents, Day, Decompte};
use generators::story::{StoryError, StorySpec};
use generators::{LotFiles, story_files};
use noemie::Profiles;

fn story(text: &str) -> StorySpec {
    domain::load("story.yaml", text).unwrap()
}

const ANNA: &str = "
start: 2025-01-01
months: 13
people:
  - { name: Anna, born: 1984-03-12 }
  - { name: Lea, born: 2015-06-01, under: [Anna] }
contracts:
  - { id: family, product: equilibre, covers: [Anna, Lea], from: 2023-01-01 }
events:
";

fn with(events: &str) -> String {
    format!("{ANNA}{events}")
}

fn sent(text: &str) -> LotFiles {
    story_files(&story(text), Profiles::shipped()).unwrap()
}

/// The décomptes, with the day of their file.
fn decomptes(sent: &LotFiles) -> Vec<(Day, Decompte)> {
    let profile = Profiles::shipped().decomptes();
    let files = sent
        .files
        .iter()
        .filter(|file| file.id.reference == profile.reference());
    let mut all = Vec::new();
    for file in files {
        for read in noemie::decomptes::read(&file.bytes, profile) {
            assert!(read.findings().is_empty(), "{}", file.name);
            all.extend(
                read.decomptes
                    .into_iter()
                    .map(|(decompte, _)| (file.day, decompte)),
            );
        }
    }
    all
}

fn refused(events: &str) -> String {
    let error = story_files(&story(&with(events)), Profiles::shipped());
    error.map(|_| ()).unwrap_err().to_string()
}

#[test]
fn the_participation_stops_at_fifty_euros_a_year() {
    let sent = sent(&with(
        "  - { on: 2025-01-06, care: { of: Anna, times: 27, every: 13, acts: [ { act: G, fee: 3000 } ] } }
  - { on: 2026-01-07, care: { of: Anna, acts: [ { act: G, fee: 3000 } ] } }
",
    ));
    let kept: Vec<Cents> = decomptes(&sent)
        .iter()
        .map(|(_, decompte)| {
            let deductions = decompte
                .lines
                .iter()
                .filter(|line| line.act.deduction().is_some());
            deductions.map(|line| -line.amount).sum()
        })
        .collect();
    let mut due = vec![Cents(200); 25];
    due.extend([Cents(0), Cents(0), Cents(200)]);
    assert_eq!(kept, due);
}

#[test]
fn files_leave_on_the_day_they_are_told() {
    let sent = sent(&with(
        "  - { on: 2025-03-03, care: { id: visit, of: Lea, processed: 2025-03-10, acts: [ { act: G, fee: 3000 } ] } }
  - { on: 2025-03-12, send-again: visit }
  - { on: 2025-03-20, cancel: visit }
",
    ));
    let days: Vec<String> = decomptes(&sent)
        .iter()
        .map(|(day, _)| day.to_string())
        .collect();
    assert_eq!(days, ["2025-03-10", "2025-03-12", "2025-03-20"]);
}

#[test]
fn what_cannot_be_is_refused_in_words() {
    let visit = "  - { on: 2025-03-03, care: { id: visit, of: Anna, acts: [ { act: G } ] } }\n";
    let also = |event: &str| refused(&format!("{visit}{event}"));
    insta::assert_snapshot!([
        refused("  - { on: 2025-03-03, care: { of: Ana, acts: [ { act: G } ] } }"),
        refused("  - { on: 2025-03-03, care: { of: Anna, acts: [] } }"),
        refused("  - { on: 2025-03-03, care: { of: Anna, acts: [ { act: PH7 } ] } }"),
        refused("  - { on: 2025-03-03, care: { of: Anna, acts: [ { act: PSY, qualifier: ABC } ] } }"),
        refused("  - { on: 2026-03-03, care: { of: Anna, acts: [ { act: G } ] } }"),
        refused("  - { on: 2025-03-03, care: { of: Anna, processed: 2025-02-27, acts: [ { act: G } ] } }"),
        refused("  - { on: 2025-03-03 }"),
        also("  - { on: 2025-03-04, cancel: visit }"),
        also("  - { on: 2025-03-09, cancel: visite }"),
        also("  - { on: 2025-03-09, care: { id: visit, of: Anna, acts: [ { act: G } ] } }"),
        also("  - { on: 2025-03-09, contract: { id: familly, until: 2025-03-31 } }"),
    ]
    .join("\n"));
}

/// Every error says where it is.
#[test]
fn days_of_the_story_are_those_of_the_law() {
    let told = ANNA.replace("2025-01-01", "1985-01-01");
    let error = story_files(&story(&format!("{told}  []")), Profiles::shipped()).map(|_| ());
    assert!(matches!(error, Err(StoryError::World(_))), "{error:?}");
}
