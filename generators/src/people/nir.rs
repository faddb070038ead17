//! Fictitious NIRs.

use std::collections::HashSet;

use domain::{Day, Nir};

use crate::spec::NirRange;

/// Gives out the NIRs of a lot, each once.
///
/// Sex, year, month, department and commune are plausible; the order number is one of the range of the world,
/// 000 if it says nothing, which no birth register gives (they start at 001): see DESIGN.md.
#[derive(Debug)]
pub(crate) struct NirOffice {
    range: NirRange,
    given: HashSet<Nir>,
    /// Of the next person: the place of birth is made from it.
    next: u64,
}

/// Who a NIR is made for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Born {
    pub(crate) female: bool,
    pub(crate) on: Day,
    pub(crate) abroad: bool,
    /// The file is not complete: the NIR is provisional.
    pub(crate) provisional: bool,
    /// The month of birth is not known.
    pub(crate) unknown_month: bool,
}

/// Persons of a lot, at most, before their places of birth come to those of the next lot.
const PERSONS_PER_LOT: u64 = 1_500;
/// Communes of a department.
const COMMUNES: u64 = 990;
/// Places of birth in France.
const PLACES: u64 = 95 * COMMUNES;
/// Places that are tried for somebody.
const TRIES: u32 = 1_000;
/// Codes of countries, from 101 on.
const COUNTRIES: u64 = 895;

impl NirOffice {
    pub(crate) fn of_lot(lot: u32, range: NirRange) -> Self {
        Self {
            range,
            given: HashSet::new(),
            next: u64::from(lot) * PERSONS_PER_LOT,
        }
    }

    /// A NIR that nobody of the lot has, as long as there are places: there are more than a lot needs.
    pub(crate) fn give(&mut self, born: &Born) -> Nir {
        let mut tries = 0..TRIES;
        loop {
            let nir = make(self.next, born, self.range);
            self.next += 1;
            if self.given.insert(nir) || tries.next().is_none() {
                return nir;
            }
        }
    }
}

fn make(number: u64, born: &Born, range: NirRange) -> Nir {
    let ((department, commune), round) = if born.abroad {
        // 99 and a country take the place of the department and the commune.
        let country = number % COUNTRIES + 101;
        ((*b"99", country), number / COUNTRIES)
    } else {
        // Scattered, so that neighbours were not all born in one department. The factor has no divisor in
        // common with the number of places, so each place comes once a round.
        let place = number % PLACES * 40_507 % PLACES;
        let (department, commune) = (place / COMMUNES + 1, place % COMMUNES + 1);
        let department = match department {
            // Corsica, which was department 20 until 1975.
            20 if born.on.year() < 1976 => *b"20",
            20 if commune % 2 == 0 => *b"2A",
            20 => *b"2B",
            _ => digits(department),
        };
        ((department, commune), number / PLACES)
    };
    let sex = match (born.female, born.provisional) {
        (false, false) => 1,
        (true, false) => 2,
        (false, true) => 7,
        (true, true) => 8,
    };
    // From memory: 20 stands for a month that the civil register does not give.
    let month = if born.unknown_month {
        20
    } else {
        u64::from(born.on.month().unsigned_abs())
    };
    let orders = u64::from(range.to.saturating_sub(range.from)) + 1;
    let order = u64::from(range.from) + round % orders;
    let [s] = digits(sex);
    let [y1, y2] = digits(u64::from(born.on.year().rem_euclid(100).unsigned_abs()));
    let [m1, m2] = digits(month);
    let [d1, d2] = department;
    let [c1, c2, c3] = digits(commune);
    let [o1, o2, o3] = digits(order);
    let text = [s, y1, y2, m1, m2, d1, d2, c1, c2, c3, o1, o2, o3];
    Nir::from_bytes(text).unwrap_or_else(|_| unreachable!("a NIR is put together from its parts"))
}

/// The last digits of a number.
fn digits<const N: usize>(number: u64) -> [u8; N] {
    let mut digits = [b'0'; N];
    let mut rest = number;
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn born(on: &str) -> Born {
        Born {
            female: true,
            on: on.parse().unwrap(),
            abroad: false,
            provisional: false,
            unknown_month: false,
        }
    }

    #[test]
    fn places_of_birth_come_once_a_round() {
        let nir = |number| make(number, &born("1980-05-05"), NirRange::default());
        let all: HashSet<Nir> = (0..PLACES).map(nir).collect();
        assert_eq!(all.len() as u64, PLACES);
    }

    #[test]
    fn corsica_was_one_department() {
        let places = |on: &str| {
            (0..PLACES)
                .map(|number| {
                    let nir = make(number, &born(on), NirRange::default());
                    nir.to_string()[5..7].to_owned()
                })
                .collect::<HashSet<_>>()
        };
        let before = places("1975-12-31");
        assert!(before.contains("20") && !before.contains("2A"));
        let after = places("1976-01-01");
        assert!(after.contains("2A") && after.contains("2B") && !after.contains("20"));
    }

    #[test]
    fn order_numbers_are_those_of_the_range() {
        let order = |number, from, to| {
            let nir = make(number, &born("1980-05-05"), NirRange { from, to });
            nir.to_string()[10..].to_owned()
        };
        assert_eq!(order(7, 0, 0), "000");
        assert_eq!(order(7, 990, 991), "990");
        assert_eq!(order(PLACES + 7, 990, 991), "991");
        assert_eq!(order(2 * PLACES + 7, 990, 991), "990");
    }

    #[test]
    fn nobody_of_a_lot_has_the_nir_of_another() {
        let mut office = NirOffice::of_lot(3, NirRange::default());
        let abroad = Born {
            abroad: true,
            ..born("1980-05-05")
        };
        let given: HashSet<Nir> = (0..COUNTRIES).map(|_| office.give(&abroad)).collect();
        assert_eq!(given.len() as u64, COUNTRIES);
        // With all of them taken, it still ends.
        assert!(given.contains(&office.give(&abroad)));
    }
}
