use domain::Member;

use super::Sampled;
use super::knobs::{Knobs, smaller as smaller_knobs};
use super::listed::drawn;
use super::smaller::without_runs;
use crate::lot::{Change, rows_kept};
use crate::options::Options;

/// The portfolio of a mutuelle: persons and contracts when the world begins, and what it learns of them.
#[derive(Debug, Clone)]
pub struct Portfolio {
    /// What makes it, before anything was taken out.
    pub options: Options,
    /// Whether something was taken out.
    pub trimmed: bool,
    /// One row a person and contract.
    pub members: Vec<Member>,
    /// What the mutuelle learns within the world, in order of days.
    pub changes: Vec<Change>,
}

impl Portfolio {
    fn of(options: Options) -> Self {
        let lot = drawn(&options);
        Self {
            options,
            trimmed: false,
            members: lot.members,
            changes: lot.changes,
        }
    }

    fn with(&self, (members, changes): (Vec<Member>, Vec<Change>)) -> Self {
        Self {
            options: self.options.clone(),
            trimmed: true,
            members,
            changes,
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
        let by_knobs = knobs.into_iter().map(Self::of);
        let places: Vec<usize> = (0..self.members.len()).collect();
        let whole = self.clone();
        let fewer_rows = without_runs(&places, 1).map(move |kept| {
            // A row that is only added on the way is a change.
            let first = whole.members.len();
            let keep = |place| place >= first || kept.contains(&place);
            let rows = (whole.members.as_slice(), whole.changes.as_slice());
            whole.with(rows_kept(rows, keep, |_, _| true))
        });
        let whole = self.clone();
        let fewer_changes = fewer_changes(&self.members, &self.changes);
        let fewer_changes = fewer_changes.map(move |rows| whole.with(rows));
        Box::new(by_knobs.chain(fewer_rows).chain(fewer_changes))
    }
}

/// The same rows with some of their changes: the much fewer first.
pub(super) fn fewer_changes(
    members: &[Member],
    changes: &[Change],
) -> impl Iterator<Item = (Vec<Member>, Vec<Change>)> + use<> {
    let (members, changes) = (members.to_vec(), changes.to_vec());
    let places = changes.iter().enumerate();
    let places = places.flat_map(|(nth, change)| (0..change.rows.len()).map(move |row| (nth, row)));
    let places: Vec<(usize, usize)> = places.collect();
    without_runs(&places, 0).map(move |kept| {
        rows_kept(
            (&members, &changes),
            |_| true,
            |nth, row| kept.contains(&(nth, row)),
        )
    })
}
