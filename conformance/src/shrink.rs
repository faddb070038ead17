//! From a failing flow to the smallest one that still fails alike, by re-running a black box: persons,
//! files, décomptes, lines and members are taken away, files are written anew, and what is expected of
//! the smaller flow is asked of the ledger again.

use std::collections::BTreeSet;

use domain::Beneficiary;
use noemie::profile::Profile;
use oracle::ambiguity::Choices;

use crate::case::{Case, ExpectedFile};
use crate::judge::judge;
use crate::session::FileHeard;
use crate::signature::Signature;
use crate::stream::Verdict;
use crate::target::Grain;
use flow::Flow;

pub(crate) mod flow;
mod minimise;

pub use minimise::minimise;

/// What the smallest flow is.
#[derive(Debug, Clone)]
pub struct Shrunk {
    /// The flow.
    pub case: Case,
    /// The verdicts on it.
    pub verdicts: Vec<Verdict>,
    /// Runs of the target that the search took.
    pub runs: u32,
    /// Décomptes left.
    pub decomptes: u32,
    /// Lines left.
    pub lines: u32,
}

/// How a flow is played to the target: none where it was lost on the way.
pub type Play<'p> = dyn FnMut(&Case) -> Option<Vec<FileHeard>> + 'p;

/// How a flow is played and judged: none where that could not be done.
pub(crate) type Judged<'p> = dyn FnMut(&Case) -> Option<Vec<Verdict>> + 'p;

/// What becomes of rows of the portfolio that a smaller flow does not need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rows {
    /// They are taken out.
    Dropped,
    /// They stay: the target was loaded with them.
    Kept,
}

/// The means of a search.
pub struct Search<'s> {
    /// Layout of the décompte files.
    pub profile: &'s Profile,
    /// Choices the target is judged under.
    pub choices: &'s Choices,
    /// Grain it is judged at.
    pub grain: Grain,
    /// Most runs of the target.
    pub budget: u32,
}

impl Search<'_> {
    /// Looks for the smallest flow that fails like `signature`. `hint` is the person of a failing line,
    /// tried first: it saves runs and decides nothing. None where the failure does not show again.
    pub fn smallest(
        &self,
        case: &Case,
        signature: &Signature,
        hint: Option<Beneficiary>,
        play: &mut Play<'_>,
    ) -> Option<Shrunk> {
        let mut judged = |case: &Case| {
            let heard = play(case)?;
            let expected = case.expect(self.profile, self.choices, false).ok()?;
            Some(judge_case_at(case, &expected, &heard, self.grain))
        };
        self.smallest_judged(case, signature, hint, Rows::Dropped, &mut judged)
    }

    /// The same for failures that are judged otherwise.
    pub(crate) fn smallest_judged(
        &self,
        case: &Case,
        signature: &Signature,
        hint: Option<Beneficiary>,
        rows: Rows,
        judged: &mut Judged<'_>,
    ) -> Option<Shrunk> {
        let mut trial = Trial {
            search: self,
            case,
            signature,
            judged,
            runs: 0,
            last: None,
        };
        let mut flow = Flow::open(case, self.profile, rows);
        let focused = hint.map(|who| flow.of(&BTreeSet::from([who.nir])));
        match focused {
            Some(small) if trial.fails(&small) => flow = small,
            _ if trial.fails(&flow) => {
                let persons: Vec<_> = flow.persons().into_iter().collect();
                let all = flow.clone();
                let kept = minimise(persons, |some| {
                    trial.fails(&all.of(&some.iter().copied().collect()))
                });
                let small = all.of(&kept.into_iter().collect());
                // Whole files (damaged ones) belong to nobody: they may be needed.
                flow = if trial.fails(&small) { small } else { all };
            }
            _ => return None,
        }
        loop {
            let before = flow.size();
            flow = trial.fewer_files(flow);
            flow = trial.fewer_decomptes(flow);
            flow = trial.fewer_lines(flow);
            if rows == Rows::Dropped {
                flow = trial.fewer_members(flow);
                flow = trial.fewer_changes(flow);
            }
            if flow.size() == before || trial.spent() {
                break;
            }
        }
        // The last run may have been one that did not fail.
        if !trial.fails(&flow) {
            trial.last = None;
        }
        let runs = trial.runs;
        let (case, verdicts) = trial.last?;
        let (_, decomptes, lines, _) = flow.size();
        Some(Shrunk {
            case,
            verdicts,
            runs,
            decomptes: u32::try_from(decomptes).unwrap_or(u32::MAX),
            lines: u32::try_from(lines).unwrap_or(u32::MAX),
        })
    }
}

struct Trial<'t, 's, 'p> {
    search: &'s Search<'s>,
    case: &'t Case,
    signature: &'t Signature,
    judged: &'t mut Judged<'p>,
    runs: u32,
    last: Option<(Case, Vec<Verdict>)>,
}

impl Trial<'_, '_, '_> {
    fn spent(&self) -> bool {
        self.runs >= self.search.budget
    }

    /// Plays a smaller flow; true where it fails alike.
    fn fails(&mut self, flow: &Flow) -> bool {
        let Some(case) = flow.case(self.case, self.search.profile) else {
            return false;
        };
        if case.files.is_empty() {
            return false;
        }
        // The run that confirms the result is let through.
        if self.runs > self.search.budget {
            return false;
        }
        self.runs += 1;
        let Some(verdicts) = (self.judged)(&case) else {
            return false;
        };
        let found = verdicts
            .iter()
            .any(|v| Signature::of(v).as_ref() == Some(self.signature));
        if found {
            self.last = Some((case, verdicts));
        }
        found
    }

    fn fewer_files(&mut self, flow: Flow) -> Flow {
        let kept = minimise((0..flow.files.len()).collect(), |some| {
            self.fails(&flow.with_files(some))
        });
        flow.with_files(&kept)
    }

    fn fewer_decomptes(&mut self, flow: Flow) -> Flow {
        let kept = minimise(flow.decompte_places(), |some| {
            self.fails(&flow.with_decomptes(some))
        });
        flow.with_decomptes(&kept)
    }

    fn fewer_lines(&mut self, flow: Flow) -> Flow {
        let kept = minimise(flow.line_places(), |some| {
            self.fails(&flow.with_lines(some))
        });
        flow.with_lines(&kept)
    }

    fn fewer_members(&mut self, flow: Flow) -> Flow {
        let kept = minimise(flow.members.clone(), |some| {
            self.fails(&flow.with_members(some))
        });
        flow.with_members(&kept)
    }

    fn fewer_changes(&mut self, flow: Flow) -> Flow {
        let kept = minimise(flow.changed.clone(), |some| {
            self.fails(&flow.with_changes(some))
        });
        flow.with_changes(&kept)
    }
}

/// Judges a case outside of any run, line by line: no alternatives, names from the case.
#[must_use]
pub fn judge_case(case: &Case, expected: &[ExpectedFile], heard: &[FileHeard]) -> Vec<Verdict> {
    judge_case_at(case, expected, heard, Grain::Line)
}

/// The same at a grain.
pub(crate) fn judge_case_at(
    case: &Case,
    expected: &[ExpectedFile],
    heard: &[FileHeard],
    grain: Grain,
) -> Vec<Verdict> {
    let names: Vec<String> = case.files.iter().map(|file| file.name.clone()).collect();
    judge(
        &case.scenario,
        case.lot,
        expected,
        &names,
        heard,
        &[],
        grain,
    )
}
