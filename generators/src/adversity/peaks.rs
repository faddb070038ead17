//! Files that pile up and come at once. The order stays: a day that waits carries all later ones with it.

use std::collections::BTreeSet;

use caisse::CalendarSpec;
use domain::{Day, FileReaction};

use super::{Adversity, Declared, Plan, Touched};
use crate::draws::{Draws, Subject};
use crate::flow::{Delivery, Flow};
use crate::spec::WorldSpec;

/// First day of a month whose files wait for its end.
const PEAK_FROM: i8 = 21;
/// Days of a backlog.
const BACKLOG: (u32, u32) = (21, 35);

/// The files of a lot that wait to come at once.
#[derive(Debug)]
pub(super) struct Heap<C> {
    adversity: Adversity,
    /// First and last day of a backlog.
    backlog: (Day, Day),
    calendar: CalendarSpec,
    files: Vec<Delivery<C>>,
}

impl<C> Heap<C> {
    /// That of a lot whose files pile up; none where they do not.
    pub(super) fn of_lot(plan: &Plan, spec: &WorldSpec, seed: u64, lot: u32) -> Option<Self> {
        let mut draws = Draws::new(seed, lot, Subject::Peaks, 0);
        let adversity = plan.for_lots().draw(&mut draws)?;
        let days = spec.end().since(spec.start).unsigned_abs();
        // It ends within the world, where that is long enough.
        let room = days.saturating_sub(BACKLOG.1);
        let first = spec.start.plus(draws.below(room).cast_signed());
        let last = first.plus(draws.between(BACKLOG.0, BACKLOG.1).cast_signed());
        Some(Self {
            adversity,
            backlog: (first, last),
            calendar: spec.calendar.clone(),
            files: Vec::new(),
        })
    }

    /// A day is over: what it brought, from that delivery on, waits, or what waited comes before it.
    pub(super) fn end_day(&mut self, day: Day, flow: &mut Flow<C>, from: usize) {
        let waits = self.comes_on(day) > day;
        if waits {
            self.files.extend(flow.deliveries.drain(from..));
        } else if !self.files.is_empty() {
            let today = flow.deliveries.split_off(from);
            self.all_come(flow);
            flow.deliveries.extend(today);
        }
    }

    /// The world is over: what waited comes, and what is still on its way waits as all else.
    pub(super) fn end(&mut self, flow: &mut Flow<C>, from: usize) {
        self.files.extend(flow.deliveries.drain(from..));
        self.all_come(flow);
    }

    /// What waited comes; what was put off by this alone is declared.
    fn all_come(&mut self, flow: &mut Flow<C>) {
        let files = flow
            .declared
            .iter()
            .filter_map(|declared| match declared.on {
                Touched::File(id, ..) => Some(id),
                _ => None,
            });
        let touched: BTreeSet<_> = files.collect();
        for file in std::mem::take(&mut self.files) {
            let day = self.comes_on(file.day);
            if day != file.day && !touched.contains(&file.id) {
                flow.declared.push(Declared {
                    adversity: self.adversity,
                    on: Touched::File(file.id, 1, FileReaction::Accepted),
                });
            }
            flow.deliveries.push(Delivery { day, ..file });
        }
    }

    /// The day on which a file of that day comes.
    fn comes_on(&self, day: Day) -> Day {
        let (first, last) = self.backlog;
        match self.adversity {
            Adversity::MonthEndPeak => self.end_of_month(day),
            _ if day >= first && day <= last => last,
            _ => day,
        }
    }
    /// The last working day of the month, for a day late in it; the day itself otherwise.
    fn end_of_month(&self, day: Day) -> Day {
        if day.day() >= PEAK_FROM {
            day.max(self.calendar.last_of_month(day))
        } else {
            day
        }
    }
}
