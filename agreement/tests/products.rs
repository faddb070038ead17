//! Both AMC engines under random product files.
//!
//! ```sh
//! AGREEMENT_DECISIONS=1000000 cargo test --release -p agreement --test products -- --nocapture
//! ```

use std::collections::{BTreeMap, BTreeSet};

use agreement::amc::{Tally, run};
use mutuelle::Rule;

/// Decisions tried where the environment does not say how many.
const DECISIONS: u64 = 20_000;

/// Another seed gives other households.
const SEED: u64 = 20_261_122;

/// A rule is to be met so many times in a million decisions.
const LEAST_IN_A_MILLION: u64 = 1_000;

/// A rule of responsible products is to be broken so many times in a million decisions: a household of thirty lines
/// has one product or some.
const LEAST_BROKEN_IN_A_MILLION: u64 = 50;

/// Rules of the first engine that no line meets: what the ledger says where the engine answers that a figure of the law
/// is missing.
const NOT_ASKED_OF_THE_FIRST: [&str; 1] = ["R-AMC-NO-FIGURE"];

/// Rules that a file which calls itself responsible may break (docs/products.md).
const RULES_OF_FILES: [&str; 13] = [
    "resp-participation",
    "resp-left-out",
    "resp-level",
    "resp-level-other",
    "resp-when",
    "resp-whole",
    "resp-100-sante",
    "resp-optics-ceiling",
    "resp-optics-floor",
    "resp-frame",
    "resp-audio",
    "resp-renewal",
    "resp-c2s",
];

fn table(tally: &Tally) -> String {
    let mut lines = vec![format!(
        "seed {SEED}: {} decisions, {} paid, {} without figure, {} cancelled, {} products, {} disagreed",
        tally.decisions,
        tally.paid,
        tally.without_figure,
        tally.cancelled,
        tally.products,
        tally.disagreed
    )];
    for (title, counts) in [
        ("files refused, by rule", &tally.refused),
        ("reasons", &tally.reasons),
        ("first engine, steps by rule", &tally.first),
        ("second engine, rules met", &tally.second),
    ] {
        lines.push(title.to_owned());
        let counts = counts.iter();
        lines.extend(counts.map(|(rule, count)| format!("{count:>12}  {rule}")));
    }
    lines.join("\n")
}

/// The rules of `all` that were met less often than that in a million decisions.
fn seldom_met(
    all: &BTreeSet<&str>,
    counts: &BTreeMap<&'static str, u64>,
    least: u64,
    decisions: u64,
) -> Vec<String> {
    let count = |rule: &str| counts.get(rule).copied().unwrap_or(0);
    all.iter()
        .filter(|rule| count(rule) * 1_000_000 < least * decisions)
        .map(|rule| format!("{rule}: {}", count(rule)))
        .collect()
}

#[test]
fn both_decide_alike_under_any_product_and_meet_every_rule() {
    let decisions = std::env::var("AGREEMENT_DECISIONS").map_or(DECISIONS, |told| {
        told.parse().expect("AGREEMENT_DECISIONS is a number")
    });
    let tally = run(SEED, decisions);
    println!("{}", table(&tally));
    assert_eq!(tally.disagreed, 0, "{}", tally.shown.join("\n\n"));

    let catalogue = oracle::rules::all().iter().map(|rule| rule.id.as_str());
    let mut first: BTreeSet<&str> = catalogue.filter(|id| id.starts_with("R-AMC-")).collect();
    for rule in NOT_ASKED_OF_THE_FIRST {
        assert!(first.remove(rule), "{rule} is no rule");
        assert!(!tally.first.contains_key(rule), "{rule} is met");
    }
    let second = Rule::ALL.iter().map(|rule| rule.name()).collect();
    let of_files = BTreeSet::from(RULES_OF_FILES);
    for (rules, counts, least) in [
        (first, &tally.first, LEAST_IN_A_MILLION),
        (second, &tally.second, LEAST_IN_A_MILLION),
        (of_files, &tally.refused, LEAST_BROKEN_IN_A_MILLION),
    ] {
        let seldom = seldom_met(&rules, counts, least, tally.decisions);
        assert!(seldom.is_empty(), "{seldom:?}");
    }
}
