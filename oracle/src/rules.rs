//! The catalogue of rules: the files of `oracle/law/rules/`.

use std::sync::LazyLock;

use serde::Deserialize;

/// A rule: its text in our words, and where it comes from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Stable id: `R-AMO-…`, `R-AMC-…`, or the row of rules §9 (`N2`).
    pub id: String,
    /// Text in French.
    pub fr: String,
    /// Text in English.
    pub en: String,
    /// Section of the rules document and key of its source list.
    pub source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Catalogue {
    rules: Vec<Rule>,
}

/// Name and text of each file of the catalogue: the AMO half, the AMC half, files and lines.
pub const FILES: [(&str, &str); 3] = [
    (
        "oracle/law/rules/amo.yaml",
        include_str!("../law/rules/amo.yaml"),
    ),
    (
        "oracle/law/rules/amc.yaml",
        include_str!("../law/rules/amc.yaml"),
    ),
    (
        "oracle/law/rules/ledger.yaml",
        include_str!("../law/rules/ledger.yaml"),
    ),
];

/// Every rule, in order, file by file.
#[must_use]
pub fn all() -> &'static [Rule] {
    static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
        let read = |(name, text)| {
            domain::load::<Catalogue>(name, text)
                .map(|catalogue| catalogue.rules)
                .unwrap_or_else(|error| unreachable!("the shipped catalogue is tested: {error}"))
        };
        FILES.into_iter().flat_map(read).collect()
    });
    &RULES
}

/// The rule of that id.
#[must_use]
pub fn rule(id: &str) -> Option<&'static Rule> {
    all().iter().find(|rule| rule.id == id)
}

#[cfg(test)]
mod tests {
    #[test]
    fn ids_are_unique_and_every_rule_has_its_texts_and_source() {
        let mut ids: Vec<_> = super::all().iter().map(|rule| &rule.id).collect();
        ids.sort();
        let count = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), count);
        for rule in super::all() {
            assert!(
                !rule.fr.is_empty() && !rule.en.is_empty() && !rule.source.is_empty(),
                "{}",
                rule.id
            );
        }
    }
}
