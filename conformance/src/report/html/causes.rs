//! Each cause as its story: what was due and what came, why, in which file, and how to see it again.

use crate::stream::{Cause, Smallest, Subject, Verdict};

use super::super::told::{Told, cause_size, flow_size};
use super::super::{Lang, Summary, words};
use super::filters::{Filters, scenario_of, severity_tag};
use super::rows::File;

pub(super) struct CauseTold<'a> {
    pub(super) rank: usize,
    pub(super) cause: &'a Cause,
    pub(super) size: String,
    /// Members met for each 10,000 that were played, where the stream says how many were.
    pub(super) share: Option<String>,
    /// The care that the story is told by, and where it stands.
    pub(super) care: Option<Told>,
    pub(super) flow: Option<FlowTold>,
    pub(super) to_confirm: bool,
    pub(super) families: String,
    pub(super) severity: &'static str,
    pub(super) scenario: &'a str,
}

pub(super) struct FlowTold {
    pub(super) size: String,
    pub(super) runs: String,
    pub(super) files: Vec<File>,
}

impl<'a> CauseTold<'a> {
    pub(super) fn of(
        rank: usize,
        cause: &'a Cause,
        summary: &Summary,
        filters: &mut Filters<'_>,
        lang: Lang,
    ) -> Self {
        let mut shown = summary.shown.values().flatten();
        let example: Option<&Verdict> = shown.find(|verdict| verdict.id == cause.example);
        Self {
            rank,
            cause,
            size: cause_size(cause, lang),
            share: share(cause, summary, lang),
            care: cause
                .subject
                .as_deref()
                .filter(|subject| matches!(subject, Subject::Line { .. }))
                .map(|subject| Told::of_subject(subject, lang)),
            flow: cause
                .smallest
                .as_ref()
                .map(|smallest| FlowTold::of(smallest, lang)),
            to_confirm: cause
                .steps
                .iter()
                .any(|step| !words::is_sure(&step.confidence)),
            families: filters.of_cause(cause),
            severity: severity_tag(example.and_then(|verdict| verdict.severity)),
            scenario: scenario_of(cause),
        }
    }
}

/// Members hit, of each 10,000.
fn share(cause: &Cause, summary: &Summary, lang: Lang) -> Option<String> {
    let people = summary.evidence()?.people;
    let hit = u128::from(cause.persons) * 10_000;
    let of = hit.checked_div(u128::from(people))?;
    let of = match u64::try_from(of).unwrap_or(u64::MAX) {
        0 if cause.persons > 0 => lang.pick("moins de 1", "less than 1").to_owned(),
        of => lang.count(of),
    };
    Some(format!(
        "{of} {}",
        lang.pick("adhérents sur 10 000", "members of 10,000")
    ))
}

impl FlowTold {
    fn of(smallest: &Smallest, lang: Lang) -> Self {
        let names = smallest.files.iter().chain(Some(&smallest.scenario));
        Self {
            size: flow_size(smallest, lang),
            runs: lang.counted(
                u64::from(smallest.runs),
                lang.pick("passage", "run"),
                lang.pick("passages", "runs"),
            ),
            files: names.map(|file| File::of(file)).collect(),
        }
    }
}
