use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use domain::{Day, OcNumber};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;

use crate::journal::{Act, Journal, Record};
use crate::shelf::{Shelf, ShelvedFile};
use crate::{FileName, SimulatorError};

/// What the doors have in common: the shelf, what was pushed, the virtual day and the journal, with
/// one writer at a time. A clone is the same office.
///
/// An act is journaled, then done, then answered. The office knows no NOEMIE: what an OC pushes goes
/// to whoever drives the caisse, through the [`Inbox`]; what the caisse answers is delivered.
///
/// ```
/// use simulator::{Journal, Office, Received};
/// let (office, mut inbox) = Office::open("2024-11-04".parse()?, Journal::in_memory(1_000));
/// let oc = "99000017".parse()?;
///
/// // A door takes a push; the driver finds it in the inbox and delivers an answer.
/// assert_eq!(office.receive(oc, "movements.408".parse()?, "000…".into())?, Received::New);
/// let push = inbox.try_next().unwrap();
/// office.turn_to("2024-11-05".parse()?)?;
/// office.deliver(push.oc, "answers.929".parse()?, 929, "000…".into())?;
/// assert_eq!(office.list(oc)?.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Office {
    desk: Arc<Mutex<Desk>>,
}

/// Where files pushed by OCs come out, in the order they were received. Dropped, the doors take no more.
#[derive(Debug)]
pub struct Inbox {
    pushes: mpsc::Receiver<Push>,
}

/// A file pushed by an OC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Push {
    /// Who pushed it.
    pub oc: OcNumber,
    /// Under which name.
    pub name: FileName,
    /// Virtual day it was received.
    pub day: Day,
    /// The content.
    pub bytes: Bytes,
}

/// What became of a push.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    /// It is in the inbox.
    New,
    /// The same file came before: nothing happened.
    Already,
    /// Another file came under that name: this one was not taken.
    Conflict,
    /// As many pushes wait as can: this one was not taken, but may come again.
    Full,
    /// No one drives a caisse behind the doors, or the office holds all it can: not taken.
    Closed,
}

/// Pushes that wait for the driver at most.
const WAITING: usize = 1_024;
/// Pushed bytes kept to recognise a second push of the same file.
const KEPT: usize = 1 << 30;

#[derive(Debug)]
struct Desk {
    today: Day,
    shelf: Shelf,
    journal: Journal,
    pushed: HashMap<(OcNumber, FileName), Bytes>,
    kept: usize,
    pushes: mpsc::Sender<Push>,
}

impl Office {
    /// Opens an office on that virtual day.
    #[must_use]
    pub fn open(today: Day, journal: Journal) -> (Self, Inbox) {
        let (sender, pushes) = mpsc::channel(WAITING);
        let desk = Desk {
            today,
            shelf: Shelf::default(),
            journal,
            pushed: HashMap::new(),
            kept: 0,
            pushes: sender,
        };
        (
            Self {
                desk: Arc::new(Mutex::new(desk)),
            },
            Inbox { pushes },
        )
    }

    /// The virtual day.
    #[must_use]
    pub fn today(&self) -> Day {
        self.desk().today
    }

    /// Moves the calendar on to `day`.
    ///
    /// # Errors
    /// Where that day is past.
    pub fn turn_to(&self, day: Day) -> Result<(), SimulatorError> {
        let mut desk = self.desk();
        if day < desk.today {
            return Err(SimulatorError::EarlierDay {
                today: desk.today,
                asked: day,
            });
        }
        desk.today = day;
        Ok(())
    }

    /// Puts a file of that reference on the shelf of an OC, today.
    ///
    /// # Errors
    /// Where the OC has a file of that name, or the journal could not be written.
    pub fn deliver(
        &self,
        oc: OcNumber,
        name: FileName,
        reference: u16,
        bytes: Bytes,
    ) -> Result<(), SimulatorError> {
        let mut desk = self.desk();
        if desk.shelf.file(oc, &name).is_some() {
            return Err(SimulatorError::NameTaken { oc, name });
        }
        let act = Act::Delivered {
            name: name.clone(),
            reference,
            bytes: bytes.len() as u64,
        };
        desk.commit(oc, act)?;
        let day = desk.today;
        desk.shelf.put(
            oc,
            ShelvedFile {
                name,
                day,
                reference,
                bytes,
                acknowledged: false,
            },
        )
    }

    /// What an OC can fetch, in order of delivery.
    ///
    /// # Errors
    /// Where the journal could not be written.
    pub fn list(&self, oc: OcNumber) -> Result<Vec<ShelvedFile>, SimulatorError> {
        let mut desk = self.desk();
        let files = desk.shelf.files(oc).to_vec();
        desk.note(
            oc,
            Act::Listed {
                files: files.len() as u64,
            },
        )?;
        Ok(files)
    }

    /// A file of an OC, for a look: it is not fetched by that.
    #[must_use]
    pub fn look(&self, oc: OcNumber, name: &FileName) -> Option<ShelvedFile> {
        self.desk().shelf.file(oc, name).cloned()
    }

    /// Notes that an OC fetches `bytes` bytes of a file, beginning at `from`.
    ///
    /// # Errors
    /// Where the journal could not be written.
    pub fn fetched(
        &self,
        oc: OcNumber,
        name: FileName,
        from: u64,
        bytes: u64,
    ) -> Result<(), SimulatorError> {
        self.desk().note(oc, Act::Fetched { name, from, bytes })
    }

    /// Notes that an OC has a file; gives whether there is such a file. Again is as good as once.
    ///
    /// # Errors
    /// Where the journal could not be written: the file is not acknowledged then.
    pub fn acknowledge(&self, oc: OcNumber, name: &FileName) -> Result<bool, SimulatorError> {
        let mut desk = self.desk();
        let Some(file) = desk.shelf.file(oc, name) else {
            return Ok(false);
        };
        if !file.acknowledged {
            desk.commit(oc, Act::Acknowledged { name: name.clone() })?;
            desk.shelf.acknowledge(oc, name);
        }
        Ok(true)
    }

    /// Takes a file from an OC, once: a name and a content make a file.
    ///
    /// # Errors
    /// Where the journal could not be written: the file is not taken then.
    pub fn receive(
        &self,
        oc: OcNumber,
        name: FileName,
        bytes: Bytes,
    ) -> Result<Received, SimulatorError> {
        let mut desk = self.desk();
        let key = (oc, name.clone());
        if let Some(before) = desk.pushed.get(&key) {
            let same = *before == bytes;
            return Ok(if same {
                Received::Already
            } else {
                Received::Conflict
            });
        }
        if desk.kept.saturating_add(bytes.len()) > KEPT {
            return Ok(Received::Closed);
        }
        let place = match desk.pushes.clone().try_reserve_owned() {
            Ok(place) => place,
            Err(TrySendError::Full(_)) => return Ok(Received::Full),
            Err(TrySendError::Closed(_)) => return Ok(Received::Closed),
        };
        desk.commit(
            oc,
            Act::Received {
                name: name.clone(),
                bytes: bytes.len() as u64,
            },
        )?;
        desk.kept += bytes.len();
        desk.pushed.insert(key, bytes.clone());
        place.send(Push {
            oc,
            name,
            day: desk.today,
            bytes,
        });
        Ok(Received::New)
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

    /// Flushes the journal: reads are in it before they are on the disk.
    ///
    /// # Errors
    /// Where the journal could not be written.
    pub fn commit(&self) -> Result<(), SimulatorError> {
        Ok(self.desk().journal.commit()?)
    }

    /// Every change is whole before the next begins, so a panic elsewhere leaves a desk one can use.
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Desk {
    /// For reads: written with what comes next.
    fn note(&mut self, oc: OcNumber, act: Act) -> Result<(), SimulatorError> {
        self.journal.append(self.today, oc, act)?;
        Ok(())
    }

    /// For what someone will rely on.
    fn commit(&mut self, oc: OcNumber, act: Act) -> Result<(), SimulatorError> {
        self.note(oc, act)?;
        Ok(self.journal.commit()?)
    }
}

impl Inbox {
    /// The next push; none when every office and door is gone.
    pub async fn next(&mut self) -> Option<Push> {
        self.pushes.recv().await
    }

    /// The next push where one waits.
    pub fn try_next(&mut self) -> Option<Push> {
        self.pushes.try_recv().ok()
    }
}

#[cfg(test)]
mod tests {
    use std::io;

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
            assert!(office.acknowledge(oc(), &name("a")).unwrap());
        }
        assert!(!office.acknowledge(oc(), &name("b")).unwrap());
        for expected in [Received::New, Received::Already] {
            assert_eq!(
                office.receive(oc(), name("p"), "x".into()).unwrap(),
                expected
            );
        }
        assert_eq!(
            office.receive(oc(), name("p"), "y".into()).unwrap(),
            Received::Conflict
        );
        let records = office.records_after(0);
        assert_eq!(
            records.iter().map(|r| r.act.clone()).collect::<Vec<_>>(),
            [
                Act::Delivered {
                    name: name("a"),
                    reference: 303,
                    bytes: 1
                },
                Act::Listed { files: 1 },
                Act::Acknowledged { name: name("a") },
                Act::Received {
                    name: name("p"),
                    bytes: 1
                },
            ]
        );
        assert_eq!(records[0].day, day());
        assert_eq!(records[3].day, day().plus(1));
        assert_eq!(office.records_after(3), records[3..]);
    }

    #[test]
    fn pushes_come_out_in_order_and_one_too_many_is_not_taken() {
        let (office, mut inbox) = Office::open(day(), Journal::in_memory(0));
        for number in 0..WAITING {
            let pushed = office.receive(oc(), name(&format!("{number}")), "x".into());
            assert_eq!(pushed.unwrap(), Received::New);
        }
        assert_eq!(
            office.receive(oc(), name("late"), "x".into()).unwrap(),
            Received::Full
        );
        assert_eq!(inbox.try_next().unwrap().name, name("0"));
        assert_eq!(
            office.receive(oc(), name("late"), "x".into()).unwrap(),
            Received::New
        );
        assert_eq!(inbox.try_next().unwrap().name, name("1"));
        drop(inbox);
        assert_eq!(
            office.receive(oc(), name("later"), "x".into()).unwrap(),
            Received::Closed
        );
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
