//! A file that is delivered broken.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use bytes::Bytes;
use domain::ParseError;
use noemie::damage::Damage;
use noemie::read::files;
use noemie::{Profiles, Severity};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A way to break a file, told by the finding that a reader then has: N011.
///
/// ```
/// use simulator::faults::Broken;
/// let broken: Broken = "N011".parse()?;
/// assert_eq!(broken.to_string(), "N011");
/// assert!("N999".parse::<Broken>().is_err());
/// # Ok::<(), domain::ParseError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken(Damage);

impl Broken {
    /// A file broken so, at the `rank`-th place of those where it can be. None where the file is not sound before, is of
    /// no known layout, or has no such place: it is then left as it is.
    pub(super) fn apply(self, profiles: &Profiles, bytes: &[u8], rank: u32) -> Option<Bytes> {
        let profile = profiles.of_reference(sound(profiles, bytes)?)?;
        let mut broken = bytes.to_vec();
        self.0
            .apply(profile, &mut broken, usize::try_from(rank).unwrap_or(0))?;
        Some(broken.into())
    }
}

/// The reference of a sound file. None where it is not sound, or not one: what befalls files is defined of one sound file
/// alone, and a world may break files itself.
pub(super) fn sound(profiles: &Profiles, bytes: &[u8]) -> Option<u16> {
    let readings = files(bytes, &profiles.all());
    let [reading] = readings.as_slice() else {
        return None;
    };
    let mut findings = reading.findings.iter();
    if reading.is_condemned() || findings.any(|one| one.severity == Severity::Error) {
        return None;
    }
    reading.reference
}

impl FromStr for Broken {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let mut all = Damage::ALL.into_iter();
        all.find(|damage| damage.rule().code == text)
            .map(Self)
            .ok_or_else(|| {
                let shown: String = text.chars().take(16).collect();
                let why = "no damage provokes that; `etalon explain N011` tells a code";
                ParseError::new("the code of a finding", &shown, why)
            })
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.rule().code)
    }
}

impl Serialize for Broken {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Broken {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl JsonSchema for Broken {
    fn schema_name() -> Cow<'static, str> {
        "Broken".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let codes: Vec<&str> = Damage::ALL.map(|damage| damage.rule().code).to_vec();
        json_schema!({
            "description": "the finding that a reader has of a file broken so, as docs/errors.md lists them",
            "type": "string",
            "enum": codes,
        })
    }
}
