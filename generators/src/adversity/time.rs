//! Dates of care and of treatment.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[];
