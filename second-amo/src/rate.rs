use rust_decimal::Decimal;

use crate::case::Case;
use crate::grounds::{Ground, rate_of_grounds, whole};
use crate::heavy::is_heavy;
use crate::input::{Care, DoctorAct, Setting};
use crate::rules::Met;
use crate::{Error, dental, pharmacy};

/// The normal rate of the act and the person, in per cent (rules §2).
pub(crate) fn rate_of_line(
    case: &Case,
    grounds: &[Ground],
    met: &mut Met,
) -> Result<Decimal, Error> {
    let of_grounds = rate_of_grounds(case.law, case.act.date, grounds)?;
    if let (
        Setting::Stay { day, heavy, .. },
        Care::Doctor { .. } | Care::Auxiliary(_) | Care::Biology { .. },
    ) = (case.act.setting, case.act.care)
    {
        let heavy = heavy || is_heavy(case)?;
        return rate_of_fees_during_a_stay(case, day, heavy, of_grounds, met);
    }
    if is_heavy(case)? {
        // The act's line is paid at 100 % of its base (rules §12 bis 11).
        met.rule("rate-heavy-act");
        return Ok(Decimal::ONE_HUNDRED);
    }
    let normal = normal_rate(case, met)?;
    if let Some(exempt) = of_grounds
        && exempt >= normal
    {
        met.rule("rate-of-ground");
        return Ok(exempt);
    }
    if case.person.local_scheme && normal < Decimal::ONE_HUNDRED {
        return rate_of_local_scheme(case, normal, met);
    }
    Ok(normal)
}

/// Fees of doctors and auxiliaries, and biology, during a stay: 80 %, and 100 % with a heavy act or an
/// exemption (rules §2.2); past day 30 nothing is left but the daily charge (§12 bis 18); the local regime
/// pays the hospital whole (§8 bis).
fn rate_of_fees_during_a_stay(
    case: &Case,
    day: u32,
    heavy: bool,
    of_grounds: Option<Decimal>,
    met: &mut Met,
) -> Result<Decimal, Error> {
    met.rule("rate-fees-during-a-stay");
    let share = case.figure("taux.sejour.honoraires")?;
    if let Some(exempt) = of_grounds {
        return Ok(exempt.max(share));
    }
    let last = whole(case.figure("sejour.jours-ticket-moderateur")?);
    if heavy || i64::from(day) > i64::from(last) {
        return Ok(Decimal::ONE_HUNDRED);
    }
    if case.person.local_scheme {
        let local = case
            .law
            .row("taux.regime-local", "hospitalisation", case.act.date)?;
        return Ok(local.max(share));
    }
    Ok(share)
}

/// The rate of the act alone (rules §2.1, §2.2).
fn normal_rate(case: &Case, met: &mut Met) -> Result<Decimal, Error> {
    match case.act.care {
        Care::Biology { .. }
        | Care::Doctor {
            act: DoctorAct::Sampling { .. },
            ..
        } => {
            met.rule("rate-biology");
            case.figure("taux.biologie")
        }
        Care::Doctor { .. } => {
            met.rule("rate-doctor");
            case.figure("taux.medecin")
        }
        Care::Drug { label, .. } => pharmacy::rate_of_drug(case, label, met),
        Care::PharmacyFee(fee) => pharmacy::rate_of_fee(case, fee, met),
        Care::Auxiliary(_) => {
            met.rule("rate-auxiliary");
            case.figure("taux.auxiliaire")
        }
        Care::Midwife(_) => {
            met.rule("rate-midwife");
            case.figure("taux.sage-femme")
        }
        Care::Dentist(act) => dental::rate(case, act, met),
        Care::Transport { urgent: false } => {
            met.rule("rate-transport");
            case.figure("taux.transport")
        }
        Care::Transport { urgent: true } => {
            met.rule("rate-urgent-transport");
            case.figure("taux.transport.urgent")
        }
        Care::Optics(_) => {
            met.rule("rate-optics");
            case.figure("taux.optique")
        }
        Care::HearingAid => {
            met.rule("rate-hearing-aid");
            case.figure("taux.audio")
        }
        Care::Psychologist => {
            met.rule("rate-psychologist");
            case.figure("taux.psychologue")
        }
        Care::EmergencyFlatFee | Care::NotReimbursed => Ok(Decimal::ZERO),
    }
}

/// Local regime of Alsace-Moselle: the whole rate, supplement included (rules §8 bis); never below the general
/// one.
fn rate_of_local_scheme(case: &Case, normal: Decimal, met: &mut Met) -> Result<Decimal, Error> {
    let row = match case.act.care {
        Care::Biology { .. }
        | Care::Doctor {
            act: DoctorAct::Sampling { .. },
            ..
        } => Some("biologie"),
        Care::Doctor { .. } | Care::Midwife(_) => Some("honoraires"),
        Care::Auxiliary(_) => Some("auxiliaires"),
        Care::Drug { label, .. } => pharmacy::local_row_of_drug(label),
        Care::PharmacyFee(fee) => pharmacy::local_row_of_fee(fee),
        Care::Dentist(act) => Some(dental::local_row(act)),
        Care::Transport { .. } => Some("transport"),
        Care::Optics(_) => Some("optique"),
        Care::HearingAid => Some("audio"),
        Care::Psychologist => Some("psychologue"),
        Care::EmergencyFlatFee | Care::NotReimbursed => None,
    };
    let Some(row) = row else { return Ok(normal) };
    met.rule("rate-local-scheme");
    let local = case.law.row("taux.regime-local", row, case.act.date)?;
    Ok(local.max(normal))
}
