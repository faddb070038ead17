//! The contracts of a question, and what they make of its lines.

use rustc_hash::FxHashMap;
use std::sync::Arc;

use domain::{Cents, Reaction, ReasonClass};

use super::lines::Due;
use super::{ContractTold, LineTold, Question, QuoteError, RemainderTold};
use crate::ambiguity::Choices;
use crate::amc::{Journal, Person, SettledAct, Share, price_limit, remainder, shares};
use crate::law::Law;
use crate::product::{Guarantee, Product};
use crate::trace::Trace;

/// The products that questions may name: those given, then those that étalon comes with, read once.
#[derive(Debug, Clone)]
pub(super) struct Shelf {
    products: Vec<Arc<Product>>,
    /// Products of a guarantee in words, by those words: a batch asks of few.
    in_words: FxHashMap<String, Arc<Product>>,
}

/// How many guarantees in words are kept; past it, all are forgotten.
const IN_WORDS: usize = 256;

impl Shelf {
    pub(super) fn of(own: Vec<Product>) -> Self {
        let shipped = Product::embedded().iter().cloned();
        Self {
            products: own.into_iter().chain(shipped).map(Arc::new).collect(),
            in_words: FxHashMap::default(),
        }
    }

    /// The contracts of a question, the base first.
    pub(super) fn contracts(&mut self, question: &Question) -> Result<Contracts, QuoteError> {
        if let Some(text) = &question.guarantee {
            if !question.products.is_empty() {
                return Err(QuoteError::Beside {
                    key: "guarantee",
                    beside: "products",
                    why: "one or the other says what is covered",
                });
            }
            return Ok(Contracts {
                products: vec![self.in_words(text)?],
            });
        }
        let named = question.products.iter().map(|id| self.named(id));
        let mut products = named.collect::<Result<Vec<_>, _>>()?;
        if question.earlier.is_none()
            && let Some(first) = products.first().filter(|first| first.on_top_of.is_some())
        {
            return Err(QuoteError::NoBase {
                above: first.id.clone(),
            });
        }
        for (place, id) in question.products.iter().enumerate() {
            if question
                .products
                .iter()
                .take(place)
                .any(|other| other == id)
            {
                return Err(QuoteError::SameProduct { id: id.clone() });
            }
        }
        // The base, its options, then surcomplémentaires: the order in which they pay.
        if let Some(above) = products.get_mut(1..) {
            above.sort_by_key(|product| product.on_top_of.as_ref().map(|on_top| on_top.kind));
        }
        let base = products.first();
        for (place, above) in products.iter().enumerate().skip(1) {
            let mut below = products.iter().take(place);
            if !below.any(|below| above.may_stand_on(below)) {
                return Err(QuoteError::NotOnTop {
                    above: above.id.clone(),
                    below: base.map(|base| base.id.clone()).unwrap_or_default(),
                });
            }
        }
        Ok(Contracts { products })
    }

    fn in_words(&mut self, text: &str) -> Result<Arc<Product>, QuoteError> {
        if let Some(product) = self.in_words.get(text) {
            return Ok(Arc::clone(product));
        }
        let guarantee = Guarantee::parse_text(text)?;
        let product = Arc::new(Product::single(text, guarantee));
        if self.in_words.len() >= IN_WORDS {
            self.in_words.clear();
        }
        self.in_words.insert(text.to_owned(), Arc::clone(&product));
        Ok(product)
    }

    fn named(&self, id: &str) -> Result<Arc<Product>, QuoteError> {
        let found = self.products.iter().find(|product| product.id == id);
        found.map(Arc::clone).ok_or_else(|| {
            let ids = self.products.iter().map(|product| product.id.as_str());
            let ids: Vec<&str> = ids.collect();
            QuoteError::NoProduct {
                id: id.to_owned(),
                known: ids.join(", "),
            }
        })
    }
}

/// The contracts of a question.
pub(super) struct Contracts {
    pub(super) products: Vec<Arc<Product>>,
}

/// A line with what everybody pays of it.
pub(super) struct Line {
    pub(super) told: LineTold,
    pub(super) expense: Cents,
    pub(super) amo: Cents,
    pub(super) amc: Cents,
    pub(super) left: RemainderTold,
}

impl Contracts {
    pub(super) fn line<T: Trace>(
        &self,
        due: Due,
        person: &Person,
        choices: &Choices,
        journals: &mut [Journal],
        trace: &mut T,
    ) -> Result<Line, QuoteError> {
        let facts = &due.facts;
        let products: Vec<&Product> = self.products.iter().map(AsRef::as_ref).collect();
        let paid = if due.heading_known {
            shares(&products, choices, facts, person, journals, trace)?
        } else {
            Vec::new()
        };
        let amc: Cents = paid.iter().map(|share| share.amount).sum();
        let theoretical = facts.amo + facts.majoration;
        let act = SettledAct {
            expense: facts.expense,
            base: facts.base,
            theoretical,
            majoration: facts.majoration,
            participation: facts.participation,
            franchise: due.franchise,
            deferred: due.deferred,
            amc: amc + facts.earlier,
            refunds_participation: self
                .products
                .iter()
                .any(|product| product.refunds_participation),
        };
        let most = facts.expense - act.amo();
        if facts.earlier > most {
            return Err(QuoteError::Above {
                key: "earlier",
                amount: facts.earlier,
                most,
                of: "what the AMO leaves of the expense",
            });
        }
        // Dental prostheses, optics and hearing aids all go by the day of their fitting or delivery.
        let limit = price_limit(Law::embedded(), facts, facts.delivery).map(|(most, _)| most);
        let above = limit.map_or(Cents::ZERO, |most| (facts.expense - most).floor_zero());
        let contracts = self
            .products
            .iter()
            .zip(&paid)
            .map(|(product, share)| contract(product, share))
            .collect();
        Ok(Line {
            told: LineTold {
                date: facts.date,
                act: due.act,
                heading: due.heading_known.then_some(facts.heading),
                expense: facts.expense - due.off_the_amo,
                base: facts.base,
                price_limit: limit,
                rate: due.rate,
                theoretical: theoretical - due.off_the_amo,
                majoration: facts.majoration,
                participation: facts.participation,
                franchise: due.franchise,
                deferred: due.deferred,
                contracts,
            },
            expense: facts.expense - due.off_the_amo,
            amo: act.amo() - due.off_the_amo,
            amc,
            left: RemainderTold::of(facts.heading, remainder(&act), above),
        })
    }
}

fn contract(product: &Product, share: &Share) -> ContractTold {
    let reaction = match share.reason {
        ReasonClass::Guarantee => Reaction::Paid,
        ReasonClass::ActNotCovered => Reaction::Refused,
        ReasonClass::DocumentAwaited | ReasonClass::UnknownQualifier => Reaction::Held,
        _ => Reaction::SettledZero,
    };
    ContractTold {
        product: Arc::clone(&product.key),
        reaction,
        reason: share.reason,
        amount: share.amount,
        payee: (share.amount > Cents::ZERO).then_some(share.payee),
        rule: share.rule,
    }
}
