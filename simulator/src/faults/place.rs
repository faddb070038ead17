//! Which requests a rule is about.

use domain::{Day, OcNumber};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::decide::Ask;
use super::pattern::Pattern;
use super::spec::{Door, Route};

/// Some requests.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Place {
    /// At that door.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub door: Option<Door>,
    /// Of that OC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oc: Option<OcNumber>,
    /// For a file of such a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Pattern>,
    /// For a file of that NOEMIE reference: 303, 929; what an OC pushes is 408.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<u16>,
    /// Of that kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<Route>,
    /// From that virtual day on. For what lasts (`hidden`, `in-part`, `older-after-newer`) the day is the one the
    /// file was delivered on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Day>,
    /// To that virtual day, included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Day>,
    /// The how-manieth request of its kind by an OC for a file (for a listing: by an OC): 1 is the first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nth: Vec<u64>,
}

impl Place {
    /// Whether all that is said holds. `day` is the one that `from` and `to` are about.
    pub(super) fn holds(&self, ask: &Ask<'_>, day: Option<Day>) -> bool {
        let conditions = self.conditions(ask, day);
        conditions.iter().all(|(_, holds)| *holds)
    }

    /// The same, one by one: each by the name it has in a rule.
    pub(super) fn conditions(&self, ask: &Ask<'_>, day: Option<Day>) -> [(&'static str, bool); 8] {
        fn same<T: PartialEq>(said: Option<T>, is: Option<T>) -> bool {
            said.is_none() || said == is
        }
        let file = ask.file;
        let fits = |pattern: &Pattern| file.is_some_and(|file| pattern.fits(file.name.as_str()));
        let (from, to) = (self.from, self.to);
        [
            ("match.door", same(self.door, Some(ask.door))),
            ("match.route", same(self.route, Some(ask.route))),
            ("match.oc", same(self.oc, ask.oc)),
            (
                "match.reference",
                same(self.reference, file.and_then(|file| file.reference)),
            ),
            ("match.file", self.file.as_ref().is_none_or(fits)),
            (
                "match.from",
                from.is_none_or(|from| day.is_some_and(|day| from <= day)),
            ),
            (
                "match.to",
                to.is_none_or(|to| day.is_some_and(|day| day <= to)),
            ),
            (
                "match.nth",
                self.nth.is_empty() || self.nth.contains(&ask.nth),
            ),
        ]
    }
}
