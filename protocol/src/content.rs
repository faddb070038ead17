use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use crate::{FileMessage, ProtocolError};

/// Bytes of a NOEMIE file as a message carries them: never as text, for a file may hold any byte.
#[derive(Debug, Clone, Copy)]
pub struct Carried;

impl Carried {
    /// The hexadecimal SHA-256 that announces `bytes`.
    #[must_use]
    pub fn sha256(bytes: &[u8]) -> String {
        Sha256::digest(bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    /// A file message whose content travels inside it.
    #[must_use]
    pub fn inline(reference: &str, bytes: &[u8]) -> FileMessage {
        FileMessage {
            reference: reference.to_owned(),
            path: None,
            base64: Some(STANDARD.encode(bytes)),
            sha256: Self::sha256(bytes),
        }
    }

    /// The bytes of a file message, checked against its hash. `read` opens a path for those that
    /// travel beside the message: this room does no I/O of its own.
    ///
    /// # Errors
    /// Where there is no content, it is not base64, cannot be read, or has another hash.
    pub fn bytes(
        file: &FileMessage,
        read: impl FnOnce(&str) -> std::io::Result<Vec<u8>>,
    ) -> Result<Vec<u8>, ProtocolError> {
        let bytes = match (&file.path, &file.base64) {
            (Some(path), None) => read(path).map_err(|error| ProtocolError::UnreadablePath {
                path: path.clone(),
                why: error.to_string(),
            })?,
            (None, Some(text)) => STANDARD
                .decode(text)
                .map_err(|error| ProtocolError::NotBase64(error.to_string()))?,
            (None, None) => return Err(ProtocolError::NoContent { found: "neither" }),
            (Some(_), Some(_)) => return Err(ProtocolError::NoContent { found: "both" }),
        };
        let found = Self::sha256(&bytes);
        if found.eq_ignore_ascii_case(&file.sha256) {
            Ok(bytes)
        } else {
            Err(ProtocolError::WrongHash {
                expected: file.sha256.clone(),
                found,
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn no_path(_: &str) -> std::io::Result<Vec<u8>> {
        Err(std::io::Error::other("no path is read here"))
    }

    #[test]
    fn any_byte_travels() {
        let bytes: Vec<u8> = (0..=255).collect();
        let file = Carried::inline("303", &bytes);
        assert_eq!(Carried::bytes(&file, no_path).unwrap(), bytes);
    }

    #[test]
    fn another_content_is_noticed() {
        let mut file = Carried::inline("303", b"0128");
        file.sha256 = Carried::sha256(b"0129");
        assert!(matches!(
            Carried::bytes(&file, no_path),
            Err(ProtocolError::WrongHash { .. })
        ));
        file.base64 = None;
        assert!(matches!(
            Carried::bytes(&file, no_path),
            Err(ProtocolError::NoContent { .. })
        ));
    }
}
