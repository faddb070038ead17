//! Rules that did not fire, though all but one of their conditions held.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{Day, OcNumber};
use serde::Serialize;
use utoipa::ToSchema;

use super::decide::{Ask, Faults};
use super::spec::{Door, Route};

/// What alone kept a rule from firing, and how often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Nearly {
    /// The condition that did not hold: one of `match` (`match.oc`), `not` where everything in it held, `permille` where the
    /// draw was against it, `action` where the file had nothing that it could befall.
    pub condition: &'static str,
    /// How often.
    pub times: u64,
    /// The last time.
    pub last: NearAsk,
}

/// Something that was asked: no content, no token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NearAsk {
    /// The virtual day.
    #[schema(value_type = String, format = Date)]
    pub day: Day,
    /// At which door; none where it is asked before any.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub door: Option<Door>,
    /// What was asked.
    #[schema(value_type = String)]
    pub route: Route,
    /// By whom, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub oc: Option<OcNumber>,
    /// The name of the file, where it was about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Its NOEMIE reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<u16>,
    /// The how-manieth of its kind it was.
    pub nth: u64,
}

/// Conditions that were all that kept a rule from firing: as many as there are rules and conditions, at most.
#[derive(Debug, Default)]
pub(super) struct NearlyFired {
    of_rule: BTreeMap<Arc<str>, BTreeMap<&'static str, (u64, NearAsk)>>,
}

/// Characters of a name that a client chose that are told.
const TOLD: usize = 128;

impl NearlyFired {
    /// Counts what alone kept rules from firing.
    pub(super) fn count(&mut self, ask: &Ask<'_>, kept: Vec<(Arc<str>, &'static str)>) {
        for (rule, condition) in kept {
            let conditions = self.of_rule.entry(rule).or_default();
            let last = NearAsk::of(ask);
            let (times, example) = conditions.entry(condition).or_insert((0, last.clone()));
            *times += 1;
            *example = last;
        }
    }

    /// Of a rule, what kept it most often first.
    pub(super) fn of(&self, rule: &str) -> Vec<Nearly> {
        let conditions = self.of_rule.get(rule).into_iter().flatten();
        let mut all: Vec<Nearly> = conditions
            .map(|(condition, (times, last))| Nearly {
                condition,
                times: *times,
                last: last.clone(),
            })
            .collect();
        all.sort_by_key(|one| std::cmp::Reverse(one.times));
        all
    }
}

impl NearAsk {
    fn of(ask: &Ask<'_>) -> Self {
        let name = |text: &str| text.chars().take(TOLD).collect();
        let is_before_doors = matches!(ask.route, Route::Deliver | Route::Clock);
        Self {
            day: ask.today,
            door: (!is_before_doors).then_some(ask.door),
            route: ask.route,
            oc: ask.oc,
            file: ask.file.map(|file| name(file.name.as_str())),
            reference: ask.file.and_then(|file| file.reference),
            nth: ask.nth,
        }
    }
}

impl Faults {
    /// Of each rule that one condition alone kept from such a request: which. `is_of_interest` leaves rules out.
    pub(super) fn nearly(
        &self,
        ask: &Ask<'_>,
        is_of_interest: impl Fn(&str) -> bool,
    ) -> Vec<(Arc<str>, &'static str)> {
        let of_entry = ask.route == Route::List && ask.file.is_some();
        let mut kept = Vec::new();
        for (id, rule) in self.rules() {
            let action = &rule.action;
            let can = action.befalls(ask.door, ask.route) && action.is_of_entry() == of_entry;
            if !can || !is_of_interest(id) {
                continue;
            }
            let day = if action.lasts() {
                ask.file.and_then(|file| file.delivered)
            } else {
                Some(ask.today)
            };
            let excluded = rule.not.as_ref().is_some_and(|not| not.holds(ask, day));
            let failing = rule.matches.conditions(ask, day).into_iter();
            let failing = failing.filter_map(|(name, holds)| (!holds).then_some(name));
            let mut failing = failing.chain(excluded.then_some("not"));
            match (failing.next(), failing.next()) {
                (Some(one), None) => kept.push((id.clone(), one)),
                (None, _) if !self.is_drawn(rule, id, ask) => kept.push((id.clone(), "permille")),
                _ => {}
            }
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use domain::OcNumber;

    use super::*;
    use crate::faults::{AskedFile, BadDays};
    use crate::{FileName, ShelvedFile};

    fn day() -> Day {
        Day::new(2024, 11, 4).unwrap()
    }

    fn oc() -> OcNumber {
        OcNumber::new(99_000_017).unwrap()
    }

    fn bad_days(rule: &str) -> BadDays {
        let text = format!("schema-version: 1\nrules:\n  - {{id: a, {rule}}}");
        BadDays::new(Faults::new(domain::load("faults.yaml", &text).unwrap()))
    }

    /// What a fetch of a file tells of the one rule there is.
    fn kept(bad: &BadDays) -> Vec<(&'static str, u64)> {
        let never = bad.never_fired();
        let rules = never.into_iter().flat_map(|(_, nearly)| nearly);
        rules.map(|one| (one.condition, one.times)).collect()
    }

    #[test]
    fn the_one_condition_that_kept_a_rule_is_told() {
        for (rule, condition) in [
            ("match: {door: sftp}", Some("match.door")),
            ("match: {oc: '99000025'}", Some("match.oc")),
            ("match: {file: '*.929.*'}", Some("match.file")),
            ("match: {reference: 929}", Some("match.reference")),
            ("match: {route: push}", Some("match.route")),
            ("match: {from: 2024-11-05}", Some("match.from")),
            ("match: {to: 2024-11-03}", Some("match.to")),
            ("match: {nth: [9]}", Some("match.nth")),
            ("not: {reference: 303}", Some("not")),
            ("permille: 0", Some("permille")),
            // Two conditions: it is about something else.
            ("match: {reference: 929, nth: [9]}", None),
            ("match: {nth: [9]}, not: {reference: 303}", None),
            // It fires.
            ("match: {reference: 303}", None),
        ] {
            let bad = bad_days(&format!("{rule}, action: answer-lost"));
            let name: FileName = "a.303.noe".parse().unwrap();
            let file = Some(AskedFile {
                name: &name,
                reference: Some(303),
                delivered: Some(day()),
            });
            for _ in 0..2 {
                let _ = bad.request(Door::Http, Route::Fetch, oc(), day(), file);
            }
            let expected: Vec<_> = condition.map(|name| (name, 2)).into_iter().collect();
            assert_eq!(kept(&bad), expected, "{rule}");
            if let [(_, nearly)] = bad.never_fired().as_slice()
                && let [one] = nearly.as_slice()
            {
                assert_eq!((one.last.nth, one.last.oc), (2, Some(oc())));
                assert_eq!(one.last.file.as_deref(), Some("a.303.noe"));
            }
        }
    }

    #[test]
    fn what_befalls_entries_is_told_of_listings_and_nothing_once_it_fired() {
        let file = |name: &str, acknowledged| ShelvedFile {
            name: name.parse().unwrap(),
            day: day(),
            reference: 303,
            content: "0123".into(),
            acknowledged,
        };
        let bad = bad_days("match: {file: '2.noe'}, action: listed-twice");
        let shelf = vec![file("1.noe", false), file("3.noe", false)];
        let list = |shelf: &[ShelvedFile]| {
            let _ = bad.listing(Door::Http, oc(), day(), 1, shelf.to_vec());
        };
        list(&shelf);
        assert_eq!(kept(&bad), [("match.file", 2)]);
        list(&[file("2.noe", false)]);
        assert_eq!(bad.never_fired(), []);
        // Other faults begin anew.
        bad.set(bad.faults());
        assert_eq!(kept(&bad), []);
        assert_eq!(bad.never_fired().len(), 1);
    }
}
