use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de};

use super::action::Action;
use super::contradiction::contradiction;
use super::place::Place;
use super::then::Then;

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
    /// What follows a damage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<Then>,
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
    #[serde(default)]
    then: Option<Then>,
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
            then,
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
        let follows = then.and_then(|then| then.nonsense(&action));
        if let Some(why) = action.nonsense().or(follows) {
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
            then,
        })
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
                "  - id: a\n    then: {sound-file-after-days: 0}\n    action: {damage: N011}",
                3,
                "1 or more",
            ),
            (
                "  - id: a\n    then: {sound-file-after-days: 1}\n    action: listed-twice",
                3,
                "damage alone",
            ),
            (
                "  - id: a\n    then: {sound-file-after-days: 1}\n    action: {adversity: wire-drop-at}",
                3,
                "by itself",
            ),
            (
                "  - id: a\n    match: {nth: [1]}\n    action: {adversity: file-twice}",
                3,
                "no request",
            ),
            (
                "  - id: a\n    action: {adversity: retroactive-end}",
                4,
                "adversities: {retroactive-end: 100}",
            ),
            (
                "  - id: a\n    action: {adversity: rain}",
                4,
                "`etalon adversities` lists them",
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
