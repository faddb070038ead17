//! A profile of the user's own that extends one of ours: what it says replaces what ours says, field
//! by field, and what it does not mention stays.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::description::{
    Closer, Confidence, DatedBy, Description, ENVELOPE, Entity, Field, FieldType, HeaderDate, Node,
    Padding, Role, Text, TotalFields,
};
use crate::overlay_error::OverlayError;

/// Corrections of a shipped profile, as a mutuelle that holds the official book writes them.
///
/// `source` and `confidence` go to every field and entity it touches that has none of its own:
/// nothing moves without saying on whose word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Overlay {
    /// Name of the shipped profile it corrects, or its reference where no other has it.
    #[schemars(extend("type" = ["string", "integer"]))]
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

impl Overlay {
    /// The profile that results. Whether it contradicts itself is seen when it is compiled.
    ///
    /// # Errors
    /// Where something is corrected twice, something to remove is not there, or something new says too little: all
    /// there is of it.
    pub fn apply(&self, base: &Description) -> Result<Description, Vec<OverlayError>> {
        let mut errors = Vec::new();
        let mut result = base.clone();
        result.version.clone_from(&self.version);
        put(&mut result.reference, &self.reference);
        put(&mut result.title, &self.title);
        put(&mut result.status, &self.status);
        put(&mut result.header_date, &self.header_date);
        put(&mut result.closer, &self.closer);
        put_some(&mut result.role, &self.role);
        put_some(&mut result.dated_by, &self.dated_by);
        for number in &self.remove {
            if !base.entities.iter().any(|entity| entity.number == *number) {
                let known = base.entities.iter().map(|entity| entity.number);
                errors.push(OverlayError::NoEntity {
                    entity: *number,
                    known: known.collect(),
                });
            }
            result.entities.retain(|entity| entity.number != *number);
            result.tree.retain(|node| node.entity != *number);
        }
        let mut seen = BTreeSet::new();
        for node in &self.tree {
            if !seen.insert(node.entity) {
                errors.push(OverlayError::NodeTwice {
                    entity: node.entity,
                });
            }
            match result.tree.iter_mut().find(|n| n.entity == node.entity) {
                Some(old) => *old = node.clone(),
                None => result.tree.push(node.clone()),
            }
        }
        let mut seen = BTreeSet::new();
        for change in &self.entities {
            if seen.insert(change.number) {
                let all = if ENVELOPE.contains(&change.number) {
                    lay_out(change.number, &mut result);
                    &mut result.envelope
                } else {
                    &mut result.entities
                };
                self.entity(change, all, &mut errors);
            } else {
                errors.push(OverlayError::EntityTwice {
                    entity: change.number,
                });
            }
        }
        if errors.is_empty() {
            Ok(result)
        } else {
            Err(errors)
        }
    }

    /// Corrects an entity, or adds it.
    fn entity(&self, change: &EntityChange, all: &mut Vec<Entity>, errors: &mut Vec<OverlayError>) {
        let number = change.number;
        let place = all.iter().position(|entity| entity.number == number);
        let mut entity = match (place, change.length, &change.meaning) {
            (Some(place), ..) => all[place].clone(),
            (None, Some(length), Some(meaning)) => Entity {
                number,
                length,
                confidence: self.confidence,
                source: self.source.clone(),
                meaning: meaning.clone(),
                identifier: None,
                total: None,
                fields: Vec::new(),
            },
            (None, length, meaning) => {
                let missing = [
                    length.is_none().then_some("a `length`"),
                    meaning.is_none().then_some("a `meaning`"),
                ];
                errors.push(OverlayError::NewEntity {
                    entity: number,
                    missing: missing.into_iter().flatten().collect(),
                    known: all
                        .iter()
                        .map(|entity| entity.number)
                        .chain(self.remove.iter().copied())
                        .collect(),
                });
                return;
            }
        };
        if change.length.is_some() {
            entity.confidence = self.confidence;
            entity.source.clone_from(&self.source);
        }
        put(&mut entity.length, &change.length);
        put(&mut entity.confidence, &change.confidence);
        put(&mut entity.source, &change.source);
        put(&mut entity.meaning, &change.meaning);
        put_some(&mut entity.identifier, &change.identifier);
        put_some(&mut entity.total, &change.total);
        errors.extend(change.unremovable(&entity));
        entity
            .fields
            .retain(|field| !change.remove.contains(&field.name));
        let mut seen: BTreeSet<&String> = BTreeSet::new();
        for field in &change.fields {
            if !seen.insert(&field.name) {
                errors.push(OverlayError::FieldTwice {
                    entity: number,
                    field: field.name.clone(),
                });
            } else if !change.remove.contains(&field.name) {
                self.field(number, field, &mut entity.fields, errors);
            }
        }
        match place {
            Some(place) => all[place] = entity,
            None => all.push(entity),
        }
    }

    /// Corrects a field, or adds it.
    fn field(
        &self,
        entity: u16,
        change: &FieldChange,
        all: &mut Vec<Field>,
        errors: &mut Vec<OverlayError>,
    ) {
        let place = all.iter().position(|field| field.name == change.name);
        let mut field = match (place, change.at, change.kind, &change.meaning) {
            (Some(place), ..) => all[place].clone(),
            (None, Some(at), Some(kind), Some(meaning)) => Field {
                name: change.name.clone(),
                at,
                kind,
                padding: None,
                range: None,
                decimals: None,
                codes: Vec::new(),
                tables: Vec::new(),
                default: None,
                optional: false,
                personal: false,
                confidence: self.confidence,
                source: self.source.clone(),
                meaning: meaning.clone(),
            },
            (None, at, kind, meaning) => {
                let missing = [
                    at.is_none().then_some("`at` (first and last column)"),
                    kind.is_none().then_some("a `type`"),
                    meaning.is_none().then_some("a `meaning`"),
                ];
                let names = all.iter().map(|field| field.name.as_str());
                errors.push(OverlayError::NewField {
                    entity,
                    field: change.name.clone(),
                    missing: missing.into_iter().flatten().collect(),
                    near: domain::nearest(&change.name, names).map(str::to_owned),
                });
                return;
            }
        };
        // Every key by name: one that is added to either type cannot be forgotten here.
        let FieldChange {
            name: _,
            at,
            kind,
            padding,
            range,
            decimals,
            codes,
            tables,
            default,
            optional,
            personal,
            confidence,
            source,
            meaning,
        } = change;
        put(&mut field.at, at);
        put(&mut field.kind, kind);
        put_some(&mut field.padding, padding);
        put_some(&mut field.range, range);
        put_some(&mut field.decimals, decimals);
        put(&mut field.codes, codes);
        put(&mut field.tables, tables);
        put_some(&mut field.default, default);
        put(&mut field.optional, optional);
        put(&mut field.personal, personal);
        put(&mut field.meaning, meaning);
        field.confidence = confidence.unwrap_or(self.confidence);
        field.source = source.clone().unwrap_or_else(|| self.source.clone());
        match place {
            Some(place) => all[place] = field,
            None => all.push(field),
        }
    }
}

/// Makes a record of the envelope the layout's own, as it is so far.
fn lay_out(number: u16, description: &mut Description) {
    let own = |record: &Entity| record.number == number;
    if !description.envelope.iter().any(own) {
        let records = description.envelope();
        let shared = records.into_iter().find(|record| own(record)).cloned();
        description.envelope.extend(shared);
    }
}

impl EntityChange {
    /// What it says to remove of an entity and cannot be.
    fn unremovable(&self, entity: &Entity) -> Vec<OverlayError> {
        let mut errors = Vec::new();
        for name in &self.remove {
            let corrected = self.fields.iter().any(|field| field.name == *name);
            let there = entity.fields.iter().any(|field| field.name == *name);
            let (number, name) = (entity.number, name.clone());
            errors.extend(if corrected {
                Some(OverlayError::RemovedField {
                    entity: number,
                    field: name,
                })
            } else if there {
                None
            } else if let Ok(column) = name.parse::<u16>() {
                let mut fields = entity.fields.iter();
                let at = fields.find(|field| (field.at[0]..=field.at[1]).contains(&column));
                Some(OverlayError::NumberForName {
                    entity: number,
                    number: name,
                    at: at.map(|field| field.name.clone()),
                })
            } else {
                let known = entity.fields.iter().map(|field| field.name.clone());
                Some(OverlayError::NoField {
                    entity: number,
                    field: name,
                    known: known.collect(),
                })
            });
        }
        errors
    }
}

/// What the file says takes the place of what was there.
fn put<T: Clone>(place: &mut T, said: &Option<T>) {
    if let Some(said) = said {
        place.clone_from(said);
    }
}

/// The same where there may be nothing.
fn put_some<T: Clone>(place: &mut Option<T>, said: &Option<T>) {
    if said.is_some() {
        place.clone_from(said);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn keys<T: JsonSchema>() -> BTreeSet<String> {
        let schema = schemars::schema_for!(T).to_value();
        let keys = schema["properties"].as_object().unwrap();
        keys.keys().cloned().collect()
    }

    /// What a profile says, a correction can say otherwise.
    #[test]
    fn every_key_of_a_profile_can_be_corrected() {
        assert_eq!(keys::<FieldChange>(), keys::<Field>());
        let more: BTreeSet<String> = &keys::<EntityChange>() - &keys::<Entity>();
        assert_eq!(Vec::from_iter(more), ["remove"]);
        assert!(keys::<EntityChange>().is_superset(&keys::<Entity>()));
        let mut whole = keys::<Description>();
        // Its records are corrected under `entities`, by their numbers.
        assert!(whole.remove("envelope"));
        assert!(keys::<Overlay>().is_superset(&whole));
    }
}
