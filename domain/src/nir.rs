use std::fmt;
use std::str::FromStr;

use crate::ParseError;
use crate::error::text_serde;

/// The thirteen characters of a *numéro d'inscription au répertoire*, without its key.
///
/// Only the shape is checked (digits, or `2A`/`2B` for Corsica at the department): a NIR on the wire
/// may be provisional, and its month may be past twelve.
///
/// ```
/// use domain::Nir;
/// let nir: Nir = "2550814168025".parse()?;
/// assert_eq!(nir.key().to_string(), "38");
/// assert_eq!(nir.masked(), "2 55 08 ** *** ***");
/// # Ok::<(), domain::ParseError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nir([u8; 13]);

impl Nir {
    /// Reads thirteen characters of the wire.
    ///
    /// # Errors
    /// Where a character is not a digit (save the letter of a Corsican department).
    pub fn from_bytes(bytes: [u8; 13]) -> Result<Self, ParseError> {
        let corsican = bytes[5] == b'2' && matches!(bytes[6], b'A' | b'B');
        let digits = bytes
            .iter()
            .enumerate()
            .all(|(i, b)| b.is_ascii_digit() || (i == 6 && corsican));
        if digits {
            Ok(Self(bytes))
        } else {
            let text = String::from_utf8_lossy(&bytes);
            Err(ParseError::new(
                "a NIR",
                &text,
                "thirteen digits are expected (2A or 2B for Corsica)",
            ))
        }
    }

    /// The characters as they stand on the wire.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 13] {
        &self.0
    }

    /// The key that goes with it: 97 less the number modulo 97, 2A read as 19 and 2B as 18.
    #[must_use]
    pub fn key(&self) -> NirKey {
        let mut digits = self.0;
        match digits[6] {
            b'A' => (digits[5], digits[6]) = (b'1', b'9'),
            b'B' => (digits[5], digits[6]) = (b'1', b'8'),
            _ => {}
        }
        let number = |number: u64, digit: &u8| number * 10 + u64::from(digit - b'0');
        let key = 97 - digits.iter().fold(0, number) % 97;
        let key = u8::try_from(key).unwrap_or(97);
        NirKey([b'0' + key / 10, b'0' + key % 10])
    }

    /// Sex, year and month only: the form every human view shows.
    #[must_use]
    pub fn masked(&self) -> String {
        let text =
            |range: std::ops::Range<usize>| String::from_utf8_lossy(&self.0[range]).into_owned();
        format!("{} {} {} ** *** ***", text(0..1), text(1..3), text(3..5))
    }
}

impl fmt::Display for Nir {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&String::from_utf8_lossy(&self.0))
    }
}

/// Masked: a NIR in a log or a failed assertion is personal data.
impl fmt::Debug for Nir {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nir({})", self.masked())
    }
}

impl FromStr for Nir {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let bytes = text
            .as_bytes()
            .try_into()
            .map_err(|_| ParseError::new("a NIR", text, "thirteen characters are expected"))?;
        Self::from_bytes(bytes)
    }
}

text_serde!(
    Nir,
    "a NIR without its key (13 characters)",
    r"^\d{5}(\d\d|2A|2B)\d{6}$"
);

/// The two digits of a key as they were *given*: they may be wrong, which is what reason 30 is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NirKey(pub [u8; 2]);

impl fmt::Display for NirKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&String::from_utf8_lossy(&self.0))
    }
}

impl FromStr for NirKey {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        match *text.as_bytes() {
            [a, b] if a.is_ascii_digit() && b.is_ascii_digit() => Ok(Self([a, b])),
            _ => Err(ParseError::new(
                "a NIR key",
                text,
                "two digits are expected",
            )),
        }
    }
}

text_serde!(NirKey, "the two digits of a NIR key", r"^\d\d$");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corsican_keys() {
        // 2A counts as 19, 2B as 18, before the modulo (noemie-format §9, from memory there).
        let south: Nir = "155082A123456".parse().unwrap();
        let as_19: Nir = "1550819123456".parse().unwrap();
        assert_eq!(south.key(), as_19.key());
        let north: Nir = "155082B123456".parse().unwrap();
        let as_18: Nir = "1550818123456".parse().unwrap();
        assert_eq!(north.key(), as_18.key());
    }

    #[test]
    fn letters_elsewhere_are_refused() {
        assert!("2A50814168025".parse::<Nir>().is_err());
        assert!("25508141680".parse::<Nir>().is_err());
    }
}
