//! Percentages of product files: whole numbers, or text with at most two decimals.

use std::borrow::Cow;
use std::fmt;

use domain::{Cents, Rate};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::{Serialize, Serializer};

/// A percentage of the base, or one for each kind of doctor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Percent {
    /// For everybody.
    Same(Rate),
    /// The doctor of the line chooses.
    ByDoctor(ByDoctor),
}

/// A level for OPTAM doctors and one for everybody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ByDoctor {
    /// Secteur 1, or secteur 2 with an option CAS, OPTAM, OPTAM-CO or OPTAM-ACO.
    #[serde(with = "as_percent")]
    #[schemars(schema_with = "rate_schema")]
    pub optam: Rate,
    /// Any other doctor: secteur 2 without option, and secteur 3.
    #[serde(with = "as_percent")]
    #[schemars(schema_with = "rate_schema")]
    pub non_optam: Rate,
}

impl Percent {
    /// A whole percentage for everybody.
    #[must_use]
    pub const fn whole(percent: u32) -> Self {
        Self::Same(Rate::percent(percent))
    }

    /// The percentage for that kind of doctor.
    #[must_use]
    pub const fn of(self, optam: bool) -> Rate {
        match self {
            Self::Same(rate) => rate,
            Self::ByDoctor(pair) if optam => pair.optam,
            Self::ByDoctor(pair) => pair.non_optam,
        }
    }

    /// The lower of its percentages.
    #[must_use]
    pub fn lowest(self) -> Rate {
        self.of(true).min(self.of(false))
    }

    /// Whether the doctor of the line chooses.
    #[must_use]
    pub const fn is_pair(self) -> bool {
        matches!(self, Self::ByDoctor(_))
    }
}

/// A percentage as product files write it: `2.5` without its sign.
pub(super) fn printed(rate: Rate) -> String {
    let text = Cents(i64::from(rate.0)).to_string();
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Reads a percentage with at most two decimals.
pub(super) fn read(text: &str) -> Option<Rate> {
    let hundredths: Cents = text.parse().ok()?;
    u32::try_from(hundredths.0).ok().map(Rate)
}

fn whole(percent: u64) -> Option<Rate> {
    let percent = u32::try_from(percent).ok()?;
    percent.checked_mul(100).map(Rate)
}

const EXPECTED: &str =
    "a percentage: a whole number, or text with at most two decimals as in \"2.5\"";

struct OneRate;

impl Visitor<'_> for OneRate {
    type Value = Rate;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(EXPECTED)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Rate, E> {
        whole(value).ok_or_else(|| E::custom(format_args!("`{value}` is not {EXPECTED}")))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Rate, E> {
        let percent = u64::try_from(value).ok().and_then(whole);
        percent.ok_or_else(|| E::custom(format_args!("`{value}` is not {EXPECTED}")))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Rate, E> {
        read(text).ok_or_else(|| E::custom(format_args!("`{text}` is not {EXPECTED}")))
    }
}

struct RateOrPair;

impl<'de> Visitor<'de> for RateOrPair {
    type Value = Percent;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{EXPECTED}; or a pair optam, non-optam")
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Percent, E> {
        OneRate.visit_u64(value).map(Percent::Same)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Percent, E> {
        OneRate.visit_i64(value).map(Percent::Same)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Percent, E> {
        OneRate.visit_str(text).map(Percent::Same)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Percent, A::Error> {
        ByDoctor::deserialize(MapAccessDeserializer::new(map)).map(Percent::ByDoctor)
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RateOrPair)
    }
}

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Same(rate) => as_percent::serialize(rate, serializer),
            Self::ByDoctor(pair) => pair.serialize(serializer),
        }
    }
}

impl JsonSchema for Percent {
    fn schema_name() -> Cow<'static, str> {
        "Percent".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let pair = generator.subschema_for::<ByDoctor>();
        json_schema!({ "anyOf": [rate_schema(generator), pair] })
    }
}

pub(super) fn rate_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "anyOf": [
            { "type": "integer", "minimum": 0 },
            { "type": "string", "pattern": r"^\d+(\.\d{1,2})?$" },
        ],
        "description": "Per cent: a whole number, or text with at most two decimals.",
    })
}

/// A rate as a percentage: a whole number where it is one, else text.
pub(super) mod as_percent {
    use super::{Deserializer, OneRate, Rate, Serializer, printed};

    pub(in crate::product) fn serialize<S: Serializer>(
        rate: &Rate,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        if rate.0.is_multiple_of(100) {
            serializer.serialize_u32(rate.0 / 100)
        } else {
            serializer.serialize_str(&printed(*rate))
        }
    }

    pub(in crate::product) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Rate, D::Error> {
        deserializer.deserialize_any(OneRate)
    }
}

/// The same where the key may be left out.
pub(super) mod as_percent_or_none {
    use super::{Deserializer, Rate, Serializer, as_percent};

    pub(in crate::product) fn serialize<S: Serializer>(
        rate: &Option<Rate>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match rate {
            Some(rate) => as_percent::serialize(rate, serializer),
            None => serializer.serialize_none(),
        }
    }

    pub(in crate::product) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Rate>, D::Error> {
        as_percent::deserialize(deserializer).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_print_as_they_are_read() {
        for (text, rate) in [("2.5", 250), ("100", 10_000), ("0.25", 25), ("0", 0)] {
            assert_eq!(read(text), Some(Rate(rate)));
            assert_eq!(printed(Rate(rate)), text);
        }
        for wrong in ["", "-1", "2.505", "2,5", "99999999999"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
