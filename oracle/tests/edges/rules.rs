//! What a rule of the catalogue says of itself.

use oracle::law::Law;
use oracle::rules::rule;

use crate::amc::day;

/// The participation went from 1 to 2 euros on 15 May 2024 (rules §3).
#[test]
fn a_rule_says_when_its_figures_change() {
    let changes = rule("R-AMO-PARTICIPATION").unwrap().changes();
    assert!(changes.contains(&day("2024-05-15")), "{changes:?}");
    assert!(changes.is_sorted(), "{changes:?}");
}

/// Each figure holds up to the day before the next one, and the last to the end of what is loaded.
#[test]
fn the_days_of_a_figure_follow_one_another() {
    let mut seen = 0;
    for series in Law::embedded().all() {
        let spans: Vec<_> = series.spans().map(|(from, to, _)| (from, to)).collect();
        for pair in spans.windows(2) {
            assert_eq!(pair[0].1.plus(1), pair[1].0, "{}", series.id());
            seen += 1;
        }
        assert!(spans.iter().all(|(from, to)| from <= to), "{}", series.id());
        assert_eq!(spans.last().unwrap().1, Law::embedded().span().1);
    }
    assert!(seen > 20, "{seen}");
}
