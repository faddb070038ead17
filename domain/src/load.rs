use std::borrow::Cow;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_saphyr::{Error, MessageFormatter, UserMessageFormatter};

/// Why a YAML text is not the value it should be: its name, and the place and snippet of the error.
#[derive(Debug, thiserror::Error)]
#[error("failed to read {name}: {detail}")]
pub struct LoadError {
    /// The name that was given with the text, a path as a rule.
    pub name: String,
    /// Line, column, snippet and reason, on several lines.
    pub detail: String,
    /// Line and column, from 1, where there are any.
    pub at: Option<(u64, u64)>,
}

/// Reads a typed value from YAML text. Every file that a person writes comes through here, so that
/// every error has its file, line and snippet. (Unknown keys are refused by the types themselves,
/// with `deny_unknown_fields`.)
///
/// ```
/// #[derive(Debug, serde::Deserialize)]
/// #[serde(deny_unknown_fields)]
/// struct Knobs { insured: u32 }
///
/// let knobs: Knobs = domain::load("knobs.yaml", "insured: 1000")?;
/// assert_eq!(knobs.insured, 1000);
/// let error = domain::load::<Knobs>("knobs.yaml", "insured: 1000\nmonth: 3").unwrap_err();
/// assert!(error.to_string().contains("knobs.yaml"));
/// # Ok::<(), domain::LoadError>(())
/// ```
///
/// # Errors
/// Where the text is not YAML or not a `T`.
pub fn load<T: DeserializeOwned>(name: &str, text: &str) -> Result<T, LoadError> {
    serde_saphyr::from_str(text).map_err(|error| LoadError {
        name: name.to_owned(),
        detail: detail(name, &error),
        at: error.location().map(|at| (at.line(), at.column())),
    })
}

/// The text that [`load`] reads back, keys in the order of the type.
///
/// ```
/// #[derive(serde::Serialize)]
/// struct Knobs { insured: u32 }
/// assert_eq!(domain::to_yaml(&Knobs { insured: 1000 }), "insured: 1000\n");
/// ```
#[must_use]
pub fn to_yaml<T: Serialize>(value: &T) -> String {
    serde_saphyr::to_string(value)
        .unwrap_or_else(|error| unreachable!("plain data can be written: {error}"))
}

/// `line L column C: why`, then the snippet where there is one.
fn detail(name: &str, error: &Error) -> String {
    let rendered = error.render_with_options(serde_saphyr::render_options! {
        source_name: Some(name),
        formatter: &Words,
    });
    // With a snippet, the place is at the head already; without one, it is at the end.
    if let Some(placed) = rendered.strip_prefix("error: ") {
        return placed.to_owned();
    }
    match error.location() {
        Some(at) => {
            let (line, column) = (at.line(), at.column());
            let end = format!(" at line {line}, column {column}");
            let why = rendered.strip_suffix(&end).unwrap_or(&rendered);
            format!("line {line} column {column}: {why}")
        }
        None => rendered,
    }
}

/// The messages, in words of who writes such files rather than of who parses them.
struct Words;

impl MessageFormatter for Words {
    fn format_message<'a>(&self, error: &'a Error) -> Cow<'a, str> {
        match error {
            Error::Unexpected { expected, .. } => match *expected {
                "sequence start" => "expected a list".into(),
                "mapping start" => "expected keys and their values".into(),
                "string scalar" => "expected a text".into(),
                _ => UserMessageFormatter.format_message(error),
            },
            Error::InvalidScalar { ty, .. } if ty.starts_with(['u', 'i']) => {
                "expected a whole number".into()
            }
            Error::InvalidScalar { ty: "boolean", .. } => "expected `true` or `false`".into(),
            _ => UserMessageFormatter.format_message(error),
        }
    }
}

#[cfg(test)]
mod tests {
    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its errors are looked at")]
    struct Knobs {
        insured: u32,
    }

    #[derive(Debug, serde::Deserialize)]
    #[expect(dead_code, reason = "only its errors are looked at")]
    struct Shapes {
        name: Option<String>,
        list: Option<Vec<u8>>,
        keys: Option<Knobs>,
        yes: Option<bool>,
    }

    fn said(text: &str) -> String {
        super::load::<Knobs>("a.yaml", text)
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn an_unknown_key_is_located() {
        assert_eq!(
            said("insured: 5\ninsurred: 6\n"),
            "failed to read a.yaml: line 2 column 1: unknown field `insurred`, expected one of insured\n \
             --> a.yaml:2:1\n  |\n1 | insured: 5\n2 | insurred: 6\n  \
             | ^ unknown field `insurred`, expected one of insured"
        );
    }

    #[test]
    fn an_error_without_a_snippet_starts_with_its_place_too() {
        assert_eq!(
            said(""),
            "failed to read a.yaml: line 1 column 1: unexpected end of file"
        );
    }

    #[test]
    fn what_is_expected_is_said_in_plain_words() {
        for (text, words) in [
            ("name: [a]", "expected a text"),
            ("list: 1", "expected a list"),
            ("list: [a]", "expected a whole number"),
            ("keys: 1", "expected keys and their values"),
            ("yes: maybe", "expected `true` or `false`"),
            (
                "name: a\nname: b",
                "duplicate mapping key `name` is not allowed here",
            ),
        ] {
            let error = super::load::<Shapes>("a.yaml", text).unwrap_err();
            let first = error.detail.lines().next().unwrap_or_default();
            assert!(first.ends_with(words), "{text}: {first}");
        }
    }

    #[test]
    fn whatever_is_wrong_is_placed_on_the_first_line() {
        for text in [
            "insured: x",
            "insured: [1",
            "- a",
            "insured: 1\ninsured: 2",
            "{",
            "a: \"b",
        ] {
            let said = said(text);
            assert!(
                said.starts_with("failed to read a.yaml: line "),
                "{text:?}: {said}"
            );
            assert!(
                !said.contains("<input>") && !said.contains("error:"),
                "{said}"
            );
        }
    }
}
