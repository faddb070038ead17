use std::time::Duration;

use crate::door::setup::LONGEST_PUSH;

/// What an SFTP client may take up. Past a limit it is refused or cut, and the others go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SftpLimits {
    /// Bytes of a pushed file. One that is long goes to a disk while it comes.
    pub body: u64,
    /// Bytes of one OC's pushes that are under way or wait for their rename.
    pub held: u64,
    /// Files of one OC that are under way or wait for their rename.
    pub uploads: usize,
    /// Files and folders open at a time over one connection.
    pub handles: usize,
    /// Connections at a time; further ones wait for their turn.
    pub connections: usize,
    /// Keys and passwords tried over one connection.
    pub auth_attempts: usize,
    /// From the connection to the key or password that is accepted.
    pub login_time: Duration,
    /// How long a wrong key or password is left without an answer, whatever is wrong with it.
    pub rejection_time: Duration,
    /// Without a word from the client.
    pub idle_time: Duration,
    /// From the end of the door to the cut of the connections that are still open.
    pub closing_time: Duration,
}

impl Default for SftpLimits {
    fn default() -> Self {
        Self {
            body: LONGEST_PUSH,
            held: 2 * LONGEST_PUSH,
            uploads: 64,
            handles: 64,
            connections: 64,
            auth_attempts: 6,
            login_time: Duration::from_secs(30),
            rejection_time: Duration::from_millis(500),
            idle_time: Duration::from_secs(300),
            closing_time: Duration::from_secs(5),
        }
    }
}
