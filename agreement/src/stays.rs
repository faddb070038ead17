//! Stays in hospital, told to both oracles: one invoice or several, in any order, some cancelled; and visits to the
//! emergencies.
//!
//! The first oracle counts invoice after invoice; the second settles the whole stay anew each time. What an invoice
//! changes, and what the stay comes to, must be the same to the cent.

mod drawn;

use domain::Cents;
use oracle::amo::stay::{Emergency, Settled, Shares, StayCounters, StayError, emergency, settle};
use oracle::law::Law;
use second_amo::{Act, Care, Counters, Setting, SettledWholeStay, settle_whole_stay};

use crate::batches::until;
use crate::draws::Draws;
use crate::tally::{Rules, Tally};
use drawn::{Billed, Drawn};

/// Feeds at least so many invoices and visits to both oracles, in whole stays. The same seed gives the same ones.
///
/// # Errors
/// Where the second oracle cannot read the law.
pub fn run_stays(seed: u64, decisions: u64) -> Result<Tally, second_amo::Error> {
    let law = second_amo::Law::load()?;
    let mut tally = Tally::default();
    let stay = |number| {
        let mut tally = Tally::default();
        let mut drawn = Drawn::new(Draws::new(seed, number));
        if drawn.draws.percent(30) {
            tally.visit(&law, &mut drawn);
        }
        tally.stay(&law, drawn);
        tally
    };
    until(stay, |stay| {
        tally.add(stay);
        tally.decisions < decisions
    });
    Ok(tally)
}

/// An invoice that both settled.
struct Both {
    billed: Billed,
    first: Settled,
}

impl Tally {
    fn stay(&mut self, law: &second_amo::Law, mut drawn: Drawn) {
        let mut waiting = drawn.billed();
        let mut counters = StayCounters::default();
        let mut settled: Vec<Both> = Vec::new();
        let mut total = Shares::default();
        while !waiting.is_empty() {
            let billed = waiting.swap_remove(drawn.draws.index(waiting.len()));
            total = self.invoice(law, &drawn, billed, &mut counters, &mut settled, total);
            if !settled.is_empty() && drawn.draws.percent(20) {
                let gone = settled.swap_remove(drawn.draws.index(settled.len()));
                total = self.cancel_invoice(law, &drawn, &gone, &mut counters, &settled, total);
                if drawn.draws.percent(50) {
                    waiting.push(gone.billed);
                }
            }
        }
    }

    /// Settles one more invoice of a stay that came to `total`; what it comes to then.
    fn invoice(
        &mut self,
        law: &second_amo::Law,
        drawn: &Drawn,
        billed: Billed,
        counters: &mut StayCounters,
        settled: &mut Vec<Both>,
        total: Shares,
    ) -> Shares {
        self.decisions += 1;
        let mut rules = Rules(&mut self.first);
        let invoice = &billed.invoice;
        let first = settle(Law::embedded(), invoice, counters, &mut rules);
        let before = settled.iter().map(|both| &both.billed);
        let whole = drawn.whole(before.chain([&billed]));
        let second = settle_whole_stay(law, &drawn.person, &whole);
        for rule in second.iter().flat_map(|second| &second.rules) {
            *self.second.entry(rule).or_default() += 1;
        }
        match (first, second) {
            (Ok(first), Ok(second))
                if counters.shares_of(invoice.stay) == shares(&second)
                    && total + first.shares() == shares(&second) =>
            {
                settled.push(Both { billed, first });
                shares(&second)
            }
            (Err(_), Err(_)) => {
                self.refused += 1;
                total
            }
            (first, second) => {
                let ours = counters.shares_of(invoice.stay);
                self.disagree(|| {
                    let theirs = second.as_ref().map(shares);
                    format!(
                        "{whole:?}\n{:?}\n{invoice:?}\nfirst: {ours:?} {first:?}\nsecond: {theirs:?} {second:?}",
                        drawn.person
                    )
                });
                if let Ok(first) = first {
                    counters.take_back(&first);
                }
                total
            }
        }
    }

    /// Cancels an invoice; what the stay comes to then.
    fn cancel_invoice(
        &mut self,
        law: &second_amo::Law,
        drawn: &Drawn,
        gone: &Both,
        counters: &mut StayCounters,
        settled: &[Both],
        total: Shares,
    ) -> Shares {
        self.cancelled += 1;
        let back = counters.take_back(&gone.first);
        let whole = drawn.whole(settled.iter().map(|both| &both.billed));
        let left = settle_whole_stay(law, &drawn.person, &whole).map(|left| shares(&left));
        let ours = counters.shares_of(drawn.stay);
        if left.as_ref() != Ok(&ours) || back.map(|back| total + back) != Some(ours) {
            self.disagree(|| format!("cancelled: {whole:?}\nfirst: {ours:?}\nsecond: {left:?}"));
        }
        ours
    }

    fn visit(&mut self, law: &second_amo::Law, drawn: &mut Drawn) {
        self.decisions += 1;
        let visit = Emergency {
            day: drawn.stay.entry,
            admitted: false,
            entitlements: drawn.entitlements.clone(),
        };
        let mut rules = Rules(&mut self.first);
        let first = emergency(Law::embedded(), &visit, &mut rules);
        let fee = Act {
            setting: Setting::Town,
            ..drawn.line(drawn.stay.entry, Care::EmergencyFlatFee, Cents(2_300), None)
        };
        let second = second_amo::settle(law, &drawn.person, &fee, &mut Counters::default());
        for rule in second.iter().flat_map(|second| &second.rules) {
            *self.second.entry(rule).or_default() += 1;
        }
        let ours: Result<Cents, &StayError> = first
            .as_ref()
            .map(|fpu| fpu.map_or(Cents::ZERO, |fpu| fpu.amount));
        match (ours, &second) {
            (Ok(ours), Ok(second)) if ours == second.flat_charge => {}
            (Err(_), Err(_)) => self.refused += 1,
            _ => self.disagree(|| {
                format!(
                    "{visit:?}\n{:?}\nfirst: {first:?}\nsecond: {second:?}",
                    drawn.person
                )
            }),
        }
    }
}

/// What the second oracle says, in the words of the first.
fn shares(settled: &SettledWholeStay) -> Shares {
    Shares {
        amo: settled.amo,
        ticket_moderateur: settled.ticket_moderateur,
        daily_charges: settled.daily_charges,
        participation: settled.heavy_participation,
        beyond: settled.overruns,
    }
}
