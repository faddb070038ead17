//! Cases of a property test over flows, as the tests of a mutuelle's engine draw them: how many a second.
//!
//! `cases CASES [THREADS [INSURED MONTHS]]` draws that many values of the proptest strategy on each thread (one, unless
//! it says more), each a portfolio of so many insured (2) over so many months (3) and at most twenty décomptes without
//! adversity, delivers each to the oracle's ledger, and holds that every line is answered and none paid above what is
//! left. It says how long drawing took and how long the ledger, all threads together. Warm up by running it twice.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a benchmark that cannot be set up may stop"
)]

use std::ops::AddAssign;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use benches::ledger::{Lot, products};
use domain::Cents;
use generators::property::{Flow, Knobs, strategy};
use oracle::product::Product;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Most décomptes of a case.
const MOST: usize = 20;

/// Months from the first that a world may begin in on that the law is loaded for.
const LOADED: u32 = 26;

/// What was done.
#[derive(Debug, Clone, Copy, Default)]
struct Done {
    drawing: Duration,
    deciding: Duration,
    /// Cases of as many décomptes as there may be.
    full: usize,
    decomptes: usize,
    lines: usize,
}

impl AddAssign for Done {
    fn add_assign(&mut self, other: Self) {
        self.drawing += other.drawing;
        self.deciding += other.deciding;
        self.full += other.full;
        self.decomptes += other.decomptes;
        self.lines += other.lines;
    }
}

/// The allocator of the feature: a test binary chooses its own in the same way.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments = std::env::args().skip(1);
    let mut arguments = arguments.map(|text| text.parse::<u32>().expect("numbers"));
    let cases = arguments.next().expect("how many cases");
    let threads = arguments.next().unwrap_or(1);
    let insured = arguments.next().unwrap_or(2);
    let months = u8::try_from(arguments.next().unwrap_or(3)).expect("months");
    let quiet = Knobs::quiet();
    let knobs = Knobs {
        insured: insured..=insured,
        months: months..=months,
        starts: quiet.starts.min(LOADED.saturating_sub(months.into()) + 1),
        decomptes: MOST,
        ..quiet
    };
    let products = products();
    // What is read once is read before.
    run(1, 0, &knobs, &products);
    let start = Instant::now();
    let mut all = Done::default();
    thread::scope(|scope| {
        let run = |thread| {
            let (knobs, products) = (&knobs, &products);
            scope.spawn(move || run(cases, thread, knobs, products))
        };
        let threads: Vec<_> = (0..threads).map(run).collect();
        for thread in threads {
            all += thread.join().expect("a thread to the end");
        }
    });
    let microseconds = start.elapsed().as_micros().max(1);
    let cases = u64::from(cases) * u64::from(threads);
    let rate = u128::from(cases) * 1_000_000 / microseconds;
    let Done {
        drawing,
        deciding,
        full,
        decomptes,
        lines,
    } = all;
    println!(
        "{cases} cases of {decomptes} décomptes and {lines} lines in all, {full} of them with {MOST} décomptes: drawn in \
         {drawing:.2?}, decided in {deciding:.2?}, {rate} a second on {threads} threads"
    );
}

fn run(cases: u32, thread: u32, knobs: &Knobs, products: &Arc<[Product]>) -> Done {
    let mut seed = [0; 32];
    seed[..4].copy_from_slice(&thread.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let flows = strategy::<Flow>(knobs.clone());
    let mut done = Done::default();
    for _ in 0..cases {
        let start = Instant::now();
        let flow = flows.new_tree(&mut runner).expect("a flow").current();
        done.drawing += start.elapsed();
        let start = Instant::now();
        let decomptes = flow.decomptes();
        done.decomptes += decomptes;
        done.full += usize::from(decomptes == MOST);
        let lot = Lot::of(flow, Arc::clone(products));
        let ledger = lot.deliver();
        for (nth, told) in lot.lines_of_files().enumerate() {
            let answered = ledger.lines(nth);
            assert_eq!(answered.len(), told.len(), "a line without an answer");
            for (answer, line) in answered.iter().zip(told) {
                let left = (line.spent - line.amount).max(Cents::ZERO);
                assert!(answer.outcome.amount <= left, "{line:?} {answer:?}");
            }
            done.lines += answered.len();
        }
        done.deciding += start.elapsed();
    }
    done
}
