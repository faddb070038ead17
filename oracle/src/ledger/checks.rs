//! What a mutuelle checks on a line before it pays (rules §9 N16, N18; noemie-format §11.1).

use domain::{Cents, Day, Line, Reaction, ReasonClass};

use super::entry::Entry;
use super::readings::Readings;

/// Why a line goes no further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stopped {
    pub(super) reaction: Reaction,
    pub(super) reason: ReasonClass,
    pub(super) rule: &'static str,
}

const fn stopped(reaction: Reaction, reason: ReasonClass, rule: &'static str) -> Option<Stopped> {
    Some(Stopped {
        reaction,
        reason,
        rule,
    })
}

/// The first check that stops the line today. One that awaits a third party's invoice may be barred only once that
/// has come (register: `third-party-barred`).
pub(super) fn check(
    entry: &Entry,
    today: Option<Day>,
    awaits_invoice: bool,
    readings: &Readings,
) -> Option<Stopped> {
    let today = entry.received.and(today);
    if today.is_some_and(|today| entry.date_of_care() > today) {
        return stopped(Reaction::Held, ReasonClass::FutureCare, "N18");
    }
    let bars = !(awaits_invoice && readings.barred_await_invoices);
    if bars && is_time_barred(entry, readings) {
        return stopped(Reaction::Refused, ReasonClass::TimeBarred, "N18");
    }
    if entry.siblings.is_supplement {
        return stopped(
            Reaction::SettledZero,
            ReasonClass::Informative,
            "CHECK-GROUPED",
        );
    }
    if readings.hold_inconsistent && !adds_up(entry) {
        return stopped(Reaction::Held, ReasonClass::Inconsistent, "N16");
    }
    None
}

/// Two years from the day the AMO paid, or from the care where it paid nothing (rules §9 N18). What came in time
/// may wait as long as it has to.
pub(super) fn is_time_barred(entry: &Entry, readings: &Readings) -> bool {
    const MONTHS: i32 = 24;
    let from_care = readings.barred_from_care || entry.line.amount == Cents::ZERO;
    let start = if from_care {
        entry.date_of_care()
    } else {
        entry.date
    };
    let last = start.plus_months(MONTHS);
    entry.received.is_some_and(|received| received > last)
}

/// Whether base, rate and amount agree within a cent an act, once what may stand between them is taken
/// into account (rules §9 N16).
fn adds_up(entry: &Entry) -> bool {
    /// What the rate loses out of the parcours, and gains under the local régime, in points.
    const MAJORATION: i64 = 40;
    const LOCAL: i64 = 20;
    let line = &entry.line;
    let base = if line.spent == Cents::ZERO {
        line.base
    } else {
        line.base.min(line.spent)
    };
    let rate = i64::from(line.rate);
    let at = |points: i64| Cents((base.0 * points + 50).div_euclid(100));
    let tolerance = i64::from(line.quantity.unsigned_abs().max(1));
    let near = |one: Cents, other: Cents| (one - other).0.abs() <= tolerance;

    let paid = line.amount + entry.siblings.supplement;
    let theoretical = paid + line.majoration;
    let local = [0, LOCAL].map(|more| at(rate + more));
    let gross = |amount: Cents| local.iter().any(|due| near(amount, *due));
    gross(paid)
        || gross(theoretical)
        || line.majoration > Cents::ZERO && near(theoretical, at(rate + MAJORATION))
        || gross(paid + entry.siblings.kept_back)
        || gross(theoretical + entry.siblings.kept_back)
        || is_net_of_a_deduction(line, at(rate) - theoretical)
}

/// The flag says that the act bears a participation or a franchise, and what is missing may be one: whole
/// half euros, at most the 8 euros of a day.
fn is_net_of_a_deduction(line: &Line, missing: Cents) -> bool {
    line.details.deduction_flag == Some(b'S')
        && (1..=800).contains(&missing.0)
        && missing.0 % 50 == 0
}
