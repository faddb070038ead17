//! Days on which professionals work, and how many people come on each.

use domain::Day;

use super::rates::Days;
use crate::draws::Draws;

/// The first day from that one on that is neither a Sunday nor a holiday: no surcharge for either is billed
/// here.
pub(crate) fn open_day(day: Day) -> Day {
    let mut day = day;
    while is_closed(day) {
        day = day.plus(1);
    }
    day
}

/// Sundays and the public holidays.
pub(crate) fn is_closed(day: Day) -> bool {
    day.weekday() == SUNDAY || day.is_holiday()
}

const SUNDAY: u8 = 6;

impl Days {
    /// How much more or less than on average happens in that month, per thousand.
    pub(super) fn season(&self, day: Day) -> u32 {
        let month = usize::from(day.month().unsigned_abs()).saturating_sub(1);
        self.season.get(month).copied().unwrap_or(1_000)
    }

    /// One of the `days` days from `from` on, busy weekdays more often, open.
    pub(super) fn busy_day(&self, draws: &mut Draws, from: Day, days: u32) -> Day {
        let mut day = from;
        // As good as always found: an average day is taken every second time.
        for _ in 0..8 {
            day = from.plus(draws.below(days).cast_signed());
            let busy = self
                .weekday
                .get(usize::from(day.weekday()))
                .copied()
                .unwrap_or(0);
            if draws.permille(busy) {
                break;
            }
        }
        open_day(day)
    }
}
