//! Listings as they were last written: most are asked for again before anything changes.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use domain::OcNumber;

/// The last listing of each OC, and the version of the board it is of.
#[derive(Debug, Default)]
pub(crate) struct Pages(Mutex<HashMap<OcNumber, (u64, Bytes)>>);

impl Pages {
    pub(crate) fn last(&self, oc: OcNumber) -> Option<(u64, Bytes)> {
        self.pages().get(&oc).cloned()
    }

    pub(crate) fn keep(&self, oc: OcNumber, version: u64, page: Bytes) {
        self.pages().insert(oc, (version, page));
    }

    fn pages(&self) -> MutexGuard<'_, HashMap<OcNumber, (u64, Bytes)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
