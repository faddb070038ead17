//! Which entry of each parameter holds on which day: a figure is then two array accesses away.

use std::collections::BTreeSet;

use domain::Day;

use super::ParamId;
use super::series::Entry;

/// Months of 31 days each, so that a day finds its place without a calendar's arithmetic.
const DAYS_A_YEAR: usize = 12 * 31;

/// The days loaded, cut where a parameter changes.
#[derive(Debug, Clone)]
pub(super) struct Calendar {
    /// The first year loaded.
    year: i16,
    /// The stretch of each day, counted in months of 31 days; the first stretch is of the days outside.
    stretches: Vec<u16>,
    /// Of each stretch, the entry of each parameter.
    entries: Vec<u16>,
}

impl Calendar {
    /// That of no parameter: no day has an entry.
    pub(super) const fn empty() -> Self {
        Self {
            year: 0,
            stretches: Vec::new(),
            entries: Vec::new(),
        }
    }

    /// That of the parameters whose entries stand at those places, from the first to the last day.
    pub(super) fn of(
        (first, last): (Day, Day),
        ranges: &[(usize, usize); ParamId::ALL.len()],
        entries: &[Entry],
    ) -> Self {
        let of_day = |day: Day| {
            ranges.map(|(start, end)| {
                let begun = |entry: &Entry| entry.from <= day;
                let at = entries[start..end].iter().rposition(begun);
                let place = at.and_then(|at| u16::try_from(start + at).ok());
                place.unwrap_or(u16::MAX)
            })
        };
        let mut calendar = Self {
            year: first.year(),
            stretches: Vec::new(),
            entries: vec![u16::MAX; ParamId::ALL.len()],
        };
        let changes: BTreeSet<Day> = entries.iter().map(|entry| entry.from).collect();
        let mut day = first;
        while day <= last {
            if changes.contains(&day) {
                calendar.entries.extend(of_day(day));
            }
            let stretch = calendar.entries.len() / ParamId::ALL.len() - 1;
            let slot = calendar.slot(day);
            calendar.stretches.resize(slot + 1, 0);
            calendar.stretches[slot] = u16::try_from(stretch).unwrap_or(0);
            day = day.plus(1);
        }
        calendar
    }

    /// The place of a day, past the end for a day before the first year.
    #[inline]
    fn slot(&self, day: Day) -> usize {
        let years = usize::try_from(i32::from(day.year()) - i32::from(self.year));
        let months = usize::try_from(day.month() - 1).unwrap_or(0);
        let days = usize::try_from(day.day() - 1).unwrap_or(0);
        years.map_or(usize::MAX, |years| years * DAYS_A_YEAR + months * 31 + days)
    }

    /// The place of the entry that holds on a day, past the end where none does.
    #[inline]
    pub(super) fn entry(&self, id: ParamId, day: Day) -> usize {
        let stretch = self.stretches.get(self.slot(day)).copied().unwrap_or(0);
        let place = usize::from(stretch) * ParamId::ALL.len() + id as usize;
        self.entries
            .get(place)
            .copied()
            .map_or(usize::MAX, usize::from)
    }
}
