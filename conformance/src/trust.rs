//! Trust in a suite: which planted bugs its scenarios catch, and under which requirements.
//!
//! The right mutuelle plays every scenario once, and what it was asked and said is kept. A wrong one is first asked the
//! same. As long as it says the same, every verdict would be the same, and they are all conform; where it says something
//! else, the scenario is played to it and judged as any run is. Nothing is shrunk, and no file is written.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

use protocol::{Reply, Request, RequestBody};

use crate::requirements::{Weight, coverage};
use crate::runner::{Job, RunError, judged};
use crate::scenario::{ScenarioError, Suite};
use crate::stream::{Record, Status};
use crate::target::{Answering, Here};

/// Scenarios of an ordinary week: no counter is used up, nothing comes twice or late. A bug that none of them catches changes no
/// line of the common path.
pub const COMMON_PATH: [&str; 9] = [
    "theoretical-share",
    "ticket-to-the-cent",
    "lines-of-a-delivery",
    "ticket-of-65",
    "physiotherapy-session@before",
    "urgent-ambulance",
    "child-under-a-parent",
    "links-household",
    "wire-every-line",
];

/// A mutuelle with a bug.
pub struct Suspect<'a> {
    /// The bug's name.
    pub name: &'a str,
    /// Requirements that it is planted to break.
    pub breaks: &'a [&'a str],
    /// Starts the mutuelle with it, in this process.
    pub start: &'a dyn Fn() -> Answering,
}

/// What a suite says of one bug.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Caught {
    /// The bug's name.
    pub bug: String,
    /// Scenarios whose verdicts are not all conform, in order of the suite.
    pub scenarios: Vec<String>,
    /// Scenarios whose answers differ from the right mutuelle's, and which are judged conform all the same.
    pub overlooked: Vec<String>,
    /// Requirements that a cause of its report is headed by.
    pub headed: BTreeSet<String>,
    /// Of those that it is planted to break and that a scenario shows, the ones that head no cause.
    pub not_headed: Vec<String>,
    /// Whether no scenario of the common path catches it.
    pub off_the_common_path: bool,
}

/// How many bugs a suite catches.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Score {
    /// The suite.
    pub suite: Suite,
    /// Its scenarios.
    pub scenarios: usize,
    /// Bugs that one of them catches.
    pub caught: usize,
    /// Bugs.
    pub bugs: usize,
}

/// A scenario that says nothing of a bug: the right mutuelle is not conform there, or it was not played.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Unfit {
    /// Its first verdict that is not conform.
    pub status: Status,
    /// Why it was not played, where it was not.
    pub why: Option<String>,
}

/// What the right mutuelle was asked and said, by scenario in the order of the run.
type Conversations = Vec<(String, Vec<(Request, Vec<Reply>)>)>;

/// The matrix of bugs and scenarios.
pub struct Trust<'j> {
    job: &'j Job,
    conversations: Conversations,
    stop: Arc<AtomicBool>,
}

impl<'j> Trust<'j> {
    /// Plays the scenarios of the job to the right mutuelle. Gives the scenarios whose verdicts are not all conform or
    /// skipped too, with why: those that the right mutuelle fails, and those that it does not play.
    ///
    /// # Errors
    /// Where the job cannot be run.
    pub fn of(
        job: &'j Job,
        right: &dyn Fn() -> Answering,
        stop: &Arc<AtomicBool>,
    ) -> Result<(Self, BTreeMap<String, Unfit>), RunError> {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&heard);
        let mut answers = right();
        let recorded: Answering = Box::new(move |request| {
            let replies = answers(request.clone());
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.push((request, replies.clone().unwrap_or_default()));
            replies
        });
        let mut once = Some(recorded);
        let records = judged(
            job,
            None,
            Box::new(move || once.take().map(Here::new)),
            stop,
        )?;
        let mut unfit = BTreeMap::new();
        for record in records {
            if let Record::Verdict(verdict) = record
                && verdict.status != Status::Conform
            {
                let (status, why) = (verdict.status, verdict.note);
                unfit
                    .entry(verdict.scenario)
                    .or_insert(Unfit { status, why });
            }
        }
        let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
        let trust = Self {
            job,
            conversations: by_scenario(std::mem::take(&mut *heard)),
            stop: Arc::clone(stop),
        };
        Ok((trust, unfit))
    }

    /// Which scenarios catch that bug.
    ///
    /// # Errors
    /// Where the job cannot be run.
    pub fn caught(&self, suspect: &Suspect<'_>) -> Result<Caught, RunError> {
        let differing = self.differing(suspect.start);
        let mut caught = Caught {
            bug: suspect.name.to_owned(),
            ..Caught::default()
        };
        if !differing.is_empty() {
            let start = suspect.start;
            let starts = move || Some(Here::new(start()));
            let records = judged(self.job, Some(&differing), Box::new(starts), &self.stop)?;
            let mut bad = BTreeSet::new();
            for record in records {
                match record {
                    Record::Verdict(verdict) if is_bad(verdict.status) => {
                        bad.insert(verdict.scenario);
                    }
                    Record::Cause(cause) => {
                        let requirements = cause.requirements.into_iter();
                        caught.headed.extend(requirements.map(|told| told.id));
                    }
                    _ => {}
                }
            }
            let (scenarios, overlooked) = differing.into_iter().partition(|id| bad.contains(id));
            (caught.scenarios, caught.overlooked) = (scenarios, overlooked);
        }
        let shown = self
            .job
            .scenarios
            .iter()
            .flat_map(|one| &one.scenario.proves);
        let shown: BTreeSet<&String> = shown.collect();
        let breaks = suspect.breaks.iter().map(|id| (*id).to_owned());
        let missing = breaks.filter(|id| shown.contains(id) && !caught.headed.contains(id));
        caught.not_headed = missing.collect();
        let is_common = |id: &String| COMMON_PATH.contains(&id.as_str());
        caught.off_the_common_path = !caught.scenarios.iter().any(is_common);
        Ok(caught)
    }

    /// The scenarios in which that mutuelle says something else than the right one.
    fn differing(&self, start: &dyn Fn() -> Answering) -> Vec<String> {
        let mut differing = Vec::new();
        let mut answers = start();
        for (scenario, said) in &self.conversations {
            for (request, right) in said {
                let replies = answers(request.clone());
                if replies.as_ref() == Some(right) {
                    continue;
                }
                differing.push(scenario.clone());
                if replies.is_none() {
                    answers = start();
                }
                break;
            }
        }
        differing
    }
}

/// How many of those bugs each suite catches.
#[must_use]
pub fn scores(job: &Job, all: &[Caught]) -> Vec<Score> {
    let scenarios = || job.scenarios.iter().map(|loaded| &loaded.scenario);
    let score = |suite: Suite| {
        let own: BTreeSet<&str> = scenarios()
            .filter(|scenario| suite.has(&scenario.suites))
            .map(|scenario| scenario.id.as_str())
            .collect();
        let catches = |one: &&Caught| one.scenarios.iter().any(|id| own.contains(id.as_str()));
        Score {
            suite,
            scenarios: own.len(),
            caught: all.iter().filter(catches).count(),
            bugs: all.len(),
        }
    };
    let scores = Suite::ALL.map(score).into_iter();
    scores.filter(|score| score.scenarios > 0).collect()
}

/// What must be and that no bug is planted to break.
///
/// # Errors
/// Where the catalogue cannot be read.
pub fn unplanted(breaks: &BTreeSet<&str>) -> Result<Vec<String>, ScenarioError> {
    let musts = coverage()?.into_iter().filter(|one| {
        one.severity == Weight::Must && one.untested.is_none() && !breaks.contains(one.id.as_str())
    });
    Ok(musts.map(|one| one.id).collect())
}

/// Whether a run with such a verdict does not pass.
fn is_bad(status: Status) -> bool {
    matches!(status, Status::Nonconform | Status::Unknown)
}

/// A conversation cut where each scenario, and each lot of it, begins; what comes before the first is the greeting.
fn by_scenario(all: Vec<(Request, Vec<Reply>)>) -> Conversations {
    let mut conversations: Conversations = Vec::new();
    for (request, replies) in all {
        if let RequestBody::Reset { scenario, .. } = &request.body
            && conversations
                .last()
                .is_none_or(|(last, _)| last != scenario)
        {
            conversations.push((scenario.clone(), Vec::new()));
        }
        if let Some((_, said)) = conversations.last_mut() {
            said.push((request, replies));
        }
    }
    conversations
}
