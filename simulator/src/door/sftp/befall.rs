//! What befalls the requests of a visit: asked of the faults, journaled, and made to happen.

use std::collections::HashSet;

use russh_sftp::protocol::StatusCode;

use crate::door::counter;
use crate::door::mischief::{Mischief, Spoiled};
use crate::door::sftp::status::{NOTHING_THERE, Refused};
use crate::door::sftp::visit::Visit;
use crate::faults::{AskedFile, Door, Fired, Offer, Request, Route};
use crate::{FileName, ShelvedFile};

const UNAVAILABLE: Refused = Refused(
    StatusCode::Failure,
    "the service is not available for now: nothing was done, try again later",
);

impl Visit {
    /// What `out` shows, once what befalls a listing has happened.
    pub(super) async fn listing(&self) -> Result<(Offer, Mischief), Refused> {
        let counted = self.count(Route::List, None);
        let mischief = self.befall(&counted.fired, None).await?;
        let shelf = self.office.list(self.oc)?;
        let today = self.office.today();
        let offer = self
            .bad_days
            .listing(Door::Sftp, self.oc, today, counted.nth, shelf);
        for (name, fired) in &offer.fired {
            self.office.faulted(self.oc, fired, Some(name.clone()))?;
        }
        mischief.listed(offer.files.len()).await;
        Ok((offer, mischief))
    }

    /// Those that are acknowledged all the same.
    pub(super) fn offered_again(&self, files: &[ShelvedFile]) -> HashSet<FileName> {
        let acknowledged = |name: &FileName| {
            let file = self.office.look(self.oc, name);
            file.is_some_and(|file| file.acknowledged)
        };
        let names = files.iter().map(|file| &file.name);
        names.filter(|name| acknowledged(name)).cloned().collect()
    }

    /// A file as a fetch of it that begins now has it.
    pub(super) async fn fetch(
        &self,
        file: ShelvedFile,
    ) -> Result<(ShelvedFile, Mischief), Refused> {
        let counted = self.count(Route::Fetch, Some(&file));
        let mischief = self.befall(&counted.fired, Some(&file.name)).await?;
        let file = self.shown(Route::Fetch, counted.nth, file)?;
        Ok((file, mischief))
    }

    /// What befalls an acknowledgement, before it is noted.
    pub(super) async fn acknowledgement(&self, file: ShelvedFile) -> Result<Mischief, Refused> {
        let counted = self.count(Route::Acknowledge, Some(&file));
        let mischief = self.befall(&counted.fired, Some(&file.name)).await?;
        self.shown(Route::Acknowledge, counted.nth, file)?;
        Ok(mischief)
    }

    /// What befalls a file that is whole now, before it is taken.
    pub(super) async fn push(&self, name: &FileName) -> Result<Mischief, Refused> {
        let (oc, today) = (self.oc, self.office.today());
        let counted = self.bad_days.request(
            Door::Sftp,
            Route::Push,
            oc,
            today,
            Some(AskedFile::pushed(name)),
        );
        self.befall(&counted.fired, Some(name)).await
    }

    /// A push that is going to be slow is slow while its bytes come; what befalls it is counted when it is whole.
    pub(super) fn slow_push(&self, name: &FileName) {
        let text = name.as_str();
        // Under the name it will have, where that can be told.
        let whole = text
            .rsplit_once('.')
            .filter(|_| counter::is_temporary(text));
        let whole: Option<FileName> = whole.and_then(|(whole, _)| whole.parse().ok());
        let name = whole.as_ref().unwrap_or(name);
        let today = self.office.today();
        let (door, route) = (Door::Sftp, Route::Push);
        let fired = self
            .bad_days
            .ahead(door, route, self.oc, today, AskedFile::pushed(name));
        self.orders.set_rate(Mischief::of(&fired).rate);
    }

    /// A file for a look: as its next fetch would have it.
    pub(super) fn glance(&self, file: ShelvedFile) -> Option<ShelvedFile> {
        let today = self.office.today();
        self.bad_days.glance(Door::Sftp, self.oc, today, file)
    }

    /// How the next fetch of a file is announced.
    pub(super) fn ahead(&self, file: &ShelvedFile) -> Spoiled {
        let (today, door) = (self.office.today(), Door::Sftp);
        let fired = self.bad_days.ahead(
            door,
            Route::Fetch,
            self.oc,
            today,
            AskedFile::on_shelf(file),
        );
        Mischief::of(&fired).spoiled
    }

    /// What happens once a request was done.
    pub(super) fn afterwards(&self, mischief: &Mischief) {
        self.orders.set_rate(mischief.rate);
        if mischief.lost {
            self.orders.reset_now();
        }
    }

    fn count(&self, route: Route, file: Option<&ShelvedFile>) -> Request {
        let today = self.office.today();
        self.bad_days.request(
            Door::Sftp,
            route,
            self.oc,
            today,
            file.map(AskedFile::on_shelf),
        )
    }

    /// Journals what befalls a request, and lets happen what comes before anything is done.
    async fn befall(&self, fired: &[Fired], name: Option<&FileName>) -> Result<Mischief, Refused> {
        for one in fired {
            self.office.faulted(self.oc, one, name.cloned())?;
        }
        let mischief = Mischief::of(fired);
        mischief.pause().await;
        // SFTP has no words for when to come again.
        if mischief.refusal.is_some() {
            return Err(UNAVAILABLE);
        }
        Ok(mischief)
    }

    /// The file as the OC is shown it.
    fn shown(&self, route: Route, nth: u64, file: ShelvedFile) -> Result<ShelvedFile, Refused> {
        let (name, today) = (file.name.clone(), self.office.today());
        let shown = self
            .bad_days
            .file(Door::Sftp, route, self.oc, today, nth, file);
        for one in &shown.fired {
            self.office.faulted(self.oc, one, Some(name.clone()))?;
        }
        shown.file.ok_or(NOTHING_THERE)
    }
}
