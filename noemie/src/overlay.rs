//! A profile of the user's own that extends one of ours: what it says replaces what ours says, field
//! by field, and what it does not mention stays.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::description::{
    Closer, Confidence, DatedBy, Description, Entity, Field, FieldType, HeaderDate, Node, Padding,
    Role, Text, TotalFields,
};

/// Corrections of a shipped profile, as a mutuelle that holds the official book writes them.
///
/// `source` and `confidence` go to every field and entity it touches that has none of its own:
/// nothing moves without saying on whose word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Overlay {
    /// Name of the shipped profile it corrects.
    pub extends: String,
    /// Version of the result.
    pub version: String,
    /// Where the corrections come from.
    pub source: String,
    /// How well they are known.
    pub confidence: Confidence,
    /// Another reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<u16>,
    /// Another role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Another name for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// How well the layout as a whole is known from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Confidence>,
    /// Another order of the header's date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header_date: Option<HeaderDate>,
    /// Another date that the header's follows closely.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dated_by: Option<DatedBy>,
    /// Another closer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closer: Option<Closer>,
    /// Entities that take another place in the tree, or a place of their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tree: Vec<Node>,
    /// Entities corrected or added.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entities: Vec<EntityChange>,
    /// Entities taken out, with their place in the tree.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remove: Vec<u16>,
}

/// What changes of an entity, or a new one: length and meaning are then needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntityChange {
    /// Number.
    pub number: u16,
    /// Length in characters, number, level and final `@` included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<u16>,
    /// How well the entity is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaning: Option<Text>,
    /// Field that its closer repeats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
    /// Fields that feed the totals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<TotalFields>,
    /// Fields corrected or added.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldChange>,
    /// Names of fields taken out: their columns become filler.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remove: Vec<String>,
}

/// What changes of a field, or a new one: columns, type and meaning are then needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldChange {
    /// Name in kebab case.
    pub name: String,
    /// First and last column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<[u16; 2]>,
    /// What its characters are.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<FieldType>,
    /// How a short value is padded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub padding: Option<Padding>,
    /// Least and most of a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<[u64; 2]>,
    /// Digits after the point that is not written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimals: Option<u8>,
    /// The only values allowed; an empty list allows any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub codes: Option<Vec<String>>,
    /// The code tables its values are in; an empty list allows any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tables: Option<Vec<String>>,
    /// What a writer that has nothing to say puts there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// Whether there may be nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub optional: Option<bool>,
    /// Whether it tells something about a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub personal: Option<bool>,
    /// How well position and content are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// Where they come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// What it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaning: Option<Text>,
}

/// Why an overlay does not fit its base.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OverlayError {
    /// étalon ships no such profile.
    #[error("there is no such profile; shipped are {}", known.join(", "))]
    Base {
        /// The names there are.
        known: Vec<String>,
    },
    /// Something to take out is not there.
    #[error("entity {entity:03} is to be removed and is not there")]
    NoEntity {
        /// Entity.
        entity: u16,
    },
    /// A field to take out is not there.
    #[error("entity {entity:03}: field `{field}` is to be removed and is not there")]
    NoField {
        /// Entity.
        entity: u16,
        /// Field.
        field: String,
    },
    /// A new entity says too little.
    #[error("entity {entity:03} is new: it needs a {missing}")]
    NewEntity {
        /// Entity.
        entity: u16,
        /// The key that is missing.
        missing: &'static str,
    },
    /// A new field says too little.
    #[error("entity {entity:03}: field `{field}` is new: it needs {missing}")]
    NewField {
        /// Entity.
        entity: u16,
        /// Field.
        field: String,
        /// The key that is missing.
        missing: &'static str,
    },
}

impl Overlay {
    /// The profile that results. Whether it contradicts itself is seen when it is compiled.
    ///
    /// # Errors
    /// Where something to remove is not there, or something new says too little.
    pub fn apply(&self, base: &Description) -> Result<Description, OverlayError> {
        let mut result = base.clone();
        result.version.clone_from(&self.version);
        result.reference = self.reference.unwrap_or(base.reference);
        result.role = self.role.or(base.role);
        result.status = self.status.unwrap_or(base.status);
        result.header_date = self.header_date.unwrap_or(base.header_date);
        if let Some(title) = &self.title {
            result.title = title.clone();
        }
        if let Some(closer) = &self.closer {
            result.closer = closer.clone();
        }
        if let Some(dated_by) = &self.dated_by {
            result.dated_by = Some(dated_by.clone());
        }
        for number in &self.remove {
            let before = result.entities.len();
            result.entities.retain(|entity| entity.number != *number);
            result.tree.retain(|node| node.entity != *number);
            if result.entities.len() == before {
                return Err(OverlayError::NoEntity { entity: *number });
            }
        }
        for node in &self.tree {
            match result.tree.iter_mut().find(|n| n.entity == node.entity) {
                Some(old) => *old = node.clone(),
                None => result.tree.push(node.clone()),
            }
        }
        for change in &self.entities {
            self.entity(change, &mut result.entities)?;
        }
        Ok(result)
    }

    fn entity(&self, change: &EntityChange, all: &mut Vec<Entity>) -> Result<(), OverlayError> {
        let number = change.number;
        let place = all.iter().position(|entity| entity.number == number);
        let mut entity = match place {
            Some(place) => all[place].clone(),
            None => {
                let missing = |missing| OverlayError::NewEntity {
                    entity: number,
                    missing,
                };
                Entity {
                    number,
                    length: change.length.ok_or_else(|| missing("length"))?,
                    confidence: self.confidence,
                    source: self.source.clone(),
                    meaning: change.meaning.clone().ok_or_else(|| missing("meaning"))?,
                    identifier: None,
                    total: None,
                    fields: Vec::new(),
                }
            }
        };
        if let Some(length) = change.length {
            entity.length = length;
            entity.confidence = self.confidence;
            entity.source.clone_from(&self.source);
        }
        entity.confidence = change.confidence.unwrap_or(entity.confidence);
        let texts = [(&change.source, &mut entity.source)];
        for (new, old) in texts {
            if let Some(new) = new {
                old.clone_from(new);
            }
        }
        if let Some(meaning) = &change.meaning {
            entity.meaning = meaning.clone();
        }
        if change.identifier.is_some() {
            entity.identifier.clone_from(&change.identifier);
        }
        if change.total.is_some() {
            entity.total.clone_from(&change.total);
        }
        for name in &change.remove {
            let before = entity.fields.len();
            entity.fields.retain(|field| field.name != *name);
            if entity.fields.len() == before {
                return Err(OverlayError::NoField {
                    entity: number,
                    field: name.clone(),
                });
            }
        }
        for field in &change.fields {
            self.field(number, field, &mut entity.fields)?;
        }
        match place {
            Some(place) => all[place] = entity,
            None => all.push(entity),
        }
        Ok(())
    }

    fn field(
        &self,
        entity: u16,
        change: &FieldChange,
        all: &mut Vec<Field>,
    ) -> Result<(), OverlayError> {
        let missing = |missing| OverlayError::NewField {
            entity,
            field: change.name.clone(),
            missing,
        };
        let place = all.iter().position(|field| field.name == change.name);
        let old = place.map(|place| &all[place]);
        let or_old = |new: &Option<Text>| new.clone().or_else(|| old.map(|f| f.meaning.clone()));
        let field = Field {
            name: change.name.clone(),
            at: change
                .at
                .or(old.map(|f| f.at))
                .ok_or_else(|| missing("`at`, first and last column"))?,
            kind: change
                .kind
                .or(old.map(|f| f.kind))
                .ok_or_else(|| missing("a `type`"))?,
            padding: change.padding.or(old.and_then(|f| f.padding)),
            range: change.range.or(old.and_then(|f| f.range)),
            decimals: change.decimals.or(old.and_then(|f| f.decimals)),
            codes: change
                .codes
                .clone()
                .or_else(|| old.map(|f| f.codes.clone()))
                .unwrap_or_default(),
            tables: change
                .tables
                .clone()
                .or_else(|| old.map(|f| f.tables.clone()))
                .unwrap_or_default(),
            default: change
                .default
                .clone()
                .or_else(|| old.and_then(|f| f.default.clone())),
            optional: change
                .optional
                .or(old.map(|f| f.optional))
                .unwrap_or_default(),
            personal: change
                .personal
                .or(old.map(|f| f.personal))
                .unwrap_or_default(),
            confidence: change.confidence.unwrap_or(self.confidence),
            source: change.source.clone().unwrap_or_else(|| self.source.clone()),
            meaning: or_old(&change.meaning).ok_or_else(|| missing("a `meaning`"))?,
        };
        match place {
            Some(place) => all[place] = field,
            None => all.push(field),
        }
        Ok(())
    }
}
