use domain::Member;
use oracle::law::Law;

use super::knobs::{Knobs, smaller as smaller_knobs};
use super::smaller::without_runs;
use super::{Sampled, data};
use crate::lot::lot;
use crate::options::Options;

/// The portfolio of a mutuelle: persons and contracts as they stand when the world begins.
#[derive(Debug, Clone)]
pub struct Portfolio {
    /// What makes it, before anything was taken out.
    pub options: Options,
    /// Whether something was taken out.
    pub trimmed: bool,
    /// One row a person and contract.
    pub members: Vec<Member>,
}

impl Portfolio {
    fn of(options: Options) -> Self {
        let lot = lot(options.seed, &options.world, 0, Law::embedded(), data());
        let lot = lot.unwrap_or_else(|error| {
            panic!(
                "the world of a property test cannot be made: {error}\n{}",
                options.to_yaml()
            )
        });
        Self {
            options,
            trimmed: false,
            members: lot.members,
        }
    }
}

impl Sampled for Portfolio {
    fn sample(seed: u64, knobs: &Knobs) -> Self {
        Self::of(knobs.options(seed))
    }

    fn smaller(&self) -> Box<dyn Iterator<Item = Self>> {
        let knobs = if self.trimmed {
            Vec::new()
        } else {
            smaller_knobs(&self.options)
        };
        let whole = self.clone();
        let fewer = without_runs(&self.members, 1).map(move |members| Self {
            trimmed: true,
            members,
            ..whole.clone()
        });
        Box::new(knobs.into_iter().map(Self::of).chain(fewer))
    }
}
