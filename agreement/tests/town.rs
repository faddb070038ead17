//! Both oracles on random care in town.
//!
//! ```sh
//! AGREEMENT_DECISIONS=1000000 cargo test --release -p agreement -- --nocapture    # 10000000 for the long run
//! ```

use std::collections::BTreeSet;

use agreement::{Tally, run};
use second_amo::RULES;

/// Acts tried where the environment does not say how many.
const DECISIONS: u64 = 40_000;

/// A rule is to be met so many times in a million acts.
const LEAST_IN_A_MILLION: u64 = 1_000;

/// Rules of the first oracle that care in town does not reach: stays and heavy acts, the emergency visit, and the
/// recovery of debts, which its caller keeps.
const NOT_ASKED_OF_THE_FIRST: [&str; 16] = [
    "R-AMO-FJ",
    "R-AMO-FJ-EXIT",
    "R-AMO-FJ-NONE",
    "R-AMO-FJ-PAYER",
    "R-AMO-FPU",
    "R-AMO-PAS",
    "R-AMO-PAS-EXEMPT",
    "R-AMO-PAS-SESSION",
    "R-AMO-RECOVERED",
    "R-AMO-STAY-COMPARISON",
    "R-AMO-STAY-DAY-31",
    "R-AMO-STAY-EXEMPT",
    "R-AMO-STAY-FEES",
    "R-AMO-STAY-INVOICES",
    "R-AMO-STAY-PUBLIC",
    "R-AMO-STAY-RATE",
];

/// Rules of the second oracle that it is not asked for: the same, care abroad, and what the first oracle leaves to
/// its caller, the age of the prior agreement in orthodontics.
const NOT_ASKED_OF_THE_SECOND: [&str; 29] = [
    "care-abroad-is-forced",
    "daily-charge",
    "daily-charge-owed-by-c2s",
    "daily-charge-paid-by-amo",
    "daily-charge-psychiatric",
    "emergency-flat-fee",
    "emergency-flat-fee-reduced",
    "heavy-once-a-session",
    "heavy-participation",
    "heavy-spared-from-day-31",
    "heavy-waived",
    "majoration-spared-during-a-stay",
    "no-daily-charge",
    "no-daily-charge-on-death-or-transfer",
    "nothing-withheld-during-a-stay",
    "orthodontics-after-16",
    "rate-fees-during-a-stay",
    "rate-heavy-act",
    "stay-clinic-by-the-day",
    "stay-clinic-on-ghs",
    "stay-daily-charges-prevail",
    "stay-heavy-act-replaces-ticket-moderateur",
    "stay-public-on-ghs",
    "stay-rate",
    "stay-rate-local-scheme",
    "stay-rate-of-ground",
    "stay-ticket-moderateur-is-what-is-left",
    "stay-ticket-moderateur-of-the-daily-tariff",
    "stay-ticket-moderateur-prevails",
];

fn table(tally: &Tally) -> String {
    let mut lines = vec![format!(
        "{} decisions, {} refused by both, {} cancelled, {} disagreed",
        tally.decisions, tally.refused, tally.cancelled, tally.disagreed
    )];
    for (title, counts) in [
        ("first oracle, steps by rule", &tally.first),
        ("second oracle, rules met", &tally.second),
        ("listed differences", &tally.excluded),
    ] {
        lines.push(title.to_owned());
        lines.extend(
            counts
                .iter()
                .map(|(rule, count)| format!("{count:>12}  {rule}")),
        );
    }
    lines.join("\n")
}

#[test]
fn both_settle_care_in_town_alike_and_meet_every_rule() {
    let decisions = std::env::var("AGREEMENT_DECISIONS").map_or(DECISIONS, |told| {
        told.parse().expect("AGREEMENT_DECISIONS is a number")
    });
    let tally = run(20_261_122, decisions).unwrap();
    println!("{}", table(&tally));
    assert_eq!(tally.disagreed, 0, "{}", tally.shown.join("\n\n"));

    let catalogue = oracle::rules::all().iter().map(|rule| rule.id.as_str());
    let first: BTreeSet<&str> = catalogue.filter(|id| id.starts_with("R-AMO-")).collect();
    let second = BTreeSet::from(RULES);
    for (rules, not_asked, counts) in [
        (first, &NOT_ASKED_OF_THE_FIRST[..], &tally.first),
        (second, &NOT_ASKED_OF_THE_SECOND[..], &tally.second),
    ] {
        for rule in not_asked {
            assert!(rules.contains(rule), "{rule} is no rule");
            assert!(!counts.contains_key(rule), "{rule} is met");
        }
        for rule in rules.iter().filter(|rule| !not_asked.contains(rule)) {
            let count = counts.get(rule).copied().unwrap_or(0);
            assert!(
                count * 1_000_000 >= LEAST_IN_A_MILLION * tally.decisions,
                "{rule} is met {count} times in {} acts",
                tally.decisions
            );
        }
    }
}
