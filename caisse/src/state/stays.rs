//! The invoices of one stay stand together: a heavy act on the last lifts the ticket modérateur of them all, the
//! daily charges of two months may come to prevail, and a cancelled one may have carried the participation.

use domain::{Beneficiary, Cents, Day, DecompteNumber};
use oracle::amo::stay::{Settled as SettledStay, Stay};
use oracle::amo::{Debts, Pas};

use super::State;
use crate::CaisseError;
use crate::bill::StayBill;
use crate::settlement::Settlement;

impl State<'_> {
    /// Settles anew the live invoices of a stay that changed, and regularises on that day those that come out
    /// otherwise.
    pub(super) fn realign(&mut self, changed: usize, day: Day) -> Result<(), CaisseError> {
        let one = &self.settled[changed];
        let Some(stay) = one.settlement.stay() else {
            return Ok(());
        };
        let who = one.who;
        let live = self.live_invoices_of(stay, &who);
        if live.iter().all(|&index| index == changed) {
            return Ok(());
        }
        let again = self.settled_again(&live, stay, &who)?;
        for (index, settlement) in live.into_iter().zip(again) {
            if self.tells_the_same(index, &settlement) {
                self.settled[index].settlement = settlement;
                continue;
            }
            self.settled[index].cancelled = true;
            self.queue_cancellation(index, day);
            self.replace(index, settlement, day)?;
        }
        Ok(())
    }

    fn live_invoices_of(&self, stay: Stay, who: &Beneficiary) -> Vec<usize> {
        // Part of a stay may have been settled under an earlier NIR.
        let who = self.registry.today(who);
        let of_stays = self.of_stays.iter().copied();
        let live = of_stays.filter(|&index| {
            let one = &self.settled[index];
            !one.cancelled
                && one.settlement.stay() == Some(stay)
                && self.registry.today(&one.who) == who
        });
        live.collect()
    }

    /// Each invoice as it is settled beside all the others; who bore the participation bears it still, as far as it
    /// is due.
    fn settled_again(
        &mut self,
        live: &[usize],
        stay: Stay,
        who: &Beneficiary,
    ) -> Result<Vec<Settlement>, CaisseError> {
        let Some(person) = self.registry.person_mut(who) else {
            return Ok(Vec::new());
        };
        let mut again: Vec<Box<(StayBill, SettledStay)>> = Vec::with_capacity(live.len());
        for &index in live {
            let old = &self.settled[index].settlement;
            old.take_back(person);
            let new = Settlement::of(self.law, person, &old.bill(), Vec::new())?;
            if let (Settlement::Stay(mut new), Settlement::Stay(old)) = (new, old) {
                new.1.pas = old.1.pas;
                again.push(new);
            }
        }
        let due = person.stays.shares_of(stay).participation;
        let borne: Cents = again
            .iter()
            .filter_map(|one| one.1.pas)
            .map(|pas| pas.amount)
            .sum();
        if due != borne {
            let bearer = again.iter().position(|one| one.1.pas.is_some());
            let heavy = || again.iter().position(|one| !one.0.acts.is_empty());
            let bearer = bearer.or_else(heavy);
            for (rank, one) in again.iter_mut().enumerate() {
                let bears = Some(rank) == bearer && due > Cents::ZERO;
                one.1.pas = bears.then_some(Pas {
                    act: PAS,
                    amount: due,
                });
            }
        }
        Ok(again.into_iter().map(Settlement::Stay).collect())
    }

    /// Whether the lines of a settlement are those that went out.
    fn tells_the_same(&mut self, index: usize, settlement: &Settlement) -> bool {
        let old = &self.settled[index];
        let Some(person) = self.registry.person_mut(&old.who) else {
            return true;
        };
        let patient = person.patient();
        // A stay puts nothing off, and its lines do not tell the number of their décompte.
        let lines = |settlement: &Settlement| {
            let number = DecompteNumber::default();
            let mut lines = Vec::new();
            settlement.lines(number, &patient, &mut Debts::default(), &mut lines);
            lines
        };
        lines(&old.settlement) == lines(settlement)
    }
}

const PAS: domain::ActCode = crate::lines::code("PAS");
