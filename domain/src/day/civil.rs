//! Days as numbers, and back: the proleptic Gregorian calendar in integers.
//!
//! The arithmetic is that of Howard Hinnant's `chrono`-compatible low-level date algorithms (days_from_civil and
//! civil_from_days): a year is counted from March, so that the leap day comes last, and 400 years, an era, are always as
//! long.

use std::ops::RangeInclusive;

use super::Day;

/// Years of the calendar.
pub(super) const YEARS: RangeInclusive<i32> = -9999..=9999;
/// Days of an era.
const ERA: i32 = 146_097;
/// From the first of March of year 0 to the first of January 1970.
const EPOCH: i32 = 719_468;

impl Day {
    /// The first day of the calendar.
    pub(super) const MIN: Self = Self::of(-9999, 1, 1);
    /// The last.
    pub(super) const MAX: Self = Self::of(9999, 12, 31);

    /// Days since the first of January 1970.
    pub(super) fn number(self) -> i32 {
        let (month, day) = (i32::from(self.month()), i32::from(self.day()));
        let year = i32::from(self.year()) - i32::from(month <= 2);
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let from_march = (month + 9) % 12;
        let of_year = (153 * from_march + 2) / 5 + day - 1;
        era * ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year - EPOCH
    }

    /// The day of that number; the calendar's last or first day past its ends.
    pub(super) fn numbered(number: i32) -> Self {
        let number = number.clamp(Self::MIN.number(), Self::MAX.number()) + EPOCH;
        let (era, day) = (number.div_euclid(ERA), number.rem_euclid(ERA));
        let of_era = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let of_year = day - (365 * of_era + of_era / 4 - of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let month = (from_march + 2) % 12 + 1;
        Self::of(era * 400 + of_era + i32::from(month <= 2), month, day)
    }
}

/// Days of a month.
pub(super) fn days_in_month(year: i32, month: i32) -> i32 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + i32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The place of a day in its week, from Monday, 0: a century is 36,524 days, five more than whole weeks, and one more
/// every fourth; a year of it one more than whole weeks, and one more every fourth (Tomohiko Sakamoto's method).
pub(super) fn weekday(year: i32, month: i32, day: i32) -> u8 {
    /// Days from the first of March to the first of the month, less whole weeks, by month from January; a day more for
    /// January and February, which end the year before.
    const MONTHS: [i32; 12] = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
    let before = usize::try_from(month - 1).unwrap_or(0);
    let from_march = MONTHS.get(before).copied().unwrap_or(0);
    // As many days, less whole weeks, and no year below zero: the calendar comes back every 400 years.
    let year = year - i32::from(month <= 2) + 10_000;
    let sunday_first = (year + year / 4 - year / 100 + year / 400 + from_march + day) % 7;
    u8::try_from((sunday_first + 6) % 7).unwrap_or(0)
}
