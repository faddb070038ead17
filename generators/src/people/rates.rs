//! `generators/data/people.yaml` and `names.yaml`: how people, their names and their contracts are drawn.

use domain::{Caisse, SmolStr};
use serde::Deserialize;

use crate::distributions::Sourced;

/// How people and contracts are drawn. Rates are per thousand.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct PeopleRates {
    #[cfg_attr(not(test), expect(dead_code, reason = "what tests hold the rest to"))]
    pub(crate) ages: Sourced<AgeShares>,
    pub(crate) adult_ages: Sourced<Vec<AgeWeight>>,
    pub(crate) couples: Sourced<Couples>,
    pub(crate) children: Sourced<Children>,
    pub(crate) long_disease: Sourced<LongDisease>,
    pub(crate) regimes: Sourced<Vec<RegimeWeight>>,
    pub(crate) complementary: Sourced<ComplementaryRates>,
    pub(crate) c2s: Sourced<C2sRates>,
    pub(crate) identity: Sourced<IdentityRates>,
    pub(crate) births: Sourced<Vec<AgeRate>>,
    pub(crate) deaths: Sourced<Vec<AgeRate>>,
    pub(crate) moves: Sourced<u32>,
    pub(crate) contracts: Sourced<ContractRates>,
    pub(crate) keying: Sourced<Keying>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[cfg_attr(not(test), expect(dead_code, reason = "what tests hold the rest to"))]
pub(crate) struct AgeShares {
    #[serde(rename = "under-20")]
    pub(crate) under_20: u32,
    #[serde(rename = "under-65")]
    pub(crate) under_65: u32,
    pub(crate) older: u32,
}

/// Ages from one to another, both included, and their weight among others.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AgeWeight {
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) weight: u32,
}

/// A rate at ages from one to another, both included.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AgeRate {
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) rate: u32,
}

impl AgeRate {
    /// The rate at that age, where it lies within.
    pub(crate) fn at(&self, age: i16) -> Option<u32> {
        let age = u32::try_from(age).ok()?;
        (self.from <= age && age <= self.to).then_some(self.rate)
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Couples {
    pub(crate) rate: u32,
    pub(crate) own_name: u32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Children {
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) number: Vec<ChildWeight>,
    pub(crate) twins: u32,
    pub(crate) two_nirs: u32,
    pub(crate) student_until: u32,
    pub(crate) students: u32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChildWeight {
    pub(crate) number: u32,
    pub(crate) weight: u32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct LongDisease {
    #[cfg_attr(not(test), expect(dead_code, reason = "what tests hold the rest to"))]
    pub(crate) share: u32,
    #[cfg_attr(not(test), expect(dead_code, reason = "what tests hold the rest to"))]
    pub(crate) mean_age: u32,
    pub(crate) by_age: Vec<AgeRate>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RegimeWeight {
    #[cfg_attr(not(test), expect(dead_code, reason = "for who reads the file"))]
    pub(crate) name: String,
    pub(crate) weight: u32,
    /// The local régime of Alsace-Moselle.
    #[serde(default)]
    pub(crate) local: bool,
    pub(crate) caisses: Vec<CaisseWeight>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaisseWeight {
    pub(crate) caisse: Caisse,
    pub(crate) weight: u32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ComplementaryRates {
    pub(crate) c2s: u32,
    pub(crate) none: u32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct C2sRates {
    pub(crate) run_here: u32,
    pub(crate) ends: u32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct IdentityRates {
    pub(crate) foreign_born: u32,
    pub(crate) provisional: u32,
    pub(crate) made_definitive: u32,
    pub(crate) unknown_birth: u32,
    pub(crate) lunar_birth: u32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct ContractRates {
    pub(crate) oldest: u32,
    pub(crate) collective: u32,
    pub(crate) joins: u32,
    pub(crate) from_another: u32,
    pub(crate) waiting: u32,
    pub(crate) leaves: u32,
    pub(crate) changes_employer: u32,
    pub(crate) loses_job: u32,
    pub(crate) suspended: u32,
    pub(crate) suspension_lost: u32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Keying {
    pub(crate) birth: Days,
    pub(crate) death: Days,
    pub(crate) join: Days,
    pub(crate) change: Days,
}

/// Days from one number to another, both included.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Days {
    pub(crate) from: u32,
    pub(crate) to: u32,
}

/// Names for fictitious persons.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Names {
    pub(crate) family: Sourced<Vec<SmolStr>>,
    pub(crate) first: Sourced<Vec<FirstNames>>,
}

/// First names from a decade of birth on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FirstNames {
    pub(crate) decade: i16,
    pub(crate) female: Vec<SmolStr>,
    pub(crate) male: Vec<SmolStr>,
}
