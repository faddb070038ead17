//! One workload of the oracle, so many times: to be counted from outside (`benches/count.sh`).
//!
//! `deciding WHAT TIMES` says on standard output how many decisions that was; `deciding questions LINES PERSONS
//! ids|none` writes a batch for `etalon quote`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a benchmark that cannot be set up may stop"
)]

use std::hint::black_box;

use benches::ledger::Lot;
use benches::questions::batch;
use benches::year::Year;
use oracle::quote::{Question, Session};
use oracle::trace::{NoTrace, Steps};

fn main() {
    let mut args = std::env::args().skip(1);
    let what = args.next().expect("what to run");
    let times: usize = args.next().and_then(|n| n.parse().ok()).expect("how often");
    if what == "questions" {
        let persons = args.next().and_then(|n| n.parse().ok()).expect("persons");
        let ids = args.next().expect("ids or none") == "ids";
        print!("{}", batch(times, persons, ids));
        return;
    }
    println!("{}", run(&what, times));
}

/// How many decisions were taken.
fn run(what: &str, times: usize) -> usize {
    let mut year = Year::new();
    let acts = year.acts();
    match what {
        "amo" => {
            let mut used = year.nothing_used();
            for _ in 0..times {
                year.again(&mut used);
                for place in 0..acts {
                    black_box(year.amo(place, &mut used, &mut NoTrace));
                }
            }
            acts * times
        }
        "year" => {
            let mut used = year.nothing_used();
            for _ in 0..times {
                year.again(&mut used);
                black_box(year.whole(&mut used, &mut NoTrace));
            }
            acts * times
        }
        "year-traced" => {
            let mut used = year.nothing_used();
            for _ in 0..times {
                year.again(&mut used);
                for place in 0..acts {
                    let mut steps = Steps::default();
                    black_box(year.settle(place, &mut used, &mut steps));
                    black_box(&steps);
                }
            }
            acts * times
        }
        "quote" => {
            let text = batch(2_000, 25, true);
            let questions = text.lines().map(serde_json::from_str);
            let questions: Vec<Question> = questions.collect::<Result<_, _>>().expect("questions");
            let fresh = Session::default();
            for _ in 0..times {
                let mut session = fresh.clone();
                for question in &questions {
                    black_box(session.answer(question).expect("an answer"));
                }
            }
            questions.len() * times
        }
        "ledger" => {
            let lot = Lot::sound();
            for _ in 0..times {
                black_box(lot.deliver());
            }
            lot.lines() * times
        }
        _ => panic!("amo, year, year-traced, quote, ledger or questions"),
    }
}
