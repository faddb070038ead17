use std::ops::RangeInclusive;

use domain::Day;

use crate::draws::{Draws, Subject};
use crate::options::Options;
use crate::rates::AdversityRates;
use crate::spec::WorldSpec;

/// What the worlds of a property test may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Knobs {
    /// Holders of a NIR who are covered.
    pub insured: RangeInclusive<u32>,
    /// Whole months of care.
    pub months: RangeInclusive<u8>,
    /// First day of care: the first of a month drawn from this one on.
    pub start: Day,
    /// Months from `start` among which the first is drawn, at least 1.
    pub starts: u32,
    /// Most décomptes of a flow: what comes after them is cut off.
    pub decomptes: usize,
    /// Rates of what goes wrong, drawn up to these.
    pub adversities: AdversityRates,
}

impl Default for Knobs {
    fn default() -> Self {
        let world = WorldSpec::demo();
        Self {
            insured: 1..=4,
            months: 1..=6,
            start: world.start,
            starts: 12,
            decomptes: 60,
            adversities: AdversityRates::default(),
        }
    }
}

impl Knobs {
    /// Worlds where nothing goes wrong.
    #[must_use]
    pub fn quiet() -> Self {
        Self {
            adversities: AdversityRates::none(),
            ..Self::default()
        }
    }

    /// The options of a seed.
    pub(super) fn options(&self, seed: u64) -> Options {
        let mut draws = Draws::new(seed, 0, Subject::Options, 1);
        let months = draws.between((*self.months.start()).into(), (*self.months.end()).into());
        let mut world = WorldSpec {
            insured: draws.between(*self.insured.start(), *self.insured.end()),
            months: u8::try_from(months).unwrap_or(1),
            start: self
                .start
                .plus_months(draws.below(self.starts.max(1)).cast_signed()),
            ..WorldSpec::demo()
        };
        world.adversities = self.adversities.clone();
        Options::new(seed, world)
    }
}

/// The same seed under smaller knobs.
pub(super) fn smaller(options: &Options) -> Vec<Options> {
    let with = |change: &dyn Fn(&mut WorldSpec)| {
        let mut smaller = options.clone();
        change(&mut smaller.world);
        (smaller != *options).then_some(smaller)
    };
    let mut all = vec![
        with(&|world| world.adversities = AdversityRates::none()),
        with(&|world| world.insured = 1),
        with(&|world| world.months = 1),
        with(&|world| world.insured = world.insured.div_ceil(2)),
        with(&|world| world.months = world.months.div_ceil(2)),
        with(&|world| world.insured = world.insured.saturating_sub(1).max(1)),
        with(&|world| world.months = world.months.saturating_sub(1).max(1)),
    ];
    for entry in crate::Adversity::all() {
        all.push(with(&|world| {
            world.adversities = world.adversities.clone().with(entry.adversity, 0);
        }));
    }
    all.into_iter().flatten().collect()
}
