//! What the AMO keeps back: participation forfaitaire and franchise médicale.

use domain::{Cents, Day};

use super::{AmoError, Care, Counters, Patient, step};
use crate::law::{Law, ParamId, TableId, Value};
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
    let Some(units) = care.kind.participations(care) else {
        return Ok(Cents::ZERO);
    };
    let units = i64::from(units.max(1));
    let label = Label {
        fr: "Participation forfaitaire",
        en: "Participation forfaitaire",
    };
    if let Some((why, value)) = spared(law, patient, care, TableId::ParticipationDue)? {
        trace.step(|| {
            let inputs = why.inputs(patient, value);
            step(
                "R-AMO-PARTICIPATION",
                label,
                inputs,
                Cents::ZERO.to_string(),
                &[value],
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

/// As what a unit of a line bears a franchise (rules §4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Bears {
    /// Each box of a drug.
    Box,
    /// Each act of an auxiliary.
    Auxiliary,
    /// Each transport.
    Transport,
}

impl Bears {
    pub(super) fn has_a_cap_a_day(self) -> bool {
        self.cap_a_day().is_some()
    }

    const fn unit(self) -> ParamId {
        match self {
            Self::Box => ParamId::FranchiseBoite,
            Self::Auxiliary => ParamId::FranchiseAuxiliaire,
            Self::Transport => ParamId::FranchiseTransport,
        }
    }

    /// Boxes have none.
    const fn cap_a_day(self) -> Option<ParamId> {
        match self {
            Self::Box => None,
            Self::Auxiliary => Some(ParamId::PlafondFranchiseAuxiliaire),
            Self::Transport => Some(ParamId::PlafondFranchiseTransport),
        }
    }
}

/// The franchise of a line whose AMO amount is `amount`: the rest is not carried (rules §4, §12 bis 5).
pub(super) fn franchise<T: Trace>(
    law: &Law,
    patient: &Patient,
    care: &Care,
    amount: Cents,
    counters: &Counters,
    trace: &mut T,
) -> Result<Cents, AmoError> {
    let Some(bears) = care.kind.franchise() else {
        return Ok(Cents::ZERO);
    };
    let label = Label {
        fr: "Franchise médicale",
        en: "Franchise médicale",
    };
    if let Some((why, value)) = spared(law, patient, care, TableId::FranchiseDue)? {
        trace.step(|| {
            let inputs = why.inputs(patient, value);
            step(
                "R-AMO-FRANCHISE",
                label,
                inputs,
                Cents::ZERO.to_string(),
                &[value],
            )
        });
        return Ok(Cents::ZERO);
    }
    let unit = law.param(bears.unit(), care.day)?;
    let cap = law.param(ParamId::PlafondFranchise, care.day)?;
    let cap_a_day = match bears.cap_a_day() {
        Some(id) => Some(law.param(id, care.day)?),
        None => None,
    };
    let year_left = cap.cents() - counters.franchise_in(care.day.year());
    let day_left = cap_a_day.map(|cap| cap.cents() - counters.franchise_of(care.day, bears));
    let units = i64::from(care.quantity);
    let due = (unit.cents() * units)
        .min(year_left)
        .min(day_left.unwrap_or(year_left));
    let taken = due.min(amount).floor_zero();
    trace.step(|| {
        let mut inputs = vec![
            ("unit", unit.cents().to_string()),
            ("boxes", units.to_string()),
        ];
        if bears != Bears::Box {
            inputs[1].0 = "acts";
        }
        inputs.extend(day_left.map(|left| ("left today", left.to_string())));
        inputs.push(("left this year", year_left.to_string()));
        inputs.push(("amo amount", amount.to_string()));
        let values: Vec<_> = [Some(unit), cap_a_day, Some(cap)]
            .into_iter()
            .flatten()
            .collect();
        let mut step = step("R-AMO-FRANCHISE", label, inputs, taken.to_string(), &values);
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

/// Why nothing is kept back.
#[derive(Clone, Copy)]
enum Spared {
    Minor,
    By(&'static str),
}

impl Spared {
    fn inputs(self, patient: &Patient, value: &Value) -> Vec<(&'static str, String)> {
        match self {
            Self::Minor => vec![
                ("birth", patient.birth.to_string()),
                ("age of majority", value.count().to_string()),
            ],
            Self::By(exemption) => vec![("spared", exemption.to_owned())],
        }
    }
}

/// Who does not bear what a table of grounds is about (rules §2.4, §3, §4), and the figure that says so.
fn spared<'a>(
    law: &'a Law,
    patient: &Patient,
    care: &Care,
    due: TableId,
) -> Result<Option<(Spared, &'a Value)>, AmoError> {
    if let Some(age) = minor(law, patient, care.day)? {
        return Ok(Some((Spared::Minor, age)));
    }
    let Some(ground) = care.exemption.ground() else {
        return Ok(None);
    };
    let value = law.row(due, ground, care.day)?;
    Ok((value.count() == 0).then_some((Spared::By(ground), value)))
}
