//! The invariants of a scenario: its flow told in other ways, and held against itself.

use domain::Beneficiary;

use super::{RunError, Runner, kept_name};
use crate::case::Case;
use crate::invariants::{Invariant, Pair, Variant, variant};
use crate::session::FileHeard;
use crate::stream::{Status, Subject, Verdict};

/// What was heard of two flows, and what that comes to.
pub(super) struct Held {
    pub(super) variant: Variant,
    pub(super) verdicts: Vec<(Verdict, Option<Beneficiary>)>,
}

impl Runner<'_> {
    /// Holds a case against itself, in each way that its scenario or the run asks for.
    pub(super) fn invariants(&mut self, case: &Case) -> Result<(), RunError> {
        let wanted = std::mem::take(&mut self.wanted);
        // What goes wrong at a door would make two flows differ by itself.
        let faults = self.faults.take();
        let mut first = None;
        for invariant in &wanted {
            if self.stopped() {
                break;
            }
            if first.is_none() {
                first = Some(self.replayed(case));
            }
            self.invariant(*invariant, case, first.as_ref().and_then(Option::as_deref))?;
        }
        self.faults = faults;
        self.wanted = wanted;
        Ok(())
    }

    fn invariant(
        &mut self,
        invariant: Invariant,
        case: &Case,
        heard: Option<&[FileHeard]>,
    ) -> Result<(), RunError> {
        let held = match heard {
            Some(heard) => self.held(invariant, case, heard),
            None => Err(Untold::Lost),
        };
        let held = match held {
            Ok(held) => held,
            Err(_) if self.stopped() => return Ok(()),
            Err(untold) => return self.untold(invariant, case, untold),
        };
        if held
            .verdicts
            .iter()
            .any(|(verdict, _)| verdict.status == Status::Nonconform)
        {
            for file in &held.variant.case.files {
                let name = format!("{}/{}", invariant.word(), file.name);
                self.folder.keep(&kept_name(case, &name), &file.bytes)?;
            }
        }
        for (verdict, who) in held.verdicts {
            self.emit_about(verdict, Some(case), |_| who)?;
        }
        Ok(())
    }

    /// Plays the second flow, and holds what is heard of it against the first.
    pub(super) fn held(
        &mut self,
        invariant: Invariant,
        case: &Case,
        heard: &[FileHeard],
    ) -> Result<Held, Untold> {
        if invariant.changes_people() && self.job.target.portfolio.is_preloaded() {
            let why = "it changes the portfolio: that needs `portfolio: pushed`";
            return Err(Untold::Cannot(why));
        }
        let profile = self.profiles.decomptes();
        let variant = variant(invariant, case, heard, profile).map_err(Untold::Cannot)?;
        let again = self.replayed(&variant.case).ok_or(Untold::Lost)?;
        let pair = Pair {
            invariant,
            case,
            heard,
            variant: &variant,
            again: &again,
            flows: [kept_name(case, ""), kept_name(case, invariant.word())]
                .map(|folder| folder.trim_end_matches('/').to_owned()),
        };
        let verdicts = pair.judged(profile);
        Ok(Held { variant, verdicts })
    }

    fn untold(
        &mut self,
        invariant: Invariant,
        case: &Case,
        untold: Untold,
    ) -> Result<(), RunError> {
        let (status, why) = match untold {
            Untold::Cannot(why) => (Status::Skipped, why),
            Untold::Lost => (
                Status::Unknown,
                "the target was lost in one of the two flows",
            ),
        };
        let detail = format!("the flow told in another way: {}", invariant.word());
        let mut verdict = self.about_target(&case.scenario, case.lot, detail.clone(), status);
        verdict.id = format!("{}/{:04}/{}", case.scenario, case.lot, invariant.word());
        invariant.rule().clone_into(&mut verdict.rule);
        verdict.subject = Subject::Target { detail };
        verdict.note = Some(why.to_owned());
        self.emit(verdict, None)
    }
}

/// Why there is no second flow to hold against the first.
#[derive(Debug, Clone, Copy)]
pub(super) enum Untold {
    /// It cannot be told in that way.
    Cannot(&'static str),
    /// The target was lost.
    Lost,
}
