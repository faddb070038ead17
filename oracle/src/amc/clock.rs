//! Which earlier lines a clock takes together with a line.

use domain::Day;

use crate::product::{Over, months_completed};

/// Whether a clock takes both days together; a membership year is counted from `member_since`.
pub(super) fn together(over: Over, one: Day, other: Day, member_since: Day) -> bool {
    match over {
        Over::Year => one.year() == other.year(),
        Over::MembershipYear => {
            let year = |day| months_completed(member_since, day).div_euclid(12);
            year(one) == year(other)
        }
        Over::Day => one == other,
        Over::Event => true,
        Over::Months(months) => one.max(other) < one.min(other).plus_months(i32::from(months)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap_or_else(|_| unreachable!("{text}"))
    }

    #[test]
    fn a_rolling_clock_runs_date_to_date_in_both_directions() {
        let two_years = |one: &str, other: &str| {
            let (one, other) = (day(one), day(other));
            let both = together(Over::Months(24), one, other, one);
            assert_eq!(both, together(Over::Months(24), other, one, one));
            both
        };
        assert!(two_years("2023-03-10", "2025-03-09"));
        assert!(!two_years("2023-03-10", "2025-03-10"));
        assert!(!two_years("2024-02-29", "2026-02-28"));
    }

    #[test]
    fn membership_years_begin_on_the_day_of_the_membership() {
        let same = |one: &str, other: &str| {
            together(
                Over::MembershipYear,
                day(one),
                day(other),
                day("2024-07-01"),
            )
        };
        assert!(same("2024-12-01", "2025-06-30"));
        assert!(!same("2025-06-30", "2025-07-01"));
        assert!(!same("2024-06-30", "2024-07-01"));
    }
}
