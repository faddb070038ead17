//! Everything that makes a run: what a seed is, and what a person may edit and give back.

use domain::{Day, LoadError, Outline, load};
use oracle::law::Law;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::adversity::Adversity;
use crate::draws::{Draws, Subject};
use crate::products::weight;
use crate::rates::AdversityRates;
use crate::spec::{ContractKind, ProductWeight, SpecError, WorldSpec};

/// A seed and a world: two equal records make the same bytes.
///
/// ```
/// use generators::Options;
/// let options = Options::drawn(7);
/// let text = options.to_yaml();
/// assert_eq!(Options::parse("options.yaml", &text)?, options);
/// # Ok::<(), generators::OptionsError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Options {
    /// Version of this shape: 1.
    #[schemars(range(min = 1, max = 1))]
    schema_version: u32,
    /// What everything is drawn from.
    pub seed: u64,
    /// The knobs.
    pub world: WorldSpec,
}

/// Version of the shape of a file of options.
const VERSION: u32 = 1;

impl Options {
    /// Those of a seed and a world.
    #[must_use]
    pub const fn new(seed: u64, world: WorldSpec) -> Self {
        Self {
            schema_version: VERSION,
            seed,
            world,
        }
    }

    /// What a seed expands to where it chooses the knobs as well: a small world, now quiet, now hostile.
    #[must_use]
    pub fn drawn(seed: u64) -> Self {
        let mut draws = Draws::new(seed, 0, Subject::Options, 0);
        let mut world = WorldSpec::demo();
        // As many small worlds as large ones.
        let magnitude = draws.between(1, 10);
        world.insured = draws.between(1 << magnitude, 2 << magnitude);
        // Seldom more than a year.
        let most = if draws.permille(100) { 24 } else { 12 };
        let months = draws.between(1, most);
        world.months = u8::try_from(months).unwrap_or(1);
        world.start = drawn_start(&mut draws, months);
        world.calendar.longest_delay = u8::try_from(draws.between(1, 40)).unwrap_or(1);
        world.calendar.weekends_rest = draws.permille(800);
        world.calendar.holidays_rest = draws.permille(800);
        world.products = drawn_products(&mut draws);
        world.adversities = drawn_rates(&mut draws);
        Self::new(seed, world)
    }

    /// Reads a file of options; `name` is said in errors.
    ///
    /// # Errors
    /// With the line: no YAML, an unknown key, a value that is none, a world that cannot be made.
    pub fn parse(name: &str, text: &str) -> Result<Self, OptionsError> {
        let options: Self = load(name, text)?;
        let outline = Outline::of(name, text)?;
        if options.schema_version != VERSION {
            let line = outline.key("schema-version").map_or(1, |key| key.line);
            return Err(OptionsError::Version {
                name: name.to_owned(),
                line,
                found: options.schema_version,
            });
        }
        options.world.check().map_err(|why| {
            let world = outline.get("world");
            let key = world.and_then(|world| world.key(why.key()));
            OptionsError::World {
                name: name.to_owned(),
                line: key.or(world).map_or(1, |place| place.line),
                why,
            }
        })?;
        Ok(options)
    }

    /// The file that [`Options::parse`] reads back.
    #[must_use]
    pub fn to_yaml(&self) -> String {
        domain::to_yaml(self)
    }
}

/// A day from which so many months lie within the law.
fn drawn_start(draws: &mut Draws, months: u32) -> Day {
    let (first, last) = Law::embedded().span();
    let years = u32::from((last.year() - first.year()).unsigned_abs()) + 1;
    // The day in the month takes one more.
    let starts = (years * 12).saturating_sub(months + 1);
    first
        .plus_months(draws.below(starts).cast_signed())
        .plus(draws.below(28).cast_signed())
}

/// What households may have of the products that come with étalon: a base and what stands on top of it.
const HAD: [(&str, &[&str]); 9] = [
    ("essentielle", &[]),
    ("equilibre", &[]),
    ("confort", &[]),
    ("essentielle", &["renfort"]),
    ("equilibre", &["renfort"]),
    ("essentielle", &["surcomplementaire"]),
    ("equilibre", &["surcomplementaire"]),
    ("confort", &["surcomplementaire"]),
    ("equilibre", &["renfort", "surcomplementaire"]),
];

/// Those of the data, or some of what may be had, chosen by Zipf's law: by anybody, or otherwise by those who come by an employer.
fn drawn_products(draws: &mut Draws) -> Vec<ProductWeight> {
    match draws.below(3) {
        0 => Vec::new(),
        1 => offered(draws, None),
        _ => {
            let mut both = offered(draws, Some(ContractKind::Individual));
            both.extend(offered(draws, Some(ContractKind::Collective)));
            both
        }
    }
}

fn offered(draws: &mut Draws, contracts: Option<ContractKind>) -> Vec<ProductWeight> {
    let mut left = HAD.to_vec();
    let mut list = Vec::new();
    for rank in 1..=draws.between(1, 6) {
        let Some((product, options)) = draws.pick(&left).copied() else {
            break;
        };
        left.retain(|had| *had != (product, options));
        list.push(ProductWeight {
            contracts,
            product: product.into(),
            options: options.iter().map(|&id| id.into()).collect(),
            weight: weight(rank),
        });
    }
    list
}

/// Nothing, what the catalogue has, a little of everything, or a few things often.
fn drawn_rates(draws: &mut Draws) -> AdversityRates {
    match draws.below(4) {
        0 => AdversityRates::none(),
        1 => AdversityRates::default(),
        2 => AdversityRates::all(draws.between(1, 20)),
        _ => {
            let mut rates = AdversityRates::none();
            for entry in Adversity::all() {
                if draws.permille(250) {
                    rates = rates.with(entry.adversity, draws.between(1, 200));
                }
            }
            rates
        }
    }
}

/// Why a text is no options.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OptionsError {
    /// Not YAML, an unknown key, a value that is none.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// Of another version.
    #[error("{name} line {line}: schema-version {found} is not known: this étalon reads {VERSION}")]
    Version {
        /// The file.
        name: String,
        /// Where the version stands.
        line: u64,
        /// The version found.
        found: u32,
    },
    /// A world that cannot be made.
    #[error("{name} line {line}: {why}")]
    World {
        /// The file.
        name: String,
        /// The key at fault.
        line: u64,
        /// Why.
        why: SpecError,
    },
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use oracle::product::Product;

    use super::*;

    #[test]
    fn every_world_that_a_seed_draws_can_be_made_and_is_given_back() {
        for seed in 0..500 {
            let options = Options::drawn(seed);
            let read = Options::parse("drawn", &options.to_yaml());
            assert_eq!(read.unwrap(), options, "seed {seed}");
        }
    }

    /// All of the law is begun in, all that may be had is offered, and some worlds leave it to the data.
    #[test]
    fn worlds_are_drawn_of_all_kinds() {
        let worlds: Vec<WorldSpec> = (0..500).map(|seed| Options::drawn(seed).world).collect();
        let years: BTreeSet<i16> = worlds.iter().map(|world| world.start.year()).collect();
        let (first, last) = Law::embedded().span();
        assert!(years.into_iter().eq(first.year()..=last.year()));
        let offered = worlds.iter().flat_map(|world| &world.products);
        let had: BTreeSet<_> = offered.map(|row| (&row.product, &row.options)).collect();
        assert_eq!(had.len(), HAD.len());
        let count =
            |is: &dyn Fn(&WorldSpec) -> bool| worlds.iter().filter(|world| is(world)).count();
        assert!(count(&|world| world.products.is_empty()) > 100);
        assert!(count(&|world| world.products.len() == 1) > 10);
        assert!(count(&|world| world.months > 12) > 10);
        assert!(count(&|world| world.insured < 10) > 50);
        assert!(count(&|world| world.insured > 800) > 50);
        assert!(count(&|world| world.adversities == AdversityRates::none()) > 80);
    }

    /// What it offers is what comes with étalon, and what stands on top of it may.
    #[test]
    fn what_is_drawn_can_be_had() {
        let bases: Vec<&str> = Product::shipped().iter().map(|(name, _)| *name).collect();
        let on_top = Product::shipped_on_top();
        let on_top: Vec<&str> = on_top.iter().map(|(name, _)| *name).collect();
        let is = |names: &[&str], id: &str| names.iter().any(|name| name.contains(id));
        for (product, options) in HAD {
            assert!(is(&bases, product), "{product} in {bases:?}");
            assert!(
                options.iter().all(|id| is(&on_top, id)),
                "{options:?} in {on_top:?}"
            );
        }
    }

    fn edited(from: &str, to: &str) -> String {
        let text = Options::new(1, WorldSpec::demo()).to_yaml();
        assert!(text.contains(from), "{text}");
        let error = Options::parse("mine.yaml", &text.replace(from, to));
        error.unwrap_err().to_string()
    }

    fn line_of(what: &str) -> usize {
        let text = Options::new(1, WorldSpec::demo()).to_yaml();
        let lines = text.lines().take_while(|line| !line.contains(what));
        lines.count() + 1
    }

    #[test]
    fn a_key_that_is_none_is_told_with_its_line() {
        let said = edited("  months: 3", "  month: 3");
        assert!(said.contains("mine.yaml: line 6"), "{said}");
        let said = edited("file-twice: 30", "file-thrice: 30");
        assert!(said.contains("`file-thrice` is no adversity"), "{said}");
        let said = edited("file-twice: 30", "file-twice: 1001");
        assert!(said.contains("1001 is more than 1000"), "{said}");
        for (rate, why) in [
            ("1001", "1001 is more than 1000 per thousand"),
            ("0.0001", "0.0001 has more than three decimals"),
            ("-1", "-1 is no number from 0 to 1000"),
            ("often", "a rate per thousand"),
        ] {
            let said = edited("file-twice: 30", &format!("file-twice: {rate}"));
            let line = line_of("file-twice: 30");
            assert!(said.contains(&format!("mine.yaml: line {line}")), "{said}");
            assert!(said.contains(why), "{said}");
        }
    }

    #[test]
    fn a_rate_may_have_decimals() {
        let text = Options::new(1, WorldSpec::demo()).to_yaml();
        let finer = text.replace("file-twice: 30", "file-twice: 0.25");
        let options = Options::parse("mine.yaml", &finer).unwrap();
        let rate = options.world.adversities.of(Adversity::FileTwice);
        assert_eq!(rate.per_million(), 250);
        assert_eq!(options.to_yaml(), finer);
    }

    #[test]
    fn a_range_of_dates_that_cannot_be_is_told_with_its_line() {
        let said = edited("start: \"2024", "start: \"2031");
        assert!(said.starts_with("mine.yaml line 5: "), "{said}");
        let said = edited("months: 3", "months: 0");
        assert!(said.starts_with("mine.yaml line 6: months"), "{said}");
    }

    #[test]
    fn a_later_version_is_refused() {
        let said = edited("schema-version: 1", "schema-version: 2");
        assert!(
            said.starts_with("mine.yaml line 1: schema-version 2"),
            "{said}"
        );
    }
}
