//! What OCs push, until somebody who drives a caisse takes it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::{Day, OcNumber};

use super::{Desk, Office};
use crate::promise::Promise;
use crate::record::Act;
use crate::{Content, FileName, SimulatorError};

/// A file pushed by an OC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Push {
    /// Who pushed it.
    pub oc: OcNumber,
    /// Under which name.
    pub name: FileName,
    /// Virtual day it was received.
    pub day: Day,
    /// The content: on a disk where it is long.
    pub content: Content,
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
    /// No one drives a caisse behind the doors: not taken.
    Closed,
}

/// Pushes that wait for the driver at most, and their bytes: most of them on a disk, where they are many.
const WAITING: usize = 1_024;
const WAITING_BYTES: u64 = 16 << 30;

impl Office {
    /// Takes a file from an OC, once: a name and a content make a file.
    ///
    /// A content that is not in memory is read, and made sure of on the disk, before this returns: it is asked where that
    /// holds nobody up.
    ///
    /// # Errors
    /// Where the content cannot be read or kept, or the journal could not be written: the file is not taken then.
    pub fn receive(
        &self,
        oc: OcNumber,
        name: FileName,
        content: Content,
    ) -> Result<Promise<Received>, SimulatorError> {
        let failed = |source| SimulatorError::Content {
            name: name.clone(),
            source,
        };
        let sha256 = content.sha256().map_err(failed)?;
        let base64 = content.in_memory().map(|bytes| STANDARD.encode(bytes));
        let key = (oc, name.clone());
        if base64.is_none()
            && let Some(answer) = self.desk().known(&key, &sha256, content.len())
        {
            // Nothing is written for one that is not taken.
            return Ok(answer);
        }
        let content = self.room.spool.keep(&content, &sha256).map_err(failed)?;
        let mut desk = self.desk();
        if let Some(answer) = desk.known(&key, &sha256, content.len()) {
            return Ok(answer);
        }
        let act = Act::Received {
            name: name.clone(),
            bytes: content.len(),
            sha256: sha256.clone(),
            base64,
        };
        desk.note(Some(oc), act)?;
        desk.pushed.insert(key, sha256);
        desk.take_in(oc, name, content);
        let sure = desk.journal.commit();
        self.tell(desk);
        self.room.pushed.notify_one();
        Ok(Promise::new(Received::New, sure))
    }
}

impl Desk {
    pub(super) fn take_in(&mut self, oc: OcNumber, name: FileName, content: Content) {
        self.waiting_bytes += content.len();
        self.waiting.push_back(Push {
            oc,
            name,
            day: self.today,
            content,
        });
    }

    /// What becomes of a push that is not to be taken: it came before, or there is no room for so many bytes.
    pub(super) fn known(
        &mut self,
        key: &(OcNumber, FileName),
        sha256: &str,
        bytes: u64,
    ) -> Option<Promise<Received>> {
        if let Some(before) = self.pushed.get(key) {
            if before != sha256 {
                return Some(Promise::kept(Received::Conflict));
            }
            // The first one may not be on the disk yet.
            return Some(Promise::new(Received::Already, self.journal.commit()));
        }
        if !self.is_open {
            return Some(Promise::kept(Received::Closed));
        }
        let full = self.waiting_bytes.saturating_add(bytes) > WAITING_BYTES;
        (full || self.waiting.len() >= WAITING).then(|| Promise::kept(Received::Full))
    }

    pub(super) fn take_out(&mut self) -> Option<Push> {
        let push = self.waiting.pop_front()?;
        self.waiting_bytes -= push.content.len();
        Some(push)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Journal;

    fn oc() -> OcNumber {
        OcNumber::new(99_000_017).unwrap()
    }

    fn name(text: &str) -> FileName {
        text.parse().unwrap()
    }

    #[test]
    fn pushes_come_out_in_order_and_one_too_many_is_not_taken() {
        let (office, mut inbox) =
            Office::open(Day::new(2024, 11, 4).unwrap(), Journal::in_memory(0));
        for number in 0..WAITING {
            let pushed = office.receive(oc(), name(&format!("{number}")), "x".into());
            assert_eq!(pushed.unwrap().wait().unwrap(), Received::New);
        }
        assert_eq!(
            office
                .receive(oc(), name("late"), "x".into())
                .unwrap()
                .wait()
                .unwrap(),
            Received::Full
        );
        assert_eq!(inbox.try_next().unwrap().name, name("0"));
        assert_eq!(
            office
                .receive(oc(), name("late"), "x".into())
                .unwrap()
                .wait()
                .unwrap(),
            Received::New
        );
        assert_eq!(inbox.try_next().unwrap().name, name("1"));
        drop(inbox);
        assert_eq!(
            office
                .receive(oc(), name("later"), "x".into())
                .unwrap()
                .wait()
                .unwrap(),
            Received::Closed
        );
    }
}
