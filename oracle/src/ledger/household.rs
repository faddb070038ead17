//! Who shares the limits of a household: one journal each.

use domain::{Beneficiary, Member};
use rustc_hash::{FxBuildHasher, FxHashMap};

/// The persons whose limits may be shared: those that the portfolio says; else those of one contract, and
/// whoever one of them shares another with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Household(pub(super) u32);

/// Every person and household that a portfolio ever named: what they used goes with them.
#[derive(Debug, Clone)]
pub(super) struct Households {
    persons: FxHashMap<Beneficiary, Standing>,
    by_name: FxHashMap<String, Household>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Standing {
    number: u32,
    household: Household,
}

impl Households {
    /// None yet, with room for as many rows.
    pub(super) fn for_rows(rows: usize) -> Self {
        Self {
            persons: FxHashMap::with_capacity_and_hasher(rows, FxBuildHasher),
            by_name: FxHashMap::default(),
        }
    }

    /// The number of a person and the household, by one of their rows.
    pub(super) fn settle(&mut self, who: Beneficiary, member: &Member) -> (u32, Household) {
        let known = self.persons.get(&who).copied();
        let number = known.map_or_else(|| next(self.persons.len()), |known| known.number);
        let said = member.rights.household.as_deref();
        let name = said.unwrap_or(&member.contract);
        let household = known
            .filter(|_| said.is_none())
            .map(|known| known.household)
            .or_else(|| self.by_name.get(name).copied())
            .unwrap_or_else(|| Household(next(self.by_name.len())));
        if !self.by_name.contains_key(name) {
            self.by_name.insert(name.to_owned(), household);
        }
        let standing = Standing { number, household };
        if known != Some(standing) {
            self.persons.insert(who, standing);
        }
        (number, household)
    }
}

fn next(count: usize) -> u32 {
    u32::try_from(count).unwrap_or_else(|_| unreachable!("a portfolio has fewer rows"))
}
