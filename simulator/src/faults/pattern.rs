use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use domain::ParseError;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::FileName;

/// A pattern of file names: `*` stands for any characters or none, `?` for one; all else for itself.
///
/// ```
/// use simulator::faults::Pattern;
/// let pattern: Pattern = "*.929.?1*".parse()?;
/// assert!(pattern.fits("2024-11-04.929.01751000.noe"));
/// assert!(!pattern.fits("2024-11-04.303.01751000.noe"));
/// # Ok::<(), domain::ParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern(String);

impl Pattern {
    /// Whether a whole name is as the pattern says.
    #[must_use]
    pub fn fits(&self, name: &str) -> bool {
        let (pattern, name) = (self.0.as_bytes(), name.as_bytes());
        let (mut at, mut read) = (0, 0);
        // Where to go on when what follows the last star does not fit: after the star, one more byte passed over.
        let mut again: Option<(usize, usize)> = None;
        while let Some(byte) = name.get(read) {
            match pattern.get(at) {
                Some(b'*') => {
                    at += 1;
                    again = Some((at, read));
                }
                Some(wanted) if *wanted == b'?' || wanted == byte => {
                    at += 1;
                    read += 1;
                }
                _ => {
                    let Some((after, from)) = again else {
                        return false;
                    };
                    (at, read) = (after, from + 1);
                    again = Some((at, read));
                }
            }
        }
        pattern
            .get(at..)
            .unwrap_or_default()
            .iter()
            .all(|b| *b == b'*')
    }
}

impl FromStr for Pattern {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let refused = |why| {
            let shown: String = text.chars().take(FileName::MAX).collect();
            Err(ParseError::new("a pattern of file names", &shown, why))
        };
        if text.is_empty() || text.len() > FileName::MAX {
            return refused("1 to 128 characters are expected");
        }
        if !text.bytes().all(|b| b == b' ' || b.is_ascii_graphic()) || text.contains(['/', '\\']) {
            return refused("no file name has such a character; * and ? stand for others");
        }
        if text.contains(['[', ']', '{', '}']) {
            return refused("only * and ? stand for other characters");
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Pattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

impl JsonSchema for Pattern {
    fn schema_name() -> Cow<'static, str> {
        "Pattern".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "a pattern of file names: * stands for any characters or none, ? for one",
            "type": "string",
            "minLength": 1,
            "maxLength": FileName::MAX,
        })
    }
}

#[cfg(test)]
mod tests {
    use quickcheck_macros::quickcheck;

    use super::*;

    #[test]
    fn stars_and_marks_stand_for_others() {
        for (pattern, name, fits) in [
            ("*", "a", true),
            ("a", "a", true),
            ("a", "ab", false),
            ("a?", "ab", true),
            ("a?", "a", false),
            ("*.303.*", "x.303.y", true),
            ("*.303.*", "x.929.y", false),
            ("*ab", "aab", true),
            ("*ab*b", "abcabb", true),
            ("a**b", "ab", true),
            ("*?", "", false),
            ("x*y*z", "x-yy-z", true),
            ("x*y*z", "x-yy-", false),
        ] {
            let read: Pattern = pattern.parse().unwrap();
            assert_eq!(read.fits(name), fits, "{pattern} {name}");
        }
        for bad in ["", "a/b", "é", "[ab]", "a\n"] {
            assert!(bad.parse::<Pattern>().is_err(), "{bad:?}");
        }
    }

    /// The definition, as it would be told.
    fn plainly(pattern: &[u8], name: &[u8]) -> bool {
        match (pattern.split_first(), name.split_first()) {
            (None, rest) => rest.is_none(),
            (Some((b'*', after)), rest) => {
                plainly(after, name) || rest.is_some_and(|(_, name)| plainly(pattern, name))
            }
            (Some(_), None) => false,
            (Some((wanted, after)), Some((byte, name))) => {
                (*wanted == b'?' || wanted == byte) && plainly(after, name)
            }
        }
    }

    #[quickcheck]
    fn it_fits_as_its_definition_says(pattern: Vec<u8>, name: Vec<u8>) -> bool {
        let of = |bytes: &[u8], letters: &[u8]| -> String {
            let letter = |byte: &u8| char::from(letters[usize::from(*byte) % letters.len()]);
            bytes.iter().take(12).map(letter).collect()
        };
        let (pattern, name) = (of(&pattern, b"ab*?"), of(&name, b"ab"));
        pattern
            .parse::<Pattern>()
            .is_ok_and(|read| read.fits(&name) == plainly(pattern.as_bytes(), name.as_bytes()))
            || pattern.is_empty()
    }
}
