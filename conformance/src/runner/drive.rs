//! Talking with the target: it is started, lost, and started again.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::OcNumber;

use super::{RunError, Runner};
use crate::arrival::{Arrival, Travelled};
use crate::session::{FileHeard, greet};
use crate::stream::{Severity, Status, Subject, Verdict};
#[cfg(feature = "doors")]
use crate::target::Posted;
use crate::target::{Batch, Launch, Preloaded, Stdio, Supply, Target, TargetError};

impl Runner<'_> {
    pub(super) fn start(&mut self) -> Result<(), TargetError> {
        let target = &self.job.target;
        let stop = self.stop;
        let over_pipes = |command: &[String]| {
            let started = Stdio::start(command, target.limits)?;
            Ok::<_, TargetError>(Box::new(started.stopped_by(Arc::clone(stop))))
        };
        if let Some(starts) = &mut self.here {
            let gone = || TargetError::Gone { how: String::new() };
            let started = Box::new(starts().ok_or_else(gone)?);
            return self.greeted(started);
        }
        let started: Box<dyn Target> = match &target.launch {
            Launch::Stdio { command } => over_pipes(command)?,
            Launch::Sample { bugs } => {
                let mut command = self.job.sample.clone();
                for bug in bugs {
                    command.push("--bug".to_owned());
                    command.push(bug.clone());
                }
                over_pipes(&command)?
            }
            Launch::Batch(launch) => {
                let (profiles, stop) = (self.profiles.clone(), Arc::clone(stop));
                Box::new(Batch::new(launch, target, profiles, stop)?)
            }
            #[cfg(feature = "doors")]
            Launch::Http(launch) => Box::new(Posted::start(launch, target.limits, stop)?),
            #[cfg(not(feature = "doors"))]
            Launch::Http(_) => return Err(TargetError::NoHttp),
        };
        self.greeted(started)
    }

    /// The first words with a target that was started.
    fn greeted(&mut self, mut started: Box<dyn Target>) -> Result<(), TargetError> {
        let hello = greet(&mut *started, &self.job.version);
        // Kept in any case: its last words explain a failure.
        self.target = Some(started);
        match hello {
            Ok(hello) => {
                self.hello = Some(hello);
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// What went wrong with the target, with its last words; the process is ended.
    pub(super) fn lament(&mut self, error: &TargetError) -> String {
        let words = self
            .target
            .as_mut()
            .map(|target| target.last_words())
            .unwrap_or_default();
        self.target = None;
        if words.is_empty() {
            error.to_string()
        } else {
            format!(
                "{error}; its standard error ends with: {}",
                words.join(" | ")
            )
        }
    }

    /// Talks with the target; where it is lost, says so in a verdict and starts it again. Also tells what came when, where files
    /// pass through a door: onto the shelf of that OC.
    pub(super) fn with_target<F>(
        &mut self,
        scenario: &str,
        lot: u32,
        oc: OcNumber,
        talk: F,
    ) -> Result<(Vec<FileHeard>, Vec<Arrival>), RunError>
    where
        F: FnOnce(
            &mut dyn Target,
        )
            -> Result<(Vec<FileHeard>, Vec<String>, Result<(), TargetError>), TargetError>,
    {
        let mut way = self.way(oc);
        // A server may be back by now; a process that could not be started again would not be either.
        let is_elsewhere = matches!(self.job.target.launch, Launch::Http(_));
        let back = match &self.target {
            None if is_elsewhere => self.start(),
            _ => Ok(()),
        };
        let talked = match (back, self.target.as_mut()) {
            (Err(error), _) => Err(error),
            (Ok(()), Some(target)) => {
                let (supply, name) = (self.job.target.portfolio, self.loaded_as.as_deref());
                way.talk(&mut **target, |target| supplied(target, supply, name, talk))
            }
            (Ok(()), None) => Err(TargetError::Gone {
                how: " earlier and could not be started again".to_owned(),
            }),
        };
        let (heard, strays, lost) = match talked {
            Ok((heard, strays, result)) => (heard, strays, result.err()),
            Err(error) => (Vec::new(), Vec::new(), Some(error)),
        };
        let Travelled {
            arrivals,
            befell,
            failed,
        } = way.finish(lost.is_none());
        for (fault, count) in befell {
            *self.befell.entry(fault).or_insert(0) += count;
        }
        let lost = lost.or(failed);
        if self.stopped() {
            // What was not asked cannot be judged: the report is marked incomplete instead.
            return Ok((heard, arrivals));
        }
        let notes = self.target.as_mut().map(|target| target.take_notes());
        for note in notes.into_iter().flatten() {
            let status = if note.is_wrong {
                Status::Nonconform
            } else {
                Status::Unknown
            };
            let mut verdict = self.about_target(scenario, lot, note.text, status);
            verdict.id = format!("{scenario}/{lot:04}/target/{}", note.kind);
            verdict.severity = note.is_wrong.then_some(Severity::Must);
            self.emit(verdict, None)?;
        }
        for (rank, stray) in strays.iter().enumerate() {
            let mut verdict = self.about_target(scenario, lot, stray.clone(), Status::Nonconform);
            verdict.id = format!("{scenario}/{lot:04}/target/stray/{rank}");
            verdict.severity = Some(Severity::Must);
            self.emit(verdict, None)?;
        }
        if let Some(error) = lost {
            let is_to_blame = error.is_of_the_target();
            let detail = self.lament(&error);
            let verdict = if is_to_blame {
                let mut verdict = self.about_target(scenario, lot, detail, Status::Nonconform);
                verdict.severity = Some(Severity::Must);
                verdict
            } else {
                self.about_target(scenario, lot, detail, Status::Unknown)
            };
            self.emit(verdict, None)?;
            if !self.stopped()
                && let Err(error) = self.start()
            {
                self.lament(&error);
            }
        }
        Ok((heard, arrivals))
    }

    pub(super) fn about_target(
        &self,
        scenario: &str,
        lot: u32,
        detail: String,
        status: Status,
    ) -> Verdict {
        Verdict {
            id: format!("{scenario}/{lot:04}/target"),
            scenario: scenario.to_owned(),
            lot,
            rule: "T-ANSWERS".to_owned(),
            status,
            severity: None,
            subject: Subject::Target { detail },
            readings: Vec::new(),
            note: None,
            extra: BTreeMap::new(),
        }
    }
}

/// Talks with a target that is given its members, or has them.
pub(super) fn supplied<T>(
    target: &mut dyn Target,
    supply: Supply,
    loaded_as: Option<&str>,
    talk: impl FnOnce(&mut dyn Target) -> Result<T, TargetError>,
) -> Result<T, TargetError> {
    match supply {
        Supply::Pushed => talk(target),
        Supply::Preloaded => talk(&mut Preloaded::new(target, loaded_as)),
    }
}
