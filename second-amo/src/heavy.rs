//! The participation on heavy acts, PAS (rules §2.3, §12 bis 3 and 11).

use rust_decimal::Decimal;

use crate::Error;
use crate::case::Case;
use crate::counters::{Counters, Daily, Movement, Session};
use crate::grounds::{Circumstances, Ground, of_care, rate_of_grounds, waive_heavy, whole};
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

/// Technical acts of one practitioner on one day in town add up (rules §2.3): all of them are told to be of a heavy
/// session, or none. Whom a ground exempts pays nothing either way, and is not asked.
pub(crate) fn session(
    case: &Case,
    base: Decimal,
    grounds: &[Ground],
    counters: &Counters,
) -> Result<Option<Movement>, Error> {
    let (Setting::Town, Care::Doctor { act, .. }) = (case.act.setting, case.act.care) else {
        return Ok(None);
    };
    if !matches!(act, DoctorAct::Technical { .. }) {
        return Ok(None);
    }
    let date = case.act.date;
    let acts = |heavy| Daily::TechnicalActs(case.act.professional, heavy);
    let heavy = is_heavy(case)?;
    if rate_of_grounds(case.law, date, grounds)?.is_none() {
        let light = counters.day(date, acts(false));
        let apart = if heavy {
            !light.is_zero()
        } else {
            let threshold = case.figure("participation-assure.seuil")?;
            !counters.day(date, acts(true)).is_zero() || light + base >= threshold
        };
        if apart {
            return Err(case.contradiction(
                "a technical act",
                "others of its session were told as of another kind of session",
            ));
        }
    }
    Ok(Some(Movement::Day(date, acts(heavy), base)))
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
    if counters.heavy(session) {
        met.rule("heavy-once-a-session");
        return Ok(none);
    }
    // The reference date tells who is exempt, too (register: pas-date).
    let at_admission;
    let grounds = if due_on == case.act.date {
        grounds
    } else {
        let care = Circumstances {
            day: due_on,
            long_disease: case.act.long_disease,
            work_accident: case.act.work_accident,
            prevention: case.act.prevention,
            in_hospital: true,
        };
        at_admission = of_care(case.law, case.person, &care, met)?;
        &at_admission
    };
    if waive_heavy(case.law, due_on, grounds)? {
        met.rule("heavy-waived");
        return Ok(none);
    }
    met.rule("heavy-participation");
    let amount = case.law.figure("participation-assure.montant", due_on)?;
    Ok((amount, Some(Movement::Heavy(session, case.act.id))))
}
