use protocol::{ProtocolError, Reply, read_reply};
use serde_json::Value;
use serde_json::error::Category;

use super::fault::Fault;

/// What a line of the target is.
pub(super) enum Heard {
    /// A reply.
    Reply(Box<Reply>),
    /// A reply, with a fault that a run reads over.
    Odd(Box<Reply>, Fault),
    /// Not addressed to étalon: a reply may still come.
    Nothing(Fault),
    /// A reply that is none: no other will come.
    Wrong(Fault),
}

/// Types of replies.
pub(super) const TYPES: [&str; 9] = [
    "hello", "done", "fetched", "answer", "settled", "file", "skipped", "error", "bye",
];

pub(super) fn read(line: &[u8]) -> Heard {
    if line.starts_with("\u{feff}".as_bytes()) {
        return Heard::Wrong(Fault::ByteOrderMark);
    }
    match std::str::from_utf8(line) {
        Ok(text) => of_text(text.trim()),
        Err(error) => {
            let at = error.valid_up_to() + 1;
            match of_text(String::from_utf8_lossy(line).trim()) {
                Heard::Reply(reply) => Heard::Odd(reply, Fault::NotUtf8 { at }),
                other => other,
            }
        }
    }
}

fn of_text(text: &str) -> Heard {
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) if !text.starts_with('{') => {
            let is_begun = text.starts_with('[') && error.classify() == Category::Eof;
            return if is_begun {
                Heard::Wrong(Fault::SeveralLines)
            } else {
                Heard::Nothing(Fault::Noise)
            };
        }
        Err(error) if error.classify() == Category::Eof => {
            return Heard::Wrong(Fault::SeveralLines);
        }
        Err(error) => {
            let why = error.to_string();
            return Heard::Wrong(Fault::NotJson { why });
        }
    };
    if !value.is_object() {
        return Heard::Nothing(Fault::Noise);
    }
    let Some(kind) = value.get("type") else {
        return Heard::Nothing(Fault::NoType);
    };
    let kind = kind
        .as_str()
        .map_or_else(|| kind.to_string(), str::to_owned);
    if !TYPES.contains(&kind.as_str()) {
        return Heard::Wrong(Fault::UnknownType { word: kind });
    }
    match read_reply(text) {
        Ok(reply) => Heard::Reply(Box::new(reply)),
        Err(error) => Heard::Wrong(bad_field(kind, &value, &error)),
    }
}

fn bad_field(kind: String, value: &Value, error: &ProtocolError) -> Fault {
    let lines = value.get("lines").and_then(Value::as_array);
    let amounts = lines
        .into_iter()
        .flatten()
        .filter_map(|line| line.get("amount"));
    if let Some(amount) = amounts.into_iter().find(|amount| !amount.is_i64()) {
        return Fault::NotCents {
            amount: amount.to_string(),
        };
    }
    let why = match error {
        ProtocolError::Unreadable { why, .. } => why.clone(),
        other => other.to_string(),
    };
    Fault::BadField { kind, why }
}
