/// Why a line or a file is not a message of the protocol.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProtocolError {
    /// Not JSON, or not a message.
    #[error("not a message of the protocol: {why}: `{line}`")]
    Unreadable {
        /// The line, shortened.
        line: String,
        /// What the JSON reader says.
        why: String,
    },
    /// A file message carries neither a path nor content, or both.
    #[error("a file message carries either `path` or `base64`, found {found}")]
    NoContent {
        /// What it carries.
        found: &'static str,
    },
    /// The content is not base64.
    #[error("the content of the file is not base64: {0}")]
    NotBase64(String),
    /// The content is not the one announced.
    #[error("the content of the file has SHA-256 {found}, {expected} was announced")]
    WrongHash {
        /// Announced.
        expected: String,
        /// Found.
        found: String,
    },
    /// The file at `path` cannot be read.
    #[error("failed to read {path}: {why}")]
    UnreadablePath {
        /// Where it should be.
        path: String,
        /// What the system says.
        why: String,
    },
}
