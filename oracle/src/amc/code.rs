use std::fmt;

/// A code of a line: CCAM or LPP code, qualifier of the expense.
///
/// ```
/// use oracle::amc::Code;
/// assert_eq!(Code::new("HBLD038").map(|code| code.to_string()).as_deref(), Some("HBLD038"));
/// assert_eq!(Code::new("hbld038"), None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code {
    length: u8,
    letters: [u8; 15],
}

impl Code {
    /// That code, where it has one to fifteen capitals or digits.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let mut letters = [0; 15];
        let sound = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        if text.is_empty() || !text.as_bytes().iter().all(sound) {
            return None;
        }
        letters
            .get_mut(..text.len())?
            .copy_from_slice(text.as_bytes());
        let length = u8::try_from(text.len()).ok()?;
        Some(Self { length, letters })
    }

    /// Its letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Only ASCII was let in by `new`.
        std::str::from_utf8(&self.letters[..usize::from(self.length)]).unwrap_or_default()
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Code({})", self.as_str())
    }
}
