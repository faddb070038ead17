//! Two flows that must come to the same, held against each other.

use std::collections::BTreeMap;

use domain::{Beneficiary, Cents, LineId, Outcome};
use noemie::profile::Profile;

use super::{Invariant, Variant};
use crate::case::Case;
use crate::session::FileHeard;
use crate::stream::{Came, CareShown, LinePlace, Severity, Status, Subject, Verdict};

/// A case told in two ways, and what was heard of both.
pub(crate) struct Pair<'p> {
    /// What must hold.
    pub(crate) invariant: Invariant,
    /// The first flow.
    pub(crate) case: &'p Case,
    /// What the target said of its files.
    pub(crate) heard: &'p [FileHeard],
    /// The second flow.
    pub(crate) variant: &'p Variant,
    /// What the target said of its files.
    pub(crate) again: &'p [FileHeard],
    /// Names of both folders in the report.
    pub(crate) flows: [String; 2],
}

/// Where a line stands in the first flow, and what it is about.
type Place = (LinePlace, CareShown, Beneficiary);

/// Last words on lines, by identity: as often as the identity was delivered.
type Words = BTreeMap<LineId, Vec<Option<Outcome>>>;

impl Pair<'_> {
    /// One verdict on the whole where everything comes to the same; else one for each line and file that does not, with
    /// the person it is about.
    pub(crate) fn judged(&self, profile: &Profile) -> Vec<(Verdict, Option<Beneficiary>)> {
        let places = self.places(profile);
        let (first, second) = (words(self.heard, |_| true), self.kept_words());
        let mut found = self.files();
        let mut lines = 0;
        let all: std::collections::BTreeSet<&LineId> = first.keys().chain(second.keys()).collect();
        for id in all {
            let (one, other) = (first.get(id), second.get(id));
            let count = one.map_or(0, Vec::len).max(other.map_or(0, Vec::len));
            for nth in 0..count {
                let word = |words: Option<&Vec<Option<Outcome>>>| {
                    words.and_then(|words| words.get(nth).copied()).flatten()
                };
                lines += 1;
                let came = (word(one), word(other));
                found.extend(self.line(&places, *id, nth, came));
            }
        }
        found.extend(self.copies(&places));
        if found.is_empty() {
            let mut whole = self.verdict("", Status::Conform, None, None);
            if let Subject::Invariant {
                lines: compared, ..
            } = &mut whole.subject
            {
                *compared = lines;
            }
            found.push((whole, None));
        }
        found
    }

    fn places(&self, profile: &Profile) -> BTreeMap<String, Vec<Place>> {
        let mut places: BTreeMap<String, Vec<Place>> = BTreeMap::new();
        for read in self.case.read(profile) {
            for place in read.into_lines() {
                places.entry(place.0.line.clone()).or_default().push(place);
            }
        }
        places
    }

    fn kept_words(&self) -> Words {
        words(self.again, |place| !self.variant.copies.contains(&place))
    }

    fn line(
        &self,
        places: &BTreeMap<String, Vec<Place>>,
        id: LineId,
        nth: usize,
        (first, second): (Option<Outcome>, Option<Outcome>),
    ) -> Option<(Verdict, Option<Beneficiary>)> {
        let status = match (&first, &second) {
            (Some(one), Some(other)) if self.holds(one, other) => return None,
            (Some(_), Some(_)) => Status::Nonconform,
            _ => Status::Unknown,
        };
        let key = if nth == 0 {
            format!("/{id}")
        } else {
            format!("/{id}~{}", nth + 1)
        };
        let place = places.get(&id.to_string()).and_then(|all| all.get(nth));
        let mut verdict = self.verdict(&key, status, first.map(Came::Line), second.map(Came::Line));
        if let (Some(one), Some(other)) = (first, second) {
            let same_money = (one.reaction, one.amount, one.payee)
                == (other.reaction, other.amount, other.payee);
            if same_money && status == Status::Nonconform {
                verdict.severity = Some(Severity::Should);
            }
        }
        Some(self.placed(verdict, place))
    }

    fn holds(&self, first: &Outcome, second: &Outcome) -> bool {
        match self.invariant {
            Invariant::MoreCover => second.amount >= first.amount,
            _ => first == second,
        }
    }

    /// Money that a second delivery moves.
    fn copies(&self, places: &BTreeMap<String, Vec<Place>>) -> Vec<(Verdict, Option<Beneficiary>)> {
        let copies = self.variant.copies.iter();
        let copies = copies.filter_map(|place| Some((place, self.again.get(*place)?)));
        let mut found = Vec::new();
        for (copy, heard) in copies {
            for ((id, nth), said) in &heard.lines {
                let money = said
                    .iter()
                    .rev()
                    .find(|word| word.outcome.amount != Cents::ZERO);
                let Some(word) = money else {
                    continue;
                };
                let key = format!("/copy-{copy}/{id}~{}", nth + 1);
                let came = Some(Came::Line(word.outcome));
                let verdict = self.verdict(&key, Status::Nonconform, None, came);
                let place = places.get(&id.to_string()).and_then(|all| all.first());
                found.push(self.placed(verdict, place));
            }
        }
        found
    }

    /// Files that another thing becomes of.
    fn files(&self) -> Vec<(Verdict, Option<Beneficiary>)> {
        let mut found = Vec::new();
        let kept = (0..self.variant.of.len()).filter(|place| !self.variant.copies.contains(place));
        for place in kept {
            let second = self.again.get(place).and_then(|said| said.reaction);
            for of in self.variant.of.get(place).into_iter().flatten() {
                let first = self.heard.get(*of).and_then(|said| said.reaction);
                let status = match (first, second) {
                    (Some(one), Some(other)) if one == other => continue,
                    (None, None) => continue,
                    (Some(_), Some(_)) => Status::Nonconform,
                    _ => Status::Unknown,
                };
                let key = format!("/file-{of}/{place}");
                let verdict =
                    self.verdict(&key, status, first.map(Came::File), second.map(Came::File));
                found.push((verdict, None));
            }
        }
        found
    }

    fn placed(
        &self,
        mut verdict: Verdict,
        place: Option<&Place>,
    ) -> (Verdict, Option<Beneficiary>) {
        if let (Subject::Invariant { at, care, .. }, Some((line, what, _))) =
            (&mut verdict.subject, place)
        {
            let mut line = line.clone();
            line.file = format!("{}/{}", self.flows[0], line.file);
            *at = Some(line);
            *care = Some(what.clone());
        }
        (verdict, place.map(|(_, _, who)| *who))
    }

    fn verdict(
        &self,
        key: &str,
        status: Status,
        expected: Option<Came>,
        got: Option<Came>,
    ) -> Verdict {
        let (scenario, lot) = (&self.case.scenario, self.case.lot);
        Verdict {
            id: format!("{scenario}/{lot:04}/{}{key}", self.invariant.word()),
            scenario: scenario.clone(),
            lot,
            rule: self.invariant.rule().to_owned(),
            status,
            severity: (status == Status::Nonconform).then_some(Severity::Must),
            subject: Subject::Invariant {
                invariant: self.invariant,
                flows: self.flows.clone(),
                at: None,
                care: None,
                lines: 1,
                expected,
                got,
            },
            readings: Vec::new(),
            note: (status == Status::Unknown)
                .then(|| "the target did not say in one of the two flows".to_owned()),
            extra: BTreeMap::new(),
        }
    }
}

/// The last words on the lines of those files.
fn words(heard: &[FileHeard], keep: impl Fn(usize) -> bool) -> Words {
    let mut words = Words::new();
    let kept = heard.iter().enumerate().filter(|(place, _)| keep(*place));
    for (_, file) in kept {
        for (id, nth) in file.lines.keys() {
            words.entry(*id).or_default().push(file.last(*id, *nth));
        }
    }
    words
}
