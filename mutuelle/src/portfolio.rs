use std::collections::{HashMap, HashSet};

use domain::{Beneficiary, Day, Member, Nir, OcNumber};

use crate::Bug;

/// Members and contracts, as the mutuelle was given them.
#[derive(Debug, Default)]
pub struct Portfolio {
    members: Vec<Member>,
    by_nir: HashMap<Nir, Vec<usize>>,
    ocs: HashSet<OcNumber>,
}

/// Who a line is about, and by what right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cover<'a> {
    /// Nobody is declared under the NIR (rules N8).
    UnknownNir,
    /// The NIR is known; the birth date or the rank is another one's (rules N9).
    OtherPerson,
    /// The person is known; no contract covers the day (rules N6, N7).
    None,
    /// This contract covers the day (rules N1, N5).
    By(&'a Member),
}

impl Portfolio {
    /// The portfolio of those rows, in their order.
    #[must_use]
    pub fn new(members: Vec<Member>) -> Self {
        let mut by_nir: HashMap<Nir, Vec<usize>> = HashMap::new();
        for (row, member) in members.iter().enumerate() {
            by_nir.entry(member.nir).or_default().push(row);
        }
        let ocs = members.iter().map(|member| member.oc).collect();
        Self {
            members,
            by_nir,
            ocs,
        }
    }

    /// Its rows, in the order they were given.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// Whether the OC is managed here (field notes §1.1).
    #[must_use]
    pub fn manages(&self, oc: OcNumber) -> bool {
        self.ocs.contains(&oc)
    }

    /// The contract that covers that person on the first day of care. The day the file arrives plays
    /// no part (rules §0.3). Of several, the one of the OC the décompte was sent to, then the first.
    #[must_use]
    pub fn cover(
        &self,
        person: &Beneficiary,
        oc: OcNumber,
        care: Day,
        processed: Day,
        bugs: &[Bug],
    ) -> Cover<'_> {
        let Some(rows) = self.by_nir.get(&person.nir) else {
            return Cover::UnknownNir;
        };
        let mut contracts: Vec<&Member> = rows
            .iter()
            .map(|&row| &self.members[row])
            .filter(|member| member.beneficiary() == *person)
            .collect();
        if contracts.is_empty() {
            return Cover::OtherPerson;
        }
        // A stable sort: the order of the portfolio is kept within an OC.
        contracts.sort_by_key(|member| member.oc != oc);
        let day = if bugs.contains(&Bug::FileDateForCareDate) {
            processed
        } else {
            care
        };
        if let Some(member) = contracts.iter().find(|member| member.covers(day)) {
            return Cover::By(member);
        }
        if bugs.contains(&Bug::PaysAfterEnd) {
            let started = contracts.iter().filter(|member| member.start <= day);
            if let Some(member) = started.max_by_key(|member| member.start) {
                return Cover::By(member);
            }
        }
        Cover::None
    }
}
