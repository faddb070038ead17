//! From cents to euros and back. Between the two, amounts are decimals of euros, and each rounding is written
//! where it happens with its strategy.

use domain::Cents;
use rust_decimal::Decimal;

/// Euros of an amount in cents.
pub(crate) fn euros(amount: Cents) -> Decimal {
    Decimal::new(amount.0, 2)
}

/// Cents of an amount in euros that holds no part of a cent.
pub(crate) fn cents(amount: Decimal) -> Cents {
    let hundredths = amount * Decimal::ONE_HUNDRED;
    debug_assert!(hundredths.is_integer(), "{amount} was not rounded");
    // The checks of an act keep every amount far below the limit.
    Cents(i64::try_from(hundredths.trunc()).unwrap_or(i64::MAX))
}
