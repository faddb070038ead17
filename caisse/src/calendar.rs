use domain::Day;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// When the caisse works: the `calendar` section of a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CalendarSpec {
    /// Fewest days from care to processing. An assumption; seed 000 says ten days on average to payment.
    pub shortest_delay: u8,
    /// Most days from care to processing. An assumption.
    pub longest_delay: u8,
    /// Whether Saturdays and Sundays rest: what falls on them is processed on the Monday.
    pub weekends_rest: bool,
}

impl Default for CalendarSpec {
    fn default() -> Self {
        Self {
            shortest_delay: 1,
            longest_delay: 12,
            weekends_rest: true,
        }
    }
}

impl CalendarSpec {
    /// The first working day from `day` on.
    #[must_use]
    pub fn working_day(&self, day: Day) -> Day {
        let mut day = day;
        while self.weekends_rest && day.is_weekend() {
            day = day.plus(1);
        }
        day
    }
}
