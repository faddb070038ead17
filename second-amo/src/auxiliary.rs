//! Physiotherapists, nurses, speech therapists and other auxiliaries (rules §2.2).

use rust_decimal::{Decimal, RoundingStrategy};

use crate::Error;
use crate::case::{Case, checked};
use crate::input::{AuxiliaryAct, Coefficient};
use crate::rules::Met;

/// The base of one act: a key letter times its coefficient, or a flat amount.
pub(crate) fn base_of_act(case: &Case, act: AuxiliaryAct, met: &mut Met) -> Result<Decimal, Error> {
    match act {
        AuxiliaryAct::Physiotherapist(coefficient) => {
            met.rule("base-physiotherapist");
            key_letter(case, "lettre.kine", coefficient)
        }
        AuxiliaryAct::Nurse(coefficient) => {
            met.rule("base-nurse");
            key_letter(case, "lettre.infirmier.ami", coefficient)
        }
        AuxiliaryAct::SpeechTherapist(coefficient) => {
            met.rule("base-speech-therapist");
            key_letter(case, "lettre.orthophoniste", coefficient)
        }
        AuxiliaryAct::NurseSingleAct => {
            met.rule("base-nurse-complement");
            case.figure("majoration.infirmier.mau")
        }
        AuxiliaryAct::NurseTravel => {
            met.rule("base-nurse-complement");
            case.figure("deplacement.infirmier.ifd")
        }
        AuxiliaryAct::Other => Err(case.no_tariff("an act of that auxiliary")),
    }
}

/// Key letter × coefficient, rounded first: 7.5 × 2.15 = 16.13 (rules §7.2).
fn key_letter(case: &Case, letter: &str, coefficient: Coefficient) -> Result<Decimal, Error> {
    let value = case.figure(letter)?;
    let coefficient = match coefficient {
        Coefficient::Given(coefficient) => checked(case, coefficient)?,
        Coefficient::PlannedAms81 => case.law.row("coefficient.kine", "ams-8-1", case.act.date)?,
        Coefficient::PlannedAms95 => case.law.row("coefficient.kine", "ams-9-5", case.act.date)?,
        Coefficient::WrittenLanguage => {
            case.law
                .row("coefficient.orthophoniste", "langage-ecrit", case.act.date)?
        }
    };
    Ok((value * coefficient).round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero))
}
