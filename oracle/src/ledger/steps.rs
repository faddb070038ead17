//! The steps of a decision that no amount has: who, when, and what came before.

use domain::{Cents, Outcome};

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

/// The amount of an outcome; where no money moves, the protocol's words for what happens instead.
pub(super) fn said(outcome: &Outcome) -> String {
    if outcome.amount == Cents::ZERO {
        format!("{} ({})", outcome.reaction.word(), outcome.reason.word())
    } else {
        outcome.amount.to_string()
    }
}

fn wording(rule: &'static str) -> (Label, String, Confidence) {
    match crate::rules::rule(rule) {
        Some(text) => (
            Label {
                fr: &text.fr,
                en: &text.en,
            },
            text.source.clone(),
            text.confidence.unwrap_or(Confidence::Assumption),
        ),
        None => (
            Label { fr: rule, en: rule },
            String::new(),
            Confidence::Assumption,
        ),
    }
}
