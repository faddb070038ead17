use std::borrow::Cow;
use std::fmt;

use domain::{ActCode, Cents, Day, Heading, Rate};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

use crate::amc::Code;

/// What goes into a step or comes out of it, as it was computed: it becomes text once somebody reads it.
///
/// ```
/// use oracle::trace::Term;
/// assert_eq!(Term::from(domain::Cents(2_650)).to_string(), "26.50");
/// assert_eq!(Term::from("held"), "held");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// An amount.
    Cents(Cents),
    /// A proportion.
    Rate(Rate),
    /// A day.
    Day(Day),
    /// A number of something.
    Count(i64),
    /// An act code.
    Act(ActCode),
    /// A CCAM or LPP code.
    Code(Code),
    /// A word or a name.
    Text(Cow<'static, str>),
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cents(cents) => cents.fmt(f),
            Self::Rate(rate) => rate.fmt(f),
            Self::Day(day) => day.fmt(f),
            Self::Count(count) => count.fmt(f),
            Self::Act(act) => act.fmt(f),
            Self::Code(code) => code.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

/// As it reads.
impl PartialEq<&str> for Term {
    fn eq(&self, other: &&str) -> bool {
        let text = self.to_string();
        text == *other
    }
}

macro_rules! from {
    ($($of:ty => |$value:ident| $term:expr;)+) => {
        $(impl From<$of> for Term {
            fn from($value: $of) -> Self {
                $term
            }
        })+
    };
}

from! {
    Cents => |cents| Self::Cents(cents);
    Rate => |rate| Self::Rate(rate);
    Day => |day| Self::Day(day);
    i64 => |count| Self::Count(count);
    i32 => |count| Self::Count(count.into());
    i16 => |count| Self::Count(count.into());
    u32 => |count| Self::Count(count.into());
    u8 => |count| Self::Count(count.into());
    ActCode => |act| Self::Act(act);
    Code => |code| Self::Code(code);
    Heading => |heading| Self::Text(Cow::Borrowed(heading.word()));
    &'static str => |word| Self::Text(Cow::Borrowed(word));
    String => |text| Self::Text(Cow::Owned(text));
}

impl Serialize for Term {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for Term {
    fn schema_name() -> Cow<'static, str> {
        String::schema_name()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }
}
