//! What a run has to tell of a command and its exports, of one kind once.

use std::collections::BTreeMap;

use crate::target::untold::Note;

/// Kept of each kind: how often, the first ones, whether the target is to blame.
#[derive(Default)]
pub(super) struct Notes(BTreeMap<&'static str, Told>);

#[derive(Default)]
struct Told {
    count: u64,
    first: Vec<String>,
    is_wrong: bool,
}

/// How many of one kind are told in full.
const SHOWN: usize = 3;

impl Notes {
    pub(super) fn add(&mut self, kind: &'static str, is_wrong: bool, text: String) {
        let told = self.0.entry(kind).or_default();
        told.count += 1;
        told.is_wrong |= is_wrong;
        if told.first.len() < SHOWN {
            told.first.push(text);
        }
    }

    /// What was told, each kind in a sentence.
    pub(super) fn take(&mut self) -> Vec<Note> {
        let all = std::mem::take(&mut self.0).into_iter();
        all.map(|(kind, told)| Note {
            kind,
            text: sentence(kind, &told),
            is_wrong: told.is_wrong,
        })
        .collect()
    }
}

fn sentence(kind: &str, told: &Told) -> String {
    let what = match kind {
        "command" => "days whose command failed, their lines are unknown",
        "no-answers" => "days without answers, their lines are unknown",
        "unreadable" => "rows that cannot be read, their lines are unknown",
        "stranger" => "rows that join no line that was delivered",
        "ambiguous" => "rows that join several lines, which are unknown: join by more columns",
        _ => "the engine could not be made ready",
    };
    let first = told.first.join(" | ");
    let rest = told.count - told.first.len() as u64;
    if rest == 0 {
        format!("{what}: {first}")
    } else {
        format!("{what}: {first} | and {rest} more")
    }
}
