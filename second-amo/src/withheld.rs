//! Participation forfaitaire (rules §3) and franchise médicale (rules §4).

use rust_decimal::{Decimal, RoundingStrategy};

use crate::Error;
use crate::case::Case;
use crate::counters::{Counters, Daily, Movement, Yearly};
use crate::grounds::{Ground, waive_franchise, waive_participation};
use crate::input::{Care, DoctorAct, Setting};
use crate::rules::Met;

/// The participation forfaitaire of the line: per doctor's act, radiology and examination of biology; four a
/// day and professional, 50 a calendar year, 100 with the franchise; not taken when the AMO amount of the line
/// is below it (§12 bis 16).
pub(crate) fn participation(
    case: &Case,
    amo: Decimal,
    grounds: &[Ground],
    counters: &Counters,
    met: &mut Met,
) -> Result<(Decimal, Vec<Movement>), Error> {
    let none = (Decimal::ZERO, Vec::new());
    let units = units_of_participation(case, met);
    if units.is_zero() {
        return Ok(none);
    }
    if waive_participation(case.law, case.act.date, grounds)? {
        met.rule("participation-waived");
        return Ok(none);
    }
    let (date, year) = (case.act.date, case.act.date.year());
    let here = Daily::Participations(case.act.professional);
    let each = case.figure("participation.montant")?;
    let left_today = case.figure("participation.actes-par-jour")? - counters.day(date, here);
    if units > left_today {
        met.rule("participation-four-a-day");
    }
    let wanted = units.min(left_today).max(Decimal::ZERO) * each;
    let left_this_year =
        case.figure("participation.plafond-annuel")? - counters.year(year, Yearly::Participation);
    if wanted > left_this_year {
        met.rule("participation-fifty-a-year");
    }
    let taken = wanted
        .min(left_this_year)
        .min(left_of_the_hundred(case, counters)?)
        .max(Decimal::ZERO);
    if amo < taken {
        met.rule("participation-above-the-amo-amount");
        return Ok(none);
    }
    if taken.is_zero() {
        return Ok(none);
    }
    met.rule("participation");
    // A unit that the yearly ceiling cuts counts for one.
    let counted = (taken / each).round_dp_with_strategy(0, RoundingStrategy::ToPositiveInfinity);
    let movements = vec![
        Movement::Year(year, Yearly::Participation, taken),
        Movement::Day(date, here, counted),
    ];
    Ok((taken, movements))
}

/// How many participations the line would bear: none during a stay, none on the majorations of a consultation,
/// none on a sample that is analysed the same day, one an examination in biology.
fn units_of_participation(case: &Case, met: &mut Met) -> Decimal {
    if matches!(case.act.setting, Setting::Stay { .. }) {
        met.rule("nothing-withheld-during-a-stay");
        return Decimal::ZERO;
    }
    match case.act.care {
        Care::Biology { examinations, .. } => Decimal::from(examinations),
        Care::Doctor { act, .. } => match act {
            DoctorAct::Sampling {
                analysed_same_day: true,
            } => {
                met.rule("participation-on-the-analysis-alone");
                Decimal::ZERO
            }
            act if act.is_complement() => {
                met.rule("complement-bears-nothing");
                Decimal::ZERO
            }
            _ => Decimal::from(case.act.quantity),
        },
        _ => Decimal::ZERO,
    }
}

/// The franchise of the line: per box, per auxiliary's act and per transport; the last two with a ceiling a day
/// for the person, all professionals together (§12 bis 16); 50 a calendar year; capped at the AMO share of the
/// line, the rest not being carried (§12 bis 5).
pub(crate) fn franchise(
    case: &Case,
    amo: Decimal,
    grounds: &[Ground],
    counters: &Counters,
    met: &mut Met,
) -> Result<(Decimal, Vec<Movement>), Error> {
    let none = (Decimal::ZERO, Vec::new());
    if matches!(case.act.setting, Setting::Stay { .. }) {
        return Ok(none);
    }
    let units = Decimal::from(case.act.quantity);
    let (wanted, daily) = match case.act.care {
        Care::Drug { .. } => {
            met.rule("franchise-box");
            (units * case.figure("franchise.boite")?, None)
        }
        Care::Auxiliary(act) if act.is_complement() => {
            met.rule("complement-bears-nothing");
            return Ok(none);
        }
        Care::Auxiliary(_) => {
            met.rule("franchise-auxiliary");
            let ceiling = case.figure("franchise.auxiliaire.plafond-jour")?;
            let each = case.figure("franchise.auxiliaire")?;
            (units * each, Some((Daily::AuxiliaryFranchise, ceiling)))
        }
        Care::Transport { urgent: false } => {
            met.rule("franchise-transport");
            let ceiling = case.figure("franchise.transport.plafond-jour")?;
            let each = case.figure("franchise.transport")?;
            (units * each, Some((Daily::TransportFranchise, ceiling)))
        }
        _ => return Ok(none),
    };
    if waive_franchise(case.law, case.act.date, grounds)? {
        met.rule("franchise-waived");
        return Ok(none);
    }
    let (date, year) = (case.act.date, case.act.date.year());
    let mut taken = wanted;
    if let Some((counter, ceiling)) = daily {
        let left = ceiling - counters.day(date, counter);
        if taken > left {
            met.rule("franchise-ceiling-of-the-day");
            taken = left;
        }
    }
    let left = case.figure("franchise.plafond-annuel")? - counters.year(year, Yearly::Franchise);
    if taken > left {
        met.rule("franchise-fifty-a-year");
        taken = left;
    }
    taken = taken.min(left_of_the_hundred(case, counters)?);
    if taken > amo {
        met.rule("franchise-capped-at-the-amo-share");
        taken = amo;
    }
    if taken <= Decimal::ZERO {
        return Ok(none);
    }
    let mut movements = vec![Movement::Year(year, Yearly::Franchise, taken)];
    if let Some((counter, _)) = daily {
        movements.push(Movement::Day(date, counter, taken));
    }
    Ok((taken, movements))
}

/// Participation and franchise together: 100 a year (rules §4).
fn left_of_the_hundred(case: &Case, counters: &Counters) -> Result<Decimal, Error> {
    let year = case.act.date.year();
    Ok(case.figure("retenues.plafond-annuel")?
        - counters.year(year, Yearly::Participation)
        - counters.year(year, Yearly::Franchise))
}
