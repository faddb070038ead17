//! What the contract gives on a line that nothing stops, and the documents of a third party that it waits for.

use domain::{Cents, Heading, Line, LineOrigin, Outcome, PayeeNature, Reaction, ReasonClass};

use super::debts::Owing;
use super::decide::{Decision, named};
use super::entry::{Entry, EntryId, origin_key};
use super::party::Covered;
use super::portfolio::Contract;
use super::siblings::Main;
use super::stack::Together;
use super::steps::decision;
use super::{Ledger, facts, reading};
use crate::amc::{self, AmoPayee, Facts, Share};
use crate::law::LawError;
use crate::trace::{Step, Trace};

impl Ledger {
    /// Whether a third party is paid by the flow of his own invoices (rules §9 N15). Where the AMO part alone
    /// was paid to him, the insured is paid, unless the register or a card says otherwise.
    pub(super) fn waits_for_a_third_party(&self, entry: &Entry, contract: &Contract) -> bool {
        /// Contract type of a flow that the professional splits (noemie-format §6.5).
        const SPLIT: Option<u8> = Some(99);
        let rights = &contract.rights;
        let waits = match entry.payee_nature {
            PayeeNature::ThirdPartyFull => true,
            PayeeNature::ThirdPartyAmo => {
                rights.contract_type == SPLIT || rights.third_party_card || self.readings.wait_on_35
            }
            PayeeNature::Insured | PayeeNature::Mutuelle => false,
        };
        waits && !entry.receipted
    }

    /// Pays what the contract gives on the line, of which the AMO paid that one.
    pub(super) fn pay<T: Trace>(
        &mut self,
        id: EntryId,
        covered: &Covered<'_>,
        line: &Line,
        paid_to: AmoPayee,
        trace: &mut T,
    ) -> Decision {
        let held = |reason, rule| Decision::without_money(Reaction::Held, reason, rule);
        let Some(heading) = Heading::of(line.act, line.specialty) else {
            return held(ReasonClass::DocumentAwaited, "ACT-UNKNOWN");
        };
        let entry = self.book.entry(id);
        if let Some(main) = entry.siblings.main {
            trace.step(|| completes(entry, &main));
        }
        let main = self.book.main_act(id);
        let kept_back = entry.siblings.participation;
        let mut facts = Facts::of_line(line, id.thing(), heading, kept_back);
        facts::complete(&mut facts, entry, line, main, paid_to);
        let (contract, person) = (&*covered.contract, &covered.person);
        let late = !contract.covers(entry.date);
        let second = entry.first_insurer.is_some_and(|first| first > Cents::ZERO);
        let waits = person.waits_until.is_some_and(|until| line.start < until);
        self.book.entry_mut(id).household = Some(contract.household);
        let share = match self.share(covered, &mut facts, trace) {
            Ok(share) => share,
            Err(error) => {
                trace.step(|| decision("R-AMC-NO-FIGURE", Vec::new(), error.to_string()));
                return held(ReasonClass::DocumentAwaited, "R-AMC-NO-FIGURE");
            }
        };
        let outcome = match share.reason {
            ReasonClass::Guarantee => Outcome::paid(share.amount, share.payee),
            ReasonClass::ActNotCovered if self.readings.refuse_uncovered => {
                Outcome::without_money(Reaction::Refused, share.reason)
            }
            ReasonClass::ActNotCovered => {
                Outcome::without_money(Reaction::SettledZero, ReasonClass::NothingLeft)
            }
            reason if reason.fits(Reaction::Held) => Outcome::without_money(Reaction::Held, reason),
            reason => Outcome::without_money(Reaction::SettledZero, reason),
        };
        let rule = match share.reason {
            ReasonClass::ActNotCovered => share.rule,
            reason if reason.fits(Reaction::Held) => share.rule,
            ReasonClass::ThirdPartyElsewhere => "N15",
            ReasonClass::AmoRefused => "CHECK-AMO-REFUSED",
            _ if second => "N19",
            _ if waits => "N7",
            _ if late => "N5",
            _ => share.rule,
        };
        Decision {
            outcome,
            owing: Owing::default(),
            rule,
            product: None,
        }
    }

    /// What the products of the contract make of a line together; their journals take it.
    fn share<T: Trace>(
        &mut self,
        covered: &Covered<'_>,
        facts: &mut Facts,
        trace: &mut T,
    ) -> Result<Share, LawError> {
        let Covered {
            contract,
            product,
            stack,
            person,
            ..
        } = covered;
        let choices = &self.choices;
        let journals = self.book.journals(contract.household);
        if contract.above.is_empty() {
            return amc::share(product, choices, facts, person, journals.base(), trace);
        }
        let of_stack = journals.of_stack(&contract.above);
        let mut together = Together::default();
        let tell = |share| together.add(share, &self.readings);
        amc::each_share(stack, choices, facts, person, of_stack, trace, tell)?;
        let share = together
            .answer(&self.readings)
            .unwrap_or_else(|| unreachable!("a contract has its own product"));
        if share.waits() {
            journals.take_back(facts.line);
        }
        Ok(share)
    }

    /// What the contract gives to the professional for a line, where the whole of it and of the AMO share is
    /// at most `at_most`; the journal takes it. None where nothing is due.
    pub(super) fn professional_share<T: Trace>(
        &mut self,
        id: EntryId,
        at_most: Cents,
        trace: &mut T,
    ) -> Option<Cents> {
        let products = self.portfolio.products();
        let mut party = self.party(&products, &self.book.entry(id).carried);
        let covered = self.covering(id, &mut party, trace).ok()?;
        let mut line = reading::as_read(self.book.entry(id), &self.readings);
        line.spent = line.spent.min(at_most);
        let paid = self.pay(id, covered, &line, AmoPayee::Professional, trace);
        let paid = paid.outcome;
        (paid.reaction == Reaction::Paid).then_some(paid.amount)
    }
}

/// A complement is paid as its main act.
fn completes(entry: &Entry, main: &Main) -> Step {
    let origin = LineOrigin {
        decompte: entry.decompte,
        line: main.line,
    };
    let mut inputs = vec![("original", named(origin_key(entry.caisse, origin)).into())];
    let letters = entry.line.details.complement.filter(|_| main.by_letters);
    inputs.extend(letters.map(|letters| {
        (
            "complement (255/25-26, inferred)",
            letters.to_string().into(),
        )
    }));
    decision("COMPLEMENT", inputs, main.act)
}
