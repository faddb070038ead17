//! Everything that makes a run: what a seed is, and what a person may edit and give back.

use domain::{LoadError, Outline, load};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::adversity::Adversity;
use crate::draws::{Draws, Subject};
use crate::rates::AdversityRates;
use crate::spec::{ProductWeight, SpecError, WorldSpec};

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
        world.months = u8::try_from(draws.between(1, 12)).unwrap_or(1);
        // Two years of starts: every world drawn ends within the law.
        world.start = world
            .start
            .plus_months(-12 + draws.below(24).cast_signed())
            .plus(draws.below(28).cast_signed());
        world.calendar.longest_delay = u8::try_from(draws.between(1, 40)).unwrap_or(1);
        world.calendar.weekends_rest = draws.permille(800);
        let mut own = |product: &str| ProductWeight {
            contracts: None,
            product: product.to_owned(),
            options: Vec::new(),
            weight: draws.between(1, 9),
        };
        world.products = BASES.map(&mut own).to_vec();
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

/// The bases that come with étalon.
const BASES: [&str; 3] = ["essentielle", "equilibre", "confort"];

/// Nothing, a little of everything, or a few things often.
fn drawn_rates(draws: &mut Draws) -> AdversityRates {
    match draws.below(3) {
        0 => AdversityRates::none(),
        1 => AdversityRates::default(),
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
    use super::*;

    #[test]
    fn every_world_that_a_seed_draws_can_be_made_and_is_given_back() {
        for seed in 0..500 {
            let options = Options::drawn(seed);
            let read = Options::parse("drawn", &options.to_yaml());
            assert_eq!(read.unwrap(), options, "seed {seed}");
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
