use std::collections::BTreeMap;

use domain::{ActFamily, Cents};

/// A debit: calendar year of the care, family, cents beyond the ticket modérateur.
pub type Debited = (i16, ActFamily, Cents);

/// What one beneficiary was paid beyond the ticket modérateur, a calendar year of care and family.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counters {
    /// Never holds a zero, so that what was given back leaves no mark.
    used: BTreeMap<(i16, ActFamily), Cents>,
}

impl Counters {
    /// Cents used so far.
    #[must_use]
    pub fn used(&self, year: i16, family: ActFamily) -> Cents {
        self.used.get(&(year, family)).copied().unwrap_or_default()
    }

    /// Whether nothing is used.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.used.is_empty()
    }

    /// Every counter that is not at zero, by year and family.
    pub fn iter(&self) -> impl Iterator<Item = Debited> {
        self.used
            .iter()
            .map(|(&(year, family), &used)| (year, family, used))
    }

    /// Gives back a debit, to the year it was taken from.
    pub fn give_back(&mut self, debited: Debited) {
        let (year, family, amount) = debited;
        self.add(year, family, -amount);
    }

    /// Debits what is finally paid.
    pub(super) fn debit(&mut self, year: i16, family: ActFamily, paid: Cents) -> Option<Debited> {
        if paid == Cents::ZERO {
            return None;
        }
        self.add(year, family, paid);
        Some((year, family, paid))
    }

    fn add(&mut self, year: i16, family: ActFamily, amount: Cents) {
        let used = self.used.entry((year, family)).or_default();
        *used += amount;
        if *used == Cents::ZERO {
            self.used.remove(&(year, family));
        }
    }
}
