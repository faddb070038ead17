//! Contracts of the mutuelle under test, and the portfolio as it learns of them.

mod c2s;

use std::collections::BTreeSet;

use domain::{
    Caisse, Day, Member, MemberNumber, Nir, NirKey, OcNumber, Portability, Rights, Role, SmolStr,
    Suspension, SuspensionEnd, format_smolstr,
};

use crate::draws::Draws;
use crate::keying;
use crate::people::{Census, Household, Keying, LifeEvent};
use crate::spec::{ContractKind, ProductWeight, WorldSpec};

/// The contracts of a household, one after the other.
#[derive(Debug, Clone)]
pub(crate) struct Contracts {
    spans: Vec<Span>,
    /// Another OC held the links until the day before the first.
    pub(crate) from_another: bool,
    /// The days the mutuelle learns what happens in the household: one an event.
    learned: Vec<Day>,
    /// Two twins whose ranks are keyed one for the other, and the day on which that is put right.
    pub(crate) swapped: Option<((usize, usize), Day)>,
    /// The NIR that took the place of another, and the day on which the mutuelle keys it.
    pub(crate) new_nir: Option<(Nir, Nir, Day)>,
    /// Somebody for whom another mutuelle pays first.
    pub(crate) on_statement: Option<usize>,
    /// The OC that they pass to, and the day on which the mutuelle keys that.
    pub(crate) passes_to: Option<(OcNumber, Day)>,
}

/// One contract.
#[derive(Debug, Clone)]
pub(crate) struct Span {
    name: SmolStr,
    product: SmolStr,
    options: Vec<SmolStr>,
    /// As the portfolio says it; none for an ordinary contract.
    contract_type: Option<u8>,
    pub(crate) start: Day,
    /// The day on which the mutuelle keys it.
    pub(crate) keyed: Day,
    /// The start that it keyed by mistake, and the day on which it puts that right.
    pub(crate) mistaken_start: Option<(Day, Day)>,
    /// The last day, and the day on which the mutuelle keys that.
    pub(crate) end: Option<(Day, Day)>,
    waits_until: Option<Day>,
    pub(crate) portability: Option<Portability>,
    pub(crate) suspended: Option<Suspended>,
    pub(crate) other_body: Option<OtherBody>,
}

/// Another body is active for everybody of a contract.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OtherBody {
    pub(crate) from: Day,
    /// The day on which the mutuelle keys it, and that on which it keys that the insured chose it.
    pub(crate) keyed: (Day, Option<Day>),
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Suspended {
    pub(crate) from: Day,
    pub(crate) to: Day,
    /// The days on which the mutuelle keys that it began, and how it ended.
    pub(crate) keyed: (Day, Day),
    pub(crate) how: SuspensionEnd,
}

/// A row of the portfolio: contract, person, and which of the person's NIRs.
pub(crate) type RowKey = (usize, usize, usize);

/// What the name of a contract that follows another ends with.
const FOLLOWING: char = 'B';

/// The name of the contract that follows that one.
fn following(name: &str) -> SmolStr {
    format_smolstr!("{name}{FOLLOWING}")
}

/// Ages at which contracts come by an employer.
pub(crate) const WORKING: std::ops::Range<i16> = 20..63;

impl Contracts {
    /// Draws the contracts of a household, which may join within the world or not; none where no product has a
    /// weight.
    pub(crate) fn of(
        draws: &mut Draws,
        spec: &WorldSpec,
        census: &Census<'_>,
        lot: u32,
        home: &Household,
        may_join: bool,
    ) -> Option<Self> {
        let offered: &[ProductWeight] = spec.offered(census.data);
        let rates = &census.data.people.contracts.value;
        let keying = &census.data.people.keying.value;
        let (first, last) = census.span;
        let days = last.since(first).unsigned_abs();
        let age = home.persons.first().map_or(0, |p| first.age(p.born));
        let collective = WORKING.contains(&age) && draws.permille(rates.collective);
        let kind = if collective {
            ContractKind::Collective
        } else {
            ContractKind::Individual
        };
        let choose = |draws: &mut Draws| draws.weighted(offered, |row| row.among(kind));
        let row = choose(draws)?;
        let mut span = Span {
            name: format_smolstr!("C{lot:05}{:04}", home.number),
            product: row.product.clone(),
            options: row.options.clone(),
            contract_type: None,
            start: first.plus(-draws.between(30, rates.oldest).cast_signed()),
            keyed: first,
            mistaken_start: None,
            end: None,
            waits_until: None,
            portability: None,
            suspended: None,
            other_body: None,
        };
        let mut from_another = false;
        let mut after = None;
        // At most one thing happens to a contract within the world.
        if may_join && census.months > 1 && census.in_the_world(draws, rates.joins) {
            let month = draws.between(1, census.months - 1).cast_signed();
            span.start = first_of_month(first.plus_months(month));
            let heard = draws.between(keying.join.from, keying.join.to);
            span.keyed = keying::day(span.start.plus(heard.cast_signed()));
            from_another = draws.permille(rates.from_another);
            if !collective && draws.permille(rates.waiting) {
                span.waits_until = Some(span.start.plus_months(3));
            }
        } else if census.in_the_world(draws, rates.leaves) {
            let end = month_end(draws, census);
            let notice = draws.between(7, 40).cast_signed();
            span.end = Some((end, keying::day(end.plus(-notice))));
        } else if collective && census.in_the_world(draws, rates.changes_employer) {
            after = choose(draws);
        } else if collective && census.in_the_world(draws, rates.loses_job) {
            after = Some(row);
            let months = draws.between(1, Portability::MOST.into());
            span.portability = Some(Portability {
                months: u8::try_from(months).unwrap_or(Portability::MOST),
            });
        } else if census.in_the_world(draws, rates.suspended) {
            let from = first.plus(draws.below(days + 1).cast_signed());
            let to = from.plus(draws.between(20, 60).cast_signed());
            let lost = draws.permille(rates.suspension_lost);
            let suspended = Suspended {
                from,
                to,
                keyed: (keying::day(from), keying::day(to)),
                how: if lost {
                    SuspensionEnd::Lost
                } else {
                    SuspensionEnd::Regularised
                },
            };
            // How it ended is known before the world ends: nothing waits for ever.
            span.suspended = Some(suspended).filter(|suspended| suspended.keyed.1 <= last);
        }
        let mut spans = vec![span];
        let someone_dies = |(_, event): &(Day, LifeEvent)| matches!(event, LifeEvent::Died(_));
        if let Some(next) = after.filter(|_| !home.events.iter().any(someone_dies)) {
            let end = month_end(draws, census);
            let heard = draws.between(keying.change.from, keying.change.to);
            let keyed = keying::day(end.plus(1 + heard.cast_signed()));
            let before = &mut spans[0];
            let portability = before.portability.take();
            before.end = Some((end, keyed));
            let start = end.plus(1);
            let over = portability.map(|p| start.plus_months(p.months.into()).plus(-1));
            let following = Span {
                name: following(&before.name),
                product: next.product.clone(),
                options: next.options.clone(),
                start,
                keyed,
                end: over.map(|over| (over, keyed)),
                portability,
                ..before.clone()
            };
            spans.push(following);
        } else {
            spans[0].portability = None;
        }
        let learned = learned(draws, keying, home);
        Some(Self {
            from_another,
            ..Self::plain(spans, learned)
        })
    }

    /// First and last day of the care that a suspension leaves unpaid for good.
    pub(crate) fn lost(&self) -> Option<(Day, Day)> {
        let mut suspended = self.spans.iter().filter_map(|span| span.suspended);
        let lost = suspended.find(|suspended| suspended.how == SuspensionEnd::Lost)?;
        Some((lost.from, lost.to))
    }

    fn plain(spans: Vec<Span>, learned: Vec<Day>) -> Self {
        Self {
            learned,
            spans,
            from_another: false,
            swapped: None,
            new_nir: None,
            on_statement: None,
            passes_to: None,
        }
    }

    /// The one contract of the household, to which nothing happens: for an adversity to write anew. It began before
    /// the world.
    pub(crate) fn alone(&mut self, first: Day) -> &mut Span {
        self.from_another = false;
        self.spans.truncate(1);
        let span = &mut self.spans[0];
        span.start = span.start.min(first.plus(-30));
        (span.keyed, span.end) = (first, None);
        (span.waits_until, span.portability, span.suspended) = (None, None, None);
        span
    }

    /// Another contract of the household, like the first but for what `change` says.
    pub(crate) fn then(&mut self, change: impl FnOnce(&mut Span)) {
        let mut span = self.spans[0].clone();
        span.name = following(&span.name);
        span.end = None;
        change(&mut span);
        self.spans.push(span);
    }

    /// The contract of another employer, under another product where there is one.
    pub(crate) fn then_another(
        &mut self,
        draws: &mut Draws,
        offered: &[ProductWeight],
        change: impl FnOnce(&mut Span),
    ) {
        let before = &self.spans[0].product;
        let others = offered.iter().filter(|row| row.product != *before);
        let other = draws.weighted(others, |row| row.among(ContractKind::Collective));
        self.then(|span| {
            if let Some(other) = other {
                span.product.clone_from(&other.product);
                span.options.clone_from(&other.options);
            }
            change(span);
        });
    }

    /// First day of the first contract.
    pub(crate) fn start(&self) -> Day {
        self.spans[0].start
    }

    /// Contract type of the links that it calls for.
    pub(crate) fn link_type(&self) -> [u8; 2] {
        let contract_type = self.spans[0].contract_type;
        let rights = Rights {
            contract_type,
            ..Rights::default()
        };
        rights.link_type()
    }

    /// The days within the world on which the mutuelle keys something of the household.
    pub(crate) fn keyed_days(&self, (first, last): (Day, Day)) -> BTreeSet<Day> {
        let of_spans = self.spans.iter().flat_map(|span| {
            let suspended = span.suspended.map(|s| [s.keyed.0, s.keyed.1]);
            let corrected = span.mistaken_start.map(|(_, keyed)| keyed);
            let end = span.end.map(|(_, keyed)| keyed);
            let other_body = span.other_body.map(|other| other.keyed);
            std::iter::once(span.keyed)
                .chain(corrected)
                .chain(end)
                .chain(other_body.map(|(keyed, _)| keyed))
                .chain(other_body.and_then(|(_, chosen)| chosen))
                .chain(suspended.into_iter().flatten())
        });
        of_spans
            .chain(self.learned.iter().copied())
            .chain(self.swapped.map(|(_, keyed)| keyed))
            .chain(self.new_nir.map(|(.., keyed)| keyed))
            .chain(self.passes_to.map(|(_, keyed)| keyed))
            .filter(|day| first < *day && *day <= last)
            .collect()
    }

    /// The rows of the household as the mutuelle knows it on that day. `row` says what the household does not.
    pub(crate) fn rows(&self, home: &Household, on: Day, row: &RowOf<'_>) -> Vec<(RowKey, Member)> {
        let mut rows = Vec::with_capacity(self.spans.len() * home.persons.len());
        let passed = self.passes_to.filter(|(_, keyed)| *keyed <= on);
        let oc = passed.map_or(row.oc, |(oc, _)| oc);
        for (nth, span) in self.spans.iter().enumerate() {
            if span.keyed > on {
                continue;
            }
            for (place, person) in home.persons.iter().enumerate() {
                let known = self.known(home, place, on);
                if !known.born {
                    continue;
                }
                let end = span.end.filter(|(_, keyed)| *keyed <= on);
                let end = end.map(|(end, _)| end).into_iter().chain(known.died).min();
                let start = span.start_as_known(on).max(person.born);
                for (slot, identity) in known.identities.into_iter().enumerate() {
                    let until = identity.until;
                    let end = end.into_iter().chain(until).min();
                    if end.is_some_and(|end| end < start) {
                        continue;
                    }
                    let mut rights = span.rights(on);
                    if nth > 0 {
                        rights.household = Some(self.spans[0].name.as_str().into());
                    }
                    rights.on_statement = self.on_statement == Some(place);
                    rights.second_nir = identity.second;
                    rights.earlier_nirs = identity.earlier;
                    let member = Member {
                        oc,
                        member: row.numbers[place],
                        contract: span.name.as_str().into(),
                        product: span.product.as_str().into(),
                        caisse: known.caisse,
                        nir: identity.nir,
                        key: (row.key)(identity.nir),
                        role: identity.role,
                        birth: person.who.birth,
                        rank: home.persons[self.ranked_as(place, on)].who.rank,
                        name: person.name.clone(),
                        first_name: person.first_name.clone(),
                        start,
                        end,
                        rights,
                    };
                    rows.push(((nth, place, slot), member));
                }
            }
        }
        rows
    }

    /// What the mutuelle knows of a person on that day.
    fn known(&self, home: &Household, place: usize, on: Day) -> Known {
        let person = &home.persons[place];
        let mut known = Known {
            born: true,
            died: None,
            caisse: home.caisse,
            identities: Vec::new(),
        };
        let mut own = None;
        for ((day, event), learned) in home.events.iter().zip(&self.learned) {
            let heard = *learned <= on;
            match *event {
                LifeEvent::Born(child) if child == place => known.born = heard,
                LifeEvent::Died(dead) if dead == place && heard => known.died = Some(*day),
                LifeEvent::OfAge(child, nir) if child == place && heard => own = Some((*day, nir)),
                LifeEvent::Moved(to) if heard => known.caisse = to,
                _ => {}
            }
        }
        let (nir, earlier) = self.nir(home, person.who.nir, on);
        let second = person.second_nir.map(|second| self.nir(home, second, on));
        let mut first = Identity {
            nir,
            role: person.role,
            second: second.as_ref().map(|(nir, _)| *nir),
            earlier,
            until: None,
        };
        let mut other = second.map(|(second, earlier)| Identity {
            nir: second,
            role: person.role,
            second: Some(nir),
            earlier,
            until: None,
        });
        if let Some((day, own)) = own {
            first = Identity {
                nir: own,
                role: Role::Insured,
                second: None,
                earlier: first
                    .second
                    .into_iter()
                    .chain([nir])
                    .chain(first.earlier)
                    .collect(),
                until: None,
            };
            if let Some(other) = &mut other {
                other.second = Some(own);
                other.until = Some(day.plus(-1));
            }
        }
        known.identities.push(first);
        known.identities.extend(other);
        known
    }

    /// The place of the person whose rank is keyed for that one on that day.
    fn ranked_as(&self, place: usize, on: Day) -> usize {
        match self.swapped {
            Some(((one, other), until)) if on < until && place == one => other,
            Some(((one, other), until)) if on < until && place == other => one,
            _ => place,
        }
    }

    /// An insured's NIR as it is known on that day, and the one it took the place of.
    fn nir(&self, home: &Household, nir: Nir, on: Day) -> (Nir, Vec<Nir>) {
        if let Some((from, to, keyed)) = self.new_nir
            && from == nir
            && keyed <= on
        {
            return (to, vec![from]);
        }
        let given = home.events.iter().zip(&self.learned).find_map(|(e, day)| {
            let (_, LifeEvent::NirGiven(person, new)) = e else {
                return None;
            };
            let same = home.persons[*person].who.nir == nir;
            (same && *day <= on).then_some(*new)
        });
        match given {
            Some(new) => (new, vec![nir]),
            None => (nir, Vec::new()),
        }
    }
}

impl Span {
    fn start_as_known(&self, on: Day) -> Day {
        match self.mistaken_start {
            Some((start, corrected)) if on < corrected => start,
            _ => self.start,
        }
    }

    fn rights(&self, on: Day) -> Rights {
        let suspended = self.suspended.filter(|suspended| suspended.keyed.0 <= on);
        let suspension = suspended.map(|suspended| {
            let over = suspended.keyed.1 <= on;
            Suspension {
                from: suspended.from,
                to: over.then_some(suspended.to),
                ended: over.then_some(suspended.how),
            }
        });
        let other_body = self.other_body.filter(|other| {
            let (keyed, chosen) = other.keyed;
            keyed <= on && chosen.is_none_or(|chosen| on < chosen)
        });
        let other_body = other_body.map(|other| domain::Span {
            from: other.from,
            to: None,
        });
        Rights {
            contract_type: self.contract_type,
            other_body: other_body.into_iter().collect(),
            options: self.options.clone(),
            waits_until: self.waits_until,
            portability: self.portability,
            suspensions: suspension.into_iter().collect(),
            ..Rights::default()
        }
    }
}

/// What a row holds that the household does not say.
pub(crate) struct RowOf<'a> {
    pub(crate) oc: OcNumber,
    /// Numbers of the members, by their place in the household.
    pub(crate) numbers: &'a [MemberNumber],
    /// The key that goes with a NIR, as it was keyed in.
    pub(crate) key: &'a dyn Fn(Nir) -> NirKey,
}

struct Known {
    born: bool,
    died: Option<Day>,
    caisse: Caisse,
    /// One a NIR under which the person is declared.
    identities: Vec<Identity>,
}

struct Identity {
    nir: Nir,
    role: Role,
    second: Option<Nir>,
    earlier: Vec<Nir>,
    /// Last day on which the person stood under that NIR.
    until: Option<Day>,
}

/// The days on which the mutuelle keys what happens in the household: one an event.
fn learned(draws: &mut Draws, keying: &Keying, home: &Household) -> Vec<Day> {
    let learned = home.events.iter().map(|(day, event)| {
        let heard = match event {
            LifeEvent::Born(_) => draws.between(keying.birth.from, keying.birth.to),
            LifeEvent::Died(_) => draws.between(keying.death.from, keying.death.to),
            // The caisse says so on that day, or the birthday is known.
            LifeEvent::OfAge(..) | LifeEvent::NirGiven(..) | LifeEvent::Moved(_) => 0,
        };
        keying::day(day.plus(heard.cast_signed()))
    });
    learned.collect()
}

fn first_of_month(day: Day) -> Day {
    Day::new(day.year(), day.month(), 1).unwrap_or(day)
}

/// The last day of a month of the world.
fn month_end(draws: &mut Draws, census: &Census<'_>) -> Day {
    let month = draws.below(census.months).cast_signed();
    first_of_month(census.span.0.plus_months(month + 1)).plus(-1)
}

/// A key with its two digits exchanged, or one more where they are equal.
pub(crate) fn mistyped(key: NirKey) -> NirKey {
    let [a, b] = key.0;
    if a == b {
        NirKey([a, if b == b'9' { b'0' } else { b + 1 }])
    } else {
        NirKey([b, a])
    }
}
