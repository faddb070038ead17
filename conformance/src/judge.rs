//! `judge(expected, answer) → verdict`: pure, one lot at a time.

use std::collections::BTreeMap;

use domain::{FileReaction, LineId, Outcome, Reaction, Recovery};
use oracle::ledger::{Expectation, Owing};

use crate::case::{Due, ExpectedFile, ExpectedLine};
use crate::session::{FileHeard, Said};
use crate::stream::{LinePlace, Reading, Severity, Status, Subject, Verdict};

/// What the ledger expects under one other alternative of the ambiguity register.
pub struct Alternative<'a> {
    /// Which.
    pub reading: &'a Reading,
    /// The same files, expected under it.
    pub files: &'a [ExpectedFile],
}

/// Judges what was heard of each file against what was expected of it.
///
/// `alternatives` are the other readings of the register: an answer that is wrong under the declared
/// choices but exact under one of them is tolerated, and names it.
#[must_use]
pub fn judge(
    scenario: &str,
    lot: u32,
    expected: &[ExpectedFile],
    names: &[String],
    heard: &[FileHeard],
    alternatives: &[Alternative<'_>],
) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    let silent = FileHeard::default();
    for (index, file) in expected.iter().enumerate() {
        let said = heard.get(index).unwrap_or(&silent);
        let name = names.get(index).cloned().unwrap_or_default();
        let head = Head {
            scenario,
            lot,
            file,
            said,
        };
        verdicts.push(head.file_verdict(&name));
        let mut seen: BTreeMap<LineId, u32> = BTreeMap::new();
        for (rank, line) in file.lines.iter().enumerate() {
            let count = seen.entry(line.expectation.line).or_insert(0);
            let nth = *count;
            *count += 1;
            let others = alternatives.iter().filter_map(|other| {
                let line = other.files.get(index)?.lines.get(rank)?;
                Some((other.reading, Expected::of(&line.expectation)))
            });
            verdicts.push(head.line_verdict(line, nth, others));
        }
        verdicts.extend(head.strangers(&seen));
    }
    verdicts
}

/// Id of the n-th delivery of a file.
fn file_key(file: &ExpectedFile) -> String {
    match &file.id {
        Some(id) => format!("{id}#{}", file.occurrence),
        None => format!("unreadable-header#{}", file.occurrence),
    }
}

struct Head<'a> {
    scenario: &'a str,
    lot: u32,
    file: &'a ExpectedFile,
    said: &'a FileHeard,
}

impl Head<'_> {
    fn verdict(&self, key: &str, rule: &str, judged: Judged, subject: Subject) -> Verdict {
        Verdict {
            id: format!(
                "{}/{:04}/{}{key}",
                self.scenario,
                self.lot,
                file_key(self.file)
            ),
            scenario: self.scenario.to_owned(),
            lot: self.lot,
            rule: rule.to_owned(),
            status: judged.status,
            severity: judged.severity,
            subject,
            readings: judged.readings,
            note: judged.note,
            extra: BTreeMap::new(),
        }
    }

    fn file_verdict(&self, name: &str) -> Verdict {
        let expected = self.file.file.reaction;
        let judged = match self.said.reaction {
            Some(got) if got == expected => Judged::conform(),
            Some(_) => Judged::wrong(Severity::Must, None),
            None => self.silence(),
        };
        let subject = Subject::File {
            file: name.to_owned(),
            expected,
            got: self.said.reaction,
        };
        self.verdict("", self.file.file.rule, judged, subject)
    }

    /// A line is right when it was right at the end of the day it came, right again each time that
    /// something changed for it, and never amended otherwise.
    fn line_verdict<'b>(
        &self,
        line: &ExpectedLine,
        nth: u32,
        others: impl Iterator<Item = (&'b Reading, Expected)>,
    ) -> Verdict {
        let said = self.said.said(line.expectation.line, nth);
        let first = line.due.first().copied().unwrap_or(Due {
            by: line.care.day,
            outcome: line.expectation.outcome,
            owing: line.expectation.owing,
            rule: line.expectation.rule,
        });
        let in_force = |due: &Due| said.iter().rfind(|word| word.on <= Some(due.by));
        let last = Due {
            outcome: line.expectation.outcome,
            owing: line.expectation.owing,
            rule: line.expectation.rule,
            ..first
        };
        let wrong_on_its_day = line
            .due
            .iter()
            .find(|due| !in_force(due).is_some_and(|word| Expected::by(due).is(word)));
        let amended = said
            .windows(2)
            .find(|pair| pair[0].outcome.reaction != Reaction::Held);
        let end = said.last();
        let (due, got, judged) = match (wrong_on_its_day, amended, end) {
            (_, _, None) => (last, None, self.silence()),
            (Some(due), _, Some(end)) => match in_force(due) {
                Some(got) => {
                    let judged = compare(Expected::by(due), got, others);
                    (*due, Some(got.outcome), judged)
                }
                None => (
                    *due,
                    Some(end.outcome),
                    Judged::unknown(TOO_LATE.to_owned()),
                ),
            },
            (None, Some(pair), Some(_)) => {
                let note = "answered otherwise first: only a held line may be amended".to_owned();
                (
                    last,
                    Some(pair[0].outcome),
                    Judged::wrong(Severity::Must, Some(note)),
                )
            }
            (None, None, Some(end)) => {
                let judged = compare(Expected::by(&last), end, others);
                (last, Some(end.outcome), judged)
            }
        };
        let subject = Subject::Line {
            at: line.at.clone(),
            care: line.care.clone(),
            expected: due.outcome,
            got,
        };
        self.verdict(
            &line_key(line.expectation.line, nth),
            due.rule,
            judged,
            subject,
        )
    }

    /// Answers about lines that the file does not hold: they could not be joined.
    fn strangers(&self, held: &BTreeMap<LineId, u32>) -> Vec<Verdict> {
        let strangers = self
            .said
            .lines
            .keys()
            .filter(|(line, nth)| held.get(line).is_none_or(|count| nth >= count));
        strangers
            .map(|&(line, nth)| {
                let moves = moves_money(self.said.last(line, nth).as_ref());
                let (why, wrong) = match self.file.file.reaction {
                    FileReaction::Accepted if held.contains_key(&line) => (
                        "the line is answered more often than the file holds it",
                        true,
                    ),
                    FileReaction::Accepted => ("the file holds no such line", false),
                    FileReaction::Refused | FileReaction::Duplicate => (
                        "nothing of the file counts, yet a line of it was answered",
                        moves,
                    ),
                };
                let judged = if wrong {
                    Judged::wrong(Severity::Must, Some(why.to_owned()))
                } else {
                    Judged::unknown(why.to_owned())
                };
                let key = line_key(line, nth);
                let detail = format!("{line}: {why}");
                self.verdict(
                    &key,
                    self.file.file.rule,
                    judged,
                    Subject::Target { detail },
                )
            })
            .collect()
    }

    fn silence(&self) -> Judged {
        match (&self.said.skipped, &self.said.error) {
            (Some(reason), _) => Judged {
                status: Status::Skipped,
                severity: None,
                readings: Vec::new(),
                note: Some(format!("the target skips it: {reason}")),
            },
            (None, Some(error)) => Judged::unknown(format!("the target failed on it: {error}")),
            (None, None) => Judged::unknown("the target did not say".to_owned()),
        }
    }
}

/// The line's part of an id; the n-th line of one identity in one file says so from the second on.
fn line_key(line: LineId, nth: u32) -> String {
    if nth == 0 {
        format!("/{line}")
    } else {
        format!("/{line}~{}", nth + 1)
    }
}

/// Said of an answer that comes after everything due was said to be settled.
const TOO_LATE: &str = "answered only after the target had said that everything due was settled";

fn moves_money(outcome: Option<&Outcome>) -> bool {
    outcome.is_some_and(|outcome| outcome.amount != domain::Cents::ZERO)
}

struct Judged {
    status: Status,
    severity: Option<Severity>,
    readings: Vec<Reading>,
    note: Option<String>,
}

impl Judged {
    fn conform() -> Self {
        Self {
            status: Status::Conform,
            severity: None,
            readings: Vec::new(),
            note: None,
        }
    }

    fn wrong(severity: Severity, note: Option<String>) -> Self {
        Self {
            status: Status::Nonconform,
            severity: Some(severity),
            readings: Vec::new(),
            note,
        }
    }

    fn unknown(note: String) -> Self {
        Self {
            status: Status::Unknown,
            severity: None,
            readings: Vec::new(),
            note: Some(note),
        }
    }
}

/// What is expected of a line: what must be said, and what may be said beside it.
#[derive(Clone, Copy)]
struct Expected {
    outcome: Outcome,
    owing: Owing,
}

impl Expected {
    fn of(expectation: &Expectation) -> Self {
        Self {
            outcome: expectation.outcome,
            owing: expectation.owing,
        }
    }

    fn by(due: &Due) -> Self {
        Self {
            outcome: due.outcome,
            owing: due.owing,
        }
    }

    /// Whether that is said, and nothing of what is owed is said otherwise.
    fn is(&self, said: &Said) -> bool {
        said.outcome == self.outcome && self.recovers(said) && self.keeps(said)
    }

    fn recovers(&self, said: &Said) -> bool {
        said.recovery.is_none() || said.recovery == self.owing.recovery
    }

    fn keeps(&self, said: &Said) -> bool {
        said.kept.is_none_or(|kept| kept == self.owing.kept)
    }
}

fn compare<'b>(
    expected: Expected,
    got: &Said,
    others: impl Iterator<Item = (&'b Reading, Expected)>,
) -> Judged {
    if expected.is(got) {
        return Judged::conform();
    }
    let exact = others.filter(|(_, expected)| expected.is(got));
    let readings: Vec<Reading> = exact.map(|(reading, _)| reading.clone()).collect();
    if let Some(first) = readings.first() {
        return Judged {
            status: Status::Tolerated,
            severity: None,
            note: Some(format!(
                "right under {first}, which the target does not declare"
            )),
            readings,
        };
    }
    if expected.outcome != got.outcome {
        let (expected, got) = (expected.outcome, got.outcome);
        return Judged::wrong(severity(expected, got), difference(expected, got));
    }
    if expected.keeps(got) {
        let due = expected.owing.recovery.map_or("not owed", Recovery::word);
        let note = format!("what is taken back is {due} here");
        return Judged::wrong(Severity::Should, Some(note));
    }
    let note = format!("{} are kept of the payment", expected.owing.kept);
    Judged::wrong(Severity::Must, Some(note))
}

/// Money, payee or a line treated otherwise: a *must*. A zero taken for a refusal, or another reason:
/// they mislead the member but move nothing, a *should* (house plan).
fn severity(expected: Outcome, got: Outcome) -> Severity {
    let zero = |reaction| matches!(reaction, Reaction::SettledZero | Reaction::Refused);
    let same_money = expected.amount == got.amount && expected.payee == got.payee;
    let same_kind =
        expected.reaction == got.reaction || (zero(expected.reaction) && zero(got.reaction));
    if same_money && same_kind {
        Severity::Should
    } else {
        Severity::Must
    }
}

fn difference(expected: Outcome, got: Outcome) -> Option<String> {
    if !got.reason.fits(got.reaction) {
        return Some("the reason is none that this reaction can have".to_owned());
    }
    if expected.reaction == got.reaction && expected.amount == got.amount {
        let payee = expected.payee != got.payee;
        return Some(
            if payee {
                "another payee"
            } else {
                "another reason"
            }
            .to_owned(),
        );
    }
    None
}

/// The place of a line verdict.
#[must_use]
pub fn place(verdict: &Verdict) -> Option<&LinePlace> {
    match &verdict.subject {
        Subject::Line { at, .. } => Some(at),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use domain::{Cents, Payee, ReasonClass};

    use super::*;

    fn paid(cents: i64) -> Outcome {
        Outcome::paid(Cents(cents), Payee::Insured)
    }

    fn due(outcome: Outcome) -> Expected {
        Expected {
            outcome,
            owing: Owing::default(),
        }
    }

    fn said(outcome: Outcome) -> Said {
        Said {
            on: None,
            outcome,
            recovery: None,
            kept: None,
        }
    }

    fn alone(expected: Outcome, got: Outcome) -> Judged {
        compare(due(expected), &said(got), std::iter::empty())
    }

    #[test]
    fn a_cent_is_a_must() {
        let judged = alone(paid(795), paid(794));
        assert_eq!(judged.status, Status::Nonconform);
        assert_eq!(judged.severity, Some(Severity::Must));
    }

    #[test]
    fn zero_for_refusal_is_a_should() {
        let refused = Outcome::without_money(Reaction::Refused, ReasonClass::ActNotCovered);
        let zero = Outcome::without_money(Reaction::SettledZero, ReasonClass::NothingLeft);
        let judged = alone(refused, zero);
        assert_eq!(judged.severity, Some(Severity::Should));
        let held = Outcome::without_money(Reaction::Held, ReasonClass::DuplicateSuspected);
        assert_eq!(alone(refused, held).severity, Some(Severity::Must));
    }

    #[test]
    fn another_reading_of_the_register_is_tolerated_and_named() {
        let reading = |entry: &str| Reading {
            entry: entry.to_owned(),
            alternative: "other".to_owned(),
        };
        let (one, no, two) = (reading("some-entry"), reading("no"), reading("third"));
        let others = [(&one, 794), (&no, 1), (&two, 794)];
        let judged = compare(
            due(paid(795)),
            &said(paid(794)),
            others
                .map(|(reading, cents)| (reading, due(paid(cents))))
                .into_iter(),
        );
        assert_eq!(judged.status, Status::Tolerated);
        assert!(judged.note.unwrap().contains("some-entry: other"));
        assert_eq!(judged.readings, [one, two]);
    }

    #[test]
    fn what_is_owed_may_be_left_out_and_is_judged_where_it_is_said() {
        let reversed = Expected {
            outcome: Outcome::reversed(Cents(795), Payee::Insured),
            owing: Owing {
                recovery: Some(Recovery::Claimed),
                ..Owing::default()
            },
        };
        let judged = |recovery| {
            let said = Said {
                recovery,
                ..said(reversed.outcome)
            };
            let judged = compare(reversed, &said, std::iter::empty());
            (judged.status, judged.severity)
        };
        assert_eq!(judged(None), (Status::Conform, None));
        assert_eq!(judged(Some(Recovery::Claimed)), (Status::Conform, None));
        let should = (Status::Nonconform, Some(Severity::Should));
        assert_eq!(judged(Some(Recovery::Offset)), should);

        let kept = |cents| {
            let said = Said {
                kept: Some(Cents(cents)),
                ..said(paid(795))
            };
            let reading = Reading {
                entry: "undue-recovery".to_owned(),
                alternative: "offset".to_owned(),
            };
            let offset = Expected {
                owing: Owing {
                    kept: Cents(500),
                    ..Owing::default()
                },
                ..due(paid(795))
            };
            let judged = compare(due(paid(795)), &said, std::iter::once((&reading, offset)));
            (judged.status, judged.severity)
        };
        assert_eq!(kept(0), (Status::Conform, None));
        assert_eq!(kept(500), (Status::Tolerated, None));
        assert_eq!(kept(400), (Status::Nonconform, Some(Severity::Must)));
    }
}
