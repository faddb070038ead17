//! Near misses: kept beside the desk, in memory alone.

use std::sync::{MutexGuard, PoisonError};

use domain::{Day, OcNumber};

use super::Office;
use crate::FileName;
use crate::near::{NearMiss, NearMisses, nearest_name};

/// Names that are compared with one that was asked for: the last of the shelf.
const COMPARED: usize = 200;

impl Office {
    /// Requests that just failed, those with a larger number than that (0 for all that are remembered), oldest first;
    /// and the number of the last.
    #[must_use]
    pub fn near_misses(&self, after: u64) -> (Vec<NearMiss>, u64) {
        let near = self.near();
        (near.after(after), near.last())
    }

    /// Remembers a request that just failed: told its number, and the day it is.
    pub(crate) fn missed(&self, miss: impl FnOnce(u64, Day) -> NearMiss) {
        let today = self.today();
        self.near().push(|number| miss(number, today));
    }

    /// Remembers a push that was taken, and that the caisse could make nothing of.
    pub(crate) fn unreadable(&self, oc: OcNumber, name: &FileName, why: &str) {
        self.missed(|number, day| NearMiss {
            number,
            day,
            door: None,
            oc: Some(oc),
            asked: format!("push {name}"),
            refused: why.to_owned(),
            nearest: None,
            hint: "`etalon check FILE` says what is wrong where; nothing is answered to it"
                .to_owned(),
        });
    }

    /// The file that was probably meant: the same where it is not to be had, another spelling, or another OC's.
    pub(crate) fn nearest_file(&self, oc: OcNumber, asked: &str) -> Option<String> {
        let name = asked.parse::<FileName>().ok();
        let desk = self.desk();
        if let Some(name) = &name {
            if let Some(file) = desk.shelf.file(oc, name) {
                let state = if file.acknowledged {
                    "acknowledged"
                } else {
                    "kept back by a fault"
                };
                return Some(format!("{name}, which is {state}"));
            }
            let mut others = desk.shelf.boards().map(|(other, _)| other);
            if let Some(other) = others.find(|other| desk.shelf.file(*other, name).is_some()) {
                return Some(format!("{name} of OC {other}"));
            }
        }
        let last = desk.shelf.files(oc).iter().rev().take(COMPARED);
        let names: Vec<FileName> = last.map(|file| file.name.clone()).collect();
        drop(desk);
        nearest_name(&names, asked)
    }

    /// A miss is whole when the lock is left.
    fn near(&self) -> MutexGuard<'_, NearMisses> {
        self.room
            .near
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
