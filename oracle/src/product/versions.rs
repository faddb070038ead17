//! The guarantees of a product as they stand from a day on, in flat arrays by heading.

use std::collections::BTreeMap;

use domain::{Day, Heading};

use super::ProductError;
use super::error::{At, Place};
use super::file::{LimitKeys, LimitOrName};
use super::inherit::{Guarantees, Resolved, resolve};
use super::level::Level;
use super::limit::{Deductible, Headings, Limit};
use super::named::Named;
use super::responsible;
use super::words::PayeeRule;

/// What is paid under one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Guarantee {
    pub(crate) level: Level,
    pub(crate) waiting_months: u16,
    pub(crate) documents: Box<[Box<str>]>,
    /// A lump sum for an event, without bill.
    pub(crate) without_expense: bool,
    /// Place of its deductible in the table.
    pub(crate) deductible: Option<u16>,
    /// Places of its limits in the table: the numbers first, then the moneys, each in the order written.
    pub(crate) limits: Box<[u16]>,
    pub(crate) payee: PayeeRule,
}

/// The guarantees from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    /// The first reference date; none for the one that the file begins with.
    pub(crate) from: Option<Day>,
    /// By heading.
    pub(crate) guarantees: Box<[Option<Guarantee>]>,
    pub(crate) limits: Box<[Limit]>,
    pub(crate) deductibles: Box<[Deductible]>,
}

/// What a version holds, and where each of its keys is written.
#[derive(Debug, Clone)]
pub(super) struct Written<'a> {
    pub(super) at: At<'a>,
    pub(super) limits: BTreeMap<&'a str, (&'a LimitKeys, At<'a>)>,
    pub(super) guarantees: Guarantees,
    pub(super) places: BTreeMap<Named, At<'a>>,
    /// Where each limit of the table is written; filled while it is compiled.
    pub(super) limit_places: Vec<Place>,
}

/// How a limit is known before it is compiled: one on a family is one counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum LimitId<'a> {
    Named(&'a str),
    Inline(Named, usize),
}

impl Written<'_> {
    /// Where the keys of a family or heading are written.
    pub(super) fn place(&self, named: Named) -> At<'_> {
        match self.places.get(&named) {
            Some(at) => at.clone(),
            None => self.at.key("guarantees").key(named.word()),
        }
    }

    /// A limit that nobody names, a guarantee that is not covered or that its headings replace: each of its keys is
    /// one all the same.
    fn read_what_no_heading_takes(&self) -> Result<(), ProductError> {
        let nobody = Headings::default();
        for (keys, at) in self.limits.values() {
            Limit::compile(keys, at, nobody, false)?;
        }
        for (&named, keys) in &self.guarantees {
            let at = self.place(named);
            if let Some(level) = keys.level() {
                Level::compile(&level, &at, None, false)?;
            }
            for (index, limit) in keys.limits.iter().flatten().enumerate() {
                let (keys, at) = self.limit(named, index, limit)?;
                Limit::compile(keys, &at, nobody, false)?;
            }
            if let Some(keys) = &keys.deductible {
                Deductible::compile(keys, &at.key("deductible"), nobody)?;
            }
        }
        Ok(())
    }

    /// Where a limit of a heading is written, and the limit.
    fn limit<'s>(
        &'s self,
        named: Named,
        index: usize,
        limit: &'s LimitOrName,
    ) -> Result<(&'s LimitKeys, At<'s>), ProductError> {
        let at = self.place(named).key("limits").item(index);
        match limit {
            LimitOrName::Limit(keys) => Ok((keys, at)),
            LimitOrName::Name(name) => match self.limits.get(name.as_str()) {
                Some((keys, at)) => Ok((keys, at.clone())),
                None => {
                    let near = domain::nearest(name, self.limits.keys().copied())
                        .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                    Err(at.malformed(format!("`{name}` is not a limit of this file{near}")))
                }
            },
        }
    }
}

/// What a product says beside its guarantees.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around {
    pub(super) payee: PayeeRule,
    pub(super) responsible: bool,
}

impl Table {
    /// Compiles what is written from that day on.
    pub(super) fn compile(
        from: Option<Day>,
        written: &mut Written<'_>,
        around: Around,
    ) -> Result<Self, ProductError> {
        let mut limit_places: Vec<Place> = Vec::new();
        let resolved: Vec<(Heading, Resolved<'_>)> = Heading::ALL
            .iter()
            .filter_map(|&heading| Some((heading, resolve(&written.guarantees, heading)?)))
            .filter(|(_, resolved)| resolved.is_covered())
            .collect();
        // The headings of each limit and deductible: those that take it from one place.
        let mut limits: BTreeMap<LimitId<'_>, Headings> = BTreeMap::new();
        let mut deductibles: BTreeMap<Named, Headings> = BTreeMap::new();
        for (heading, resolved) in &resolved {
            for id in limit_ids(resolved) {
                let headings = limits.entry(id).or_default();
                *headings = headings.and(*heading);
            }
            if let Some((named, _)) = resolved.deductible {
                let headings = deductibles.entry(named).or_default();
                *headings = headings.and(*heading);
            }
        }
        let mut table = Self {
            from,
            guarantees: vec![None; Heading::ALL.len()].into(),
            limits: Box::default(),
            deductibles: Box::default(),
        };
        let mut compiled: Vec<(Option<LimitId<'_>>, Limit)> = Vec::new();
        let mut kept: Vec<(Named, Deductible)> = Vec::new();
        for (heading, resolved) in &resolved {
            let Some((from, level)) = &resolved.level else {
                let missing = super::file::LevelKeys::default();
                return match Level::compile(&missing, &written.place(resolved.written), None, false)
                {
                    Err(error) => Err(error),
                    Ok(_) => unreachable!("no keys are no level"),
                };
            };
            let level = Level::compile(
                level,
                &written.place(*from),
                Some(*heading),
                resolved.without_expense,
            )?;
            let mut places = Vec::new();
            if around.responsible
                && let Some(renewal) = responsible::renewal(*heading)
            {
                places.push(compiled.len());
                compiled.push((None, renewal));
                limit_places.push(written.at.place());
            }
            let (named, list) = resolved.limits.unwrap_or((resolved.written, &[]));
            for (index, (id, limit)) in limit_ids(resolved).zip(list).enumerate() {
                let known = compiled.iter().position(|(known, _)| *known == Some(id));
                let (keys, at) = written.limit(named, index, limit)?;
                let headings = limits.get(&id).copied().unwrap_or_default();
                let limit = || Limit::compile(keys, &at, headings, resolved.without_expense);
                let place = match known {
                    Some(place) => {
                        if resolved.without_expense {
                            // What others share with a lump sum is one too.
                            limit()?;
                        }
                        place
                    }
                    None => {
                        let limit = limit()?;
                        compiled.push((Some(id), limit));
                        limit_places.push(match id {
                            LimitId::Named(_) => at.place(),
                            LimitId::Inline(named, _) => Place {
                                line: at.place().line,
                                ..written.place(named).key("limits").place()
                            },
                        });
                        compiled.len() - 1
                    }
                };
                if !places.contains(&place) {
                    places.push(place);
                }
            }
            places.sort_by_key(|&place| !compiled[place].1.size.is_number());
            let deductible = match resolved.deductible {
                Some((named, keys)) => {
                    let known = kept.iter().position(|(known, _)| *known == named);
                    Some(match known {
                        Some(place) => place,
                        None => {
                            let at = written.place(named).key("deductible");
                            let headings = deductibles.get(&named).copied().unwrap_or_default();
                            kept.push((named, Deductible::compile(keys, &at, headings)?));
                            kept.len() - 1
                        }
                    })
                }
                None => None,
            };
            table.guarantees[*heading as usize] = Some(Guarantee {
                level,
                waiting_months: resolved.waiting_months,
                documents: resolved
                    .documents
                    .iter()
                    .map(|name| name.as_str().into())
                    .collect(),
                without_expense: resolved.without_expense,
                deductible: deductible.map(small),
                limits: places.into_iter().map(small).collect(),
                payee: resolved.payee.unwrap_or(around.payee),
            });
        }
        table.limits = compiled.into_iter().map(|(_, limit)| limit).collect();
        table.deductibles = kept.into_iter().map(|(_, deductible)| deductible).collect();
        drop(resolved);
        written.limit_places = limit_places;
        written.read_what_no_heading_takes()?;
        Ok(table)
    }

    /// What is paid under a heading.
    #[inline]
    pub(crate) fn guarantee(&self, heading: Heading) -> Option<&Guarantee> {
        self.guarantees[heading as usize].as_ref()
    }
}

fn limit_ids<'a>(resolved: &'a Resolved<'a>) -> impl Iterator<Item = LimitId<'a>> + use<'a> {
    resolved.limits.into_iter().flat_map(|(named, list)| {
        list.iter()
            .enumerate()
            .map(move |(index, limit)| match limit {
                LimitOrName::Name(name) => LimitId::Named(name),
                LimitOrName::Limit(_) => LimitId::Inline(named, index),
            })
    })
}

/// A place in a table: a file has no more limits than that.
fn small(place: usize) -> u16 {
    u16::try_from(place).unwrap_or(u16::MAX)
}
