use rust_decimal::Decimal;

use crate::Bug;
use crate::facts::Facts;
use crate::money::never_below_zero;

/// The amounts of a line, all from its facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Amounts {
    /// E: the expense, at most the price limit of its basket.
    pub(crate) expense: Decimal,
    /// B: the base.
    pub(crate) base: Decimal,
    /// A: the theoretical AMO share.
    pub(crate) amo: Decimal,
    /// L: what is left. No contract pays more.
    pub(crate) left: Decimal,
    /// TM: the ticket modérateur.
    pub(crate) ticket_moderateur: Decimal,
    /// OV: the overrun.
    pub(crate) overrun: Decimal,
    /// P: paid by the contracts and insurers before this one.
    pub(crate) earlier: Decimal,
}

/// An amount in its two parts: `m` on the ticket modérateur, `v` beyond it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) m: Decimal,
    pub(crate) v: Decimal,
}

/// A: what the AMO pays in the parcours, before participation and franchise (rules §0.1, §12 bis 1); for a
/// product that refunds the participation, less what is kept back from this very line.
pub(crate) fn theoretical_amo_share(
    facts: &Facts,
    refunds_participation: bool,
    bugs: &[Bug],
) -> Decimal {
    let majoration = if bugs.contains(&Bug::CoversMajoration) {
        Decimal::ZERO
    } else {
        facts.majoration
    };
    let share = facts.amo + majoration;
    if refunds_participation || bugs.contains(&Bug::RefundsParticipation) {
        share - facts.participation
    } else {
        share
    }
}

/// L = max(0, E − A), TM = max(0, min(E, B) − A), OV = L − TM.
pub(crate) fn amounts(expense: Decimal, base: Decimal, amo: Decimal, earlier: Decimal) -> Amounts {
    let left = never_below_zero(expense - amo);
    let ticket_moderateur = never_below_zero(expense.min(base) - amo);
    Amounts {
        expense,
        base,
        amo,
        left,
        ticket_moderateur,
        overrun: left - ticket_moderateur,
        earlier,
    }
}

impl Parts {
    pub(crate) const ZERO: Self = Self {
        m: Decimal::ZERO,
        v: Decimal::ZERO,
    };

    /// split(a): m = min(a, TM), v = a − m.
    pub(crate) fn split(amount: Decimal, ticket_moderateur: Decimal) -> Self {
        let m = amount.min(ticket_moderateur);
        Self { m, v: amount - m }
    }

    /// cut(m, v; c): brought down to c, beyond first.
    pub(crate) fn cut(self, to: Decimal) -> Self {
        let to = never_below_zero(to);
        let m = self.m.min(to);
        Self {
            m,
            v: self.v.min(to - m),
        }
    }

    /// What of the parts is in an amount that was paid: m' = min(m, a), v' = min(v, a − m').
    pub(crate) fn within(self, amount: Decimal) -> Self {
        let m = self.m.min(amount);
        Self {
            m,
            v: self.v.min(amount - m),
        }
    }

    /// m + v.
    pub(crate) fn total(self) -> Decimal {
        self.m + self.v
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn euro(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn the_ticket_moderateur_is_bounded_by_the_expense() {
        let line = amounts(euro("20.00"), euro("26.50"), euro("18.55"), Decimal::ZERO);
        assert_eq!(line.ticket_moderateur, euro("1.45"));
        assert_eq!((line.left, line.overrun), (euro("1.45"), Decimal::ZERO));
        let paid_whole = amounts(euro("18.00"), euro("26.50"), euro("18.55"), Decimal::ZERO);
        assert_eq!(paid_whole.left, Decimal::ZERO);
    }

    #[test]
    fn a_sum_is_brought_down_beyond_first() {
        let parts = Parts {
            m: euro("9.45"),
            v: euro("31.50"),
        };
        let cut = |to| parts.cut(euro(to));
        assert_eq!(
            (cut("25.00").m, cut("25.00").v),
            (euro("9.45"), euro("15.55"))
        );
        assert_eq!(
            (cut("5.00").m, cut("5.00").v),
            (euro("5.00"), Decimal::ZERO)
        );
        assert_eq!(cut("-1.00"), Parts::ZERO);
        assert_eq!(cut("99.00"), parts);
    }
}
