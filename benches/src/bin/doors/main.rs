//! What the HTTP door does in a second:
//!
//! * `doors listing [ROUNDS] [CONNECTIONS] [MILLISECONDS]`: listings of files with the journal on, beside the crate `wiremock`
//!   and bare hyper;
//! * `doors stream [ROUNDS] [MEGABYTES]`: a file that is generated while it is fetched, beside its generator alone.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::float_arithmetic,
    reason = "a benchmark that cannot be set up may stop; figures are shown, no money is"
)]

mod listing;
mod stream;

use std::time::Duration;

const TOKEN: &str = "a-token-of-sixteen";
const OC: &str = "99000017";

fn main() {
    let mut args = std::env::args().skip(1);
    let what = args.next().unwrap_or_default();
    let mut next = |default: u64| {
        args.next()
            .map_or(default, |text| text.parse().expect("a number"))
    };
    match what.as_str() {
        "listing" => {
            let (rounds, connections) = (next(7), next(32));
            listing::measure(rounds, connections, Duration::from_millis(next(1_000)));
        }
        "stream" => stream::measure(next(5), next(1_000)),
        // What the other asks of a process of its own.
        "peak" => stream::peak_of(next(1_000)),
        _ => {
            eprintln!("usage: doors listing [ROUNDS] [CONNECTIONS] [MILLISECONDS]");
            eprintln!("       doors stream [ROUNDS] [MEGABYTES]");
            std::process::exit(2);
        }
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

/// The lowest, the middle and the highest of some figures.
struct Spread(f64, f64, f64);

impl Spread {
    fn of(mut figures: Vec<f64>) -> Self {
        figures.sort_by(f64::total_cmp);
        let (Some(low), Some(high)) = (figures.first(), figures.last()) else {
            panic!("one round at least is asked");
        };
        Self(*low, figures[figures.len() / 2], *high)
    }

    fn show(&self, digits: usize) -> String {
        let Self(low, middle, high) = self;
        format!("{low:.digits$}, {middle:.digits$}, {high:.digits$}")
    }
}
