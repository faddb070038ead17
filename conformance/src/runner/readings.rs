//! The readings of the register (house plan, decision 7): the one a target declares, and those under which an
//! answer that is wrong under it is tolerated.

use std::collections::{BTreeMap, BTreeSet};

use noemie::profile::Profile;
use oracle::ambiguity::{self, ChoiceError, Choices};
use oracle::ledger::LedgerError;

use crate::case::{Case, ExpectedFile};
use crate::judge::{Alternative, judge};
use crate::session::FileHeard;
use crate::stream::{Reading, Severity, Status, Subject, Verdict};
use crate::target::Grain;

/// What a target declares, and the other readings that can be folded.
pub(super) struct Readings {
    declared: Choices,
    grain: Grain,
    others: Vec<(Reading, Choices)>,
    /// The alternatives of each entry that explain every answer tolerated under it so far.
    taken: BTreeMap<String, BTreeSet<String>>,
}

impl Readings {
    /// Those of a target that declares `declared`.
    pub(super) fn of(declared: Choices) -> Result<Self, ChoiceError> {
        let mut others = Vec::new();
        let tolerated = |entry: &&ambiguity::Entry| entry.implemented && entry.tolerated;
        for entry in ambiguity::all().iter().filter(tolerated) {
            for alternative in &entry.alternatives {
                if !declared.is(&entry.id, &alternative.id) {
                    let choices = declared.clone().with(&entry.id, &alternative.id)?;
                    let reading = Reading {
                        entry: entry.id.clone(),
                        alternative: alternative.id.clone(),
                    };
                    others.push((reading, choices));
                }
            }
        }
        Ok(Self {
            declared,
            grain: Grain::Line,
            others,
            taken: BTreeMap::new(),
        })
    }

    /// The same of a target that is judged at that grain.
    pub(super) fn at(self, grain: Grain) -> Self {
        Self { grain, ..self }
    }

    /// What the target declares.
    pub(super) fn declared(&self) -> &Choices {
        &self.declared
    }

    /// Judges what was heard of a case. An alternative is one more fold of the whole case: only a line that
    /// differs asks for them.
    pub(super) fn judged(
        &self,
        case: &Case,
        heard: &[FileHeard],
        names: &[String],
        profile: &Profile,
    ) -> Result<(Vec<ExpectedFile>, Vec<Verdict>), LedgerError> {
        let read = case.read(profile);
        let expected = case.expect_of(&read, &self.declared, false)?;
        let judge = |alternatives: &[Alternative<'_>]| {
            judge(
                &case.scenario,
                case.lot,
                &expected,
                names,
                heard,
                alternatives,
                self.grain,
            )
        };
        let verdicts = judge(&[]);
        if !verdicts.iter().any(is_a_line_that_differs) {
            return Ok((expected, verdicts));
        }
        let mut folded = Vec::with_capacity(self.others.len());
        for (reading, choices) in &self.others {
            folded.push((reading, case.expect_of(&read, choices, false)?));
        }
        let alternatives: Vec<Alternative<'_>> = folded
            .iter()
            .map(|(reading, files)| Alternative { reading, files })
            .collect();
        let verdicts = judge(&alternatives);
        Ok((expected, verdicts))
    }

    /// A target may read an entry one way or the other, not both: a verdict that no alternative explains beside
    /// those tolerated before is nonconform. Of several entries that explain it, one in use goes first.
    pub(super) fn one_alternative_an_entry(&mut self, verdict: &mut Verdict) {
        if verdict.status != Status::Tolerated {
            return;
        }
        let mut by_entry: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for reading in &verdict.readings {
            let alternatives = by_entry.entry(&reading.entry).or_default();
            alternatives.insert(reading.alternative.clone());
        }
        let mut fresh = None;
        for (entry, alternatives) in &by_entry {
            let Some(taken) = self.taken.get_mut(*entry) else {
                fresh = fresh.or(Some((*entry, alternatives)));
                continue;
            };
            let both: BTreeSet<String> = taken.intersection(alternatives).cloned().collect();
            if !both.is_empty() {
                *taken = both;
                return;
            }
        }
        if let Some((entry, alternatives)) = fresh {
            self.taken.insert(entry.to_owned(), alternatives.clone());
            return;
        }
        let Some(first) = verdict.readings.first() else {
            return;
        };
        let before = self.taken.get(&first.entry).into_iter().flatten();
        let before: Vec<&str> = before.map(String::as_str).collect();
        verdict.status = Status::Nonconform;
        verdict.severity = Some(Severity::Must);
        verdict.note = Some(format!(
            "{} is read as {} here and as {} before: one of them",
            first.entry,
            first.alternative,
            before.join(" or ")
        ));
    }
}

/// Whether another reading of the register might make it right.
fn is_a_line_that_differs(verdict: &Verdict) -> bool {
    verdict.status == Status::Nonconform && matches!(verdict.subject, Subject::Line { .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(entry: &str, alternative: &str) -> Reading {
        Reading {
            entry: entry.to_owned(),
            alternative: alternative.to_owned(),
        }
    }

    /// What becomes of answers that are right under those readings, one after the other.
    fn statuses(answers: &[&[(&str, &str)]]) -> Vec<Status> {
        let mut readings = Readings::of(Choices::default()).unwrap();
        let mut all = Vec::new();
        for answer in answers {
            let mut verdict = Verdict {
                id: String::new(),
                scenario: String::new(),
                lot: 0,
                rule: String::new(),
                status: Status::Tolerated,
                severity: None,
                subject: Subject::Target {
                    detail: String::new(),
                },
                readings: answer.iter().map(|(e, a)| reading(e, a)).collect(),
                note: None,
                extra: BTreeMap::new(),
            };
            readings.one_alternative_an_entry(&mut verdict);
            all.push(verdict.status);
        }
        all
    }

    #[test]
    fn one_alternative_of_an_entry_is_tolerated_and_a_second_is_not() {
        use Status::{Nonconform, Tolerated};
        let (a, b) = ([("e", "a")], [("e", "b")]);
        assert_eq!(
            statuses(&[&a, &a, &b, &a]),
            [Tolerated, Tolerated, Nonconform, Tolerated]
        );
        assert_eq!(statuses(&[&a, &[("f", "b")]]), [Tolerated, Tolerated]);
    }

    #[test]
    fn an_answer_that_two_alternatives_explain_leaves_both_open() {
        use Status::{Nonconform, Tolerated};
        let (both, b) = ([("e", "a"), ("e", "b")], [("e", "b")]);
        assert_eq!(
            statuses(&[&both, &b, &[("e", "a")]]),
            [Tolerated, Tolerated, Nonconform]
        );
    }

    #[test]
    fn an_answer_that_two_entries_explain_goes_to_the_one_in_use() {
        use Status::{Nonconform, Tolerated};
        let either = [("e", "a"), ("f", "x")];
        assert_eq!(
            statuses(&[&[("f", "x")], &either, &[("e", "b")], &[("f", "y")]]),
            [Tolerated, Tolerated, Tolerated, Nonconform]
        );
    }

    #[test]
    fn the_declared_alternative_is_none_of_the_others() {
        let declared = Choices::default()
            .with("uncovered-act", "settled-zero")
            .unwrap();
        let readings = Readings::of(declared).unwrap();
        let of_entry: Vec<&str> = readings
            .others
            .iter()
            .filter(|(reading, _)| reading.entry == "uncovered-act")
            .map(|(reading, _)| reading.alternative.as_str())
            .collect();
        assert_eq!(of_entry, ["refused"]);
        // `rounding` is a contract of its own: a wrong cent stays a wrong cent.
        assert!(
            readings
                .others
                .iter()
                .all(|(reading, _)| reading.entry != "rounding")
        );
    }
}
