use russh_sftp::protocol::{Packet, Status, StatusCode};

use crate::SimulatorError;

/// Why something is not done: SFTP's code, and words that say more.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Refused(pub(crate) StatusCode, pub(crate) &'static str);

/// No file or folder of the OC that asks: another's and nobody's are one answer.
pub(crate) const NOTHING_THERE: Refused = Refused(StatusCode::NoSuchFile, "no such file or folder");
pub(crate) const NO_HANDLE: Refused = Refused(StatusCode::Failure, "no such handle is open");
pub(crate) const UNREADABLE: Refused = Refused(
    StatusCode::Failure,
    "the content of the file could not be read",
);
pub(crate) const END: Refused = Refused(StatusCode::Eof, "the end");

impl Refused {
    pub(crate) fn packet(self, id: u32) -> Packet {
        status(id, self.0, self.1)
    }
}

/// Something on our side: what it is stands in the caller's own log, not on the wire.
impl From<SimulatorError> for Refused {
    fn from(_: SimulatorError) -> Self {
        Self(
            StatusCode::Failure,
            "the simulator could not write its journal",
        )
    }
}

/// Done.
pub(crate) fn done(id: u32) -> Packet {
    status(id, StatusCode::Ok, "done")
}

fn status(id: u32, status_code: StatusCode, words: &str) -> Packet {
    Packet::Status(Status {
        id,
        status_code,
        error_message: words.to_owned(),
        language_tag: "en".to_owned(),
    })
}
