use std::sync::Arc;

use domain::{Beneficiary, Day, Member, Nir, OcNumber, Rights};
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use smallvec::SmallVec;

use super::LedgerError;
use super::household::{Household, Households};
use super::identity::{Directory, Who};
use super::readings::BirthRetry;
use super::stack::{Above, Layer};
use crate::product::Product;

/// Products and contracts, by who they cover.
#[derive(Debug, Clone)]
pub(super) struct Portfolio {
    products: Arc<[Product]>,
    directory: Directory,
    households: Households,
    /// Most persons have one.
    contracts: FxHashMap<Beneficiary, SmallVec<[Arc<Contract>; 2]>>,
    ocs: FxHashSet<OcNumber>,
}

/// Products that stand one on the other: few.
pub(super) type Stack<'p> = SmallVec<[&'p Product; 4]>;

/// One contract of one person.
#[derive(Debug, Clone)]
pub(super) struct Contract {
    pub(super) oc: OcNumber,
    /// The NIR under which this row declares the person.
    pub(super) nir: Nir,
    pub(super) start: Day,
    /// The person it covers, by number.
    pub(super) person: u32,
    pub(super) household: Household,
    end: Option<Day>,
    product: usize,
    /// What stands on it, in the order in which it is computed.
    pub(super) above: Vec<Above>,
    pub(super) rights: Rights,
}

impl Contract {
    /// Whether the day lies in the contract, portability included.
    pub(super) fn covers(&self, day: Day) -> bool {
        self.runs_on(day) && !self.portability_is_over(day)
    }

    fn runs_on(&self, day: Day) -> bool {
        self.start <= day && self.end.is_none_or(|end| day <= end)
    }

    /// Whether only the months of portability leave the day uncovered.
    pub(super) fn portability_is_over(&self, day: Day) -> bool {
        let portability = self.rights.portability;
        self.runs_on(day) && portability.is_some_and(|months| !months.covers(self.start, day))
    }
}

impl Contract {
    /// Its own product.
    pub(super) fn product_of<'p>(&self, products: &'p [Product]) -> &'p Product {
        &products[self.product]
    }

    /// Where others stand on it: all of them, its own first.
    pub(super) fn stack_of<'p>(&self, products: &'p [Product]) -> Stack<'p> {
        if self.above.is_empty() {
            return Stack::new();
        }
        let above = self.above.iter().map(|one| &products[one.product]);
        std::iter::once(self.product_of(products))
            .chain(above)
            .collect()
    }
}

impl Portfolio {
    pub(super) fn new(products: Arc<[Product]>, members: &[Member]) -> Result<Self, LedgerError> {
        let mut before = products.iter().enumerate();
        let twice = before.find(|(place, product)| {
            let mut others = products.iter().take(*place);
            others.any(|other| other.id == product.id)
        });
        if let Some((_, product)) = twice {
            return Err(LedgerError::TwiceTheSameProduct {
                product: product.id.clone(),
            });
        }
        let mut portfolio = Self {
            products,
            directory: Directory::for_rows(members.len()),
            households: Households::for_rows(members.len()),
            contracts: FxHashMap::with_capacity_and_hasher(members.len(), FxBuildHasher),
            ocs: FxHashSet::default(),
        };
        portfolio.replace(members)?;
        Ok(portfolio)
    }

    /// Other members in place of the former. Who was ever known, their households, and the OCs, stay known.
    pub(super) fn replace(&mut self, members: &[Member]) -> Result<(), LedgerError> {
        let mut rows = Vec::with_capacity(members.len());
        for member in members {
            let product = self.product_of(member, &member.product)?;
            rows.push((product, self.above(member, product)?));
        }
        for member in members {
            self.directory.note(member);
            self.ocs.insert(member.oc);
        }
        self.contracts.clear();
        for (member, (product, above)) in members.iter().zip(rows) {
            let who = self.directory.person(member);
            let (person, household) = self.households.settle(who, member);
            let contracts = self.contracts.entry(who).or_default();
            contracts.push(Arc::new(Contract {
                oc: member.oc,
                nir: member.nir,
                start: member.start,
                person,
                household,
                end: member.end,
                product,
                above,
                rights: member.rights.clone(),
            }));
        }
        Ok(())
    }

    /// The products that a member has on that one: options first, then surcomplémentaires.
    fn above(&self, member: &Member, base: usize) -> Result<Vec<Above>, LedgerError> {
        let mut named = SmallVec::<[_; 4]>::new();
        for id in &member.rights.options {
            let product = self.product_of(member, id)?;
            let kind = self.product_at(product).on_top_of.as_ref();
            let kind = kind.map(|on_top| on_top.kind);
            named.push((kind, product));
        }
        named.sort_by_key(|(kind, _)| *kind);
        let mut above: Vec<Above> = Vec::with_capacity(named.len());
        for (kind, product) in named {
            let below = std::iter::once(base).chain(above.iter().map(|one| one.product));
            let stands = |other| {
                self.product_at(product)
                    .may_stand_on(self.product_at(other))
            };
            let Some(kind) = kind.filter(|_| below.clone().any(stands)) else {
                return Err(LedgerError::NotOnTop {
                    member: member.member.to_string(),
                    option: self.products[product].id.clone(),
                    below: self.products[base].id.clone(),
                });
            };
            let nth = above.iter().filter(|one| one.layer.kind == kind).count();
            above.push(Above {
                product,
                layer: Layer { kind, nth },
            });
        }
        Ok(above)
    }

    fn product_of(&self, member: &Member, id: &str) -> Result<usize, LedgerError> {
        let found = self.products.iter().position(|known| known.id == id);
        found.ok_or_else(|| {
            let known: Vec<_> = self.products.iter().map(|one| one.id.as_str()).collect();
            LedgerError::UnknownProduct {
                member: member.member.to_string(),
                product: id.to_owned(),
                known: known.join(", "),
            }
        })
    }

    pub(super) fn manages(&self, oc: OcNumber) -> bool {
        self.ocs.contains(&oc)
    }

    /// Who a beneficiary of the wire is.
    pub(super) fn who(&self, carried: &Beneficiary, retry: BirthRetry) -> Who {
        self.directory.find(carried, retry)
    }

    /// The contracts of the person, in portfolio order.
    pub(super) fn contracts(&self, person: &Beneficiary) -> &[Arc<Contract>] {
        self.contracts.get(person).map_or(&[], SmallVec::as_slice)
    }

    pub(super) fn products(&self) -> Arc<[Product]> {
        Arc::clone(&self.products)
    }

    fn product_at(&self, place: usize) -> &Product {
        &self.products[place]
    }
}
