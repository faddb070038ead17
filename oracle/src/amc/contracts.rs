//! Several contracts on one line: base, option, surcomplémentaire (docs/products.md, "Several contracts").

use super::{Facts, Journal, Person, Share, share_above, steps};
use crate::ambiguity::Choices;
use crate::law::LawError;
use crate::product::Product;
use crate::trace::Trace;

/// A contract below another one, which already settled the line.
#[derive(Debug, Clone, Copy)]
pub struct Below<'a> {
    /// Its product.
    pub product: &'a Product,
    /// What it paid, the line included.
    pub journal: &'a Journal,
}

/// What each contract of a person pays on a line, in order: each is told what those before it paid, beside
/// what `facts` already says of insurers elsewhere. There is one journal a product.
/// One that waits holds those that stand on it: what they pay depends on what it will.
///
/// # Errors
/// Where a figure of the law that a product needs is not loaded for the day; nothing is entered then.
pub fn shares<T: Trace>(
    products: &[&Product],
    choices: &Choices,
    facts: &Facts,
    person: &Person,
    journals: &mut [Journal],
    trace: &mut T,
) -> Result<Vec<Share>, LawError> {
    let mut facts = facts.clone();
    let mut shares: Vec<Share> = Vec::with_capacity(products.len());
    for (index, product) in products.iter().enumerate() {
        if let Some(waiting) = shares.last().filter(|share| share.waits()).copied() {
            shares.push(waiting);
            continue;
        }
        let (before, from) = journals.split_at_mut(index);
        let Some(journal) = from.first_mut() else {
            break;
        };
        let below: Vec<Below<'_>> = products
            .iter()
            .zip(before.iter())
            .map(|(product, journal)| Below { product, journal })
            .collect();
        match share_above(product, &below, choices, &facts, person, journal, trace) {
            Ok(share) => {
                if products.len() > 1 {
                    trace.step(|| steps::one_of_several(product, facts.earlier, &share));
                }
                facts.earlier += share.amount;
                shares.push(share);
            }
            Err(error) => {
                for journal in journals {
                    journal.take_back(facts.line);
                }
                return Err(error);
            }
        }
    }
    if products.len() > 1 {
        trace.step(|| steps::together(shares.iter().map(|share| share.amount).sum()));
    }
    Ok(shares)
}
