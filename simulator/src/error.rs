use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use domain::{Day, OcNumber};

use crate::FileName;

/// Why the simulator could not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SimulatorError {
    /// A door was to open on an address that other machines can reach.
    #[error(
        "the door opens on loopback only (127.0.0.1 or [::1]), not on {0}: with TLS it opens anywhere"
    )]
    NotLoopback(SocketAddr),
    /// A certificate or key that TLS cannot be spoken with.
    #[error("{what} cannot be used for TLS")]
    Tls {
        /// Which.
        what: &'static str,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A rule that the door cannot follow.
    #[error(
        "the fault expired-certificate needs a door that speaks TLS and has an expired certificate to show"
    )]
    NoExpiredCertificate,
    /// The address is taken, or not of this machine.
    #[error("the door could not open on {address}")]
    Bind {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// A file name that could leave its folder, or hide in one.
    #[error("{0:?} is not a file name: {1}")]
    Name(String, &'static str),
    /// A shelf holds one file of a name.
    #[error("the shelf of OC {oc} already holds a file named {name}")]
    NameTaken {
        /// Whose shelf.
        oc: OcNumber,
        /// The name in question.
        name: FileName,
    },
    /// A file that is delivered is read for its SHA-256, and one that is pushed is written to a disk where it is long.
    #[error("the content of {name} could not be read or kept")]
    Content {
        /// The file.
        name: FileName,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The virtual calendar goes forward only.
    #[error("the day is {today}: it does not go back to {asked}")]
    EarlierDay {
        /// Where the calendar stands.
        today: Day,
        /// Where it was asked to go.
        asked: Day,
    },
    /// A bearer token that could not be sent, or could be guessed at once. It is not repeated here.
    #[error("the token of OC {0} cannot be used: {1}")]
    Token(OcNumber, &'static str),
    /// Two OCs with one token would read each other's files.
    #[error("OC {0} and OC {1} have the same token")]
    SharedToken(OcNumber, OcNumber),
    /// Someone who cannot be let in over SFTP. A password is not repeated here.
    #[error("OC {0} cannot be let in over SFTP: {1}")]
    SftpUser(OcNumber, &'static str),
    /// Two OCs with one key would be one to the door.
    #[error("OC {0} and OC {1} have the same SSH key")]
    SharedKey(OcNumber, OcNumber),
    /// A host key that the SFTP door cannot show.
    #[error(
        "the host key cannot be used: {0}; an unencrypted OpenSSH key of `ssh-keygen -t ed25519` is expected"
    )]
    HostKey(String),
    /// A folder that cannot be read or written, or is no folder.
    #[error("failed to {doing} {}", path.display())]
    Folder {
        /// What was tried: "read", "create"…
        doing: &'static str,
        /// Where.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// An act that cannot be written down does not happen.
    #[error("the journal could not be written")]
    Journal(#[from] io::Error),
}

/// Why a journal cannot be gone on with.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HistoryError {
    /// The system does not give or take it.
    #[error("failed to read the journal {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// A line is no record of a journal.
    #[error("{}, line {line}: {why}", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        why: String,
    },
    /// It was not written by an office, or not by one of this form.
    #[error("the journal does not begin with `opened` in a form that this étalon knows: {0}")]
    NotOpened(String),
    /// What was lived again differs from what was written then.
    #[error("record {seq}: {what}; a journal is lived again by the étalon that wrote it")]
    Differs {
        /// Number of the record.
        seq: u64,
        /// What differs.
        what: String,
    },
    /// The office refuses what its journal says.
    #[error("the journal contradicts itself")]
    Office(#[from] SimulatorError),
}

/// Why a mock Assurance Maladie does not open, or stops.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AssuranceError {
    /// Its world cannot be made, or its caisses stopped.
    #[error("the world cannot be lived")]
    World(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Its journal cannot be gone on with.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// Its office refuses.
    #[error(transparent)]
    Office(#[from] SimulatorError),
    /// The world ends before that day.
    #[error("the world ends: its last day is {last}, and {asked} is after it")]
    PastTheWorld {
        /// The last day the calendar can reach.
        last: Day,
        /// The day that was asked for.
        asked: Day,
    },
    /// The journal has no record of that number.
    #[error("the journal has no record {asked}: its last is {last}")]
    NoRecord {
        /// The number that was asked for.
        asked: u64,
        /// Number of the last record.
        last: u64,
    },
    /// What was asked through an account is not done.
    #[error(transparent)]
    Account(#[from] caisse::Refusal),
    /// Nothing of that name was delivered to the OC.
    #[error("OC {oc} was delivered no file named {name}")]
    NoFile {
        /// The OC.
        oc: OcNumber,
        /// The name in question.
        name: FileName,
    },
    /// No night comes any more: the calendar is on its last day.
    #[error("the calendar ends on {0}: no night comes any more on which a caisse could do it")]
    WorldEnded(Day),
    /// An earlier state can be brought back from a file alone.
    #[error("the journal is kept in memory alone: no earlier state can be brought back")]
    InMemory,
    /// The system gave no thread.
    #[error("the caisses have no thread to work on")]
    Thread(#[source] io::Error),
    /// The caisses stopped before they answered.
    #[error("the caisses stopped: what stopped them was told to who asked before")]
    Gone,
}

impl From<crate::country::CountryError> for AssuranceError {
    fn from(error: crate::country::CountryError) -> Self {
        Self::World(Box::new(error))
    }
}
