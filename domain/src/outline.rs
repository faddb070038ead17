use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::load::{LoadError, load};

/// A YAML text as it stands: what [`load`](crate::load) made of it no longer says on which line a value was, and an
/// error that is found later has to.
///
/// ```
/// let outline = domain::Outline::of("a.yaml", "name: mine\nfields:\n  - {at: [6, 13]}\n")?;
/// let field = &outline.get("fields").unwrap().items()[0];
/// assert_eq!((field.line, field.column), (3, 5));
/// assert_eq!(outline.paths(3, 10), [["fields", "*", "at"]]);
/// # Ok::<(), domain::LoadError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// Its first line, from 1.
    pub line: u64,
    /// The column it starts at, from 1.
    pub column: u64,
    shape: Shape,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Shape {
    Scalar(String),
    List(Vec<Outline>),
    /// Keys and values, in order.
    Map(Vec<(Outline, Outline)>),
}

impl Outline {
    /// The outline of a text.
    ///
    /// # Errors
    /// Where the text is not YAML.
    pub fn of(name: &str, text: &str) -> Result<Self, LoadError> {
        load(name, text)
    }

    /// The value under that key of a mapping.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        let Shape::Map(pairs) = &self.shape else {
            return None;
        };
        let mut pairs = pairs.iter();
        pairs.find_map(|(known, value)| (known.text() == Some(key)).then_some(value))
    }

    /// That key of a mapping itself: where it is written.
    #[must_use]
    pub fn key(&self, key: &str) -> Option<&Self> {
        let Shape::Map(pairs) = &self.shape else {
            return None;
        };
        let mut keys = pairs.iter().map(|(known, _)| known);
        keys.find(|known| known.text() == Some(key))
    }

    /// The items of a list; none where it is something else.
    #[must_use]
    pub fn items(&self) -> &[Self] {
        match &self.shape {
            Shape::List(items) => items,
            _ => &[],
        }
    }

    /// A plain value: a text, a number as it is usually written.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.shape {
            Shape::Scalar(text) => Some(text),
            _ => None,
        }
    }

    /// The keys that lead to each value and each key that starts at that place, the innermost first; `*` is an
    /// item of a list.
    #[must_use]
    pub fn paths(&self, line: u64, column: u64) -> Vec<Vec<&str>> {
        let mut paths: Vec<Vec<&str>> = Vec::new();
        match &self.shape {
            Shape::Scalar(_) => {}
            Shape::List(items) => {
                for item in items {
                    paths.extend(item.paths_under("*", line, column));
                }
            }
            Shape::Map(pairs) => {
                for (key, value) in pairs {
                    let step = key.text().unwrap_or_default();
                    paths.extend(key.paths_under(step, line, column));
                    paths.extend(value.paths_under(step, line, column));
                }
            }
        }
        if (self.line, self.column) == (line, column) {
            paths.push(Vec::new());
        }
        paths
    }

    fn paths_under<'o>(&'o self, step: &'o str, line: u64, column: u64) -> Vec<Vec<&'o str>> {
        let paths = self.paths(line, column).into_iter();
        paths.map(|rest| [vec![step], rest].concat()).collect()
    }
}

impl<'de> Deserialize<'de> for Outline {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = serde_saphyr::Spanned::<Shape>::deserialize(deserializer)?;
        Ok(Self {
            line: spanned.referenced.line(),
            column: spanned.referenced.column(),
            shape: spanned.value,
        })
    }
}

impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Shapes)
    }
}

struct Shapes;

impl<'de> Visitor<'de> for Shapes {
    type Value = Shape;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any YAML")
    }

    fn visit_unit<E>(self) -> Result<Shape, E> {
        Ok(Shape::Scalar(String::new()))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Shape, E> {
        Ok(Shape::Scalar(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Shape, E> {
        Ok(Shape::Scalar(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Shape, E> {
        Ok(Shape::Scalar(value.to_string()))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Shape, E> {
        Ok(Shape::Scalar(value.to_string()))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Shape, E> {
        Ok(Shape::Scalar(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Shape, E> {
        Ok(Shape::Scalar(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Shape, E> {
        Ok(Shape::Scalar(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Shape, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Shape::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Shape, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = access.next_entry()? {
            pairs.push(pair);
        }
        Ok(Shape::Map(pairs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "name: 303\n\
                        entities:\n  \
                        - number: 255\n    \
                        fields:\n      \
                        - {name: amount, at: [109, x]}\n      \
                        - name: sign\n        \
                        at: 5\n    \
                        remove: []\n  \
                        - {number: 045, length: ~, ratio: 1.5, new: true, less: -1}\n";

    #[test]
    fn every_value_has_its_line() {
        let outline = Outline::of("a.yaml", TEXT).unwrap();
        assert_eq!(outline.get("name").unwrap().text(), Some("303"));
        let entities = outline.get("entities").unwrap().items();
        let lines: Vec<u64> = entities.iter().map(|entity| entity.line).collect();
        assert_eq!(lines, [3, 9]);
        let fields = entities[0].get("fields").unwrap().items();
        let lines: Vec<u64> = fields.iter().map(|field| field.line).collect();
        assert_eq!(lines, [5, 6]);
        assert_eq!(fields[1].get("at").unwrap().line, 7);
        assert_eq!(outline.get("entities").unwrap().line, 3);
        assert_eq!(outline.key("entities").unwrap().line, 2);
        assert!(outline.key("field").is_none());
        for (key, text) in [
            ("length", ""),
            ("ratio", "1.5"),
            ("new", "true"),
            ("less", "-1"),
        ] {
            assert_eq!(entities[1].get(key).unwrap().text(), Some(text), "{key}");
        }
        assert!(outline.get("no").is_none() && outline.items().is_empty());
        assert_eq!(entities[0].text(), None);
    }

    #[test]
    fn a_place_has_the_keys_that_lead_to_it() {
        let outline = Outline::of("a.yaml", TEXT).unwrap();
        for (line, column, paths) in [
            (1, 7, "name"),
            (3, 13, "entities.*.number"),
            (5, 9, "entities.*.fields.*"),
            (5, 24, "entities.*.fields.*.at"),
            (5, 34, "entities.*.fields.*.at.*"),
            (6, 9, "entities.*.fields.*.name entities.*.fields.*"),
            (8, 13, "entities.*.remove"),
            (2, 90, ""),
        ] {
            let found = outline.paths(line, column);
            let found: Vec<String> = found.iter().map(|steps| steps.join(".")).collect();
            assert_eq!(found.join(" "), paths, "{line}:{column}");
        }
    }

    #[test]
    fn an_alias_stands_where_it_is_used() {
        let outline = Outline::of("a.yaml", "one: &x {at: 1}\ntwo:\n  - *x\n").unwrap();
        assert_eq!(outline.get("two").unwrap().items()[0].line, 3);
    }
}
