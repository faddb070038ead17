//! Care by which what befell a household shows, on the days of a world.

use domain::Day;

use crate::draws::Draws;
use crate::keying;
use crate::spec::WorldSpec;

/// Care by which what befell a household shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Care {
    /// The doctor's.
    Consultation,
    /// A crown at a free price.
    Crown,
}

/// What comes after a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    /// The caisse takes it back: that is what shows, and not the visit.
    TakenBack,
    /// The same care comes again under another décompte number.
    SentTwice,
}

/// A visit to the doctor, or to the dentist.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Visit {
    pub(crate) care: Care,
    /// The day, or the next that is open.
    pub(crate) day: Day,
    /// Past that day it would show nothing.
    pub(crate) last: Day,
    /// The day on which the caisse settles it.
    pub(crate) processed: Day,
    /// What comes after it, and when.
    pub(crate) then: Option<(Then, Day)>,
}

/// The days of a world, as events fall on them.
pub(super) struct Days<'a> {
    pub(super) draws: &'a mut Draws,
    pub(super) spec: &'a WorldSpec,
    pub(super) first: Day,
    pub(super) last: Day,
    pub(super) count: u32,
}

impl Days<'_> {
    /// A day from one to another, both included.
    pub(super) fn between(&mut self, from: Day, to: Day) -> Option<Day> {
        let span = u32::try_from(to.since(from)).ok()?;
        Some(from.plus(self.draws.below(span + 1).cast_signed()))
    }

    /// So many days after that one.
    pub(super) fn after(&mut self, day: Day, least: u32, most: u32) -> Day {
        day.plus(self.draws.between(least, most).cast_signed())
    }

    /// A day of the second quarter of the world: what comes of it comes within the world too.
    pub(super) fn turn(&mut self) -> Day {
        self.after(self.first, self.count / 4, self.count / 2)
    }

    /// The day on which the mutuelle keys what happened on that one: some weeks after. None where the world ends
    /// before.
    pub(super) fn keyed_late(&mut self, day: Day) -> Option<Day> {
        let heard = self.after(day, 15, 22);
        Some(keying::day(heard)).filter(|day| *day <= self.last)
    }

    /// A visit on a day from one to another, settled by a third where that can be.
    pub(super) fn visit(&mut self, from: Day, to: Day, by: Day) -> Option<Visit> {
        let last = to.min(self.last);
        let day = self.between(from, last)?;
        let settled = self.after(day, 2, 9).min(by).min(self.last);
        Some(Visit {
            care: Care::Consultation,
            day,
            last,
            processed: self.spec.calendar.working_day(settled),
            then: None,
        })
    }

    /// A visit before a contract ended, settled by then, that is taken back after that. None where the world ends
    /// before.
    pub(super) fn taken_back_after(&mut self, end: Day) -> Option<Visit> {
        // Later than any re-send of a damaged file, as what follows a sheet is.
        let day = self.between(end.plus(10), self.last)?;
        let day = self.spec.calendar.working_day(day);
        let visit = self.visit(self.first, end.plus(-3), end)?;
        Some(Visit {
            then: Some((Then::TakenBack, day)).filter(|(_, day)| *day <= self.last),
            ..visit
        })
    }

    /// A visit just before a contract ended, settled on that day or the next that is open.
    pub(super) fn visit_before(&mut self, end: Day, settled: Day) -> Option<Visit> {
        let from = end.plus(-6).max(self.first);
        let visit = self.visit(from, end, settled)?;
        Some(Visit {
            processed: self.spec.calendar.working_day(settled),
            ..visit
        })
    }

    /// Care on both sides of a day from which on the caisse knows the OC under another number: what comes first bears
    /// the old one, and comes again; what comes weeks after bears the new one.
    pub(super) fn across(&mut self, switch: Day) -> Vec<Visit> {
        let from = switch.plus(-20).max(self.first);
        let mut all = Vec::new();
        if let Some(visit) = self.visit(from, switch.plus(-1), self.last) {
            let settled = self.after(switch, 0, 9);
            let again = self.after(switch, 22, 29);
            let calendar = &self.spec.calendar;
            let again = calendar.working_day(again);
            let then = Some((Then::SentTwice, again)).filter(|(_, day)| *day <= self.last);
            let processed = calendar.working_day(settled);
            all.push(Visit {
                processed,
                then,
                ..visit
            });
        }
        if let Some(visit) = self.visit(from, switch.plus(-1), self.last) {
            let settled = self.after(switch, 22, 29);
            let processed = self.spec.calendar.working_day(settled);
            all.push(Visit { processed, ..visit });
        }
        all.extend(self.visit(switch, self.last, self.last));
        all
    }

    /// So many crowns in one calendar year that no shipped cap is left after them, each in a file of its own. None
    /// where no year of the world has the days.
    pub(super) fn crowns(&mut self) -> Vec<Visit> {
        let new_year = Day::new(self.first.year() + 1, 1, 1);
        let starts = std::iter::once(self.first).chain(new_year);
        let start = starts.map(|start| start.plus(1)).find(|start| {
            let end = start.plus(CROWNS * CROWNS_APART);
            end <= self.last && end.year() == start.year()
        });
        let days = start
            .into_iter()
            .flat_map(|start| (0..CROWNS).map(move |nth| start.plus(nth * CROWNS_APART)));
        days.map(|day| Visit {
            care: Care::Crown,
            day,
            last: day.plus(CROWNS_APART),
            // Not before a crown that was put off by a Sunday and a holiday, nor as late as the next one.
            processed: self.spec.calendar.working_day(self.after(day, 3, 4)),
            then: None,
        })
        .collect()
    }

    /// A visit after a contract ended.
    pub(super) fn visit_after(&mut self, end: Day, most: u32) -> Option<Visit> {
        let to = end.plus(most.cast_signed());
        self.visit(end.plus(1), to, self.last)
    }
}

/// Eight crowns of 120 euros at 400 % of their base are beyond 2,500 euros, the highest cap of a shipped product.
const CROWNS: i32 = 8;
/// Days from one to the next.
const CROWNS_APART: i32 = 6;
