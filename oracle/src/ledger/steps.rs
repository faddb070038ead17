//! The steps of a decision that no amount has: who, when, and what came before.

use domain::{Cents, Outcome};

use crate::trace::{Confidence, Label, Source, Step, Term};

/// A step that states a decision; `inputs` name what was looked at.
pub(super) fn decision(
    rule: &'static str,
    inputs: Vec<(&'static str, Term)>,
    result: impl Into<Term>,
) -> Step {
    let (label, source, confidence) = wording(rule);
    Step {
        rule,
        label,
        inputs,
        result: result.into(),
        source,
        confidence,
    }
}

/// The amount of an outcome; where no money moves, the protocol's words for what happens instead.
pub(super) fn said(outcome: &Outcome) -> Term {
    if outcome.amount == Cents::ZERO {
        format!("{} ({})", outcome.reaction.word(), outcome.reason.word()).into()
    } else {
        outcome.amount.into()
    }
}

fn wording(rule: &'static str) -> (Label, Source, Confidence) {
    match crate::rules::rule(rule) {
        Some(text) => (
            Label {
                fr: &text.fr,
                en: &text.en,
            },
            text.source.as_str().into(),
            text.confidence.unwrap_or(Confidence::Assumption),
        ),
        None => (
            Label { fr: rule, en: rule },
            Source::default(),
            Confidence::Assumption,
        ),
    }
}
