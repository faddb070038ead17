use crate::places::Place;

/// Why a description is no layout. Columns are counted from 1, both included.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LayoutError {
    /// Two fields share a column.
    #[error(
        "entity {entity:03}: field `{field}` ({from}-{to}) overlaps `{other}` ({other_from}-{other_to})"
    )]
    Overlap {
        /// Entity.
        entity: u16,
        /// The later field.
        field: String,
        /// Its first column.
        from: u16,
        /// Its last column.
        to: u16,
        /// The earlier field.
        other: String,
        /// Its first column.
        other_from: u16,
        /// Its last column.
        other_to: u16,
    },
    /// A field leaves the data part of its entity.
    #[error("entity {entity:03}: field `{field}` ({from}-{to}) is outside columns 6-{last}")]
    Outside {
        /// Entity.
        entity: u16,
        /// Field.
        field: String,
        /// Its first column.
        from: u16,
        /// Its last column.
        to: u16,
        /// The last column before the `@`.
        last: u16,
    },
    /// The last column of a field comes before its first.
    #[error(
        "entity {entity:03}: field `{field}`: `at: [{from}, {to}]` ends before it starts: the first column comes first"
    )]
    Backwards {
        /// Entity.
        entity: u16,
        /// Field.
        field: String,
        /// Its first column.
        from: u16,
        /// Its last column.
        to: u16,
    },
    /// The type has a width of its own.
    #[error("entity {entity:03}: field `{field}` ({from}-{to}) must be {width} characters wide")]
    Width {
        /// Entity.
        entity: u16,
        /// Field.
        field: String,
        /// Its first column.
        from: u16,
        /// Its last column.
        to: u16,
        /// The width of its type.
        width: usize,
    },
    /// A default or a code does not fit its field.
    #[error("entity {entity:03}: field `{field}` ({from}-{to}): `{value}` does not fit")]
    Value {
        /// Entity.
        entity: u16,
        /// Field.
        field: String,
        /// Its first column.
        from: u16,
        /// Its last column.
        to: u16,
        /// The value.
        value: String,
    },
    /// No number that the field can hold is in its range.
    #[error(
        "entity {entity:03}: field `{field}` ({from}-{to}): no number of {} digits is in `range: [{least}, {most}]`",
        to - from + 1
    )]
    Range {
        /// Entity.
        entity: u16,
        /// Field.
        field: String,
        /// Its first column.
        from: u16,
        /// Its last column.
        to: u16,
        /// Least.
        least: u64,
        /// Most.
        most: u64,
    },
    /// The code table a field names is not there.
    #[error(
        "entity {entity:03}: field `{field}`: there is no code table `{table}`{}",
        meant(table, known)
    )]
    Table {
        /// Entity.
        entity: u16,
        /// Field.
        field: String,
        /// Table.
        table: String,
        /// The tables there are.
        known: Vec<String>,
    },
    /// A name is used twice in one entity.
    #[error("entity {entity:03}: two fields are named `{field}`")]
    SameName {
        /// Entity.
        entity: u16,
        /// Name.
        field: String,
    },
    /// A field that étalon needs is not there.
    #[error("entity {entity:03}: field `{field}` is missing")]
    MissingField {
        /// Entity.
        entity: u16,
        /// Name.
        field: String,
    },
    /// An entity that étalon needs is not there.
    #[error("entity {entity:03} is missing")]
    MissingEntity {
        /// Entity.
        entity: u16,
    },
    /// A field that another key of the layout names is not there.
    #[error(
        "entity {entity:03}: `{key}` names the field `{field}`, which is not there{}",
        meant(field, known)
    )]
    NoField {
        /// Entity.
        entity: u16,
        /// `identifier`, `total` or `dated-by`.
        key: &'static str,
        /// The field.
        field: String,
        /// The fields there are.
        known: Vec<String>,
    },
    /// An entity has a place in the tree and is not laid out.
    #[error(
        "entity {entity:03} is in the tree and not laid out: it needs its `- number: {entity}` under `entities`"
    )]
    NotLaidOut {
        /// Entity.
        entity: u16,
    },
    /// An entity is laid out and has no place in the tree.
    #[error(
        "entity {entity:03} is not in the tree: it needs its place there, as `{{entity: {entity}, level: 99, parent: …}}`"
    )]
    NotInTree {
        /// Entity.
        entity: u16,
    },
    /// The parent of an entity is not in the tree.
    #[error("entity {entity:03}: its parent {parent:03} is not in the tree")]
    NoParent {
        /// Entity.
        entity: u16,
        /// Its parent.
        parent: u16,
    },
    /// An entity is laid out twice.
    #[error("entity {entity:03} is laid out twice")]
    Twice {
        /// Entity.
        entity: u16,
    },
    /// An entity has two places in the tree.
    #[error("entity {entity:03} is placed twice in the tree")]
    PlacedTwice {
        /// Entity.
        entity: u16,
    },
    /// 000, 990 and 999 are not a profile's to lay out.
    #[error("entity {entity:03} belongs to the envelope")]
    Reserved {
        /// Entity.
        entity: u16,
    },
    /// The envelope is of another length than étalon cuts files by.
    #[error("entity {entity:03}: its length cannot be other than {length}")]
    EnvelopeLength {
        /// Entity.
        entity: u16,
        /// The only length there is.
        length: usize,
    },
    /// A number of more than three digits.
    #[error("entity {entity}: a number has three digits on the wire")]
    Number {
        /// Entity.
        entity: u16,
    },
    /// An entity that cannot even hold its number, its level and its `@`.
    #[error(
        "entity {entity:03}: length {length} is too short: number, level and final `@` take 6 characters"
    )]
    Length {
        /// Entity.
        entity: u16,
        /// Its length.
        length: u16,
    },
    /// Level and parent do not go together.
    #[error("entity {entity:03}: level {level:02} does not fit its parent: {}", fitting(*parent))]
    Level {
        /// Entity.
        entity: u16,
        /// Its level.
        level: u8,
        /// Its parent and the level of that, none where it opens no group.
        parent: Option<(u16, Option<u8>)>,
    },
    /// More times at least than at most.
    #[error("entity {entity:03}: it comes at least {min} times and at most {max}")]
    Times {
        /// Entity.
        entity: u16,
        /// Fewest times.
        min: u16,
        /// Most times.
        max: u16,
    },
    /// The entity of the date that the header's is held against is not there.
    #[error("dated-by: entity {entity:03} is not in the tree")]
    NoDated {
        /// Entity.
        entity: u16,
    },
    /// The date that the header's is held against is no date.
    #[error("dated-by: field `{field}` of entity {entity:03} is not of type date-jjmmaa")]
    NoDate {
        /// Entity.
        entity: u16,
        /// Field.
        field: String,
    },
    /// The sign of 990 is neither `P` nor a blank.
    #[error("closer: the sign must be `P` or a blank")]
    CloserSign,
    /// More entities than a reference can have, or a group.
    #[error("there are too many entities{}: at most {most}", within(*parent))]
    TooMany {
        /// The entity whose group it is; none for the reference as a whole.
        parent: Option<u16>,
        /// The most there can be.
        most: usize,
    },
}

impl LayoutError {
    /// What it names, the nearest first; then what else may be its cause where none of that is in the file.
    pub(crate) fn places(&self) -> (Vec<Place<'_>>, Vec<Place<'_>>) {
        use Place::{Entity, Field, Key, Node, Removed, RemovedField, Top};
        match self {
            Self::Overlap {
                entity,
                field,
                other,
                ..
            } => (
                vec![Field(*entity, field), Field(*entity, other)],
                Vec::new(),
            ),
            Self::Outside { entity, field, .. } => (
                vec![Field(*entity, field)],
                vec![Key(*entity, "length"), Entity(*entity)],
            ),
            Self::Backwards { entity, field, .. }
            | Self::Width { entity, field, .. }
            | Self::Value { entity, field, .. }
            | Self::Range { entity, field, .. }
            | Self::Table { entity, field, .. }
            | Self::SameName { entity, field } => {
                (vec![Field(*entity, field)], vec![Entity(*entity)])
            }
            Self::NoField {
                entity,
                key: "dated-by",
                field,
                ..
            }
            | Self::NoDate { entity, field } => (
                vec![Top("dated-by")],
                vec![RemovedField(*entity, field), Field(*entity, field)],
            ),
            Self::NoField {
                entity, key, field, ..
            } => (
                vec![Key(*entity, key)],
                vec![RemovedField(*entity, field), Entity(*entity)],
            ),
            Self::MissingField { entity, .. } | Self::MissingEntity { entity } => {
                (Vec::new(), vec![Entity(*entity), Removed(*entity)])
            }
            Self::NotLaidOut { entity } => (vec![Node(*entity)], Vec::new()),
            Self::NotInTree { entity } => (vec![Entity(*entity)], Vec::new()),
            Self::Length { entity, .. } | Self::EnvelopeLength { entity, .. } => {
                (vec![Key(*entity, "length")], Vec::new())
            }
            Self::Twice { entity } => (vec![Entity(*entity)], Vec::new()),
            Self::PlacedTwice { entity } => (vec![Node(*entity)], Vec::new()),
            Self::Reserved { entity } | Self::Number { entity } => {
                (Vec::new(), vec![Entity(*entity), Node(*entity)])
            }
            Self::NoParent { entity, parent } => (vec![Node(*entity)], vec![Removed(*parent)]),
            Self::Level { entity, parent, .. } => (
                vec![Node(*entity)],
                parent.iter().map(|(parent, _)| Node(*parent)).collect(),
            ),
            Self::Times { entity, .. } => (vec![Node(*entity)], Vec::new()),
            Self::NoDated { entity } => (vec![Top("dated-by")], vec![Removed(*entity)]),
            Self::CloserSign => (vec![Top("closer")], Vec::new()),
            Self::TooMany { .. } => (Vec::new(), vec![Top("tree")]),
        }
    }
}

/// The name that was meant, or those there are.
pub(crate) fn meant(word: &str, known: &[String]) -> String {
    let names = known.iter().map(String::as_str);
    match domain::nearest(word, names) {
        Some(name) => format!("; did you mean `{name}`?"),
        None if known.is_empty() => "; there are none".to_owned(),
        None => format!("; there are {}", known.join(", ")),
    }
}

fn fitting(parent: Option<(u16, Option<u8>)>) -> String {
    match parent {
        None => "no `parent` is written, and what has none is a group of level 01".to_owned(),
        Some((parent, None)) => format!("{parent:03} opens no group"),
        Some((parent, Some(level))) => format!(
            "under {parent:03}, of level {level:02}, a group has level {:02} and a detail 99",
            level.saturating_add(1)
        ),
    }
}

fn within(parent: Option<u16>) -> String {
    parent.map_or(String::new(), |parent| format!(" under {parent:03}"))
}
