//! Both oracles on random stays in hospital and visits to the emergencies.
//!
//! ```sh
//! AGREEMENT_DECISIONS=1000000 cargo test --release -p agreement --test stays -- --nocapture
//! ```

mod support;

use agreement::{Lives, run_stays};

/// Invoices and visits tried where the environment does not say how many.
const DECISIONS: u64 = 200_000;

#[test]
fn both_settle_stays_alike_and_meet_every_rule() {
    let tally = run_stays(support::seed(), support::decisions(DECISIONS)).unwrap();
    support::hold(Lives::Stays, &tally, DECISIONS);
}
