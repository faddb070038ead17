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

/// A stay has the lines of an establishment, each month its own invoice, and is paid in the person's stead.
#[test]
fn a_stay_is_billed_by_the_month() {
    let sent = sent(&with(
        "  - { on: 2025-02-03, care: { of: Anna, stay: { to: 2025-02-28, exit: none, price: { daily: 30000 } } } }
  - { on: 2025-03-01, care: { of: Anna, stay: { entry: 2025-02-03, to: 2025-03-14, price: { daily: 30000 } } } }
  - { on: 2025-04-07, care: { of: Lea, emergency: true } }
",
    ));
    let all = decomptes(&sent);
    let codes: Vec<Vec<&str>> = all
        .iter()
        .map(|(_, one)| one.lines.iter().map(|line| line.act.as_str()).collect())
        .collect();
    assert_eq!(codes.len(), 3, "{codes:?}");
    let month = |at: usize| codes.get(at).cloned().unwrap_or_default();
    // The ticket modérateur of the first days is above their daily charges, from day 31 on there is none.
    assert_eq!(month(0), ["PJ"], "{codes:?}");
    assert!(month(1).contains(&"FJ"), "{codes:?}");
    assert_eq!(month(2), ["FPU"]);
}

/// A child of two parents has a row under each NIR, and each row names the other.
#[test]
fn a_child_of_two_parents_has_two_rows() {
    let told = "
start: 2025-01-01
months: 2
people:
  - { name: Anna, born: 1984-03-12 }
  - { name: Marc, born: 1983-03-12, sex: male }
  - { name: Lea, born: 2015-06-01, under: [Anna, Marc] }
contracts:
  - { id: family, product: equilibre, covers: [Anna, Marc, Lea], from: 2023-01-01 }
events: []
";
    let sent = sent(told);
    let rows: Vec<_> = sent
        .members
        .iter()
        .filter(|row| row.first_name == "LEA")
        .collect();
    let [first, second] = rows.as_slice() else {
        panic!("two rows: {rows:#?}");
    };
    assert_eq!(first.rights.second_nir, Some(second.nir));
    assert_eq!(second.rights.second_nir, Some(first.nir));
    assert_eq!(first.member, second.member);
}

/// An adversity of a story strikes the care that it is told of, or is refused.
#[test]
fn what_befalls_strikes_or_is_refused() {
    let visit = |befalls: &str| {
        with(&format!(
            "  - {{ on: 2025-02-03, care: {{ id: visit, of: Anna, {befalls} acts: [ {{ act: G, fee: 3000 }} ] }} }}\n"
        ))
    };
    let off_rate = sent(&visit("befalls: amount-off-rate,"));
    let (_, struck) = decomptes(&off_rate).remove(0);
    let sound = |line: &domain::Line| line.act.as_str() == "G" && line.amount == Cents(2_100);
    assert!(!struck.lines.iter().any(sound), "{struck:#?}");
    let twice = sent(&format!(
        "{}  - {{ on: 2025-03-03, befalls: {{ id: visit, by: cancelled-twice }} }}\n",
        visit("")
    ));
    assert_eq!(decomptes(&twice).len(), 3);
    let why = |text: &str| {
        let error = story_files(&story(text), Profiles::shipped());
        error.map(|_| ()).unwrap_err().to_string()
    };
    let after = |by: &str| {
        let told = visit("");
        why(&format!(
            "{told}  - {{ on: 2025-03-03, befalls: {{ id: visit, by: {by} }} }}\n"
        ))
    };
    assert!(why(&visit("befalls: cancelled-twice,")).contains("is put into"));
    assert!(after("unknown-act").contains("comes after"));
    assert!(after("no-such-thing").contains("comes after"));
    // One act alone cannot be taken back in part.
    let nothing = after("partial-cancellation");
    assert!(
        nothing.contains("2025-03-03") && nothing.contains("partial-cancellation"),
        "{nothing}"
    );
}
