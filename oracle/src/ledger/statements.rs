//! Documents that are no NOEMIE file: a third party's invoice or receipted bill, the statement of a first
//! insurer, a décompte on paper (rules §9 N15, N19; field notes §1.34).

use domain::{
    Beneficiary, Cents, Day, LineId, Outcome, PaperCare, Payee, Reaction, ReasonClass, Statement,
    StatementKind,
};

use super::checks::is_time_barred;
use super::debts::Owing;
use super::entry::EntryId;
use super::identity::Who;
use super::{Ledger, StatementExpectation};
use crate::trace::NoTrace;

/// A document whose lines have not all come, or whose day has not.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    delivery: usize,
    statement: Statement,
    received: Option<Day>,
}

/// Days for which the invoice is waited for, where a receipted bill is not enough at once.
const DELAY: i32 = 60;

impl Ledger {
    /// Folds a document in: the answer it deserves, or none as long as it waits.
    pub(super) fn take_statement(
        &mut self,
        delivery: usize,
        statement: &Statement,
        received: Option<Day>,
    ) {
        let due = self.read_statement(statement, received);
        self.expect_of_statement(delivery, &statement.lines, due, false);
        if due.0.reaction == Reaction::Held {
            self.documents.push(Waiting {
                delivery,
                statement: statement.clone(),
                received,
            });
        }
    }

    /// Looks again at the documents that wait.
    pub(super) fn read_waiting_statements(&mut self, today: Option<Day>) {
        for waiting in std::mem::take(&mut self.documents) {
            let due = self.read_statement(&waiting.statement, today.max(waiting.received));
            if due.0.reaction == Reaction::Held {
                self.documents.push(waiting);
            } else {
                let lines = &waiting.statement.lines;
                self.expect_of_statement(waiting.delivery, lines, due, true);
            }
        }
    }

    fn expect_of_statement(
        &mut self,
        delivery: usize,
        lines: &[LineId],
        due: (Outcome, &'static str),
        amended: bool,
    ) {
        let (outcome, rule) = due;
        let first = lines.first().and_then(|line| self.book.of_line(*line));
        let owing = match (first, outcome.payee) {
            (Some(id), Some(payee)) => self.keep(id, outcome.amount, payee),
            _ => Owing::default(),
        };
        self.deliveries[delivery].statement = Some(StatementExpectation {
            outcome,
            owing,
            rule,
            amended,
        });
    }

    fn read_statement(
        &mut self,
        statement: &Statement,
        received: Option<Day>,
    ) -> (Outcome, &'static str) {
        let awaited = Outcome::without_money(Reaction::Held, ReasonClass::DocumentAwaited);
        if statement.kind == StatementKind::PaperDecompte {
            return (self.paper(statement.care.as_ref()), "N3");
        }
        let rule = match statement.kind {
            StatementKind::FirstInsurer => "N19",
            _ => "N15",
        };
        let known: Option<Vec<EntryId>> = statement
            .lines
            .iter()
            .map(|line| self.book.of_line(*line))
            .collect();
        let Some(known) = known.filter(|known| !known.is_empty()) else {
            return (awaited, rule);
        };
        if self.contradicts_its_day(statement, &known, received) {
            let refused = Outcome::without_money(Reaction::Refused, ReasonClass::Inconsistent);
            return (refused, "CHECK-INVOICE-DATE");
        }
        if known.iter().any(|&id| self.waits_for_something_else(id)) {
            return (awaited, rule);
        }
        let outcome = match statement.kind {
            StatementKind::FirstInsurer => self.first_insurer(&known, statement.amount),
            StatementKind::Invoice => self.invoice(&known, statement.amount),
            StatementKind::ReceiptedBill => self.receipt(&known, received),
            StatementKind::PaperDecompte => awaited,
        };
        (outcome, rule)
    }

    /// Care after the day of the document, or a document of a day to come (noemie-format §11.1, 6).
    fn contradicts_its_day(
        &self,
        statement: &Statement,
        lines: &[EntryId],
        received: Option<Day>,
    ) -> bool {
        statement.issued.is_some_and(|issued| {
            let care_after = |id: &EntryId| self.book.entry(*id).line.start > issued;
            received.is_some_and(|today| issued > today) || lines.iter().any(care_after)
        })
    }

    /// Whether a line is held for what no document of this kind can bring: its person, its rights, a duplicate.
    fn waits_for_something_else(&self, id: EntryId) -> bool {
        let entry = self.book.entry(id);
        !entry.cancelled
            && entry.outcome.reaction == Reaction::Held
            && !matches!(
                entry.outcome.reason,
                ReasonClass::ThirdPartyInvoiceAwaited | ReasonClass::DocumentAwaited
            )
    }

    /// Whether the line pays nobody before a third party's document comes.
    fn awaits_a_third_party(&self, id: EntryId) -> bool {
        let entry = self.book.entry(id);
        !entry.cancelled
            && !entry.invoiced
            && matches!(
                entry.outcome.reason,
                ReasonClass::ThirdPartyInvoiceAwaited | ReasonClass::ThirdPartyElsewhere
            )
    }

    /// Whether a line that awaited a document was barred before: it is then refused, now that the document has come.
    fn is_too_late(&mut self, id: EntryId) -> bool {
        let barred = is_time_barred(self.book.entry(id), &self.readings);
        if barred {
            self.settle_again(id, None);
        }
        barred
    }

    /// Pays the professional what the contract owes for the lines, at most what is claimed. The lines
    /// themselves pay nobody (N15 b). Where the insured was paid before, the register decides (N15 c).
    fn invoice(&mut self, lines: &[EntryId], claimed: Cents) -> Outcome {
        let all = |ledger: &Self, is: fn(&super::entry::Entry) -> bool| {
            lines.iter().all(|&id| is(ledger.book.entry(id)))
        };
        if all(self, |entry| entry.invoiced) {
            return Outcome::without_money(Reaction::Duplicate, ReasonClass::SameIdentity);
        }
        let paid_before = |ledger: &Self, id: EntryId| {
            let entry = ledger.book.entry(id);
            entry.outcome.reaction == Reaction::Paid && !entry.cancelled
        };
        let any_paid = lines.iter().any(|&id| paid_before(self, id));
        if any_paid && !self.readings.claim_back {
            return Outcome::without_money(Reaction::Refused, ReasonClass::AlreadyPaid);
        }
        let mut left = claimed;
        for &id in lines {
            let was_paid = paid_before(self, id);
            if !was_paid && !self.awaits_a_third_party(id) {
                continue;
            }
            let entry = self.book.entry_mut(id);
            entry.invoiced = true;
            let (before, line) = (entry.outcome, entry.line);
            if self.is_too_late(id) {
                continue;
            }
            if let Some(payee) = before.payee {
                self.give_back(id);
                let (reversed, owing) = self.undue(id, before.amount, payee);
                let reversed = Outcome {
                    reason: ReasonClass::ThirdPartyElsewhere,
                    ..reversed
                };
                self.amend(id, reversed, owing, "N15");
            } else {
                self.settle_again(id, Some("N15"));
            }
            // Not more than what is left of the claim, whatever the guarantee.
            let theoretical = line.amount + line.majoration;
            let at_most = theoretical + left;
            if let Some(share) = self.professional_share(id, at_most, &mut NoTrace) {
                left -= share;
                self.book.entry_mut(id).elsewhere = share;
            }
        }
        let paid = claimed - left;
        if paid > Cents::ZERO {
            Outcome::paid(paid, Payee::Professional)
        } else {
            Outcome::without_money(Reaction::SettledZero, ReasonClass::NothingLeft)
        }
    }

    /// Pays the insured, who has paid the professional, where the invoice did not come (N15 d).
    fn receipt(&mut self, lines: &[EntryId], received: Option<Day>) -> Outcome {
        let early = |&id: &EntryId| {
            let since = self.book.entry(id).received;
            match (since, received) {
                (Some(since), Some(today)) => today.since(since) < DELAY,
                _ => true,
            }
        };
        if self.readings.delay_receipts && lines.iter().any(early) {
            return Outcome::without_money(Reaction::Held, ReasonClass::ThirdPartyInvoiceAwaited);
        }
        for &id in lines {
            if self.awaits_a_third_party(id) {
                self.book.entry_mut(id).receipted = true;
                if !self.is_too_late(id) {
                    self.settle_again(id, Some("N15"));
                }
            }
        }
        Outcome::without_money(Reaction::NoEffect, ReasonClass::Informative)
    }

    /// Pays, after another insurer, what it left of the lines, in their order (N19).
    fn first_insurer(&mut self, lines: &[EntryId], paid: Cents) -> Outcome {
        let mut left = paid;
        for (rank, &id) in (1..).zip(lines) {
            let entry = self.book.entry_mut(id);
            let awaited = entry.outcome.reason == ReasonClass::DocumentAwaited;
            if entry.cancelled || !awaited || entry.first_insurer.is_some() {
                continue;
            }
            let line = &entry.line;
            let unpaid = (line.spent - line.amount - line.majoration).floor_zero();
            let of_this = if rank == lines.len() {
                left
            } else {
                left.min(unpaid)
            };
            left -= of_this;
            entry.first_insurer = Some(of_this);
            self.settle_again(id, Some("N19"));
        }
        Outcome::without_money(Reaction::NoEffect, ReasonClass::Informative)
    }

    /// A décompte on paper is settled by hand; its care is known from then on (field notes §1.34).
    fn paper(&mut self, care: Option<&PaperCare>) -> Outcome {
        let Some(care) = care else {
            return Outcome::without_money(Reaction::Held, ReasonClass::DocumentAwaited);
        };
        let carried = Beneficiary {
            nir: care.nir,
            birth: care.birth,
            rank: care.rank,
        };
        let person = match self.portfolio.who(&carried, self.readings.birth_retry) {
            Who::Known(person) => person,
            _ => carried,
        };
        if self.book.note_paper(person, care) {
            Outcome::without_money(Reaction::NoEffect, ReasonClass::Informative)
        } else {
            Outcome::without_money(Reaction::Held, ReasonClass::DuplicateSuspected)
        }
    }

    /// What the ledger expects of a line by now, wherever it was delivered.
    #[must_use]
    pub fn line(&self, line: LineId) -> Option<&super::Expectation> {
        let place = self.book.entry(self.book.of_line(line)?).place;
        self.expected.get(place)
    }
}
