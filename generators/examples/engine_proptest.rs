//! A mutuelle's engine held to its invariants with proptest, over adversarial flows of étalon.
//!
//! ```text
//! cargo test -p generators --features proptest --example engine_proptest
//! ```
//!
//! A failure is shrunk to the smallest flow that still fails, and printed with the options that make it.

#![allow(clippy::unwrap_used, reason = "an example of tests")]

mod engine;

use engine::Engine;
use generators::property::{Flow, Knobs, strategy};
use proptest::test_runner::TestRunner;

fn main() {
    the_engine_never_pays_more_than_what_is_left();
    println!("the engine holds its invariants");
}

/// What is paid is never above the expense less the AMO's part.
fn the_engine_never_pays_more_than_what_is_left() {
    let mut runner = TestRunner::deterministic();
    let flows = strategy::<Flow>(Knobs::default());
    let outcome = runner.run(&flows, |flow| {
        let mut engine = Engine::default();
        for (line, paid) in engine.take_all(&flow) {
            let decomptes = flow.files.iter().flat_map(|file| file.decomptes());
            let mut lines =
                decomptes.flat_map(|d| d.lines.iter().map(|line| (d.line_id(line), line)));
            let (_, told) = lines.find(|(id, _)| *id == line).unwrap();
            let left = (told.spent - told.amount).max(domain::Cents::ZERO);
            proptest::prop_assert!(paid <= left, "{line}: {paid} of {left}");
        }
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn never_more_than_what_is_left() {
        super::the_engine_never_pays_more_than_what_is_left();
    }
}
