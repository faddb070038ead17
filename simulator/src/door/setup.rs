use std::time::Duration;

#[cfg(feature = "tls")]
use crate::door::tls::Tls;
use crate::door::tokens::Tokens;
use crate::faults::BadDays;

/// What an HTTP door is opened with.
#[derive(Debug, Clone, Default)]
pub struct HttpSetup {
    /// Who may come in.
    pub tokens: Tokens,
    /// What a client may take up.
    pub limits: Limits,
    /// What goes wrong, and when. None by default; a clone of it changes it later.
    pub bad_days: BadDays,
    /// Where there is one, the door speaks HTTPS alone.
    #[cfg(feature = "tls")]
    pub tls: Option<Tls>,
}

/// What a client may take up. Past a limit it is refused or cut, and the others go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a pushed file. One that is long goes to a disk while it comes.
    pub body: u64,
    /// Bytes of a request's line and headers.
    pub headers: usize,
    /// From the end of one request to the end of the next one's headers.
    pub header_time: Duration,
    /// From the end of the headers to the end of the body; a long body has that time again for each 64 MiB.
    pub body_time: Duration,
    /// How long an answer may wait for a client that takes nothing of it.
    pub stalled: Duration,
    /// Connections at a time; further ones wait for their turn.
    pub connections: usize,
    /// Pushed files being read at a time; further ones wait for their turn.
    pub uploads: usize,
    /// From the end of the door to the cut of the requests that it still answers.
    pub closing_time: Duration,
}

/// Bytes of a pushed file that a door takes unless it is told otherwise. Assumption: more than any mutuelle sends at once,
/// less than a disk has.
pub(crate) const LONGEST_PUSH: u64 = 4 << 30;

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: LONGEST_PUSH,
            headers: 16 << 10,
            header_time: Duration::from_secs(30),
            body_time: Duration::from_secs(60),
            stalled: Duration::from_secs(60),
            connections: 256,
            uploads: 16,
            closing_time: Duration::from_secs(5),
        }
    }
}
