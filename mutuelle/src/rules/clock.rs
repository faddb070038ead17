use domain::Day;

use crate::product::Clock;

/// Months completed from a day to another: the greatest N such that the first + N months is not after the
/// second.
pub(crate) fn months_completed(from: Day, to: Day) -> i32 {
    let mut months = (i32::from(to.year()) - i32::from(from.year())) * 12
        + (i32::from(to.month()) - i32::from(from.month()));
    // The months above are at most one too many.
    if from.plus_months(months) > to {
        months -= 1;
    }
    months
}

/// Years completed: the same by 12 months.
pub(crate) fn years_completed(from: Day, to: Day) -> i32 {
    months_completed(from, to).div_euclid(12)
}

/// A number of months of a product file, for the calendar: a thousand years are for ever.
pub(crate) fn months_of(months: u32) -> i32 {
    i32::try_from(months.min(12_000)).unwrap_or(12_000)
}

/// Whether a clock takes two reference dates of a person together.
pub(crate) fn takes_together(clock: Clock, one: Day, other: Day, member_since: Day) -> bool {
    match clock {
        Clock::Year => one.year() == other.year(),
        Clock::MembershipYear => {
            years_completed(member_since, one) == years_completed(member_since, other)
        }
        Clock::Day => one == other,
        Clock::Months(months) => {
            let (earlier, later) = (one.min(other), one.max(other));
            later < earlier.plus_months(months_of(months))
        }
        Clock::Event => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn months_are_completed_on_the_same_day_or_on_the_last_one() {
        for (from, to, months) in [
            ("2024-01-15", "2025-01-14", 11),
            ("2024-01-15", "2025-01-15", 12),
            ("2024-01-31", "2024-02-29", 1),
            ("2024-01-31", "2024-02-28", 0),
            ("2024-02-29", "2025-02-28", 12),
            ("2024-03-01", "2024-02-29", -1),
            ("2024-03-01", "2023-03-01", -12),
        ] {
            assert_eq!(months_completed(day(from), day(to)), months, "{from} {to}");
        }
        assert_eq!(years_completed(day("2024-03-01"), day("2024-02-29")), -1);
    }

    #[test]
    fn a_rolling_clock_lets_go_on_the_anniversary_in_both_directions() {
        let together = |one, other| {
            let since = day("2020-01-01");
            takes_together(Clock::Months(24), day(one), day(other), since)
        };
        assert!(together("2023-03-10", "2025-03-09"));
        assert!(!together("2023-03-10", "2025-03-10"));
        assert!(together("2025-03-09", "2023-03-10"));
        assert!(!together("2025-03-10", "2023-03-10"));
        // 2024-02-29 + 24 months is 2026-02-28.
        assert!(together("2024-02-29", "2026-02-27"));
        assert!(!together("2024-02-29", "2026-02-28"));
    }

    #[test]
    fn a_membership_year_begins_on_the_day_of_the_membership() {
        let together = |one, other| {
            let since = day("2024-07-01");
            takes_together(Clock::MembershipYear, day(one), day(other), since)
        };
        assert!(together("2024-07-01", "2025-06-30"));
        assert!(!together("2025-06-30", "2025-07-01"));
    }
}
