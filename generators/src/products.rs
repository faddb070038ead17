//! `generators/data/products.yaml`: which products households choose.

use domain::SmolStr;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::distributions::Sourced;
use crate::spec::{ContractKind, ProductWeight};

/// The file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Choices {
    choices: Sourced<ByKind>,
}

/// What is chosen, most often first.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct ByKind {
    #[serde(deserialize_with = "some")]
    individual: Vec<Choice>,
    #[serde(deserialize_with = "some")]
    collective: Vec<Choice>,
    /// By those whose C2S the mutuelle runs.
    #[serde(deserialize_with = "some")]
    c2s: Vec<Choice>,
}

/// A base and what stands on top of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Choice {
    product: SmolStr,
    #[serde(default)]
    options: Vec<SmolStr>,
}

/// Weight of the first of a list.
const FIRST: u32 = 1_000_000;

/// Zipf's law: the weight of the n-th of a list, from 1, is an n-th of that of the first.
pub(crate) const fn weight(rank: u32) -> u32 {
    FIRST / rank
}

impl Choices {
    /// The choices with the weights of Zipf's law.
    pub(crate) fn weighed(self) -> Vec<ProductWeight> {
        let ByKind {
            individual,
            collective,
            c2s,
        } = self.choices.value;
        let kinds = [
            (ContractKind::Individual, individual),
            (ContractKind::Collective, collective),
            (ContractKind::C2s, c2s),
        ];
        let weigh = |(kind, choices): (ContractKind, Vec<Choice>)| {
            let ranked = (1..).zip(choices);
            ranked.map(move |(rank, choice)| ProductWeight {
                contracts: Some(kind),
                product: choice.product,
                options: choice.options,
                weight: weight(rank),
            })
        };
        kinds.into_iter().flat_map(weigh).collect()
    }
}

/// A list with something in it.
fn some<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Choice>, D::Error> {
    let list = Vec::deserialize(deserializer)?;
    if list.is_empty() {
        return Err(D::Error::custom("at least one product is needed"));
    }
    Ok(list)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{AdversityRates, Complementary, WorldData, WorldSpec, lot};
    use oracle::law::Law;

    type Had = (SmolStr, Vec<SmolStr>);

    /// What the households have, those that come by themselves for sure, and those that may come by an employer.
    fn had(seed: u64, insured: u32, data: &WorldData) -> [BTreeMap<Had, u32>; 2] {
        let spec = WorldSpec {
            insured,
            months: 1,
            adversities: AdversityRates::none(),
            ..WorldSpec::demo()
        };
        let mut counted = [BTreeMap::new(), BTreeMap::new()];
        for number in 0..spec.lots() {
            let lot = lot(seed, &spec, number, Law::embedded(), data).unwrap();
            let rows: BTreeMap<_, _> = lot.members.iter().map(|row| (row.nir, row)).collect();
            let covered = lot.households.iter();
            for home in covered.filter(|home| home.complementary == Complementary::Mutuelle) {
                let first = &home.persons[0];
                // Who joins within the month has no row yet.
                let Some(row) = rows.get(&first.who.nir) else {
                    continue;
                };
                let works = crate::contracts::WORKING.contains(&spec.start.age(first.born));
                let had = (row.product.clone(), row.rights.options.clone());
                *counted[usize::from(works)].entry(had).or_default() += 1;
            }
        }
        counted
    }

    /// Each share is that of the data, to so many hundredths of a point.
    fn shares_are_the_data_files(seed: u64, insured: u32, tolerance: u64) {
        let data = WorldData::embedded().unwrap();
        let by_employer = u64::from(data.people.contracts.value.collective);
        let total = |kind| {
            let rows = data.products().iter();
            rows.map(|row| u64::from(row.among(kind))).sum::<u64>()
        };
        let totals = [ContractKind::Individual, ContractKind::Collective].map(total);
        let all = had(seed, insured, &data);
        for (counted, collective) in all.into_iter().zip([0, by_employer]) {
            let of: u64 = counted.values().map(|count| u64::from(*count)).sum();
            let mut due: BTreeMap<Had, u64> = BTreeMap::new();
            for row in data.products() {
                let (total, share) = match row.contracts.unwrap() {
                    ContractKind::Individual => (totals[0], 1_000 - collective),
                    ContractKind::Collective => (totals[1], collective),
                    ContractKind::C2s => continue,
                };
                let had = (row.product.clone(), row.options.clone());
                *due.entry(had).or_default() += u64::from(row.weight) * 10 * share / total;
            }
            assert!(counted.keys().all(|had| due.contains_key(had)));
            for (had, due) in due {
                let share = counted
                    .get(&had)
                    .map_or(0, |count| u64::from(*count) * 10_000 / of);
                println!("{had:?}: {share} for {due} hundredths of a point, of {of}");
                assert!(
                    share.abs_diff(due) <= tolerance,
                    "{had:?}: {share}, {due} due"
                );
            }
        }
    }

    /// Of 4,000 insured: to four points.
    #[test]
    fn shares_are_about_those_of_the_data() {
        shares_are_the_data_files(1, 4_000, 400);
    }

    #[test]
    #[ignore = "the whole: cargo test --release -p generators --lib -- --ignored"]
    fn shares_of_many_are_those_of_the_data() {
        for seed in [11, 12, 13] {
            shares_are_the_data_files(seed, 100_000, 100);
        }
    }

    #[test]
    fn a_kind_of_contract_without_a_product_is_told_with_its_line() {
        let (name, ours) = crate::DATA_FILES[3];
        assert!(ours.contains("    collective:\n"));
        let line = 1 + ours.lines().position(|l| l == "    collective:").unwrap();
        let end = ours.find("    collective:\n").unwrap();
        let none = format!("{}    collective: []\n    c2s: []\n", &ours[..end]);
        let error = WorldData::with(&[(name, &none)]).unwrap_err();
        assert!(
            error.to_string().contains("at least one product"),
            "{error}"
        );
        assert_eq!(error.at.map(|at| at.0), Some(line as u64));
    }

    #[test]
    fn a_world_of_its_own_products_has_no_others() {
        let data = WorldData::embedded().unwrap();
        let of = |contracts, weight| ProductWeight {
            contracts,
            product: "mine".into(),
            options: Vec::new(),
            weight,
        };
        let world = |products: Vec<ProductWeight>| WorldSpec {
            products,
            ..WorldSpec::demo()
        };
        let own = world(vec![of(None, 1)]);
        assert_eq!(own.products[0].among(ContractKind::C2s), 0);
        assert!(own.check().is_ok());
        assert_eq!(own.offered(&data), own.products);
        assert!(world(vec![of(None, 0)]).check().is_err());
        assert!(
            world(vec![of(Some(ContractKind::Collective), 1)])
                .check()
                .is_err()
        );
    }
}
