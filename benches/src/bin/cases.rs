//! Cases of a property test over flows, as the tests of a mutuelle's engine draw them: how many a second, on one thread.
//!
//! `cases CASES` draws that many values of the proptest strategy, each a portfolio and at most twenty décomptes without
//! adversity, delivers each to the oracle's ledger, and holds that every line is answered and none paid above what is
//! left. It says how long drawing took and how long the ledger. Warm up by running it twice.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a benchmark that cannot be set up may stop"
)]

use std::time::{Duration, Instant};

use benches::ledger::{Lot, products};
use domain::Cents;
use generators::property::{Flow, Knobs, strategy};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

fn main() {
    let cases: u32 = std::env::args()
        .nth(1)
        .and_then(|n| n.parse().ok())
        .expect("how many cases");
    let knobs = Knobs {
        insured: 2..=2,
        months: 3..=3,
        decomptes: 20,
        ..Knobs::quiet()
    };
    let flows = strategy::<Flow>(knobs);
    let mut runner = TestRunner::deterministic();
    let (mut drawing, mut deciding) = (Duration::ZERO, Duration::ZERO);
    let (mut decomptes, mut lines) = (0, 0);
    let mut products = products();
    for _ in 0..cases {
        let start = Instant::now();
        let flow = flows.new_tree(&mut runner).expect("a flow").current();
        drawing += start.elapsed();
        let start = Instant::now();
        decomptes += flow.decomptes();
        let lot = Lot::of(flow, products);
        let ledger = lot.deliver();
        for (nth, told) in lot.lines_of_files().enumerate() {
            let answered = ledger.lines(nth);
            assert_eq!(answered.len(), told.len(), "a line without an answer");
            for (answer, line) in answered.iter().zip(told) {
                let left = (line.spent - line.amount).max(Cents::ZERO);
                assert!(answer.outcome.amount <= left, "{line:?} {answer:?}");
            }
            lines += answered.len();
        }
        products = lot.into_products();
        deciding += start.elapsed();
    }
    let microseconds = (drawing + deciding).as_micros().max(1);
    let rate = u128::from(cases) * 1_000_000 / microseconds;
    println!(
        "{cases} cases of {decomptes} décomptes and {lines} lines in all: drawn in {drawing:.2?}, decided in \
         {deciding:.2?}, {rate} a second"
    );
}
