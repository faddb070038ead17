use std::sync::Arc;

use domain::{Day, OcNumber};

use super::action::{Action, Later, Whole};
use super::draw::{Drawn, below};
use super::spec::{Door, FaultRule, FaultSpec, PUSHED, Route};
use super::then::Then;
use crate::{FileName, ShelvedFile};

/// A request, as far as rules can be about it.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// At which door; any for the clock.
    pub door: Door,
    /// What is asked.
    pub route: Route,
    /// By whom; none for the clock, and before somebody has come in.
    pub oc: Option<OcNumber>,
    /// On which virtual day.
    pub today: Day,
    /// The how-manieth of its kind by this OC for this file, from 1.
    pub nth: u64,
    /// For which file. Of a listing it is asked once without any, and once for each file in it.
    pub file: Option<AskedFile<'a>>,
}

impl<'a> Ask<'a> {
    /// Of the `nth` listing of an OC, without a file: of one that it shows, see [`Ask::about`].
    pub(super) const fn listing(door: Door, oc: OcNumber, today: Day, nth: u64) -> Self {
        Self {
            door,
            route: Route::List,
            oc: Some(oc),
            today,
            nth,
            file: None,
        }
    }

    /// The same about that file on the shelf.
    pub(super) fn about(self, file: &'a ShelvedFile) -> Self {
        Self {
            file: Some(AskedFile::on_shelf(file)),
            ..self
        }
    }
}

/// The file of a request.
#[derive(Debug, Clone, Copy)]
pub struct AskedFile<'a> {
    /// Its name.
    pub name: &'a FileName,
    /// Its NOEMIE reference; 408 for what an OC pushes.
    pub reference: Option<u16>,
    /// The virtual day it was delivered; none for what an OC pushes.
    pub delivered: Option<Day>,
}

impl<'a> AskedFile<'a> {
    /// One on the shelf.
    #[must_use]
    pub fn on_shelf(file: &'a ShelvedFile) -> Self {
        Self {
            name: &file.name,
            reference: Some(file.reference),
            delivered: Some(file.day),
        }
    }

    /// One that an OC pushes.
    #[must_use]
    pub fn pushed(name: &'a FileName) -> Self {
        Self {
            name,
            reference: Some(PUSHED),
            delivered: None,
        }
    }
}

/// A fault that befalls a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fired {
    /// Id of the rule.
    pub rule: Arc<str>,
    /// What happens.
    pub action: Action,
    /// A number drawn for it, where the action wants one: milliseconds of a latency, the how-manieth place that is broken,
    /// the seed of an adversity.
    pub drawn: u32,
    /// What follows, where the rule says.
    pub then: Option<Then>,
}

/// Places of a file that are told apart when one is drawn.
const RANKS: u32 = 10_000;

/// The rules of a file, ready to be asked.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    seed: u64,
    rules: Arc<[(Arc<str>, FaultRule)]>,
}

impl Faults {
    /// Takes the rules of a file, which were checked when it was read.
    #[must_use]
    pub fn new(spec: FaultSpec) -> Self {
        let named = |rule: FaultRule| (Arc::from(rule.id.as_str()), rule);
        Self {
            seed: spec.seed,
            rules: spec.rules.into_iter().map(named).collect(),
        }
    }

    /// The file they were read from, in its own terms.
    #[must_use]
    pub fn spec(&self) -> FaultSpec {
        FaultSpec {
            schema_version: 1,
            seed: self.seed,
            rules: self.rules.iter().map(|(_, rule)| rule.clone()).collect(),
        }
    }

    /// Ids of the rules, in order.
    pub(super) fn ids(&self) -> impl Iterator<Item = &Arc<str>> {
        self.rules.iter().map(|(id, _)| id)
    }

    /// Whether there is no rule.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// Whether some rule may do that.
    pub fn any(&self, of: impl Fn(&Action) -> bool) -> bool {
        self.rules.iter().any(|(_, rule)| of(&rule.action))
    }

    /// What goes wrong with a request, in the order of the rules. The same question has the same answer.
    ///
    /// For a file that is fetched, `nth` is the number of this fetch; for one in a listing, that of the listing. What
    /// lasts as long as a number of fetches is told by [`Faults::lasting`].
    #[must_use]
    pub fn decide(&self, ask: &Ask<'_>) -> Vec<Fired> {
        let of_entry = ask.route == Route::List && ask.file.is_some();
        self.fired(ask, |action| {
            !action.lasts() && action.is_of_entry() == of_entry
        })
    }

    /// What a file suffers for days: `ask` is for a listing, a fetch or an acknowledgement of it, and `fetch` the number
    /// that its next fetch has, or this one.
    #[must_use]
    pub fn lasting(&self, ask: &Ask<'_>, fetch: u64) -> Vec<Fired> {
        let Some(delivered) = ask.file.and_then(|file| file.delivered) else {
            return Vec::new();
        };
        let after = |days: u16| ask.today < delivered.plus(days.into());
        self.fired(ask, |action| match *action {
            Action::Hidden(Later::Days(days))
            | Action::InPart {
                until: Whole::Days(days),
                ..
            }
            | Action::OlderAfterNewer { days } => after(days),
            Action::Hidden(Later::Day(day))
            | Action::InPart {
                until: Whole::Day(day),
                ..
            } => ask.today < day,
            Action::InPart {
                until: Whole::Fetch(nth),
                ..
            } => fetch < nth,
            _ => false,
        })
    }

    /// The rules, each with its id.
    pub(super) fn rules(&self) -> impl Iterator<Item = (&Arc<str>, &FaultRule)> {
        self.rules.iter().map(|(id, rule)| (id, rule))
    }

    /// Whether the draw of a rule is for such a request.
    pub(super) fn is_drawn(&self, rule: &FaultRule, id: &str, ask: &Ask<'_>) -> bool {
        // Of what lasts, once for a file: it would come and go otherwise.
        let nth = if rule.action.lasts() { 0 } else { ask.nth };
        below(self.seed, id, ask, nth, Drawn::Whether, 1_000) < rule.permille.into()
    }

    fn fired(&self, ask: &Ask<'_>, asked: impl Fn(&Action) -> bool) -> Vec<Fired> {
        let mut fired = Vec::new();
        for (id, rule) in self.rules.iter() {
            let action = rule.action;
            if !action.befalls(ask.door, ask.route) || !asked(&action) {
                continue;
            }
            let (day, nth) = if action.lasts() {
                // Drawn once for a file: it would come and go otherwise.
                (ask.file.and_then(|file| file.delivered), 0)
            } else {
                (Some(ask.today), ask.nth)
            };
            let excluded = |place: &super::Place| place.holds(ask, day);
            if !rule.matches.holds(ask, day) || rule.not.as_ref().is_some_and(excluded) {
                continue;
            }
            if !self.is_drawn(rule, id, ask) {
                continue;
            }
            let draw = |drawn, bound| below(self.seed, id, ask, nth, drawn, bound);
            let drawn = match action {
                Action::Latency { ms, more_ms } => {
                    ms.saturating_add(draw(Drawn::Latency, more_ms.saturating_add(1)))
                }
                Action::Damage(_) => draw(Drawn::Rank, RANKS),
                Action::Adversity(_) => draw(Drawn::Rank, u32::MAX),
                _ => 0,
            };
            fired.push(Fired {
                rule: id.clone(),
                action,
                drawn,
                then: rule.then,
            });
        }
        fired
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(rules: &str) -> Faults {
        let text = format!("schema-version: 1\nseed: 3\nrules:\n{rules}");
        Faults::new(domain::load("faults.yaml", &text).unwrap())
    }

    fn day() -> Day {
        Day::new(2024, 11, 4).unwrap()
    }

    fn ask(route: Route, file: Option<&FileName>) -> Ask<'_> {
        Ask {
            door: Door::Http,
            route,
            oc: OcNumber::new(99_000_017),
            today: day(),
            nth: 1,
            file: file.map(|name| AskedFile {
                name,
                reference: Some(303),
                delivered: Some(day()),
            }),
        }
    }

    #[test]
    fn each_part_of_a_match_can_fail_and_not_takes_back() {
        let name: FileName = "a.303.noe".parse().unwrap();
        let base = ask(Route::Fetch, Some(&name));
        for (place, fits) in [
            ("", true),
            ("door: http", true),
            ("door: sftp", false),
            ("oc: '99000017'", true),
            ("oc: '99000025'", false),
            ("file: '*.303.*'", true),
            ("file: '*.929.*'", false),
            ("reference: 303", true),
            ("reference: 929", false),
            ("route: fetch", true),
            ("route: push", false),
            ("from: 2024-11-04, to: 2024-11-04", true),
            ("from: 2024-11-05", false),
            ("to: 2024-11-03", false),
            ("nth: [1, 2]", true),
            ("nth: [2]", false),
            ("door: http, reference: 929", false),
        ] {
            let lost = |key: &str| {
                let extra = if key == "not" { "" } else { "match: {}, " };
                faults(&format!(
                    "  - {{id: a, {extra}{key}: {{{place}}}, action: answer-lost}}"
                ))
            };
            let plain = faults(&format!(
                "  - {{id: a, match: {{{place}}}, action: answer-lost}}"
            ));
            assert_eq!(plain.decide(&base).len(), usize::from(fits), "{place}");
            if !place.is_empty() {
                let taken_back = lost("not").decide(&base).len();
                assert_eq!(taken_back, usize::from(!fits), "not {place}");
            }
        }
    }

    #[test]
    fn a_draw_depends_on_its_address_alone_and_keeps_its_rate() {
        let faults = faults("  - {id: a, permille: 250, action: {latency: {ms: 10, more-ms: 90}}}");
        let names: Vec<FileName> = (0..4_000)
            .map(|n| format!("{n}.noe").parse().unwrap())
            .collect();
        let all = |order: &mut dyn Iterator<Item = &FileName>| -> Vec<(String, Vec<Fired>)> {
            let mut all: Vec<_> = order
                .map(|name| {
                    let fired = faults.decide(&ask(Route::Fetch, Some(name)));
                    (name.to_string(), fired)
                })
                .collect();
            all.sort_by(|a, b| a.0.cmp(&b.0));
            all
        };
        let there = all(&mut names.iter());
        assert_eq!(there, all(&mut names.iter().rev()));
        let drawn: Vec<u32> = there.iter().flat_map(|(_, f)| f).map(|f| f.drawn).collect();
        // Four standard deviations of 4,000 draws at a quarter are 110.
        assert!(drawn.len().abs_diff(1_000) < 110, "{}", drawn.len());
        assert!(drawn.iter().all(|ms| (10..=100).contains(ms)));
        assert!(drawn.contains(&10) && drawn.contains(&100));
        let counted = |nth| {
            let again = names.iter().filter(|name| {
                let first = ask(Route::Fetch, Some(name));
                !faults.decide(&Ask { nth, ..first }).is_empty()
            });
            again.map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_ne!(counted(1), counted(2));
        let known = counted(1);
        assert_eq!(known[..3], counted(1)[..3]);
    }

    #[test]
    fn what_a_seed_means_does_not_change() {
        let faults = faults("  - {id: pin, permille: 500, action: answer-lost}");
        let name: FileName = "a.noe".parse().unwrap();
        let fired: Vec<bool> = (1..=16)
            .map(|nth| {
                let first = ask(Route::Fetch, Some(&name));
                !faults.decide(&Ask { nth, ..first }).is_empty()
            })
            .collect();
        let text: String = fired.iter().map(|f| if *f { '1' } else { '0' }).collect();
        assert_eq!(text, "0101110001101001");
    }

    #[test]
    fn what_lasts_ends_when_it_is_told_to() {
        let name: FileName = "a.noe".parse().unwrap();
        for (action, days, fetches) in [
            ("hidden: {days: 2}", 2, None),
            ("hidden: {until: 2024-11-07}", 3, None),
            ("in-part: {permille: 1, until: {days: 1}}", 1, None),
            ("in-part: {permille: 1, until: {day: 2024-11-06}}", 2, None),
            ("in-part: {permille: 1, until: {fetch: 3}}", 99, Some(3)),
            ("older-after-newer: {days: 4}", 4, None),
        ] {
            let faults = faults(&format!("  - {{id: a, action: {{{action}}}}}"));
            for route in faults.rules[0].1.action.routes() {
                for on in 0..6 {
                    for fetch in 1..5 {
                        let today = day().plus(on);
                        let asked = Ask {
                            today,
                            ..ask(*route, Some(&name))
                        };
                        let due = fetches.map_or(on < days, |first_whole| fetch < first_whole);
                        assert_eq!(
                            faults.lasting(&asked, fetch).len(),
                            usize::from(due),
                            "{action} {on} {fetch}"
                        );
                        assert_eq!(faults.decide(&asked), [], "{action}");
                    }
                }
            }
            assert_eq!(faults.lasting(&ask(Route::Push, Some(&name)), 1), []);
        }
    }

    #[test]
    fn the_days_of_what_lasts_are_those_of_delivery() {
        let faults = faults(
            "  - {id: a, match: {from: 2024-11-04, to: 2024-11-05}, action: {hidden: {until: 2024-11-08}}}",
        );
        let name: FileName = "a.noe".parse().unwrap();
        let shown: Vec<i32> = (0..6)
            .filter(|on| {
                let delivered = Some(day().plus(*on));
                let file = Some(AskedFile {
                    name: &name,
                    reference: Some(303),
                    delivered,
                });
                let asked = Ask {
                    today: day().plus(3),
                    file,
                    ..ask(Route::List, None)
                };
                faults.lasting(&asked, 1).is_empty()
            })
            .collect();
        assert_eq!(shown, [2, 3, 4, 5]);
    }

    #[test]
    fn a_listing_is_asked_as_a_whole_and_file_by_file() {
        let faults = faults(
            "  - {id: a, action: {slow-listing: {ms-per-file: 1}}}\n  - {id: b, action: listed-twice}\n  \
             - {id: c, action: {clock-jump: {days: 3}}}\n  - {id: d, action: expired-certificate}",
        );
        let name: FileName = "a.noe".parse().unwrap();
        let ids = |route, file| -> Vec<&str> {
            faults
                .decide(&ask(route, file))
                .iter()
                .map(|f| f.action.id())
                .collect()
        };
        assert_eq!(ids(Route::List, None), ["slow-listing"]);
        assert_eq!(ids(Route::List, Some(&name)), ["listed-twice"]);
        assert_eq!(ids(Route::Clock, None), ["clock-jump"]);
        assert_eq!(ids(Route::Connect, None), ["expired-certificate"]);
        assert_eq!(ids(Route::Fetch, Some(&name)), [""; 0]);
    }
}
