//! Both ledgers where another mutuelle pays first: what its statement says is taken off, whatever comes when.

use agreement::run_statements;

/// Flows of some décomptes with their statements and cancellations.
const FLOWS: u64 = 2_500;

#[test]
fn both_pay_after_a_first_insurer_alike() {
    let flows = run_statements(20_261_122, FLOWS);
    println!("{flows:#?}");
    assert_eq!(flows.disagreed, 0, "{}", flows.shown.join("\n\n"));
    for told in ["paid guarantee", "settled-zero earlier-insurer"] {
        let count = flows.after_the_first.get(told).copied().unwrap_or(0);
        assert!(count >= 1_000, "{told}: {count}");
    }
    for told in [
        "no-effect informative",
        "held document-awaited",
        "refused inconsistent",
    ] {
        let count = flows.statements.get(told).copied().unwrap_or(0);
        assert!(count >= 100, "{told}: {count}");
    }
}
