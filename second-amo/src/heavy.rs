//! The participation on heavy acts, PAS (rules §2.3, §12 bis 3 and 11).

use rust_decimal::Decimal;

use crate::Error;
use crate::case::Case;
use crate::counters::{Counters, Movement, Session};
use crate::grounds::{Ground, waive_heavy, whole};
use crate::input::{Care, DoctorAct, Setting};
use crate::money::euros;
use crate::rules::Met;

/// A heavy act: a doctor's technical act whose session comes to 120, or of a coefficient of 60. Imaging,
/// biology, transports and dental prostheses are other kinds of care.
pub(crate) fn is_heavy(case: &Case) -> Result<bool, Error> {
    let Care::Doctor {
        act: DoctorAct::Technical {
            coefficient,
            session_total,
        },
        ..
    } = case.act.care
    else {
        return Ok(false);
    };
    if case
        .act
        .base_on_line
        .is_some_and(|base| base > session_total)
    {
        return Err(case.contradiction(
            "a technical act",
            "its session comes to less than the act itself",
        ));
    }
    let threshold = case.figure("participation-assure.seuil")?;
    let least = case.figure("participation-assure.coefficient")?;
    Ok(euros(session_total) >= threshold
        || coefficient.is_some_and(|coefficient| coefficient >= least))
}

/// The participation on heavy acts that this line carries: once per session or stay, on a line of its own.
pub(crate) fn participation(
    case: &Case,
    grounds: &[Ground],
    counters: &Counters,
    met: &mut Met,
) -> Result<(Decimal, Option<Movement>), Error> {
    let none = (Decimal::ZERO, None);
    if !is_heavy(case)? {
        return Ok(none);
    }
    let (session, due_on) = match case.act.setting {
        Setting::Town => (
            Session::Town(case.act.date, case.act.professional),
            case.act.date,
        ),
        Setting::Stay { number, day, .. } => {
            if i64::from(day) > i64::from(whole(case.figure("sejour.jours-ticket-moderateur")?)) {
                met.rule("heavy-spared-from-day-31");
                return Ok(none);
            }
            // Reference date of rules §2.2: admission for the PAS.
            let before = i32::try_from(day).unwrap_or(i32::MAX) - 1;
            (Session::Stay(number), case.act.date.plus(-before))
        }
    };
    if waive_heavy(case.law, case.act.date, grounds)? {
        met.rule("heavy-waived");
        return Ok(none);
    }
    if counters.heavy(session) {
        met.rule("heavy-once-a-session");
        return Ok(none);
    }
    met.rule("heavy-participation");
    let amount = case.law.figure("participation-assure.montant", due_on)?;
    Ok((amount, Some(Movement::Heavy(session, case.act.id))))
}
