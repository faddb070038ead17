//! When the mutuelle and the caisses treat what they learn of a household.

use domain::Day;

/// The first Monday from that day on. (Once a week: an assumption, `keying` of `people.yaml`.)
pub(crate) fn day(from: Day) -> Day {
    let mut day = from;
    // A Monday is the day after a day of the weekend that is none itself.
    while day.is_weekend() || !day.plus(-1).is_weekend() {
        day = day.plus(1);
    }
    day
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_monday_is_its_own_day() {
        for (from, monday) in [
            ("2024-11-03", "2024-11-04"),
            ("2024-11-04", "2024-11-04"),
            ("2024-11-05", "2024-11-11"),
        ] {
            assert_eq!(super::day(from.parse().unwrap()).to_string(), monday);
        }
    }
}
