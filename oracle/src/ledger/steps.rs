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
            confidence(rule),
        ),
        None => (
            Label { fr: rule, en: rule },
            String::new(),
            Confidence::Assumption,
        ),
    }
}

/// The column "Basis" of rules §9; what it does not name is our design.
fn confidence(rule: &str) -> Confidence {
    match rule {
        "N0" | "N1" | "N13" | "N14" | "N15" | "N17" => Confidence::Confirmed,
        // Read in a mutuelle's own software (noemie-format §11.1).
        "CHECK-SEVERAL" | "ACT-AMBIGUOUS" | "CHECK-INVOICE-DATE" => Confidence::Confirmed,
        "N4" | "N5" | "N6" | "N19" => Confidence::SecondHand,
        "R-AMC-THEORETICAL" | "R-AMC-LEVEL" | "R-AMC-NON-OPTAM" | "R-AMC-CEILING" => {
            Confidence::Confirmed
        }
        _ => Confidence::Assumption,
    }
}
