use std::collections::BTreeMap;
use std::fmt;

use domain::OcNumber;

use crate::SimulatorError;

/// The bearer token of each OC that may come in.
///
/// ```
/// use simulator::door::Tokens;
/// let oc = "99000017".parse()?;
/// let tokens = Tokens::default().with(oc, "a-token-of-sixteen")?;
/// assert_eq!(tokens.owner("a-token-of-sixteen"), Some(oc));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default)]
pub struct Tokens {
    by_oc: BTreeMap<OcNumber, String>,
}

impl Tokens {
    /// Lets that OC in with that token: 16 to 256 letters, digits and `-._~+/=` (those of a bearer token).
    ///
    /// # Errors
    /// Where the token cannot be one, or another OC has it.
    pub fn with(mut self, oc: OcNumber, token: &str) -> Result<Self, SimulatorError> {
        if !(16..=256).contains(&token.len()) {
            return Err(SimulatorError::Token(
                oc,
                "16 to 256 characters are expected",
            ));
        }
        if !token
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-._~+/=".contains(&b))
        {
            return Err(SimulatorError::Token(
                oc,
                "letters, digits and -._~+/= are expected",
            ));
        }
        if let Some(other) = self.owner(token).filter(|other| *other != oc) {
            return Err(SimulatorError::SharedToken(other, oc));
        }
        self.by_oc.insert(oc, token.to_owned());
        Ok(self)
    }

    /// Whose token it is. Takes as long for a token that is nearly right as for one that is not.
    #[must_use]
    pub fn owner(&self, token: &str) -> Option<OcNumber> {
        self.by_oc.iter().fold(None, |found, (oc, known)| {
            if same(known.as_bytes(), token.as_bytes()) {
                Some(*oc)
            } else {
                found
            }
        })
    }

    /// Whose token it would be in other letters, small or capital.
    pub(crate) fn nearest(&self, token: &str) -> Option<OcNumber> {
        let token = token.to_ascii_lowercase();
        let small = |known: &String| known.to_ascii_lowercase();
        self.by_oc.iter().fold(None, |found, (oc, known)| {
            if same(small(known).as_bytes(), token.as_bytes()) {
                Some(*oc)
            } else {
                found
            }
        })
    }
}

/// Whether two tokens are the same, in a time that does not tell where they differ.
pub(crate) fn same(known: &[u8], given: &[u8]) -> bool {
    known.len() == given.len()
        && known
            .iter()
            .zip(given)
            .fold(0, |differ, (a, b)| differ | (a ^ b))
            == 0
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.by_oc.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "0123456789abcdef";

    fn oc(number: u32) -> OcNumber {
        OcNumber::new(number).unwrap()
    }

    #[test]
    fn a_token_opens_for_its_owner_alone() {
        let tokens = Tokens::default().with(oc(1), TOKEN).unwrap();
        let tokens = tokens.with(oc(2), "fedcba9876543210").unwrap();
        assert_eq!(tokens.owner(TOKEN), Some(oc(1)));
        assert_eq!(tokens.owner("fedcba9876543210"), Some(oc(2)));
        for other in [
            "",
            "0123456789abcdeF",
            "0123456789abcde",
            "0123456789abcdef0",
        ] {
            assert_eq!(tokens.owner(other), None);
        }
    }

    #[test]
    fn tokens_are_neither_short_nor_shared_nor_printed() {
        let tokens = Tokens::default().with(oc(1), TOKEN).unwrap();
        assert!(tokens.clone().with(oc(1), TOKEN).is_ok());
        assert!(matches!(
            tokens.clone().with(oc(2), TOKEN),
            Err(SimulatorError::SharedToken(..))
        ));
        for bad in ["short", "0123456789abcde\n", "0123456789 abcdef"] {
            let error = tokens.clone().with(oc(2), bad).unwrap_err();
            assert!(!error.to_string().contains(bad));
        }
        assert!(!format!("{tokens:?}").contains(TOKEN));
    }
}
