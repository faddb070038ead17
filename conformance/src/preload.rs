//! What a target is loaded with beforehand, where étalon pushes neither members nor contracts (`portfolio: preloaded`):
//! the people of each scenario and lot, as tables and as JSON.

mod tables;

use std::collections::BTreeMap;

use domain::{Day, Member, OcNumber};
use generators::{Change, WorldData, lot_without_care};
use noemie::Profiles;
use oracle::law::Law;
use oracle::product::Product;
use serde::Serialize;

use crate::examples;
use crate::runner::{Loaded, RunError, product, products};
use crate::scenario::Play;

pub use tables::{Tables, TablesError};

/// The people of one scenario and lot, on its first day: what `reset` names.
#[derive(Debug, Clone)]
pub struct World {
    /// Its scenario.
    pub scenario: String,
    /// Its lot.
    pub lot: u32,
    /// One row a person and contract.
    pub members: Vec<Member>,
    /// The products that they name.
    pub products: Vec<Product>,
    /// Why it is not loaded: it is not played to a target that was loaded beforehand.
    pub left_out: Option<String>,
}

/// Why what changes contracts on that day is not for a target that was loaded beforehand.
pub(crate) fn why_pushed(day: Day) -> String {
    format!("contracts change on {day}, in the midst of it: that needs `portfolio: pushed`")
}

/// Makes the people of those scenarios, in order, and hands each world to `each`; moved to end on `today` where there is one.
///
/// # Errors
/// Where a scenario cannot be played; the first error of `each`.
pub fn worlds<E: From<RunError>>(
    scenarios: &[Loaded],
    seed: u64,
    today: Option<Day>,
    mut each: impl FnMut(World) -> Result<(), E>,
) -> Result<(), E> {
    let data = WorldData::embedded()
        .map_err(generators::FlowError::from)
        .map_err(RunError::from)?;
    for loaded in scenarios {
        let moved = today.map(|today| crate::wall::moved(loaded, today));
        let (loaded, unmoved) = match &moved {
            Some(Ok(moved)) => (&moved.loaded, None),
            Some(Err(why)) => (loaded, Some(why)),
            None => (loaded, None),
        };
        let maker = Maker {
            loaded,
            seed,
            data: &data,
        };
        maker.make(&mut |world: World| {
            let left_out = unmoved.cloned().or(world.left_out);
            each(World { left_out, ..world })
        })?;
    }
    Ok(())
}

struct Maker<'a> {
    loaded: &'a Loaded,
    seed: u64,
    data: &'a WorldData,
}

impl Maker<'_> {
    fn make<E: From<RunError>>(
        &self,
        each: &mut impl FnMut(World) -> Result<(), E>,
    ) -> Result<(), E> {
        match self.loaded.scenario.play().map_err(RunError::from)? {
            Play::World(spec) => {
                let offered = products(spec.offered(self.data), &self.loaded.products)?;
                for number in 0..spec.lots() {
                    let lot = lot_without_care(self.seed, spec, number, self.data);
                    let lot = lot.map_err(RunError::from)?;
                    each(self.world(number, lot.members, offered.clone(), &lot.changes))?;
                }
                Ok(())
            }
            Play::Story(story) => {
                let named = story.products();
                let named = named
                    .iter()
                    .map(|id| product(id, &self.loaded.products).cloned());
                let named: Vec<Product> = named.collect::<Result<_, _>>()?;
                let told = story.lot(Law::embedded());
                let id = || self.loaded.scenario.id.clone();
                let (_, lot) = told.map_err(|error| RunError::Story(id(), error))?;
                each(self.world(0, lot.members, named, &lot.changes))
            }
            Play::Examples(specs) => {
                let rows = examples::rows().map_err(RunError::from)?;
                let (law, profiles) = (Law::embedded(), Profiles::shipped());
                for (number, spec) in (0..).zip(specs) {
                    let id = &self.loaded.scenario.id;
                    let example = examples::example(id, spec, &rows, number, law, profiles);
                    let case = example.map_err(RunError::from)?.case;
                    each(self.world(case.lot, case.members, case.products, &case.changes))?;
                }
                Ok(())
            }
            Play::Flow(flow) => {
                let named = flow.products(&self.loaded.name).map_err(RunError::from)?;
                each(self.world(flow.lot, flow.members.clone(), named, &flow.changes))
            }
        }
    }

    fn world(
        &self,
        lot: u32,
        members: Vec<Member>,
        products: Vec<Product>,
        changes: &[Change],
    ) -> World {
        World {
            scenario: self.loaded.scenario.id.clone(),
            lot,
            members,
            products,
            left_out: changes.first().map(|change| why_pushed(change.day)),
        }
    }
}

/// What the index of an export says of a world.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Listed {
    /// Its scenario, as `reset` names it.
    pub scenario: String,
    /// Its lot, as `reset` names it.
    pub lot: u32,
    /// Rows of its members.
    pub members: usize,
    /// Its contracts.
    pub contracts: usize,
    /// Where its tables are, relative to the index; none where they are not written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
    /// Why they are not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_out: Option<String>,
}

/// Something that two worlds would both have, were they loaded together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} is of {first} and of {second}")]
pub struct Clash {
    /// What: a person, masked; a member number; a contract; a product.
    what: String,
    first: String,
    second: String,
}

/// Looks for what worlds that are loaded together would have in common.
#[derive(Debug, Default)]
pub struct Together {
    /// Whose a person, a number or a contract is: place of the world.
    owners: BTreeMap<(OcNumber, String), usize>,
    /// What a product says, and the first world that has it.
    products: BTreeMap<String, (String, usize)>,
    worlds: Vec<String>,
}

impl Together {
    /// Takes a world in.
    ///
    /// # Errors
    /// The first person, member number or contract that a world before it has.
    pub fn add(&mut self, world: &World) -> Result<(), Clash> {
        let place = self.worlds.len();
        self.worlds
            .push(format!("{}, lot {}", world.scenario, world.lot));
        for product in &world.products {
            // A product is plain data: it always serialises.
            let says = serde_json::to_string(product).unwrap_or_default();
            let first = self.products.entry(product.id.clone());
            let (said, owner) = first.or_insert_with(|| (says.clone(), place));
            let owner = *owner;
            if *said != says {
                return Err(self.clash(format!("another product {}", product.id), owner, place));
            }
        }
        for row in &world.members {
            let nirs = std::iter::once(&row.nir)
                .chain(&row.rights.second_nir)
                .chain(&row.rights.earlier_nirs);
            for nir in nirs {
                self.own(row.oc, format!("nir {nir}"), place, || {
                    format!("the NIR {}", nir.masked())
                })?;
            }
            let number = format!("member {}", row.member);
            self.own(row.oc, number.clone(), place, || number)?;
            let contract = format!("contract {}", row.contract);
            self.own(row.oc, contract.clone(), place, || contract)?;
        }
        Ok(())
    }

    fn own(
        &mut self,
        oc: OcNumber,
        key: String,
        place: usize,
        what: impl FnOnce() -> String,
    ) -> Result<(), Clash> {
        let owner = *self.owners.entry((oc, key)).or_insert(place);
        if owner == place {
            return Ok(());
        }
        Err(self.clash(what(), owner, place))
    }

    fn clash(&self, what: String, first: usize, second: usize) -> Clash {
        let name = |place: usize| self.worlds.get(place).cloned().unwrap_or_default();
        Clash {
            what,
            first: name(first),
            second: name(second),
        }
    }
}
