//! What changes from one layout to another.

use conformance::report::Lang;
use noemie::profile::{Description, Entity, Field, Profile};
use serde_json::{Map, Value, json};

use super::sheet::Sheet;
use crate::commands::words::{colon, columns, plain, table};
use crate::exit::{BOLD, Failure};

/// How something changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Added,
    Removed,
    Moved,
    Widened,
    Narrowed,
    Retyped,
    Changed,
}

impl Change {
    const fn word(self, lang: Lang) -> &'static str {
        let (fr, en) = match self {
            Self::Added => ("ajouté", "added"),
            Self::Removed => ("retiré", "removed"),
            Self::Moved => ("déplacé", "moved"),
            Self::Widened => ("élargi", "widened"),
            Self::Narrowed => ("rétréci", "narrowed"),
            Self::Retyped => ("autre type", "retyped"),
            Self::Changed => ("changé", "changed"),
        };
        match lang {
            Lang::Fr => fr,
            Lang::En => en,
        }
    }
}

/// One thing that changes.
#[derive(Debug, Clone)]
pub(super) struct Difference {
    /// None for the layout as a whole.
    entity: Option<u16>,
    /// None for the entity as a whole.
    field: Option<String>,
    change: Change,
    /// The key of the YAML: `at`, `confidence`, `tree`…
    key: String,
    from: Value,
    to: Value,
}

impl Difference {
    pub(super) fn json(&self) -> Value {
        json!({
            "kind": "difference",
            "entity": self.entity,
            "field": self.field,
            "change": self.change.word(Lang::En),
            "key": self.key,
            "from": self.from,
            "to": self.to,
        })
    }
}

/// What changes from one profile to another.
pub(super) fn between(from: &Sheet, to: &Sheet) -> Result<Vec<Difference>, Failure> {
    let profile = |sheet: &'_ Sheet| match &sheet.profile {
        Some(profile) => Ok(profile.description().clone()),
        None => Err(Failure::usage(format!(
            "{} is no profile: only profiles are compared",
            sheet.name
        ))),
    };
    Ok(of_descriptions(&profile(from)?, &profile(to)?))
}

/// What a profile changes of another.
pub(super) fn of_profiles(from: &Profile, to: &Profile) -> Vec<Difference> {
    of_descriptions(from.description(), to.description())
}

fn of_descriptions(from: &Description, to: &Description) -> Vec<Difference> {
    let mut all = keys(
        json!(from),
        json!(to),
        &["tree", "entities", "envelope"],
        (None, None),
    );
    for (entity, from, to) in paired(&from.tree, &to.tree, |node| node.entity) {
        if from != to {
            let change = match (&from, &to) {
                (None, _) => Change::Added,
                (_, None) => Change::Removed,
                (Some(from), Some(to)) if (from.level, from.parent) == (to.level, to.parent) => {
                    Change::Changed
                }
                _ => Change::Moved,
            };
            all.push(Difference {
                entity: Some(entity),
                field: None,
                change,
                key: "tree".to_owned(),
                from: json!(from),
                to: json!(to),
            });
        }
    }
    let whole = |layout: &Description| -> Vec<Entity> {
        let envelope = layout.envelope().into_iter();
        envelope.chain(&layout.entities).cloned().collect()
    };
    let (from, to) = (whole(from), whole(to));
    for (number, from, to) in paired(&from, &to, |entity| entity.number) {
        match (from, to) {
            (Some(from), Some(to)) => all.extend(of_entities(from, to)),
            (from, to) => all.push(Difference {
                entity: Some(number),
                field: None,
                change: if from.is_none() {
                    Change::Added
                } else {
                    Change::Removed
                },
                key: "length".to_owned(),
                from: json!(from.map(|entity| entity.length)),
                to: json!(to.map(|entity| entity.length)),
            }),
        }
    }
    all
}

fn of_entities(from: &Entity, to: &Entity) -> Vec<Difference> {
    let number = Some(from.number);
    let mut all = keys(
        json!(from),
        json!(to),
        &["fields", "length"],
        (number, None),
    );
    if from.length != to.length {
        let change = if from.length < to.length {
            Change::Widened
        } else {
            Change::Narrowed
        };
        all.insert(
            0,
            Difference {
                entity: number,
                field: None,
                change,
                key: "length".to_owned(),
                from: json!(from.length),
                to: json!(to.length),
            },
        );
    }
    for (name, from, to) in paired(&from.fields, &to.fields, |field| field.name.clone()) {
        let of = |change, key: &str, from: Value, to: Value| Difference {
            entity: number,
            field: Some(name.clone()),
            change,
            key: key.to_owned(),
            from,
            to,
        };
        let at = |field: Option<&Field>| json!(field.map(|field| columns(field.at)));
        match (from, to) {
            (Some(one), Some(other)) => {
                let width = |field: &Field| field.at[1] - field.at[0];
                let change = match width(one).cmp(&width(other)) {
                    _ if one.at == other.at => None,
                    std::cmp::Ordering::Less => Some(Change::Widened),
                    std::cmp::Ordering::Equal => Some(Change::Moved),
                    std::cmp::Ordering::Greater => Some(Change::Narrowed),
                };
                // A field can be both: the columns say where from and where to.
                let moved = change.is_some_and(|c| c != Change::Moved) && one.at[0] != other.at[0];
                let changes = change.into_iter().chain(moved.then_some(Change::Moved));
                all.extend(changes.map(|change| of(change, "at", at(from), at(to))));
                if one.kind != other.kind {
                    all.push(of(
                        Change::Retyped,
                        "type",
                        json!(one.kind),
                        json!(other.kind),
                    ));
                }
                all.extend(keys(
                    json!(one),
                    json!(other),
                    &["at", "type"],
                    (number, Some(&name)),
                ));
            }
            (None, _) => all.push(of(Change::Added, "at", Value::Null, at(to))),
            (_, None) => all.push(of(Change::Removed, "at", at(from), Value::Null)),
        }
    }
    all
}

/// Keys of two objects whose values differ, `but` those.
fn keys(
    from: Value,
    to: Value,
    but: &[&str],
    (entity, field): (Option<u16>, Option<&String>),
) -> Vec<Difference> {
    let object = |value| match value {
        Value::Object(object) => object,
        _ => Map::new(),
    };
    let (mut from, to) = (object(from), object(to));
    // A key that is left out has its default.
    for key in to.keys() {
        from.entry(key).or_insert(Value::Null);
    }
    let differ = |(key, from): (String, Value)| {
        let to = to.get(&key).cloned().unwrap_or_default();
        (from != to && !but.contains(&key.as_str())).then(|| Difference {
            entity,
            field: field.cloned(),
            change: Change::Changed,
            key,
            from,
            to,
        })
    };
    from.into_iter().filter_map(differ).collect()
}

/// Each thing of either list with its namesake in the other, in the order of the first, then the second.
fn paired<'t, T, K: PartialEq>(
    from: &'t [T],
    to: &'t [T],
    key: impl Fn(&T) -> K,
) -> Vec<(K, Option<&'t T>, Option<&'t T>)> {
    let find = |all: &'t [T], wanted: &K| all.iter().find(|thing| key(thing) == *wanted);
    let mut pairs: Vec<_> = from
        .iter()
        .map(|thing| (key(thing), Some(thing), find(to, &key(thing))))
        .collect();
    pairs.extend(
        to.iter()
            .filter(|thing| find(from, &key(thing)).is_none())
            .map(|thing| (key(thing), None, Some(thing))),
    );
    pairs
}

pub(super) fn page(from: &str, to: &str, differences: &[Difference], lang: Lang) -> String {
    let colon = colon(lang);
    let head = format!("{BOLD}{from} → {to}{BOLD:#}{colon}");
    if differences.is_empty() {
        return format!(
            "{head}{}\n",
            lang.pick("aucune différence", "no difference")
        );
    }
    let count = lang.pick("différences", "differences");
    format!(
        "{head}{} {count}\n{}\n",
        differences.len(),
        rows(differences, lang)
    )
}

/// A table of differences.
pub(super) fn rows(differences: &[Difference], lang: Lang) -> String {
    let mut rows = table(
        lang,
        &[
            ("entité", "entity"),
            ("zone", "field"),
            ("changement", "change"),
            ("clé", "key"),
            ("de", "from"),
            ("à", "to"),
        ],
    );
    for difference in differences {
        rows.add_row([
            difference
                .entity
                .map_or("-".to_owned(), |entity| format!("{entity:03}")),
            difference.field.clone().unwrap_or_else(|| "-".to_owned()),
            difference.change.word(lang).to_owned(),
            difference.key.clone(),
            shown(&difference.from, lang),
            shown(&difference.to, lang),
        ]);
    }
    rows.to_string()
}

/// A value as a person reads it: a text in their language, nothing as a dash.
fn shown(value: &Value, lang: Lang) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::Object(text) if text.contains_key("fr") && text.contains_key("en") => {
            let own = &text[lang.pick("fr", "en")];
            plain(own.clone())
        }
        Value::Object(object) => {
            let pairs = object
                .iter()
                .map(|(key, value)| format!("{key} {}", shown(value, lang)));
            pairs.collect::<Vec<_>>().join(", ")
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| shown(item, lang)).collect();
            items.join(", ")
        }
        other => plain(other.clone()),
    }
}
