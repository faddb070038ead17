//! What was withheld from a person so far.

use std::ops::AddAssign;

use domain::{Cents, Day, PsNumber};

use super::domains::Base;
use super::withheld::Bears;
use super::{Care, Liquidation};

/// Participation and franchise taken, by calendar year of the date of care, participation by day and
/// professional, by day the franchise that has a cap a day, and what the law counts in a year. Amounts in
/// cents; what comes down to nothing leaves no trace, so that two states that withhold alike are equal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counters {
    participation: Vec<(i16, Cents)>,
    franchise: Vec<(i16, Cents)>,
    days: Vec<((Day, PsNumber), Cents)>,
    franchise_days: Vec<((Day, Bears), Cents)>,
    uses: Vec<((i16, Use), i64)>,
}

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
    /// Gives back what the settlement of an act took: its cancellation.
    pub fn take_back(&mut self, care: &Care, settled: &Liquidation) {
        let base = Base {
            unit: settled.unit_price,
            line: settled.base,
        };
        self.count(care, &base, -1, -settled.participation, -settled.franchise);
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

    /// Franchise taken on a day on what bears it alike.
    pub(super) fn franchise_of(&self, day: Day, bears: Bears) -> Cents {
        total(&self.franchise_days, (day, bears))
    }

    /// How much of it was counted in a calendar year.
    pub(super) fn used_in(&self, year: i16, what: Use) -> u32 {
        u32::try_from(total(&self.uses, (year, what))).unwrap_or(0)
    }

    /// Counts a settlement.
    pub(super) fn take(
        &mut self,
        care: &Care,
        base: &Base,
        participation: Cents,
        franchise: Cents,
    ) {
        self.count(care, base, 1, participation, franchise);
    }

    fn count(
        &mut self,
        care: &Care,
        base: &Base,
        sign: i64,
        participation: Cents,
        franchise: Cents,
    ) {
        add(&mut self.participation, care.day.year(), participation);
        add(&mut self.days, (care.day, care.executor), participation);
        add(&mut self.franchise, care.day.year(), franchise);
        if let Some(bears) = care
            .kind
            .franchise()
            .filter(|bears| bears.has_a_cap_a_day())
        {
            add(&mut self.franchise_days, (care.day, bears), franchise);
        }
        if let Some((what, number)) = care.kind.uses(care, base) {
            let number = sign * i64::from(number);
            add(&mut self.uses, (care.day.year(), what), number);
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
