//! What makes two failures look alike.

use std::fmt;

use domain::{Cents, Outcome, Reaction};
use serde::Serialize;

use crate::stream::{Came, Status, Subject, Verdict};

/// What makes two failures look alike: what was due, what came, and whether it was too much or too
/// little. Who, when and how much do not count.
///
/// As text: `line:duplicate>paid:over`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Signature(String);

impl Signature {
    /// The signature of a nonconformity; none for any other verdict.
    #[must_use]
    pub fn of(verdict: &Verdict) -> Option<Self> {
        if verdict.status != Status::Nonconform {
            return None;
        }
        let text = match &verdict.subject {
            Subject::Line { expected, got, .. } => line(expected, got.as_ref()?),
            Subject::File { expected, got, .. } => {
                format!("file:{}>{}", word(expected), word(got.as_ref()?))
            }
            Subject::Link {
                reason,
                expected,
                got,
                ..
            } => {
                format!(
                    "link:{reason:02}:{}>{}",
                    word(expected),
                    got.map(|g| word(&g))?
                )
            }
            Subject::Movement { .. } => "movement".to_owned(),
            Subject::Example { .. } => "example".to_owned(),
            Subject::Invariant {
                invariant,
                expected,
                got,
                ..
            } => format!(
                "{}:{}",
                invariant.word(),
                in_two_flows(expected.as_ref(), got.as_ref()?)
            ),
            Subject::Target { .. } => format!("target:{}", verdict.rule),
        };
        Some(Self(text))
    }

    /// As a file name.
    #[must_use]
    pub fn slug(&self) -> String {
        self.0.replace(['>', ':', '/'], "-")
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn line(expected: &Outcome, got: &Outcome) -> String {
    let direction = match flow(got) - flow(expected) {
        Cents(1..) => ":over",
        Cents(..0) => ":under",
        Cents(0) => "",
    };
    format!("line:{}>{}{direction}", kind(expected), kind(got))
}

fn in_two_flows(first: Option<&Came>, second: &Came) -> String {
    let side = |came: &Came| match came {
        Came::Line(outcome) => kind(outcome),
        Came::File(reaction) => word(reaction),
    };
    match (first, second) {
        (Some(Came::Line(first)), Came::Line(second)) => line(first, second),
        (first, second) => format!(
            "{}>{}",
            first.map_or("nothing".to_owned(), side),
            side(second)
        ),
    }
}

/// Money as it leaves the mutuelle: a reversal comes back.
#[must_use]
pub fn flow(outcome: &Outcome) -> Cents {
    if outcome.reaction == Reaction::Reversed {
        -outcome.amount
    } else {
        outcome.amount
    }
}

fn kind(outcome: &Outcome) -> String {
    match outcome.reaction {
        Reaction::Paid | Reaction::Reversed | Reaction::Duplicate => word(&outcome.reaction),
        reaction => format!("{}/{}", word(&reaction), word(&outcome.reason)),
    }
}

/// The kebab-case word of a plain enum, as JSON has it.
pub(crate) fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use domain::{Payee, ReasonClass};

    use super::*;

    #[test]
    fn too_much_and_too_little_are_two_failures() {
        let paid = |cents| Outcome::paid(Cents(cents), Payee::Insured);
        assert_eq!(line(&paid(750), &paid(850)), "line:paid>paid:over");
        assert_eq!(line(&paid(750), &paid(749)), "line:paid>paid:under");
        let duplicate = Outcome::without_money(Reaction::Duplicate, ReasonClass::SameIdentity);
        assert_eq!(line(&duplicate, &paid(850)), "line:duplicate>paid:over");
        let back = Outcome::reversed(Cents(750), Payee::Insured);
        let nothing = Outcome::without_money(Reaction::NoEffect, ReasonClass::Informative);
        // What should have come back did not: the mutuelle is out of that money.
        assert_eq!(
            line(&back, &nothing),
            "line:reversed>no-effect/informative:over"
        );
    }
}
