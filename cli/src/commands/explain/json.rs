//! What `explain` says to a program: one object a line, both languages in it.

use domain::Day;
use serde_json::{Value, json};

use super::search::{Found, dictionary, tables_of};
use super::{law, rule};
use noemie::Profile;
use noemie::tables::CodeTable;

/// One thing found, with the word that asked for it.
pub(super) fn found(asked: &str, found: &Found, at: Option<Day>) -> Value {
    let mut value = match found {
        Found::Reference(profile) => reference(profile),
        Found::Code(table, code) => merged(
            json!({
                "kind": "code",
                "table": table.id,
                "title": table.title,
                "closed": table.closed,
                "at": table.at,
                "heading": table.group_of(code).map(|group| &group.title),
            }),
            // Said last: a code without a confidence of its own has that of its table.
            merged(
                json!(code),
                json!({
                    "confidence": table.confidence_of(code),
                    "source": table.source_of(code),
                }),
            ),
        ),
        Found::Entity(layout, entity) => merged(
            json!({ "kind": "entity", "profile": layout.name, "status": layout.status }),
            json!(entity),
        ),
        Found::Field(layout, entity, field) => merged(
            json!({
                "kind": "field",
                "profile": layout.name,
                "status": layout.status,
                "entity": entity.number,
                "tables": tables_of(*layout, entity, field),
            }),
            json!(field),
        ),
        Found::Finding(rule) => json!({
            "kind": "finding",
            "code": rule.code,
            "severity": rule.severity,
            "due": rule.due,
            "meaning": { "fr": rule.fr, "en": rule.en },
            "hint": rule.hint,
            "hint-fr": rule.hint_fr,
        }),
        Found::Rule(found) => rule::json(found, at),
        Found::Ambiguity(entry) => merged(json!({ "kind": "ambiguity" }), json!(entry)),
        Found::Figure(series) => law::series_json(*series, at),
        Found::Figures(table) => law::table_json(table, at),
    };
    if let Some(object) = value.as_object_mut() {
        object.insert("asked".to_owned(), asked.into());
    }
    value
}

/// A reference without its fields; each place of its tree says what the entity is.
fn reference(profile: &Profile) -> Value {
    let description = profile.description();
    let tree = description.tree.iter().map(|node| {
        let mut entities = description.entities.iter();
        let entity = entities.find(|entity| entity.number == node.entity);
        merged(
            json!(node),
            json!({
                "meaning": entity.map(|entity| &entity.meaning),
                "confidence": entity.map(|entity| entity.confidence),
            }),
        )
    });
    json!({
        "kind": "reference",
        "reference": profile.reference(),
        "profile": profile.name(),
        "version": description.version,
        "title": description.title,
        "status": profile.status(),
        "role": profile.role(),
        "tree": tree.collect::<Vec<_>>(),
        "page": dictionary(profile),
    })
}

/// A table without its codes.
pub(super) fn table(table: &CodeTable) -> Value {
    json!({
        "kind": "table",
        "id": table.id,
        "aliases": table.aliases,
        "title": table.title,
        "codes": table.entries.len(),
        "closed": table.closed,
        "confidence": table.confidence,
        "source": table.source,
        "at": table.at,
    })
}

fn merged(mut one: Value, other: Value) -> Value {
    if let (Value::Object(into), Value::Object(from)) = (&mut one, other) {
        into.extend(from);
    }
    one
}
