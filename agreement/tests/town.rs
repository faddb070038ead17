//! Both oracles on random care in town.
//!
//! ```sh
//! AGREEMENT_DECISIONS=10000000 cargo test --release -p agreement --test town -- --nocapture
//! ```

mod support;

use agreement::{LISTED, Lives, run};

/// Acts tried where the environment does not say how many.
const DECISIONS: u64 = 1_000_000;

#[test]
fn both_settle_care_in_town_alike_and_meet_every_rule() {
    let tally = run(support::seed(), support::decisions(DECISIONS)).unwrap();
    support::hold(Lives::Town, &tally, DECISIONS);
}

#[test]
fn every_rule_is_reached_or_listed_as_not_asked() {
    support::every_rule_stands_somewhere();
}

/// A listed difference is one that the register of ambiguities tells.
#[test]
fn listed_differences_are_entries_of_the_register() {
    let register = oracle::ambiguity::all();
    for id in LISTED {
        assert!(
            register.iter().any(|entry| entry.id == id),
            "{id} is no entry of oracle/law/ambiguities.yaml"
        );
    }
}
