//! The public holidays of France.

use super::Day;

/// Month and day of those that keep their date.
const FIXED: [(i8, i8); 8] = [
    (1, 1),
    (5, 1),
    (5, 8),
    (7, 14),
    (8, 15),
    (11, 1),
    (11, 11),
    (12, 25),
];

/// Easter Monday, Ascension and Whit Monday, in days after Easter Sunday.
const AFTER_EASTER: [i32; 3] = [1, 39, 50];

const MONDAY: u8 = 0;
const THURSDAY: u8 = 3;

impl Day {
    /// One of the eleven public holidays (Code du travail, L3133-1). Those that only some
    /// places have are none: Good Friday and Saint Stephen's day in Alsace-Moselle (L3134-13), the abolition of slavery
    /// overseas (L3422-2).
    #[must_use]
    pub fn is_holiday(self) -> bool {
        if FIXED.contains(&(self.month(), self.day())) {
            return true;
        }
        // Easter is asked for only where one of its days may be: they are Mondays and a Thursday, of March to June.
        if !(3..=6).contains(&self.month()) || ![MONDAY, THURSDAY].contains(&self.weekday()) {
            return false;
        }
        AFTER_EASTER.contains(&self.since(easter(self.year().into())))
    }
}

/// Easter Sunday of a year of the Gregorian calendar: the anonymous algorithm that *Nature* printed on 1876-04-20, as
/// Meeus gives it (*Astronomical Algorithms*, chapter 8).
fn easter(year: i32) -> Day {
    let golden = year.rem_euclid(19);
    let (century, of_century) = (year.div_euclid(100), year.rem_euclid(100));
    let moon = {
        let leaps = century - century / 4 - (century - (century + 8) / 25 + 1) / 3;
        (19 * golden + leaps + 15) % 30
    };
    let to_sunday = {
        let leaps = 2 * (century % 4) + 2 * (of_century / 4) - of_century % 4;
        (32 + leaps - moon) % 7
    };
    let late = (golden + 11 * moon + 22 * to_sunday) / 451;
    let from_march = moon + to_sunday - 7 * late + 114;
    Day::of(year, from_march / 31, from_march % 31 + 1)
}

#[cfg(test)]
mod tests {
    use quickcheck_macros::quickcheck;

    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    /// The latest years, the earliest and the latest day there is (1818, 1943, 2038), and the two years that Gauss's first
    /// rule gets wrong (1954, 1981).
    #[test]
    fn easter_is_where_the_almanacs_have_it() {
        let known = [
            "1818-03-22",
            "1943-04-25",
            "1954-04-18",
            "1981-04-19",
            "2000-04-23",
            "2008-03-23",
            "2016-03-27",
            "2019-04-21",
            "2020-04-12",
            "2021-04-04",
            "2022-04-17",
            "2023-04-09",
            "2024-03-31",
            "2025-04-20",
            "2026-04-05",
            "2027-03-28",
            "2038-04-25",
        ];
        for text in known {
            let sunday = day(text);
            assert_eq!(easter(sunday.year().into()), sunday);
        }
    }

    #[test]
    fn a_year_has_eleven_holidays() {
        let first = day("2025-01-01");
        let days = (0..365).map(|later| first.plus(later));
        let holidays: Vec<String> = days
            .filter(|day| day.is_holiday())
            .map(|day| day.to_string())
            .collect();
        let known = [
            "2025-01-01",
            "2025-04-21",
            "2025-05-01",
            "2025-05-08",
            "2025-05-29",
            "2025-06-09",
            "2025-07-14",
            "2025-08-15",
            "2025-11-01",
            "2025-11-11",
            "2025-12-25",
        ];
        assert_eq!(holidays, known);
    }

    /// Ascension fell on the first of May in 2008, and on the eighth in 1986, 1997 and 2070: one holiday then, not two.
    #[test]
    fn two_holidays_on_one_day_are_one() {
        let holidays = |year: i16| {
            let first = day(&format!("{year}-01-01"));
            let days = (0..366).map(move |later| first.plus(later));
            days.filter(|day| day.year() == year && day.is_holiday())
                .count()
        };
        assert_eq!(holidays(2008), 10);
        assert_eq!(holidays(2070), 10);
        assert_eq!(holidays(2024), 11);
    }

    #[quickcheck]
    fn easter_is_a_sunday_between_its_ends(year: u16) -> bool {
        let year = 1583 + year % 3000;
        let sunday = easter(year.into());
        let in_spring = (3, 22)..=(4, 25);
        sunday.weekday() == 6 && in_spring.contains(&(sunday.month(), sunday.day()))
    }
}
