//! Code tables as data: `tables/*.yaml`, each code with what it means, how well that is known and where it
//! comes from. That a code exists and that a column of the wire carries it are two facts: each has its own
//! [`Confidence`].

use std::sync::LazyLock;

use domain::{Shipped, shipped};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::profile::{Confidence, Text, sound};

/// A table of codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeTable {
    /// Stable id, in kebab case.
    pub id: String,
    /// Name for people.
    pub title: Text,
    /// Where its codes come from, unless one of them says otherwise.
    pub source: String,
    /// How well its codes are known, unless one of them says otherwise.
    pub confidence: Confidence,
    /// Whether the list is known to be complete. Codes that an open table does not hold exist.
    pub closed: bool,
    /// Short names that it also answers to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Where its codes stand on the wire; empty where that is not known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub at: Vec<Zone>,
    /// Headings of its codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Group>,
    /// What to know of the table as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    /// Its codes.
    pub entries: Vec<Code>,
}

/// A place on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Zone {
    /// Entity and columns, from 1, both included: `303:255.65-66` in one reference, `000.48-49` in the
    /// envelope, `B2 4.122` in a record of a B2 file of the norms CP and ES.
    pub zone: String,
    /// How well it is known that these codes stand there; the columns alone may be surer.
    pub confidence: Confidence,
}

/// A heading of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Id within the table.
    pub id: String,
    /// Name for people.
    pub title: Text,
}

/// One code, or a run of codes that mean the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// The characters of the wire where they are known, leading zeros included.
    pub code: String,
    /// Last code of a run, where the codes from `code` on mean the same. Not each of them need exist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// National numbers or numbers of the claims base; empty where none was found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub numbers: Vec<String>,
    /// Letters that other records use for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub letters: Vec<String>,
    /// Heading it stands under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// How well it is known, where that differs from the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// Where it comes from, where that differs from the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// What it means, in our words.
    pub meaning: Text,
    /// What else to know of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
}

impl CodeTable {
    /// The entry of that code, case aside: the code itself, else a number or letters of it, else a run that
    /// holds it, else the code whose leading zeros were left out.
    ///
    /// ```
    /// let reasons = noemie::tables::table("reason").unwrap();
    /// assert_eq!(reasons.code("1"), reasons.code("01"));
    /// ```
    #[must_use]
    pub fn code(&self, code: &str) -> Option<&Code> {
        let find = |test: &dyn Fn(&Code) -> bool| self.entries.iter().find(|entry| test(entry));
        find(&|entry| entry.code.eq_ignore_ascii_case(code))
            .or_else(|| find(&|entry| entry.is_also(code)))
            .or_else(|| find(&|entry| entry.runs_over(code)))
            .or_else(|| find(&|entry| entry.equals_as_number(code)))
    }

    /// How well a code of this table is known.
    #[must_use]
    pub fn confidence_of(&self, code: &Code) -> Confidence {
        code.confidence.unwrap_or(self.confidence)
    }

    /// Where a code of this table comes from.
    #[must_use]
    pub fn source_of<'a>(&'a self, code: &'a Code) -> &'a str {
        code.source.as_deref().unwrap_or(&self.source)
    }

    /// The heading that a code of this table stands under.
    #[must_use]
    pub fn group_of(&self, code: &Code) -> Option<&Group> {
        let id = code.group.as_ref()?;
        self.groups.iter().find(|group| group.id == *id)
    }

    /// Every text that may stand for one of its codes: the code, its numbers, its letters, each code of
    /// a run of digits.
    #[must_use]
    pub fn wire_codes(&self) -> Vec<String> {
        let mut all = Vec::new();
        for entry in &self.entries {
            let names = entry.numbers.iter().chain(&entry.letters);
            all.push(entry.code.clone());
            all.extend(names.cloned());
            let run = entry
                .to
                .as_ref()
                .and_then(|to| Some((entry.code.parse::<u32>().ok()?, to.parse::<u32>().ok()?)));
            if let Some((from, to)) = run {
                let width = entry.code.len();
                all.extend((from..=to).map(|code| format!("{code:0width$}")));
            }
        }
        all
    }

    /// Whether the table answers to that id or short name.
    #[must_use]
    pub fn is_named(&self, name: &str) -> bool {
        self.id.eq_ignore_ascii_case(name)
            || self.aliases.iter().any(|a| a.eq_ignore_ascii_case(name))
    }
}

impl Code {
    /// The code, or the run of codes as `20-25`.
    #[must_use]
    pub fn shown(&self) -> String {
        match &self.to {
            Some(to) => format!("{}-{to}", self.code),
            None => self.code.clone(),
        }
    }

    fn is(&self, text: &str) -> bool {
        self.code.eq_ignore_ascii_case(text) || self.is_also(text) || self.runs_over(text)
    }

    fn is_also(&self, text: &str) -> bool {
        let mut names = self.numbers.iter().chain(&self.letters);
        names.any(|name| name.eq_ignore_ascii_case(text))
    }

    fn runs_over(&self, text: &str) -> bool {
        // Codes of one width compare as their numbers do.
        self.to.as_deref().is_some_and(|to| {
            is_number(text) && text.len() == to.len() && (self.code.as_str()..=to).contains(&text)
        })
    }

    fn equals_as_number(&self, text: &str) -> bool {
        is_number(text)
            && is_number(&self.code)
            && text.trim_start_matches('0') == self.code.trim_start_matches('0')
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Every table étalon ships, by id.
#[must_use]
pub fn all() -> &'static [CodeTable] {
    &TABLES
}

/// The table of that id or short name, case aside.
#[must_use]
pub fn table(name: &str) -> Option<&'static CodeTable> {
    all().iter().find(|table| table.is_named(name))
}

/// Every table that holds a code, with the code: by the code itself, by a number or by letters of it, case
/// aside.
///
/// ```
/// let (table, code) = noemie::tables::lookup("3313").next().unwrap();
/// assert_eq!((table.id.as_str(), code.code.as_str()), ("acts", "PH7"));
/// ```
pub fn lookup(code: &str) -> impl Iterator<Item = (&'static CodeTable, &'static Code)> + '_ {
    all().iter().flat_map(move |table| {
        let entries = table.entries.iter().filter(move |entry| entry.is(code));
        entries.map(move |entry| (table, entry))
    })
}

macro_rules! tables {
    ($($id:literal)*) => {
        [$(shipped!($id in "noemie/tables")),*]
    };
}

const SHIPPED: [Shipped; 34] = tables! {
    "acts" "answer-types" "care-path-entry" "care-path-exit" "contract-types" "conventions"
    "coordination-options" "daily-fee-payers" "debt-operations" "deduction-flags" "exchange-types"
    "exemption-motives" "exemptions" "insurance-natures" "insurance-natures-b2" "modulations"
    "movement-signs" "movements" "oc-categories" "operation-natures" "opposable-tariffs" "party-kinds"
    "payee-natures" "payment-modes" "prescription-origins" "rate-forcings" "reasons-929" "regimes"
    "regularisation-senses" "reimbursement-types" "specialities" "spending-qualifiers" "tariff-zones"
    "treatment-modes"
};

/// Id and text of each shipped table: what a run's fingerprint is taken over, besides the profiles.
pub const EMBEDDED_TEXTS: [(&str, &str); 34] = Shipped::all_written(&SHIPPED);

static TABLES: LazyLock<Vec<CodeTable>> =
    LazyLock::new(|| SHIPPED.iter().map(|file| sound(file.read())).collect());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_is_what_is_written() {
        for file in SHIPPED {
            let written: CodeTable = domain::load(file.name, file.text).unwrap();
            assert_eq!(file.read::<CodeTable>().unwrap(), written);
        }
    }
}
