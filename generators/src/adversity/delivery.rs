//! When and how files come.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[];
