use std::fmt;

use russh::keys::{Algorithm, HashAlg, PrivateKey};

use crate::SimulatorError;

/// The key by which clients know the SFTP door again.
///
/// ```
/// use simulator::door::HostKey;
/// let key = HostKey::generate()?;
/// assert!(key.fingerprint().starts_with("SHA256:"));
/// assert!(key.public().starts_with("ssh-ed25519 "));
/// # Ok::<(), simulator::SimulatorError>(())
/// ```
#[derive(Clone)]
pub struct HostKey(PrivateKey);

impl HostKey {
    /// A new Ed25519 key, from the system's randomness: it reaches no file and no journal.
    ///
    /// # Errors
    /// Where no key can be made.
    pub fn generate() -> Result<Self, SimulatorError> {
        PrivateKey::random(&mut russh::keys::key::safe_rng(), Algorithm::Ed25519)
            .map(Self)
            .map_err(unusable)
    }

    /// Reads an OpenSSH private key without passphrase (`-----BEGIN OPENSSH PRIVATE KEY-----`…).
    ///
    /// # Errors
    /// Where the text is no such key, or the key has a passphrase.
    pub fn read(text: &str) -> Result<Self, SimulatorError> {
        let key = PrivateKey::from_openssh(text).map_err(unusable)?;
        if key.is_encrypted() {
            return Err(SimulatorError::HostKey("it has a passphrase".to_owned()));
        }
        if key.algorithm() != Algorithm::Ed25519 {
            let why = format!("it is of the kind {}", key.algorithm());
            return Err(SimulatorError::HostKey(why));
        }
        Ok(Self(key))
    }

    /// What a client shows on its first visit: `SHA256:` and 43 characters.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        self.0.public_key().fingerprint(HashAlg::Sha256).to_string()
    }

    /// What stands in a `known_hosts` file after the host: `ssh-ed25519` and the key in base64.
    #[must_use]
    pub fn public(&self) -> String {
        self.0.public_key().to_openssh().unwrap_or_default()
    }

    pub(crate) fn private(&self) -> PrivateKey {
        self.0.clone()
    }
}

impl fmt::Debug for HostKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("HostKey").field(&self.fingerprint()).finish()
    }
}

fn unusable(error: russh::keys::ssh_key::Error) -> SimulatorError {
    SimulatorError::HostKey(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_was_written_down_is_the_same_key() {
        let key = HostKey::generate().unwrap();
        let text = key.0.to_openssh(Default::default()).unwrap();
        assert_eq!(
            HostKey::read(&text).unwrap().fingerprint(),
            key.fingerprint()
        );
        assert_ne!(
            HostKey::generate().unwrap().fingerprint(),
            key.fingerprint()
        );
    }

    #[test]
    fn what_is_no_usable_key_is_said() {
        for text in [
            "",
            "ssh-ed25519 AAAA",
            "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA",
        ] {
            let error = HostKey::read(text).unwrap_err().to_string();
            assert!(error.contains("ssh-keygen"), "{error}");
        }
    }

    #[test]
    fn a_key_is_not_printed() {
        let key = HostKey::generate().unwrap();
        let printed = format!("{key:?}");
        assert_eq!(printed, format!("HostKey({:?})", key.fingerprint()));
    }
}
