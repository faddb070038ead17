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

/// Sundays and the holidays that have a fixed date.
pub(crate) fn is_closed(day: Day) -> bool {
    const HOLIDAYS: [(i8, i8); 8] = [
        (1, 1),
        (5, 1),
        (5, 8),
        (7, 14),
        (8, 15),
        (11, 1),
        (11, 11),
        (12, 25),
    ];
    weekday(day) == SUNDAY || HOLIDAYS.contains(&(day.month(), day.day()))
}

const SUNDAY: usize = 6;

/// The place of a day in its week, from Monday, 0.
pub(super) fn weekday(day: Day) -> usize {
    // A Monday.
    const MONDAY: (i16, i8, i8) = (2024, 1, 1);
    let monday = Day::new(MONDAY.0, MONDAY.1, MONDAY.2).unwrap_or(day);
    usize::try_from(day.since(monday).rem_euclid(7)).unwrap_or(SUNDAY)
}

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
            let busy = self.weekday.get(weekday(day)).copied().unwrap_or(0);
            if draws.permille(busy) {
                break;
            }
        }
        open_day(day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_week_begins_on_monday() {
        for (text, place) in [("2024-01-01", 0), ("2023-12-31", 6), ("2026-11-22", 6)] {
            let day: Day = text.parse().unwrap();
            assert_eq!(weekday(day), place, "{text}");
            assert_eq!(day.is_weekend(), place >= 5, "{text}");
        }
    }
}
