mod civil;
mod holidays;

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use crate::ParseError;
use crate::error::text_serde;

/// A civil day, as text `YYYY-MM-DD`.
///
/// ```
/// use domain::Day;
/// let day: Day = "2024-12-22".parse()?;
/// assert_eq!(day.jjmmaa(), *b"221224");
/// assert_eq!(day.aammjj(), *b"241222");
/// assert_eq!(day.plus(10).to_string(), "2025-01-01");
/// # Ok::<(), domain::ParseError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
// Year, month and day of month, the highest bits first: days are compared far more often than taken apart.
pub struct Day(i32);

/// Bits of the day of the month.
const DAY: i32 = 5;
/// Bits of the month.
const MONTH: i32 = 4;

impl Day {
    /// The day of that year, month (1 to 12) and day of month, where it exists.
    #[must_use]
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        // Every month has 28 days; which has more, and where the calendar ends, is jiff's to say.
        let usual = (0..=9999).contains(&year) && (1..=12).contains(&month);
        if usual && (1..=28).contains(&day) {
            return Some(Self::of(year.into(), month.into(), day.into()));
        }
        Date::new(year, month, day).ok().map(Self::from)
    }

    const fn of(year: i32, month: i32, day: i32) -> Self {
        Self((year << (MONTH + DAY)) | (month << DAY) | day)
    }

    /// Calendar year.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "it was given as an i16")]
    pub const fn year(self) -> i16 {
        (self.0 >> (MONTH + DAY)) as i16
    }

    /// Month, 1 to 12.
    #[must_use]
    pub const fn month(self) -> i8 {
        ((self.0 >> DAY) & ((1 << MONTH) - 1)) as i8
    }

    /// Day of the month, 1 to 31.
    #[must_use]
    pub const fn day(self) -> i8 {
        (self.0 & ((1 << DAY) - 1)) as i8
    }

    /// The day `days` later (earlier where negative); the calendar's last or first day past its ends.
    #[must_use]
    pub fn plus(self, days: i32) -> Self {
        let day = i32::from(self.day()).saturating_add(days);
        // Most additions stay in a month, or end in the next.
        if (1..=28).contains(&day) {
            return Self(self.0 + days);
        }
        let (year, month) = (self.year().into(), self.month().into());
        let last = civil::days_in_month(year, month);
        if day > 0 && day <= last {
            return Self(self.0 + days);
        }
        if day > 0 && day <= last + 28 && month < 12 {
            return Self::of(year, month + 1, day - last);
        }
        Self::numbered(self.number().saturating_add(days))
    }

    /// The day `months` later, on the last day of a month too short for it.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Self {
        let month = i32::from(self.year()) * 12 + i32::from(self.month()) - 1;
        let month = month.saturating_add(months);
        let (year, month) = (month.div_euclid(12), month.rem_euclid(12) + 1);
        if !civil::YEARS.contains(&year) {
            return if months < 0 { Self::MIN } else { Self::MAX };
        }
        let day = i32::from(self.day()).min(civil::days_in_month(year, month));
        Self::of(year, month, day)
    }

    /// Days from `earlier` to this day; negative where `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> i32 {
        self.number() - earlier.number()
    }

    /// Whole years of age on this day of a person born on `birth`; negative before birth.
    #[must_use]
    pub fn age(self, birth: Self) -> i16 {
        let years = self.year() - birth.year();
        if (self.month(), self.day()) < (birth.month(), birth.day()) {
            years - 1
        } else {
            years
        }
    }

    /// Its place in its week, from Monday, 0, to Sunday, 6.
    #[must_use]
    pub fn weekday(self) -> u8 {
        civil::weekday(self.year().into(), self.month().into(), self.day().into())
    }

    /// Saturday or Sunday.
    #[must_use]
    pub fn is_weekend(self) -> bool {
        self.weekday() >= 5
    }

    /// Day, month and two-digit year, as NOEMIE body entities carry dates.
    #[must_use]
    pub fn jjmmaa(self) -> [u8; 6] {
        let [d, m, y] = self.pairs();
        [d[0], d[1], m[0], m[1], y[0], y[1]]
    }

    /// Two-digit year, month and day, as a header from the AMO carries its date.
    #[must_use]
    pub fn aammjj(self) -> [u8; 6] {
        let [d, m, y] = self.pairs();
        [y[0], y[1], m[0], m[1], d[0], d[1]]
    }

    /// Century, year, month and day: eight digits.
    #[must_use]
    pub fn ssaammjj(self) -> [u8; 8] {
        let [d, m, y] = self.pairs();
        let c = digits2(self.year() / 100);
        [c[0], c[1], y[0], y[1], m[0], m[1], d[0], d[1]]
    }

    /// Reads `JJMMAA`. The century is the one that puts the day in `window..window + 100 years`.
    #[must_use]
    pub fn from_jjmmaa(text: &[u8], window: i16) -> Option<Self> {
        let [d1, d2, m1, m2, y1, y2] = *text else {
            return None;
        };
        let (day, month, year) = (number2(d1, d2)?, number2(m1, m2)?, number2(y1, y2)?);
        Self::new(in_window(i16::from(year), window), month, day)
    }

    /// Reads `AAMMJJ`, with the same century rule as [`Day::from_jjmmaa`].
    #[must_use]
    pub fn from_aammjj(text: &[u8], window: i16) -> Option<Self> {
        let [y1, y2, m1, m2, d1, d2] = *text else {
            return None;
        };
        Self::from_jjmmaa(&[d1, d2, m1, m2, y1, y2], window)
    }

    /// Reads `SSAAMMJJ`.
    #[must_use]
    pub fn from_ssaammjj(text: &[u8]) -> Option<Self> {
        let [c1, c2, y1, y2, m1, m2, d1, d2] = *text else {
            return None;
        };
        let year = i16::from(number2(c1, c2)?) * 100 + i16::from(number2(y1, y2)?);
        Self::new(year, number2(m1, m2)?, number2(d1, d2)?)
    }

    fn pairs(self) -> [[u8; 2]; 3] {
        [
            digits2(self.day().into()),
            digits2(self.month().into()),
            digits2(self.year()),
        ]
    }
}

/// First year of the hundred years in which a two-digit year of a NOEMIE body falls, for care and
/// payment dates. (Birth dates are kept as text: see `BirthDate`.)
const CARE_WINDOW: i16 = 1970;

impl Day {
    /// Reads a `JJMMAA` date of care or payment: 1970 to 2069.
    #[must_use]
    pub fn from_care_jjmmaa(text: &[u8]) -> Option<Self> {
        Self::from_jjmmaa(text, CARE_WINDOW)
    }

    /// Reads an `AAMMJJ` date of a header: 1970 to 2069.
    #[must_use]
    pub fn from_header_aammjj(text: &[u8]) -> Option<Self> {
        Self::from_aammjj(text, CARE_WINDOW)
    }
}

/// The two digits of each number below a hundred: a date is written by three look-ups.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[0; 2]; 100];
    let mut number = 0;
    while number < 100 {
        let [_, _, _, low] = (number as u32).to_be_bytes();
        pairs[number] = [b'0' + low / 10, b'0' + low % 10];
        number += 1;
    }
    pairs
};

fn digits2(value: i16) -> [u8; 2] {
    PAIRS[usize::from(value.unsigned_abs() % 100)]
}

fn number2(tens: u8, units: u8) -> Option<i8> {
    if tens.is_ascii_digit() && units.is_ascii_digit() {
        i8::try_from((tens - b'0') * 10 + (units - b'0')).ok()
    } else {
        None
    }
}

fn in_window(two_digits: i16, window: i16) -> i16 {
    let year = window - window.rem_euclid(100) + two_digits;
    if year < window { year + 100 } else { year }
}

impl From<Date> for Day {
    fn from(date: Date) -> Self {
        Self::of(date.year().into(), date.month().into(), date.day().into())
    }
}

impl From<Day> for Date {
    fn from(day: Day) -> Self {
        // A day is always one of the calendar.
        Self::new(day.year(), day.month(), day.day()).unwrap_or_default()
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Day").field(&Date::from(*self)).finish()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.year() < 0 {
            return Date::from(*self).fmt(f);
        }
        let [c1, c2, y1, y2, m1, m2, d1, d2] = self.ssaammjj();
        let text = [c1, c2, y1, y2, b'-', m1, m2, b'-', d1, d2];
        // Digits and dashes: every name of a file bears a date.
        f.write_str(str::from_utf8(&text).unwrap_or_default())
    }
}

impl FromStr for Day {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let error = |why| ParseError::new("a day (YYYY-MM-DD)", text, why);
        let shape = |(place, byte): (usize, u8)| match place {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        };
        if text.len() != 10 || !text.bytes().enumerate().all(shape) {
            return Err(error("year, month and day are expected, as in 2025-03-01"));
        }
        let day = text.parse::<Date>().map(Self::from);
        day.map_err(|_| error("no such day in the calendar"))
    }
}

text_serde!(Day, "a day (YYYY-MM-DD)", r"^\d{4}-\d{2}-\d{2}$");

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;
    use quickcheck_macros::quickcheck;

    use super::*;

    fn some_day(n: u16) -> Day {
        Day::new(1970, 1, 1).unwrap().plus(i32::from(n) % 36_000)
    }

    #[test]
    fn a_day_is_read_in_one_form_only() {
        assert!("2025-03-01".parse::<Day>().is_ok());
        for (text, why) in [
            ("01/03/2025", "as in 2025-03-01"),
            ("20250301", "as in 2025-03-01"),
            ("2025-03-01T10:00", "as in 2025-03-01"),
            ("2025-02-29", "no such day in the calendar"),
        ] {
            let error = text.parse::<Day>().unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
    }

    #[quickcheck]
    fn months_are_added_as_a_span_of_months_is(n: u16, months: i16) -> bool {
        let day = some_day(n);
        let same = Date::from(day).saturating_add(i32::from(months).months());
        Date::from(day.plus_months(months.into())) == same
    }

    #[quickcheck]
    fn days_print_and_parse(n: u16) -> bool {
        let day = some_day(n);
        day.to_string().parse() == Ok(day)
            && Day::from_care_jjmmaa(&day.jjmmaa()) == Some(day)
            && Day::from_header_aammjj(&day.aammjj()) == Some(day)
            && Day::from_ssaammjj(&day.ssaammjj()) == Some(day)
    }

    #[quickcheck]
    fn days_are_added_as_a_span_of_days_is(n: u16, days: i8, far: i32) -> bool {
        let day = some_day(n);
        // Spans of jiff end with its calendar.
        let far = far % 7_000_000;
        [days.into(), far].into_iter().all(|days: i32| {
            let same = Date::from(day).saturating_add(days.days());
            Date::from(day.plus(days)) == same && day.plus(days).cmp(&day) == days.cmp(&0)
        })
    }

    #[test]
    fn weekdays_and_sums_of_four_centuries_are_those_of_the_calendar() {
        // After so many, the calendar comes back.
        let of = |year| Day::new(year, 1, 1).unwrap();
        let (mut day, last) = (of(1790), of(2200));
        // The first of January 1970, day 0, was a Thursday.
        let mut weekday = u8::try_from((day.number() + 3).rem_euclid(7)).unwrap();
        while day < last {
            assert_eq!(day.weekday(), weekday, "{day}");
            let next = day.plus(1);
            assert_eq!(next.number(), day.number() + 1, "{day}");
            for days in [29, 40, 58] {
                assert_eq!(day.plus(days), Day::numbered(day.number() + days), "{day}");
            }
            (day, weekday) = (next, (weekday + 1) % 7);
        }
    }

    #[quickcheck]
    fn a_day_is_one_of_the_calendar(year: i16, month: i8, day: i8) -> bool {
        let (year, month, day) = (year % 10_050, month % 14, day % 33);
        let same = Date::new(year, month, day).ok();
        let own = Day::new(year, month, day);
        own.map(Date::from) == same
            && own.is_none_or(|own| (own.year(), own.month(), own.day()) == (year, month, day))
    }

    #[quickcheck]
    fn days_compare_as_dates_do(one: u16, other: u16) -> bool {
        let (one, other) = (some_day(one), some_day(other));
        one.cmp(&other) == Date::from(one).cmp(&Date::from(other))
            && one.weekday()
                == Date::from(one)
                    .weekday()
                    .to_monday_zero_offset()
                    .unsigned_abs()
    }

    #[test]
    fn past_the_ends_of_the_calendar_stand_its_ends() {
        let day = some_day(0);
        assert_eq!(Date::from(day.plus(i32::MAX)), Date::MAX);
        assert_eq!(Date::from(day.plus(i32::MIN)), Date::MIN);
        assert_eq!(Date::from(day.plus_months(i32::MAX)), Date::MAX);
        assert_eq!(Date::from(day.plus_months(i32::MIN)), Date::MIN);
        assert_eq!(format!("{day:?}"), "Day(1970-01-01)");
    }

    #[quickcheck]
    fn plus_and_since_agree(n: u16, days: i16) -> bool {
        let day = some_day(n);
        day.plus(i32::from(days)).since(day) == i32::from(days)
    }

    #[test]
    fn age_changes_on_the_birthday() {
        let birth = Day::new(2006, 3, 15).unwrap();
        assert_eq!(Day::new(2024, 3, 14).unwrap().age(birth), 17);
        assert_eq!(Day::new(2024, 3, 15).unwrap().age(birth), 18);
    }

    #[test]
    fn the_week_begins_on_monday() {
        for (text, place) in [("2024-01-01", 0), ("2023-12-31", 6), ("2026-11-22", 6)] {
            let day: Day = text.parse().unwrap();
            assert_eq!(day.weekday(), place, "{text}");
            assert_eq!(day.is_weekend(), place >= 5, "{text}");
        }
    }

    #[test]
    fn lunar_dates_are_not_days() {
        assert_eq!(Day::from_jjmmaa(b"003560", 1900), None);
        assert_eq!(Day::from_jjmmaa(b"15A860", 1900), None);
    }
}
