//! What is owed back (field notes §1.23): by whom, and whether it is claimed or kept of what is paid later.

use std::collections::HashMap;
use std::fmt;

use domain::{Beneficiary, Cents, Outcome, Payee, PsNumber, Recovery};

use super::Ledger;
use super::entry::{Entry, EntryId};
use super::steps::decision;
use crate::trace::{Step, Term};

/// Who owes what was paid and is taken back. Each owes for itself: a person never for another, of the household
/// or not, and a professional never for an insured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Debtor {
    /// The insured, for that person.
    Insured(Beneficiary),
    /// The professional.
    Professional(PsNumber),
}

impl fmt::Display for Debtor {
    /// The form for human views: an identity is masked.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Insured(person) => f.write_str(&person.masked()),
            Self::Professional(number) => write!(f, "{number}"),
        }
    }
}

impl Debtor {
    /// Who owes what went to that payee for a line.
    pub(super) fn of(entry: &Entry, payee: Payee) -> Self {
        match payee {
            Payee::Insured => Self::Insured(entry.beneficiary),
            Payee::Professional | Payee::Hospital | Payee::OtherInsurer => {
                let none = entry.payee == PsNumber::default();
                Self::Professional(if none {
                    entry.line.executor
                } else {
                    entry.payee
                })
            }
        }
    }
}

/// What is due beside an amount: who owes it back and how, or what a payment loses to an earlier debt.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Owing {
    /// Of what is reversed: how it comes back. None where nothing is.
    pub recovery: Option<Recovery>,
    /// Of what is paid: cents kept against what its payee owes.
    pub kept: Cents,
    /// Who owes, where either is told.
    pub debtor: Option<Debtor>,
}

/// The debts that later payments extinguish, where the target offsets them.
#[derive(Debug, Clone, Default)]
pub(super) struct Debts(HashMap<Debtor, Cents>);

impl Debts {
    /// Notes that so much is owed, to be recovered that way.
    pub(super) fn owe(&mut self, debtor: Debtor, amount: Cents, recovery: Recovery) -> Owing {
        if recovery == Recovery::Offset {
            *self.0.entry(debtor).or_default() += amount;
        }
        Owing {
            recovery: Some(recovery),
            debtor: Some(debtor),
            ..Owing::default()
        }
    }

    /// Keeps of a payment what its payee owes, at most the whole of it.
    pub(super) fn keep(&mut self, debtor: Debtor, paid: Cents) -> Owing {
        let Some(owed) = self.0.get_mut(&debtor) else {
            return Owing::default();
        };
        let kept = paid.min(*owed);
        *owed -= kept;
        if *owed == Cents::ZERO {
            self.0.remove(&debtor);
        }
        Owing {
            kept,
            debtor: Some(debtor),
            recovery: None,
        }
    }

    /// What that debtor still owes.
    pub(super) fn of(&self, debtor: Debtor) -> Cents {
        self.0.get(&debtor).copied().unwrap_or_default()
    }
}

impl Ledger {
    /// What was paid for a line is owed back by whom it went to.
    pub(super) fn undue(&mut self, id: EntryId, amount: Cents, payee: Payee) -> (Outcome, Owing) {
        let debtor = Debtor::of(self.book.entry(id), payee);
        let owing = self.debts.owe(debtor, amount, self.readings.recovery);
        (Outcome::reversed(amount, payee), owing)
    }

    /// What a payment for a line loses to what its payee owes.
    pub(super) fn keep(&mut self, id: EntryId, paid: Cents, payee: Payee) -> Owing {
        let debtor = Debtor::of(self.book.entry(id), payee);
        self.debts.keep(debtor, paid)
    }
}

/// The step that tells who owes, and how it comes back or what goes out in spite of it.
pub(super) fn owing_step(owing: &Owing, outcome: &Outcome) -> Step {
    let debtor = owing
        .debtor
        .map_or_else(String::new, |debtor| debtor.to_string());
    let mut inputs = vec![
        ("debtor", debtor.into()),
        ("amount-due", outcome.amount.into()),
    ];
    let result = match owing.recovery {
        Some(recovery) => Term::from(recovery.word()),
        None => {
            inputs.push(("kept", owing.kept.into()));
            (outcome.amount - owing.kept).into()
        }
    };
    decision("UNDUE", inputs, result)
}
