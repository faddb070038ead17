//! Hearing aids, per ear (rules §2.2, §6).
//!
//! The base is that of the age on the day of delivery. Neither participation nor franchise nor parcours.

use domain::ActCode;

use super::{Base, Case, Domain, Local, code};
use crate::amo::{AmoError, base, step};
use crate::law::ParamId;
use crate::trace::Trace;

/// A hearing aid for each ear of the quantity.
#[derive(Clone, Copy)]
pub(super) struct HearingAid;

impl Domain for HearingAid {
    fn act(self) -> ActCode {
        const PAU: ActCode = code("PAU");
        PAU
    }

    fn specialty(self) -> u8 {
        65
    }

    fn base<T: Trace>(self, case: &Case<'_>, trace: &mut T) -> Result<Base, AmoError> {
        let day = case.care.day;
        let adult = case.law.param(ParamId::AgeAdulteAudio, day)?;
        let age = day.age(case.birth);
        let id = if i64::from(age) < i64::from(adult.count()) {
            ParamId::BaseAudioJeune
        } else {
            ParamId::BaseAudio
        };
        let fee = case.law.param(id, day)?;
        let quantity = i64::from(case.care.quantity);
        let base = Base {
            unit: fee.cents(),
            line: fee.cents() * quantity,
        };
        trace.step(|| {
            let inputs = vec![
                ("age", age.into()),
                ("fee", base.unit.into()),
                ("quantity", quantity.into()),
            ];
            let result = base.line;
            step("R-AMO-BASE", base::LABEL, inputs, result, &[adult, fee])
        });
        Ok(base)
    }

    fn rate(self) -> ParamId {
        ParamId::TauxAudio
    }

    fn local(self) -> Local {
        Local::Row("audio")
    }
}
