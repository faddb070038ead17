use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How often something happens: per thousand, to the thousandth. Kept as a whole number of millionths.
///
/// ```
/// use generators::Permille;
/// let rare: Permille = "0.05".parse()?;
/// assert_eq!(rare.per_million(), 50);
/// assert_eq!(rare.to_string(), "0.05");
/// assert_eq!(Permille::whole(30).to_string(), "30");
/// # Ok::<(), generators::PermilleError>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Permille(u32);

/// Millionths in a thousandth.
const FINEST: u32 = 1_000;
/// Decimals of a rate per thousand.
const DECIMALS: usize = 3;

/// Why a text is no rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PermilleError {
    /// No number, or a negative one.
    #[error("is no number from 0 to 1000")]
    NotANumber,
    /// More than always.
    #[error("is more than 1000 per thousand")]
    TooOften,
    /// Finer than it is kept.
    #[error("has more than three decimals")]
    TooFine,
}

impl Permille {
    /// Never.
    pub const NEVER: Self = Self(0);
    /// Always.
    pub const ALWAYS: Self = Self::whole(1_000);

    /// That many in a thousand; more than a thousand is always.
    #[must_use]
    pub const fn whole(permille: u32) -> Self {
        if permille < 1_000 {
            Self(permille * FINEST)
        } else {
            Self(1_000 * FINEST)
        }
    }

    /// How many in a million.
    #[must_use]
    pub const fn per_million(self) -> u32 {
        self.0
    }

    /// Reads digits, with a point and one to three decimals where it is no whole number.
    ///
    /// # Errors
    /// Where it is no number from 0 to 1000 with so many decimals.
    pub const fn parse(text: &str) -> Result<Self, PermilleError> {
        let mut rest = text.as_bytes();
        let (mut digits, mut decimals, mut value) = (0, None, 0_u32);
        while let Some((first, after)) = rest.split_first() {
            rest = after;
            match (*first, decimals) {
                (b'.', None) if digits > 0 => decimals = Some(0),
                (b'0'..=b'9', _) => {
                    match decimals {
                        // What is finer than it is kept is of no matter where it is nothing.
                        Some(DECIMALS) if *first == b'0' => continue,
                        Some(DECIMALS) => return Err(PermilleError::TooFine),
                        Some(count) => decimals = Some(count + 1),
                        None => digits += 1,
                    }
                    value = value
                        .saturating_mul(10)
                        .saturating_add((*first - b'0') as u32);
                }
                _ => return Err(PermilleError::NotANumber),
            }
        }
        let mut missing = match decimals {
            Some(0) => return Err(PermilleError::NotANumber),
            Some(count) => DECIMALS - count,
            None if digits == 0 => return Err(PermilleError::NotANumber),
            None => DECIMALS,
        };
        while missing > 0 {
            value = value.saturating_mul(10);
            missing -= 1;
        }
        if value > Self::ALWAYS.0 {
            return Err(PermilleError::TooOften);
        }
        Ok(Self(value))
    }
}

impl FromStr for Permille {
    type Err = PermilleError;

    fn from_str(text: &str) -> Result<Self, PermilleError> {
        Self::parse(text)
    }
}

impl fmt::Display for Permille {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / FINEST, self.0 % FINEST);
        if rest == 0 {
            return f.pad(&whole.to_string());
        }
        let decimals = format!("{rest:03}");
        f.pad(&format!("{whole}.{}", decimals.trim_end_matches('0')))
    }
}

impl Serialize for Permille {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_multiple_of(FINEST) {
            return serializer.serialize_u32(self.0 / FINEST);
        }
        // The nearest double of so short a number is written back as it was.
        let number: f64 = self
            .to_string()
            .parse()
            .map_err(serde::ser::Error::custom)?;
        serializer.serialize_f64(number)
    }
}

impl<'de> Deserialize<'de> for Permille {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Number)
    }
}

/// Reads a number, whole or not.
struct Number;

impl Number {
    fn read<E: Error>(text: &str) -> Result<Permille, E> {
        text.parse()
            .map_err(|why| E::custom(format_args!("{text} {why}")))
    }
}

impl Visitor<'_> for Number {
    type Value = Permille;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a rate per thousand, with at most three decimals")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Permille, E> {
        Self::read(&number.to_string())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Permille, E> {
        Self::read(&number.to_string())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Permille, E> {
        // The shortest text that means it: the digits that were written.
        Self::read(&number.to_string())
    }
}

impl JsonSchema for Permille {
    fn schema_name() -> Cow<'static, str> {
        "Permille".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A rate per thousand, with at most three decimals.",
            "type": "number",
            "minimum": 0,
            "maximum": 1_000,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for per_million in (0..=1_000_000).step_by(7).chain([1_000_000]) {
            let rate = Permille(per_million);
            assert_eq!(rate.to_string().parse(), Ok(rate));
            let yaml = domain::to_yaml(&rate);
            assert_eq!(
                domain::load::<Permille>("a", &yaml).unwrap(),
                rate,
                "{yaml}"
            );
        }
        let json = |text| serde_json::to_string(&Permille::parse(text).unwrap()).unwrap();
        assert_eq!(json("0.05"), "0.05");
        assert_eq!(json("30"), "30");
        assert_eq!(json("30.0"), "30");
    }

    #[test]
    fn what_is_no_rate_says_why() {
        for (text, why) in [
            ("", PermilleError::NotANumber),
            ("-1", PermilleError::NotANumber),
            (".5", PermilleError::NotANumber),
            ("1.", PermilleError::NotANumber),
            ("1.2.3", PermilleError::NotANumber),
            ("NaN", PermilleError::NotANumber),
            ("1e3", PermilleError::NotANumber),
            ("1000.001", PermilleError::TooOften),
            ("1001", PermilleError::TooOften),
            ("99999999999999999999", PermilleError::TooOften),
            ("0.0001", PermilleError::TooFine),
        ] {
            assert_eq!(Permille::parse(text), Err(why), "{text}");
        }
        assert_eq!(Permille::parse("1000.0000"), Ok(Permille::ALWAYS));
        let said = domain::load::<Permille>("a", "0.0001")
            .unwrap_err()
            .to_string();
        assert!(
            said.contains("0.0001 has more than three decimals"),
            "{said}"
        );
    }
}
