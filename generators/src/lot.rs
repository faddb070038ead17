//! A lot: people, contracts, what the caisse knows, and what happens day by day.

mod care;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use caisse::{Event, InvoiceId, Life, Link};
use domain::{Beneficiary, Day, Member, MemberNumber, OcNumber};
use oracle::law::Law;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::FlowError;
use crate::adversity::homes;
use crate::adversity::{Adversity, Plan};
use crate::contracts::{Contracts, RowKey, RowOf, mistyped};
use crate::distributions::WorldData;
use crate::draws::{Draws, Subject};
use crate::people::{
    Census, Complementary, Household, LifeEvent, LotRegime, NirOffice, first_files, registry_events,
};
use crate::spec::{ContractKind, WorldSpec, former_oc, rival_oc};
use crate::timeline::Timeline;
use care::Uncared;

/// A lot before anything was exchanged.
#[derive(Debug, Clone)]
pub struct Lot {
    /// Its number, from 0.
    pub number: u32,
    /// The portfolio of the mutuelle under test when the world begins.
    pub members: Vec<Member>,
    /// What the mutuelle learns within the world, in order of days.
    pub changes: Vec<Change>,
    /// What the caisse knows from the start, in order.
    pub known: Vec<Event>,
    /// What the caisse learns of lives, by day, before anything else of that day.
    pub lives: BTreeMap<Day, Vec<Event>>,
    /// What reaches the caisse, by day of processing.
    pub timeline: Timeline,
    /// Troubles with the declarations.
    pub troubles: Vec<(Adversity, Member)>,
    /// What befalls whom.
    pub(crate) plan: Plan,
    /// Who lives there, whoever covers them.
    pub households: Vec<Household>,
    /// Numbers that each person is known by.
    numbers: Numbers,
    /// Who is covered, until their care is drawn.
    uncared: Vec<Uncared>,
}

/// What happens in a lot, taken out of it to be lived.
#[derive(Debug, Clone, Default)]
pub struct Happenings {
    /// What the caisse learns of lives, by day, before anything else of that day.
    pub(crate) lives: BTreeMap<Day, Vec<Event>>,
    /// What reaches the caisse, by day of processing.
    pub(crate) timeline: Timeline,
}

impl Lot {
    /// The first lot of a world that nobody lives in yet.
    pub(crate) fn empty(spec: &WorldSpec) -> Self {
        Self {
            number: 0,
            members: Vec::new(),
            changes: Vec::new(),
            known: Vec::new(),
            lives: BTreeMap::new(),
            timeline: Timeline::default(),
            troubles: Vec::new(),
            plan: Plan::new(&spec.adversities),
            households: Vec::new(),
            numbers: Numbers::default(),
            uncared: Vec::new(),
        }
    }

    /// Takes out what happens: it is lived once, and let go of day by day.
    #[must_use]
    pub fn take_happenings(&mut self) -> Happenings {
        Happenings {
            lives: std::mem::take(&mut self.lives),
            timeline: std::mem::take(&mut self.timeline),
        }
    }
}

/// What the mutuelle keys on a day: rows of the portfolio that change, or are added. None is ever taken out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The day.
    pub day: Day,
    /// The rows.
    pub rows: Vec<ChangedRow>,
}

/// A row of the portfolio as it stands from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangedRow {
    /// Its place in the portfolio, from 0; past the end, it is added there.
    pub place: usize,
    /// The row.
    pub member: Member,
}

impl Change {
    /// Puts the change into a portfolio.
    pub fn apply(&self, members: &mut Vec<Member>) {
        self.put(members, Member::clone);
    }

    /// The same in a portfolio of rows that are kept elsewhere.
    pub(crate) fn point<'m>(&'m self, members: &mut Vec<&'m Member>) {
        self.put(members, |member| member);
    }

    fn put<'m, M>(&'m self, members: &mut Vec<M>, of: impl Fn(&'m Member) -> M) {
        for row in &self.rows {
            match members.get_mut(row.place) {
                Some(member) => *member = of(&row.member),
                None => members.push(of(&row.member)),
            }
        }
    }
}

/// Some rows of a portfolio, by place, with some of their changes (the n-th row of the n-th change), in places of
/// their own.
#[must_use]
pub fn rows_kept(
    (members, changes): (&[Member], &[Change]),
    keep: impl Fn(usize) -> bool,
    keep_change: impl Fn(usize, usize) -> bool,
) -> (Vec<Member>, Vec<Change>) {
    let mut places: BTreeMap<usize, usize> = BTreeMap::new();
    let mut rows = Vec::new();
    for (place, member) in members.iter().enumerate().filter(|(place, _)| keep(*place)) {
        places.insert(place, rows.len());
        rows.push(member.clone());
    }
    let mut kept = Vec::new();
    for (nth, change) in changes.iter().enumerate() {
        let own = change.rows.iter().enumerate();
        let own = own.filter(|(rank, row)| keep(row.place) && keep_change(nth, *rank));
        let mut changed = Vec::new();
        for (_, row) in own {
            let next = places.len();
            changed.push(ChangedRow {
                place: *places.entry(row.place).or_insert(next),
                member: row.member.clone(),
            });
        }
        if !changed.is_empty() {
            kept.push(Change {
                day: change.day,
                rows: changed,
            });
        }
    }
    (rows, kept)
}

/// Something that reaches the caisse.
#[derive(Debug, Clone)]
pub struct Happening {
    /// For the caisse.
    pub event: Event,
    /// The care sheet it is about.
    pub invoice: InvoiceId,
    /// The adversity it belongs to.
    pub adversity: Option<Adversity>,
}

/// Draws a lot.
///
/// # Errors
/// [`FlowError::Spec`] where [`WorldSpec::check`] refuses the world, [`FlowError::Law`] where `law` has no
/// figure for care of one of its days.
pub fn lot(
    seed: u64,
    spec: &WorldSpec,
    number: u32,
    law: &Law,
    data: &WorldData,
) -> Result<Lot, FlowError> {
    let mut lot = lot_without_care(seed, spec, number, data)?;
    lot.draw_care(seed, spec, law, data)?;
    Ok(lot)
}

/// Draws a lot of which nobody is cared for: its people, their contracts, what the caisse knows and learns of them.
/// That is all that a first exchange needs, and a portfolio.
///
/// # Errors
/// [`FlowError::Spec`] where [`WorldSpec::check`] refuses the world, [`FlowError::Life`] where it is of one lot, and has a
/// life of nobody who lives there.
pub fn lot_without_care(
    seed: u64,
    spec: &WorldSpec,
    number: u32,
    data: &WorldData,
) -> Result<Lot, FlowError> {
    spec.check()?;
    let days = (spec.start, spec.end());
    let mut lot = Lot {
        number,
        ..Lot::empty(spec)
    };
    let wanted = spec.insured_of(number);
    let mut census = Census {
        data,
        regimes: regimes_of_lot(seed, number, data),
        offices: NirOffice::of_lot(number, spec.nir_range),
        span: days,
        months: spec.months.into(),
    };
    let mut learned: BTreeMap<Day, Vec<(u32, RowKey, Member)>> = BTreeMap::new();
    let mut rows: BTreeMap<(u32, RowKey), usize> = BTreeMap::new();
    let offered = spec.offered(data).iter();
    let runs_the_c2s = offered
        .map(|row| row.among(ContractKind::C2s))
        .any(|weight| weight > 0);
    let mut insured = 0;
    let mut index = 0;
    while insured < wanted && index < MOST_HOUSEHOLDS {
        let mut draws = Draws::new(seed, number, Subject::Household, u64::from(index));
        let Some(mut home) = census.household(&mut draws, index, wanted - insured) else {
            break;
        };
        // Drawn apart: a world where none is run here has the people that it had.
        let mut of_c2s = Draws::new(seed, number, Subject::C2s, u64::from(index));
        let elsewhere = home.complementary == Complementary::C2s;
        if elsewhere && runs_the_c2s && of_c2s.permille(data.people.c2s.value.run_here) {
            home.complementary = Complementary::C2sHere;
        }
        for file in first_files(&home, spec.start) {
            lot.known.push(Event::Register(file));
        }
        for (day, event) in registry_events(&mut draws, &home) {
            lot.lives.entry(day).or_default().push(event);
        }
        if home.is_covered() {
            insured += home.insured().max(1);
            let mut place = Place {
                lot: &mut lot,
                learned: &mut learned,
                rows: &mut rows,
            };
            let draws = if home.complementary == Complementary::C2sHere {
                &mut of_c2s
            } else {
                &mut draws
            };
            settle_in(&mut place, draws, seed, spec, &census, &home);
        }
        lot.households.push(home);
        index += 1;
    }
    let is_merger = |(adversity, _): &(Adversity, Member)| *adversity == Adversity::OcMerged;
    if let Some(day) = homes::merger(spec).filter(|_| lot.troubles.iter().any(is_merger)) {
        let (from, to) = (former_oc(), spec.oc);
        let changed = Event::Life(Life::OcChanged { from, to }, day);
        lot.lives.entry(day).or_default().push(changed);
    }
    lot.take_lives(spec)?;
    let mut next = lot.members.len();
    for (day, keyed) in learned {
        let changed = keyed.into_iter().map(|(home, key, member)| {
            let place = *rows.entry((home, key)).or_insert_with(|| {
                next += 1;
                next - 1
            });
            ChangedRow { place, member }
        });
        let mut changed: Vec<_> = changed.collect();
        changed.sort_by_key(|row| row.place);
        lot.changes.push(Change { day, rows: changed });
    }
    Ok(lot)
}

/// The numbers of the persons of a lot who are covered. Care is drawn by them: those whose C2S is run here have
/// theirs from the last one down, so that nobody else has another life for it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Numbers {
    persons: u32,
    of_the_c2s: u32,
}

impl Numbers {
    /// More than a lot has persons.
    const OF_A_LOT: u32 = 2_500;

    /// Those of a household, in the order of its persons.
    pub(crate) fn of(&mut self, home: &Household) -> Range<u32> {
        let many = u32::try_from(home.persons.len()).unwrap_or(0);
        let first = if home.complementary == Complementary::C2sHere {
            self.of_the_c2s += many;
            Self::OF_A_LOT.saturating_sub(self.of_the_c2s)
        } else {
            self.persons += many;
            self.persons - many
        };
        first..first + many
    }
}

/// A lot is filled with fewer: more of them would be people whom the mutuelle does not cover.
const MOST_HOUSEHOLDS: u32 = 20_000;
/// Caisses of the general régime that the people of a lot belong to: the first régime of the data.
const CAISSES_OF_THE_FIRST: usize = 3;

/// A lot works with few caisses: it is a centre's worth of people, not a country's.
pub(crate) fn regimes_of_lot(seed: u64, lot: u32, data: &WorldData) -> Vec<LotRegime> {
    let mut draws = Draws::new(seed, lot, Subject::Caisses, 0);
    let regimes = data.people.regimes.value.iter().enumerate();
    regimes
        .map(|(nth, regime)| {
            let most = if nth == 0 { CAISSES_OF_THE_FIRST } else { 1 };
            let mut left: Vec<_> = regime.caisses.iter().collect();
            let mut chosen = Vec::new();
            while chosen.len() < most {
                let Some(drawn) = draws
                    .weighted(&left, |row| row.weight)
                    .map(|row| row.caisse)
                else {
                    break;
                };
                left.retain(|row| row.caisse != drawn);
                chosen.push(drawn);
            }
            LotRegime {
                weight: regime.weight,
                local: regime.local,
                caisses: chosen,
            }
        })
        .collect()
}

/// The lot that a household settles in, and its portfolio while it is made.
struct Place<'a> {
    lot: &'a mut Lot,
    learned: &'a mut BTreeMap<Day, Vec<(u32, RowKey, Member)>>,
    rows: &'a mut BTreeMap<(u32, RowKey), usize>,
}

/// Gives a household its contracts and its troubles.
fn settle_in(
    place: &mut Place<'_>,
    draws: &mut Draws,
    seed: u64,
    spec: &WorldSpec,
    census: &Census<'_>,
    home: &Household,
) {
    // Somebody is covered from the first day on.
    let may_join = !place.lot.members.is_empty();
    let number = place.lot.number;
    let is_c2s = home.complementary == Complementary::C2sHere;
    let contracts = if is_c2s {
        Contracts::of_the_c2s(draws, spec, census, number, home)
    } else {
        Contracts::of(draws, spec, census, number, home, may_join)
    };
    let Some(mut contracts) = contracts else {
        return;
    };
    let mut fate = Draws::new(seed, number, Subject::Trouble, home.number.into());
    let befalls = place.lot.plan.for_households().draw(&mut fate);
    // Somebody is covered from the first day on, by the mutuelle itself.
    let befalls = befalls.filter(|adversity| {
        may_join
            || !matches!(
                adversity,
                Adversity::BeforeKeyed | Adversity::DelegatedOc | Adversity::OcMerged
            )
    });
    let befalls = befalls.filter(|adversity| !is_c2s || adversity.goes_with_the_c2s());
    let world = (spec, spec.offered(census.data));
    let trouble = befalls
        .and_then(|adversity| homes::befall(adversity, &mut fate, &mut contracts, home, world));
    let adversity = trouble.as_ref().map(|trouble| trouble.adversity);
    let numbers = place.lot.numbers.of(home);
    let first_number = numbers.start;
    let of_lot = place.lot.number % 40_000 * Numbers::OF_A_LOT;
    let numbers: Vec<MemberNumber> = numbers
        .map(|number| MemberNumber::new(of_lot + number + 1).unwrap_or_default())
        .collect();
    let troubled = home.persons.first().map(|person| person.who.nir);
    let wrong = adversity == Some(Adversity::WrongKey);
    let oc = trouble.as_ref().and_then(|trouble| trouble.oc);
    if let Some(oc) = oc {
        let to = spec.oc;
        place.lot.known.push(Event::Delegate { oc, to });
    }
    let row = RowOf {
        oc: oc.unwrap_or(spec.oc),
        numbers: &numbers,
        key: &|nir| {
            if wrong && Some(nir) == troubled {
                mistyped(nir.key())
            } else {
                nir.key()
            }
        },
    };
    place.portfolio(home, &contracts, &row, (spec.start, spec.end()));
    let again = trouble.as_ref().and_then(|trouble| trouble.presented_again);
    if let Some(day) = again {
        place.presents_again(home, day);
        let nirs = home.persons.iter().map(|person| person.who.nir);
        let second = home.persons.iter().filter_map(|person| person.second_nir);
        let later = home.events.iter().filter_map(|(_, event)| match event {
            LifeEvent::OfAge(_, nir) | LifeEvent::NirGiven(_, nir) => Some(*nir),
            LifeEvent::Born(_) | LifeEvent::Died(_) | LifeEvent::Moved(_) => None,
        });
        let reluctant: BTreeSet<_> = nirs.chain(second).chain(later).collect();
        let events = reluctant.into_iter().map(Event::TakesNoFuture);
        place.lot.known.extend(events);
    }
    let lot = &mut *place.lot;
    if let Some(adversity) = adversity {
        let whom = trouble.as_ref().and_then(|trouble| trouble.whom);
        let whom = whom.unwrap_or(0);
        let nir = home.persons.get(whom).map(|person| person.who.nir);
        let declared = lot.members.iter().rev();
        let first = declared
            .take(home.persons.len() * 2)
            .find(|row| Some(row.nir) == nir && Some(&row.member) == numbers.get(whom));
        if let Some(member) = first.cloned() {
            lot.troubles.push((adversity, member));
        }
    }
    if adversity == Some(Adversity::UnknownInsured) {
        lot.known
            .retain(|event| !matches!(event, Event::Register(file) if Some(file.nir) == troubled));
    }
    let rival = |start, end| Link {
        oc: rival_oc(),
        member: MemberNumber::default(),
        start,
        end,
        contract_type: *b"01",
    };
    if contracts.from_another {
        let start = contracts.start();
        let link = rival(start.plus(-400), Some(start.plus(-1)));
        let links = home.persons.iter();
        let links = links.map(|person| Event::NoteLink(person.who, link));
        lot.known.extend(links);
    }
    if let Some(other) = trouble.as_ref().and_then(|trouble| trouble.rival.as_ref()) {
        let link = rival(other.start, None);
        let persons = home.persons.get(other.persons.clone());
        for person in persons.into_iter().flatten() {
            for nir in std::iter::once(person.who.nir).chain(person.second_nir) {
                let link = Event::NoteLink(Beneficiary { nir, ..person.who }, link);
                match other.noted {
                    Some(day) => lot.lives.entry(day).or_default().push(link),
                    None => lot.known.push(link),
                }
            }
        }
    }
    if let Some((from, to, day)) = trouble.as_ref().and_then(|trouble| trouble.new_nir) {
        let given = Event::Life(Life::NirGiven { from, to }, day);
        lot.lives.entry(day).or_default().push(given);
    }
    if let Some(start) = trouble.as_ref().and_then(|trouble| trouble.linked_since) {
        lot.known_links(home, &numbers, (spec.oc, contracts.link_type()), start);
    }
    let home = lot.households.len();
    lot.uncared.push(Uncared {
        home,
        first_number,
        trouble,
        fate,
        start: contracts.start(),
        lost: contracts.lost(),
    });
}

impl Lot {
    /// The caisse has links of those persons to the OC from before, under each of their NIRs.
    fn known_links(
        &mut self,
        home: &Household,
        numbers: &[MemberNumber],
        (oc, contract_type): (OcNumber, [u8; 2]),
        start: Day,
    ) {
        for (person, member) in home.persons.iter().zip(numbers) {
            for nir in std::iter::once(person.who.nir).chain(person.second_nir) {
                let link = Link {
                    oc,
                    member: *member,
                    start: start.max(person.born),
                    end: None,
                    contract_type,
                };
                let who = Beneficiary { nir, ..person.who };
                self.known.push(Event::NoteLink(who, link));
            }
        }
    }
}

impl Place<'_> {
    /// The rows that begin on that day are keyed once more as the portfolio has them by then.
    fn presents_again(&mut self, home: &Household, day: Day) {
        let mut known: BTreeMap<RowKey, Member> = BTreeMap::new();
        let of_home = (home.number, RowKey::default())..(home.number + 1, RowKey::default());
        for ((_, key), place) in self.rows.range(of_home) {
            if let Some(member) = self.lot.members.get(*place) {
                known.insert(*key, member.clone());
            }
        }
        for (home_of_row, key, member) in self.learned.range(..=day).flat_map(|(_, keyed)| keyed) {
            if *home_of_row == home.number {
                known.insert(*key, member.clone());
            }
        }
        let keyed = self.learned.entry(day).or_default();
        for (key, member) in known.into_iter().filter(|(_, row)| row.start == day) {
            let row = (home.number, key);
            if !keyed.iter().any(|(home, key, _)| (*home, *key) == row) {
                keyed.push((home.number, key, member));
            }
        }
    }

    /// The rows of a household: those of the first day, then each one on the day it is keyed.
    fn portfolio(
        &mut self,
        home: &Household,
        contracts: &Contracts,
        row: &RowOf<'_>,
        days: (Day, Day),
    ) {
        let first = contracts.rows(home, days.0, row);
        let later = contracts.keyed_days(days);
        // What most households are on the first day, they stay.
        let mut known: BTreeMap<RowKey, Member> = if later.is_empty() {
            BTreeMap::new()
        } else {
            first.iter().cloned().collect()
        };
        for (key, member) in first {
            self.rows.insert((home.number, key), self.lot.members.len());
            self.lot.members.push(member);
        }
        for day in later {
            for (key, member) in contracts.rows(home, day, row) {
                if known.get(&key) != Some(&member) {
                    known.insert(key, member.clone());
                    let keyed = self.learned.entry(day).or_default();
                    keyed.push((home.number, key, member));
                }
            }
        }
    }
}
