//! A line of several days, day by day (docs/products.md, "Reference date"; rules §12 bis 6).

use domain::{Cents, Heading};

use super::Facts;

/// Whether such a line is computed day by day.
pub(super) const fn is_by_day(facts: &Facts) -> bool {
    facts.quantity > 1
        && matches!(
            facts.heading,
            Heading::ForfaitJournalier | Heading::ChambreParticuliere | Heading::LitAccompagnant
        )
}

/// One of its days, from 0: equal parts of its amounts, the cents that do not divide on the first days. What is paid
/// besides is split together: apart, a day would be left a cent that the line is not.
pub(super) fn day_of(facts: &Facts, day: u32) -> Facts {
    let part = |amount: Cents| {
        let (days, day) = (i64::from(facts.quantity), i64::from(day));
        let one_more = day < amount.0.rem_euclid(days);
        Cents(amount.0.div_euclid(days) + i64::from(one_more))
    };
    let theoretical = facts.amo + facts.majoration;
    let majoration = part(facts.majoration);
    let date = facts.date.plus(i32::try_from(day).unwrap_or(i32::MAX));
    // A day that the line does not carry is that of care.
    let carried = |told| if told == facts.date { date } else { told };
    Facts {
        date,
        end: date,
        delivery: carried(facts.delivery),
        prescription: carried(facts.prescription),
        quantity: 1,
        expense: part(facts.expense),
        base: part(facts.base),
        amo: part(theoretical) - majoration,
        majoration,
        participation: part(theoretical) - part(theoretical - facts.participation),
        earlier: part(theoretical + facts.earlier) - part(theoretical),
        ..facts.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Thing;
    use super::*;

    /// Rules §7.4: 24.15 that the AMO paid whole, as 1.45 and a majoration of 22.70, leave nothing on any day.
    #[test]
    fn a_day_is_left_no_cent_that_the_line_is_not() {
        let start = domain::Day::new(2025, 3, 1).unwrap_or_else(|| unreachable!());
        let line = Facts {
            quantity: 3,
            expense: Cents(2_415),
            amo: Cents(145),
            majoration: Cents(1_270),
            earlier: Cents(1_000),
            ..Facts::new(Thing(1), Heading::ForfaitJournalier, start)
        };
        for day in (0..3).map(|day| day_of(&line, day)) {
            assert_eq!(day.expense, day.amo + day.majoration + day.earlier);
        }
    }

    #[test]
    fn the_days_are_the_line() {
        let start = domain::Day::new(2025, 12, 30).unwrap_or_else(|| unreachable!());
        let line = Facts {
            quantity: 3,
            expense: Cents(20_000),
            ..Facts::new(Thing(1), Heading::ChambreParticuliere, start)
        };
        assert!(is_by_day(&line));
        let days: Vec<Facts> = (0..3).map(|day| day_of(&line, day)).collect();
        let expenses: Vec<i64> = days.iter().map(|day| day.expense.0).collect();
        assert_eq!(expenses, [6_667, 6_667, 6_666]);
        assert_eq!(days[2].date.to_string(), "2026-01-01");
        assert!(
            days.iter()
                .all(|day| !is_by_day(day) && day.stay == line.stay)
        );
    }
}
