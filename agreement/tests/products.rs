//! Both AMC engines under random product files.
//!
//! ```sh
//! AGREEMENT_DECISIONS=1000000 cargo test --release -p agreement --test products -- --nocapture
//! ```

use std::collections::{BTreeMap, BTreeSet};

use agreement::amc::{Chosen, Tally, asked, others, run};
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

/// Every reading of the register is to be tried so many times in a million decisions, its default left aside.
const LEAST_READ_IN_A_MILLION: u64 = 20_000;

/// And, alone, is to change so many of a million: seldom, so that only a million are asked for it.
const LEAST_CHANGED_IN_A_MILLION: u64 = 3;

/// Rules of the first engine that no line meets: what the ledger says where the engine answers that a figure of the law
/// is missing.
const NOT_ASKED_OF_THE_FIRST: [&str; 1] = ["R-AMC-NO-FIGURE"];

/// Entries of the register that the ledger asks: what becomes of a line before its contracts, or after.
const OF_THE_LEDGER: [&str; 23] = [
    "participation-line-reaction",
    "uncovered-act",
    "damaged-decompte",
    "third-party-invoice-after-payment",
    "inconsistent-line",
    "two-active-bodies",
    "unknown-member",
    "birth-date-retry",
    "regime-00",
    "spent-zero",
    "prescription-start",
    "near-duplicate",
    "retroactive-end",
    "third-party-35",
    "invoice-awaited",
    "third-party-barred",
    "receipted-bill",
    "product-that-waits",
    "payee-of-several",
    "undue-recovery",
    "complement-without-main",
    "optics-class-unknown",
    "complement-letters",
];

/// Entries of the register that the AMO half asks: `town` and `stays` play its default readings alone.
const OF_THE_AMO: [&str; 20] = [
    "pas-32-start",
    "at-mp-participation",
    "hospital-day-charge-change",
    "psychologist-sessions",
    "planned-figure",
    "undated-change",
    "youth-age",
    "child-exam-split",
    "direct-gynaecology",
    "ald-low-rate-drugs",
    "secteur-3-majoration",
    "participation-above-amount",
    "local-regime-other-acts",
    "local-regime-pharmacy-fees",
    "parcours-exceptions",
    "terrorism-participation",
    "crown-base-by-code",
    "heavy-out-of-parcours",
    "emergency-fee-grounds",
    "stay-unnamed-grounds",
];

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

fn table(seed: u64, tally: &Tally) -> String {
    let mut lines = vec![format!(
        "seed {seed}: {} decisions, {} paid, {} without figure, {} cancelled, {} products, {} disagreed",
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
    lines.push("readings other than the default: decisions, changed where alone".to_owned());
    for (reading, count) in &tally.readings {
        let changed = tally.changed.get(reading).copied().unwrap_or(0);
        let (entry, read) = reading;
        lines.push(format!("{count:>12} {changed:>8}  {entry}: {read}"));
    }
    lines.join("\n")
}

/// The rules of `all` that were met less often than that in a million decisions; chance rules a smaller run, of which a
/// third of that is asked.
fn seldom_met(
    all: &BTreeSet<&str>,
    counts: &BTreeMap<&'static str, u64>,
    least: u64,
    decisions: u64,
) -> Vec<String> {
    let count = |rule: &str| counts.get(rule).copied().unwrap_or(0);
    let least = if decisions < 1_000_000 {
        least / 3
    } else {
        least
    };
    all.iter()
        .filter(|rule| count(rule) * 1_000_000 < least * decisions)
        .map(|rule| format!("{rule}: {}", count(rule)))
        .collect()
}

/// What can be declared is asked by a contract, by the ledger alone, or by the AMO half.
#[test]
fn every_entry_that_can_be_declared_is_tried_or_is_not_a_contracts() {
    let ours: BTreeSet<&str> = asked().iter().map(|entry| entry.id.as_str()).collect();
    let declared = oracle::ambiguity::all().iter();
    let declared: BTreeSet<&str> = declared
        .filter(|entry| entry.implemented)
        .map(|entry| entry.id.as_str())
        .collect();
    let of_others: BTreeSet<&str> = OF_THE_LEDGER.into_iter().chain(OF_THE_AMO).collect();
    assert_eq!(of_others.len(), OF_THE_LEDGER.len() + OF_THE_AMO.len());
    assert_eq!(&ours | &of_others, declared);
    assert!(ours.is_disjoint(&of_others));
}

#[test]
fn both_decide_alike_under_any_product_and_meet_every_rule() {
    let told = |name, otherwise| {
        std::env::var(name).map_or(otherwise, |told| told.parse().expect("a number"))
    };
    let seed = told("AGREEMENT_SEED", SEED);
    let tally = run(seed, told("AGREEMENT_DECISIONS", DECISIONS));
    println!("{}", table(seed, &tally));
    assert_eq!(tally.disagreed, 0, "{}", tally.shown.join("\n\n"));

    let catalogue = oracle::rules::all().iter().map(|rule| rule.id.as_str());
    let mut first: BTreeSet<&str> = catalogue.filter(|id| id.starts_with("R-AMC-")).collect();
    for rule in NOT_ASKED_OF_THE_FIRST {
        assert!(first.remove(rule), "{rule} is no rule");
        assert!(!tally.first.contains_key(rule), "{rule} is met");
    }
    let second = Rule::ALL.iter().map(|rule| rule.name()).collect();
    let of_files = BTreeSet::from(RULES_OF_FILES);
    for chosen in asked().iter().flat_map(|entry| others(entry)) {
        let of = |counts: &BTreeMap<Chosen, u64>| counts.get(&chosen).copied().unwrap_or(0);
        let (tried, changed) = (of(&tally.readings), of(&tally.changed));
        let enough = tried * 1_000_000 >= LEAST_READ_IN_A_MILLION * tally.decisions;
        assert!(enough, "{chosen:?} is tried {tried} times");
        let shows = changed * 1_000_000 >= LEAST_CHANGED_IN_A_MILLION * tally.decisions;
        assert!(
            shows || tally.decisions < 1_000_000,
            "{chosen:?} changes {changed} lines"
        );
    }
    for (rules, counts, least) in [
        (first, &tally.first, LEAST_IN_A_MILLION),
        (second, &tally.second, LEAST_IN_A_MILLION),
        (of_files, &tally.refused, LEAST_BROKEN_IN_A_MILLION),
    ] {
        let seldom = seldom_met(&rules, counts, least, tally.decisions);
        assert!(seldom.is_empty(), "{seldom:?}");
    }
}
