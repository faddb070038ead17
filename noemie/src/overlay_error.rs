use crate::layout_error::meant;
use crate::places::Place;

/// Why an overlay does not fit its base.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OverlayError {
    /// étalon ships no such profile.
    #[error("there is no such profile{}", meant(asked, known))]
    Base {
        /// What it is to extend.
        asked: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// An entity has two blocks: one would silently win.
    #[error("entity {entity:03} is corrected twice: put both under one `- number: {entity}`")]
    EntityTwice {
        /// Entity.
        entity: u16,
    },
    /// A field has two blocks in its entity.
    #[error(
        "entity {entity:03}: field `{field}` is corrected twice: put both under one `- name: {field}`"
    )]
    FieldTwice {
        /// Entity.
        entity: u16,
        /// Field.
        field: String,
    },
    /// An entity has two places in the tree.
    #[error("entity {entity:03} is placed twice in the tree: keep one")]
    NodeTwice {
        /// Entity.
        entity: u16,
    },
    /// A field is both taken out and corrected.
    #[error("entity {entity:03}: field `{field}` is both removed and corrected: keep one")]
    RemovedField {
        /// Entity.
        entity: u16,
        /// Field.
        field: String,
    },
    /// An entity to take out is not there.
    #[error(
        "entity {entity:03} is to be removed and is not there; there are {}",
        numbers(known)
    )]
    NoEntity {
        /// Entity.
        entity: u16,
        /// The entities there are.
        known: Vec<u16>,
    },
    /// A field to take out is not there.
    #[error(
        "entity {entity:03}: field `{field}` is to be removed and is not there{}",
        meant(field, known)
    )]
    NoField {
        /// Entity.
        entity: u16,
        /// Field.
        field: String,
        /// The fields there are.
        known: Vec<String>,
    },
    /// A number stands where the name of a field to take out should.
    #[error(
        "entity {entity:03}: `remove` takes the names of fields, and `{number}` is none{}; \
         an entity is taken out by its number under `remove` at the top of the file",
        at.as_ref().map_or(String::new(), |field| format!(": column {number} is in `{field}`"))
    )]
    NumberForName {
        /// Entity.
        entity: u16,
        /// The number.
        number: String,
        /// The field that holds the column of that number.
        at: Option<String>,
    },
    /// A new entity says too little.
    #[error(
        "entity {entity:03} is new{}: it needs {}",
        if known.contains(entity) {
            ", for `remove` takes out the one there is".to_owned()
        } else {
            format!(", it is none of {}", numbers(known))
        },
        together(missing)
    )]
    NewEntity {
        /// Entity.
        entity: u16,
        /// The keys that are missing.
        missing: Vec<&'static str>,
        /// The entities there are, one that the file removes among them.
        known: Vec<u16>,
    },
    /// A new field says too little.
    #[error(
        "entity {entity:03}: field `{field}` is new: it needs {}{}",
        together(missing),
        near.as_ref().map_or(String::new(), |name| format!("; or did you mean `{name}`?"))
    )]
    NewField {
        /// Entity.
        entity: u16,
        /// Field.
        field: String,
        /// The keys that are missing.
        missing: Vec<&'static str>,
        /// The field that may be meant.
        near: Option<String>,
    },
}

impl OverlayError {
    /// What it names; then what else may be its cause.
    pub(crate) fn places(&self) -> (Vec<Place<'_>>, Vec<Place<'_>>) {
        let named = match self {
            Self::Base { .. } => vec![Place::Top("extends")],
            Self::EntityTwice { entity } | Self::NewEntity { entity, .. } => {
                vec![Place::Entity(*entity)]
            }
            Self::NodeTwice { entity } => vec![Place::Node(*entity)],
            Self::FieldTwice { entity, field } | Self::NewField { entity, field, .. } => {
                vec![Place::Field(*entity, field)]
            }
            Self::RemovedField { entity, field } => vec![
                Place::Field(*entity, field),
                Place::RemovedField(*entity, field),
            ],
            Self::NoEntity { entity, .. } => vec![Place::Removed(*entity)],
            Self::NoField { entity, field, .. }
            | Self::NumberForName {
                entity,
                number: field,
                ..
            } => vec![Place::RemovedField(*entity, field)],
        };
        (named, Vec::new())
    }
}

/// `a`, `b` and `c`.
fn together(words: &[&str]) -> String {
    match words {
        [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

fn numbers(all: &[u16]) -> String {
    let all: Vec<String> = all.iter().map(|number| format!("{number:03}")).collect();
    all.join(", ")
}
