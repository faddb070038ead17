//! Strategies of proptest.

use std::fmt;
use std::marker::PhantomData;

use proptest::prelude::RngExt as _;
use proptest::strategy::{NewTree, Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use super::{Knobs, Sampled};

/// The strategy of a [`Sampled`] value under knobs of one's own.
///
/// ```
/// use generators::property::{Flow, Knobs, strategy};
/// use proptest::test_runner::TestRunner;
///
/// let mut runner = TestRunner::deterministic();
/// runner.run(&strategy::<Flow>(Knobs::quiet()), |flow| {
///     assert!(!flow.members.is_empty());
///     Ok(())
/// })?;
/// # Ok::<(), proptest::test_runner::TestError<Flow>>(())
/// ```
#[must_use]
pub const fn strategy<T: Sampled>(knobs: Knobs) -> Drawn<T> {
    Drawn {
        knobs,
        kind: PhantomData,
    }
}

/// See [`strategy`].
#[derive(Debug, Clone)]
pub struct Drawn<T> {
    knobs: Knobs,
    kind: PhantomData<fn() -> T>,
}

impl<T: Sampled> Strategy for Drawn<T> {
    type Tree = Tree<T>;
    type Value = T;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        // The runner's own source: a failure is replayed by the seed that it keeps.
        let seed = runner.rng().random();
        Ok(Tree {
            failing: T::sample(seed, &self.knobs),
            current: None,
            smaller: None,
        })
    }
}

/// A value, and what is tried in its place.
pub struct Tree<T> {
    /// The smallest value known to fail; at first, the value of the seed.
    failing: T,
    /// What is tried now in its place.
    current: Option<T>,
    /// What is tried next in its place.
    smaller: Option<Box<dyn Iterator<Item = T>>>,
}

impl<T: fmt::Debug> fmt::Debug for Tree<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tree")
            .field("failing", &self.failing)
            .field("current", &self.current)
            .finish_non_exhaustive()
    }
}

impl<T: Sampled> Tree<T> {
    fn try_next(&mut self) -> bool {
        let smaller = self.smaller.get_or_insert_with(|| self.failing.smaller());
        self.current = smaller.next();
        self.current.is_some()
    }
}

impl<T: Sampled> ValueTree for Tree<T> {
    type Value = T;

    fn current(&self) -> T {
        self.current.as_ref().unwrap_or(&self.failing).clone()
    }

    /// The current value fails: it takes the place of the one before.
    fn simplify(&mut self) -> bool {
        if let Some(current) = self.current.take() {
            self.failing = current;
            self.smaller = None;
        }
        self.try_next()
    }

    /// The current value does not fail: the next one is tried.
    fn complicate(&mut self) -> bool {
        self.current.is_some() && self.try_next()
    }
}
