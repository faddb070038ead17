//! The contracts of a person, in order: base, option, surcomplémentaire; each by its own product, with its own
//! journal, on the same line.

use domain::Reaction;
use rust_decimal::Decimal;

use crate::Bug;
use crate::decision::Decision;
use crate::facts::{Facts, Person};
use crate::journal::{Entry, Journal};
use crate::law::MissingFigure;
use crate::product::{Product, ProductError, TopKind};
use crate::readings::Readings;
use crate::rules::day_by_day::days;
use crate::rules::reference_date::reference_date;
use crate::rules::steps::{Standing, settle};

/// One contract of a person, with its journal.
pub(crate) struct Contract<'a> {
    pub(crate) product: &'a Product,
    pub(crate) person: &'a Person,
    pub(crate) journal: &'a mut Journal,
}

/// What each contract does of a line. What one pays is paid before the next (rules §7.4, §7.5).
pub(crate) fn settle_line(
    contracts: &mut [Contract],
    facts: &Facts,
    readings: &Readings,
    bugs: &[Bug],
) -> Result<Vec<Decision>, MissingFigure> {
    let mut decisions = Vec::new();
    let mut earlier = facts.earlier;
    for at in 0..contracts.len() {
        match settle_one(contracts, at, facts, earlier, readings, bugs) {
            Ok(decision) if decision.reaction == Reaction::Held => {
                // What stands on a contract that waits waits with it.
                decisions.resize(contracts.len(), decision);
                break;
            }
            Ok(decision) => {
                earlier += decision.amount;
                decisions.push(decision);
            }
            Err(missing) => {
                // A line is settled by all its contracts or by none.
                for contract in contracts {
                    contract.journal.take_back(&contract.person.id, &facts.id);
                }
                return Err(missing);
            }
        }
    }
    Ok(decisions)
}

/// One of them: the line, or its days one after the other.
fn settle_one(
    contracts: &mut [Contract],
    at: usize,
    facts: &Facts,
    earlier: Decimal,
    readings: &Readings,
    bugs: &[Bug],
) -> Result<Decision, MissingFigure> {
    let (before, from_here) = contracts.split_at_mut(at);
    let contract = &mut from_here[0];
    let together: Vec<&Journal> = if readings.option_alone {
        Vec::new()
    } else {
        let judged = judged_together_with(contract.product, before);
        judged.into_iter().map(|other| &*other.journal).collect()
    };
    let mut decisions = Vec::new();
    for (day, earlier) in days(facts, earlier) {
        let standing = Standing {
            product: contract.product,
            person: contract.person,
            journal: contract.journal,
            together: &together,
            readings,
            bugs,
        };
        let (decision, entry) = settle(&standing, &day, earlier)?;
        if let Some(entry) = entry {
            contract.journal.enter(entry);
        }
        decisions.push(decision);
    }
    if decisions.len() == 1 {
        return Ok(decisions.remove(0));
    }
    // Days are at least one.
    Decision::of_days(decisions).ok_or_else(|| MissingFigure {
        what: "days".to_owned(),
        day: facts.date,
    })
}

/// What an option that is responsible is judged together with: the responsible bases it sits on, those it names or
/// all where it names none, and the responsible options between. A surcomplémentaire is judged alone.
fn judged_together_with<'c, 'a>(
    product: &Product,
    before: &'c [Contract<'a>],
) -> Vec<&'c Contract<'a>> {
    let Some(top) = &product.on_top_of else {
        return Vec::new();
    };
    if !product.responsible || top.kind != TopKind::Option {
        return Vec::new();
    }
    let is_base = |contract: &&Contract| contract.product.on_top_of.is_none();
    let is_named = |contract: &&Contract| {
        let ids = top.products.as_deref().unwrap_or_default();
        ids.contains(&contract.product.id)
    };
    let names_a_base = before.iter().filter(is_base).any(|base| is_named(&base));
    let mut together: Vec<&Contract> = before
        .iter()
        .filter(|other| other.product.responsible)
        .filter(|other| !is_base(other) || !names_a_base || is_named(other))
        .collect();
    if !together.iter().any(is_base) {
        together.clear();
    }
    together
}

/// The contracts of one or several persons who have the same ones, with their journals.
///
/// ```
/// use serde_json::json;
/// let product = json!({
///     "schema-version": 2, "id": "p", "name": {"fr": "P", "en": "P"}, "responsible": false,
///     "guarantees": {"osteopathe": {"euros": "40.00", "limits": [{"number": 1}]}},
/// });
/// let mut contracts = mutuelle::Contracts::new(&[product])?;
/// let anne = serde_json::from_value(json!({"id": "anne", "member-since": "2020-01-01", "household": "h"}))?;
/// let line = json!({"id": "l1", "date": "2025-03-01", "heading": "osteopathe", "expense": "60.00"});
/// let decisions = contracts.settle(&anne, &serde_json::from_value(line)?)?;
/// assert_eq!(decisions[0].amount.to_string(), "40.00");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Contracts {
    readings: Readings,
    products: Vec<Product>,
    journals: Vec<Journal>,
}

impl Contracts {
    /// The contracts of those product files, in order, with empty journals.
    ///
    /// # Errors
    /// Where one of them is no product, or may not sit on those before it.
    pub fn new(files: &[serde_json::Value]) -> Result<Self, ProductError> {
        Self::under(Readings::default(), files)
    }

    /// The same, under those readings of the register.
    ///
    /// # Errors
    /// As [`Contracts::new`].
    pub fn under(readings: Readings, files: &[serde_json::Value]) -> Result<Self, ProductError> {
        let mut products: Vec<Product> = Vec::new();
        for file in files {
            let product = Product::from_json(file)?;
            if !product.may_sit_on(products.iter()) {
                return Err(ProductError {
                    id: product.id,
                    at: "on-top-of.products".to_owned(),
                    rule: None,
                    why: "none of the contracts before it is one of these".to_owned(),
                });
            }
            products.push(product);
        }
        let journals = products.iter().map(|_| Journal::default()).collect();
        Ok(Self {
            readings,
            products,
            journals,
        })
    }

    /// Their products, in order.
    #[must_use]
    pub fn products(&self) -> &[Product] {
        &self.products
    }

    /// The contract (0 the first) passes to the product of that file; its journal goes on.
    ///
    /// # Errors
    /// Where the file is no product: nothing changes then.
    pub fn replace(
        &mut self,
        contract: usize,
        file: &serde_json::Value,
    ) -> Result<(), ProductError> {
        let product = Product::from_json(file)?;
        if let Some(before) = self.products.get_mut(contract) {
            *before = product;
        }
        Ok(())
    }

    /// Writes a line into the journal of a contract (0 the first) as it was paid before, by this product or by
    /// another. Nothing is computed.
    pub fn enter(&mut self, contract: usize, mut entry: Entry) {
        if let (Some(product), Some(journal)) =
            (self.products.get(contract), self.journals.get_mut(contract))
        {
            entry.reference = reference_date(product, &entry.facts);
            journal.enter(entry);
        }
    }

    /// Settles a line: what each contract does of it, in order. Lines are given in order of acceptance.
    ///
    /// # Errors
    /// Where the law has no figure that a rule needs: nothing is settled then.
    pub fn settle(
        &mut self,
        person: &Person,
        facts: &Facts,
    ) -> Result<Vec<Decision>, MissingFigure> {
        let mut contracts: Vec<Contract> = self
            .products
            .iter()
            .zip(&mut self.journals)
            .map(|(product, journal)| Contract {
                product,
                person,
                journal,
            })
            .collect();
        settle_line(&mut contracts, facts, &self.readings, &[])
    }

    /// Takes a line of a person back from every contract, and gives their counters back what it had counted.
    pub fn take_back(&mut self, person: &str, line: &str) -> Vec<Decision> {
        let journals = self.journals.iter_mut();
        journals
            .map(|journal| Decision::taken_back(journal.take_back(person, line)))
            .collect()
    }
}

/// Settles lines one after the other under those contracts: for each line what each contract does of it.
///
/// # Errors
/// Where a file is no product, or the law has no figure that a line needs.
pub fn settle_lines(
    files: &[serde_json::Value],
    lines: &[(Person, Facts)],
) -> Result<Vec<Vec<Decision>>, SettleError> {
    let mut contracts = Contracts::new(files)?;
    let mut decisions = Vec::new();
    for (person, facts) in lines {
        decisions.push(contracts.settle(person, facts)?);
    }
    Ok(decisions)
}

/// Why lines cannot be settled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettleError {
    /// A file is no product.
    #[error(transparent)]
    Product(#[from] ProductError),
    /// The law has no figure that a line needs.
    #[error(transparent)]
    Figure(#[from] MissingFigure),
}
