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
mod readings;
mod shrink;
mod told;

use std::collections::BTreeMap;

use crate::batches::until;
use crate::tally::add_each;
use life::Life;
use play::Heard;
pub use readings::{Chosen, asked, others};

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
    /// Decisions under a reading of the register that is not its default.
    pub readings: BTreeMap<Chosen, u64>,
    /// Of those under one such reading alone, those that come out otherwise than by default.
    pub changed: BTreeMap<Chosen, u64>,
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
    until(
        |number| Tally::of(seed, number),
        |household| {
            tally.add(household);
            tally.decisions < decisions
        },
    );
    tally
}

impl Tally {
    /// What one household comes to.
    fn of(seed: u64, number: u64) -> Self {
        let mut tally = Self::default();
        let life = Life::new(seed, number, &mut tally.refused, &mut tally.products);
        tally.live(number, life);
        tally
    }

    fn add(&mut self, other: Self) {
        self.decisions += other.decisions;
        self.paid += other.paid;
        self.products += other.products;
        self.without_figure += other.without_figure;
        self.cancelled += other.cancelled;
        self.disagreed += other.disagreed;
        add_each(&mut self.refused, other.refused);
        add_each(&mut self.readings, other.readings);
        add_each(&mut self.changed, other.changed);
        add_each(&mut self.reasons, other.reasons);
        add_each(&mut self.first, other.first);
        add_each(&mut self.second, other.second);
        let room = SHOWN.saturating_sub(self.shown.len());
        self.shown.extend(other.shown.into_iter().take(room));
    }

    fn live(&mut self, number: u64, life: Result<Life, String>) {
        let life = match life {
            Ok(life) => life,
            Err(why) => {
                self.disagreed += 1;
                self.shown.push(format!("household {number}: {why}"));
                return;
            }
        };
        if play::both(&life, &mut Heard(Some(self))).is_err() {
            self.disagreed += 1;
            self.shown
                .push(format!("household {number}: {}", shrink::told(life)));
        } else if let [chosen] = life.chosen[..] {
            *self.changed.entry(chosen).or_default() += play::changed(&life);
        }
    }
}
