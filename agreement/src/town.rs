//! Lives in town: each act, its debt under third-party payment, and its cancellation, told to both oracles.

use oracle::amo::{Care, Counters, Debts, Liquidation, liquidate};
use oracle::law::Law;
use second_amo::{Settled, cancel, settle};

use crate::batches::until;
use crate::compare::{Verdict, judge};
use crate::life::{ACTS, Life, Told};
use crate::tally::{Rules, Tally};

/// Feeds at least so many acts to both oracles, in whole lives. The same seed gives the same acts.
///
/// # Errors
/// Where the second oracle cannot read the law.
pub fn run(seed: u64, decisions: u64) -> Result<Tally, second_amo::Error> {
    let law = second_amo::Law::load()?;
    let mut tally = Tally::default();
    let life = |number| {
        let mut tally = Tally::default();
        tally.live(&law, Life::new(seed, number));
        tally
    };
    until(life, |life| {
        tally.add(life);
        tally.decisions < decisions
    });
    Ok(tally)
}

/// An act that both settled.
struct Both {
    id: u64,
    care: Care,
    first: Liquidation,
    second: Settled,
}

/// What each oracle remembers of a person.
#[derive(Default)]
struct Memory {
    counters: Counters,
    debts: Debts<u64>,
    second: second_amo::Counters,
}

impl Tally {
    fn live(&mut self, law: &second_amo::Law, mut life: Life) {
        let mut memory = Memory::default();
        let mut settled: Vec<Both> = Vec::new();
        for id in 0..ACTS {
            if let Some(place) = life.cancels(settled.len()) {
                self.cancel_act(&settled.swap_remove(place), &mut memory);
            }
            let told = life.next(id);
            settled.extend(self.act(law, id, &told, &mut memory));
        }
        self.years(&memory);
    }

    /// Settles an act on both sides; what the two did not settle alike counts for neither.
    fn act(
        &mut self,
        law: &second_amo::Law,
        id: u64,
        told: &Told,
        memory: &mut Memory,
    ) -> Option<Both> {
        self.decisions += 1;
        let care = told.care;
        let mut rules = Rules(&mut self.first);
        let first = liquidate(
            Law::embedded(),
            &told.patient,
            &care,
            &mut memory.counters,
            &mut rules,
        );
        let before = memory.second.clone();
        let second = settle(law, &told.person, &told.act, &mut memory.second);
        for rule in second.iter().flat_map(|second| &second.rules) {
            *self.second.entry(rule).or_default() += 1;
        }
        let verdict = judge(told, &first, &second);
        match verdict {
            Verdict::Agreed => {}
            Verdict::Refused => self.refused += 1,
            Verdict::Excluded(entry) => *self.excluded.entry(entry).or_default() += 1,
            Verdict::Disagreed => self.disagree(|| {
                let (person, act) = (&told.person, &told.act);
                format!("{care:?}\n{person:?}\n{act:?}\nfirst: {first:?}\nsecond: {second:?}")
            }),
        }
        match (first, second) {
            (Ok(first), Ok(second)) if verdict == Verdict::Agreed => {
                self.recover(id, &care, &first, &second, memory);
                Some(Both {
                    id,
                    care,
                    first,
                    second,
                })
            }
            (first, _) => {
                if let Ok(first) = first {
                    memory.counters.take_back(&care, &first);
                }
                memory.second = before;
                None
            }
        }
    }

    /// What a payment recovers of older debts, and the debt that the act leaves.
    fn recover(
        &mut self,
        id: u64,
        care: &Care,
        first: &Liquidation,
        second: &Settled,
        memory: &mut Memory,
    ) {
        let mut recovered = domain::Cents::ZERO;
        if !first.deferred {
            let mut rules = Rules(&mut self.first);
            let debts = memory.debts.recover(first.paid(), usize::MAX, &mut rules);
            recovered = debts.map(|debt| debt.amount).sum();
        }
        memory.debts.put_off(care, first, id);
        if recovered != second.recovered {
            self.disagree(|| format!("debts of {care:?}\nfirst: {recovered}\nsecond: {second:?}"));
        }
        self.owed(memory);
    }

    fn cancel_act(&mut self, both: &Both, memory: &mut Memory) {
        let Both {
            id,
            care,
            first,
            second,
        } = both;
        memory.counters.take_back(care, first);
        memory.debts.forgive(care, first, *id);
        let back = cancel(second, &mut memory.second);
        self.cancelled += 1;
        if back != first.paid() {
            self.disagree(|| {
                format!(
                    "cancelled {care:?}\nfirst: {}\nsecond: {back}",
                    first.paid()
                )
            });
        }
        self.owed(memory);
    }

    /// Both say that the insured owes the same.
    fn owed(&mut self, memory: &Memory) {
        let (ours, theirs) = (memory.debts.owed(), memory.second.owed_to_the_amo());
        if ours != theirs {
            self.disagree(|| format!("owed to the AMO: {ours}, {theirs}"));
        }
    }

    /// What was withheld in each year must be the same at the end.
    fn years(&mut self, memory: &Memory) {
        let (counters, others) = (&memory.counters, &memory.second);
        let (first, last) = Law::embedded().span();
        for year in first.year()..=last.year() {
            let ours = (counters.participation_in(year), counters.franchise_in(year));
            let theirs = (others.participation_of(year), others.franchise_of(year));
            if ours != theirs {
                self.disagree(|| format!("counters of {year}: {ours:?}, {theirs:?}"));
            }
        }
    }
}
