//! The C2S run by this OC: contract type 89 (rules §8 bis, §9 N17).

use domain::{Cents, Line, Outcome, Payee, PayeeNature, Reaction, ReasonClass};

use super::portfolio::Contract;

/// Contract type of a C2S beneficiary (noemie-format §6.5).
const TYPE: u8 = 89;

/// Whether this OC runs the C2S of that contract.
pub(super) fn is_ours(contract: &Contract) -> bool {
    contract.rights.contract_type == Some(TYPE)
}

/// Whether the line says that the caisse paid the C2S part too.
pub(super) fn is_paid_by_the_caisse(line: &Line) -> bool {
    line.details.other_part > Cents::ZERO
}

/// What is due: all that is left up to the tariff, the overrun excepted, with neither participation nor
/// majoration for the patient; nothing of it where the caisse paid it already.
pub(super) fn share(line: &Line, payee: PayeeNature) -> Outcome {
    if line.base == Cents::ZERO && line.amount == Cents::ZERO {
        return Outcome::without_money(Reaction::Refused, ReasonClass::ActNotCovered);
    }
    let left = (line.spent.min(line.base) - line.amount).floor_zero();
    let due = (left - line.details.other_part).floor_zero();
    let payee = match payee {
        PayeeNature::Insured => Payee::Insured,
        _ => Payee::Professional,
    };
    if due > Cents::ZERO {
        Outcome::paid(due, payee)
    } else if is_paid_by_the_caisse(line) {
        Outcome::without_money(Reaction::SettledZero, ReasonClass::EarlierInsurer)
    } else {
        Outcome::without_money(Reaction::SettledZero, ReasonClass::NothingLeft)
    }
}
