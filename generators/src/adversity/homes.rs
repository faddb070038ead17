//! What befalls a household: its contract is written anew, and care shows it.

use std::ops::Range;

use domain::{Day, Nir, OcNumber, Portability, Role, SuspensionEnd};

use super::dues::{AWAITED, NO_COVER, NO_LONGER_COVERED, RIGHTS_PENDING, SETTLED, TWO_INSURERS};
use super::{Adversity, Due};
use crate::contracts::{Contracts, OtherBody, Suspended};
use crate::draws::Draws;
use crate::keying;
use crate::people::{Household, LifeEvent};
use crate::spec::{ProductWeight, WorldSpec, delegating_oc};

/// What befell a household.
#[derive(Debug, Clone)]
pub(crate) struct Trouble {
    pub(crate) adversity: Adversity,
    /// The one person it befalls, by place; none where it befalls all of them.
    pub(crate) whom: Option<usize>,
    /// The OC that its contracts are of, where that is another.
    pub(crate) oc: Option<OcNumber>,
    /// Another OC that has links too.
    pub(crate) rival: Option<Rival>,
    /// A NIR that the caisse gives in the place of another, and when.
    pub(crate) new_nir: Option<(Nir, Nir, Day)>,
    /// The caisse has had a link of each person from that day on, whatever the mutuelle declares.
    pub(crate) linked_since: Option<Day>,
    /// No sheet goes on past that day.
    pub(crate) cuts: Option<Day>,
    /// Care of each person by which it shows.
    pub(crate) visits: Vec<Visit>,
}

/// Links of another OC, without an end.
#[derive(Debug, Clone)]
pub(crate) struct Rival {
    /// Whose, by place.
    pub(crate) persons: Range<usize>,
    /// Their first day.
    pub(crate) start: Day,
    /// The day on which the caisse has them; none where it has had them from before.
    pub(crate) noted: Option<Day>,
}

/// Care by which what befell a household shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Care {
    /// The doctor's.
    Consultation,
    /// A crown at a free price.
    Crown,
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
    /// The day on which the caisse takes it back: that is what shows then, and not the visit.
    pub(crate) taken_back: Option<Day>,
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
            care: Care::Consultation,
            day,
            last,
            processed: self.spec.calendar.working_day(settled),
            taken_back: None,
        })
    }

    /// A visit before a contract ended, settled by then, that is taken back after that. None where the world ends
    /// before.
    fn taken_back_after(&mut self, end: Day) -> Option<Visit> {
        // Later than any re-send of a damaged file, as what follows a sheet is.
        let day = self.between(end.plus(10), self.last)?;
        let day = self.spec.calendar.working_day(day);
        let visit = self.visit(self.first, end.plus(-3), end)?;
        Some(Visit {
            taken_back: Some(day).filter(|day| *day <= self.last),
            ..visit
        })
    }

    /// A visit just before a contract ended, settled on that day or the next that is open.
    fn visit_before(&mut self, end: Day, settled: Day) -> Option<Visit> {
        let from = end.plus(-6).max(self.first);
        let visit = self.visit(from, end, settled)?;
        Some(Visit {
            processed: self.spec.calendar.working_day(settled),
            ..visit
        })
    }

    /// So many crowns in one calendar year that no shipped cap is left after them, each in a file of its own. None
    /// where no year of the world has the days.
    fn crowns(&mut self) -> Vec<Visit> {
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
            taken_back: None,
        })
        .collect()
    }

    /// A visit after a contract ended.
    fn visit_after(&mut self, end: Day, most: u32) -> Option<Visit> {
        let to = end.plus(most.cast_signed());
        self.visit(end.plus(1), to, self.last)
    }
}

/// Eight crowns of 120 euros at 400 % of their base are beyond 2,500 euros, the highest cap of a shipped product.
const CROWNS: i32 = 8;
/// Days from one to the next.
const CROWNS_APART: i32 = 6;

/// Lets that befall a household: writes its contract anew and tells what shows it. None where the world is too short
/// for it, or nobody lives there whom it could befall.
pub(crate) fn befall(
    adversity: Adversity,
    draws: &mut Draws,
    contracts: &mut Contracts,
    home: &Household,
    (spec, offered): (&WorldSpec, &[ProductWeight]),
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
        whom: None,
        oc: None,
        rival: None,
        new_nir: None,
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
                let late = days.after(end, 1, 9).min(last);
                days.visit_before(end, late)
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
        Adversity::EmployerChange => {
            let end = days.turn();
            contracts.alone(first).end = Some((end, first));
            contracts.then_another(days.draws, offered, |next| next.start = end.plus(1));
            let late = days.after(end, 1, 9);
            trouble.visits.extend(days.visit_before(end, late));
            days.visit_after(end, 8)
        }
        Adversity::CancelledAfterChange | Adversity::CancelledAfterEnd => {
            let end = days.turn();
            let visit = days.taken_back_after(end)?;
            visit.taken_back?;
            contracts.alone(first).end = Some((end, first));
            if adversity == Adversity::CancelledAfterChange {
                contracts.then_another(days.draws, offered, |next| next.start = end.plus(1));
            }
            Some(visit)
        }
        Adversity::MutuelleChange => {
            let end = days.turn();
            let keyed = days.keyed_late(end)?;
            contracts.alone(first).end = Some((end, keyed));
            trouble.rival = Some(Rival {
                persons: 0..home.persons.len(),
                start: end.plus(1),
                noted: Some(end.plus(1)),
            });
            let late = days.after(keyed, 1, 9);
            days.visit_before(end, late)
        }
        Adversity::YearlyCap => {
            trouble.visits = days.crowns();
            // The rate of the local régime for prostheses is printed nowhere.
            if trouble.visits.is_empty() || home.local {
                return None;
            }
            contracts.alone(first);
            trouble.whom = Some(0);
            None
        }
        Adversity::DelegatedOc => {
            contracts.alone(first);
            trouble.oc = Some(delegating_oc());
            let day = days.turn();
            days.visit(day, last, last)
        }
        Adversity::Overlap => {
            trouble.rival = Some(long_linked(contracts, 0));
            None
        }
        Adversity::ChildTwoMutuelles => {
            let child = child(home, first)?;
            contracts.alone(first);
            trouble.whom = Some(child);
            trouble.rival = Some(long_linked(contracts, child));
            None
        }
        Adversity::SecondMutuelle => {
            let child = child(home, first)?;
            contracts.alone(first);
            contracts.on_statement = Some(child);
            trouble.whom = Some(child);
            let day = days.turn();
            days.visit(day, last, last)
        }
        Adversity::DoubleTeletransmission | Adversity::BodyChosen => {
            let from = days.turn();
            let learned = keying::day(from);
            let chosen = keying::day(from.plus(21));
            if chosen > last {
                return None;
            }
            let is_chosen = adversity == Adversity::BodyChosen;
            contracts.alone(first).other_body = Some(OtherBody {
                from,
                keyed: (learned, is_chosen.then_some(chosen)),
            });
            days.visit(learned, chosen.plus(-1), chosen.plus(-1))
        }
        Adversity::TwinsSwapped => {
            let twins = twins(home, first)?;
            let turn = days.turn();
            let corrected = keying::day(turn);
            contracts.alone(first);
            contracts.swapped = Some((twins, corrected));
            let before = days.visit(first, turn, turn);
            trouble.visits.extend(before);
            days.visit(corrected, last, last)
        }
        Adversity::NirLearnedLate => {
            let from = home.persons.first()?.who.nir;
            let given = |(_, event): &(Day, LifeEvent)| matches!(event, LifeEvent::NirGiven(..));
            let to = other_sex(from).filter(|_| !home.events.iter().any(given))?;
            let day = days.turn();
            let keyed = days.keyed_late(day)?;
            contracts.alone(first);
            contracts.new_nir = Some((from, to, keyed));
            trouble.new_nir = Some((from, to, day));
            days.visit(day, keyed.plus(-5), keyed.plus(-1))
        }
        _ => return Some(trouble),
    };
    trouble.visits.extend(visit);
    Some(trouble)
}

/// Another OC has been linked to that person for long.
fn long_linked(contracts: &Contracts, person: usize) -> Rival {
    Rival {
        persons: person..person + 1,
        start: contracts.start().plus(-400),
        noted: None,
    }
}

/// A child who stands under a parent's NIR for as long as the world lasts.
fn child(home: &Household, first: Day) -> Option<usize> {
    let mut children = (0..home.persons.len()).filter(|place| {
        let person = &home.persons[*place];
        person.role == Role::Dependant && person.born <= first && stays(home, *place)
    });
    children.next()
}

/// Two children whom their rank alone tells apart for as long as the world lasts.
fn twins(home: &Household, first: Day) -> Option<(usize, usize)> {
    let one = child(home, first)?;
    let mut pairs = (one..home.persons.len()).flat_map(|one| {
        let (persons, who) = (&home.persons, home.persons[one].who);
        let others = (one + 1..persons.len()).filter(move |other| {
            let twin = persons[*other].who;
            (twin.nir, twin.birth) == (who.nir, who.birth) && twin.rank != who.rank
        });
        others.map(move |other| (one, other))
    });
    pairs.find(|(one, other)| {
        let are_there = [one, other].map(|place| home.persons[*place].born <= first);
        are_there == [true; 2] && stays(home, *one) && stays(home, *other)
    })
}

/// Whether nothing changes about who that person is.
fn stays(home: &Household, place: usize) -> bool {
    let mut events = home.events.iter();
    !events.any(|(_, event)| match event {
        LifeEvent::OfAge(person, _) | LifeEvent::Died(person) => *person == place,
        LifeEvent::Born(_) | LifeEvent::NirGiven(..) | LifeEvent::Moved(_) => false,
    })
}

/// The NIR of somebody whose sex had been noted wrong: nobody else of the lot was born in that place, as long as it
/// lies in France (see `people/nir.rs`).
fn other_sex(nir: Nir) -> Option<Nir> {
    let mut text = nir.to_string().into_bytes();
    if text.get(5..7)? == b"99" {
        return None;
    }
    let sex = text.first_mut()?;
    *sex = match *sex {
        b'1' => b'2',
        b'2' => b'1',
        _ => return None,
    };
    String::from_utf8(text).ok()?.parse().ok()
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
        | Adversity::EmployerChange
        | Adversity::MutuelleChange
        | Adversity::BodyChosen
        | Adversity::TwinsSwapped
        | Adversity::NirLearnedLate
        | Adversity::DelegatedOc
        | Adversity::YearlyCap
        | Adversity::SuspensionLifted => SETTLED,
        Adversity::SecondMutuelle => AWAITED,
        Adversity::DoubleTeletransmission => TWO_INSURERS,
        Adversity::RetroactiveEnd => NO_LONGER_COVERED,
        Adversity::Suspended => RIGHTS_PENDING,
        _ => return None,
    })
}
