//! Amounts of product files: text in euros, with at most two decimals.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::{Serialize, Serializer};

/// An amount as it is written: what it is worth is told where the file is compiled, which knows the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Euros(pub(super) String);

impl<'de> Deserialize<'de> for Euros {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Whatever stands there, so that a bare number is told from a text: `5` and `5.50` are numbers.
        deserializer.deserialize_any(Text)
    }
}

impl Serialize for Euros {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

struct Text;

impl Visitor<'_> for Text {
    type Value = Euros;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an amount in euros, as text between quotes: \"150.00\"")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Euros, E> {
        Ok(Euros(text.to_owned()))
    }
}

impl JsonSchema for Euros {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Euros".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": r"^\d+(\.\d{1,2})?$",
            "description": "Euros, as text with at most two decimals.",
        })
    }
}
