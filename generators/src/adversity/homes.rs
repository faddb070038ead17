//! What befalls a household: its contract is written anew, and care shows it.

use std::ops::Range;

use domain::{Day, Nir, OcNumber, Portability, Role, SuspensionEnd};

use super::dues::{AWAITED, NO_COVER, NO_LONGER_COVERED, RIGHTS_PENDING, SETTLED, TWO_INSURERS};
use super::visits::{Days, Visit};
use super::{Adversity, Due};
use crate::contracts::{Contracts, OtherBody, Suspended};
use crate::draws::Draws;
use crate::keying;
use crate::people::{Household, LifeEvent};
use crate::spec::{ProductWeight, WorldSpec, delegating_oc, former_oc};

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
    /// The day on which the contract that begins then is presented again: the caisse takes no link before its first
    /// day.
    pub(crate) presented_again: Option<Day>,
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
        presented_again: None,
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
            visit.then?;
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
        Adversity::YearEndCampaign | Adversity::YearEndTooEarly => {
            let end = year_end(spec)?;
            if adversity == Adversity::YearEndTooEarly {
                trouble.presented_again = Some(end.plus(1));
            }
            let keyed = keying::day(end.plus(-CAMPAIGN));
            contracts.alone(first).end = Some((end, keyed));
            contracts.then_another(days.draws, offered, |next| {
                next.start = end.plus(1);
                next.keyed = keyed;
            });
            let late = days.after(end, 2, 9);
            trouble.visits.extend(days.visit_before(end, late));
            days.visit_after(end, 8)
        }
        Adversity::OcMerged => {
            let switch = merger(spec)?;
            contracts.alone(first);
            contracts.passes_to = Some((spec.oc, keying::day(switch)));
            trouble.oc = Some(former_oc());
            trouble.visits = days.across(switch);
            None
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

/// The last day of a year that has some weeks of the world before it, and some days after it.
fn year_end(spec: &WorldSpec) -> Option<Day> {
    let (first, last) = (spec.start, spec.end());
    let mut ends = (first.year()..=last.year()).filter_map(|year| Day::new(year, 12, 31));
    ends.find(|end| first.plus(30) <= *end && end.plus(15) <= last)
}

/// Days before the end of a year around which what changes with it is keyed: an assumption.
const CAMPAIGN: i32 = 21;

/// The day on which the mutuelle takes another OC in: the first of a month in the middle of the world. None where the
/// world is too short.
pub(crate) fn merger(spec: &WorldSpec) -> Option<Day> {
    let half = i32::from(spec.months / 2);
    let month = spec.start.plus_months(half);
    let first = Day::new(month.year(), month.month(), 1)?;
    (spec.months > 1 && first > spec.start).then_some(first)
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
        | Adversity::OcMerged
        | Adversity::YearEndCampaign
        | Adversity::YearEndTooEarly
        | Adversity::YearlyCap
        | Adversity::SuspensionLifted => SETTLED,
        Adversity::SecondMutuelle => AWAITED,
        Adversity::DoubleTeletransmission => TWO_INSURERS,
        Adversity::RetroactiveEnd => NO_LONGER_COVERED,
        Adversity::Suspended => RIGHTS_PENDING,
        _ => return None,
    })
}
