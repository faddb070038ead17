use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::{Day, OcNumber};

use super::action::Action;
use super::decide::{Ask, AskedFile, Faults, Fired};
use super::nearly::Nearly;
use super::offer::Offer;
use super::spec::{Door, Route};
use super::tally::{Asked, Tally};
use crate::{FileName, ShelvedFile, SimulatorError};

/// The faults of all doors, and how often each thing was asked. A clone is the same.
///
/// Every door asks here, in the order of a request: [`request`](Self::request) counts it and says what befalls it; then
/// [`listing`](Self::listing) or [`file`](Self::file) says what the OC is shown of its shelf.
#[derive(Debug, Clone, Default)]
pub struct BadDays {
    book: Arc<Mutex<Book>>,
}

#[derive(Debug, Default)]
struct Book {
    faults: Faults,
    tally: Tally,
    /// Whether a door has an expired certificate to show.
    can_expire: bool,
}

/// What befalls a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The how-manieth of its kind it is.
    pub nth: u64,
    /// What befalls it.
    pub fired: Vec<Fired>,
}

/// What an OC is shown of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The file as it is to be given; none where it is not shown yet.
    pub file: Option<ShelvedFile>,
    /// What befell it.
    pub fired: Vec<Fired>,
}

impl BadDays {
    /// These faults, with nothing counted yet.
    #[must_use]
    pub fn new(faults: Faults) -> Self {
        let bad_days = Self::default();
        bad_days.set(faults);
        bad_days
    }

    /// Other faults from now on. Counting begins anew: a session that is played again counts as it did.
    pub fn set(&self, faults: Faults) {
        let mut book = self.book();
        book.faults = faults;
        book.tally = Tally::default();
    }

    /// How often each rule fired since these faults hold, in their order.
    #[must_use]
    pub fn fired(&self) -> Vec<(Arc<str>, u64)> {
        let book = self.book();
        let rules = book.faults.ids();
        rules.map(|id| (id.clone(), book.tally.fired(id))).collect()
    }

    /// Of each rule that never fired since these faults hold, in their order: how often one condition alone kept it from it,
    /// the most frequent first. Requests that several conditions kept it from are not told: they were about something else.
    #[must_use]
    pub fn never_fired(&self) -> Vec<(Arc<str>, Vec<Nearly>)> {
        let book = self.book();
        let rules = book.faults.ids();
        let never = rules.filter(|id| book.tally.fired(id) == 0);
        never.map(|id| (id.clone(), book.tally.kept(id))).collect()
    }

    /// Counts a file that is delivered: what befell it, of what rules fired for it.
    pub(crate) fn delivered(&self, ask: &Ask<'_>, befell: &[&Fired]) {
        let mut book = self.book();
        if book.faults.is_empty() {
            return;
        }
        let fired = book.faults.decide(ask).into_iter().map(|one| one.rule);
        let in_vain = fired.filter(|rule| !befell.iter().any(|one| one.rule == *rule));
        let in_vain: Vec<Arc<str>> = in_vain.collect();
        let Book { faults, tally, .. } = &mut *book;
        tally.befell(befell.iter().copied());
        tally.nearly(faults, ask);
        tally.in_vain(ask, in_vain.into_iter());
    }

    /// Notes that a door has an expired certificate to show.
    #[cfg(feature = "tls")]
    pub(crate) fn can_expire(&self) {
        self.book().can_expire = true;
    }

    /// Whether the doors can make these faults happen.
    ///
    /// # Errors
    /// Where one of them is `expired-certificate`, and no door has one to show.
    pub(crate) fn can(&self, faults: &Faults) -> Result<(), SimulatorError> {
        let expires = faults.any(|action| *action == Action::ExpiredCertificate);
        if expires && !self.book().can_expire {
            return Err(SimulatorError::NoExpiredCertificate);
        }
        Ok(())
    }

    /// The rules there are, to be asked without counting.
    #[must_use]
    pub fn faults(&self) -> Faults {
        self.book().faults.clone()
    }

    /// Whether nothing can go wrong: there are no rules.
    #[must_use]
    pub fn is_calm(&self) -> bool {
        self.book().faults.is_empty()
    }

    /// Counts a request, and says what befalls it. `file` is none for a listing, and where there is no such file.
    #[must_use]
    pub fn request(
        &self,
        door: Door,
        route: Route,
        oc: OcNumber,
        today: Day,
        file: Option<AskedFile<'_>>,
    ) -> Request {
        self.ask(door, route, Some(oc), today, file)
    }

    /// Counts somebody who comes in at a door, and says what befalls that.
    #[must_use]
    pub fn connection(&self, door: Door, today: Day) -> Request {
        self.ask(door, Route::Connect, None, today, None)
    }

    /// Days the clock leaves out when it comes to that day: for whoever owns the clock. Several rules add up.
    #[must_use]
    pub fn jump(&self, today: Day) -> (u32, Vec<Fired>) {
        // Nobody asks for a day twice, and the day is the address of the draw.
        let number = u64::try_from(today.year()).unwrap_or(0) * 10_000
            + u64::try_from(today.month()).unwrap_or(0) * 100
            + u64::try_from(today.day()).unwrap_or(0);
        let ask = Ask {
            door: Door::Http,
            route: Route::Clock,
            oc: None,
            today,
            nth: number,
            file: None,
        };
        let mut book = self.book();
        let fired = book.faults.decide(&ask);
        let Book { faults, tally, .. } = &mut *book;
        tally.befell(&fired);
        tally.nearly(faults, &ask);
        drop(book);
        let days = fired.iter().map(|fired| match fired.action {
            Action::ClockJump { days } => u32::from(days),
            _ => 0,
        });
        (days.sum(), fired)
    }

    /// What is shown of a shelf in the `nth` listing of an OC. Over HTTP what is acknowledged is listed and says so; the
    /// doors made of files list only what is not.
    #[must_use]
    pub fn listing(
        &self,
        door: Door,
        oc: OcNumber,
        today: Day,
        nth: u64,
        shelf: Vec<ShelvedFile>,
    ) -> Offer {
        let of_entries = self.faults().any(Action::is_of_entry);
        let before = of_entries.then(|| shelf.clone());
        let offer = self.offer(door, oc, today, nth, shelf);
        let fired = offer.fired.iter().map(|(_, fired)| fired);
        let mut book = self.book();
        let Book { faults, tally, .. } = &mut *book;
        tally.befell(fired);
        for file in before.iter().flatten() {
            let ask = Ask::listing(door, oc, today, nth).about(file);
            tally.nearly(faults, &ask);
        }
        drop(book);
        offer
    }

    /// Counts what a door that looks at its own folder made happen.
    pub(crate) fn befell(&self, fired: &Fired) {
        self.book().tally.befell([fired]);
    }

    /// What is shown of a file that is fetched for the `nth` time, or acknowledged.
    #[must_use]
    pub fn file(
        &self,
        door: Door,
        route: Route,
        oc: OcNumber,
        today: Day,
        nth: u64,
        file: ShelvedFile,
    ) -> Shown {
        let shown = self.shown(door, route, oc, today, nth, file);
        self.book().tally.befell(&shown.fired);
        shown
    }

    fn ask(
        &self,
        door: Door,
        route: Route,
        oc: Option<OcNumber>,
        today: Day,
        file: Option<AskedFile<'_>>,
    ) -> Request {
        let mut book = self.book();
        if book.faults.is_empty() {
            return Request {
                nth: 1,
                fired: Vec::new(),
            };
        }
        let nth = book
            .tally
            .next(counted(door, route, oc, file.map(|file| file.name)));
        let ask = Ask {
            door,
            route,
            oc,
            today,
            nth,
            file,
        };
        let fired = book.faults.decide(&ask);
        let Book { faults, tally, .. } = &mut *book;
        tally.befell(&fired);
        tally.nearly(faults, &ask);
        Request { nth, fired }
    }

    pub(super) fn count(
        &self,
        door: Door,
        route: Route,
        oc: Option<OcNumber>,
        file: Option<&FileName>,
    ) -> u64 {
        let key = counted(door, route, oc, file);
        self.book().tally.count(&key)
    }

    /// A count is whole when the lock is left.
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn counted(door: Door, route: Route, oc: Option<OcNumber>, file: Option<&FileName>) -> Asked {
    Asked {
        door,
        route,
        oc,
        file: file.cloned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> Day {
        Day::new(2024, 11, 4).unwrap()
    }

    fn oc() -> OcNumber {
        OcNumber::new(99_000_017).unwrap()
    }

    fn bad_days(rules: &str) -> BadDays {
        let text = format!("schema-version: 1\nrules:\n{rules}");
        BadDays::new(Faults::new(domain::load("faults.yaml", &text).unwrap()))
    }

    fn file(name: &str, reference: u16, on: i32) -> ShelvedFile {
        ShelvedFile {
            name: name.parse().unwrap(),
            day: day().plus(on),
            reference,
            content: "0123456789".into(),
            acknowledged: false,
        }
    }

    fn names(offer: &Offer) -> Vec<&str> {
        offer.files.iter().map(|file| file.name.as_str()).collect()
    }

    #[test]
    fn requests_are_counted_apart_by_door_route_oc_and_file() {
        let bad = bad_days("  - {id: a, match: {nth: [2]}, action: answer-lost}");
        let (a, b): (FileName, FileName) = ("a".parse().unwrap(), "b".parse().unwrap());
        let other = OcNumber::new(99_000_025).unwrap();
        for nth in 1..=3 {
            for (door, route, oc, name) in [
                (Door::Http, Route::Fetch, oc(), Some(&a)),
                (Door::Http, Route::Fetch, oc(), Some(&b)),
                (Door::Http, Route::Fetch, other, Some(&a)),
                (Door::Sftp, Route::Fetch, oc(), Some(&a)),
                (Door::Http, Route::Acknowledge, oc(), Some(&a)),
                (Door::Http, Route::List, oc(), None),
            ] {
                let file = name.map(|name| AskedFile {
                    name,
                    reference: None,
                    delivered: None,
                });
                let request = bad.request(door, route, oc, day(), file);
                assert_eq!(request.nth, nth);
                assert_eq!(request.fired.len(), usize::from(nth == 2));
            }
        }
        bad.set(bad.faults());
        assert_eq!(
            bad.request(Door::Http, Route::List, oc(), day(), None).nth,
            1
        );
    }

    #[test]
    fn an_older_929_is_offered_after_the_next_one_or_when_its_days_are_over() {
        let bad =
            bad_days("  - {id: a, match: {file: '*.old'}, action: {older-after-newer: {days: 5}}}");
        let list = |today: i32, shelf: &[ShelvedFile]| {
            bad.listing(Door::Http, oc(), day().plus(today), 1, shelf.to_vec())
        };
        let shelf = [
            file("1.old", 929, 0),
            file("2.old", 929, 0),
            file("3", 303, 1),
            file("4", 929, 2),
            file("5", 929, 3),
        ];
        assert_eq!(names(&list(1, &shelf[..3])), ["3"]);
        assert_eq!(names(&list(3, &shelf)), ["3", "4", "1.old", "2.old", "5"]);
        assert_eq!(names(&list(5, &shelf)), ["1.old", "2.old", "3", "4", "5"]);
        assert_eq!(list(3, &shelf).fired.len(), 2);
        assert_eq!(list(5, &shelf).fired, []);
    }

    #[test]
    fn a_silent_caisse_shows_its_backlog_at_once() {
        let bad = bad_days(
            "  - {id: a, match: {from: 2024-11-05, to: 2024-11-06}, action: {hidden: {until: 2024-11-08}}}",
        );
        let shelf = [
            file("1", 303, 0),
            file("2", 303, 1),
            file("3", 303, 2),
            file("4", 303, 3),
        ];
        let seen = |today: i32| {
            let there: Vec<_> = shelf
                .iter()
                .filter(|f| f.day <= day().plus(today))
                .cloned()
                .collect();
            let offer = bad.listing(Door::Http, oc(), day().plus(today), 1, there);
            names(&offer).join(" ")
        };
        let days: Vec<String> = (0..5).map(seen).collect();
        assert_eq!(days, ["1", "1", "1", "1 4", "1 2 3 4"]);
        let fetch = |today: i32| {
            let today = day().plus(today);
            bad.file(Door::Http, Route::Fetch, oc(), today, 1, shelf[1].clone())
                .file
        };
        assert_eq!(fetch(3), None);
        assert_eq!(fetch(4), Some(shelf[1].clone()));
    }

    #[test]
    fn what_befalls_entries_is_shown_and_told_only_where_it_changes_something() {
        let bad = bad_days(
            "  - {id: a, match: {file: '1'}, action: listed-twice}\n  - {id: b, action: offered-again}\n  \
             - {id: c, match: {file: '2'}, action: {in-part: {permille: 300, until: {fetch: 2}}}}",
        );
        let acknowledged = ShelvedFile {
            acknowledged: true,
            ..file("3", 303, 0)
        };
        let shelf = vec![file("1", 303, 0), file("2", 303, 0), acknowledged];
        let offer = bad.listing(Door::Http, oc(), day(), 1, shelf.clone());
        assert_eq!(names(&offer), ["1", "1", "2", "3"]);
        assert!(offer.files.iter().all(|file| !file.acknowledged));
        assert_eq!(offer.files[2].content, "012".into());
        let told: Vec<_> = offer
            .fired
            .iter()
            .map(|(n, f)| (n.as_str(), f.action.id()))
            .collect();
        assert_eq!(
            told,
            [
                ("1", "listed-twice"),
                ("2", "in-part"),
                ("3", "offered-again")
            ]
        );
        // The first fetch gives a part; then the listing, and the second fetch, the whole.
        for (nth, expected) in [(1, "012"), (2, "0123456789")] {
            let asked = Some(AskedFile::on_shelf(&shelf[1]));
            assert_eq!(
                bad.request(Door::Http, Route::Fetch, oc(), day(), asked)
                    .nth,
                nth
            );
            let shown = bad.file(Door::Http, Route::Fetch, oc(), day(), nth, shelf[1].clone());
            assert_eq!(shown.file.unwrap().content, expected.into());
        }
        let after = bad.listing(Door::Http, oc(), day(), 2, shelf);
        assert_eq!(after.files[2].content.len(), 10);
    }

    #[test]
    fn the_clock_asks_for_its_own_jumps() {
        let bad = bad_days(
            "  - {id: a, match: {from: 2024-11-06, to: 2024-11-06}, action: {clock-jump: {days: 12}}}\n  \
             - {id: b, permille: 500, match: {from: 2025-01-01}, action: {clock-jump: {days: 1}}}",
        );
        let days: Vec<u32> = (0..4).map(|on| bad.jump(day().plus(on)).0).collect();
        assert_eq!(days, [0, 0, 12, 0]);
        let later = (0..1_000).map(|on| bad.jump(day().plus(100 + on)).0);
        let jumps: u32 = later.sum();
        assert!((430..570).contains(&jumps), "drawn day by day: {jumps}");
    }

    #[test]
    fn without_rules_nothing_is_counted_and_nothing_changes() {
        let bad = BadDays::default();
        let shelf = vec![file("1", 303, 0), file("2", 929, 0)];
        for _ in 0..3 {
            assert_eq!(
                bad.request(Door::Http, Route::List, oc(), day(), None).nth,
                1
            );
            assert_eq!(
                bad.listing(Door::Http, oc(), day(), 1, shelf.clone()).files,
                shelf
            );
        }
        assert!(bad.book().tally.is_empty());
    }
}
