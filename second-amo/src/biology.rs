//! Biology (rules §2.2).

use rust_decimal::{Decimal, RoundingStrategy};

use crate::Error;
use crate::case::{Case, checked};
use crate::rules::Met;

/// Key letter B × coefficient, rounded first (rules §7.2).
pub(crate) fn base_of_act(
    case: &Case,
    coefficient: Decimal,
    met: &mut Met,
) -> Result<Decimal, Error> {
    met.rule("base-biology");
    let letter = case.figure("biologie.lettre-b")?;
    Ok((letter * checked(case, coefficient)?)
        .round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero))
}
