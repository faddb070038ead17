use std::io;

use simulator::SimulatorError;

use crate::target::TargetError;
use crate::watchdog::Ended;

/// Why files do not pass through a door.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DoorError {
    /// The door or its office.
    #[error(transparent)]
    Simulator(#[from] SimulatorError),
    /// The system.
    #[error("failed to {what}: {source}")]
    Io {
        what: String,
        #[source]
        source: io::Error,
    },
    /// The door refused something that is right.
    #[error("{what} was answered by the status {status}")]
    Refused { what: String, status: u16 },
    /// The same thing failed each time.
    #[error("{what} did not succeed in {tries} tries: a fault that always fires lets nothing pass")]
    GaveUp { what: String, tries: u32 },
    /// It took too long.
    #[error(
        "{what} took longer than `limits: request-seconds` of the target file: raise it, or shorten what the faults \
         make a client wait"
    )]
    TooLong { what: String },
    /// What is said over SFTP.
    #[cfg(feature = "sftp")]
    #[error("failed to {what} over SFTP: {why}")]
    Sftp { what: String, why: String },
    /// The door is not in this build.
    #[cfg(not(feature = "sftp"))]
    #[error("this build has no door over SFTP: build étalon with the feature `sftp`")]
    NoSftp,
    /// Somebody wants the run to stop.
    #[error("the run was interrupted")]
    Stopped,
}

impl DoorError {
    /// As one who talks with a target is told of it.
    pub(super) fn at(self, door: &'static str) -> TargetError {
        match self {
            Self::Stopped => TargetError::Interrupted,
            why => TargetError::Door {
                door,
                why: why.to_string(),
            },
        }
    }

    /// For the `map_err` of something the system was asked.
    pub(super) fn io(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let what = what.into();
        move |source| Self::Io { what, source }
    }

    /// For the `map_err` of something that was waited for.
    pub(super) fn ended(what: &str) -> impl FnOnce(Ended) -> Self {
        move |ended| match ended {
            Ended::TooLong => Self::TooLong {
                what: what.to_owned(),
            },
            Ended::Stopped => Self::Stopped,
        }
    }
}
