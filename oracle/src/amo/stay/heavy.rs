//! What the heavy acts of a stay make the person owe (rules §2.3).

use domain::{ActCode, Cents};

use super::{Invoice, StayError, code};
use crate::amo::heavy::{LABEL, Pas, Together, heavy_days, merged, participation, sessions};
use crate::amo::step;
use crate::law::{Law, ParamId};
use crate::trace::Trace;

/// The participation as a line of a stay.
const PAS: ActCode = code("PAS");

/// The technical acts that an invoice brings to its stay.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Technical {
    /// By session, but for those of days that bear no ticket modérateur.
    pub(super) sessions: Vec<Together>,
    /// What they make the person owe where one of them is heavy: zero where it is waived. `None` where none was, with
    /// those of the invoices before.
    pub(super) owed: Option<Cents>,
}

/// The technical acts that an invoice brings to its stay, `others` being the sessions of its other invoices: acts of
/// one session may be billed apart.
pub(super) fn of_stay<T: Trace>(
    law: &Law,
    invoice: &Invoice,
    others: &[Together],
    trace: &mut T,
) -> Result<Technical, StayError> {
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
    let own = sessions(law, &acts)?;
    let mut together = merged(others.iter().chain(&own).copied().collect());
    together.retain(|session| own.iter().any(|own| own.is_of(session)));
    let days = heavy_days(law, &together, trace)?;
    let owed = if days.is_empty() {
        None
    } else {
        let (entry, grounds) = (invoice.stay.entry, &invoice.entitlements);
        Some(participation(law, entry, &days, grounds, trace)?)
    };
    Ok(Technical {
        sessions: own,
        owed,
    })
}

/// The line of a stay that carries the participation.
pub(super) fn line(amount: Cents) -> Pas {
    Pas { act: PAS, amount }
}
