use domain::Rounding;
use rust_decimal::{Decimal, RoundingStrategy};

/// An amount brought to the cent by the rounding of the product: `r` of the page.
pub(crate) fn to_the_cent(amount: Decimal, rounding: Rounding) -> Decimal {
    amount.round_dp_with_strategy(2, strategy(rounding))
}

/// A number brought to the unit by the rounding of the product.
pub(crate) fn to_the_unit(number: Decimal, rounding: Rounding) -> Decimal {
    number.round_dp_with_strategy(0, strategy(rounding))
}

/// N % of an amount, to the cent.
pub(crate) fn percent_of(percent: Decimal, amount: Decimal, rounding: Rounding) -> Decimal {
    to_the_cent(percent * amount / Decimal::ONE_HUNDRED, rounding)
}

/// N % of each of so many equal parts of an amount, to the cent, together.
pub(crate) fn percent_of_each(
    parts: Decimal,
    percent: Decimal,
    amount: Decimal,
    rounding: Rounding,
) -> Decimal {
    let of_each = percent * amount / (Decimal::ONE_HUNDRED * parts);
    to_the_cent(of_each, rounding) * parts
}

/// Half a cent goes up; what is below the cent is dropped. No amount here is negative.
fn strategy(rounding: Rounding) -> RoundingStrategy {
    match rounding {
        Rounding::HalfUp => RoundingStrategy::MidpointAwayFromZero,
        Rounding::Truncate => RoundingStrategy::ToZero,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_cent_goes_up_or_is_dropped() {
        let base = Decimal::new(2_650, 2);
        let level = |rounding| percent_of(Decimal::from(125), base, rounding);
        assert_eq!(level(Rounding::HalfUp), Decimal::new(3_313, 2));
        assert_eq!(level(Rounding::Truncate), Decimal::new(3_312, 2));
        let number = Decimal::new(252, 2);
        assert_eq!(to_the_unit(number, Rounding::HalfUp), Decimal::from(3));
        assert_eq!(to_the_unit(number, Rounding::Truncate), Decimal::from(2));
    }
}
