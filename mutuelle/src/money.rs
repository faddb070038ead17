use domain::Cents;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

/// Euros of a wire amount.
pub(crate) fn euros(cents: Cents) -> Decimal {
    Decimal::new(cents.0, 2)
}

/// Cents of an amount that every rule has already brought to the cent: nothing is rounded here.
/// Amounts of the wire have eight digits, so they always fit.
pub(crate) fn cents(euros: Decimal) -> Cents {
    Cents((euros * Decimal::ONE_HUNDRED).to_i64().unwrap_or(i64::MAX))
}

/// This amount, or zero where it is negative.
pub(crate) fn never_below_zero(amount: Decimal) -> Decimal {
    amount.max(Decimal::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cents_and_euros_are_inverse() {
        for amount in [0, 1, 99, 100, 2_650, -1_855] {
            assert_eq!(cents(euros(Cents(amount))), Cents(amount));
        }
    }
}
