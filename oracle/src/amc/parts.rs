use std::ops::{Add, AddAssign};

use domain::{Cents, Rounding};

/// An amount that a contract pays: on the ticket modérateur, and beyond it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Parts {
    /// On the ticket modérateur.
    pub m: Cents,
    /// Beyond it.
    pub v: Cents,
}

impl Parts {
    /// Nothing.
    pub const ZERO: Self = Self {
        m: Cents::ZERO,
        v: Cents::ZERO,
    };

    /// Both together.
    #[must_use]
    pub fn total(self) -> Cents {
        self.m + self.v
    }

    /// An amount as its parts: the ticket modérateur first.
    pub(super) fn split(amount: Cents, ticket_moderateur: Cents) -> Self {
        let m = amount.min(ticket_moderateur);
        Self { m, v: amount - m }
    }

    /// Brought down to that sum, beyond first.
    pub(super) fn cut(self, to: Cents) -> Self {
        let m = self.m.min(to);
        Self {
            m,
            v: self.v.min(to - m),
        }
    }
}

impl Add for Parts {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            m: self.m + other.m,
            v: self.v + other.v,
        }
    }
}

impl AddAssign for Parts {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

/// That amount times a fraction, brought to its unit. Nothing is negative; a fraction of nothing is nothing.
pub(super) fn fraction(amount: i64, of: i64, out_of: i64, rounding: Rounding) -> i64 {
    if out_of <= 0 {
        return 0;
    }
    let (product, out_of) = (i128::from(amount) * i128::from(of), i128::from(out_of));
    let rounded = match rounding {
        Rounding::HalfUp => (2 * product + out_of) / (2 * out_of),
        Rounding::Truncate => product / out_of,
    };
    i64::try_from(rounded).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fraction_goes_to_the_nearest_unit_or_below() {
        assert_eq!(fraction(5_000, 1, 3, Rounding::HalfUp), 1_667);
        assert_eq!(fraction(5_000, 1, 3, Rounding::Truncate), 1_666);
        assert_eq!(fraction(50_000, 184, 365, Rounding::HalfUp), 25_205);
        assert_eq!(fraction(5, 1, 2, Rounding::HalfUp), 3);
        assert_eq!(fraction(5, 1, 0, Rounding::HalfUp), 0);
    }

    #[test]
    fn what_is_beyond_is_cut_first() {
        let parts = Parts {
            m: Cents(945),
            v: Cents(3_150),
        };
        let cut = parts.cut(Cents(2_500));
        assert_eq!((cut.m, cut.v), (Cents(945), Cents(1_555)));
        assert_eq!(parts.cut(Cents(500)).total(), Cents(500));
    }
}
