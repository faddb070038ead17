//! Where pushes come out, for whoever drives a caisse.

use super::{Office, Push};
use crate::SimulatorError;
use crate::record::Act;

/// Where files pushed by OCs come out, in the order they were received. Dropped, the doors take no more.
#[derive(Debug)]
pub struct Inbox {
    pub(super) office: Office,
}

impl Inbox {
    /// The next push, as soon as there is one.
    pub async fn next(&mut self) -> Push {
        loop {
            if let Some(push) = self.try_next() {
                return push;
            }
            self.office.room.pushed.notified().await;
        }
    }

    /// The next push where one waits.
    pub fn try_next(&mut self) -> Option<Push> {
        self.office.desk().take_out()
    }

    /// Begins the night: what was pushed before it comes out. A push is before a night or after it, never both: the
    /// journal says which.
    ///
    /// # Errors
    /// Where the journal could not be written.
    pub fn night(&mut self) -> Result<Vec<Push>, SimulatorError> {
        let mut desk = self.office.desk();
        desk.note(None, Act::Night)?;
        let pushes = std::iter::from_fn(|| desk.take_out()).collect();
        self.office.tell(desk);
        Ok(pushes)
    }
}

impl Drop for Inbox {
    fn drop(&mut self) {
        self.office.desk().is_open = false;
    }
}
