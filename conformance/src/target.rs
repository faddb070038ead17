//! The mutuelle under test, as étalon talks to it.

pub mod batch;
#[cfg(feature = "doors")]
mod callback;
mod grain;
mod here;
mod join;
pub mod mapping;
#[cfg(feature = "doors")]
mod posted;
mod process;
pub(crate) mod raw;
mod spec;
mod stdio;
mod supply;
mod untold;

pub use batch::{Batch, BatchAnswers, BatchLaunch, JsonLinesSpec};
pub use grain::Grain;
pub use here::{Answering, Here};
#[cfg(feature = "doors")]
pub use posted::Posted;
pub use spec::{Answers, Courier, HttpLaunch, Launch, TargetSpec, Through};
pub use stdio::Stdio;
pub(crate) use supply::Preloaded;
pub use supply::{Clock, Supply};
pub use untold::{AnswerPart, Aside, LineKey, Note, Untold};

use protocol::{Carried, Reply, RequestBody};

/// Somebody who answers the adapter protocol.
pub trait Target {
    /// Sends a request and gives its number.
    ///
    /// # Errors
    /// Where the target is gone.
    fn send(&mut self, body: RequestBody) -> Result<u64, TargetError>;

    /// Hands a file over and gives the number of its request. It may reach the target later, where it has a way of its own
    /// to go: see [`Target::outstanding`].
    ///
    /// # Errors
    /// Where the target is gone.
    fn deliver(&mut self, file: &Parcel<'_>) -> Result<u64, TargetError> {
        self.send(RequestBody::File(file.carried()))
    }

    /// Sends a file of the mutuelle's in the stead of a target that writes none, and gives what arrived of it.
    ///
    /// # Errors
    /// Where it has a way of its own to go, and that is broken.
    fn send_in_stead(&mut self, bytes: Vec<u8>) -> Result<Vec<u8>, TargetError> {
        Ok(bytes)
    }

    /// Receives a file in the stead of a target that reads none of its kind: it is not told of it.
    ///
    /// # Errors
    /// As [`Target::send_in_stead`].
    fn receive_in_stead(&mut self, _file: &Parcel<'_>) -> Result<(), TargetError> {
        Ok(())
    }

    /// Files that were handed over and did not reach the target yet.
    fn outstanding(&self) -> usize {
        0
    }

    /// The next reply.
    ///
    /// # Errors
    /// Where the target is gone, silent past its limit, or says something unreadable.
    fn receive(&mut self) -> Result<Reply, TargetError>;

    /// Last lines the target wrote on its standard error.
    fn last_words(&mut self) -> Vec<String>;

    /// Parts of an answer that it never tells: they are not compared.
    fn never_tells(&self) -> Vec<AnswerPart> {
        Vec::new()
    }

    /// The grain of what it says of a line: at that of a décompte its first line has what is said of all of them.
    fn grain(&self) -> Grain {
        Grain::Line
    }

    /// What is known of lines beside the replies, to be asked before each of them is heard.
    fn aside(&mut self) -> Aside {
        Aside::default()
    }

    /// What there is to tell of the target itself since this was last asked.
    fn take_notes(&mut self) -> Vec<Note> {
        Vec::new()
    }
}

/// A file for a target.
#[derive(Debug, Clone, Copy)]
pub struct Parcel<'a> {
    /// Name it is kept under.
    pub name: &'a str,
    /// Its reference: 303, 929.
    pub reference: u16,
    /// Its bytes.
    pub bytes: &'a [u8],
}

impl Parcel<'_> {
    /// The file as a message holds it.
    #[must_use]
    pub fn carried(&self) -> protocol::FileMessage {
        Carried::inline(&format!("{:03}", self.reference), self.bytes)
    }
}

/// Why talking to a target failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TargetError {
    /// It could not be started.
    #[error("failed to start `{command}`: {why}")]
    Start {
        /// The command.
        command: String,
        /// What the system says.
        why: String,
        /// The same, as a kind.
        kind: std::io::ErrorKind,
    },
    /// It ended, or closed its output.
    #[error("the target ended{how} while answers were due")]
    Gone {
        /// Exit status, where known.
        how: String,
    },
    /// It said nothing for too long.
    #[error("the target said nothing for {seconds} s while an answer was due")]
    Silent {
        /// The limit.
        seconds: u64,
    },
    /// It wrote more than anybody asked for.
    #[error("the target wrote more than {mib} MiB that nobody asked for")]
    Flood {
        /// The limit.
        mib: usize,
    },
    /// It said too much that answers nothing.
    #[error("the target said {words} things that answer no request; the last: {last}")]
    Babble {
        /// How many.
        words: usize,
        /// The last one.
        last: String,
    },
    /// It kept talking and never answered.
    #[error("the target did not answer a request within {seconds} s")]
    Late {
        /// The limit.
        seconds: u64,
    },
    /// It does not claim what is needed to judge it.
    #[error("the target does not claim the capability `answers`: nothing of it can be judged")]
    NoAnswers,
    /// The run was told to stop.
    #[error("the run was interrupted")]
    Interrupted,
    /// The door that files pass through failed. That is étalon's affair: nothing is said of the target by it.
    #[error("files did not pass through the door `{door}`: {why}")]
    Door {
        /// The door.
        door: &'static str,
        /// What went wrong, and what to do.
        why: String,
    },
    /// A target over HTTP could not be reached, or did not answer as HTTP does. Nothing is said of a mutuelle by it.
    #[error("{url} {why}")]
    Http {
        /// What was asked.
        url: String,
        /// What went wrong, and what to do.
        why: String,
    },
    /// The folder of a command could not be made or written. That is étalon's affair: nothing is said of the target by it.
    #[error("failed to {what}: {why}; is there room in the folder for temporary files?")]
    Folder {
        /// What was to be done.
        what: &'static str,
        /// What the system says.
        why: String,
    },
    /// The target file says of a command what cannot be used.
    #[error(transparent)]
    Mapping(#[from] mapping::MappingError),
    /// The target is not of this build.
    #[error("this build has no targets over HTTP: build étalon with the feature `http`")]
    NoHttp,
    /// Files that a fault hides stayed hidden, or nobody fetched them.
    #[error(
        "{files} files did not come through their door within {days} days of the last one: shorten what the faults hide; \
         a target that fetches itself has to acknowledge what it fetched"
    )]
    Unshown {
        /// How many.
        files: usize,
        /// Days that were waited.
        days: u32,
    },
    /// It said something that is no reply. Talking can go on.
    #[error("{0}")]
    Unreadable(String),
}

impl TargetError {
    /// Whether the target is to blame for it.
    #[must_use]
    pub fn is_of_the_target(&self) -> bool {
        !matches!(
            self,
            Self::Door { .. }
                | Self::Unshown { .. }
                | Self::Http { .. }
                | Self::NoHttp
                | Self::Folder { .. }
                | Self::Mapping(_)
        )
    }

    /// Whether talking can go on.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Unreadable(_))
    }
}
