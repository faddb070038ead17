//! What OCs push: taken once, until whoever drives the caisses takes it out.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::OcNumber;

use super::{Desk, Office, Push, Received, WAITING, WAITING_BYTES};
use crate::promise::Promise;
use crate::record::Act;
use crate::{Content, FileName, SimulatorError};

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
    fn known(
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
