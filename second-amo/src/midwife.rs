//! Midwives (rules §2.2).

use rust_decimal::{Decimal, RoundingStrategy};

use crate::Error;
use crate::case::{Case, checked};
use crate::input::MidwifeAct;
use crate::rules::Met;

/// A consultation, or SF/SP × coefficient rounded first (rules §7.2).
pub(crate) fn base_of_act(case: &Case, act: MidwifeAct, met: &mut Met) -> Result<Decimal, Error> {
    met.rule("base-midwife");
    match act {
        MidwifeAct::Consultation => case.figure("tarif.sage-femme"),
        MidwifeAct::KeyLetter(coefficient) => {
            let letter = case.figure("lettre.sage-femme")?;
            Ok((letter * checked(case, coefficient)?)
                .round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero))
        }
    }
}
