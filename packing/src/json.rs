//! YAML as JSON.

use std::fmt;
use std::fmt::Write as _;

use granit_parser::{Event, Parser, ScalarStyle, Span};

/// Why a text is not packed, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonError {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub why: String,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.line, self.why)
    }
}

impl std::error::Error for JsonError {}

/// A YAML text of one document as JSON on one line, comments left out.
///
/// ```
/// let yaml = "id: pmss # of the year\nvalues:\n  - {from: 2026-01-01, value: \"4005.00\", why: ~}\nrate: 0.05\n";
/// let packed = r#"{"id":"pmss","values":[{"from":"2026-01-01","value":"4005.00","why":null}],"rate":0.05}"#;
/// assert_eq!(packing::json(yaml)?, packed);
/// # Ok::<(), packing::JsonError>(())
/// ```
///
/// # Errors
/// Where it does not read as YAML, is not one document, or has an anchor, an alias or a tag: nothing shipped needs
/// them.
pub fn json(yaml: &str) -> Result<String, JsonError> {
    let mut out = String::with_capacity(yaml.len());
    let mut open: Vec<Open> = Vec::new();
    let mut documents = 0;
    for event in Parser::new_from_str(yaml) {
        let (event, span) = event.map_err(|error| JsonError {
            line: error.marker().line(),
            why: error.info().to_owned(),
        })?;
        let wrong = |why: &str| Err(of(span, why));
        match event {
            Event::DocumentStart(..) => {
                documents += 1;
                if documents > 1 {
                    return wrong("a second document");
                }
            }
            Event::Scalar(text, style, 0, None) => {
                let is_key = before(&mut out, open.last_mut());
                scalar(&mut out, &text, style == ScalarStyle::Plain && !is_key);
            }
            Event::SequenceStart(_, 0, None) => {
                if before(&mut out, open.last_mut()) {
                    return wrong("a key that is a list");
                }
                out.push('[');
                open.push(Open::List { empty: true });
            }
            Event::MappingStart(_, 0, None) => {
                if before(&mut out, open.last_mut()) {
                    return wrong("a key that has keys");
                }
                out.push('{');
                open.push(Open::Keys { given: 0 });
            }
            Event::SequenceEnd => {
                open.pop();
                out.push(']');
            }
            Event::MappingEnd => {
                open.pop();
                out.push('}');
            }
            Event::StreamStart | Event::StreamEnd | Event::DocumentEnd | Event::Comment(..) => {}
            _ => return wrong("an anchor, an alias or a tag"),
        }
    }
    Ok(out)
}

fn of(span: Span, why: &str) -> JsonError {
    JsonError {
        line: span.start.line(),
        why: why.to_owned(),
    }
}

/// What is open around a value.
enum Open {
    List {
        empty: bool,
    },
    /// With how many keys and values so far.
    Keys {
        given: usize,
    },
}

/// Writes what stands before the next key or value; whether it is a key.
fn before(out: &mut String, open: Option<&mut Open>) -> bool {
    match open {
        None => false,
        Some(Open::List { empty }) => {
            if !std::mem::take(empty) {
                out.push(',');
            }
            false
        }
        Some(Open::Keys { given }) => {
            let is_key = given.is_multiple_of(2);
            match (*given, is_key) {
                (0, _) => {}
                (_, true) => out.push(','),
                (_, false) => out.push(':'),
            }
            *given += 1;
            is_key
        }
    }
}

fn scalar(out: &mut String, text: &str, plain: bool) {
    match text {
        "" | "~" | "null" if plain => out.push_str("null"),
        "true" | "false" if plain => out.push_str(text),
        _ if plain && is_number(text) => out.push_str(text),
        _ => quoted(out, text),
    }
}

/// Whether it is written as JSON writes a number, the exponent aside: nothing shipped has one.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    let (whole, decimals) = match text.split_once('.') {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (text, None),
    };
    digits(whole) && (whole == "0" || !whole.starts_with('0')) && decimals.is_none_or(digits)
}

fn quoted(out: &mut String, text: &str) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '\0'..='\x1f' => {
                // A string takes whatever is written to it.
                let _ = write!(out, "\\u{:04x}", u32::from(letter));
            }
            _ => out.push(letter),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_what_yaml_says() {
        for (yaml, packed) in [
            ("a: 1", r#"{"a":1}"#),
            ("a: -1.50", r#"{"a":-1.50}"#),
            ("a: 01", r#"{"a":"01"}"#),
            ("a: 1.", r#"{"a":"1."}"#),
            ("a: '1'", r#"{"a":"1"}"#),
            ("a: ''", r#"{"a":""}"#),
            ("a:", r#"{"a":null}"#),
            ("a: ~\nb: null", r#"{"a":null,"b":null}"#),
            ("1: true\ntrue: 'true'", r#"{"1":true,"true":"true"}"#),
            ("a: no", r#"{"a":"no"}"#),
            ("[a, [], {}, {b: [1, 2]}]", r#"["a",[],{},{"b":[1,2]}]"#),
            ("a: 'say \"so\" \\'", r#"{"a":"say \"so\" \\"}"#),
            ("a: |\n  one\n  two\n", "{\"a\":\"one\\u000atwo\\u000a\"}"),
            ("a: one\n  two\n", r#"{"a":"one two"}"#),
            ("# first\na: b # last", r#"{"a":"b"}"#),
            ("é: à", r#"{"é":"à"}"#),
        ] {
            assert_eq!(json(yaml).as_deref(), Ok(packed), "{yaml}");
        }
    }

    #[test]
    fn what_is_not_packed_is_told_with_its_line() {
        for (yaml, line, why) in [
            ("a: 1\nb: [1", 2, ""),
            ("a: 1\nb: &x 1", 2, "an anchor"),
            ("a: &x 1\nb: *x", 1, "an anchor"),
            ("a: !!str 1", 1, "a tag"),
            ("a: 1\n---\nb: 1", 2, "a second document"),
            ("? [a]\n: 1", 1, "a key that is a list"),
            ("? {a: 1}\n: 1", 1, "a key that has keys"),
        ] {
            let error = json(yaml).unwrap_err();
            assert!(error.why.contains(why), "{yaml}: {error}");
            assert_eq!(error.line, line, "{yaml}: {error}");
        }
    }
}
