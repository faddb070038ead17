use std::collections::BTreeMap;
use std::fmt;

use domain::OcNumber;
use russh::keys::PublicKey;

use crate::SimulatorError;

/// Who may come in over SFTP: the user's name is the OC's eight digits, and each has passwords, keys or both.
///
/// ```
/// use simulator::door::SftpUsers;
/// let oc = "99000017".parse()?;
/// let users = SftpUsers::default()
///     .with_password(oc, "a-password-of-some-length")?
///     .with_key(oc, "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJdD7y3aLq454yWBdwLWbieU1ebz9/cu7/QEXn9OIeZJ")?;
/// # let _ = users;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default)]
pub struct SftpUsers {
    by_oc: BTreeMap<OcNumber, User>,
}

#[derive(Clone, Default)]
struct User {
    password: Option<String>,
    keys: Vec<PublicKey>,
}

impl SftpUsers {
    /// Lets that OC in with that password, and no other one: 12 to 256 characters.
    ///
    /// # Errors
    /// Where the password is shorter or longer.
    pub fn with_password(mut self, oc: OcNumber, password: &str) -> Result<Self, SimulatorError> {
        if !(12..=256).contains(&password.len()) {
            let why = "a password of 12 to 256 characters is expected";
            return Err(SimulatorError::SftpUser(oc, why));
        }
        self.by_oc.entry(oc).or_default().password = Some(password.to_owned());
        Ok(self)
    }

    /// Lets that OC in with that public key too: a line as in `authorized_keys`, without options.
    ///
    /// # Errors
    /// Where the line is no key, is one of RSA or DSA (which this server does not verify), or another OC has it.
    pub fn with_key(mut self, oc: OcNumber, line: &str) -> Result<Self, SimulatorError> {
        let unread = "a line `ssh-ed25519 AAAA…` or `ecdsa-sha2-… AAAA…` is expected";
        let key = PublicKey::from_openssh(line.trim())
            .map_err(|_| SimulatorError::SftpUser(oc, unread))?;
        if key.algorithm().is_rsa() || key.algorithm().is_dsa() {
            return Err(SimulatorError::SftpUser(oc, unread));
        }
        let has = |user: &User| user.keys.iter().any(|known| same_key(known, &key));
        if let Some((other, _)) = self
            .by_oc
            .iter()
            .find(|(other, user)| **other != oc && has(user))
        {
            return Err(SimulatorError::SharedKey(*other, oc));
        }
        self.by_oc.entry(oc).or_default().keys.push(key);
        Ok(self)
    }

    /// The OC whose name and password these are. Takes as long for a password that is nearly right.
    pub(crate) fn by_password(&self, name: &str, password: &str) -> Option<OcNumber> {
        let (oc, user) = self.user(name)?;
        let known = user.password.as_ref()?.as_bytes();
        let given = password.as_bytes();
        let differ = known
            .iter()
            .zip(given)
            .fold(0, |differ, (a, b)| differ | (a ^ b));
        (known.len() == given.len() && differ == 0).then_some(oc)
    }

    /// The OC whose name and key these are.
    pub(crate) fn by_key(&self, name: &str, key: &PublicKey) -> Option<OcNumber> {
        let (oc, user) = self.user(name)?;
        user.keys
            .iter()
            .any(|known| same_key(known, key))
            .then_some(oc)
    }

    /// Whether it is the name of one of them.
    pub(crate) fn knows(&self, name: &str) -> bool {
        self.user(name).is_some()
    }

    fn user(&self, name: &str) -> Option<(OcNumber, &User)> {
        let oc: OcNumber = name.parse().ok()?;
        Some((oc, self.by_oc.get(&oc)?))
    }
}

/// A key is its content: comments are remarks.
fn same_key(one: &PublicKey, other: &PublicKey) -> bool {
    one.key_data() == other.key_data()
}

impl fmt::Debug for SftpUsers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.by_oc.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJdD7y3aLq454yWBdwLWbieU1ebz9/cu7/QEXn9OIeZJ";
    const PASSWORD: &str = "a-long-password";

    fn oc(number: u32) -> OcNumber {
        OcNumber::new(number).unwrap()
    }

    #[test]
    fn a_user_is_an_oc_with_its_own_password_and_keys() {
        let users = SftpUsers::default()
            .with_password(oc(1), PASSWORD)
            .and_then(|users| users.with_key(oc(2), KEY))
            .unwrap();
        let key = PublicKey::from_openssh(&format!("{KEY} a remark")).unwrap();
        assert_eq!(users.by_password("00000001", PASSWORD), Some(oc(1)));
        assert_eq!(users.by_key("00000002", &key), Some(oc(2)));
        for name in ["00000002", "00000003", "1", "", "00000001 "] {
            assert_eq!(users.by_password(name, PASSWORD), None, "{name:?}");
        }
        for wrong in ["", "a-long-passwore", "a-long-passwor", "a-long-password1"] {
            assert_eq!(users.by_password("00000001", wrong), None, "{wrong:?}");
        }
        assert_eq!(users.by_key("00000001", &key), None);
    }

    #[test]
    fn passwords_are_not_short_and_keys_not_shared_and_neither_is_printed() {
        let users = SftpUsers::default().with_key(oc(1), KEY).unwrap();
        assert!(users.clone().with_key(oc(1), KEY).is_ok());
        assert!(matches!(
            users.clone().with_key(oc(2), &format!("{KEY} elsewhere")),
            Err(SimulatorError::SharedKey(..))
        ));
        let error = users.clone().with_password(oc(1), "short").unwrap_err();
        assert!(!error.to_string().contains("short:"), "{error}");
        assert!(users.clone().with_key(oc(1), "ssh-ed25519 AAAA").is_err());
        let users = users.with_password(oc(1), PASSWORD).unwrap();
        assert!(!format!("{users:?}").contains(PASSWORD));
    }
}
