//! Heavy acts: technical acts of doctors on which a participation (PAS) replaces the ticket modérateur
//! (rules §2.3, §12 bis 3 and 11), in a stay ([`stay`](super::stay)) and in town (`amo/session.rs`).

use domain::{ActCode, Cents, Day, PsNumber, Rate};

use super::stay::{Entitlement, waiver};
use super::step;
use crate::law::{Law, LawError, ParamId, TableId, Value};
use crate::trace::{Confidence, Label, Step, Trace};

/// A technical act of a doctor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TechnicalAct {
    /// Date of care.
    pub day: Day,
    /// Who executes it.
    pub executor: PsNumber,
    /// Its tariff (CCAM) in cents: the base of its line, quantity included.
    pub tariff: Cents,
    /// Its coefficient where it is paid by a key letter, in hundredths; 0 for an act of the CCAM.
    pub coefficient: u32,
    /// What kind of act it is.
    pub nature: Nature,
}

/// What a technical act is, as far as the participation hangs on it: only [`Nature::Ordinary`] acts bear it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Nature {
    /// Surgery and every act that is none of the others.
    Ordinary,
    /// Imaging.
    Imaging,
    /// Biology.
    Biology,
    /// Transport.
    Transport,
    /// A dental prosthesis.
    DentalProsthesis,
}

/// The participation on heavy acts, a line of its own (code `PAS`, in town `PAP`): its expense and its base are
/// zero, its AMO amount is `-amount`, and the person owes `amount` (rules §12 bis 11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pas {
    /// Act code.
    pub act: ActCode,
    /// What the person owes, in cents.
    pub amount: Cents,
}

/// Whether some act is heavy: by its coefficient, or by the tariffs of one practitioner on one day together.
///
/// ```
/// use domain::{Cents, PsNumber};
/// use oracle::amo::{Nature, TechnicalAct, is_heavy};
/// use oracle::law::Law;
/// let act = |tariff| TechnicalAct {
///     day: "2025-03-01".parse().unwrap(),
///     executor: PsNumber::default(),
///     tariff,
///     coefficient: 0,
///     nature: Nature::Ordinary,
/// };
/// let law = Law::embedded();
/// assert!(!is_heavy(law, &[act(Cents(11_999))])?);
/// assert!(is_heavy(law, &[act(Cents(7_000)), act(Cents(5_000))])?);
/// # Ok::<(), oracle::law::LawError>(())
/// ```
///
/// # Errors
/// Where the law has no threshold on the day of an act.
pub fn is_heavy(law: &Law, acts: &[TechnicalAct]) -> Result<bool, LawError> {
    Ok(sessions(law, acts)?.iter().any(Together::is_heavy))
}

pub(super) const LABEL: Label = Label {
    fr: "Participation de l’assuré (PAS)",
    en: "Participation on heavy acts (PAS)",
};

/// What one practitioner does on one day: technical acts add up (rules §2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Together {
    day: Day,
    executor: PsNumber,
    tariffs: Cents,
    /// The largest of the acts.
    coefficient: u32,
    /// Tariffs from which they are heavy.
    threshold: Cents,
    /// Coefficient from which they are heavy.
    bound: u32,
}

impl Together {
    pub(super) fn is_heavy(&self) -> bool {
        self.tariffs >= self.threshold || self.coefficient >= self.bound
    }

    pub(super) fn is_of(&self, other: &Self) -> bool {
        (self.day, self.executor) == (other.day, other.executor)
    }

    /// An ordinary act by itself.
    pub(super) fn of(law: &Law, act: &TechnicalAct) -> Result<Self, LawError> {
        Ok(Self {
            day: act.day,
            executor: act.executor,
            tariffs: act.tariff,
            coefficient: act.coefficient,
            threshold: law.param(ParamId::SeuilActeLourd, act.day)?.cents(),
            bound: law
                .param(ParamId::CoefficientActeLourd, act.day)?
                .coefficient(),
        })
    }

    /// With more acts of the same practitioner and day.
    pub(super) fn with(self, tariffs: Cents, coefficient: u32) -> Self {
        Self {
            tariffs: self.tariffs + tariffs,
            coefficient: self.coefficient.max(coefficient),
            ..self
        }
    }
}

/// The sessions of some acts.
pub(super) fn sessions(law: &Law, acts: &[TechnicalAct]) -> Result<Vec<Together>, LawError> {
    let ordinary = acts.iter().filter(|act| act.nature == Nature::Ordinary);
    let each: Result<_, _> = ordinary.map(|act| Together::of(law, act)).collect();
    Ok(merged(each?))
}

/// Sessions told in parts, each in one.
pub(super) fn merged(mut parts: Vec<Together>) -> Vec<Together> {
    parts.sort_unstable();
    parts.dedup_by(|next, kept| {
        let same = next.is_of(kept);
        if same {
            *kept = kept.with(next.tariffs, next.coefficient);
        }
        same
    });
    parts
}

/// The days on which a session is heavy.
pub(super) fn heavy_days<T: Trace>(
    law: &Law,
    sessions: &[Together],
    trace: &mut T,
) -> Result<Vec<Day>, LawError> {
    let mut days = Vec::new();
    for session in sessions {
        let day = session.day;
        let threshold = law.param(ParamId::SeuilActeLourd, day)?;
        let bound = law.param(ParamId::CoefficientActeLourd, day)?;
        let heavy = session.is_heavy();
        trace.step(|| {
            let inputs = vec![
                ("day", day.into()),
                ("tariffs-together", session.tariffs.into()),
                ("threshold", threshold.cents().into()),
                ("coefficient", Cents(i64::from(session.coefficient)).into()),
                ("coefficient-from", bound.amount.to_string().into()),
            ];
            let label = Label {
                fr: "Acte lourd",
                en: "Heavy act",
            };
            let result = if heavy { "heavy" } else { "not heavy" };
            step(
                "R-AMO-HEAVY-ACT",
                label,
                inputs,
                result,
                &[threshold, bound],
            )
        });
        if heavy {
            days.push(day);
        }
    }
    Ok(days)
}

/// What the person owes of heavy acts on `days`, `priced` being the day whose price and exemptions count (register:
/// `pas-date`).
pub(super) fn participation<T: Trace>(
    law: &Law,
    priced: Day,
    days: &[Day],
    entitlements: &[Entitlement],
    trace: &mut T,
) -> Result<Cents, LawError> {
    let mut due = Cents::ZERO;
    for day in days {
        let waived = waiver(law, TableId::ParticipationAssureDue, entitlements, priced)?;
        if let Some((ground, value)) = waived {
            trace.step(|| {
                let inputs = vec![("day", (*day).into()), ("spared", ground.key().into())];
                let zero = Cents::ZERO;
                step("R-AMO-PAS-EXEMPT", LABEL, inputs, zero, &[value])
            });
            continue;
        }
        let price = law.param(ParamId::ParticipationAssure, priced)?;
        due = price.cents();
        trace.step(|| priced_step(*day, priced, price));
    }
    if due == Cents::ZERO {
        trace.step(|| Step {
            rule: "R-AMO-PAS",
            label: LABEL,
            inputs: vec![("rate", Rate::ONE.into())],
            result: due.into(),
            source: "rules §2.3".into(),
            confidence: Confidence::Confirmed,
        });
    }
    Ok(due)
}

fn priced_step(day: Day, priced: Day, price: &Value) -> Step {
    let inputs = vec![
        ("day", day.into()),
        ("price-of", priced.into()),
        ("rate", Rate::ONE.into()),
    ];
    step("R-AMO-PAS", LABEL, inputs, price.cents(), &[price])
}
