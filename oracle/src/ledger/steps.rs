//! The steps of a decision that no amount has: who, when, and what came before.

use domain::Outcome;

use crate::trace::{Confidence, Label, Step};

/// A step that states a decision; `inputs` name what was looked at.
pub(super) fn decision(
    rule: &'static str,
    inputs: Vec<(&'static str, String)>,
    result: String,
) -> Step {
    let (label, source, confidence) = wording(rule);
    Step {
        rule,
        label,
        inputs,
        result,
        source,
        confidence,
    }
}

/// How a human view says an outcome.
pub(super) fn said(outcome: &Outcome) -> String {
    format!(
        "{:?} ({:?}) {}",
        outcome.reaction, outcome.reason, outcome.amount
    )
}

fn wording(rule: &'static str) -> (Label, String, Confidence) {
    match crate::rules::rule(rule) {
        Some(text) => (
            Label {
                fr: &text.fr,
                en: &text.en,
            },
            text.source.clone(),
            Confidence::Confirmed,
        ),
        None => (
            Label { fr: rule, en: rule },
            String::new(),
            Confidence::Assumption,
        ),
    }
}
