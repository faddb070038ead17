//! What faults would do, told without counting: to doors that look before anybody asks.

use domain::{Day, OcNumber};

use super::action::{Action, part};
use super::bad_days::{BadDays, Shown};
use super::decide::{Ask, AskedFile, Fired};
use super::offer::Offer;
use super::spec::{Door, Route};
use crate::{FileName, ShelvedFile};

impl BadDays {
    /// What a listing would show: for a door that looks at its own folder.
    pub(crate) fn offer(
        &self,
        door: Door,
        oc: OcNumber,
        today: Day,
        nth: u64,
        shelf: Vec<ShelvedFile>,
    ) -> Offer {
        let ask = Ask::listing(door, oc, today, nth);
        let next_fetch = |name: &FileName| self.count(door, Route::Fetch, Some(oc), Some(name)) + 1;
        Offer::of(&self.faults(), &ask, shelf, next_fetch)
    }

    /// What would befall the next request of that kind for a file.
    #[cfg(feature = "sftp")]
    pub(crate) fn ahead(
        &self,
        door: Door,
        route: Route,
        oc: OcNumber,
        today: Day,
        file: AskedFile<'_>,
    ) -> Vec<Fired> {
        let nth = self.count(door, route, Some(oc), Some(file.name)) + 1;
        self.faults().decide(&Ask {
            door,
            route,
            oc: Some(oc),
            today,
            nth,
            file: Some(file),
        })
    }

    /// Whether an acknowledged file is offered again after its `nth` acknowledgement.
    pub(crate) fn again(
        &self,
        door: Door,
        oc: OcNumber,
        today: Day,
        nth: u64,
        file: &ShelvedFile,
    ) -> Option<Fired> {
        let ask = Ask::listing(door, oc, today, nth).about(file);
        let fired = self.faults().decide(&ask);
        fired
            .into_iter()
            .find(|one| one.action == Action::OfferedAgain)
    }

    /// What is shown of a file to one who only looks at it (its length, its name): as its next fetch would have it.
    #[must_use]
    pub fn glance(
        &self,
        door: Door,
        oc: OcNumber,
        today: Day,
        file: ShelvedFile,
    ) -> Option<ShelvedFile> {
        let next = self.count(door, Route::Fetch, Some(oc), Some(&file.name)) + 1;
        self.shown(door, Route::Fetch, oc, today, next, file).file
    }

    /// What a file would be shown as in its `nth` fetch, or acknowledgement.
    pub(super) fn shown(
        &self,
        door: Door,
        route: Route,
        oc: OcNumber,
        today: Day,
        nth: u64,
        mut file: ShelvedFile,
    ) -> Shown {
        let ask = Ask {
            door,
            route,
            oc: Some(oc),
            today,
            nth,
            file: Some(AskedFile::on_shelf(&file)),
        };
        let fired = self.faults().lasting(&ask, nth);
        let mut hidden = false;
        for one in &fired {
            match one.action {
                Action::Hidden(_) => hidden = true,
                Action::InPart { permille, .. } => {
                    file.content = file.content.head(part(file.content.len(), permille));
                }
                _ => {}
            }
        }
        Shown {
            file: (!hidden).then_some(file),
            fired,
        }
    }
}
