//! The token that opens the doors of the OC.

use std::path::Path;

use crate::args::ServeArgs;
use crate::exit::Failure;

/// A token for doors on loopback: long enough, and no secret.
const KNOWN: &str = "etalon-demo-token";

/// The token of the OC, and how it is told without saying it.
#[derive(Clone)]
pub(super) struct Token {
    /// The token itself.
    pub(super) secret: String,
    /// The argument of curl's `-H`, quoted for a shell.
    pub(super) header: String,
    /// What the password over SFTP is, in words.
    pub(super) password: String,
}

impl Token {
    /// That of `--token`; the one that everybody knows where doors are on loopback, or ask for a certificate first.
    pub(super) fn of(args: &ServeArgs) -> Result<Self, Failure> {
        let Some(path) = &args.token else {
            if !args.listen.ip().is_loopback() && is_open_to_all(args) {
                return Err(Failure::Usage(
                    format!(
                        "the door on {} would open with a token that everybody knows",
                        args.listen
                    ),
                    Some(
                        "give it one of its own: --token FILE, whose first line is the token"
                            .to_owned(),
                    ),
                ));
            }
            return Ok(Self {
                secret: KNOWN.to_owned(),
                header: format!("'Authorization: Bearer {KNOWN}'"),
                password: format!("password {KNOWN}"),
            });
        };
        let text = std::fs::read_to_string(path).map_err(Failure::reading("token", path))?;
        Ok(Self::in_file(path, text.lines().next().unwrap_or_default()))
    }

    fn in_file(path: &Path, first: &str) -> Self {
        let path = path.display();
        Self {
            secret: first.trim_end().to_owned(),
            header: format!("\"Authorization: Bearer $(head -n 1 '{path}')\""),
            password: format!("the password is the first line of {path}"),
        }
    }
}

/// Whether the door speaks TLS to clients without a certificate: without TLS it opens on loopback alone, and says so itself.
#[cfg(feature = "tls")]
const fn is_open_to_all(args: &ServeArgs) -> bool {
    args.tls.is_some() && args.client_ca.is_none()
}

#[cfg(not(feature = "tls"))]
const fn is_open_to_all(_: &ServeArgs) -> bool {
    false
}
