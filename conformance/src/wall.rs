//! Scenarios whose days are moved so that they end today, for a target that lives by the wall clock (`clock: wall`).

use std::collections::BTreeMap;

use domain::{Cents, Day, Outcome};
use generators::story::StorySpec;
use noemie::Profiles;
use oracle::ambiguity::Choices;
use oracle::product::Product;

use crate::case::{Case, CaseFile};
use crate::runner::{Loaded, product};
use crate::scenario::{Play, instances};

/// A scenario with its days moved.
#[derive(Debug, Clone)]
pub struct Moved {
    /// The scenario.
    pub loaded: Loaded,
    /// By how many days: whole weeks, so that days of the week stay; before zero, into the past.
    pub days: i32,
}

/// Moves a scenario so that it ends today, or on one of the six days before. Files as they are (`flow`) stay where they are:
/// they are a failure to see again.
///
/// # Errors
/// Why it is not moved: it is no story, the law has no figures for the new days, or what is due would be another than before.
pub fn moved(loaded: &Loaded, today: Day) -> Result<Moved, String> {
    let play = loaded.scenario.play().map_err(|error| error.to_string())?;
    match play {
        Play::Story(story) => told(loaded, story, today),
        Play::World(spec) if weeks(spec.end(), today) == 0 => Ok(unmoved(loaded)),
        Play::World(spec) => Err(format!(
            "`clock: wall`: a world is drawn for its days, and ends on {} instead of {today}: give it another `start`",
            spec.end()
        )),
        Play::Examples(_) => {
            Err("`clock: wall`: published examples have days of their own".to_owned())
        }
        Play::Flow(_) => Ok(unmoved(loaded)),
    }
}

fn unmoved(loaded: &Loaded) -> Moved {
    Moved {
        loaded: loaded.clone(),
        days: 0,
    }
}

/// Days of the whole weeks from one day to another, the last one not begun.
fn weeks(from: Day, to: Day) -> i32 {
    to.since(from).div_euclid(7) * 7
}

fn told(loaded: &Loaded, story: &StorySpec, today: Day) -> Result<Moved, String> {
    let refused = |why: &dyn std::fmt::Display| {
        format!("`clock: wall`: it cannot be moved to end on {today}: {why}")
    };
    let end = last_day(story.start, story.months);
    let mut days = weeks(end, today);
    // Months that the story is moved to may be longer.
    while last_day(story.start.plus(days), story.months) > today {
        days -= 7;
    }
    if days == 0 {
        return Ok(unmoved(loaded));
    }
    let text = with_days(&loaded.text, days);
    let made = instances(&loaded.name, &text).map_err(|error| refused(&error))?;
    let named = made.into_iter().find(|one| one.id == loaded.scenario.id);
    let scenario = named.ok_or_else(|| refused(&"its days are part of its name"))?;
    let Some(after) = &scenario.story else {
        return Err(refused(&"it is no story"));
    };
    let before = due(loaded, story, 0).map_err(|error| refused(&error))?;
    let moved = due(loaded, after, days).map_err(|error| refused(&error))?;
    if let Some(why) = difference(&before, &moved) {
        return Err(refused(&why));
    }
    let loaded = Loaded {
        scenario,
        ..loaded.clone()
    };
    Ok(Moved { loaded, days })
}

fn last_day(start: Day, months: u8) -> Day {
    start.plus_months(i32::from(months)).plus(-1)
}

/// The text with each day in it moved.
fn with_days(text: &str, days: i32) -> String {
    let mut made = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = ' ';
    while let Some(letter) = rest.chars().next() {
        let apart = |letter: char| !letter.is_ascii_alphanumeric() && letter != '-';
        let day = rest.get(..10).and_then(|token| token.parse::<Day>().ok());
        let ends = rest
            .get(10..)
            .is_some_and(|after| after.chars().next().is_none_or(apart));
        match day {
            Some(day) if ends && apart(before) => {
                made.push_str(&day.plus(days).to_string());
                before = '0';
                rest = rest.get(10..).unwrap_or_default();
            }
            _ => {
                made.push(letter);
                before = letter;
                rest = rest.get(letter.len_utf8()..).unwrap_or_default();
            }
        }
    }
    made
}

/// What a line carries and what is due for it, its day counted from the days before the move. Two lists of these are the
/// same where every figure of the law that was used is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct DueLine {
    care: Day,
    act: String,
    figures: [Cents; 4],
    rate: u16,
    due: Vec<String>,
    amount: Cents,
}

fn due(loaded: &Loaded, story: &StorySpec, days: i32) -> Result<Vec<DueLine>, String> {
    let said = |error: &dyn std::fmt::Display| error.to_string();
    let profiles = Profiles::shipped();
    let profile = profiles.decomptes();
    let sent = generators::story_files(story, profiles).map_err(|error| said(&error))?;
    let named = story.products();
    let named = named
        .iter()
        .map(|id| product(id, &loaded.products).cloned());
    let products: Vec<Product> = named
        .collect::<Result<_, _>>()
        .map_err(|error| said(&error))?;
    let files = sent.files.into_iter();
    let files = files.filter(|file| file.id.reference == profile.reference());
    let case = Case {
        scenario: loaded.scenario.id.clone(),
        lot: 0,
        products,
        members: sent.members,
        changes: sent.changes,
        files: files
            .map(|file| CaseFile {
                day: file.day,
                name: file.name,
                bytes: file.bytes,
            })
            .collect(),
    };
    let expected = case.expect(profile, &Choices::default(), false);
    let expected = expected.map_err(|error| said(&error))?;
    let mut carried: BTreeMap<String, (Vec<u16>, Vec<Cents>)> = BTreeMap::new();
    for file in &case.files {
        for (decompte, _) in noemie::decomptes::read(&file.bytes, profile)
            .into_iter()
            .flat_map(|reading| reading.decomptes)
        {
            for line in &decompte.lines {
                let (rates, majorations) = carried
                    .entry(decompte.line_id(line).to_string())
                    .or_default();
                rates.push(line.rate);
                majorations.push(line.majoration);
            }
        }
    }
    let mut all = Vec::new();
    for line in expected.iter().flat_map(|file| &file.lines) {
        let outcome = |outcome: &Outcome| {
            format!(
                "{:?} {:?} {:?}",
                outcome.reaction, outcome.reason, outcome.payee
            )
        };
        let care = &line.care;
        let of_line = carried.get(&line.at.line);
        let rate = of_line
            .and_then(|(rates, _)| rates.first().copied())
            .unwrap_or(0);
        let majoration = of_line
            .and_then(|(_, all)| all.first().copied())
            .unwrap_or(Cents::ZERO);
        all.push(DueLine {
            care: care.day.plus(-days),
            act: care.act.clone(),
            figures: [care.spent, care.base, care.amo, majoration],
            rate,
            due: line.due.iter().map(|due| outcome(&due.outcome)).collect(),
            amount: line.expectation.outcome.amount,
        });
    }
    all.sort();
    Ok(all)
}

/// The first line that would not be as before.
fn difference(before: &[DueLine], after: &[DueLine]) -> Option<String> {
    let differs = before.iter().zip(after).find(|(one, other)| one != other);
    match differs {
        Some((one, other)) => Some(format!(
            "{} of {} would not be as before (base {} then {}, AMO {} then {}, due {} then {}): figures of the law or what \
             they are counted by change between the two",
            one.act,
            one.care,
            one.figures[1],
            other.figures[1],
            one.figures[2],
            other.figures[2],
            one.amount,
            other.amount
        )),
        None if before.len() != after.len() => Some(format!(
            "{} lines would be sent and not {}",
            after.len(),
            before.len()
        )),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]

    use super::*;

    #[test]
    fn days_are_moved_and_nothing_else() {
        let text =
            "born: 1984-03-12, on: 2025-01-31 }\n# 2024-02-28 C-2025-01-01 01-751-000 2025-01-011";
        assert_eq!(
            with_days(text, 28),
            "born: 1984-04-09, on: 2025-02-28 }\n# 2024-03-27 C-2025-01-01 01-751-000 2025-01-011"
        );
    }

    #[test]
    fn whole_weeks_never_reach_past_today() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        assert_eq!(weeks(day("2025-03-31"), day("2025-04-13")), 7);
        assert_eq!(weeks(day("2025-03-31"), day("2025-04-14")), 14);
        assert_eq!(weeks(day("2025-03-31"), day("2025-03-30")), -7);
    }
}
