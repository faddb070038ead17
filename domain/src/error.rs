/// Why a text is not the value it should be. `what` names the kind of value in the field's words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {what}: {why}")]
pub struct ParseError {
    /// What was expected, with its article: "a NIR", "a day (YYYY-MM-DD)".
    pub what: &'static str,
    /// The text that was given.
    pub text: String,
    /// The rule it breaks.
    pub why: &'static str,
}

impl ParseError {
    /// The error of a text that breaks that rule.
    #[must_use]
    pub fn new(what: &'static str, text: &str, why: &'static str) -> Self {
        Self {
            what,
            text: text.to_owned(),
            why,
        }
    }
}

/// Serde and schema through `Display` and `FromStr`, for the types that people read as text.
macro_rules! text_serde {
    ($type:ty, $name:literal, $pattern:literal) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Text;
                impl serde::de::Visitor<'_> for Text {
                    type Value = $type;
                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str($name)
                    }
                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$type, E> {
                        text.parse().map_err(E::custom)
                    }
                }
                deserializer.deserialize_str(Text)
            }
        }

        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": "string",
                    "pattern": $pattern,
                    "description": $name,
                })
            }
        }
    };
}
pub(crate) use text_serde;
