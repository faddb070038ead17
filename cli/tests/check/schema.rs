//! A schema held against values: the keywords that ours use, and no others.

use serde_json::Value;

/// What a schema has to say against a value; nothing where the value is one of it.
pub(crate) fn complaints(schema: &Value, value: &Value) -> Vec<String> {
    let mut all = Vec::new();
    hold(schema, schema, value, "", &mut all);
    all
}

fn hold(root: &Value, schema: &Value, value: &Value, at: &str, all: &mut Vec<String>) {
    let keywords = schema.as_object().expect("a schema is an object");
    let number = value.as_f64();
    let items = value.as_array();
    for (keyword, asked) in keywords {
        let limit = || asked.as_f64().expect("a number");
        let size = || asked.as_u64().expect("a size");
        let holds = match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" | "format" => true,
            "$ref" => {
                let path = asked.as_str().and_then(|path| path.strip_prefix('#'));
                let other = path.and_then(|path| root.pointer(path));
                hold(root, other.expect("a definition"), value, at, all);
                true
            }
            "type" => match asked {
                Value::Array(kinds) => kinds.iter().any(|kind| is_kind(value, kind)),
                kind => is_kind(value, kind),
            },
            "const" => value == asked,
            "oneOf" => fitting(root, asked, value) == 1,
            "anyOf" => fitting(root, asked, value) > 0,
            "minimum" => number.is_none_or(|number| number >= limit()),
            "maximum" => number.is_none_or(|number| number <= limit()),
            "minItems" => items.is_none_or(|items| items.len() as u64 >= size()),
            "maxItems" => items.is_none_or(|items| items.len() as u64 <= size()),
            "prefixItems" => {
                let schemas = asked.as_array().expect("schemas");
                for (schema, item) in schemas.iter().zip(items.into_iter().flatten()) {
                    hold(root, schema, item, at, all);
                }
                true
            }
            "properties" => {
                for (name, schema) in asked.as_object().expect("schemas by name") {
                    if let Some(value) = value.get(name) {
                        hold(root, schema, value, &format!("{at}/{name}"), all);
                    }
                }
                true
            }
            "required" => {
                let names = asked.as_array().expect("names").iter();
                let missing = names.filter(|name| value.get(name.as_str().unwrap()).is_none());
                all.extend(missing.map(|name| format!("{at}: {name} is missing")));
                true
            }
            other => panic!("`{other}` is a keyword that this test does not know"),
        };
        if !holds {
            all.push(format!("{at}: {value} does not hold to {keyword} {asked}"));
        }
    }
}

fn fitting(root: &Value, schemas: &Value, value: &Value) -> usize {
    let schemas = schemas.as_array().expect("schemas").iter();
    let fits = |schema: &&Value| {
        let mut all = Vec::new();
        hold(root, schema, value, "", &mut all);
        all.is_empty()
    };
    schemas.filter(fits).count()
}

fn is_kind(value: &Value, kind: &Value) -> bool {
    match kind.as_str() {
        Some("null") => value.is_null(),
        Some("boolean") => value.is_boolean(),
        Some("integer") => value.is_u64() || value.is_i64(),
        Some("string") => value.is_string(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        _ => panic!("{kind} is a type that this test does not know"),
    }
}
