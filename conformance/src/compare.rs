//! Two runs side by side: what was mended, what broke, what it costs.
//!
//! Verdicts are joined by their ids, which are stable (scenario, lot, file, line). Two runs can be compared where the same
//! scenarios were played with the same seed, options and inputs: otherwise a difference may be étalon's, not the target's.

mod heads;
mod pages;

use std::collections::BTreeMap;
use std::io::BufRead;

use domain::{Cents, Outcome};
use schemars::JsonSchema;
use serde::Serialize;

use crate::report::{Completeness, Counts, ReportError, Summary};
use crate::signature::flow;
use crate::stream::{Record, Shown, Status, Subject, Text, Verdict, read_record};

pub use heads::HeadDifference;
pub use pages::{html, markdown, terminal};

/// Two runs, compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Comparison {
    /// Where the two differ in what was run.
    pub heads: Vec<HeadDifference>,
    /// Money of the first run and of the second.
    pub money: [Money; 2],
    /// Verdicts of the first run and of the second.
    pub counts: [Counts; 2],
    /// Verdicts that changed, and nonconform ones that only one run has: new failures first.
    pub changes: Vec<Change>,
    /// Verdicts that only the first run has.
    pub only_before: u64,
    /// Verdicts that only the second run has.
    pub only_after: u64,
    /// Requirements that came out otherwise.
    pub requirements: Vec<RequirementChange>,
}

/// What a run says of money, in cents; the three are never netted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Money {
    /// Paid too much on nonconform lines.
    pub overpaid: Cents,
    /// Paid too little on nonconform lines.
    pub underpaid: Cents,
    /// Right in amount, wrong in payee.
    pub wrong_payee: Cents,
}

/// How a verdict changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Nonconform now, and not before.
    NewFailure,
    /// Nonconform in both, answered otherwise.
    OtherFailure,
    /// Nonconform before, conform or tolerated now.
    Mended,
    /// Anything else: unknown, tolerated, skipped.
    Other,
}

/// A verdict that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Change {
    /// How.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// Rule of the run that was not as expected, the second one first.
    pub rule: String,
    /// What it is about.
    pub about: Text,
    /// In the first run; none where it is not there.
    pub before: Option<Side>,
    /// In the second run.
    pub after: Option<Side>,
}

/// A verdict of one run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Side {
    /// How it ended.
    pub status: Status,
    /// What was expected, in words.
    pub expected: Text,
    /// What came, in words.
    pub got: Text,
    /// Given less due, cents; what is taken back counts against.
    pub difference: Cents,
}

/// A requirement that came out otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct RequirementChange {
    /// Its id.
    pub id: String,
    /// What it says.
    pub text: Text,
    /// `kept`, `broken` or `open`; none where the run did not set out to show it.
    pub before: Option<String>,
    /// The same, of the second run.
    pub after: Option<String>,
}

impl Comparison {
    /// Compares two streams, as `verdicts.jsonl` holds them.
    ///
    /// # Errors
    /// Where one cannot be read or is none.
    pub fn of(before: impl BufRead, after: impl BufRead) -> Result<Self, ReportError> {
        let (first, mut known) = read(before)?;
        let (second, later) = read(after)?;
        let mut changes = Vec::new();
        let mut only_after = 0;
        for verdict in later.into_values() {
            let earlier = known.remove(&verdict.id);
            only_after += u64::from(earlier.is_none());
            changes.extend(change(earlier.as_ref(), Some(&verdict)));
        }
        let only_before = known.len() as u64;
        changes.extend(known.values().filter_map(|gone| change(Some(gone), None)));
        // What costs most goes first among those of one kind.
        changes.sort_by(|a, b| {
            let key = |one: &Change| (one.kind, std::cmp::Reverse(one.cost()));
            key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id))
        });
        Ok(Self {
            heads: heads::differences(&first, &second),
            money: [money(&first), money(&second)],
            counts: [first.counts(), second.counts()],
            changes,
            only_before,
            only_after,
            requirements: requirements(&first, &second),
        })
    }

    /// Whether nothing but the target differs in what was run.
    #[must_use]
    pub fn is_comparable(&self) -> bool {
        self.heads.iter().all(|one| !one.blocks)
    }

    /// Verdicts that changed so.
    #[must_use]
    pub fn count(&self, kind: Kind) -> usize {
        self.changes.iter().filter(|one| one.kind == kind).count()
    }
}

impl Change {
    /// How far off the worse side is, in cents.
    fn cost(&self) -> u64 {
        let sides = [&self.before, &self.after];
        let cost = |side: &Side| side.difference.0.unsigned_abs();
        sides.into_iter().flatten().map(cost).max().unwrap_or(0)
    }
}

fn read(mut stream: impl BufRead) -> Result<(Summary, BTreeMap<String, Verdict>), ReportError> {
    let mut bytes = Vec::new();
    stream
        .read_to_end(&mut bytes)
        .map_err(|source| ReportError::Io { line: 1, source })?;
    let summary = Summary::read(bytes.as_slice())?;
    let mut verdicts = BTreeMap::new();
    for (line, text) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
        // The summary has read them all: what it let pass is a last line cut in the middle.
        let text = String::from_utf8_lossy(text);
        if let Ok(Record::Verdict(verdict)) = read_record(line, text.trim()) {
            verdicts.insert(verdict.id.clone(), *verdict);
        }
    }
    Ok((summary, verdicts))
}

/// What changed of a verdict; none where nothing did.
fn change(before: Option<&Verdict>, after: Option<&Verdict>) -> Option<Change> {
    let failed =
        |verdict: Option<&Verdict>| verdict.is_some_and(|v| v.status == Status::Nonconform);
    let kind = match (failed(before), failed(after)) {
        (false, true) => Kind::NewFailure,
        (true, true) if same(before, after) => return None,
        (true, true) => Kind::OtherFailure,
        (true, false) => match after.map(|verdict| verdict.status) {
            Some(Status::Conform | Status::Tolerated) => Kind::Mended,
            _ => Kind::Other,
        },
        // What is neither before nor after is told by its number alone.
        (false, false) if before?.status == after?.status => return None,
        (false, false) => Kind::Other,
    };
    let main = match kind {
        Kind::Mended => before.or(after)?,
        _ => after.or(before)?,
    };
    Some(Change {
        kind,
        id: main.id.clone(),
        rule: main.rule.clone(),
        about: crate::report::told_about(main),
        before: before.map(side),
        after: after.map(side),
    })
}

/// Whether both say the same of the same.
fn same(before: Option<&Verdict>, after: Option<&Verdict>) -> bool {
    let sides = |verdict: Option<&Verdict>| verdict.map(side);
    sides(before) == sides(after)
}

fn side(verdict: &Verdict) -> Side {
    let (expected, got) = crate::report::told_sides(verdict);
    let of = |outcome: &Outcome| flow(outcome).0;
    let difference = match &verdict.subject {
        Subject::Line {
            expected,
            got: Some(got),
            ..
        } => of(got).saturating_sub(of(expected)),
        _ => 0,
    };
    Side {
        status: verdict.status,
        expected,
        got,
        difference: Cents(difference),
    }
}

fn money(summary: &Summary) -> Money {
    let euros = summary.euros();
    Money {
        overpaid: euros.overpaid,
        underpaid: euros.underpaid,
        wrong_payee: euros.wrong_payee,
    }
}

fn requirements(first: &Summary, second: &Summary) -> Vec<RequirementChange> {
    let mut all: BTreeMap<&str, [Option<&Shown>; 2]> = BTreeMap::new();
    for shown in first.requirements() {
        all.entry(&shown.requirement.id).or_default()[0] = Some(shown);
    }
    for shown in second.requirements() {
        all.entry(&shown.requirement.id).or_default()[1] = Some(shown);
    }
    let came = |shown: Option<&Shown>| shown.map(crate::report::came).map(str::to_owned);
    let changed = all.into_values().filter_map(|[before, after]| {
        let (was, is) = (came(before), came(after));
        let told = &after.or(before)?.requirement;
        (was != is).then(|| RequirementChange {
            id: told.id.clone(),
            text: told.text.clone(),
            before: was,
            after: is,
        })
    });
    changed.collect()
}

/// Whether a stream holds its whole run.
fn is_whole(summary: &Summary) -> bool {
    summary.completeness() == Completeness::Complete
}
