use domain::Day;
use rust_decimal::Decimal;
use serde_json::Value;

/// A value of the file, and the keys that lead to it.
#[derive(Debug, Clone)]
pub(super) struct Node<'a> {
    /// Keys from the root, with dots: `guarantees.dentaire.limits.0`.
    pub(super) at: String,
    value: &'a Value,
}

/// What is wrong with a file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) at: String,
    /// The rule of responsible products that it breaks, where it is one of them.
    pub(super) rule: Option<&'static str>,
    pub(super) why: String,
}

impl<'a> Node<'a> {
    pub(super) fn root(value: &'a Value) -> Self {
        Self {
            at: String::new(),
            value,
        }
    }

    pub(super) fn fault(&self, why: impl Into<String>) -> Fault {
        Fault {
            at: self.at.clone(),
            rule: None,
            why: why.into(),
        }
    }

    /// The keys that lead to what stands under this one.
    pub(super) fn path(&self, key: &str) -> String {
        if self.at.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.at)
        }
    }

    fn under(&self, key: &str, value: &'a Value) -> Self {
        Self {
            at: self.path(key),
            value,
        }
    }

    /// The value of a key, where it is written. `null` is a value that is not written.
    pub(super) fn key(&self, key: &str) -> Option<Self> {
        let value = self.value.get(key)?;
        (!value.is_null()).then(|| self.under(key, value))
    }

    /// The value of a key that must stand.
    pub(super) fn must(&self, key: &str) -> Result<Self, Fault> {
        self.key(key)
            .ok_or_else(|| self.fault(format!("`{key}` is missing")))
    }

    /// Keys and their values, where this is a mapping of those keys at most.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), Fault> {
        for (key, _) in self.entries()? {
            if !known.contains(&key) {
                return Err(Fault {
                    at: self.path(key),
                    rule: None,
                    why: format!("`{key}` is not known here: {} are", known.join(", ")),
                });
            }
        }
        Ok(())
    }

    /// Keys and their values, in alphabetical order.
    pub(super) fn entries(&self) -> Result<Vec<(&'a str, Self)>, Fault> {
        let Value::Object(keys) = self.value else {
            return Err(self.fault("keys and their values are expected"));
        };
        Ok(keys
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key.as_str(), self.under(key, value)))
            .collect())
    }

    /// The items of a list.
    pub(super) fn items(&self) -> Result<Vec<Self>, Fault> {
        let Value::Array(items) = self.value else {
            return Err(self.fault("a list is expected"));
        };
        Ok(items
            .iter()
            .enumerate()
            .map(|(at, item)| self.under(&(at + 1).to_string(), item))
            .collect())
    }

    pub(super) fn is_mapping(&self) -> bool {
        self.value.is_object()
    }

    pub(super) fn is_text(&self) -> bool {
        self.value.is_string()
    }

    pub(super) fn text(&self) -> Result<&'a str, Fault> {
        let text = self.value.as_str();
        text.ok_or_else(|| self.fault("a text is expected"))
    }

    pub(super) fn texts(&self) -> Result<Vec<String>, Fault> {
        let items = self.items()?;
        let texts = items.iter().map(|item| item.text().map(str::to_owned));
        texts.collect()
    }

    pub(super) fn truth(&self) -> Result<bool, Fault> {
        let truth = self.value.as_bool();
        truth.ok_or_else(|| self.fault("`true` or `false` is expected"))
    }

    pub(super) fn whole(&self) -> Result<u32, Fault> {
        let number = self.value.as_u64();
        number
            .and_then(|number| u32::try_from(number).ok())
            .ok_or_else(|| self.fault("a whole number is expected"))
    }

    pub(super) fn day(&self) -> Result<Day, Fault> {
        let text = self.text()?;
        text.parse()
            .map_err(|_| self.fault(format!("`{text}` is not a day (YYYY-MM-DD)")))
    }

    /// One of those words.
    pub(super) fn word<T: Copy>(&self, words: &[(&str, T)]) -> Result<T, Fault> {
        let text = self.text()?;
        let known = words.iter().find(|(word, _)| *word == text);
        known.map(|(_, meaning)| *meaning).ok_or_else(|| {
            let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.fault(format!(
                "`{text}` is not known here: {} are",
                words.join(", ")
            ))
        })
    }

    /// Some of those words.
    pub(super) fn words<T: Copy>(&self, words: &[(&str, T)]) -> Result<Vec<T>, Fault> {
        self.items()?.iter().map(|item| item.word(words)).collect()
    }

    /// An amount in euros: text, digits and at most two decimals.
    pub(super) fn euros(&self) -> Result<Decimal, Fault> {
        let text = self.value.as_str().filter(|text| is_plain(text));
        text.and_then(|text| Decimal::from_str_exact(text).ok())
            .ok_or_else(|| {
                self.fault(format!(
                    "`{}` is not an amount in euros: digits and at most two decimals are expected, as in \"150.00\"",
                    self.shown()
                ))
            })
    }

    /// A percentage: a whole number, or text with at most two decimals.
    pub(super) fn percent(&self) -> Result<Decimal, Fault> {
        if let Some(whole) = self
            .value
            .as_u64()
            .and_then(|whole| u32::try_from(whole).ok())
        {
            return Ok(Decimal::from(whole));
        }
        let text = self.value.as_str().filter(|text| is_plain(text));
        text.and_then(|text| Decimal::from_str_exact(text).ok())
            .ok_or_else(|| {
                self.fault(format!(
                    "`{}` is not a percentage: a whole number, or text with at most two decimals, is expected, as in 150 or \"2.5\"",
                    self.shown()
                ))
            })
    }

    fn shown(&self) -> String {
        match self.value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        }
    }
}

/// Digits, and at most two decimals after a point.
fn is_plain(text: &str) -> bool {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole) && whole.len() <= 12 && digits(decimals) && decimals.len() <= 2
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn amounts_are_text_with_at_most_two_decimals() {
        for (value, euros) in [
            (json!("150.00"), Some("150.00")),
            (json!("12"), Some("12")),
            (json!("0.5"), Some("0.5")),
            (json!("12,5"), None),
            (json!("1.005"), None),
            (json!("-1"), None),
            (json!("12."), None),
            (json!(12), None),
            (json!("1_000"), None),
        ] {
            let read = Node::root(&value).euros().ok();
            assert_eq!(read, euros.map(|text| text.parse().unwrap()), "{value}");
        }
        let comma = json!({"euros": "12,5"});
        let fault = Node::root(&comma)
            .must("euros")
            .unwrap()
            .euros()
            .unwrap_err();
        assert_eq!(fault.at, "euros");
        assert_eq!(
            fault.why,
            "`12,5` is not an amount in euros: digits and at most two decimals are expected, as in \"150.00\""
        );
    }

    #[test]
    fn percentages_are_whole_numbers_or_text() {
        for (value, percent) in [
            (json!(150), Some("150")),
            (json!("2.5"), Some("2.5")),
            (json!(2.5), None),
            (json!(-1), None),
            (json!("2.505"), None),
        ] {
            let read = Node::root(&value).percent().ok();
            assert_eq!(read, percent.map(|text| text.parse().unwrap()), "{value}");
        }
    }
}
