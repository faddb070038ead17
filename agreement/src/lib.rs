//! The two AMO halves on the same decisions, for tests alone.
//!
//! [`run`] draws lives (a person, and care in town that follows on care over the four years of the law) and feeds
//! every act to `oracle::amo::liquidate` and to `second_amo::settle`, each with counters of its own. Base, share,
//! majoration, amount, participation, franchise and what is put off must be the same to the cent, and so must what
//! both withheld in each year when the life ends. An error on both sides agrees. Cases on which the two may differ
//! stand in `compare.rs`, each with its reason.

pub mod amc;
mod care;
mod compare;
mod draws;
mod life;

use std::collections::BTreeMap;

use oracle::amo::{Care, Counters, Liquidation, liquidate};
use oracle::law::Law;
use oracle::trace::{Step, Trace};
use second_amo::{Settled, cancel, settle};

use compare::{Verdict, judge};
use life::{ACTS, Life};

/// What a run came to.
#[derive(Debug, Default)]
pub struct Tally {
    /// Acts that were fed to both.
    pub decisions: u64,
    /// Of these, those that both refused.
    pub refused: u64,
    /// Settled acts that were cancelled.
    pub cancelled: u64,
    /// Steps of the first oracle, by id of the rule.
    pub first: BTreeMap<&'static str, u64>,
    /// Rules that the second oracle met, by name.
    pub second: BTreeMap<&'static str, u64>,
    /// Listed differences, by reason.
    pub excluded: BTreeMap<&'static str, u64>,
    /// Disagreements.
    pub disagreed: u64,
    /// The first of them, in words.
    pub shown: Vec<String>,
}

/// Disagreements that are told in full.
const SHOWN: usize = 12;

/// Feeds at least so many acts to both oracles, in whole lives. The same seed gives the same acts.
///
/// # Errors
/// Where the second oracle cannot read the law.
pub fn run(seed: u64, decisions: u64) -> Result<Tally, second_amo::Error> {
    let law = second_amo::Law::load()?;
    let mut tally = Tally::default();
    for number in 0..decisions.div_ceil(ACTS) {
        tally.live(&law, Life::new(seed, number));
    }
    Ok(tally)
}

/// An act that both settled.
struct Both {
    care: Care,
    first: Liquidation,
    second: Settled,
}

impl Tally {
    fn live(&mut self, law: &second_amo::Law, mut life: Life) {
        let mut counters = Counters::default();
        let mut others = second_amo::Counters::default();
        let mut settled: Vec<Both> = Vec::new();
        for id in 0..ACTS {
            if let Some(place) = life.cancels(settled.len()) {
                let Both {
                    care,
                    first,
                    second,
                } = settled.swap_remove(place);
                counters.take_back(&care, &first);
                cancel(&second, &mut others);
                self.cancelled += 1;
            }
            let told = life.next(id);
            let mut rules = Rules(&mut self.first);
            let first = liquidate(
                Law::embedded(),
                &told.patient,
                &told.care,
                &mut counters,
                &mut rules,
            );
            let second = settle(law, &told.person, &told.act, &mut others);
            for rule in second.iter().flat_map(|second| &second.rules) {
                *self.second.entry(rule).or_default() += 1;
            }
            self.decisions += 1;
            let verdict = judge(&told, &first, &second);
            match verdict {
                Verdict::Agreed => {}
                Verdict::Refused => self.refused += 1,
                Verdict::Excluded(why) => *self.excluded.entry(why).or_default() += 1,
                Verdict::Disagreed => {
                    self.disagreed += 1;
                    if self.shown.len() < SHOWN {
                        let (person, act) = (&told.person, &told.act);
                        self.shown.push(format!(
                            "{:?}\n{person:?}\n{act:?}\nfirst: {first:?}\nsecond: {second:?}",
                            told.care
                        ));
                    }
                }
            }
            match (first, second) {
                (Ok(first), Ok(second)) if verdict == Verdict::Agreed => settled.push(Both {
                    care: told.care,
                    first,
                    second,
                }),
                // What the two did not settle alike counts for neither.
                (first, second) => {
                    if let Ok(first) = first {
                        counters.take_back(&told.care, &first);
                    }
                    if let Ok(second) = second {
                        cancel(&second, &mut others);
                    }
                }
            }
        }
        self.years(&counters, &others);
    }

    /// What was withheld in each year must be the same at the end.
    fn years(&mut self, counters: &Counters, others: &second_amo::Counters) {
        let (first, last) = Law::embedded().span();
        for year in first.year()..=last.year() {
            let ours = (counters.participation_in(year), counters.franchise_in(year));
            let theirs = (others.participation_of(year), others.franchise_of(year));
            if ours != theirs {
                self.disagreed += 1;
                if self.shown.len() < SHOWN {
                    self.shown
                        .push(format!("counters of {year}: {ours:?}, {theirs:?}"));
                }
            }
        }
    }
}

/// Counts the steps by rule.
struct Rules<'a>(&'a mut BTreeMap<&'static str, u64>);

impl Trace for Rules<'_> {
    fn step(&mut self, step: impl FnOnce() -> Step) {
        *self.0.entry(step().rule).or_default() += 1;
    }
}
