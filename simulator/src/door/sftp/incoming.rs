//! What a client writes, until the office has it whole.

use domain::OcNumber;
use russh_sftp::protocol::{FileAttributes, StatusCode};

use crate::door::counter;
use crate::door::mischief::Mischief;
use crate::door::sftp::status::{NO_HANDLE, Refused, UNREADABLE, done};
use crate::door::sftp::uploads::Whole;
use crate::door::sftp::visit::{Answer, Opened, READ_ONLY, Visit};
use crate::{Act, FileName, Office, Received, SimulatorError};

const CONFLICT: Refused = Refused(
    StatusCode::Failure,
    "another file came before under that name",
);
const WAIT: Refused = Refused(StatusCode::Failure, "too many files wait: try again later");
const CLOSED: Refused = Refused(StatusCode::Failure, "nobody takes files here");

impl Visit {
    pub(super) async fn write(
        &mut self,
        id: u32,
        handle: &str,
        offset: u64,
        data: Vec<u8>,
    ) -> Answer {
        let Some(Opened::Writing { name, appends }) = self.open.get(handle) else {
            return Err(NO_HANDLE);
        };
        let offset = (!appends).then_some(offset);
        let (uploads, oc, name) = (self.uploads.clone(), self.oc, name.clone());
        // It may wait for a disk: the other visitors do not.
        let write = move || uploads.write(oc, &name, offset, &data);
        aside(write).await??;
        Ok(done(id))
    }

    pub(super) async fn rename_upload(&self, from: &FileName, to: FileName) -> Result<(), Refused> {
        let is_push =
            !counter::is_temporary(to.as_str()) && self.uploads.length(self.oc, from).is_some();
        let mischief = if is_push {
            self.push(&to).await?
        } else {
            Mischief::default()
        };
        let Some(whole) = self.uploads.rename(self.oc, from, &to)? else {
            return Ok(());
        };
        let received = self.receive(&to, whole).await;
        match received {
            Ok(length) => {
                self.uploads.take(self.oc, from, to, length);
                self.afterwards(&mischief);
            }
            Err(_) => self.uploads.put_back(self.oc, from),
        }
        received.map(drop)
    }

    /// Gives the office what is whole, and its length.
    pub(super) async fn receive(&self, name: &FileName, whole: Whole) -> Result<u64, Refused> {
        let content = aside(move || whole.content()).await?;
        let content = content.map_err(|_| UNREADABLE)?;
        let length = content.len();
        let received = counter::receive(&self.office, self.oc, name.clone(), content).await?;
        taken(received).map(|()| length)
    }

    pub(super) async fn set_open(&self, id: u32, handle: &str, attrs: &FileAttributes) -> Answer {
        let Some(Opened::Writing { name, .. }) = self.open.get(handle) else {
            return Err(self.open.get(handle).map_or(NO_HANDLE, |_| READ_ONLY));
        };
        if let Some(length) = attrs.size {
            let (uploads, oc, name) = (self.uploads.clone(), self.oc, name.clone());
            aside(move || uploads.resize(oc, &name, length)).await??;
        }
        Ok(done(id))
    }
}

/// Does something that may wait for a disk where that holds nobody up.
async fn aside<T: Send + 'static>(does: impl FnOnce() -> T + Send + 'static) -> Result<T, Refused> {
    let done = tokio::task::spawn_blocking(does).await;
    done.map_err(|_| Refused(StatusCode::Failure, "the simulator stops"))
}

/// Notes that an upload ended before its end.
pub(super) fn dropped(
    office: &Office,
    oc: OcNumber,
    name: FileName,
    bytes: u64,
) -> Result<(), SimulatorError> {
    // A remark: nobody waits until it is on the disk.
    drop(office.note(Some(oc), Act::Dropped { name, bytes })?);
    Ok(())
}

fn taken(received: Received) -> Result<(), Refused> {
    match received {
        Received::New | Received::Already => Ok(()),
        Received::Conflict => Err(CONFLICT),
        Received::Full => Err(WAIT),
        Received::Closed => Err(CLOSED),
    }
}
