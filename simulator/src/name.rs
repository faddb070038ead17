use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::SimulatorError;

/// The name of a file at any door: one path segment, the same on every system.
///
/// Printable ASCII, 1 to 128 characters, without `/` or `\`, without `..`, not beginning with a dot.
///
/// ```
/// use simulator::FileName;
/// let name: FileName = "2024-11-04.303.01751000.99000017.000001.noe".parse()?;
/// assert!("../passwd".parse::<FileName>().is_err());
/// # let _ = name;
/// # Ok::<(), simulator::SimulatorError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileName(Arc<str>);

impl FileName {
    /// Longest name, in characters.
    pub const MAX: usize = 128;

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for FileName {
    type Err = SimulatorError;

    fn from_str(text: &str) -> Result<Self, SimulatorError> {
        let refused = |why| {
            Err(SimulatorError::Name(
                text.chars().take(Self::MAX).collect(),
                why,
            ))
        };
        if text.is_empty() || text.len() > Self::MAX {
            return refused("1 to 128 characters are expected");
        }
        if !text
            .bytes()
            .all(|byte| byte == b' ' || byte.is_ascii_graphic())
        {
            return refused("printable ASCII is expected");
        }
        if text.contains(['/', '\\']) || text.contains("..") || text.starts_with('.') {
            return refused("it must not leave its folder or hide in it");
        }
        Ok(Self(text.into()))
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for FileName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for FileName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use quickcheck_macros::quickcheck;

    use super::*;

    #[test]
    fn names_stay_in_their_folder() {
        for bad in [
            "",
            ".",
            "..",
            ".hidden",
            "a/b",
            "a\\b",
            "a..b",
            "a\nb",
            "a\0",
            "é",
            "a\u{202e}",
        ] {
            assert!(bad.parse::<FileName>().is_err(), "{bad:?}");
        }
        for good in ["a", "408 novembre.txt", "x.noe.2", "%2e%2e"] {
            assert_eq!(good.parse::<FileName>().unwrap().as_str(), good);
        }
        assert!("a".repeat(FileName::MAX).parse::<FileName>().is_ok());
        assert!("a".repeat(FileName::MAX + 1).parse::<FileName>().is_err());
    }

    #[quickcheck]
    fn a_name_is_one_normal_path_component(text: String) -> bool {
        let Ok(name) = text.parse::<FileName>() else {
            return true;
        };
        let mut parts = std::path::Path::new(name.as_str()).components();
        matches!(parts.next(), Some(std::path::Component::Normal(_))) && parts.next().is_none()
    }
}
