//! What happens in a lot, by day.

use domain::Day;

use crate::lot::Happening;

/// What reaches the caisse, by day; what reaches it on one day, in the order in which it was put down.
///
/// One table for all, whose rows of a day point at one another: a list a day would be room asked for and given back by
/// the thousand.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    rows: Vec<Row>,
    /// The first and the last row of each day, from the day of place `first` on.
    days: Vec<Option<(u32, u32)>>,
    first: i32,
    /// No day before that one has a row.
    from: usize,
}

#[derive(Debug, Clone)]
struct Row {
    /// None once it is taken out.
    happening: Option<Happening>,
    /// The next of the day.
    next: Option<u32>,
}

/// Places of a month: days that no month has stay empty.
const PLACES: i32 = 31;

/// Days in their order, without the calendar.
fn place(day: Day) -> i32 {
    let month = i32::from(day.year()) * 12 + i32::from(day.month()) - 1;
    month * PLACES + i32::from(day.day()) - 1
}

fn day_at(place: i32) -> Option<Day> {
    let (month, day) = (place.div_euclid(PLACES), place.rem_euclid(PLACES) + 1);
    let (year, month) = (month.div_euclid(12), month.rem_euclid(12) + 1);
    Day::new(
        year.try_into().ok()?,
        month.try_into().ok()?,
        day.try_into().ok()?,
    )
}

impl Timeline {
    /// Puts something down for a day, after what stands there.
    pub fn put(&mut self, day: Day, happening: Happening) {
        let index = self.index(place(day));
        let row = u32::try_from(self.rows.len()).unwrap_or_else(|_| {
            unreachable!("a lot has fewer happenings than four thousand million")
        });
        self.rows.push(Row {
            happening: Some(happening),
            next: None,
        });
        self.from = self.from.min(index);
        let Some(of_day) = self.days.get_mut(index) else {
            unreachable!("room was made for that day")
        };
        let last = of_day.map_or(row, |(_, last)| last);
        *of_day = Some((of_day.map_or(row, |(first, _)| first), row));
        if let Some(before) = self.rows.get_mut(last as usize).filter(|_| last != row) {
            before.next = Some(row);
        }
    }

    /// The place of a day among those there is room for, which are made more where it has none.
    fn index(&mut self, place: i32) -> usize {
        if self.days.is_empty() {
            self.first = place;
        }
        let before = usize::try_from(self.first - place).unwrap_or(0);
        if before > 0 {
            let earlier = std::iter::repeat_n(None, before);
            self.days.splice(0..0, earlier);
            self.first = place;
            self.from = 0;
        }
        let index = usize::try_from(place - self.first).unwrap_or(0);
        if index >= self.days.len() {
            self.days.resize(index + 1, None);
        }
        index
    }

    fn index_of(&self, day: Day) -> Option<usize> {
        usize::try_from(place(day) - self.first).ok()
    }

    /// The last that was put down for that day, and not taken out.
    pub(crate) fn last_of(&mut self, day: Day) -> Option<&mut Happening> {
        let (_, last) = (*self.days.get(self.index_of(day)?)?)?;
        self.rows.get_mut(last as usize)?.happening.as_mut()
    }

    /// The first day that something happens on.
    #[must_use]
    pub fn first_day(&self) -> Option<Day> {
        let days = self.days.get(self.from..)?;
        let index = self.from + days.iter().position(Option::is_some)?;
        day_at(self.first + i32::try_from(index).ok()?)
    }

    /// Takes out the first of that day.
    pub fn take_first(&mut self, day: Day) -> Option<Happening> {
        let index = self.index_of(day)?;
        let of_day = self.days.get_mut(index)?;
        let (first, last) = (*of_day)?;
        let row = self.rows.get_mut(first as usize)?;
        let happening = row.happening.take();
        *of_day = row.next.map(|next| (next, last));
        if row.next.is_none() && index == self.from {
            let later = self.days.get(index..)?;
            let empty = later.iter().take_while(|of_day| of_day.is_none()).count();
            self.from = index + empty;
        }
        happening
    }

    /// All that is not taken out, in no order of days.
    pub(crate) fn unordered(&self) -> impl Iterator<Item = &Happening> {
        self.rows.iter().filter_map(|row| row.happening.as_ref())
    }

    /// All that happens, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Happening> {
        let days = self.days.iter().flatten();
        days.flat_map(|(first, _)| {
            let row = |row: u32| self.rows.get(row as usize);
            let of_day = std::iter::successors(row(*first), move |one| row(one.next?));
            of_day.filter_map(|row| row.happening.as_ref())
        })
    }
}

/// All that happens, in order.
impl IntoIterator for Timeline {
    type Item = Happening;
    type IntoIter = std::vec::IntoIter<Happening>;

    fn into_iter(mut self) -> Self::IntoIter {
        let mut all = Vec::with_capacity(self.rows.len());
        while let Some(day) = self.first_day() {
            while let Some(happening) = self.take_first(day) {
                all.push(happening);
            }
        }
        all.into_iter()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]

    use std::collections::BTreeMap;

    use caisse::{Event, InvoiceId};
    use proptest::prelude::*;

    use super::*;

    fn happening(day: Day, number: u64) -> Happening {
        Happening {
            event: Event::Cancel(InvoiceId(number), day),
            invoice: InvoiceId(number),
            adversity: None,
        }
    }

    proptest! {
        /// Put down in any order of days, taken out day by day, some put down in between: as a list a day does.
        #[test]
        fn it_is_a_list_a_day(
            first in prop::collection::vec(0..800_i32, 0..60),
            later in prop::collection::vec(0..800_i32, 0..20),
        ) {
            let start = Day::new(2023, 12, 30).unwrap();
            let (mut timeline, mut model) = (Timeline::default(), BTreeMap::<Day, Vec<u64>>::new());
            let mut number = 0;
            let mut put = |days: &[i32], timeline: &mut Timeline, model: &mut BTreeMap<Day, Vec<u64>>| {
                for days in days {
                    number += 1;
                    let day = start.plus(*days);
                    timeline.put(day, happening(day, number));
                    model.entry(day).or_default().push(number);
                    prop_assert_eq!(timeline.last_of(day).unwrap().invoice, InvoiceId(number));
                }
                Ok(())
            };
            put(&first, &mut timeline, &mut model)?;
            for _ in 0..first.len() / 2 {
                prop_assert_eq!(timeline.first_day(), model.keys().next().copied());
                let (day, of_day) = model.pop_first().unwrap_or((start, Vec::new()));
                for number in of_day {
                    let taken = timeline.take_first(day).unwrap();
                    prop_assert_eq!(taken.invoice, InvoiceId(number));
                }
                prop_assert!(timeline.take_first(day).is_none());
            }
            put(&later, &mut timeline, &mut model)?;
            let all: Vec<_> = model.into_values().flatten().map(InvoiceId).collect();
            let told: Vec<_> = timeline.iter().map(|one| one.invoice).collect();
            prop_assert_eq!(&told, &all);
            let mut any: Vec<_> = timeline.unordered().map(|one| one.invoice).collect();
            any.sort_unstable();
            let mut sorted = all.clone();
            sorted.sort_unstable();
            prop_assert_eq!(any, sorted);
            let taken: Vec<_> = timeline.into_iter().map(|one| one.invoice).collect();
            prop_assert_eq!(taken, all);
        }
    }
}
