//! The session of a technical act in town: one practitioner and one day, whose heavy acts lift the ticket
//! modérateur of its technical acts against one participation (rules §2.3, §12 bis 11).
//!
//! An act is told with the tariffs of the others of its session
//! ([`Kind::Technical`](super::Kind::Technical)): settled one by one, its acts must all be told so.

use domain::{ActCode, Cents};

use super::heavy::{LABEL, Nature, Pas, TechnicalAct, Together, heavy_days, participation};
use super::stay::Entitlement;
use super::{AmoError, Care, Counters, Exemption, Kind, Patient, code};
use crate::law::Law;
use crate::trace::{Confidence, Step, Trace};

/// The participation as a line of care in town.
const PAP: ActCode = code("PAP");

/// Whether an act whose line has that base is heavy, by itself or with the others of its session.
pub(super) fn heavy<T: Trace>(
    law: &Law,
    care: &Care,
    base: Cents,
    counters: &Counters,
    trace: &mut T,
) -> Result<bool, AmoError> {
    let Kind::Technical { others, .. } = care.kind else {
        return Ok(false);
    };
    if !care.kind.may_be_heavy() {
        return Ok(false);
    }
    let own = TechnicalAct {
        day: care.day,
        executor: care.executor,
        tariff: base,
        coefficient: care.coefficient,
        nature: Nature::Ordinary,
    };
    let own = Together::of(law, &own)?;
    let heavy = !heavy_days(law, &[own.with(others, 0)], trace)?.is_empty();
    // Whom something else exempts pays nothing on either kind of session.
    if care.exemption != Exemption::None {
        return Ok(heavy);
    }
    let [light, heavier] =
        [false, true].map(|heavy| counters.technical_tariffs((care.day, care.executor), heavy));
    let told_alike = if heavy {
        light == Cents::ZERO
    } else {
        heavier == Cents::ZERO && !own.with(light, 0).is_heavy()
    };
    if told_alike {
        return Ok(heavy);
    }
    Err(AmoError::SessionToldApart {
        act: care.kind.act(),
        day: care.day,
        together: base + light + heavier,
    })
}

/// The participation that a heavy act brings: nothing where it is waived, or was taken in that session.
pub(super) fn pas<T: Trace>(
    law: &Law,
    patient: &Patient,
    care: &Care,
    counters: &Counters,
    trace: &mut T,
) -> Result<Option<Pas>, AmoError> {
    let taken = counters.heavy_participation_of(care.day, care.executor);
    if taken > Cents::ZERO {
        trace.step(|| Step {
            rule: "R-AMO-PAS-SESSION",
            label: LABEL,
            inputs: vec![("day", care.day.into()), ("taken", taken.into())],
            result: Cents::ZERO.into(),
            source: "rules §2.3, §12 bis 11 [ameli-pas]".into(),
            confidence: Confidence::Confirmed,
        });
        return Ok(None);
    }
    let grounds = Entitlement::of_person(patient, care.exemption);
    let amount = participation(law, care.day, &[care.day], &grounds, trace)?;
    Ok((amount > Cents::ZERO).then_some(Pas { act: PAP, amount }))
}
