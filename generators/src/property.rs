//! Worlds for property tests: a value is a seed and knobs, and shrinks to the smallest that still fails.
//!
//! The knobs shrink first (fewer insured, fewer months, fewer adversities); then persons, what is
//! learned of them, files, décomptes and lines are taken out of what is left. A flow stays sound on the wire whatever is taken out of it.
//!
//! With the feature `proptest`, `strategy` gives strategies; with the feature `quickcheck`, the values are
//! `Arbitrary`. `generators/examples/` shows both in the tests of an engine.

mod flow;
mod knobs;
mod listed;
mod portfolio;
#[cfg(feature = "proptest")]
mod proptest;
#[cfg(feature = "quickcheck")]
mod quickcheck;
mod smaller;

use std::fmt::Debug;
use std::sync::LazyLock;

use crate::distributions::WorldData;

pub use flow::{Flow, FlowFile, Holds};
pub use knobs::Knobs;
pub use listed::{CareYear, People};
pub use portfolio::Portfolio;

#[cfg(feature = "proptest")]
pub use self::proptest::{Drawn, Tree, strategy};

/// A value that a seed makes under knobs, and that can be made smaller.
pub trait Sampled: Clone + Debug + 'static {
    /// The value of that seed.
    fn sample(seed: u64, knobs: &Knobs) -> Self;

    /// Smaller values of the same kind: the much smaller first.
    fn smaller(&self) -> Box<dyn Iterator<Item = Self>>;
}

/// The shipped data, read once.
fn data() -> &'static WorldData {
    static DATA: LazyLock<WorldData> = LazyLock::new(|| {
        WorldData::embedded().unwrap_or_else(|error| unreachable!("shipped data: {error}"))
    });
    &DATA
}
