use std::io;
use std::net::SocketAddr;

use domain::{Day, OcNumber};

use crate::FileName;

/// Why the simulator could not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SimulatorError {
    /// A door was to open on an address that other machines can reach.
    #[error("the door opens on loopback only (127.0.0.1 or [::1]), not on {0}")]
    NotLoopback(SocketAddr),
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
    /// An act that cannot be written down does not happen.
    #[error("the journal could not be written")]
    Journal(#[from] io::Error),
}
