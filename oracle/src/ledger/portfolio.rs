use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use domain::{Beneficiary, Day, Member, Nir, OcNumber};

use super::LedgerError;
use crate::product::Product;

/// Products and contracts, by who they cover.
#[derive(Debug, Clone)]
pub(super) struct Portfolio {
    products: Vec<(Arc<str>, Product)>,
    contracts: HashMap<Beneficiary, Vec<Contract>>,
    nirs: HashSet<Nir>,
    ocs: HashSet<OcNumber>,
}

/// The persons whose limits may be shared: those of one contract, and whoever one of them shares another with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Household(pub(super) u32);

/// One contract of one person.
#[derive(Debug, Clone, Copy)]
pub(super) struct Contract {
    pub(super) oc: OcNumber,
    pub(super) start: Day,
    /// The person it covers, by number.
    pub(super) person: u32,
    pub(super) household: Household,
    end: Option<Day>,
    product: usize,
}

impl Contract {
    pub(super) fn covers(&self, day: Day) -> bool {
        self.start <= day && self.end.is_none_or(|end| day <= end)
    }
}

impl Portfolio {
    pub(super) fn new(products: &[Product], members: &[Member]) -> Result<Self, LedgerError> {
        let mut by_id = HashMap::new();
        for (index, product) in products.iter().enumerate() {
            if by_id.insert(product.id.as_str(), index).is_some() {
                return Err(LedgerError::TwiceTheSameProduct {
                    product: product.id.clone(),
                });
            }
        }
        let mut portfolio = Self {
            products: products
                .iter()
                .map(|product| (Arc::from(product.id.as_str()), product.clone()))
                .collect(),
            contracts: HashMap::new(),
            nirs: HashSet::new(),
            ocs: HashSet::new(),
        };
        let mut households: HashMap<&str, Household> = HashMap::new();
        for (number, member) in (0..).zip(members) {
            let Some(&product) = by_id.get(member.product.as_str()) else {
                let known: Vec<_> = products.iter().map(|product| product.id.as_str()).collect();
                return Err(LedgerError::UnknownProduct {
                    member: member.member.to_string(),
                    product: member.product.clone(),
                    known: known.join(", "),
                });
            };
            portfolio.ocs.insert(member.oc);
            portfolio.nirs.insert(member.nir);
            let contracts = portfolio.contracts.entry(member.beneficiary()).or_default();
            let (person, household) = match contracts.first() {
                Some(first) => (first.person, Some(first.household)),
                None => (number, None),
            };
            let household = household
                .or_else(|| households.get(member.contract.as_str()).copied())
                .unwrap_or(Household(number));
            households.entry(&member.contract).or_insert(household);
            contracts.push(Contract {
                oc: member.oc,
                start: member.start,
                person,
                household,
                end: member.end,
                product,
            });
        }
        Ok(portfolio)
    }

    pub(super) fn manages(&self, oc: OcNumber) -> bool {
        self.ocs.contains(&oc)
    }

    pub(super) fn knows_nir(&self, nir: Nir) -> bool {
        self.nirs.contains(&nir)
    }

    /// The contracts of the person, in portfolio order; none where nobody is known under that identity.
    pub(super) fn contracts(&self, person: &Beneficiary) -> Option<&[Contract]> {
        self.contracts.get(person).map(Vec::as_slice)
    }

    pub(super) fn product(&self, contract: &Contract) -> &Product {
        &self.products[contract.product].1
    }

    pub(super) fn product_id(&self, contract: &Contract) -> Arc<str> {
        Arc::clone(&self.products[contract.product].0)
    }
}
