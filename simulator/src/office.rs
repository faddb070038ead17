use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use domain::{Day, OcNumber};
use indexmap::IndexMap;
use noemie::Profiles;
use tokio::sync::{Notify, watch};

use crate::faults::BadDays;
use crate::journal::Journal;
use crate::near::NearMisses;
use crate::promise::Promise;
use crate::record::{Act, Record};
use crate::shelf::{Shelf, ShelvedFile};
use crate::spool::Spool;
use crate::{Content, FileName, SimulatorError};

mod again;
mod faults;
mod inbox;
mod near;
mod payments;
mod pushes;
mod shelves;
mod way;

pub(crate) use again::{Again, Due};
pub use inbox::Inbox;
pub use payments::Paid;
use payments::Payments;
pub use pushes::{Push, Received};
use way::Way;

/// What the doors have in common: the shelf, what was pushed, the virtual day and the journal, with
/// one writer at a time. A clone is the same office.
///
/// An act is journaled, then done; it is answered once the journal holds it for sure ([`Promise`]). The office knows no
/// NOEMIE, but for the numbers of décomptes that an OC says it paid: what an OC pushes goes to whoever drives the caisse, through the [`Inbox`]; what the caisse answers is
/// delivered.
///
/// ```
/// use simulator::{Journal, Office, Received};
/// let (office, mut inbox) = Office::open("2024-11-04".parse()?, Journal::in_memory(1_000));
/// let oc = "99000017".parse()?;
///
/// // A door takes a push; the driver finds it in the inbox and delivers an answer.
/// assert_eq!(office.receive(oc, "movements.408".parse()?, "000…".into())?.wait()?, Received::New);
/// let push = inbox.try_next().unwrap();
/// office.turn_to("2024-11-05".parse()?)?;
/// office.deliver(push.oc, "answers.929".parse()?, 929, "000…".into())?;
/// assert_eq!(office.list(oc)?.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Office {
    room: Arc<Room>,
}

#[derive(Debug)]
struct Room {
    desk: Mutex<Desk>,
    bad_days: BadDays,
    near: Mutex<NearMisses>,
    /// A push waits.
    pushed: Notify,
    /// Number of the last record.
    seen: watch::Sender<u64>,
    /// Where pushed files lie.
    spool: Spool,
    /// What files are laid out by.
    profiles: OnceLock<Profiles>,
}

#[derive(Debug)]
struct Desk {
    today: Day,
    shelf: Shelf,
    /// Files that were set down and are not shown yet, in order.
    down: IndexMap<(OcNumber, FileName), ShelvedFile>,
    /// Files that come on later days.
    way: Way,
    journal: Journal,
    /// SHA-256 of what each OC pushed under a name.
    pushed: HashMap<(OcNumber, FileName), String>,
    payments: Payments,
    waiting: VecDeque<Push>,
    waiting_bytes: u64,
    /// Whether somebody takes pushes.
    is_open: bool,
}

impl Office {
    /// Opens an office on that virtual day.
    #[must_use]
    pub fn open(today: Day, journal: Journal) -> (Self, Inbox) {
        let spool = journal.spool().clone();
        let desk = Desk {
            today,
            shelf: Shelf::default(),
            down: IndexMap::new(),
            way: Way::default(),
            journal,
            pushed: HashMap::new(),
            payments: Payments::default(),
            waiting: VecDeque::new(),
            waiting_bytes: 0,
            is_open: true,
        };
        let room = Room {
            desk: Mutex::new(desk),
            bad_days: BadDays::default(),
            near: Mutex::default(),
            pushed: Notify::new(),
            seen: watch::Sender::new(0),
            spool,
            profiles: OnceLock::new(),
        };
        let office = Self {
            room: Arc::new(room),
        };
        let inbox = Inbox {
            office: office.clone(),
        };
        (office, inbox)
    }

    /// The virtual day.
    #[must_use]
    pub fn today(&self) -> Day {
        self.desk().today
    }

    /// Moves the calendar on to `day`; gives whether it was another before.
    ///
    /// # Errors
    /// Where that day is past, or the journal could not be written.
    pub fn turn_to(&self, day: Day) -> Result<bool, SimulatorError> {
        let mut desk = self.desk();
        let turned = desk.turn_to(day);
        self.tell(desk);
        turned
    }

    /// Notes something that concerns all OCs, or none.
    ///
    /// # Errors
    /// Where the journal could not be written.
    pub fn note(&self, oc: Option<OcNumber>, act: Act) -> Result<Promise<()>, SimulatorError> {
        let mut desk = self.desk();
        desk.note(oc, act)?;
        let sure = desk.journal.commit();
        self.tell(desk);
        Ok(Promise::new((), sure))
    }

    /// Where pushed files lie while they come.
    pub(crate) fn spool(&self) -> &Spool {
        &self.room.spool
    }

    /// The records still in memory with a number past `seq` (0 for all), oldest first.
    #[must_use]
    pub fn records_after(&self, seq: u64) -> Vec<Record> {
        self.desk()
            .journal
            .records()
            .filter(|record| record.seq > seq)
            .cloned()
            .collect()
    }

    /// The number of the last record, and the day it is.
    #[must_use]
    pub fn now(&self) -> (u64, Day) {
        let desk = self.desk();
        (desk.journal.last(), desk.today)
    }

    /// The number of the last record, and each later one as it comes.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.room.seen.subscribe()
    }

    /// Makes sure of the journal: reads are in it before they are on the disk.
    ///
    /// # Errors
    /// Where the journal could not be written, once the promise is asked.
    pub fn commit(&self) -> Promise<()> {
        Promise::new((), self.desk().journal.commit())
    }

    /// Takes the state of another office on: shelf, pushes, faults and day. The journal stays, and tells of it.
    pub(crate) fn become_as(&self, other: &Self, act: Act) -> Result<Promise<()>, SimulatorError> {
        let faults = other.room.bad_days.faults();
        let mut desk = self.desk();
        let mut other = other.desk();
        desk.today = other.today;
        desk.shelf = std::mem::take(&mut other.shelf);
        desk.down.clear();
        desk.way = std::mem::take(&mut other.way);
        desk.pushed = std::mem::take(&mut other.pushed);
        desk.payments = std::mem::take(&mut other.payments);
        desk.waiting = std::mem::take(&mut other.waiting);
        desk.waiting_bytes = std::mem::take(&mut other.waiting_bytes);
        drop(other);
        self.room.bad_days.set(faults);
        // On the day that it is from here on.
        desk.note(None, act)?;
        let sure = desk.journal.commit();
        self.tell(desk);
        Ok(Promise::new((), sure))
    }

    /// Every change is whole before the next begins, so a panic elsewhere leaves a desk one can use.
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.room
            .desk
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells those who watch the journal.
    fn tell(&self, desk: MutexGuard<'_, Desk>) {
        let last = desk.journal.last();
        drop(desk);
        self.room.seen.send_if_modified(|seen| {
            let is_news = *seen < last;
            *seen = last.max(*seen);
            is_news
        });
    }
}

impl Desk {
    fn note(&mut self, oc: Option<OcNumber>, act: Act) -> Result<(), SimulatorError> {
        self.journal.append(self.today, oc, act)?;
        Ok(())
    }

    fn turn_to(&mut self, day: Day) -> Result<bool, SimulatorError> {
        if day < self.today {
            return Err(SimulatorError::EarlierDay {
                today: self.today,
                asked: day,
            });
        }
        if day == self.today {
            return Ok(false);
        }
        self.note(None, Act::Turned { to: day })?;
        self.today = day;
        Ok(true)
    }
}

fn sha256(name: &FileName, content: &Content) -> Result<String, SimulatorError> {
    content.sha256().map_err(|source| SimulatorError::Content {
        name: name.clone(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use std::io;

    use protocol::Carried;

    use super::*;

    struct NoPaper;

    impl io::Write for NoPaper {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn day() -> Day {
        Day::new(2024, 11, 4).unwrap()
    }

    fn oc() -> OcNumber {
        OcNumber::new(99_000_017).unwrap()
    }

    fn name(text: &str) -> FileName {
        text.parse().unwrap()
    }

    #[test]
    fn every_act_is_journaled_once_with_its_virtual_day() {
        let (office, _inbox) = Office::open(day(), Journal::in_memory(100));
        office.deliver(oc(), name("a"), 303, "x".into()).unwrap();
        office
            .deliver(oc(), name("a"), 303, "y".into())
            .unwrap_err();
        office.turn_to(day().plus(1)).unwrap();
        office.turn_to(day()).unwrap_err();
        office.list(oc()).unwrap();
        for _ in 0..2 {
            assert!(
                office
                    .acknowledge(oc(), &name("a"))
                    .unwrap()
                    .wait()
                    .unwrap()
            );
        }
        assert!(
            !office
                .acknowledge(oc(), &name("b"))
                .unwrap()
                .wait()
                .unwrap()
        );
        for expected in [Received::New, Received::Already] {
            assert_eq!(
                office
                    .receive(oc(), name("p"), "x".into())
                    .unwrap()
                    .wait()
                    .unwrap(),
                expected
            );
        }
        assert_eq!(
            office
                .receive(oc(), name("p"), "y".into())
                .unwrap()
                .wait()
                .unwrap(),
            Received::Conflict
        );
        let records = office.records_after(0);
        assert_eq!(
            records.iter().map(|r| r.act.clone()).collect::<Vec<_>>(),
            [
                Act::Delivered {
                    name: name("a"),
                    reference: 303,
                    bytes: 1,
                    sha256: Carried::sha256(b"x"),
                },
                Act::Turned { to: day().plus(1) },
                Act::Listed { files: 1 },
                Act::Acknowledged { name: name("a") },
                Act::Received {
                    name: name("p"),
                    bytes: 1,
                    sha256: Carried::sha256(b"x"),
                    base64: None,
                },
            ]
        );
        assert_eq!(records[0].day, day());
        assert_eq!(records[4].day, day().plus(1));
        assert_eq!(office.records_after(3), records[3..]);
    }

    #[test]
    fn what_cannot_be_journaled_does_not_happen() {
        let (office, mut inbox) = Office::open(day(), Journal::new(NoPaper, 10));
        office
            .deliver(oc(), name("a"), 303, "x".into())
            .unwrap_err();
        office.receive(oc(), name("p"), "x".into()).unwrap_err();
        assert_eq!(office.look(oc(), &name("a")), None);
        assert_eq!(inbox.try_next(), None);
    }
}
