//! What a rule of the catalogue says of itself.

use oracle::rules::rule;

use crate::amc::day;

/// The participation went from 1 to 2 euros on 15 May 2024 (rules §3).
#[test]
fn a_rule_says_when_its_figures_change() {
    let changes = rule("R-AMO-PARTICIPATION").unwrap().changes();
    assert!(changes.contains(&day("2024-05-15")), "{changes:?}");
    assert!(changes.is_sorted(), "{changes:?}");
}
