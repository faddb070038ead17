//! Acts of one person, as an example gives them, and what the oracle makes of them.

use std::collections::BTreeMap;

use domain::{Cents, Day, ParseError};
use serde::{Deserialize, Serialize};

use super::ExampleError;
use crate::ambiguity::Choices;
use crate::law::Texts;
use crate::product::Product;
use crate::quote::{Answer, Question, Session};
use crate::trace::Label;

/// Acts of one person, settled in order from counters at zero.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Acts {
    /// Row of `scenarios/worked-examples.csv` that the last act is.
    pub row: Option<String>,
    /// What to look at.
    pub note: Option<Texts>,
    /// Guarantee of the mutuelle, as tables print it; none of it is computed without.
    pub guarantee: Option<String>,
    /// Instead of a guarantee, a product file, whole.
    pub product: Option<String>,
    /// Day of birth.
    pub born: Day,
    /// The acts.
    pub acts: Vec<Act>,
}

/// An act of care, or its cancellation.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Act {
    /// What is asked; person, birth and contract are those of the example. Amounts in cents.
    pub ask: Question,
    /// The figures it must come to.
    #[serde(default)]
    pub gives: BTreeMap<Figure, Euros>,
}

/// An amount in euros with at most two decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Euros(pub Cents);

impl TryFrom<String> for Euros {
    type Error = ParseError;

    fn try_from(text: String) -> Result<Self, ParseError> {
        text.parse().map(Self)
    }
}

/// A figure of a settled act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Figure {
    /// Expense.
    Expense,
    /// Base.
    Base,
    /// Theoretical AMO share.
    Theoretical,
    /// Majoration out of the parcours.
    Majoration,
    /// Participation forfaitaire.
    Participation,
    /// Franchise.
    Franchise,
    /// Paid by the AMO.
    Amo,
    /// Paid by the mutuelle.
    Amc,
    /// What stays with the person.
    Remainder,
    /// Participation and franchise to be recovered later.
    Owed,
    /// Participation and franchise of earlier acts, recovered on this one.
    Recovered,
}

impl Figure {
    /// Every figure, in the order of a settlement.
    pub const ALL: [Self; 11] = [
        Self::Expense,
        Self::Base,
        Self::Theoretical,
        Self::Majoration,
        Self::Participation,
        Self::Franchise,
        Self::Amo,
        Self::Amc,
        Self::Remainder,
        Self::Owed,
        Self::Recovered,
    ];

    /// Its name.
    #[must_use]
    pub const fn label(self) -> Label {
        let (fr, en) = match self {
            Self::Expense => ("dépense", "expense"),
            Self::Base => ("base", "base"),
            Self::Theoretical => ("AMO théorique", "theoretical AMO"),
            Self::Majoration => ("majoration", "majoration"),
            Self::Participation => ("participation", "participation"),
            Self::Franchise => ("franchise", "franchise"),
            Self::Amo => ("AMO", "AMO"),
            Self::Amc => ("AMC", "AMC"),
            Self::Remainder => ("reste", "remainder"),
            Self::Owed => ("dû à l'AMO", "owed to the AMO"),
            Self::Recovered => ("repris par l'AMO", "recovered by the AMO"),
        };
        Label { fr, en }
    }

    /// That figure of an answer; none where it was not computed.
    #[must_use]
    pub fn of(self, answer: &Answer) -> Option<Cents> {
        let sum =
            |cents: fn(&crate::quote::LineTold) -> Cents| answer.lines.iter().map(cents).sum();
        Some(match self {
            Self::Expense => answer.expense,
            Self::Base => sum(|line| line.base),
            Self::Theoretical => sum(|line| line.theoretical),
            Self::Majoration => sum(|line| line.majoration),
            Self::Participation => sum(|line| line.participation),
            Self::Franchise => sum(|line| line.franchise),
            Self::Amo => answer.amo,
            Self::Amc => {
                answer
                    .lines
                    .iter()
                    .find(|line| !line.contracts.is_empty())?;
                answer.amc
            }
            Self::Remainder => answer.remainder.total,
            Self::Owed => answer.remainder.owed_to_amo,
            Self::Recovered => answer.recovered,
        })
    }

    /// Whether some act has one to show: what is withheld and what is the mutuelle's may be nothing throughout.
    #[must_use]
    pub fn bears_on(self, answers: &[Answer]) -> bool {
        let withheld = matches!(
            self,
            Self::Majoration | Self::Participation | Self::Franchise | Self::Owed | Self::Recovered
        );
        answers
            .iter()
            .filter_map(|answer| self.of(answer))
            .any(|figure| !withheld || figure != Cents::ZERO)
    }
}

impl Acts {
    /// Settles the acts, in order, with the law that is shipped, and every step.
    ///
    /// # Errors
    /// Where an act is not settled, or the product does not read.
    pub fn settle(&self) -> Result<Vec<Answer>, ExampleError> {
        let product = match &self.product {
            Some(text) => vec![Product::parse("the example's product", text)?],
            None => Vec::new(),
        };
        let ids: Vec<String> = product.iter().map(|product| product.id.clone()).collect();
        let mut session = Session::new(Choices::default(), product);
        let answer = |act: &Act| {
            let mut question = act.ask.clone();
            question.person = Some("the example".to_owned());
            if question.cancels.is_none() {
                question.patient.birth = question.patient.birth.or(Some(self.born));
                if question.products.is_empty() {
                    question.products.clone_from(&ids);
                }
                if question.products.is_empty() {
                    question.guarantee = question.guarantee.or_else(|| self.guarantee.clone());
                }
            }
            Ok(session.explain(&question)?)
        };
        self.acts.iter().map(answer).collect()
    }
}
