//! What befalls a household: its contract is written anew, and care shows it.

use domain::{Day, Portability, SuspensionEnd};

use super::dues::{NO_COVER, NO_LONGER_COVERED, RIGHTS_PENDING, SETTLED};
use super::{Adversity, Due};
use crate::contracts::{Contracts, Suspended};
use crate::draws::Draws;
use crate::keying;
use crate::spec::WorldSpec;

/// What befell a household.
#[derive(Debug, Clone)]
pub(crate) struct Trouble {
    pub(crate) adversity: Adversity,
    /// The caisse has had a link of each person from that day on, whatever the mutuelle declares.
    pub(crate) linked_since: Option<Day>,
    /// No sheet goes on past that day.
    pub(crate) cuts: Option<Day>,
    /// Care of each person by which it shows.
    pub(crate) visits: Vec<Visit>,
}

/// A visit to the doctor.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Visit {
    /// The day, or the next that is open.
    pub(crate) day: Day,
    /// Past that day it would show nothing.
    pub(crate) last: Day,
    /// The day on which the caisse settles it.
    pub(crate) processed: Day,
}

/// The days of a world, as events fall on them.
struct Days<'a> {
    draws: &'a mut Draws,
    spec: &'a WorldSpec,
    first: Day,
    last: Day,
    count: u32,
}

impl Days<'_> {
    /// A day from one to another, both included.
    fn between(&mut self, from: Day, to: Day) -> Option<Day> {
        let span = u32::try_from(to.since(from)).ok()?;
        Some(from.plus(self.draws.below(span + 1).cast_signed()))
    }

    /// So many days after that one.
    fn after(&mut self, day: Day, least: u32, most: u32) -> Day {
        day.plus(self.draws.between(least, most).cast_signed())
    }

    /// A day of the second quarter of the world: what comes of it comes within the world too.
    fn turn(&mut self) -> Day {
        self.after(self.first, self.count / 4, self.count / 2)
    }

    /// The day on which the mutuelle keys what happened on that one: some weeks after. None where the world ends
    /// before.
    fn keyed_late(&mut self, day: Day) -> Option<Day> {
        let heard = self.after(day, 15, 22);
        Some(keying::day(heard)).filter(|day| *day <= self.last)
    }

    /// A visit on a day from one to another, settled by a third where that can be.
    fn visit(&mut self, from: Day, to: Day, by: Day) -> Option<Visit> {
        let last = to.min(self.last);
        let day = self.between(from, last)?;
        let settled = self.after(day, 2, 9).min(by).min(self.last);
        Some(Visit {
            day,
            last,
            processed: self.spec.calendar.working_day(settled),
        })
    }

    /// A visit after a contract ended.
    fn visit_after(&mut self, end: Day, most: u32) -> Option<Visit> {
        let to = end.plus(most.cast_signed());
        self.visit(end.plus(1), to, self.last)
    }
}

/// Lets that befall a household: writes its contract anew and tells what shows it. None where the world is too short
/// for it.
pub(crate) fn befall(
    adversity: Adversity,
    draws: &mut Draws,
    contracts: &mut Contracts,
    spec: &WorldSpec,
) -> Option<Trouble> {
    let (first, last) = (spec.start, spec.end());
    let count = last.since(first).unsigned_abs() + 1;
    let mut days = Days {
        draws,
        spec,
        first,
        last,
        count,
    };
    let mut trouble = Trouble {
        adversity,
        linked_since: None,
        cuts: None,
        visits: Vec::new(),
    };
    let visit = match adversity {
        Adversity::AfterEnd | Adversity::LateBeforeEnd => {
            let end = days.after(first, count / 4, count - count / 4);
            contracts.alone(first).end = Some((end, first));
            trouble.cuts = Some(end);
            if adversity == Adversity::AfterEnd {
                days.visit_after(end, 12)
            } else {
                let from = end.plus(-6).max(first);
                let late = days.after(end, 1, 9).min(last);
                let visit = days.visit(from, end, late);
                let processed = spec.calendar.working_day(late);
                visit.map(|visit| Visit { processed, ..visit })
            }
        }
        Adversity::RetroactiveEnd => {
            let end = days.turn();
            let keyed = days.keyed_late(end)?;
            contracts.alone(first).end = Some((end, keyed));
            days.visit(end.plus(1), keyed.plus(-5), keyed.plus(-1))
        }
        Adversity::BeforeKeyed => {
            let keyed = days.keyed_late(first)?;
            let contract = contracts.alone(first);
            contract.keyed = keyed;
            trouble.linked_since = Some(contract.start);
            days.visit(first, keyed.plus(-5), keyed.plus(-1))
        }
        Adversity::RetroactiveStart => {
            let mistaken = days.turn();
            let keyed = days.keyed_late(mistaken)?;
            let contract = contracts.alone(first);
            contract.mistaken_start = Some((mistaken, keyed));
            trouble.linked_since = Some(contract.start);
            days.visit(first, mistaken.plus(-1), keyed.plus(-1))
        }
        Adversity::ContractGap => {
            let end = days.turn();
            let again = days.after(end, 21, 31);
            contracts.alone(first).end = Some((end, first));
            contracts.then(|next| {
                next.start = again;
                next.keyed = keying::day(again.plus(-14));
            });
            days.visit_after(end, again.since(end).unsigned_abs() - 1)
        }
        Adversity::PortabilityOver => {
            let most = u32::from(spec.months.checked_sub(1)?).min(Portability::MOST.into());
            let months = days.draws.between(most.min(1), most);
            let over = first.plus_months(months.cast_signed());
            let lasts = days.draws.between(months.max(1), Portability::MOST.into());
            let contract = contracts.alone(first);
            contract.start = over.plus_months(-lasts.cast_signed());
            contract.portability = u8::try_from(lasts)
                .ok()
                .map(|months| Portability { months });
            days.visit_after(over.plus(-1), 20)
        }
        Adversity::Suspended | Adversity::SuspensionLifted | Adversity::SuspensionLost => {
            let from = days.turn();
            let to = from.plus(20);
            let learned = keying::day(from);
            let over = keying::day(to.plus(1));
            let lasts = adversity == Adversity::Suspended;
            contracts.alone(first).suspended = Some(Suspended {
                from,
                to,
                keyed: (learned, if lasts { last.plus(1) } else { over }),
                how: if adversity == Adversity::SuspensionLost {
                    SuspensionEnd::Lost
                } else {
                    SuspensionEnd::Regularised
                },
            });
            if over > last {
                return None;
            }
            days.visit(learned, to, over.plus(-1))
        }
        _ => return Some(trouble),
    };
    trouble.visits.extend(visit);
    Some(trouble)
}

/// The reaction due to a visit that shows what befell the household.
pub(super) const fn due(adversity: Adversity) -> Option<Due> {
    Some(match adversity {
        Adversity::AfterEnd
        | Adversity::ContractGap
        | Adversity::PortabilityOver
        | Adversity::SuspensionLost => NO_COVER,
        Adversity::LateBeforeEnd
        | Adversity::BeforeKeyed
        | Adversity::RetroactiveStart
        | Adversity::SuspensionLifted => SETTLED,
        Adversity::RetroactiveEnd => NO_LONGER_COVERED,
        Adversity::Suspended => RIGHTS_PENDING,
        _ => return None,
    })
}
