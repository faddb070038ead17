use std::collections::{BTreeMap, BTreeSet};

use domain::{Family, Heading};

use super::level::{AROUND, LEVELS, Level};
use super::limit::{Deductible, Limit};
use super::node::{Fault, Node};
use crate::heading::is_doctors;

/// What a heading is given, its family's keys taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Guarantee {
    pub(crate) level: Level,
    pub(crate) waiting_months: u32,
    pub(crate) documents: Vec<String>,
    pub(crate) without_expense: bool,
    pub(crate) deductible: Option<Deductible>,
    pub(crate) limits: Vec<Limit>,
    /// The keys that lead to the list of its limits.
    pub(crate) limits_at: String,
    pub(crate) payee: Option<PayeeRule>,
}

/// Who is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PayeeRule {
    /// Always the insured.
    Insured,
    /// Whom the AMO paid.
    AsAmo,
}

/// Which day of a line counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReferenceDate {
    Start,
    End,
    Delivery,
    Prescription,
}

/// The guarantees in force in some days.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Terms {
    pub(crate) guarantees: BTreeMap<Heading, Guarantee>,
    /// The headings that say `covered: false`, or whose family does, and where.
    pub(crate) left_out: BTreeMap<Heading, String>,
    /// The reference dates that guarantees write.
    pub(crate) reference_dates: BTreeMap<Heading, ReferenceDate>,
}

/// The keys of a guarantee as they are written.
#[derive(Default, Clone)]
struct Keys {
    level: Option<Level>,
    covered: Option<(bool, String)>,
    waiting_months: Option<u32>,
    documents: Option<Vec<String>>,
    without_expense: Option<bool>,
    deductible: Option<Deductible>,
    limits: Option<(Vec<Limit>, String)>,
    reference_date: Option<ReferenceDate>,
    payee: Option<PayeeRule>,
}

impl Terms {
    /// Reads limits by name and guarantees by key: those of the file, or those of a version put over them.
    pub(super) fn read(
        limits: &BTreeMap<&str, Node>,
        guarantees: &BTreeMap<&str, Node>,
    ) -> Result<Self, Fault> {
        let mut named = BTreeMap::new();
        for (name, node) in limits {
            named.insert(*name, Limit::read(node, name, &node.at)?);
        }
        let mut families = BTreeMap::new();
        let mut headings = BTreeMap::new();
        for (key, node) in guarantees {
            let keys = Keys::read(node, key, &named)?;
            if let Ok(family) = key.parse::<Family>() {
                families.insert(family, (keys, node));
            } else if let Ok(heading) = key.parse::<Heading>() {
                headings.insert(heading, (keys, node));
            } else {
                return Err(node.fault(format!("`{key}` is neither a family nor a heading")));
            }
        }
        let mut terms = Self::default();
        for heading in Heading::ALL.iter().copied() {
            let of_family = families.get(&heading.family());
            let own = headings.get(&heading);
            let Some((_, written_at)) = own.or(of_family) else {
                continue;
            };
            let keys = Keys::key_by_key(
                own.map(|(keys, _)| keys.clone()).unwrap_or_default(),
                of_family.map(|(keys, _)| keys.clone()).unwrap_or_default(),
            );
            terms.take(heading, keys, written_at)?;
        }
        terms.tell_limits_what_they_bear_on();
        Ok(terms)
    }

    fn take(&mut self, heading: Heading, keys: Keys, written_at: &Node) -> Result<(), Fault> {
        if let Some(reference_date) = keys.reference_date {
            self.reference_dates.insert(heading, reference_date);
        }
        if let Some((false, at)) = keys.covered {
            self.left_out.insert(heading, at);
            return Ok(());
        }
        let Some(level) = keys.level else {
            return Err(written_at.fault(NO_LEVEL));
        };
        let (limits, limits_at) = keys.limits.unwrap_or_default();
        let guarantee = Guarantee {
            level,
            waiting_months: keys.waiting_months.unwrap_or(0),
            documents: keys.documents.unwrap_or_default(),
            without_expense: keys.without_expense.unwrap_or(false),
            deductible: keys.deductible,
            limits,
            limits_at,
            payee: keys.payee,
        };
        guarantee.only_doctors_have_pairs(heading)?;
        guarantee.a_lump_sum_has_no_bill()?;
        self.guarantees.insert(heading, guarantee);
        Ok(())
    }

    fn tell_limits_what_they_bear_on(&mut self) {
        let mut of_limit: BTreeMap<String, BTreeSet<Heading>> = BTreeMap::new();
        let mut of_deductible: BTreeMap<String, BTreeSet<Heading>> = BTreeMap::new();
        for (heading, guarantee) in &self.guarantees {
            for limit in &guarantee.limits {
                of_limit
                    .entry(limit.id.clone())
                    .or_default()
                    .insert(*heading);
            }
            if let Some(deductible) = &guarantee.deductible {
                of_deductible
                    .entry(deductible.at.clone())
                    .or_default()
                    .insert(*heading);
            }
        }
        for guarantee in self.guarantees.values_mut() {
            for limit in &mut guarantee.limits {
                limit.bears_on = of_limit.get(&limit.id).cloned().unwrap_or_default();
            }
            if let Some(deductible) = &mut guarantee.deductible {
                let bears_on = of_deductible.get(&deductible.at);
                deductible.bears_on = bears_on.cloned().unwrap_or_default();
            }
        }
    }
}

const NO_LEVEL: &str = "no level: exactly one of br, br-on-top, tm, overrun, expense, euros, pmss, real-expense, \
                        sum, lower-of, higher-of and cases is expected";

impl Guarantee {
    /// Its level, and the fallbacks of its limits.
    fn levels(&self) -> impl Iterator<Item = &Level> {
        let fallbacks = self.limits.iter().filter_map(|limit| limit.then.as_ref());
        std::iter::once(&self.level).chain(fallbacks)
    }

    fn only_doctors_have_pairs(&self, heading: Heading) -> Result<(), Fault> {
        if is_doctors(heading) {
            return Ok(());
        }
        match self.levels().find_map(Level::pair) {
            Some(pair) => Err(Fault {
                at: pair.path(pair.key()),
                rule: None,
                why: format!(
                    "`{}` is a pair optam, non-optam, and no doctor executes the acts of `{heading}`",
                    pair.key()
                ),
            }),
            None => Ok(()),
        }
    }

    fn a_lump_sum_has_no_bill(&self) -> Result<(), Fault> {
        if !self.without_expense {
            return Ok(());
        }
        match self.levels().find_map(Level::looks_at_a_bill) {
            Some(level) => Err(Fault {
                at: level.path(level.key()),
                rule: None,
                why: "a lump sum without expense is euros or pmss".to_owned(),
            }),
            None => Ok(()),
        }
    }
}

impl Keys {
    fn read(node: &Node, key: &str, named: &BTreeMap<&str, Limit>) -> Result<Self, Fault> {
        let own = [
            "covered",
            "waiting-months",
            "documents",
            "without-expense",
            "deductible",
            "limits",
            "reference-date",
            "payee",
        ];
        node.only(&[&own[..], &LEVELS, &AROUND].concat())?;
        Ok(Self {
            level: Level::among(node)?,
            covered: match node.key("covered") {
                Some(value) => Some((value.truth()?, value.at)),
                None => None,
            },
            waiting_months: node
                .key("waiting-months")
                .map(|value| value.whole())
                .transpose()?,
            documents: node
                .key("documents")
                .map(|value| value.texts())
                .transpose()?,
            without_expense: node
                .key("without-expense")
                .map(|value| value.truth())
                .transpose()?,
            deductible: node
                .key("deductible")
                .map(|value| Deductible::read(&value))
                .transpose()?,
            limits: node
                .key("limits")
                .map(|value| Ok((limits(&value, key, named)?, value.at.clone())))
                .transpose()?,
            reference_date: node
                .key("reference-date")
                .map(|value| {
                    value.word(&[
                        ("start", ReferenceDate::Start),
                        ("end", ReferenceDate::End),
                        ("delivery", ReferenceDate::Delivery),
                        ("prescription", ReferenceDate::Prescription),
                    ])
                })
                .transpose()?,
            payee: node
                .key("payee")
                .map(|value| PayeeRule::read(&value))
                .transpose()?,
        })
    }

    /// Each key that the heading does not write is its family's.
    fn key_by_key(own: Self, family: Self) -> Self {
        Self {
            level: own.level.or(family.level),
            covered: own.covered.or(family.covered),
            waiting_months: own.waiting_months.or(family.waiting_months),
            documents: own.documents.or(family.documents),
            without_expense: own.without_expense.or(family.without_expense),
            deductible: own.deductible.or(family.deductible),
            limits: own.limits.or(family.limits),
            reference_date: own.reference_date.or(family.reference_date),
            payee: own.payee.or(family.payee),
        }
    }
}

/// Limits of a guarantee: written there, or by name.
fn limits(node: &Node, key: &str, named: &BTreeMap<&str, Limit>) -> Result<Vec<Limit>, Fault> {
    let mut limits = Vec::new();
    for (place, item) in node.items()?.iter().enumerate() {
        if item.is_text() {
            let name = item.text()?;
            let Some(limit) = named.get(name) else {
                return Err(item.fault(format!("`{name}` is not a limit of this file")));
            };
            limits.push(limit.clone());
        } else {
            limits.push(Limit::read(item, &format!("{key}, {place}"), &node.at)?);
        }
    }
    Ok(limits)
}

impl PayeeRule {
    pub(super) fn read(node: &Node) -> Result<Self, Fault> {
        node.word(&[("insured", Self::Insured), ("as-amo", Self::AsAmo)])
    }
}
