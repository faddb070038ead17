use std::fmt::Write as _;

use domain::Line;
use oracle::trace::Step;

use crate::support::*;

/// A decision as a person reads it.
fn text(steps: &[Step]) -> String {
    let mut text = String::new();
    for (number, step) in (1..).zip(steps) {
        let inputs: Vec<_> = step
            .inputs
            .iter()
            .map(|(name, value)| format!("{name} {value}"))
            .collect();
        writeln!(text, "{number}. [{}] {}", step.rule, step.label.en).unwrap();
        writeln!(text, "   {} → {}", inputs.join(", "), step.result).unwrap();
        writeln!(text, "   {} ({})", step.source, step.confidence.word()).unwrap();
    }
    text
}

#[test]
fn a_decision_says_why() {
    let mut ledger = ledger().with_traces();
    let other_day = Line {
        start: day("2024-07-01"),
        end: day("2024-07-01"),
        ..dear()
    };
    deliver(
        &mut ledger,
        &[decompte(1, &[dear()]), decompte(2, &[other_day])],
    );
    let expected = &ledger.lines(0)[1];
    assert_eq!(expected.outcome, paid("10.95"));
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../golden"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("decision_trace", text(&expected.steps)));
}
