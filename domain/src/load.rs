use serde::de::DeserializeOwned;

/// Why a YAML text is not the value it should be: its name, and the place and snippet of the error.
#[derive(Debug, thiserror::Error)]
#[error("failed to read {name}: {detail}")]
pub struct LoadError {
    /// The name that was given with the text, a path as a rule.
    pub name: String,
    /// Line, column, snippet and reason, on several lines.
    pub detail: String,
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
        detail: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its errors are looked at")]
    struct Knobs {
        insured: u32,
    }

    #[test]
    fn an_unknown_key_is_located() {
        let error = super::load::<Knobs>("a.yaml", "insured: 5\ninsurred: 6\n").unwrap_err();
        let text = error.to_string();
        assert!(text.contains("insurred"), "{text}");
        assert!(text.contains('2'), "{text}");
    }
}
