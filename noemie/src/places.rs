//! Where in a layout file what an error is about stands.

use std::fmt;

use domain::Outline;

/// Something a layout file may say, by the numbers and names that errors give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place<'a> {
    /// A key of the file.
    Top(&'static str),
    /// An entity under `entities`.
    Entity(u16),
    /// A key of an entity.
    Key(u16, &'static str),
    /// A field of an entity.
    Field(u16, &'a str),
    /// An entity's place in the tree.
    Node(u16),
    /// An entity under `remove`.
    Removed(u16),
    /// A field under `remove` of its entity.
    RemovedField(u16, &'a str),
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Top(key) | Self::Key(_, key) => write!(f, "`{key}`"),
            Self::Entity(entity) => write!(f, "entity {entity:03}"),
            Self::Field(_, field) => write!(f, "`{field}`"),
            Self::Node(entity) => write!(f, "the place of {entity:03} in the tree"),
            Self::Removed(_) | Self::RemovedField(..) => f.write_str("`remove`"),
        }
    }
}

impl<'a> Place<'a> {
    /// The entity it is, or belongs to.
    pub(crate) const fn entity(&self) -> Option<u16> {
        match self {
            Self::Top(_) => None,
            Self::Entity(entity)
            | Self::Key(entity, _)
            | Self::Field(entity, _)
            | Self::Node(entity)
            | Self::Removed(entity)
            | Self::RemovedField(entity, _) => Some(*entity),
        }
    }

    /// The field it is.
    pub(crate) const fn field(&self) -> Option<&'a str> {
        match self {
            Self::Field(_, field) | Self::RemovedField(_, field) => Some(field),
            _ => None,
        }
    }
}

/// A layout file, for the lines of what it says.
pub(crate) struct Places {
    /// None where the text is not even YAML.
    outline: Option<Outline>,
}

impl Places {
    pub(crate) fn of(text: &str) -> Self {
        Self {
            outline: Outline::of("", text).ok(),
        }
    }

    /// The lines on which that stands, one a time that the file says it.
    pub(crate) fn lines(&self, place: Place) -> Vec<u64> {
        let entities = |number| {
            self.list("entities")
                .filter(move |entity| is(entity.get("number"), number))
        };
        let lines = |outlines: Vec<&Outline>| outlines.iter().map(|found| found.line).collect();
        match place {
            Place::Top(key) => lines(self.top(key).into_iter().collect()),
            Place::Entity(number) => lines(entities(number).collect()),
            Place::Key(number, key) => lines(
                entities(number)
                    .filter_map(|entity| entity.get(key))
                    .collect(),
            ),
            Place::Field(number, name) => {
                let fields = entities(number).filter_map(|entity| entity.get("fields"));
                let named =
                    |field: &&Outline| field.get("name").and_then(Outline::text) == Some(name);
                lines(fields.flat_map(Outline::items).filter(named).collect())
            }
            Place::Node(number) => lines(
                self.list("tree")
                    .filter(|node| is(node.get("entity"), number))
                    .collect(),
            ),
            Place::Removed(number) => lines(
                self.list("remove")
                    .filter(|entity| is(Some(entity), number))
                    .collect(),
            ),
            Place::RemovedField(number, name) => {
                let removed = entities(number).filter_map(|entity| entity.get("remove"));
                let named = |field: &&Outline| field.text() == Some(name);
                lines(removed.flat_map(Outline::items).filter(named).collect())
            }
        }
    }

    /// What to write where the value at that line and column is not of the shape it should be.
    pub(crate) fn shape(&self, (line, column): (u64, u64)) -> Option<&'static str> {
        let mut paths = self.outline.as_ref()?.paths(line, column).into_iter();
        paths.find_map(|mut path| {
            // Of an item of a list, that of the list is told where it has none of its own.
            loop {
                let key = path.join(".");
                let known = SHAPES.iter().find(|(known, _)| *known == key);
                match known {
                    Some((_, shape)) => return Some(*shape),
                    None if path.pop() == Some("*") => {}
                    None => return None,
                }
            }
        })
    }

    fn top(&self, key: &str) -> Option<&Outline> {
        self.outline.as_ref()?.get(key)
    }

    fn list(&self, key: &str) -> impl Iterator<Item = &Outline> {
        self.top(key).map(Outline::items).into_iter().flatten()
    }
}

fn is(value: Option<&Outline>, number: u16) -> bool {
    value
        .and_then(Outline::text)
        .is_some_and(|text| text.parse() == Ok(number))
}

/// What each key takes, `*` for an item of a list.
const SHAPES: &[(&str, &str)] = &[
    (
        "extends",
        "the name of a shipped profile or its reference: `extends: 303-inferred`",
    ),
    ("reference", "a number of three digits: `reference: 304`"),
    ("title", "two texts: `title: {fr: \"…\", en: \"…\"}`"),
    (
        "closer",
        "what 990 repeats and its sign: `closer: {identifier: opener, sign: \"P\"}`",
    ),
    (
        "dated-by",
        "an entity and its date: `dated-by: {entity: 70, field: date}`",
    ),
    ("dated-by.entity", "the number of an entity: `entity: 70`"),
    (
        "tree",
        "a list of places: `- {entity: 256, level: 99, parent: 45}`",
    ),
    ("tree.*.entity", "the number of an entity: `entity: 256`"),
    ("tree.*.level", "a number, 99 for a detail: `level: 99`"),
    ("tree.*.parent", "the number of an entity: `parent: 45`"),
    ("tree.*.min", "a number: `min: 1`"),
    ("tree.*.max", "a number: `max: 1`"),
    (
        "entities",
        "a list of entities, each from its number on: `- number: 255`",
    ),
    (
        "entities.*.number",
        "a number without its zeros: `number: 45`",
    ),
    (
        "entities.*.length",
        "a number, level and final `@` included: `length: 149`",
    ),
    (
        "entities.*.meaning",
        "two texts: `meaning: {fr: \"…\", en: \"…\"}`",
    ),
    (
        "entities.*.total",
        "two fields: `total: {amount: amount, sign: amount-sign}`",
    ),
    (
        "entities.*.fields",
        "a list of fields: `- {name: amount, at: [109, 116]}`",
    ),
    (
        "entities.*.fields.*.at",
        "first and last column, both included: `at: [109, 116]`, `at: [115, 115]` for one alone",
    ),
    (
        "entities.*.fields.*.range",
        "least and most: `range: [1, 50]`",
    ),
    (
        "entities.*.fields.*.decimals",
        "how many digits come after the point: `decimals: 2`",
    ),
    (
        "entities.*.fields.*.codes",
        "a list of values: `codes: [\"P\", \"N\"]`",
    ),
    (
        "entities.*.fields.*.tables",
        "a list of code tables: `tables: [acts]`",
    ),
    (
        "entities.*.fields.*.meaning",
        "two texts: `meaning: {fr: \"…\", en: \"…\"}`",
    ),
    (
        "entities.*.remove",
        "a list of names of fields: `remove: [label]`",
    ),
    (
        "remove",
        "a list of entity numbers: `remove: [120]`; a field is taken out by its name, under `remove` of its entity",
    ),
];
