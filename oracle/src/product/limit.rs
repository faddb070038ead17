//! Limits and deductibles: one counter, with a size.

use domain::{Cents, Heading, Rate};

use super::ProductError;
use super::condition::Condition;
use super::error::At;
use super::euros::Euros;
use super::file::{CaseKeys, DeductibleKeys, LimitKeys};
use super::level::Level;
use super::words::{Excludes, Of, Over, Scope};

/// A set of headings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Headings(u64);

const _: () = assert!(Heading::ALL.len() <= 64);

impl Headings {
    pub(crate) const fn one(heading: Heading) -> Self {
        Self(1 << heading as u64)
    }

    pub(super) const fn and(self, heading: Heading) -> Self {
        Self(self.0 | 1 << heading as u64)
    }

    #[inline]
    pub(crate) const fn contains(self, heading: Heading) -> bool {
        self.0 & (1 << heading as u64) != 0
    }
}

/// Which earlier lines are taken together with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Counter {
    /// The headings it bears on.
    pub(crate) headings: Headings,
    /// Lines that do not meet it are left aside.
    pub(crate) when: Option<Condition>,
    /// Lines of the basket 100 % Santé are left aside.
    pub(crate) without_cent_sante: bool,
    pub(crate) scope: Scope,
    pub(crate) over: Over,
}

/// The size of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    Euros(Cents),
    Pmss(Rate),
    Number(u16),
}

impl Size {
    pub(crate) const fn is_number(self) -> bool {
        matches!(self, Self::Number(_))
    }
}

/// One counter with a size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Limit {
    pub(crate) counter: Counter,
    pub(crate) size: Size,
    /// What a number counts.
    pub(crate) of: Of,
    /// It counts and cuts only what is beyond the ticket modérateur.
    pub(crate) beyond_only: bool,
    pub(crate) cases: Box<[Case]>,
    /// What is paid at least once it cuts.
    pub(crate) then: Option<Level>,
    /// Whether it is a renewal that every responsible contract has.
    pub(crate) is_legal_renewal: bool,
}

/// Another size, another clock or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Case {
    pub(crate) when: Condition,
    pub(crate) size: Option<Size>,
    pub(crate) over: Option<Over>,
    pub(crate) unlimited: bool,
}

/// What the person keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Deductible {
    pub(crate) counter: Counter,
    pub(crate) size: Size,
}

impl Limit {
    /// Compiles the keys of a limit that bears on those headings. `lump`: of a lump sum without expense.
    pub(super) fn compile(
        keys: &LimitKeys,
        at: &At<'_>,
        headings: Headings,
        lump: bool,
    ) -> Result<Self, ProductError> {
        let size = size(keys.euros.as_ref(), keys.pmss, keys.number, at)?
            .ok_or_else(|| at.malformed("exactly one of euros, pmss and number is expected"))?;
        if keys.of.is_some() && !size.is_number() {
            return Err(at.key("of").malformed("`of` goes with `number`"));
        }
        let excludes = keys.excludes.as_deref().unwrap_or_default();
        let scope = keys.per.unwrap_or(Scope::Person);
        let mut cases = Vec::new();
        for (index, case) in keys.cases.iter().flatten().enumerate() {
            cases.push(Case::compile(case, &at.key("cases").item(index), size)?);
        }
        Ok(Self {
            counter: Counter {
                headings,
                when: condition(keys.when.as_ref(), at)?,
                without_cent_sante: excludes.contains(&Excludes::CentSante),
                scope,
                over: keys.over.unwrap_or(scope.usual_clock()),
            },
            size,
            of: keys.of.unwrap_or(Of::Act),
            beyond_only: excludes.contains(&Excludes::TicketModerateur),
            cases: cases.into(),
            then: match &keys.then {
                Some(then) => {
                    let at = at.key("then");
                    for heading in Heading::ALL {
                        if headings.contains(*heading) {
                            Level::compile(then, &at, Some(*heading), lump)?;
                        }
                    }
                    Some(Level::compile(then, &at, None, lump)?)
                }
                None => None,
            },
            is_legal_renewal: false,
        })
    }
}

impl Case {
    fn compile(keys: &CaseKeys, at: &At<'_>, of: Size) -> Result<Self, ProductError> {
        let size = size(keys.euros.as_ref(), keys.pmss, keys.number, at)?;
        if size.is_some_and(|size| size.is_number() != of.is_number()) {
            return Err(at.malformed(
                "a case keeps the kind of its limit: a number stays a number, money stays money",
            ));
        }
        if !keys.unlimited && size.is_none() && keys.over.is_none() {
            return Err(
                at.malformed("a case gives another size, another `over`, or `unlimited: true`")
            );
        }
        Ok(Self {
            when: Condition::compile(&keys.when, &at.key("when"))?,
            size,
            over: keys.over,
            unlimited: keys.unlimited,
        })
    }
}

impl Deductible {
    pub(super) fn compile(
        keys: &DeductibleKeys,
        at: &At<'_>,
        headings: Headings,
    ) -> Result<Self, ProductError> {
        let size = size(keys.euros.as_ref(), keys.pmss, None, at)?
            .ok_or_else(|| at.malformed("exactly one of euros and pmss is expected"))?;
        let scope = keys.per.unwrap_or(Scope::Person);
        Ok(Self {
            counter: Counter {
                headings,
                when: condition(keys.when.as_ref(), at)?,
                without_cent_sante: false,
                scope,
                over: keys.over.unwrap_or(scope.usual_clock()),
            },
            size,
        })
    }
}

fn condition(
    keys: Option<&super::file::ConditionKeys>,
    at: &At<'_>,
) -> Result<Option<Condition>, ProductError> {
    keys.map(|keys| Condition::compile(keys, &at.key("when")))
        .transpose()
}

/// The size, where one is written.
fn size(
    euros: Option<&Euros>,
    pmss: Option<Rate>,
    number: Option<u16>,
    at: &At<'_>,
) -> Result<Option<Size>, ProductError> {
    match (euros, pmss, number) {
        (None, None, None) => Ok(None),
        (Some(text), None, None) => Ok(Some(Size::Euros(at.key("euros").euros(text)?))),
        (None, Some(rate), None) => Ok(Some(Size::Pmss(rate))),
        (None, None, Some(number)) => Ok(Some(Size::Number(number))),
        _ => Err(at.malformed("exactly one of euros, pmss and number is expected")),
    }
}
