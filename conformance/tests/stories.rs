//! Every story that ships, played to the sample mutuelle: the right one is conform on every line.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

mod common;

use conformance::case::Case;
use conformance::session::greet;
use conformance::stream::{Status, Subject, Verdict};
use mutuelle::Bug;

fn verdicts(case: &Case, bugs: &[Bug]) -> Vec<Verdict> {
    let mut target = common::mutuelle(bugs);
    greet(&mut target, "test").unwrap();
    common::verdicts(case, &mut target)
}

#[test]
fn the_right_mutuelle_is_conform() {
    let stories = common::stories();
    assert!(!stories.is_empty());
    for (scenario, case) in &stories {
        let verdicts = verdicts(case, &[]);
        let lines = verdicts
            .iter()
            .filter(|verdict| matches!(verdict.subject, Subject::Line { .. }));
        assert!(lines.count() > 0, "{}: nothing is sent", scenario.id);
        let bad: Vec<_> = verdicts
            .iter()
            .filter(|verdict| verdict.status != Status::Conform)
            .collect();
        assert!(bad.is_empty(), "{}: {bad:#?}", scenario.id);
    }
}
