//! What the AMO keeps back: participation forfaitaire and franchise médicale.

use domain::{Cents, Day};

use super::domains::Participations;
use super::exceptions::{Exception, claiming};
use super::rate::examines_a_child;
use super::{AmoError, Care, Counters, Cover, Exemption, Patient, step};
use crate::law::{Law, ParamId, TableId, Value};
use crate::trace::{Confidence, Label, Step, Term, Trace};

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
    let label = Label {
        fr: "Participation forfaitaire",
        en: "Participation forfaitaire",
    };
    let units = match care.kind.participations(care) {
        Participations::Units(units) => i64::from(units.max(1)),
        Participations::None => return Ok(Cents::ZERO),
        Participations::OnTheMainAct => {
            trace.step(|| elsewhere(label, "R-AMO-COMPLEMENT", "rules §2.1, §12 (E024)"));
            return Ok(Cents::ZERO);
        }
        Participations::OnTheAnalysis => {
            trace.step(|| elsewhere(label, "R-AMO-SAMPLING", "rules §3 [ccas-pf]"));
            return Ok(Cents::ZERO);
        }
    };
    if let Some((why, value)) = spared(law, patient, care, &PARTICIPATION)? {
        trace.step(|| {
            let inputs = why.inputs(patient, value);
            step("R-AMO-PARTICIPATION", label, inputs, Cents::ZERO, &[value])
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
    let taken = match amount < due {
        false => due,
        true if law.readings().participation_in_part => amount.floor_zero(),
        true => Cents::ZERO,
    };
    trace.step(|| {
        let inputs = vec![
            ("unit", unit.cents().into()),
            ("acts", units.into()),
            ("left today", day_left.into()),
            ("left this year", year_left.into()),
            ("amo amount", amount.into()),
        ];
        step(
            "R-AMO-PARTICIPATION",
            label,
            inputs,
            taken,
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
    if let Some((why, value)) = spared(law, patient, care, &FRANCHISE)? {
        trace.step(|| {
            let inputs = why.inputs(patient, value);
            step("R-AMO-FRANCHISE", label, inputs, Cents::ZERO, &[value])
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
        let mut inputs = vec![("unit", unit.cents().into()), ("boxes", units.into())];
        if bears != Bears::Box {
            inputs[1].0 = "acts";
        }
        inputs.extend(day_left.map(|left| ("left today", left.into())));
        inputs.push(("left this year", year_left.into()));
        inputs.push(("amo amount", amount.into()));
        let values: Vec<_> = [Some(unit), cap_a_day, Some(cap)]
            .into_iter()
            .flatten()
            .collect();
        let mut step = step("R-AMO-FRANCHISE", label, inputs, taken, &values);
        if amount < due {
            step.source = step.source.and("rules §12 bis 5");
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
    fn inputs(self, patient: &Patient, value: &Value) -> Vec<(&'static str, Term)> {
        match self {
            Self::Minor => vec![
                ("birth", patient.birth.into()),
                ("age of majority", value.count().into()),
            ],
            Self::By(exemption) => vec![("spared", exemption.into())],
        }
    }
}

/// What is withheld: its name in errors, its rule, and the law's table of who owes it.
struct Withholding {
    name: &'static str,
    rule: &'static str,
    due: TableId,
}

const PARTICIPATION: Withholding = Withholding {
    name: "the participation",
    rule: "R-AMO-PARTICIPATION",
    due: TableId::ParticipationDue,
};

const FRANCHISE: Withholding = Withholding {
    name: "the franchise",
    rule: "R-AMO-FRANCHISE",
    due: TableId::FranchiseDue,
};

/// What is known of who would bear a withholding.
struct Bearer {
    /// Under age on 1 January.
    minor: bool,
    /// The ground of the care frees them.
    ground: bool,
    /// A cover of theirs frees them.
    cover: bool,
    /// They draw an invalidity pension.
    pension: bool,
}

/// What departs from the withholding that everybody bears; the outcome: whether it is due.
const fn exceptions(rule: &'static str) -> [Exception<Bearer, bool>; 4] {
    [
        Exception {
            name: "a minor",
            rule,
            claims: |bearer| bearer.minor,
            outcome: false,
        },
        Exception {
            name: "the ground of the care",
            rule,
            claims: |bearer| bearer.ground,
            outcome: false,
        },
        Exception {
            name: "a cover of the person",
            rule,
            claims: |bearer| bearer.cover,
            outcome: false,
        },
        // Rules §12 bis 4: due by its holder, who is of age, unless something else frees them.
        Exception {
            name: "an invalidity pension",
            rule,
            claims: |bearer| bearer.pension && !bearer.cover,
            outcome: true,
        },
    ]
}

/// Why nothing is withheld (rules §2.4, §3, §4), and the figure that says so.
fn spared<'a>(
    law: &'a Law,
    patient: &Patient,
    care: &Care,
    withholding: &Withholding,
) -> Result<Option<(Spared, &'a Value)>, AmoError> {
    let age = minor(law, patient, care.day)?;
    // Most people have nothing that frees them: nothing more is asked then.
    let prevention = examines_a_child(care.kind).then_some("prevention");
    if age.is_none()
        && care.exemption == Exemption::None
        && prevention.is_none()
        && patient.cover == Cover::None
    {
        return Ok(None);
    }
    let frees = |ground: Option<&'static str>| -> Result<Option<(&'static str, &Value)>, AmoError> {
        let Some(ground) = ground else {
            return Ok(None);
        };
        let due = law.row(withholding.due, ground, care.day)?;
        Ok((due.count() == 0).then_some((ground, due)))
    };
    let ground = match frees(care.exemption.ground())? {
        None => frees(prevention)?,
        found => found,
    };
    let cover = frees(patient.cover.ground())?;
    let bearer = Bearer {
        minor: age.is_some(),
        ground: ground.is_some(),
        cover: cover.is_some(),
        pension: care.exemption == Exemption::Invalidity,
    };
    claiming(
        withholding.name,
        care.day,
        &bearer,
        &exceptions(withholding.rule),
    )?;
    Ok(match (age, ground.or(cover)) {
        (Some(age), _) => Some((Spared::Minor, age)),
        (None, Some((ground, due))) => Some((Spared::By(ground), due)),
        (None, None) => None,
    })
}

/// A line that another one bears the participation for.
fn elsewhere(label: Label, rule: &'static str, source: &'static str) -> Step {
    Step {
        rule,
        label,
        inputs: Vec::new(),
        result: Cents::ZERO.into(),
        source: source.into(),
        confidence: Confidence::SecondHand,
    }
}
