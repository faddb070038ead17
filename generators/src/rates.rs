//! How often what goes wrong happens.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::adversity::Adversity;
use crate::permille::Permille;

/// Rates per thousand of each adversity, to the thousandth, by its id: drawn per household, care sheet, file or lot. One that
/// is not named keeps the rate of the catalogue.
///
/// ```
/// use generators::{Adversity, AdversityRates, Permille};
/// let rates = AdversityRates::none().with(Adversity::FileTwice, 50);
/// assert_eq!(rates.of(Adversity::FileTwice), Permille::whole(50));
/// assert_eq!(rates.of(Adversity::WrongKey), Permille::NEVER);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdversityRates([Permille; Adversity::COUNT]);

impl Default for AdversityRates {
    fn default() -> Self {
        let mut rates = Self::none();
        for entry in Adversity::all() {
            rates.0[entry.adversity as usize] = entry.rate;
        }
        rates
    }
}

impl AdversityRates {
    /// Nothing goes wrong.
    #[must_use]
    pub const fn none() -> Self {
        Self([Permille::NEVER; Adversity::COUNT])
    }

    /// Everything that can go wrong does so that often, per thousand.
    #[must_use]
    pub fn all(permille: u32) -> Self {
        Self::all_at(Permille::whole(permille))
    }

    /// Everything that can go wrong does so at that rate.
    #[must_use]
    pub const fn all_at(rate: Permille) -> Self {
        Self([rate; Adversity::COUNT])
    }

    /// How often one happens.
    #[must_use]
    pub const fn of(&self, adversity: Adversity) -> Permille {
        self.0[adversity as usize]
    }

    /// The same rates but for one, per thousand; more than a thousand is a thousand.
    #[must_use]
    pub fn with(self, adversity: Adversity, permille: u32) -> Self {
        self.with_rate(adversity, Permille::whole(permille))
    }

    /// The same rates but for one.
    #[must_use]
    pub fn with_rate(mut self, adversity: Adversity, rate: Permille) -> Self {
        self.0[adversity as usize] = rate;
        self
    }
}

impl Serialize for AdversityRates {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(Adversity::COUNT))?;
        for entry in Adversity::all() {
            map.serialize_entry(entry.id, &self.of(entry.adversity))?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for AdversityRates {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ById)
    }
}

/// Reads rates by id.
struct ById;

impl<'de> Visitor<'de> for ById {
    type Value = AdversityRates;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("adversities by id, each with a rate per thousand")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<AdversityRates, A::Error> {
        let mut rates = AdversityRates::default();
        let mut named = [false; Adversity::COUNT];
        while let Some(id) = map.next_key::<Cow<'_, str>>()? {
            let Some(adversity) = Adversity::of_id(&id) else {
                return Err(A::Error::custom(format_args!(
                    "`{id}` is no adversity: `etalon adversities` lists them"
                )));
            };
            if std::mem::replace(&mut named[adversity as usize], true) {
                return Err(A::Error::custom(format_args!("`{id}` is named twice")));
            }
            rates.0[adversity as usize] = map.next_value()?;
        }
        Ok(rates)
    }
}

impl JsonSchema for AdversityRates {
    fn schema_name() -> Cow<'static, str> {
        "AdversityRates".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let properties: serde_json::Map<_, _> = Adversity::all()
            .map(|entry| {
                let rate = serde_json::json!({
                    "description": format!("{}: {}", entry.what.en, entry.due.en),
                    "type": "number",
                    "minimum": 0,
                    "maximum": 1_000,
                    "default": entry.rate,
                });
                (entry.id.to_owned(), rate)
            })
            .collect();
        json_schema!({
            "description": "Rates per thousand of each adversity, by its id, with at most three decimals.",
            "type": "object",
            "properties": properties,
            "additionalProperties": false,
        })
    }
}
