//! The keys of `guarantees`: families and headings.

use std::fmt;
use std::str::FromStr;

use domain::{Family, Heading};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::{Serialize, Serializer};

/// What a guarantee is written under. A family with one heading of its own name is that family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Named {
    /// A family.
    Family(Family),
    /// A heading.
    Heading(Heading),
}

impl Named {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Family(family) => family.word(),
            Self::Heading(heading) => heading.word(),
        }
    }
}

impl FromStr for Named {
    type Err = domain::ParseError;

    fn from_str(text: &str) -> Result<Self, domain::ParseError> {
        if let Ok(family) = text.parse() {
            return Ok(Self::Family(family));
        }
        text.parse().map(Self::Heading)
    }
}

impl Serialize for Named {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl<'de> Deserialize<'de> for Named {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Word;
        impl Visitor<'_> for Word {
            type Value = Named;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a family or a heading of guarantees")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Named, E> {
                text.parse().map_err(|_| {
                    let families = Family::ALL.iter().map(|family| family.word());
                    let words = families.chain(Heading::ALL.iter().map(|heading| heading.word()));
                    let near = domain::nearest(text, words)
                        .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                    E::custom(format_args!(
                        "`{text}` is no family and no heading of guarantees{near}"
                    ))
                })
            }
        }
        deserializer.deserialize_str(Word)
    }
}

impl JsonSchema for Named {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "FamilyOrHeading".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let mut words: Vec<&str> = Family::ALL.iter().map(|family| family.word()).collect();
        for heading in Heading::ALL {
            if !words.contains(&heading.word()) {
                words.push(heading.word());
            }
        }
        json_schema!({ "type": "string", "enum": words })
    }
}
