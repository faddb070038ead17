//! A product file, version 2, as `docs/products.md` says it: read key by key, and refused with the key that is
//! wrong.

mod condition;
mod guarantee;
mod level;
mod limit;
mod node;
mod responsible;

use std::collections::BTreeMap;

use domain::{Day, Heading, Rounding};

pub(crate) use condition::{AgeAt, Range, When};
pub(crate) use guarantee::{Guarantee, PayeeRule, ReferenceDate, Terms};
pub(crate) use level::{Kind, Level, Per, Percent, PmssOf, TicketModerateur};
pub(crate) use limit::{Case, Clock, Deductible, Limit, Of, Scope, Size};
use node::{Fault, Node};

/// A tableau de garanties, as `docs/products.md` says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Name by which members point at it.
    pub id: String,
    /// Contrat responsable (rules §6).
    pub responsible: bool,
    /// The contract is the C2S.
    pub c2s: bool,
    pub(crate) refunds_participation: bool,
    /// None: the register tells. So do the two of a year that is not whole.
    pub(crate) rounding: Option<Rounding>,
    pub(crate) payee: PayeeRule,
    pub(crate) on_top_of: Option<OnTopOf>,
    pub(crate) on_joining: Option<OnJoining>,
    pub(crate) on_product_change: Option<OnProductChange>,
    /// What is in force before any version.
    pub(crate) terms: Terms,
    /// What is in force from each of those days on, in order.
    pub(crate) versions: Vec<(Day, Terms)>,
}

/// A product that stands on others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OnTopOf {
    pub(crate) kind: TopKind,
    /// The products it may sit on; none: any.
    pub(crate) products: Option<Vec<String>>,
    /// Its levels are totals with what stands below.
    pub(crate) includes_earlier: bool,
}

/// The two kinds of products that stand on others, in the order in which they are computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TopKind {
    Option,
    Surcomplementaire,
}

/// Limits of a person who joins in the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnJoining {
    Whole,
    ProRata,
}

/// Limits of a person who comes from another product in the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnProductChange {
    Carry,
    Reset,
    ProRata,
}

/// Why a product file is not one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("failed to read the product `{id}`: {}{why}", self.place())]
pub struct ProductError {
    /// Its `id`, where it has one.
    pub id: String,
    /// The keys that lead to what is wrong, with dots; empty for the file as a whole.
    pub at: String,
    /// The rule of responsible products that it breaks (`resp-level`), where it is one of them.
    pub rule: Option<&'static str>,
    /// What is wrong, and what is expected.
    pub why: String,
}

impl ProductError {
    fn place(&self) -> String {
        if self.at.is_empty() {
            String::new()
        } else {
            format!("{}: ", self.at)
        }
    }
}

impl Product {
    /// Reads the content of a product file.
    ///
    /// ```
    /// let content = serde_json::json!({
    ///     "schema-version": 2, "id": "hors", "name": { "fr": "Hors", "en": "Out" },
    ///     "responsible": false, "guarantees": { "generaliste": { "br": "80" , "at-most": "12,5" } },
    /// });
    /// let error = mutuelle::Product::from_json(&content).unwrap_err();
    /// assert_eq!(error.at, "guarantees.generaliste.at-most");
    /// ```
    ///
    /// # Errors
    /// Where a key is unknown, missing or wrong, or a responsible contract breaks one of its rules.
    pub fn from_json(content: &serde_json::Value) -> Result<Self, ProductError> {
        let file = Node::root(content);
        read(&file).map_err(|fault| ProductError {
            id: file
                .key("id")
                .and_then(|id| id.text().ok())
                .unwrap_or("?")
                .to_owned(),
            at: fault.at,
            rule: fault.rule,
            why: fault.why,
        })
    }

    /// What it is on top of others; none for a base.
    pub(crate) fn kind(&self) -> Option<TopKind> {
        self.on_top_of.as_ref().map(|top| top.kind)
    }

    /// Whether it stands alone, or on one of those before it.
    pub(crate) fn may_sit_on<'a>(&self, mut before: impl Iterator<Item = &'a Self>) -> bool {
        let top = self.on_top_of.as_ref();
        let asked = top.and_then(|top| top.products.as_ref());
        asked.is_none_or(|ids| before.any(|base| ids.contains(&base.id)))
    }

    /// The guarantees in force on a reference date.
    pub(crate) fn terms_on(&self, day: Day) -> &Terms {
        let last = self.versions.iter().rev().find(|(from, _)| *from <= day);
        last.map_or(&self.terms, |(_, terms)| terms)
    }

    /// Which day counts for a heading, where its guarantee says so: the file's, versions left aside.
    pub(crate) fn reference_date(&self, heading: Heading) -> Option<ReferenceDate> {
        self.terms.reference_dates.get(&heading).copied()
    }
}

const KEYS: [&str; 14] = [
    "schema-version",
    "id",
    "name",
    "responsible",
    "refunds-participation",
    "c2s",
    "rounding",
    "payee",
    "on-top-of",
    "on-joining",
    "on-product-change",
    "limits",
    "guarantees",
    "versions",
];

fn read(file: &Node) -> Result<Product, Fault> {
    let version = file.must("schema-version")?;
    match version.whole()? {
        2 => {}
        1 => {
            return Err(version.fault(
                "schema-version 1 is not read any more: say 2, and write the guarantees as docs/products.md says",
            ));
        }
        other => return Err(version.fault(format!("schema-version {other} is not known, 2 is"))),
    }
    file.only(&KEYS)?;
    name(&file.must("name")?)?;
    let truth = |key| match file.key(key) {
        Some(value) => value.truth(),
        None => Ok(false),
    };
    let mut product = Product {
        id: file.must("id")?.text()?.to_owned(),
        responsible: file.must("responsible")?.truth()?,
        c2s: truth("c2s")?,
        refunds_participation: truth("refunds-participation")?,
        rounding: match file.key("rounding") {
            Some(value) => Some(value.word(&[
                ("half-up", Rounding::HalfUp),
                ("truncate", Rounding::Truncate),
            ])?),
            None => None,
        },
        payee: match file.key("payee") {
            Some(value) => PayeeRule::read(&value)?,
            None => PayeeRule::Insured,
        },
        on_top_of: file
            .key("on-top-of")
            .map(|value| on_top_of(&value))
            .transpose()?,
        on_joining: match file.key("on-joining") {
            Some(value) => Some(value.word(&[
                ("whole", OnJoining::Whole),
                ("pro-rata", OnJoining::ProRata),
            ])?),
            None => None,
        },
        on_product_change: match file.key("on-product-change") {
            Some(value) => Some(value.word(&[
                ("carry", OnProductChange::Carry),
                ("reset", OnProductChange::Reset),
                ("pro-rata", OnProductChange::ProRata),
            ])?),
            None => None,
        },
        terms: Terms::default(),
        versions: Vec::new(),
    };
    if product.responsible {
        responsible::check_file(file, &product)?;
    }
    if product.c2s {
        for key in ["guarantees", "limits", "versions", "on-top-of"] {
            if let Some(value) = file.key(key) {
                return Err(value.fault("the C2S has no guarantees of its own"));
            }
        }
        return Ok(product);
    }
    read_terms(file, &mut product)?;
    if product.responsible {
        let is_base = product.on_top_of.is_none();
        responsible::check_terms(&product.terms, is_base)?;
        for (_, terms) in &product.versions {
            responsible::check_terms(terms, is_base)?;
        }
    }
    Ok(product)
}

/// The guarantees of the file, then those of each version put over the ones before, key by key.
fn read_terms(file: &Node, product: &mut Product) -> Result<(), Fault> {
    let mut limits: BTreeMap<&str, Node> = entries_of(file.key("limits"))?.into_iter().collect();
    let mut guarantees: BTreeMap<&str, Node> =
        file.must("guarantees")?.entries()?.into_iter().collect();
    product.terms = Terms::read(&limits, &guarantees)?;
    let versions = match file.key("versions") {
        Some(versions) => versions.items()?,
        None => Vec::new(),
    };
    for version in &versions {
        version.only(&["from", "limits", "guarantees"])?;
        let from = version.must("from")?;
        let day = from.day()?;
        if let Some((before, _)) = product.versions.last()
            && *before >= day
        {
            return Err(from.fault(format!(
                "versions stand in order of days: {day} does not come after {before}"
            )));
        }
        limits.extend(entries_of(version.key("limits"))?);
        guarantees.extend(entries_of(version.key("guarantees"))?);
        product
            .versions
            .push((day, Terms::read(&limits, &guarantees)?));
    }
    Ok(())
}

fn entries_of(node: Option<Node<'_>>) -> Result<Vec<(&str, Node<'_>)>, Fault> {
    node.map_or(Ok(Vec::new()), |node| node.entries())
}

fn name(node: &Node) -> Result<(), Fault> {
    node.only(&["fr", "en"])?;
    node.must("fr")?.text()?;
    node.must("en")?.text()?;
    Ok(())
}

fn on_top_of(node: &Node) -> Result<OnTopOf, Fault> {
    node.only(&["kind", "products", "includes-earlier"])?;
    Ok(OnTopOf {
        kind: node.must("kind")?.word(&[
            ("option", TopKind::Option),
            ("surcomplementaire", TopKind::Surcomplementaire),
        ])?,
        products: node
            .key("products")
            .map(|value| value.texts())
            .transpose()?,
        includes_earlier: match node.key("includes-earlier") {
            Some(value) => value.truth()?,
            None => false,
        },
    })
}

#[cfg(test)]
mod tests;
