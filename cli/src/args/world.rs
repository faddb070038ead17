use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use domain::Day;
use generators::{
    Adversity, AdversityRates, ContractKind, DATA_FILES, Options, Permille, ProductWeight,
    WorldData, WorldSpec,
};
use oracle::product::Product;

use crate::exit::Failure;
use crate::input::product;

/// Which world: a file of options, or a seed, and single knobs over it.
#[derive(Debug, Args)]
#[command(next_help_heading = "World")]
pub(crate) struct WorldArgs {
    /// File of options, as `generate --print-options` writes it; what else is given here goes over it.
    #[arg(long, value_name = "FILE")]
    options: Option<PathBuf>,
    /// Let the seed choose the knobs as well.
    #[arg(long, conflicts_with = "options")]
    drawn: bool,
    /// Seed of the world [default: 42].
    #[arg(long)]
    seed: Option<u64>,
    /// Holders of a NIR who are covered; their minor children come on top [default: 1000].
    #[arg(long)]
    insured: Option<u32>,
    /// Whole months of care [default: 3].
    #[arg(long)]
    months: Option<u8>,
    /// First day of care [default: 2024-11-01].
    #[arg(long)]
    start: Option<Day>,
    /// Product file, or the name of a shipped one. Where no file of options says how often each is chosen, these
    /// are the products of the world, each as often as the others. Repeatable.
    #[arg(long, value_name = "FILE")]
    product: Vec<String>,
    /// Data file of your own (how worlds are drawn), in the place of the shipped one of that file name. Repeatable.
    #[arg(long, value_name = "FILE")]
    data: Vec<PathBuf>,
    /// Rate of an adversity per thousand, as in file-twice=50 or late-file=0.5; `none` for nothing at all, `all=RATE` for all of
    /// them. In order, repeatable.
    #[arg(long, value_name = "ID=RATE")]
    adversity: Vec<String>,
}

/// The seed where none is said.
const SEED: u64 = 42;

impl WorldArgs {
    /// The seed.
    pub(crate) fn seed(&self) -> u64 {
        self.seed.unwrap_or(SEED)
    }

    /// The whole record.
    pub(crate) fn options(&self) -> Result<Options, Failure> {
        let mut options = self.base()?;
        if let Some(seed) = self.seed {
            options.seed = seed;
        }
        let world = &mut options.world;
        world.insured = self.insured.unwrap_or(world.insured);
        world.months = self.months.unwrap_or(world.months);
        world.start = self.start.unwrap_or(world.start);
        if self.options.is_none() && !self.product.is_empty() {
            let weigh = |product: Product| ProductWeight {
                contracts: product.c2s.then_some(ContractKind::C2s),
                product: product.id.into(),
                options: Vec::new(),
                weight: 1,
            };
            world.products = self.own_products()?.into_iter().map(weigh).collect();
        }
        if world.products.is_empty() {
            world.products = self.data()?.products().to_vec();
        }
        world.adversities = rates(std::mem::take(&mut world.adversities), &self.adversity)?;
        world
            .check()
            .map_err(|error| Failure::usage(format!("the world cannot be made: {error}")))?;
        Ok(options)
    }

    fn base(&self) -> Result<Options, Failure> {
        let seed = self.seed.unwrap_or(SEED);
        let Some(path) = &self.options else {
            return Ok(if self.drawn {
                Options::drawn(seed)
            } else {
                Options::new(seed, WorldSpec::demo())
            });
        };
        let text = fs::read_to_string(path).map_err(Failure::reading("options", path))?;
        Options::parse(&path.display().to_string(), &text).map_err(|error| {
            let hint = "schemas/options.schema.json is its shape; `etalon generate --print-options` writes one";
            Failure::Usage(error.to_string(), Some(hint.to_owned()))
        })
    }

    /// The data that worlds are drawn with.
    pub(crate) fn data(&self) -> Result<WorldData, Failure> {
        let mut own = Vec::with_capacity(self.data.len());
        for path in &self.data {
            let shipped = DATA_FILES
                .iter()
                .map(|(name, _)| Path::new(name).file_name());
            if !shipped.clone().any(|name| name == path.file_name()) {
                let names: Vec<&str> = DATA_FILES.iter().map(|(name, _)| *name).collect();
                return Err(Failure::Usage(
                    format!("{} stands for no data file", path.display()),
                    Some(format!(
                        "keep the file name of the one it replaces: {}",
                        names.join(", ")
                    )),
                ));
            }
            let text = fs::read_to_string(path).map_err(Failure::reading("data file", path))?;
            own.push((path.display().to_string(), text));
        }
        let own: Vec<(&str, &str)> = own.iter().map(|(name, text)| (&**name, &**text)).collect();
        WorldData::with(&own).map_err(|error| Failure::usage(error.to_string()))
    }

    /// The products of `--product`.
    pub(crate) fn own_products(&self) -> Result<Vec<Product>, Failure> {
        self.product.iter().map(|name| product(name)).collect()
    }
}

fn rates(mut rates: AdversityRates, settings: &[String]) -> Result<AdversityRates, Failure> {
    for setting in settings {
        if setting == "none" {
            rates = AdversityRates::none();
            continue;
        }
        let known = setting.split_once('=').and_then(|(id, rate)| {
            let rate: Permille = rate.parse().ok()?;
            if id == "all" {
                return Some(AdversityRates::all_at(rate));
            }
            Some(rates.clone().with_rate(Adversity::of_id(id)?, rate))
        });
        rates = known.ok_or_else(|| {
            Failure::Usage(
                format!("`{setting}` is no adversity with a rate per thousand"),
                Some("as in --adversity file-twice=50; `etalon adversities` lists them".to_owned()),
            )
        })?;
    }
    Ok(rates)
}
