//! The catalogue of rules: the files of `oracle/law/rules/`.

mod acts;
mod example;
mod files;
mod stays;

use std::sync::LazyLock;

use domain::{Day, Shipped, shipped};
use serde::Deserialize;

use crate::law::{Law, Series, Table, Texts};
use crate::trace::Confidence;

pub use acts::{Act, Acts, Figure};
pub use example::{Example, ExampleError, Words};
pub use files::{Damage, Due, Files, Sent, Sheet, Who};
pub use stays::{Account, Bill, Borne, Stays, Visit};

/// A rule: its text in our words, and where it comes from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Stable id: `R-AMO-…`, `R-AMC-…`, or the row of rules §9 (`N2`).
    pub id: String,
    /// One sentence in French.
    pub fr: String,
    /// One sentence in English.
    pub en: String,
    /// What it says, with its formula; none where it is still to be written.
    pub text: Option<Texts>,
    /// Section of the rules document and key of its source list.
    pub source: String,
    /// How sure the rule is; each figure that it uses has a confidence of its own.
    pub confidence: Option<Confidence>,
    /// First date of care it holds for, where it is later than the first day loaded or known to be earlier.
    pub from: Option<Day>,
    /// Ids of the parameters it uses.
    #[serde(default)]
    pub params: Vec<String>,
    /// Ids of the tables it uses.
    #[serde(default)]
    pub tables: Vec<String>,
    /// A case it decides.
    pub example: Option<Example>,
}

impl Rule {
    /// The parameters it uses, in the order it names them.
    pub fn figures(&self) -> impl Iterator<Item = Series<'static>> {
        self.params.iter().filter_map(|id| Law::embedded().find(id))
    }

    /// The tables it uses, in the order it names them.
    pub fn figure_tables(&self) -> impl Iterator<Item = &'static Table> {
        self.tables
            .iter()
            .filter_map(|id| Law::embedded().table(id))
    }

    /// The days on which a figure it uses changes, the first day loaded left out, in order.
    #[must_use]
    pub fn changes(&self) -> Vec<Day> {
        let law = Law::embedded();
        let rows = self.figure_tables().flat_map(|table| law.rows(table));
        let mut days: Vec<Day> = self
            .figures()
            .chain(rows)
            .flat_map(|series| series.changes().skip(1).map(|(day, _)| day))
            .collect();
        days.sort();
        days.dedup();
        days
    }
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(Debug))]
#[serde(deny_unknown_fields)]
struct Catalogue {
    rules: Vec<Rule>,
}

const SHIPPED: [Shipped; 4] = [
    shipped!("oracle/law/rules/amo"),
    shipped!("oracle/law/rules/amc"),
    shipped!("oracle/law/rules/ledger"),
    shipped!("oracle/law/rules/invariants"),
];

/// Name and text of each file of the catalogue: the AMO half, the AMC half, files and lines, invariants.
pub const FILES: [(&str, &str); 4] = Shipped::all_written(&SHIPPED);

/// Every rule, in order, file by file.
#[must_use]
pub fn all() -> &'static [Rule] {
    static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
        let read = |file: &Shipped| {
            file.read::<Catalogue>()
                .map(|catalogue| catalogue.rules)
                .unwrap_or_else(|error| unreachable!("the shipped catalogue is tested: {error}"))
        };
        SHIPPED.iter().flat_map(read).collect()
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
    use super::*;

    #[test]
    fn what_was_packed_is_what_is_written() {
        for file in SHIPPED {
            let written: Catalogue = domain::load(file.name, file.text).unwrap();
            let packed: Catalogue = file.read().unwrap();
            assert_eq!(format!("{packed:?}"), format!("{written:?}"));
        }
    }

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
