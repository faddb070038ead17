//! The ambiguity register: where texts are silent or disagree, the readings one may take.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use domain::{Rounding, Shipped, shipped};
use serde::{Deserialize, Serialize};

use crate::amc;

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// French.
    pub fr: String,
    /// English.
    pub en: String,
}

/// One of the readings of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alternative {
    /// Stable id, within the entry.
    pub id: String,
    /// In French.
    pub fr: String,
    /// In English.
    pub en: String,
}

/// A question without one answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Entry {
    /// Stable id.
    pub id: String,
    /// What texts leave open.
    pub question: Text,
    /// The readings; ours is among them.
    pub alternatives: Vec<Alternative>,
    /// The id of our reading.
    pub default: String,
    /// Why it is ours, and the section it comes from.
    pub why: String,
    /// Whether the other readings can be chosen; the register also lists those to come.
    pub implemented: bool,
    /// What the other readings wait for, where they cannot be chosen.
    #[serde(default)]
    pub waits_for: Option<WaitsFor>,
    /// Whether another alternative than the declared one is tolerated where the target said nothing of it.
    /// Not so where the declared reading is a contract of its own: a wrong cent stays a wrong cent.
    #[serde(default = "yes")]
    pub tolerated: bool,
}

/// What a reading waits for before it can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WaitsFor {
    /// A fact that neither a question nor a line of a décompte tells.
    Input,
    /// A rule of the oracle that is written for our reading alone.
    Rule,
}

impl Entry {
    /// The alternative of that id.
    #[must_use]
    pub fn alternative(&self, id: &str) -> Option<&Alternative> {
        self.alternatives
            .iter()
            .find(|alternative| alternative.id == id)
    }
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(Debug, PartialEq))]
#[serde(deny_unknown_fields)]
struct Register {
    ambiguities: Vec<Entry>,
}

const SHIPPED: Shipped = shipped!("oracle/law/ambiguities");

/// Name and text of the register.
pub const FILE: (&str, &str) = SHIPPED.written();

/// Every entry, in order.
#[must_use]
pub fn all() -> &'static [Entry] {
    static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
        SHIPPED
            .read::<Register>()
            .map(|register| register.ambiguities)
            .unwrap_or_else(|error| unreachable!("the shipped register is tested: {error}"))
    });
    &ENTRIES
}

/// The entry of that id.
#[must_use]
pub fn entry(id: &str) -> Option<&'static Entry> {
    static PLACES: LazyLock<BTreeMap<&str, usize>> = LazyLock::new(|| {
        let places = all().iter().enumerate();
        places.map(|(place, entry)| (&*entry.id, place)).collect()
    });
    all().get(*PLACES.get(id)?)
}

/// The readings a target declares; ours wherever it says nothing.
///
/// ```
/// use oracle::ambiguity::Choices;
/// let choices = Choices::default().with("rounding", "truncate")?;
/// assert!(choices.is("rounding", "truncate"));
/// assert!(choices.is("uncovered-act", "refused"));
/// # Ok::<(), oracle::ambiguity::ChoiceError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Choices {
    /// Entry to alternative, only where it is not ours.
    made: BTreeMap<&'static str, &'static str>,
    /// What of them a share asks.
    #[serde(skip)]
    amc: amc::Readings,
}

/// Why a choice cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChoiceError {
    /// No entry has that id.
    #[error("the ambiguity register has no entry `{entry}`; it has {known}")]
    UnknownEntry {
        /// The id given.
        entry: String,
        /// Those of the register.
        known: String,
    },
    /// The entry has no such alternative.
    #[error(
        "the entry `{entry}` of the ambiguity register has no alternative `{alternative}`; it has {known}"
    )]
    UnknownAlternative {
        /// The entry.
        entry: String,
        /// The id given.
        alternative: String,
        /// Those of the entry.
        known: String,
    },
    /// The register only lists it so far.
    #[error(
        "the alternative `{alternative}` of `{entry}` is listed in the ambiguity register and not implemented yet"
    )]
    NotImplemented {
        /// The entry.
        entry: String,
        /// The id given.
        alternative: String,
    },
}

impl Choices {
    /// The choices of a target file: entry to alternative.
    ///
    /// # Errors
    /// Where an entry or an alternative is not in the register, or is only listed there.
    pub fn from_map(map: &BTreeMap<String, String>) -> Result<Self, ChoiceError> {
        map.iter()
            .try_fold(Self::default(), |choices, (entry, alternative)| {
                choices.with(entry, alternative)
            })
    }

    /// The same choices but for one.
    ///
    /// # Errors
    /// As for [`Choices::from_map`].
    pub fn with(mut self, entry: &str, alternative: &str) -> Result<Self, ChoiceError> {
        let known = self::entry(entry).ok_or_else(|| ChoiceError::UnknownEntry {
            entry: entry.to_owned(),
            known: list(all().iter().map(|entry| &entry.id)),
        })?;
        let chosen =
            known
                .alternative(alternative)
                .ok_or_else(|| ChoiceError::UnknownAlternative {
                    entry: entry.to_owned(),
                    alternative: alternative.to_owned(),
                    known: list(known.alternatives.iter().map(|alternative| &alternative.id)),
                })?;
        if chosen.id == known.default {
            self.made.remove(entry);
        } else if known.implemented {
            self.made.insert(&known.id, &chosen.id);
        } else {
            return Err(ChoiceError::NotImplemented {
                entry: entry.to_owned(),
                alternative: alternative.to_owned(),
            });
        }
        self.amc = amc::Readings::of(&self);
        Ok(self)
    }

    /// Whether every entry is read as étalon reads it.
    pub(crate) fn are_ours(&self) -> bool {
        self.made.is_empty()
    }

    pub(crate) const fn amc(&self) -> amc::Readings {
        self.amc
    }

    /// Whether that reading is taken.
    #[must_use]
    pub fn is(&self, entry: &str, alternative: &str) -> bool {
        match self.made.get(entry) {
            Some(made) => *made == alternative,
            None => self::entry(entry).is_some_and(|entry| entry.default == alternative),
        }
    }

    /// The alternative taken for every entry, in the order of the register.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        all().iter().map(|entry| {
            let made = self.made.get(entry.id.as_str()).copied();
            (entry.id.as_str(), made.unwrap_or(&entry.default))
        })
    }

    /// The entry `rounding`, as amounts want it.
    #[must_use]
    pub fn rounding(&self) -> Rounding {
        if self.made.get("rounding") == Some(&"truncate") {
            Rounding::Truncate
        } else {
            Rounding::HalfUp
        }
    }
}

fn list<'a>(ids: impl Iterator<Item = &'a String>) -> String {
    ids.map(String::as_str).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_is_what_is_written() {
        let written: Register = domain::load(FILE.0, FILE.1).unwrap();
        assert_eq!(SHIPPED.read::<Register>().unwrap(), written);
    }

    #[test]
    fn every_entry_has_its_default_among_two_alternatives_or_more() {
        let mut ids: Vec<_> = all().iter().map(|entry| &entry.id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), all().len());
        for entry in all() {
            assert!(entry.alternatives.len() >= 2, "{}", entry.id);
            assert!(entry.alternative(&entry.default).is_some(), "{}", entry.id);
            assert!(!entry.why.is_empty(), "{}", entry.id);
            assert_ne!(entry.implemented, entry.waits_for.is_some(), "{}", entry.id);
        }
    }

    #[test]
    fn our_choices_are_the_defaults() {
        let choices = Choices::default();
        for entry in all() {
            assert!(choices.is(&entry.id, &entry.default), "{}", entry.id);
        }
        assert!(choices.iter().count() == all().len());
    }

    #[test]
    fn an_unknown_choice_names_what_exists() {
        let choice = |entry: &str, alternative: &str| {
            let map = BTreeMap::from([(entry.to_owned(), alternative.to_owned())]);
            Choices::from_map(&map).unwrap_err().to_string()
        };
        assert!(
            choice("roundings", "truncate").contains("has no entry `roundings`; it has rounding")
        );
        assert!(choice("rounding", "up").contains("it has half-up, truncate"));
        assert!(choice("late-2026", "hole").contains("not implemented yet"));
    }

    #[test]
    fn a_default_named_is_no_choice_made() {
        let named = Choices::default().with("pas-32-start", "2026-04-01");
        assert_eq!(named, Ok(Choices::default()));
        assert_eq!(Choices::default().rounding(), Rounding::HalfUp);
    }
}
