//! The emergency flat fee (FPU), in place of the ticket modérateur of a visit to the emergencies of a hospital
//! that is not followed by an admission (rules §2.3).

use domain::{ActCode, Cents, Day};

use super::entitlement::{Entitlement, held};
use super::{StayError, code};
use crate::amo::step;
use crate::law::{Law, ParamId, TableId};
use crate::trace::{Confidence, Label, Trace};

const FPU: ActCode = code("FPU");

/// A visit to the emergencies of a public hospital.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emergency {
    /// Date of care.
    pub day: Day,
    /// The person was admitted then: the stay alone is billed.
    pub admitted: bool,
    /// Grounds on which the person bears less.
    pub entitlements: Vec<Entitlement>,
}

/// The emergency flat fee: a line without base nor AMO amount, owed by the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fpu {
    /// Act code.
    pub act: ActCode,
    /// What the person owes, in cents.
    pub amount: Cents,
    /// Whether it is the reduced one.
    pub reduced: bool,
}

/// The flat fee of a visit; `None` where the person was admitted.
///
/// ```
/// use domain::Cents;
/// use oracle::amo::stay::{Emergency, emergency};
/// use oracle::{law::Law, trace::NoTrace};
/// let visit = Emergency {
///     day: "2026-03-01".parse()?,
///     admitted: false,
///     entitlements: vec![],
/// };
/// let fpu = emergency(Law::embedded(), &visit, &mut NoTrace)?.ok_or("it is due")?;
/// assert_eq!((fpu.act.as_str(), fpu.amount), ("FPU", Cents(2_300)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Where the law has no figure on that day, or does not say what a ground changes: it names long diseases only
/// (register: `emergency-fee-grounds`).
pub fn emergency<T: Trace>(
    law: &Law,
    visit: &Emergency,
    trace: &mut T,
) -> Result<Option<Fpu>, StayError> {
    let label = Label {
        fr: "Forfait patient urgences",
        en: "Emergency flat fee",
    };
    super::entitlement::check(&visit.entitlements, FPU, visit.day)?;
    if visit.admitted {
        trace.step(|| {
            super::ruled(
                "R-AMO-FPU",
                label,
                vec![("day", visit.day.into()), ("admitted", "yes".into())],
                Cents::ZERO,
                "rules §2.3",
                Confidence::Confirmed,
            )
        });
        return Ok(None);
    }
    let mut says = None;
    for ground in held(&visit.entitlements, visit.day) {
        let value = law.row(TableId::ForfaitUrgencesReduit, ground.key(), visit.day)?;
        if value.count() == 1 {
            says = Some(value);
        }
    }
    let id = match says {
        Some(_) => ParamId::ForfaitUrgencesReduit,
        None => ParamId::ForfaitUrgences,
    };
    let value = law.param(id, visit.day)?;
    trace.step(|| {
        let reduced = if says.is_some() { "yes" } else { "no" };
        let inputs = vec![("day", visit.day.into()), ("reduced", reduced.into())];
        let values: Vec<_> = [Some(value), says].into_iter().flatten().collect();
        step("R-AMO-FPU", label, inputs, value.cents(), &values)
    });
    Ok(Some(Fpu {
        act: FPU,
        amount: value.cents(),
        reduced: says.is_some(),
    }))
}
