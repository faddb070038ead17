//! What the two runs are held to.

use std::collections::BTreeSet;

use agreement::{Half, Lives, Tally, not_asked, reached_by};

/// A rule is to be met so many times in the decisions of every day, and in proportion in more or fewer.
const LEAST: u64 = 1_000;

/// Decisions to try: as the environment says, or `otherwise`.
pub(crate) fn decisions(otherwise: u64) -> u64 {
    std::env::var("AGREEMENT_DECISIONS").map_or(otherwise, |told| {
        told.parse()
            .unwrap_or_else(|_| panic!("AGREEMENT_DECISIONS is no number: {told}"))
    })
}

/// The seed: as the environment says, or that of every day.
pub(crate) fn seed() -> u64 {
    std::env::var("AGREEMENT_SEED").map_or(20_261_122, |told| {
        told.parse()
            .unwrap_or_else(|_| panic!("AGREEMENT_SEED is no number: {told}"))
    })
}

/// Prints the counts, then asserts that nothing disagreed and that each rule was met often enough, `every_day` being
/// the decisions tried where the environment does not say how many.
pub(crate) fn hold(lives: Lives, tally: &Tally, every_day: u64) {
    println!("{}", table(lives, tally));
    assert_eq!(tally.disagreed, 0, "{}", tally.shown.join("\n\n"));
    for (half, counts) in [(Half::First, &tally.first), (Half::Second, &tally.second)] {
        for rule in not_asked(half) {
            assert!(!counts.contains_key(rule), "{rule} is met");
        }
        for rule in reached_by(lives, half) {
            let count = counts.get(rule).copied().unwrap_or(0);
            assert!(
                count * every_day >= LEAST * tally.decisions,
                "{rule} is met {count} times in {} decisions",
                tally.decisions
            );
        }
    }
}

fn table(lives: Lives, tally: &Tally) -> String {
    let mut lines = vec![format!(
        "{lives:?}: {} decisions, {} refused by both, {} cancelled, {} disagreed",
        tally.decisions, tally.refused, tally.cancelled, tally.disagreed
    )];
    for (title, counts) in [
        ("first oracle, steps by rule", &tally.first),
        ("second oracle, rules met", &tally.second),
        (
            "listed differences, by entry of the register",
            &tally.excluded,
        ),
    ] {
        lines.push(title.to_owned());
        lines.extend(
            counts
                .iter()
                .map(|(rule, count)| format!("{count:>12}  {rule}")),
        );
    }
    let least = [Half::First, Half::Second].into_iter().flat_map(|half| {
        let counts = if half == Half::First {
            &tally.first
        } else {
            &tally.second
        };
        reached_by(lives, half)
            .into_iter()
            .map(|rule| (counts.get(rule).copied().unwrap_or(0), rule))
    });
    if let Some((count, rule)) = least.min() {
        lines.push(format!("the smallest count: {count}, {rule}"));
    }
    lines.join("\n")
}

/// Each rule is reached by town or stays, or listed as not asked; none is listed that is no rule.
#[allow(dead_code, reason = "one of the two tests asks")]
pub(crate) fn every_rule_stands_somewhere() {
    for (half, all) in [
        (Half::First, None),
        (Half::Second, Some(BTreeSet::from(second_amo::RULES))),
    ] {
        let (town, stays) = (
            reached_by(Lives::Town, half),
            reached_by(Lives::Stays, half),
        );
        let not_asked: BTreeSet<&str> = not_asked(half).iter().copied().collect();
        let all = all.unwrap_or_else(|| {
            let ids = oracle::rules::all().iter().map(|rule| rule.id.as_str());
            ids.filter(|id| id.starts_with("R-AMO-")).collect()
        });
        let stand: BTreeSet<&str> = town
            .iter()
            .chain(&stays)
            .chain(&not_asked)
            .copied()
            .collect();
        assert_eq!(stand, all, "{half:?}");
    }
}
