//! The statement of a first insurer: a second mutuelle pays on it alone (rules N19, docs/products.md "Several
//! contracts").

use domain::{LineId, Outcome, Reaction, ReasonClass, Statement};
use rust_decimal::Decimal;

use super::{Amendment, Engine};
use crate::ledger::{Record, Status};
use crate::money::{euros, never_below_zero};

/// What became of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementTreatment {
    /// Of the statement itself: no money moves by it.
    pub outcome: Outcome,
    /// Lines that waited for it, by the request that carried them.
    pub amendments: Vec<Amendment>,
}

impl Engine {
    /// Takes what a first insurer says it paid on lines, in their order. It waits as long as one of them has not come,
    /// or waits for something else.
    pub fn first_insurer_paid(&mut self, statement: &Statement) -> StatementTreatment {
        let mut amendments = Vec::new();
        let outcome = self.read_statement(statement, &mut amendments);
        if outcome.reaction == Reaction::Held {
            self.statements.push(statement.clone());
        }
        StatementTreatment {
            outcome,
            amendments,
        }
    }

    /// Reads the statements that wait again.
    pub(super) fn read_waiting_statements(&mut self, amendments: &mut Vec<Amendment>) {
        for statement in std::mem::take(&mut self.statements) {
            let outcome = self.read_statement(&statement, amendments);
            if outcome.reaction == Reaction::Held {
                self.statements.push(statement);
            }
        }
    }

    fn read_statement(
        &mut self,
        statement: &Statement,
        amendments: &mut Vec<Amendment>,
    ) -> Outcome {
        let of_line = |line: &LineId| self.ledger.record(line);
        let records: Option<Vec<&Record>> = statement.lines.iter().map(of_line).collect();
        let awaited = Outcome::without_money(Reaction::Held, ReasonClass::DocumentAwaited);
        let Some(records) = records.filter(|records| !records.is_empty()) else {
            return awaited;
        };
        // noemie-format §11.1, 6: no care after the day of the document.
        let comes_after = |record: &&Record| {
            let issued = statement.issued;
            issued.is_some_and(|issued| record.claim.line.start > issued)
        };
        if records.iter().any(comes_after) {
            return Outcome::without_money(Reaction::Refused, ReasonClass::Inconsistent);
        }
        if records
            .iter()
            .any(|record| waits_for_something_else(record))
        {
            return awaited;
        }
        self.share_among(&statement.lines, euros(statement.amount), amendments);
        Outcome::without_money(Reaction::NoEffect, ReasonClass::Informative)
    }

    /// Each line takes what the AMO left of it, the last what remains, and is settled anew.
    fn share_among(&mut self, lines: &[LineId], paid: Decimal, amendments: &mut Vec<Amendment>) {
        let mut left = paid;
        for (at, line) in lines.iter().enumerate() {
            let Some(claim) = self.ledger.record(line).map(|record| record.claim) else {
                continue;
            };
            if !self.awaits_a_statement(line) {
                continue;
            }
            let amo = euros(claim.line.amount) + euros(claim.line.majoration);
            let unpaid = never_below_zero(euros(claim.line.spent) - amo);
            let is_last = at + 1 == lines.len();
            let of_this = if is_last { left } else { left.min(unpaid) };
            left -= of_this;
            self.ledger.paid_by_the_first(*line, of_this);
            let (outcome, status) = self.decide(&claim);
            self.amend_kept(*line, outcome, status, amendments);
        }
    }

    fn awaits_a_statement(&self, line: &LineId) -> bool {
        let waits = self.ledger.record(line).is_some_and(|record| {
            record.status == Status::Held && record.outcome.reason == ReasonClass::DocumentAwaited
        });
        waits && self.ledger.first_insurer(line).is_none()
    }
}

/// Whether a line is held for what no document can bring: its person, its rights, a duplicate.
fn waits_for_something_else(record: &Record) -> bool {
    record.status != Status::TakenBack
        && record.outcome.reaction == Reaction::Held
        && !matches!(
            record.outcome.reason,
            ReasonClass::ThirdPartyInvoiceAwaited | ReasonClass::DocumentAwaited
        )
}
