//! `judge(expected, answer) → verdict`: pure, one lot at a time.

mod sums;
mod words;

use std::collections::BTreeMap;

use domain::{FileReaction, LineId, Outcome, Reaction};

use crate::case::{ExpectedFile, ExpectedLine};
use crate::session::{FileHeard, Said};
use crate::stream::{LineDays, LinePlace, Reading, Severity, Status, Subject, Sum, Verdict};
use crate::target::Grain;

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
    grain: Grain,
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
                Some((other.reading, line))
            });
            if grain.is_line() {
                verdicts.push(head.line_verdict(line, nth, others));
            }
        }
        if grain == Grain::Decompte {
            let others = alternatives.iter().filter_map(|other| {
                let file = other.files.get(index)?;
                Some((other.reading, file.lines.as_slice()))
            });
            let others: Vec<_> = others.collect();
            verdicts.extend(head.sum_verdicts(&others));
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
            None if self.said.is_untold && self.said.error.is_none() => Judged::skipped(
                "the target's export does not say what becomes of a file: not compared".to_owned(),
            ),
            None => self.silence(),
        };
        let subject = Subject::File {
            file: name.to_owned(),
            expected,
            got: self.said.reaction,
        };
        self.verdict("", self.file.file.rule, judged, subject)
    }

    fn line_verdict<'b>(
        &self,
        line: &ExpectedLine,
        nth: u32,
        others: impl Iterator<Item = (&'b Reading, &'b ExpectedLine)>,
    ) -> Verdict {
        let said = self.said.said(line.expectation.line, nth);
        let unread = self.said.unread.get(&(line.expectation.line, nth));
        let key = line_key(line.expectation.line, nth);
        self.said_verdict(line, &key, said, others, unread, None)
    }

    /// The verdict on words; `sum` where they are about several lines.
    fn said_verdict<'b>(
        &self,
        line: &ExpectedLine,
        key: &str,
        said: &[Said],
        others: impl Iterator<Item = (&'b Reading, &'b ExpectedLine)>,
        unread: Option<&String>,
        sum: Option<Sum>,
    ) -> Verdict {
        let heard = words::judge(line, said, others);
        let (due, got) = (heard.due, heard.got);
        let judged = match unread {
            Some(why) => Judged::unknown(why.clone()),
            None => heard.judged.unwrap_or_else(|| self.silence()),
        };
        let got = got.filter(|_| unread.is_none());
        let subject = Subject::Line {
            at: line.at.clone(),
            care: line.care.clone(),
            expected: due.outcome,
            got: got.map(|word| word.untold.filled(word.outcome, due.outcome)),
            days: days(line, said),
            untold: got.map(|word| word.untold.parts()).unwrap_or_default(),
            sum,
        };
        self.verdict(key, due.rule, judged, subject)
    }

    /// Of each décompte, what is paid for its lines less what is taken back.
    fn sum_verdicts(&self, others: &[(&Reading, &[ExpectedLine])]) -> Vec<Verdict> {
        let groups = sums::groups(&self.file.lines).into_iter();
        let each = groups.map(|group| {
            let identity = group.identity();
            let lines = &self.file.lines[group.lines.clone()];
            let expected = sums::expected(lines, &identity);
            let said = group.said(self.said);
            let others: Vec<(&Reading, ExpectedLine)> = others
                .iter()
                .filter_map(|(reading, lines)| {
                    let lines = lines.get(group.lines.clone())?;
                    Some((*reading, sums::expected(lines, &identity)))
                })
                .collect();
            let others = others.iter().map(|(reading, line)| (*reading, line));
            let sum = Sum {
                grain: Grain::Decompte,
                lines: group.count(),
            };
            let unread = group.unread(self.said);
            self.said_verdict(
                &expected,
                &format!("/{identity}"),
                &said,
                others,
                unread,
                Some(sum),
            )
        });
        each.collect()
    }

    /// Answers about lines that the file does not hold: they could not be joined.
    fn strangers(&self, held: &BTreeMap<LineId, u32>) -> Vec<Verdict> {
        let strangers = self
            .said
            .lines
            .keys()
            .filter(|(line, nth)| held.get(line).is_none_or(|count| nth >= count))
            .filter(|(line, nth)| {
                let words = self.said.said(*line, *nth);
                // Nothing was paid by not being named: nothing was answered either.
                !words.iter().all(|word| word.untold.reaction)
            });
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
            (Some(reason), _) => Judged::skipped(format!("the target skips it: {reason}")),
            (None, Some(error)) => Judged::unknown(format!("the target failed on it: {error}")),
            (None, None) => Judged::unknown("the target did not say".to_owned()),
        }
    }
}

/// When a line came, was first answered and was decided, on the virtual clock.
fn days(line: &ExpectedLine, said: &[Said]) -> Option<LineDays> {
    let decided = said
        .iter()
        .rfind(|word| word.outcome.reaction != Reaction::Held);
    Some(LineDays {
        received: line.due.first()?.by,
        answered: said.first().and_then(|word| word.on),
        decided: decided.and_then(|word| word.on),
    })
}

/// The line's part of an id; the n-th line of one identity in one file says so from the second on.
fn line_key(line: LineId, nth: u32) -> String {
    if nth == 0 {
        format!("/{line}")
    } else {
        format!("/{line}~{}", nth + 1)
    }
}

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

    /// Right under those readings of the register; none where there are none.
    fn tolerated(readings: Vec<Reading>) -> Option<Self> {
        let first = readings.first()?;
        Some(Self {
            status: Status::Tolerated,
            severity: None,
            note: Some(format!(
                "right under {first}, which the target does not declare"
            )),
            readings,
        })
    }

    fn skipped(note: String) -> Self {
        Self {
            status: Status::Skipped,
            severity: None,
            readings: Vec::new(),
            note: Some(note),
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

/// The lines that a verdict's place is about: one, or those of a décompte.
pub fn lines_at<'e>(
    files: &'e [ExpectedFile],
    place: &'e LinePlace,
) -> impl Iterator<Item = &'e ExpectedLine> {
    files.iter().flat_map(move |file| {
        let groups = sums::groups(&file.lines).into_iter();
        let of_group = groups.filter(|group| {
            let first = &file.lines[group.lines.start].at;
            (group.identity() == place.line)
                && first.file == place.file
                && first.offset == place.offset
        });
        let summed: Vec<&ExpectedLine> = of_group
            .flat_map(|group| &file.lines[group.lines])
            .collect();
        let one = file.lines.iter().filter(|line| line.at == *place);
        one.chain(summed)
    })
}

/// The place of a line verdict.
#[must_use]
pub fn place(verdict: &Verdict) -> Option<&LinePlace> {
    match &verdict.subject {
        Subject::Line { at, .. } => Some(at),
        _ => None,
    }
}
