use domain::Day;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// When the caisse works: the `calendar` section of a scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct CalendarSpec {
    /// Fewest days from care to processing. An assumption; seed 000 says ten days on average to payment.
    pub shortest_delay: u8,
    /// Most days from care to processing. An assumption.
    pub longest_delay: u8,
    /// How often care takes how many days, where it is not as often each of those between the two: they say nothing then.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub delays: Vec<Delay>,
    /// Whether Saturdays and Sundays rest: what falls on them is processed on the Monday.
    pub weekends_rest: bool,
    /// Whether public holidays rest as well (Code du travail, L3133-1).
    pub holidays_rest: bool,
}

/// Days from care to processing, and how often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Delay {
    /// Days.
    pub days: u8,
    /// How often, beside the weights of the others.
    pub weight: u16,
}

impl Default for CalendarSpec {
    fn default() -> Self {
        Self {
            shortest_delay: 1,
            longest_delay: 12,
            delays: Vec::new(),
            weekends_rest: true,
            holidays_rest: true,
        }
    }
}

impl CalendarSpec {
    /// Whether nobody works that day.
    #[must_use]
    pub fn rests(&self, day: Day) -> bool {
        (self.weekends_rest && day.is_weekend()) || (self.holidays_rest && day.is_holiday())
    }

    /// The first working day from `day` on.
    #[must_use]
    pub fn working_day(&self, day: Day) -> Day {
        let mut day = day;
        while self.rests(day) {
            day = day.plus(1);
        }
        day
    }

    /// The last working day of the month of `day`.
    #[must_use]
    pub fn last_of_month(&self, day: Day) -> Day {
        let first = day.plus(1 - i32::from(day.day()));
        let mut last = first.plus_months(1).plus(-1);
        while self.rests(last) {
            last = last.plus(-1);
        }
        last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn days_of_rest_are_passed_over() {
        let calendar = CalendarSpec::default();
        let works = |text| calendar.working_day(day(text));
        // Wednesday the eighth of May and Ascension the day after.
        assert_eq!(works("2024-05-08"), day("2024-05-10"));
        // Christmas on a Thursday; All Saints' on a Saturday.
        assert_eq!(works("2025-12-25"), day("2025-12-26"));
        assert_eq!(works("2025-11-01"), day("2025-11-03"));
        assert_eq!(works("2025-11-04"), day("2025-11-04"));
    }

    #[test]
    fn what_does_not_rest_works() {
        let calendar = CalendarSpec {
            holidays_rest: false,
            ..CalendarSpec::default()
        };
        assert_eq!(calendar.working_day(day("2024-05-08")), day("2024-05-08"));
        assert_eq!(calendar.working_day(day("2025-11-01")), day("2025-11-03"));
        let never = CalendarSpec {
            weekends_rest: false,
            ..calendar
        };
        assert_eq!(never.working_day(day("2025-11-01")), day("2025-11-01"));
    }

    #[test]
    fn a_month_ends_on_its_last_working_day() {
        let calendar = CalendarSpec::default();
        let last = |text| calendar.last_of_month(day(text));
        assert_eq!(last("2025-05-02"), day("2025-05-30"));
        // The last of them is Easter Sunday, after a Saturday.
        assert_eq!(last("2024-03-31"), day("2024-03-29"));
    }
}
