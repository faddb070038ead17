//! The same engine with quickcheck: a file that comes again changes nothing.
//!
//! ```text
//! cargo test -p generators --features quickcheck --example engine_quickcheck
//! ```

mod engine;

use engine::Engine;
use generators::property::Flow;
use quickcheck::QuickCheck;

fn main() {
    QuickCheck::new().quickcheck(a_second_delivery_pays_nothing as fn(Flow) -> bool);
    println!("the engine holds its invariants");
}

/// Everything delivered twice: the second time nothing is paid.
fn a_second_delivery_pays_nothing(flow: Flow) -> bool {
    let mut engine = Engine::default();
    engine.take_all(&flow);
    engine.take_all(&flow).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_delivery_pays_nothing_whatever_the_flow() {
        QuickCheck::new().quickcheck(a_second_delivery_pays_nothing as fn(Flow) -> bool);
    }
}
