use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub, SubAssign};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ParseError;

/// An amount in whole euro cents. Negative amounts are debts and reversals.
///
/// In JSON it is an integer number of cents; in the YAML that people write it is read from text such
/// as `"26.50"` through [`Cents::from_str`].
///
/// ```
/// use domain::{Cents, Rate, Rounding};
/// let base: Cents = "26.50".parse()?;
/// assert_eq!(base.at(Rate::percent(70), Rounding::HalfUp), Cents(1855));
/// assert_eq!(Cents(-205).to_string(), "-2.05");
/// # Ok::<(), domain::ParseError>(())
/// ```
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(transparent)]
pub struct Cents(pub i64);

impl Cents {
    /// No money at all.
    pub const ZERO: Self = Self(0);

    /// This amount at `rate`, rounded to the cent.
    #[must_use]
    pub fn at(self, rate: Rate, rounding: Rounding) -> Self {
        let (unit, rate) = (i64::from(Rate::ONE.0), i64::from(rate.0));
        let half = match rounding {
            Rounding::HalfUp => unit / 2,
            Rounding::Truncate => 0,
        };
        let half = if self.0 < 0 { -half } else { half };
        // Every bill fits; the wider division costs ten times as much.
        let product = self.0.checked_mul(rate);
        if let Some(sum) = product.and_then(|product| product.checked_add(half)) {
            return Self(sum / unit);
        }
        let cents = (i128::from(self.0) * i128::from(rate) + i128::from(half)) / i128::from(unit);
        // A rate is at most u32::MAX / 10_000, so the product of two in-range values fits back.
        Self(i64::try_from(cents).unwrap_or(if cents < 0 { i64::MIN } else { i64::MAX }))
    }

    /// This amount, or zero where it is negative.
    #[must_use]
    pub fn floor_zero(self) -> Self {
        self.max(Self::ZERO)
    }

    /// The distance from zero.
    #[must_use]
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }
}

impl Add for Cents {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Cents {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Cents {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Mul<i64> for Cents {
    type Output = Self;
    fn mul(self, times: i64) -> Self {
        Self(self.0 * times)
    }
}

impl AddAssign for Cents {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl SubAssign for Cents {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}

impl Sum for Cents {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let cents = self.0.unsigned_abs();
        let (euros, cents) = (cents / 100, cents % 100);
        if f.width().is_none() && f.precision().is_none() {
            // Amounts are printed by the million in traces.
            return write!(f, "{sign}{euros}.{cents:02}");
        }
        f.pad(&format!("{sign}{euros}.{cents:02}"))
    }
}

impl FromStr for Cents {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let error = |why| ParseError::new("an amount in euros", text, why);
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        if digits.contains(',') {
            return Err(error("a point is expected before the cents, as in 30.50"));
        }
        let (euros, cents) = digits.split_once('.').unwrap_or((digits, ""));
        if euros.is_empty() || !euros.bytes().all(|b| b.is_ascii_digit()) {
            return Err(error("digits are expected before the decimal point"));
        }
        if cents.len() > 2 || !cents.bytes().all(|b| b.is_ascii_digit()) {
            return Err(error("at most two decimals are expected"));
        }
        let whole: i64 = euros.parse().map_err(|_| error("it is too large"))?;
        let part: i64 = match cents.len() {
            0 => 0,
            1 => cents.parse::<i64>().map_err(|_| error("bad decimals"))? * 10,
            _ => cents.parse().map_err(|_| error("bad decimals"))?,
        };
        let total = whole
            .checked_mul(100)
            .and_then(|c| c.checked_add(part))
            .ok_or_else(|| error("it is too large"))?;
        Ok(Self(if negative { -total } else { total }))
    }
}

/// A proportion in ten-thousandths: 70 % is `Rate(7_000)`.
///
/// In JSON it is that integer.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(transparent)]
pub struct Rate(pub u32);

impl Rate {
    /// 100 %.
    pub const ONE: Self = Self(10_000);

    /// A whole number of per cent.
    #[must_use]
    pub const fn percent(percent: u32) -> Self {
        Self(percent * 100)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        if rest == 0 {
            f.pad(&format!("{whole} %"))
        } else {
            f.pad(&format!("{whole}.{rest:02} %"))
        }
    }
}

/// How an amount is brought to the cent. No official text was found (reimbursement rules §7.2), so the
/// mode is a named parameter of the rule set; half-up is the default taken (§12 bis 2).
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Rounding {
    /// Half a cent goes away from zero.
    #[default]
    HalfUp,
    /// What lies past the cent is dropped.
    Truncate,
}

#[cfg(test)]
mod tests {
    use quickcheck_macros::quickcheck;

    use super::*;

    #[quickcheck]
    fn cents_print_and_parse(cents: i32) -> bool {
        let cents = Cents(i64::from(cents));
        cents.to_string().parse() == Ok(cents)
    }

    #[test]
    fn rounding_is_named() {
        assert_eq!(
            Cents(1613).at(Rate::percent(60), Rounding::HalfUp),
            Cents(968)
        );
        assert_eq!(
            Cents(1613).at(Rate::percent(60), Rounding::Truncate),
            Cents(967)
        );
        assert_eq!(
            Cents(-1613).at(Rate::percent(60), Rounding::HalfUp),
            Cents(-968)
        );
    }

    #[test]
    fn amounts_past_the_narrow_product_round_alike() {
        let rate = Rate(u32::MAX);
        let fits = i64::MAX / i64::from(rate.0);
        for cents in [
            fits - 1,
            fits,
            fits + 1,
            fits + 10_000,
            -fits,
            -fits - 1,
            -fits - 10_000,
        ] {
            let product = i128::from(cents) * i128::from(rate.0);
            let truncated = i64::try_from(product / 10_000).unwrap();
            let half = if cents < 0 { -5_000 } else { 5_000 };
            let rounded = i64::try_from((product + half) / 10_000).unwrap();
            assert_eq!(Cents(cents).at(rate, Rounding::Truncate), Cents(truncated));
            assert_eq!(Cents(cents).at(rate, Rounding::HalfUp), Cents(rounded));
        }
    }

    #[test]
    fn a_third_decimal_is_refused() {
        assert!("1.005".parse::<Cents>().is_err());
        assert!("".parse::<Cents>().is_err());
        assert!("-".parse::<Cents>().is_err());
    }
}
