//! Several contracts on one line: base, option, surcomplémentaire (docs/products.md, "Several contracts").

use domain::Cents;

use super::{Facts, Journal, Person, Share, share_above, steps};
use crate::ambiguity::Choices;
use crate::law::LawError;
use crate::product::Product;
use crate::trace::Trace;

/// The contracts below another one, which already settled the line.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Below<'a> {
    products: &'a [&'a Product],
    /// What each paid, the line included.
    journals: &'a [Journal],
}

impl<'a> Below<'a> {
    /// Their products.
    pub(super) fn products(self) -> impl Iterator<Item = &'a Product> + Clone {
        self.products.iter().copied()
    }

    /// Each with what it paid.
    pub(super) fn contracts(self) -> impl Iterator<Item = (&'a Product, &'a Journal)> {
        self.products().zip(self.journals)
    }

    pub(super) fn is_empty(self) -> bool {
        self.products.is_empty()
    }
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
    let mut shares = Vec::with_capacity(products.len());
    let mut facts = facts.clone();
    let facts = &mut facts;
    let each = |share| shares.push(share);
    each_share(products, choices, facts, person, journals, trace, each)?;
    Ok(shares)
}

/// The same, each share told as it is known. What each pays is told to the next in `facts`, and stays there.
pub(crate) fn each_share<T: Trace>(
    products: &[&Product],
    choices: &Choices,
    facts: &mut Facts,
    person: &Person,
    journals: &mut [Journal],
    trace: &mut T,
    mut tell: impl FnMut(Share),
) -> Result<(), LawError> {
    let (mut last, mut sum) = (None::<Share>, Cents::ZERO);
    for (index, product) in products.iter().enumerate() {
        if let Some(waiting) = last.filter(Share::waits) {
            tell(waiting);
            continue;
        }
        let (before, from) = journals.split_at_mut(index);
        let Some(journal) = from.first_mut() else {
            break;
        };
        let below = Below {
            products: products.split_at(index).0,
            journals: before,
        };
        let share = match share_above(product, below, choices, facts, person, journal, trace) {
            Ok(share) => share,
            Err(error) => {
                for journal in journals {
                    journal.take_back(facts.line);
                }
                return Err(error);
            }
        };
        if products.len() > 1 {
            trace.step(|| steps::one_of_several(product, facts.earlier, &share));
        }
        if share.amount != Cents::ZERO && index + 1 < products.len() {
            facts.earlier += share.amount;
        }
        sum += share.amount;
        last = Some(share);
        tell(share);
    }
    if products.len() > 1 {
        trace.step(|| steps::together(sum));
    }
    Ok(())
}
