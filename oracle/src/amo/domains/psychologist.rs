//! Sessions of "Mon soutien psy" (rules §2.2).
//!
//! The first of a calendar year at its price, the next at theirs, as many a year as the law covers: one more
//! is an error, the documents say nothing of it (register: `psychologist-after-the-last`). Neither
//! participation nor franchise nor parcours. The documents give no act code: PSY is ours, and no speciality.

use domain::ActCode;

use super::{Base, Case, Domain, Local, code};
use crate::amo::counters::Use;
use crate::amo::{AmoError, Care, base, step};
use crate::law::ParamId;
use crate::trace::Trace;

/// Sessions at a psychologist's.
#[derive(Clone, Copy)]
pub(super) struct Psychologist;

impl Domain for Psychologist {
    fn act(self) -> ActCode {
        const PSY: ActCode = code("PSY");
        PSY
    }

    fn specialty(self) -> u8 {
        0
    }

    fn limit(self, case: &Case<'_>) -> Result<(), AmoError> {
        let care = case.care;
        let used = case
            .counters
            .used_in(care.day.year(), Use::PsychologistSession);
        let covered = case
            .law
            .param(ParamId::SeancesPsychologue, care.day)?
            .count();
        if used + u32::from(care.quantity) > covered {
            let day = care.day;
            return Err(AmoError::NoSessionLeft { day, covered });
        }
        Ok(())
    }

    fn base<T: Trace>(self, case: &Case<'_>, trace: &mut T) -> Result<Base, AmoError> {
        let (law, care) = (case.law, case.care);
        let sessions = u32::from(care.quantity);
        let used = case
            .counters
            .used_in(care.day.year(), Use::PsychologistSession);
        let covered = law.param(ParamId::SeancesPsychologue, care.day)?;
        let first = law.param(ParamId::PremiereSeancePsychologue, care.day)?;
        let next = law.param(ParamId::SeancePsychologue, care.day)?;
        let firsts = if used == 0 { sessions.min(1) } else { 0 };
        let unit = if firsts == 1 { first } else { next };
        let line = first.cents() * i64::from(firsts) + next.cents() * i64::from(sessions - firsts);
        trace.step(|| {
            let inputs = vec![
                ("sessions before", used.into()),
                ("sessions covered", covered.count().into()),
                ("unit", unit.cents().into()),
                ("quantity", sessions.into()),
            ];
            let values = [covered, first, next];
            step("R-AMO-PSYCHOLOGIST", base::LABEL, inputs, line, &values)
        });
        Ok(Base {
            unit: unit.cents(),
            line,
        })
    }

    fn rate(self) -> ParamId {
        ParamId::TauxPsychologue
    }

    fn local(self) -> Local {
        Local::Row("psychologue")
    }

    /// A base that stands on the line counts too: what is counted is sessions.
    fn uses(self, care: &Care, _: &Base) -> Option<(Use, u32)> {
        Some((Use::PsychologistSession, u32::from(care.quantity)))
    }
}
