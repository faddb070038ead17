//! Rules N18: care that is still to come, and care that comes too late.

use domain::{Cents, Day, Heading};

use crate::heading::heading_of;
use crate::ledger::Claim;

/// Two years.
const PRESCRIPTION_MONTHS: i32 = 24;

/// Rules N18 c: whether the care is after that day.
pub(crate) fn is_to_come(claim: &Claim, today: Option<Day>) -> bool {
    today.is_some_and(|today| date_of_care(claim) > today)
}

/// Rules N18 a: whether the line came more than two years after the AMO paid it, or after the care where the AMO paid
/// nothing. A line whose day of receipt nobody told is never too late.
pub(crate) fn is_barred(claim: &Claim) -> bool {
    // A participation on a heavy act is below zero, of an act that it paid: no payment is zero.
    let paid_by_the_amo = claim.line.amount != Cents::ZERO;
    let start = if paid_by_the_amo {
        claim.id.date
    } else {
        date_of_care(claim)
    };
    let last = start.plus_months(PRESCRIPTION_MONTHS);
    claim.received.is_some_and(|received| received > last)
}

/// The date of care of a line of several days (rules §2.2): a semester of orthodontics is that of its first day, a
/// participation that of the admission; of a rental, a series, days in hospital, all is there on the last day only.
fn date_of_care(claim: &Claim) -> Day {
    let line = &claim.line;
    match heading_of(line.act, line.specialty, false) {
        Some(Heading::Orthodontie | Heading::ParticipationActeLourd) => line.start,
        _ => line.start.max(line.end),
    }
}
