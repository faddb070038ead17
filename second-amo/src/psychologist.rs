//! "Mon soutien psy" (rules §2.2).

use rust_decimal::Decimal;

use crate::Error;
use crate::base::{Base, on_line_or};
use crate::case::Case;
use crate::counters::{Counters, Movement, Yearly};
use crate::rules::Met;

/// 40 for the first session of the calendar year and 30 for the next (register: psychologist-first-session), then
/// 50 for each; 8 a year, then 12 (register: psychologist-sessions). Nothing is said of what comes after the last:
/// an error (register: psychologist-after-the-last).
pub(crate) fn base_of_session(
    case: &Case,
    counters: &Counters,
    met: &mut Met,
) -> Result<Base, Error> {
    if case.act.quantity != 1 {
        return Err(case.contradiction("a session of a psychologist", "a line carries one"));
    }
    let year = case.act.date.year();
    let before = counters.year(year, Yearly::PsychologistSessions);
    if before >= case.figure("psychologue.seances")? {
        return Err(case.contradiction(
            "a session of a psychologist",
            "those of the year are used, and nothing is said of the next",
        ));
    }
    let amount = on_line_or(case, met, |met| {
        if before.is_zero() {
            met.rule("base-psychologist-first");
            case.figure("psychologue.premiere")
        } else {
            met.rule("base-psychologist-next");
            case.figure("psychologue.suivante")
        }
    })?;
    Ok(Base {
        amount,
        movements: vec![Movement::Year(
            year,
            Yearly::PsychologistSessions,
            Decimal::ONE,
        )],
    })
}
