//! Who a beneficiary of the wire is (noemie-format §11.1, 1): a person may have had several NIRs, and a
//! child may stand under those of both parents.

use std::collections::hash_map::Entry;

use domain::{Beneficiary, BirthDate, Day, Member, Nir};
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use smallvec::SmallVec;

use super::readings::BirthRetry;

/// Who a flow is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// That person, under the first identity that was known.
    Known(Beneficiary),
    /// Several persons are born in that month.
    Several,
    /// The NIR is known and the person is not.
    Doubtful,
    /// Nobody.
    Unknown,
}

/// Every identity that a portfolio ever said. None is forgotten: what comes late, or takes back, is still
/// recognised under a NIR that nobody has any more.
#[derive(Debug, Clone)]
pub(super) struct Directory {
    persons: FxHashMap<Beneficiary, Beneficiary>,
    under: FxHashMap<Nir, SmallVec<[Beneficiary; 1]>>,
}

impl Directory {
    /// An empty one, with room for as many rows.
    pub(super) fn for_rows(rows: usize) -> Self {
        Self {
            persons: FxHashMap::with_capacity_and_hasher(rows, FxBuildHasher),
            under: FxHashMap::with_capacity_and_hasher(rows, FxBuildHasher),
        }
    }

    /// Notes a row. All rows are noted before [`Self::person`] is asked: a later one may join two persons.
    pub(super) fn note(&mut self, member: &Member) {
        let mut known = identities(member).filter_map(|who| self.persons.get(&who).copied());
        let person = known.next().unwrap_or(member.beneficiary());
        let joined: FxHashSet<Beneficiary> = known.filter(|other| *other != person).collect();
        if !joined.is_empty() {
            for other in self.persons.values_mut() {
                if joined.contains(other) {
                    *other = person;
                }
            }
        }
        for who in identities(member) {
            if let Entry::Vacant(vacant) = self.persons.entry(who) {
                vacant.insert(person);
                self.under.entry(who.nir).or_default().push(who);
            }
        }
    }

    /// The person of a row.
    pub(super) fn person(&self, member: &Member) -> Beneficiary {
        let who = member.beneficiary();
        self.persons.get(&who).copied().unwrap_or(who)
    }

    /// Who that is.
    pub(super) fn find(&self, who: &Beneficiary, retry: BirthRetry) -> Who {
        if let Some(person) = self.persons.get(who) {
            return Who::Known(*person);
        }
        let Some(under) = self.under.get(&who.nir) else {
            return Who::Unknown;
        };
        let alike = |other: &&Beneficiary| {
            other.rank == who.rank && same_month(other.birth, who.birth, retry)
        };
        let found: FxHashSet<Beneficiary> = under
            .iter()
            .filter(alike)
            .filter_map(|other| self.persons.get(other).copied())
            .collect();
        match (found.len(), found.into_iter().next()) {
            (1, Some(person)) => Who::Known(person),
            (0, _) => Who::Doubtful,
            _ => Who::Several,
        }
    }
}

/// The person under each NIR that the row names.
fn identities(member: &Member) -> impl Iterator<Item = Beneficiary> {
    let rights = &member.rights;
    let others = rights.second_nir.iter().chain(&rights.earlier_nirs);
    std::iter::once(&member.nir)
        .chain(others)
        .map(|&nir| Beneficiary {
            nir,
            ..member.beneficiary()
        })
}

fn same_month(one: BirthDate, other: BirthDate, retry: BirthRetry) -> bool {
    // Any century will do: the question is whether there is such a day.
    let real = |birth: BirthDate| Day::from_jjmmaa(&birth.0, 1900).is_some();
    one.0[2..] == other.0[2..]
        && match retry {
            BirthRetry::Always => true,
            BirthRetry::Never => false,
            BirthRetry::UnknownDay => !real(one) || !real(other),
        }
}
