//! Strategies of proptest.

use std::cell::RefCell;
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
            first: RefCell::new(Some(T::sample(seed, &self.knobs))),
            seed,
            knobs: self.knobs.clone(),
            failing: None,
            current: None,
            smaller: None,
        })
    }
}

/// A value, and what is tried in its place.
pub struct Tree<T> {
    /// The value of the seed, until it is handed over: most cases pass, and need no second one. Where it fails after
    /// all, it is made again.
    first: RefCell<Option<T>>,
    seed: u64,
    knobs: Knobs,
    /// The smallest value known to fail, once one is.
    failing: Option<T>,
    /// What is tried now in its place.
    current: Option<T>,
    /// What is tried next in its place.
    smaller: Option<Box<dyn Iterator<Item = T>>>,
}

impl<T: fmt::Debug> fmt::Debug for Tree<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tree")
            .field("seed", &self.seed)
            .field("knobs", &self.knobs)
            .field("failing", &self.failing)
            .field("current", &self.current)
            .finish_non_exhaustive()
    }
}

impl<T: Sampled> Tree<T> {
    /// The value of the seed.
    fn first(&self) -> T {
        let first = self.first.take();
        first.unwrap_or_else(|| T::sample(self.seed, &self.knobs))
    }

    fn try_next(&mut self) -> bool {
        if self.smaller.is_none() {
            let failing = match self.failing.take() {
                Some(failing) => failing,
                None => self.first(),
            };
            self.smaller = Some(failing.smaller());
            self.failing = Some(failing);
        }
        let Some(smaller) = &mut self.smaller else {
            return false;
        };
        self.current = smaller.next();
        self.current.is_some()
    }
}

impl<T: Sampled> ValueTree for Tree<T> {
    type Value = T;

    fn current(&self) -> T {
        match self.current.as_ref().or(self.failing.as_ref()) {
            Some(tried) => tried.clone(),
            None => self.first(),
        }
    }

    /// The current value fails: it takes the place of the one before.
    fn simplify(&mut self) -> bool {
        if let Some(current) = self.current.take() {
            self.failing = Some(current);
            self.smaller = None;
        }
        self.try_next()
    }

    /// The current value does not fail: the next one is tried.
    fn complicate(&mut self) -> bool {
        self.current.is_some() && self.try_next()
    }
}
