//! The two AMC engines on the same products and lines, for tests alone.
//!
//! [`run`] draws households under random product files of the whole guarantee language, which each engine reads by
//! itself, and feeds every line to `oracle::amc::shares` and to `mutuelle::Contracts`, each with journals of its own.
//! Amount, reason, payee, what the ceilings count and what the deductible keeps back must be the same to the cent, and
//! so must what a cancellation gives back. A product refused by both for the same rule agrees, and so does a line for
//! which both miss a figure of the law.

mod care;
mod household;
mod level;
mod life;
mod limit;
mod play;
mod product;
mod shrink;
mod told;

use std::collections::BTreeMap;

use life::Life;
use play::Heard;

/// What a run came to.
#[derive(Debug, Default)]
pub struct Tally {
    /// Lines that were fed to both, once for each contract.
    pub decisions: u64,
    /// Of these, those that were paid.
    pub paid: u64,
    /// Product files that both read.
    pub products: u64,
    /// Product files that both refused, by rule.
    pub refused: BTreeMap<&'static str, u64>,
    /// Lines for which both miss a figure of the law.
    pub without_figure: u64,
    /// Lines that were cancelled.
    pub cancelled: u64,
    /// Decisions, by reason.
    pub reasons: BTreeMap<&'static str, u64>,
    /// Steps of the first engine, by id of the rule.
    pub first: BTreeMap<&'static str, u64>,
    /// Rules that the second engine met, by name.
    pub second: BTreeMap<&'static str, u64>,
    /// Disagreements: files or lines, one a household at most.
    pub disagreed: u64,
    /// The first of them, in words, as small as they get.
    pub shown: Vec<String>,
}

/// Disagreements that are told in full.
const SHOWN: usize = 6;

/// Has both engines decide at least so often, in whole households. The same seed gives the same lines.
#[must_use]
pub fn run(seed: u64, decisions: u64) -> Tally {
    let mut tally = Tally::default();
    let mut number = 0;
    while tally.decisions < decisions {
        let life = Life::new(seed, number, &mut tally.refused, &mut tally.products);
        tally.live(number, life);
        number += 1;
    }
    tally
}

impl Tally {
    fn live(&mut self, number: u64, life: Result<Life, String>) {
        let life = match life {
            Ok(life) => life,
            Err(why) => {
                self.disagreed += 1;
                self.show(|| format!("household {number}: {why}"));
                return;
            }
        };
        if play::both(&life, &mut Heard(Some(self))).is_err() {
            self.disagreed += 1;
            self.show(|| format!("household {number}: {}", shrink::told(life)));
        }
    }

    fn show(&mut self, words: impl FnOnce() -> String) {
        if self.shown.len() < SHOWN {
            self.shown.push(words());
        }
    }
}
