//! Which fault happens at which door, and why one cannot.

use super::action::{Action, Whole};
use super::place::Place;
use super::spec::{Door, FaultRule, Route};

impl FaultRule {
    /// Whether anything can come of it at a door: its action happens there, and its places do not exclude the door.
    #[must_use]
    pub fn happens_at(&self, door: Door) -> bool {
        let nowhere = Place {
            door: Some(door),
            ..Place::default()
        };
        let routes = match &self.matches.route {
            Some(route) => std::slice::from_ref(route),
            None => self.action.routes(),
        };
        self.action.doors().contains(&door)
            && self.matches.door.is_none_or(|its| its == door)
            && self.not.as_ref() != Some(&nowhere)
            && routes.iter().any(|route| self.action.befalls(door, *route))
    }
}

impl Action {
    /// Why it never happens at a door, where it does not.
    pub(super) fn why_not(&self, door: Door) -> Option<&'static str> {
        let entry = self.entry();
        match (self, door) {
            (Self::ClockJump { .. } | Self::Damage(_) | Self::Adversity(_), _) => {
                Some("it happens before any door: leave door out")
            }
            (Self::ExpiredCertificate, Door::Sftp) => Some(
                "it befalls the door http alone: what SSH shows is a host key, which never expires",
            ),
            (Self::ExpiredCertificate, Door::Folder) => {
                Some("it befalls the door http alone: a folder shows no certificate")
            }
            (Self::TooManyRequests { .. }, Door::Sftp) => Some(
                "SFTP has no words for when to come again: server-error is a plain refusal there",
            ),
            (
                Self::ServerError {
                    retry_after_seconds: Some(_),
                    ..
                },
                Door::Sftp,
            ) => Some("SFTP has no words for when to come again: leave retry-after-seconds out"),
            (
                Self::InPart {
                    until: Whole::Fetch(_),
                    ..
                },
                Door::Folder,
            ) => Some("nobody sees who reads a file in a folder: say until which day"),
            _ if entry.doors.is_empty() || entry.doors.contains(&door) => None,
            (Self::Reset(_) | Self::Truncated(_), Door::Folder) => Some(
                "a folder has no connection that could end: in-part is a file that is not whole yet",
            ),
            (Self::AnnouncedShorter { .. } | Self::AnnouncedLonger { .. }, Door::Folder) => {
                Some("a file on a disk is as long as its folder says")
            }
            (Self::ListedTwice, _) => Some("a folder holds one file of a name"),
            (Self::SlowListing { .. }, _) => {
                Some("a folder is listed by the system, not by the door")
            }
            _ => Some("a folder answers nobody: nothing is late, refused or lost there"),
        }
    }

    /// Why it never befalls such a request at a door, though it happens there.
    pub(super) fn why_not_so(&self, door: Door, route: Route) -> Option<&'static str> {
        match (self, door, route) {
            (
                Self::AnnouncedShorter { .. } | Self::AnnouncedLonger { .. },
                Door::Sftp,
                Route::List,
            ) => Some("over SFTP no length is announced of a listing: its route is fetch"),
            (_, Door::Folder, route) if route != Route::List => {
                Some("the door does not see who reads a folder: leave route out, or say list")
            }
            _ => None,
        }
    }

    /// Whether it can befall such a request.
    pub(super) fn befalls(&self, door: Door, route: Route) -> bool {
        // A refusal with Retry-After is one without it where there are no words for it.
        let never = match self {
            Self::InPart {
                until: Whole::Fetch(_),
                ..
            } => door == Door::Folder,
            _ => !self.doors().is_empty() && !self.doors().contains(&door),
        };
        !never && self.routes().contains(&route) && self.why_not_so(door, route).is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::{FaultEntry, FaultSpec};

    const DOORS: [Door; 3] = [Door::Http, Door::Sftp, Door::Folder];

    fn rule(text: &str) -> Result<FaultSpec, domain::LoadError> {
        domain::load(
            "f",
            &format!("schema-version: 1\nrules: [{{id: a, {text}}}]"),
        )
    }

    #[test]
    fn the_catalogue_and_the_refusals_agree() {
        for (id, action) in crate::faults::examples::ONE_OF_EACH {
            let entry = FaultEntry::all().find(|entry| entry.id == *id).unwrap();
            for door in DOORS {
                let word = format!("{door:?}").to_lowercase();
                let read = rule(&format!("match: {{door: {word}}}, action: {action}"));
                let happens = entry.doors.contains(&door);
                assert_eq!(read.is_ok(), happens, "{id} at {word}: {read:?}");
                // Excluded where it never is: a slip as well.
                let read = rule(&format!("not: {{door: {word}}}, action: {action}"));
                assert_eq!(read.is_ok(), happens, "{id} not at {word}: {read:?}");
            }
        }
    }

    #[test]
    fn a_rule_that_no_door_is_said_of_happens_where_its_action_does() {
        let doors = |text: &str| {
            let spec = rule(text).unwrap();
            let happens = |door: &Door| spec.rules[0].happens_at(*door);
            DOORS.into_iter().filter(happens).collect::<Vec<_>>()
        };
        assert_eq!(
            doors("action: {hidden: {days: 1}}"),
            [Door::Http, Door::Sftp, Door::Folder]
        );
        assert_eq!(
            doors("not: {door: sftp}, action: {hidden: {days: 1}}"),
            [Door::Http, Door::Folder]
        );
        // Where only some of the door's requests are excluded, the others are not.
        assert_eq!(
            doors("not: {door: sftp, nth: [1]}, action: answer-lost"),
            [Door::Http, Door::Sftp]
        );
        assert_eq!(
            doors("match: {door: sftp}, action: answer-lost"),
            [Door::Sftp]
        );
        assert_eq!(
            doors("match: {route: list}, action: {announced-longer: {bytes: 1}}"),
            [Door::Http]
        );
        assert_eq!(
            doors("action: {in-part: {permille: 1, until: {fetch: 2}}}"),
            [Door::Http, Door::Sftp]
        );
        assert_eq!(doors("action: {clock-jump: {days: 1}}"), []);
    }

    #[test]
    fn what_cannot_be_at_a_door_is_refused_with_a_reason() {
        for (text, why) in [
            (
                "match: {door: folder}, action: {latency: {ms: 1}}",
                "answers nobody",
            ),
            (
                "match: {door: folder}, action: {reset: {after-bytes: 1}}",
                "no connection",
            ),
            (
                "match: {door: folder}, action: {announced-longer: {bytes: 1}}",
                "as long as",
            ),
            (
                "match: {door: folder}, action: listed-twice",
                "one file of a name",
            ),
            (
                "match: {door: folder}, action: {slow-listing: {ms-per-file: 1}}",
                "by the system",
            ),
            (
                "match: {door: folder}, action: {in-part: {permille: 1, until: {fetch: 2}}}",
                "until which day",
            ),
            (
                "match: {door: folder, route: fetch}, action: {hidden: {days: 1}}",
                "who reads",
            ),
            (
                "match: {door: sftp}, action: {too-many-requests: {retry-after-seconds: 1}}",
                "no words",
            ),
            (
                "match: {door: sftp}, action: {server-error: {status: 503, retry-after-seconds: 1}}",
                "leave retry-after-seconds out",
            ),
            (
                "match: {door: sftp, route: list}, action: {announced-shorter: {bytes: 1}}",
                "no length is announced",
            ),
            (
                "match: {door: sftp}, action: expired-certificate",
                "host key",
            ),
        ] {
            let said = rule(text).unwrap_err().to_string();
            assert!(said.contains(why), "{text}\n{said}");
        }
    }
}
