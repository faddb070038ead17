//! An adversity of the generators, asked for by a rule.

use std::borrow::Cow;
use std::fmt;

use domain::Day;
use generators::{Adversity, Befallen, Delivery, Draws, Subject};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::broken::sound;
use super::delivery::Terms;

/// An adversity that can befall a file which is made already: file-twice.
///
/// ```
/// use generators::Adversity;
/// use simulator::faults::Adverse;
/// assert_eq!(Adverse::new(Adversity::FileTwice)?.to_string(), "file-twice");
/// let life = Adverse::new(Adversity::RetroactiveEnd).unwrap_err();
/// assert!(life.contains("adversities: {retroactive-end: "));
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Adverse(Adversity);

impl Adverse {
    /// That adversity.
    ///
    /// # Errors
    /// Where no file that is made already can show it: why, and what makes it instead.
    pub fn new(adversity: Adversity) -> Result<Self, String> {
        let id = adversity.id();
        match adversity.why_not_by_rule() {
            None => Ok(Self(adversity)),
            Some(why) => Err(format!(
                "{id}: {why} (`adversities: {{{id}: 100}}` in its `world`, per thousand)"
            )),
        }
    }

    /// Every one there is, in the order of the catalogue.
    pub fn all() -> impl Iterator<Item = Self> {
        Adversity::all().filter_map(|entry| Self::new(entry.adversity).ok())
    }

    /// Which one it is.
    #[must_use]
    pub const fn adversity(self) -> Adversity {
        self.0
    }

    /// What comes in the place of a sound file of décomptes. None where it is not one, or has nothing that this could
    /// befall.
    pub(super) fn befall(
        self,
        terms: &Terms,
        today: Day,
        name: &str,
        bytes: &[u8],
        drawn: u32,
    ) -> Option<Befallen> {
        let decomptes = terms.profiles.decomptes();
        if sound(&terms.profiles, bytes)? != decomptes.reference() {
            return None;
        }
        let header = noemie::envelope::peek(bytes, &[decomptes])?;
        let file = Delivery {
            day: today,
            name: name.to_owned(),
            id: header.file_id(),
            bytes: bytes.to_vec(),
        };
        let mut draws = Draws::new(drawn.into(), 0, Subject::Fault, 0);
        self.0
            .befall(file, &terms.profiles, &terms.world, &mut draws)
    }
}

impl fmt::Display for Adverse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.id())
    }
}

impl Serialize for Adverse {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Adverse {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = String::deserialize(deserializer)?;
        let adversity = Adversity::of_id(&id).ok_or_else(|| {
            let shown: String = id.chars().take(40).collect();
            de::Error::custom(format_args!(
                "{shown:?} is the id of no adversity; `etalon adversities` lists them"
            ))
        })?;
        Self::new(adversity).map_err(de::Error::custom)
    }
}

impl JsonSchema for Adverse {
    fn schema_name() -> Cow<'static, str> {
        "Adverse".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let ids: Vec<&str> = Self::all().map(|one| one.0.id()).collect();
        json_schema!({
            "description": "an adversity that can befall a file which is made already, as docs/adversities.md lists them",
            "type": "string",
            "enum": ids,
        })
    }
}
