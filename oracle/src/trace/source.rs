use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

/// Where a step comes from: the sections of its rule and of the figures used, `;` between them when read.
///
/// ```
/// use oracle::trace::Source;
/// assert_eq!(Source::from("rules §3").and("rules §4").to_string(), "rules §3; rules §4");
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Source([&'static str; MOST]);

/// No step rests on more: a rule and three figures.
const MOST: usize = 4;

impl Source {
    /// These sections, in order.
    #[must_use]
    pub fn of(sections: impl IntoIterator<Item = &'static str>) -> Self {
        sections.into_iter().fold(Self::default(), Self::and)
    }

    /// One more section, unless it stands already.
    ///
    /// # Panics
    /// Where there are more than four.
    #[must_use]
    pub fn and(mut self, section: &'static str) -> Self {
        if self.0.contains(&section) {
            return self;
        }
        match self.0.iter_mut().find(|place| place.is_empty()) {
            Some(place) => *place = section,
            None => unreachable!("no step rests on more than {MOST} sections"),
        }
        self
    }
}

impl From<&'static str> for Source {
    fn from(section: &'static str) -> Self {
        Self::default().and(section)
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sections = self.0.iter().filter(|section| !section.is_empty());
        if let Some(first) = sections.next() {
            f.write_str(first)?;
        }
        sections.try_for_each(|section| write!(f, "; {section}"))
    }
}

impl Serialize for Source {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for Source {
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
