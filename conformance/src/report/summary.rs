use std::collections::BTreeMap;
use std::io::BufRead;

use domain::{FileReaction, Reaction};
use protocol::LinkStatus;

use crate::stream::{
    Cause, End, Evidence, Record, Run, STREAM_VERSION, Shown, Status, StreamError, Subject, Tally,
    Verdict, read_record,
};

use super::delays::Delays;
use super::links::Links;
use super::reconciliation::Reconciliation;
use super::sample::Sample;
use super::{Completeness, Conclusion, Counts, Euros, ReportError};

/// Verdicts shown one by one, for each status; the rest is counted.
pub(super) const SHOWN: usize = 500;
/// Different reasons told for a status; the rest is counted together.
const REASONS: usize = 100;
/// First bad verdicts kept for a rule of a scenario.
const FIRST: usize = 3;

/// What a verdict stream says, folded record by record in bounded memory.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    run: Option<Run>,
    end: Option<End>,
    tally: Tally,
    counts: Counts,
    euros: Euros,
    causes: Vec<Cause>,
    requirements: Vec<Shown>,
    pub(super) scenarios: BTreeMap<String, BTreeMap<String, RuleInScenario>>,
    pub(super) rules: BTreeMap<String, Counts>,
    pub(super) expectations: BTreeMap<Expectation, Counts>,
    pub(super) shown: BTreeMap<Status, Vec<Verdict>>,
    pub(super) reasons: BTreeMap<Status, BTreeMap<String, u64>>,
    pub(super) examples: Vec<Verdict>,
    pub(super) positions: BTreeMap<(u16, u16), u64>,
    pub(super) reconciliation: Reconciliation,
    pub(super) links: Links,
    pub(super) delays: Delays,
    sample: Sample<Verdict>,
}

/// What was expected of the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Expectation {
    File(FileReaction),
    Line(Reaction),
    Link(LinkStatus),
    Movement,
    Example,
    Invariant,
    Target,
}

/// A rule as one scenario exercised it.
#[derive(Debug, Clone, Default)]
pub(super) struct RuleInScenario {
    pub(super) counts: Counts,
    /// The first verdicts that are not conform.
    pub(super) first: Vec<Verdict>,
}

impl Summary {
    /// Nothing folded yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Folds a whole stream, as `verdicts.jsonl` holds it. A last line that was cut in the middle is
    /// what an interrupted run leaves behind: the summary is incomplete, not an error.
    ///
    /// # Errors
    /// Where the stream cannot be read, does not begin with its run, holds another run, has another
    /// major version, or holds a whole line that is no record.
    pub fn read(mut stream: impl BufRead) -> Result<Self, ReportError> {
        let mut summary = Self::new();
        let mut bytes = Vec::new();
        for line in 1.. {
            bytes.clear();
            let read = stream
                .read_until(b'\n', &mut bytes)
                .map_err(|source| ReportError::Io { line, source })?;
            if read == 0 {
                break;
            }
            let whole = bytes.last() == Some(&b'\n');
            let text = String::from_utf8_lossy(&bytes);
            if text.trim().is_empty() {
                continue;
            }
            let record = match read_record(line, text.trim()) {
                Err(StreamError::Unreadable { .. }) if !whole && summary.run.is_some() => break,
                record => record?,
            };
            match (&record, summary.run.is_some()) {
                (Record::Run(_), true) => return Err(ReportError::SecondRun { line }),
                (Record::Run(_), false) | (_, true) => summary.add(record),
                (_, false) => return Err(ReportError::NoRun),
            }
        }
        if summary.run.is_none() {
            return Err(ReportError::NoRun);
        }
        Ok(summary)
    }

    /// Folds one record.
    pub fn add(&mut self, record: Record) {
        match record {
            Record::Run(run) => self.run = Some(run),
            Record::Verdict(verdict) => self.verdict(*verdict),
            Record::Cause(cause) => self.causes.push(*cause),
            Record::Requirement(shown) => self.requirements.push(*shown),
            Record::End(end) => self.end = Some(end),
        }
    }

    /// What was run, once it was told.
    #[must_use]
    pub fn run(&self) -> Option<&Run> {
        self.run.as_ref()
    }

    /// All verdicts, by how they end.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Money of the décompte lines.
    #[must_use]
    pub fn euros(&self) -> &Euros {
        &self.euros
    }

    /// Rewrites the replay line of each cause: those of the stream are relative to the report folder.
    pub fn rewrite_replays(&mut self, rewrite: impl Fn(&str) -> String) {
        for cause in &mut self.causes {
            cause.replay = rewrite(&cause.replay);
        }
    }

    /// Causes, in the order of the stream.
    #[must_use]
    pub fn causes(&self) -> &[Cause] {
        &self.causes
    }

    /// The requirements that the run set out to show, in the order of the catalogue.
    #[must_use]
    pub fn requirements(&self) -> &[Shown] {
        &self.requirements
    }

    /// What the run stood on, where the stream tells it.
    #[must_use]
    pub fn evidence(&self) -> Option<&Evidence> {
        self.end.as_ref()?.evidence.as_deref()
    }

    /// Whether the stream held the whole run.
    #[must_use]
    pub fn completeness(&self) -> Completeness {
        let Some(end) = &self.end else {
            return Completeness::EndMissing;
        };
        // A later minor version may put fields where this one cannot keep them: its digest cannot be
        // computed again here, its counts can.
        let same_stream = self
            .run
            .as_ref()
            .is_some_and(|run| run.stream == STREAM_VERSION);
        let digest = self.tally.end(end.interrupted).digest;
        if !self.counts.agree(end) || (same_stream && digest != end.digest) {
            Completeness::Altered
        } else if end.interrupted {
            Completeness::Interrupted
        } else {
            Completeness::Complete
        }
    }

    /// What the run allows one to say.
    #[must_use]
    pub fn conclusion(&self) -> Conclusion {
        Conclusion::of(self)
    }

    /// Passing lines chosen by the hash of their ids.
    pub(super) fn sample(&self) -> Vec<&Verdict> {
        self.sample.lines()
    }

    /// Rules that a single verdict rests on.
    pub(super) fn weak_rules(&self) -> Vec<&str> {
        let one = |counts: &Counts| counts.conform + counts.nonconform + counts.tolerated == 1;
        self.rules
            .iter()
            .filter(|(_, counts)| one(counts))
            .map(|(rule, _)| rule.as_str())
            .collect()
    }

    fn verdict(&mut self, verdict: Verdict) {
        let status = verdict.status;
        self.tally.add(&verdict);
        self.counts.add(status);
        self.reconciliation.add(&verdict);
        self.links.add(&verdict);
        self.delays.add(&verdict);
        self.rules
            .entry(verdict.rule.clone())
            .or_default()
            .add(status);
        self.expectations
            .entry(Expectation::of(&verdict.subject))
            .or_default()
            .add(status);
        let in_scenario = self.scenarios.entry(verdict.scenario.clone()).or_default();
        let rule = in_scenario.entry(verdict.rule.clone()).or_default();
        rule.counts.add(status);
        if status != Status::Conform && rule.first.len() < FIRST {
            rule.first.push(verdict.clone());
        }
        if let Subject::Line {
            at, expected, got, ..
        } = &verdict.subject
        {
            self.euros.add(status, expected, got.as_ref());
            *self.positions.entry(at.columns).or_default() += 1;
            if status == Status::Conform {
                self.sample.offer(&verdict.id, || verdict.clone());
            }
        }
        if matches!(verdict.subject, Subject::Example { .. }) {
            self.examples.push(verdict.clone());
        }
        if matches!(
            status,
            Status::Skipped | Status::Unknown | Status::Tolerated
        ) {
            self.reason(&verdict);
        }
        if matches!(
            status,
            Status::Nonconform | Status::Unknown | Status::Tolerated
        ) {
            let shown = self.shown.entry(status).or_default();
            if shown.len() < SHOWN {
                shown.push(verdict);
            }
        }
    }

    fn reason(&mut self, verdict: &Verdict) {
        let reasons = self.reasons.entry(verdict.status).or_default();
        let note = verdict.note.clone().unwrap_or_default();
        let known = reasons.contains_key(&note) || reasons.len() < REASONS;
        *reasons
            .entry(if known { note } else { "…".to_owned() })
            .or_default() += 1;
    }
}

impl Expectation {
    fn of(subject: &Subject) -> Self {
        match subject {
            Subject::File { expected, .. } => Self::File(*expected),
            Subject::Line { expected, .. } => Self::Line(expected.reaction),
            Subject::Link { expected, .. } => Self::Link(*expected),
            Subject::Movement { .. } => Self::Movement,
            Subject::Example { .. } => Self::Example,
            Subject::Invariant { .. } => Self::Invariant,
            Subject::Target { .. } => Self::Target,
        }
    }
}
