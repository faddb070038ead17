//! Who shares a contract: the order of their décomptes may matter, for they may share a counter.

use std::collections::BTreeMap;

use domain::{Member, Nir};

use crate::case::Case;

/// The households of a portfolio.
#[derive(Debug, Default)]
pub(super) struct Households {
    /// Place of each NIR and contract.
    places: BTreeMap<String, usize>,
    /// The place that each place goes with; itself, for one of each household.
    with: Vec<usize>,
}

impl Households {
    pub(super) fn of(case: &Case) -> Self {
        let mut households = Self::default();
        let keyed = case.changes.iter().flat_map(|change| &change.rows);
        for row in case.members.iter().chain(keyed.map(|row| &row.member)) {
            households.join(row);
        }
        households
    }

    /// Number of the household of that NIR; its own where nobody covers it.
    pub(super) fn household(&mut self, nir: &Nir) -> usize {
        let place = self.place(nir.to_string());
        self.root(place)
    }

    fn join(&mut self, row: &Member) {
        let contract = self.place(format!("contract {}", row.contract));
        let nirs = std::iter::once(&row.nir)
            .chain(&row.rights.second_nir)
            .chain(&row.rights.earlier_nirs);
        for nir in nirs {
            let place = self.place(nir.to_string());
            let (one, other) = (self.root(place), self.root(contract));
            self.with[one] = other;
        }
    }

    fn place(&mut self, name: String) -> usize {
        let next = self.with.len();
        let place = *self.places.entry(name).or_insert(next);
        if place == next {
            self.with.push(next);
        }
        place
    }

    fn root(&self, mut place: usize) -> usize {
        while self.with[place] != place {
            place = self.with[place];
        }
        place
    }
}
