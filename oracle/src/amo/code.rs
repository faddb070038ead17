//! The code under which a table of the law holds what an act is paid on.

use std::fmt;

use crate::law::Key;

/// A code of the CCAM (`HBLD038`), or a word that a table of the law has of its own (`detartrage`,
/// `verre-unifocal`).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct LawCode {
    bytes: [u8; LONGEST],
    length: u8,
}

/// The longest word of the law files has eighteen characters.
const LONGEST: usize = 23;

impl LawCode {
    /// That code, where it has the form of one and at most 23 characters.
    ///
    /// ```
    /// use oracle::amo::LawCode;
    /// assert_eq!(LawCode::new("HBLD038").map(|code| code.is_ccam()), Some(true));
    /// assert_eq!(LawCode::new("detartrage").map(|code| code.is_ccam()), Some(false));
    /// assert_eq!(LawCode::new("Détartrage"), None);
    /// ```
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        if !Key::Ccam.fits(text) && !Key::Item.fits(text) {
            return None;
        }
        let mut bytes = [0; LONGEST];
        bytes
            .get_mut(..text.len())?
            .copy_from_slice(text.as_bytes());
        let length = u8::try_from(text.len()).ok()?;
        Some(Self { bytes, length })
    }

    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Only ASCII was let in by `new`, and no more than there is room for.
        let text = self.bytes.get(..usize::from(self.length));
        text.and_then(|bytes| std::str::from_utf8(bytes).ok())
            .unwrap_or_default()
    }

    /// Whether it is a code of the CCAM.
    #[must_use]
    pub fn is_ccam(&self) -> bool {
        Key::Ccam.fits(self.as_str())
    }
}

impl fmt::Display for LawCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for LawCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LawCode({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::Law;

    #[test]
    fn every_key_of_the_law_is_a_code() {
        let law = Law::embedded();
        for row in law.tables().iter().flat_map(|table| law.rows(table)) {
            let (_, key) = row.id().split_once('/').unwrap();
            assert_eq!(LawCode::new(key).unwrap().as_str(), key);
        }
        for wrong in ["", "HBLD38", "a b", "a-word-of-the-law-too-long"] {
            assert_eq!(LawCode::new(wrong), None, "{wrong}");
        }
    }
}
