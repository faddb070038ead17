//! What the AMO keeps back: participation forfaitaire and franchise médicale.

use domain::{Cents, Day};

use super::{AmoError, Care, Counters, Kind, Patient, step};
use crate::law::{Law, ParamId, Value};
use crate::trace::{Confidence, Label, Trace};

/// The participation of a line whose AMO amount is `amount` (rules §3, §12 bis 16).
///
/// What the daily and yearly caps leave is taken whole or not at all: nothing where `amount` is below.
pub(super) fn participation<T: Trace>(
    law: &Law,
    patient: &Patient,
    care: &Care,
    amount: Cents,
    counters: &Counters,
    trace: &mut T,
) -> Result<Cents, AmoError> {
    let units = match care.kind {
        Kind::Consultation { .. } => care.quantity,
        Kind::Biology => care.count,
        Kind::Drug(_) | Kind::BoxFee(_) | Kind::PrescriptionFee => return Ok(Cents::ZERO),
    };
    let units = i64::from(units.max(1));
    let label = Label {
        fr: "Participation forfaitaire",
        en: "Participation forfaitaire",
    };
    if let Some(age) = minor(law, patient, care.day)? {
        trace.step(|| {
            step(
                "R-AMO-PARTICIPATION",
                label,
                spared(patient, age),
                Cents::ZERO.to_string(),
                &[age],
            )
        });
        return Ok(Cents::ZERO);
    }
    let unit = law.param(ParamId::Participation, care.day)?;
    let acts = law.param(ParamId::ParticipationsParJour, care.day)?;
    let cap = law.param(ParamId::PlafondParticipation, care.day)?;
    let day_left =
        unit.cents() * i64::from(acts.count()) - counters.participation_of(care.day, care.executor);
    let year_left = cap.cents() - counters.participation_in(care.day.year());
    let due = (unit.cents() * units)
        .min(day_left)
        .min(year_left)
        .floor_zero();
    let taken = if amount < due { Cents::ZERO } else { due };
    trace.step(|| {
        let inputs = vec![
            ("unit", unit.cents().to_string()),
            ("acts", units.to_string()),
            ("left today", day_left.to_string()),
            ("left this year", year_left.to_string()),
            ("amo amount", amount.to_string()),
        ];
        step(
            "R-AMO-PARTICIPATION",
            label,
            inputs,
            taken.to_string(),
            &[unit, acts, cap],
        )
    });
    Ok(taken)
}

/// The franchise of a drug line whose AMO amount is `amount`: the rest is not carried (rules §4,
/// §12 bis 5).
pub(super) fn franchise<T: Trace>(
    law: &Law,
    patient: &Patient,
    care: &Care,
    amount: Cents,
    counters: &Counters,
    trace: &mut T,
) -> Result<Cents, AmoError> {
    if !matches!(care.kind, Kind::Drug(_)) {
        return Ok(Cents::ZERO);
    }
    let label = Label {
        fr: "Franchise médicale",
        en: "Franchise médicale",
    };
    if let Some(age) = minor(law, patient, care.day)? {
        trace.step(|| {
            step(
                "R-AMO-FRANCHISE",
                label,
                spared(patient, age),
                Cents::ZERO.to_string(),
                &[age],
            )
        });
        return Ok(Cents::ZERO);
    }
    let unit = law.param(ParamId::FranchiseBoite, care.day)?;
    let cap = law.param(ParamId::PlafondFranchise, care.day)?;
    let year_left = cap.cents() - counters.franchise_in(care.day.year());
    let due = (unit.cents() * i64::from(care.quantity)).min(year_left);
    let taken = due.min(amount).floor_zero();
    trace.step(|| {
        let inputs = vec![
            ("unit", unit.cents().to_string()),
            ("boxes", care.quantity.to_string()),
            ("left this year", year_left.to_string()),
            ("amo amount", amount.to_string()),
        ];
        let mut step = step(
            "R-AMO-FRANCHISE",
            label,
            inputs,
            taken.to_string(),
            &[unit, cap],
        );
        if amount < due {
            step.source.push_str("; rules §12 bis 5");
            step.confidence = Confidence::Assumption;
        }
        step
    });
    Ok(taken)
}

/// The parameter that spares a person who was a minor on 1 January of the year of care, if they were.
fn minor<'a>(law: &'a Law, patient: &Patient, day: Day) -> Result<Option<&'a Value>, AmoError> {
    let age = law.param(ParamId::AgeMajorite, day)?;
    let (month, day_of_month) = (patient.birth.month(), patient.birth.day());
    // Age on 1 January, without making that day: only who was born on one turns an age then.
    let birthday = i16::from((month, day_of_month) != (1, 1));
    let years = day.year() - patient.birth.year() - birthday;
    Ok((i64::from(years) < i64::from(age.count())).then_some(age))
}

fn spared(patient: &Patient, age: &Value) -> Vec<(&'static str, String)> {
    vec![
        ("birth", patient.birth.to_string()),
        ("age of majority", age.count().to_string()),
    ]
}
