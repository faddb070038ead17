//! What was withheld from a person so far.

use std::ops::AddAssign;

use domain::{Cents, Day, PsNumber};

use super::domains::Base;
use super::withheld::Bears;
use super::{Care, Liquidation};

/// Participation and franchise taken, by calendar year of the date of care, participation by day and
/// professional, by day the franchise that has a cap a day, what the law counts in a year, and of the sessions of
/// technical acts in town their tariffs and the participation on heavy acts. Amounts in cents; what comes down to nothing leaves no trace, so that two states that withhold alike are equal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counters {
    participation: Vec<(i16, Cents)>,
    franchise: Vec<(i16, Cents)>,
    days: Vec<((Day, PsNumber), Cents)>,
    franchise_days: Vec<((Day, Bears), Cents)>,
    uses: Vec<((i16, Use), i64)>,
    heavy: Vec<(Session, Cents)>,
    technical: Vec<((Session, bool), Cents)>,
}

/// Sessions of a year that bear a participation, about: what is given room from the start.
const SESSIONS: usize = 16;

/// What one practitioner does on one day.
type Session = (Day, PsNumber);

/// What the law counts in a calendar year, whatever is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Use {
    /// Sessions at a psychologist's.
    PsychologistSession,
    /// Eyes supplied with contact lenses.
    ContactLens,
    /// Long consultations of the treating doctor.
    LongConsultation,
}

impl Counters {
    /// Gives back what the settlement of an act took: its cancellation. Nothing else is settled anew: the next
    /// heavy act of its session takes the participation that it gave back.
    pub fn take_back(&mut self, care: &Care, settled: &Liquidation) {
        self.count(care, settled, -1);
    }

    /// Participation taken in a calendar year.
    #[must_use]
    pub fn participation_in(&self, year: i16) -> Cents {
        total(&self.participation, year)
    }

    /// Franchise taken in a calendar year.
    #[must_use]
    pub fn franchise_in(&self, year: i16) -> Cents {
        total(&self.franchise, year)
    }

    /// Participation taken on the acts of a professional on a day.
    #[must_use]
    pub fn participation_of(&self, day: Day, executor: PsNumber) -> Cents {
        total(&self.days, (day, executor))
    }

    /// Participation on heavy acts taken on the acts of a professional on a day.
    #[must_use]
    pub fn heavy_participation_of(&self, day: Day, executor: PsNumber) -> Cents {
        total(&self.heavy, (day, executor))
    }

    /// Tariffs of the technical acts of a session that were settled as heavy, or as not heavy.
    pub(super) fn technical_tariffs(&self, session: Session, heavy: bool) -> Cents {
        total(&self.technical, (session, heavy))
    }

    /// Franchise taken on a day on what bears it alike.
    pub(super) fn franchise_of(&self, day: Day, bears: Bears) -> Cents {
        total(&self.franchise_days, (day, bears))
    }

    /// How much of it was counted in a calendar year.
    pub(super) fn used_in(&self, year: i16, what: Use) -> u32 {
        u32::try_from(total(&self.uses, (year, what))).unwrap_or(0)
    }

    /// Counts a settlement.
    pub(super) fn take(&mut self, care: &Care, settled: &Liquidation) {
        self.count(care, settled, 1);
    }

    fn count(&mut self, care: &Care, settled: &Liquidation, sign: i64) {
        let (year, session) = (care.day.year(), (care.day, care.executor));
        let participation = settled.participation * sign;
        let franchise = settled.franchise * sign;
        add(&mut self.participation, year, participation);
        if self.days.capacity() == 0 && participation != Cents::ZERO {
            self.days.reserve(SESSIONS);
        }
        add(&mut self.days, session, participation);
        add(&mut self.franchise, year, franchise);
        if let Some(bears) = care
            .kind
            .franchise()
            .filter(|bears| bears.has_a_cap_a_day())
        {
            add(&mut self.franchise_days, (care.day, bears), franchise);
        }
        let base = Base {
            unit: settled.unit_price,
            line: settled.base,
        };
        if let Some((what, number)) = care.kind.uses(care, &base) {
            add(&mut self.uses, (year, what), sign * i64::from(number));
        }
        if care.kind.may_be_heavy() {
            let tariff = settled.base * sign;
            add(&mut self.technical, (session, settled.heavy), tariff);
        }
        if let Some(pas) = settled.pas {
            add(&mut self.heavy, session, pas.amount * sign);
        }
    }
}

fn total<K: Ord + Copy, N: Copy + Default>(totals: &[(K, N)], key: K) -> N {
    match totals.binary_search_by_key(&key, |total| total.0) {
        Ok(found) => totals[found].1,
        Err(_) => N::default(),
    }
}

fn add<K: Ord + Copy, N: Copy + Default + PartialEq + AddAssign>(
    totals: &mut Vec<(K, N)>,
    key: K,
    amount: N,
) {
    if amount == N::default() {
        return;
    }
    match totals.binary_search_by_key(&key, |total| total.0) {
        Ok(found) => {
            totals[found].1 += amount;
            if totals[found].1 == N::default() {
                totals.remove(found);
            }
        }
        Err(place) => totals.insert(place, (key, amount)),
    }
}
