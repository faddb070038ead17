//! What the heavy acts of a stay make the person owe (rules §2.3).

use domain::{ActCode, Cents};

use super::{Invoice, StayError, code};
use crate::amo::heavy::{LABEL, Pas, heavy_days, participation};
use crate::amo::step;
use crate::law::{Law, ParamId};
use crate::trace::Trace;

/// The participation as a line of a stay.
const PAS: ActCode = code("PAS");

/// What the heavy acts of an invoice make the person owe: zero where it is waived, `None` without heavy act.
pub(super) fn of_stay<T: Trace>(
    law: &Law,
    invoice: &Invoice,
    trace: &mut T,
) -> Result<Option<Cents>, StayError> {
    let mut acts = Vec::new();
    for act in &invoice.acts {
        let limit = law.param(ParamId::JoursTicketModerateur, act.day)?;
        if invoice.stay.rank(act.day) <= i64::from(limit.count()) {
            acts.push(*act);
            continue;
        }
        trace.step(|| {
            let inputs = vec![
                ("day", act.day.into()),
                ("day-of-stay", invoice.stay.rank(act.day).into()),
                ("limit", limit.count().into()),
            ];
            let zero = Cents::ZERO;
            step("R-AMO-PAS-EXEMPT", LABEL, inputs, zero, &[limit])
        });
    }
    let days = heavy_days(law, &acts, trace)?;
    if days.is_empty() {
        return Ok(None);
    }
    let owed = participation(law, invoice.stay.entry, &days, &invoice.entitlements, trace)?;
    Ok(Some(owed))
}

/// The line of a stay that carries the participation.
pub(super) fn line(amount: Cents) -> Pas {
    Pas { act: PAS, amount }
}
