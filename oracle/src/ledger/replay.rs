//! Lines that are looked at again: the portfolio has changed, or the day they waited for has come.

use domain::{Day, Member, Outcome, Reaction, ReasonClass};

use super::entry::EntryId;
use super::identity::Who;
use super::rights::{Asked, Right, right};
use super::{Ledger, LedgerError};

impl Ledger {
    /// Puts these members in place of the former, as the mutuelle learned them on that day.
    ///
    /// First what was paid for care that no contract covers any more is taken back, and its counters are restored
    /// (field notes §1.24). Then lines that waited for rights, or were refused for want of them, are settled anew
    /// in order of arrival (rules §9 N8, field notes §1.5): on what is left, none of it due to anybody else.
    ///
    /// # Errors
    /// Where a member names a product that was not given to [`Ledger::new`], or an option that may not stand on
    /// it; nothing changes then.
    pub fn set_portfolio(
        &mut self,
        members: &[Member],
        on: Option<Day>,
    ) -> Result<(), LedgerError> {
        self.portfolio.replace(members)?;
        self.today = self.today.max(on);
        for id in self.book.ids() {
            let entry = self.book.entry(id);
            if !entry.cancelled && entry.outcome.reaction == Reaction::Paid {
                self.end_retroactively(id, on);
            }
        }
        for id in self.book.ids() {
            let entry = self.book.entry(id);
            if !entry.cancelled && entry.waits_for_rights() && !self.stays_taken_back(id) {
                self.settle_again(id, None);
            }
        }
        self.wake();
        Ok(())
    }

    /// What was taken back for want of rights stays so, unless the contract did not end after all.
    fn stays_taken_back(&self, id: EntryId) -> bool {
        self.book.entry(id).outcome.reaction == Reaction::Reversed && !self.is_covered(id)
    }

    /// Takes a payment back where no contract covers its care any more.
    fn end_retroactively(&mut self, id: EntryId, on: Option<Day>) {
        let entry = self.book.entry(id);
        let care = entry.line.start;
        if self.readings.keep_until_notice && on.is_some_and(|notice| care <= notice) {
            return;
        }
        let (false, Some(payee)) = (self.is_covered(id), entry.outcome.payee) else {
            return;
        };
        let amount = entry.outcome.amount;
        self.give_back(id);
        let (taken_back, owing) = self.undue(id, amount, payee);
        let taken_back = Outcome {
            reason: ReasonClass::NoCover,
            ..taken_back
        };
        self.amend(id, taken_back, owing, "RIGHTS-ENDED");
    }

    /// Whether the person had a right to the care, as far as is known by now: what waits for something else is not
    /// without it.
    fn is_covered(&self, id: EntryId) -> bool {
        let entry = self.book.entry(id);
        let retry = self.readings.birth_retry;
        let Who::Known(person) = self.portfolio.who(&entry.carried, retry) else {
            return false;
        };
        let asked = Asked {
            day: entry.line.start,
            oc: entry.oc,
            nir: entry.carried.nir,
        };
        let contracts = self.portfolio.contracts(&person);
        !matches!(
            right(contracts, asked, self.readings.hold_two_bodies),
            Right::Closed {
                reason: ReasonClass::NoCover,
                ..
            }
        )
    }

    /// Settles the lines whose day of care has come.
    pub(super) fn wake(&mut self) {
        if self.asleep.is_empty() {
            return;
        }
        let today = self.today;
        let due = |ledger: &Self, id: EntryId| Some(ledger.book.entry(id).date_of_care()) <= today;
        let mut asleep = std::mem::take(&mut self.asleep);
        let awake: Vec<EntryId> = asleep.iter().copied().filter(|&id| due(self, id)).collect();
        asleep.retain(|&id| !due(self, id));
        self.asleep = asleep;
        for id in awake {
            let entry = self.book.entry(id);
            if !entry.cancelled && entry.outcome.reason == ReasonClass::FutureCare {
                self.settle_again(id, None);
            }
        }
    }
}
