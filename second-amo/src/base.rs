use rust_decimal::Decimal;

use crate::case::Case;
use crate::counters::{Counters, Movement};
use crate::input::{Care, DentalAct, DoctorAct, Optics};
use crate::money::euros;
use crate::rules::Met;
use crate::{
    Error, auxiliary, biology, dental, doctor, hearing, midwife, optics, pharmacy, psychologist,
};

/// The base of a line: how much of it the AMO looks at, and which counters that moves.
pub(crate) struct Base {
    pub(crate) amount: Decimal,
    pub(crate) movements: Vec<Movement>,
}

impl Base {
    /// A base that moves no counter.
    pub(crate) fn of(amount: Decimal) -> Self {
        Self {
            amount,
            movements: Vec::new(),
        }
    }

    /// Nothing is reimbursed.
    pub(crate) fn nothing() -> Self {
        Self::of(Decimal::ZERO)
    }
}

/// The base of the line: the tariff of a unit on the date of care, times the quantity (rules §0.3, §7.2); the
/// base given on the line prevails over it (§12 bis 20). Limits in number, age and time hold whatever stands on
/// the line.
pub(crate) fn base_of_line(case: &Case, counters: &Counters, met: &mut Met) -> Result<Base, Error> {
    match case.act.care {
        Care::NotReimbursed => {
            met.rule("not-reimbursed");
            Ok(Base::nothing())
        }
        Care::EmergencyFlatFee => Ok(Base::nothing()),
        Care::Doctor {
            act: DoctorAct::LongConsultation,
            sector,
            specialty,
        } => doctor::base_of_long_consultation(case, counters, specialty, sector, met),
        Care::Dentist(DentalAct::Orthodontics { part, agreed }) => {
            dental::base_of_orthodontics(case, part, agreed, met)
        }
        Care::Optics(Optics::ContactLens) => optics::base_of_contact_lenses(case, counters, met),
        Care::Psychologist => psychologist::base_of_session(case, counters, met),
        _ => on_line_or(case, met, |met| base_of_unit(case, met)).map(Base::of),
    }
}

/// The base given on the line, else the quantity times what a unit is worth.
pub(crate) fn on_line_or(
    case: &Case,
    met: &mut Met,
    unit: impl FnOnce(&mut Met) -> Result<Decimal, Error>,
) -> Result<Decimal, Error> {
    if let Some(base) = case.act.base_on_line {
        met.rule("base-on-line");
        return Ok(euros(base));
    }
    Ok(unit(met)? * Decimal::from(case.act.quantity))
}

/// The tariff of a unit.
fn base_of_unit(case: &Case, met: &mut Met) -> Result<Decimal, Error> {
    match case.act.care {
        Care::Doctor {
            specialty,
            sector,
            act,
        } => doctor::base_of_act(case, specialty, sector, act, met),
        Care::Biology { coefficient, .. } => biology::base_of_act(case, coefficient, met),
        Care::Drug {
            box_base,
            tfr,
            refused_generic,
            ..
        } => Ok(pharmacy::base_of_box(box_base, tfr, refused_generic, met)),
        Care::PharmacyFee(fee) => pharmacy::base_of_fee(case, fee, met),
        Care::Auxiliary(act) => auxiliary::base_of_act(case, act, met),
        Care::Midwife(act) => midwife::base_of_act(case, act, met),
        Care::Dentist(act) => dental::base_of_act(case, act, met),
        Care::Transport { .. } => Err(case.no_tariff("a transport")),
        Care::Optics(item) => optics::base_of_item(case, item, met),
        Care::HearingAid => hearing::base_of_ear(case, met),
        // Answered by `base_of_line`.
        Care::Psychologist | Care::EmergencyFlatFee | Care::NotReimbursed => Ok(Decimal::ZERO),
    }
}
