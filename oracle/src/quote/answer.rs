use std::sync::Arc;

use domain::{ActCode, Cents, Day, Heading, Payee, Reaction, ReasonClass};
use schemars::JsonSchema;
use serde::Serialize;

use crate::amc::Remainder;
use crate::trace::{Confidence, Step};

/// What an act comes to. Amounts are whole cents, positive; negative in the answer to a cancellation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Answer {
    /// The question's `id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The `id` of the act that is taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancels: Option<String>,
    /// Its lines: one, or those of a stay.
    pub lines: Vec<LineTold>,
    /// What was spent.
    pub expense: Cents,
    /// What the AMO pays, participation and franchise taken off unless they are recovered later.
    pub amo: Cents,
    /// What the contracts pay together.
    pub amc: Cents,
    /// What is left to the person.
    pub remainder: RemainderTold,
    /// Participation and franchise of earlier acts that the AMO takes back from this payment: `amo` less this
    /// reaches the insured. Negative where they are given back, the acts having been cancelled; and in the answer to
    /// the cancellation of such a payment, after which they are owed again.
    pub recovered: Cents,
    /// How sure the least sure figure or rule is that the answer rests on.
    pub confidence: Confidence,
    /// Why, step by step; left out where it was not asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

impl Answer {
    /// First day of care of its first line.
    #[must_use]
    pub fn date(&self) -> Option<Day> {
        self.lines.first().map(|line| line.date)
    }

    /// The act codes of its lines, or the headings of those that have none: `GHS + FJ`.
    #[must_use]
    pub fn acts(&self) -> String {
        let mut names: Vec<String> = self.lines.iter().map(LineTold::name).collect();
        names.retain(|name| !name.is_empty());
        names.dedup();
        names.join(" + ")
    }
}

/// What a batch answers to the question on a line of its input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Answered {
    /// Line of the input, from 1.
    pub line: u64,
    /// The answer, or why there is none.
    #[serde(flatten)]
    pub outcome: AnswerOrError,
}

/// An answer, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum AnswerOrError {
    /// The answer.
    Answer(Box<Answer>),
    /// The line has no answer; nothing was counted.
    Error {
        /// What is wrong.
        error: String,
        /// What to do about it.
        #[serde(skip_serializing_if = "Option::is_none")]
        advice: Option<String>,
    },
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct LineTold {
    /// First day of care.
    pub date: Day,
    /// Act code, where the AMO has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub act: Option<ActCode>,
    /// Heading of the tableau de garanties; none where étalon has none for the code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heading: Option<Heading>,
    /// What was spent.
    pub expense: Cents,
    /// Reimbursement base.
    pub base: Cents,
    /// The most that the professional may ask for the line, where the law limits its price and the question tells by
    /// which figure: a basket of dental prostheses by its code, class A of optics, class I of hearing aids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_limit: Option<Cents>,
    /// Rate in whole per cent, as a décompte prints it; none where the AMO computes none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<u16>,
    /// Theoretical AMO share: in the parcours, before participation and franchise.
    pub theoretical: Cents,
    /// Majoration out of the parcours.
    pub majoration: Cents,
    /// Participation forfaitaire.
    pub participation: Cents,
    /// Franchise médicale.
    pub franchise: Cents,
    /// Participation and franchise are recovered on a later payment.
    pub deferred: bool,
    /// What each contract makes of it, in order.
    pub contracts: Vec<ContractTold>,
}

impl LineTold {
    /// Its act code, or its heading where it has none.
    #[must_use]
    pub fn name(&self) -> String {
        match (self.act, self.heading) {
            (Some(act), _) => act.to_string(),
            (None, Some(heading)) => heading.to_string(),
            (None, None) => String::new(),
        }
    }

    /// What the AMO pays of it, participation and franchise taken off unless they are recovered later.
    #[must_use]
    pub fn amo(&self) -> Cents {
        let paid = self.theoretical - self.majoration;
        if self.deferred {
            paid
        } else {
            paid - self.participation - self.franchise
        }
    }

    /// What the contracts pay of it together.
    #[must_use]
    pub fn amc(&self) -> Cents {
        self.contracts.iter().map(|contract| contract.amount).sum()
    }
}

/// What a contract makes of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct ContractTold {
    /// `id` of its product.
    pub product: Arc<str>,
    /// What is done.
    pub reaction: Reaction,
    /// Why.
    pub reason: ReasonClass,
    /// What is paid.
    pub amount: Cents,
    /// Who is paid, where something is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payee: Option<Payee>,
    /// The rule that decided the amount.
    pub rule: &'static str,
}

/// What is left to the person, cause by cause.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct RemainderTold {
    /// All of it, without what is owed to the AMO.
    pub total: Cents,
    /// Participation forfaitaire. Negative where a contract refunded what is still owed.
    pub participation: Cents,
    /// Franchise.
    pub franchise: Cents,
    /// Majoration out of the parcours.
    pub majoration: Cents,
    /// Ticket modérateur.
    pub ticket_moderateur: Cents,
    /// Daily charges, participation on heavy acts, emergency flat fee.
    pub hospital_charges: Cents,
    /// Expense beyond the base; the whole expense of what the AMO does not reimburse.
    pub overrun: Cents,
    /// Expense beyond the price limit of a line: the professional may not ask for it, and no contract pays it.
    pub above_price_limit: Cents,
    /// Participation and franchise to be recovered later: no part of the total.
    pub owed_to_amo: Cents,
}

impl RemainderTold {
    /// What is left of a line of that heading, whose expense is `above` its price limit by as much.
    pub(super) fn of(heading: Heading, left: Remainder, above: Cents) -> Self {
        let charge = matches!(
            heading,
            Heading::ForfaitJournalier | Heading::ParticipationActeLourd | Heading::ForfaitUrgences
        );
        let (hospital_charges, overrun) = if charge {
            (left.overrun, Cents::ZERO)
        } else {
            (Cents::ZERO, left.overrun)
        };
        // An insurer elsewhere may have paid some of it.
        let above_price_limit = above.min(overrun).floor_zero();
        Self {
            total: left.total(),
            participation: left.participation,
            franchise: left.franchise,
            majoration: left.majoration,
            ticket_moderateur: left.ticket_moderateur,
            hospital_charges,
            overrun: overrun - above_price_limit,
            above_price_limit,
            owed_to_amo: left.owed_to_amo,
        }
    }

    /// Whether something is left under some cause.
    #[must_use]
    pub fn has_parts(&self) -> bool {
        let none = Self {
            owed_to_amo: self.owed_to_amo,
            ..Self::default()
        };
        *self != none
    }

    /// The two together.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            total: self.total + other.total,
            participation: self.participation + other.participation,
            franchise: self.franchise + other.franchise,
            majoration: self.majoration + other.majoration,
            ticket_moderateur: self.ticket_moderateur + other.ticket_moderateur,
            hospital_charges: self.hospital_charges + other.hospital_charges,
            overrun: self.overrun + other.overrun,
            above_price_limit: self.above_price_limit + other.above_price_limit,
            owed_to_amo: self.owed_to_amo + other.owed_to_amo,
        }
    }

    /// The opposite, for a cancellation.
    pub(super) fn taken_back(self) -> Self {
        Self {
            total: -self.total,
            participation: -self.participation,
            franchise: -self.franchise,
            majoration: -self.majoration,
            ticket_moderateur: -self.ticket_moderateur,
            hospital_charges: -self.hospital_charges,
            overrun: -self.overrun,
            above_price_limit: -self.above_price_limit,
            owed_to_amo: -self.owed_to_amo,
        }
    }
}
