use std::collections::BTreeSet;

use domain::{Day, OcNumber};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de};

use super::action::Action;
use super::decide::Ask;
use super::pattern::Pattern;

/// A file of faults.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FaultSpec {
    /// 1.
    #[serde(deserialize_with = "version")]
    #[schemars(range(min = 1, max = 1))]
    pub schema_version: u32,
    /// What is drawn is drawn from it.
    #[serde(default)]
    pub seed: u64,
    /// Each is asked on its own: several may fit one request, and are done in their order.
    #[serde(deserialize_with = "each_its_own")]
    pub rules: Vec<FaultRule>,
}

/// Where, when and how often something goes wrong, and what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "RuleText", rename_all = "kebab-case")]
#[schemars(!try_from, deny_unknown_fields)]
pub struct FaultRule {
    /// 1 to 64 small letters, digits and hyphens; no two rules of a file have the same. It is part of what is drawn.
    #[schemars(regex(pattern = r"^[a-z0-9-]{1,64}$"))]
    pub id: String,
    /// All that is said must hold; nothing said is everywhere.
    #[serde(rename = "match", default)]
    pub matches: Place,
    /// Where all that is said here holds, the rule does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not: Option<Place>,
    /// How often where it holds, per thousand.
    #[serde(default = "always")]
    #[schemars(range(max = 1000))]
    pub permille: u16,
    /// What goes wrong.
    pub action: Action,
}

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

/// A door.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Door {
    /// HTTP.
    Http,
    /// SFTP.
    Sftp,
    /// Folders on disk.
    Folder,
}

/// What is asked at a door.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Route {
    /// What there is.
    List,
    /// A file, or a part of it.
    Fetch,
    /// To note that the OC has a file.
    Acknowledge,
    /// To take a file.
    Push,
    /// To come in, before it is known who asks: the certificate is shown then.
    Connect,
    /// Nothing, by an OC: the clock goes on by a day.
    Clock,
    /// Nothing, by an OC: the caisse puts a file on its shelf.
    Deliver,
}

/// Nothing goes wrong.
impl Default for FaultSpec {
    fn default() -> Self {
        Self {
            schema_version: 1,
            seed: 0,
            rules: Vec::new(),
        }
    }
}

impl Place {
    /// Whether all that is said holds. `day` is the one that `from` and `to` are about.
    pub(super) fn holds(&self, ask: &Ask<'_>, day: Option<Day>) -> bool {
        fn same<T: PartialEq>(said: Option<T>, is: Option<T>) -> bool {
            said.is_none() || said == is
        }
        let file = ask.file;
        same(self.door, Some(ask.door))
            && same(self.route, Some(ask.route))
            && same(self.oc, ask.oc)
            && same(self.reference, file.and_then(|file| file.reference))
            && self
                .file
                .as_ref()
                .is_none_or(|pattern| file.is_some_and(|file| pattern.fits(file.name.as_str())))
            && self
                .from
                .is_none_or(|from| day.is_some_and(|day| from <= day))
            && self.to.is_none_or(|to| day.is_some_and(|day| day <= to))
            && (self.nth.is_empty() || self.nth.contains(&ask.nth))
    }
}

/// A rule as it is written, before its parts are held against each other.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RuleText {
    id: String,
    #[serde(rename = "match", default)]
    matches: Place,
    #[serde(default)]
    not: Option<Place>,
    #[serde(default = "always")]
    permille: u16,
    action: Action,
}

impl TryFrom<RuleText> for FaultRule {
    type Error = String;

    fn try_from(text: RuleText) -> Result<Self, String> {
        let RuleText {
            id,
            matches,
            not,
            permille,
            action,
        } = text;
        let letters = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if !(1..=64).contains(&id.len()) || !id.bytes().all(letters) {
            return Err(format!(
                "the id {id:?} has other than 1 to 64 small letters, digits and hyphens"
            ));
        }
        let refused = |why: &str| Err(format!("rule {id}: {why}"));
        if permille > 1_000 {
            return refused("permille is 0 to 1000");
        }
        if let Some(why) = action.nonsense() {
            return refused(why);
        }
        if not.as_ref().is_some_and(|not| *not == Place::default()) {
            return refused("an empty not excludes everything: leave it out");
        }
        for place in [Some(&matches), not.as_ref()].into_iter().flatten() {
            if let Some(why) = contradiction(place, &action) {
                return refused(&why);
            }
        }
        Ok(Self {
            id,
            matches,
            not,
            permille,
            action,
        })
    }
}

/// Why no request that the action can befall is such a place, where that can be told.
fn contradiction(place: &Place, action: &Action) -> Option<String> {
    let id = action.id();
    if let (Some(from), Some(to)) = (place.from, place.to)
        && to < from
    {
        return Some(format!("it would end ({to}) before it begins ({from})"));
    }
    if place.nth.contains(&0) {
        return Some("nth counts from 1".to_owned());
    }
    if let Some(route) = place.route
        && !action.routes().contains(&route)
    {
        return Some(format!("{id} never befalls {route:?}").to_lowercase());
    }
    if let Some(door) = place.door {
        let never = action.why_not(door);
        let why = never.or_else(|| action.why_not_so(door, place.route?));
        if let Some(why) = why {
            let door = format!("{door:?}").to_lowercase();
            return Some(format!("{id} never happens at the door {door} so: {why}"));
        }
    }
    let of_file = place.file.is_some() || place.reference.is_some();
    let of_listing =
        place.route == Some(Route::List) || matches!(action, Action::SlowListing { .. });
    match action {
        _ if action.lasts() && !place.nth.is_empty() => {
            Some(format!("{id} lasts for days: nth does not go with it"))
        }
        _ if of_file && of_listing && !action.is_of_entry() => Some(format!(
            "{id} befalls a listing as a whole: file and reference do not go with it"
        )),
        _ if place.route == Some(Route::Push) && place.reference.is_some_and(|it| it != PUSHED) => {
            Some(format!("the reference of what is pushed is {PUSHED}"))
        }
        Action::ExpiredCertificate | Action::ClockJump { .. } if of_file || place.oc.is_some() => {
            Some(format!(
                "{id} befalls no OC and no file of its own: leave oc, file and reference out"
            ))
        }
        Action::ClockJump { .. } | Action::Damage(_) if !place.nth.is_empty() => Some(format!(
            "{id} befalls no request, which could be counted: leave nth out"
        )),
        _ => None,
    }
}

/// The reference of what an OC pushes: movements of its members.
pub(crate) const PUSHED: u16 = 408;

fn always() -> u16 {
    1_000
}

fn version<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    match u32::deserialize(deserializer)? {
        1 => Ok(1),
        other => Err(de::Error::custom(format_args!(
            "schema-version {other} is not known, 1 is"
        ))),
    }
}

/// Rules, refused where the second of an id is read: there the line is known.
fn each_its_own<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<FaultRule>, D::Error> {
    deserializer.deserialize_seq(Rules)
}

struct Rules;

impl<'de> de::Visitor<'de> for Rules {
    type Value = Vec<FaultRule>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list of rules")
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let (mut rules, mut ids) = (Vec::new(), BTreeSet::new());
        while let Some(rule) = seq.next_element_seed(ItsOwn(&mut ids))? {
            rules.push(rule);
        }
        Ok(rules)
    }
}

/// A rule whose id none of these is.
struct ItsOwn<'a>(&'a mut BTreeSet<String>);

impl<'de> de::DeserializeSeed<'de> for ItsOwn<'_> {
    type Value = FaultRule;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<FaultRule, D::Error> {
        let rule = FaultRule::deserialize(deserializer)?;
        if self.0.insert(rule.id.clone()) {
            return Ok(rule);
        }
        Err(de::Error::custom(format_args!(
            "two rules have the id {}: what is drawn for them would be the same",
            rule.id
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(rules: &str) -> Result<FaultSpec, domain::LoadError> {
        domain::load(
            "faults.yaml",
            &format!("schema-version: 1\nrules:\n{rules}"),
        )
    }

    #[test]
    fn what_does_not_exist_or_cannot_be_is_refused_with_its_line() {
        for (rule, line, why) in [
            ("  - id: a\n    action: explode", 4, "explode"),
            (
                "  - id: a\n    match: {door: ftp}\n    action: answer-lost",
                4,
                "ftp",
            ),
            (
                "  - id: a\n    match: {route: delete}\n    action: answer-lost",
                4,
                "delete",
            ),
            (
                "  - id: a\n    match: {file: 'a/b'}\n    action: answer-lost",
                4,
                "pattern",
            ),
            (
                "  - id: a\n    match: {oc: '17'}\n    action: answer-lost",
                4,
                "OC number",
            ),
            (
                "  - id: a\n    match: {from: 2024-13-01}\n    action: answer-lost",
                4,
                "day",
            ),
            (
                "  - id: a\n    match: {when: never}\n    action: answer-lost",
                4,
                "when",
            ),
            (
                "  - id: a\n    often: 3\n    action: answer-lost",
                4,
                "often",
            ),
            (
                "  - id: a\n    action: {latency: {s: 1}}",
                4,
                "unknown field",
            ),
            ("  - id: A\n    action: answer-lost", 3, "small letters"),
            (
                "  - id: a\n    permille: 1001\n    action: answer-lost",
                3,
                "0 to 1000",
            ),
            (
                "  - id: a\n    not: {}\n    action: answer-lost",
                3,
                "empty not",
            ),
            (
                "  - id: a\n    match: {nth: [0]}\n    action: answer-lost",
                3,
                "from 1",
            ),
            (
                "  - id: a\n    match: {from: 2024-02-01, to: 2024-01-01}\n    action: answer-lost",
                3,
                "before it begins",
            ),
            (
                "  - id: a\n    match: {route: push}\n    action: {reset: {after-bytes: 1}}",
                3,
                "never befalls push",
            ),
            (
                "  - id: a\n    match: {nth: [1]}\n    action: {hidden: {days: 1}}",
                3,
                "lasts",
            ),
            (
                "  - id: a\n    match: {route: list, file: a}\n    action: answer-lost",
                3,
                "as a whole",
            ),
            (
                "  - id: a\n    match: {route: push, reference: 303}\n    action: answer-lost",
                3,
                "is 408",
            ),
            (
                "  - id: a\n    match: {reference: 303}\n    action: {slow-listing: {ms-per-file: 1}}",
                3,
                "as a whole",
            ),
            (
                "  - id: a\n    match: {oc: '99000017'}\n    action: expired-certificate",
                3,
                "no OC",
            ),
            (
                "  - id: a\n    match: {door: sftp}\n    action: expired-certificate",
                3,
                "http alone",
            ),
            (
                "  - id: a\n    match: {nth: [1]}\n    action: {clock-jump: {days: 1}}",
                3,
                "no request",
            ),
            (
                "  - id: a\n    action: {server-error: {status: 404}}",
                3,
                "500 to 599",
            ),
            (
                "  - id: a\n    action: {bandwidth: {bytes-per-second: 0}}",
                3,
                "1 or more",
            ),
            (
                "  - id: a\n    action: {truncated: {after-permille: 1001}}",
                3,
                "0 to 1000",
            ),
            (
                "  - id: a\n    action: {in-part: {permille: 1000, until: {days: 1}}}",
                3,
                "0 to 999",
            ),
            (
                "  - id: a\n    action: {in-part: {permille: 1, until: {fetch: 1}}}",
                3,
                "2 or more",
            ),
            (
                "  - id: a\n    action: {hidden: {days: 0}}",
                3,
                "days is 1 or more",
            ),
            (
                "  - id: a\n    action: answer-lost\n  - id: a\n    action: answer-lost",
                5,
                "two rules",
            ),
        ] {
            let error = load(rule).unwrap_err();
            let said = error.to_string();
            assert!(said.contains(why), "{rule}\n{said}");
            assert_eq!(error.at.map(|at| at.0), Some(line), "{rule}\n{said}");
        }
        let other = domain::load::<FaultSpec>("f", "schema-version: 2\nrules: []").unwrap_err();
        assert!(
            other.to_string().contains("schema-version 2 is not known"),
            "{other}"
        );
    }

    #[test]
    fn a_file_that_is_written_is_read_back() {
        let spec = load(
            "  - id: a\n    match: {door: http, oc: '99000017', file: '*.noe', reference: 303, route: fetch, \
             from: 2024-11-04, to: 2024-11-05, nth: [1, 3]}\n    not: {reference: 929}\n    permille: 5\n    \
             action: {in-part: {permille: 500, until: {fetch: 3}}}\n",
        );
        // It lasts, so it has no nth.
        assert!(spec.is_err());
        let spec = load(
            "  - id: a\n    match: {door: http, oc: '99000017', file: '*.noe', reference: 303, route: fetch, \
             from: 2024-11-04, to: 2024-11-05, nth: [1, 3]}\n    not: {reference: 929}\n    permille: 5\n    \
             action: {truncated: {after-permille: 500}}\n  - id: b\n    action: listed-twice\n",
        )
        .unwrap();
        let again: FaultSpec = domain::load("again", &domain::to_yaml(&spec)).unwrap();
        assert_eq!(again, spec);
    }
}
