//! What is done already, and answered once it is on the disk.

use std::io;

use tokio::sync::oneshot;

use crate::SimulatorError;

/// Something that an office did, and that may be told once the journal holds it for sure.
#[derive(Debug)]
#[must_use = "what is not in the journal for sure may not be told"]
pub struct Promise<T> {
    value: T,
    sure: Sure,
}

/// When everything up to a record is on the disk.
#[derive(Debug)]
pub(crate) enum Sure {
    Now(io::Result<()>),
    Later(oneshot::Receiver<io::Result<()>>),
}

impl<T> Promise<T> {
    pub(crate) fn new(value: T, sure: Sure) -> Self {
        Self { value, sure }
    }

    /// Nothing had to be written for it.
    pub(crate) fn kept(value: T) -> Self {
        Self::new(value, Sure::Now(Ok(())))
    }

    /// Gives it when it is sure.
    ///
    /// # Errors
    /// Where the journal could not be written: whoever asked is not to be told that it is done.
    pub async fn sure(self) -> Result<T, SimulatorError> {
        match self.sure {
            Sure::Now(result) => result?,
            Sure::Later(told) => told.await.map_err(gone)??,
        }
        Ok(self.value)
    }

    /// The same on a thread that may wait; in the midst of other tasks it panics.
    ///
    /// # Errors
    /// As [`Promise::sure`].
    pub fn wait(self) -> Result<T, SimulatorError> {
        match self.sure {
            Sure::Now(result) => result?,
            Sure::Later(told) => told.blocking_recv().map_err(gone)??,
        }
        Ok(self.value)
    }
}

fn gone(_: oneshot::error::RecvError) -> io::Error {
    io::Error::other("the journal was closed before it was written")
}
