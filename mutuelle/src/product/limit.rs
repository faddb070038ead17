use std::collections::BTreeSet;

use domain::Heading;
use rust_decimal::Decimal;

use super::condition::When;
use super::level::Level;
use super::node::{Fault, Node};

/// One counter with a size: a ceiling, a number of acts, a renewal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Limit {
    /// Its name, or the guarantee it is written in and its place there. What it counts is in the name too, so
    /// that a counter of money is never taken for one of acts.
    pub(crate) id: String,
    pub(crate) size: Size,
    pub(crate) of: Of,
    pub(crate) per: Scope,
    pub(crate) over: Clock,
    pub(crate) excludes_ticket_moderateur: bool,
    pub(crate) excludes_100_sante: bool,
    pub(crate) when: When,
    pub(crate) cases: Vec<Case>,
    pub(crate) then: Option<Level>,
    /// The headings that take it from where it is written, or that name it.
    pub(crate) bears_on: BTreeSet<Heading>,
    /// The keys that lead to it: of the list of a guarantee, or of its name.
    pub(crate) at: String,
}

/// The size of a counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    Euros(Decimal),
    /// Per cent of the PMSS of the reference year.
    Pmss(Decimal),
    Number(Decimal),
}

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Of {
    Act,
    Examination,
    Equipment,
}

/// Whose counter it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    Person,
    Household,
    Line,
    Act,
    Decompte,
    Stay,
    Equipment,
    Tooth,
    Eye,
    Ear,
    Pregnancy,
}

/// Which lines a counter takes together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clock {
    Year,
    MembershipYear,
    Day,
    Months(u32),
    Event,
}

/// Another size, another clock or none, for lines that meet its condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Case {
    pub(crate) when: When,
    pub(crate) size: Option<Size>,
    pub(crate) over: Option<Clock>,
    pub(crate) unlimited: bool,
}

/// What the person keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Deductible {
    pub(crate) size: Size,
    pub(crate) per: Scope,
    pub(crate) over: Clock,
    pub(crate) when: When,
    pub(crate) bears_on: BTreeSet<Heading>,
    /// The keys that lead to it.
    pub(crate) at: String,
}

const SIZES: [&str; 3] = ["euros", "pmss", "number"];

impl Limit {
    /// A limit under that name, `at` the keys that errors point at.
    pub(super) fn read(node: &Node, name: &str, at: &str) -> Result<Self, Fault> {
        node.only(&[
            "euros", "pmss", "number", "of", "per", "over", "excludes", "when", "cases", "then",
        ])?;
        let size = size(node)?.ok_or_else(|| node.fault(ONE_SIZE))?;
        let is_number = matches!(size, Size::Number(_));
        let of = match node.key("of") {
            Some(value) if !is_number => return Err(value.fault("`of` goes with `number`")),
            Some(value) => value.word(&[
                ("act", Of::Act),
                ("session", Of::Act),
                ("day", Of::Act),
                ("examination", Of::Examination),
                ("equipment", Of::Equipment),
            ])?,
            None => Of::Act,
        };
        let per = scope(node)?;
        let excludes = match node.key("excludes") {
            Some(value) => value.words(&[("ticket-moderateur", 0), ("100-sante", 1)])?,
            None => Vec::new(),
        };
        let cases = match node.key("cases") {
            Some(value) => value
                .items()?
                .iter()
                .map(|case| Case::read(case, is_number))
                .collect::<Result<_, _>>()?,
            None => Vec::new(),
        };
        let counts = if is_number { "number" } else { "money" };
        Ok(Self {
            id: format!("{name} ({counts})"),
            size,
            of,
            per,
            over: over(node)?.unwrap_or(default_clock(per)),
            excludes_ticket_moderateur: excludes.contains(&0),
            excludes_100_sante: excludes.contains(&1),
            when: when(node)?,
            cases,
            then: node
                .key("then")
                .map(|value| Level::read(&value))
                .transpose()?,
            bears_on: BTreeSet::new(),
            at: at.to_owned(),
        })
    }

    /// Whether it counts acts, examinations or equipments, not money.
    pub(crate) fn is_number(&self) -> bool {
        matches!(self.size, Size::Number(_))
    }
}

const ONE_SIZE: &str = "exactly one of euros, pmss and number is expected";

impl Case {
    fn read(node: &Node, of_number: bool) -> Result<Self, Fault> {
        node.only(&["when", "euros", "pmss", "number", "over", "unlimited"])?;
        let size = size(node)?;
        if let Some(size) = size
            && matches!(size, Size::Number(_)) != of_number
        {
            return Err(node.fault("a number stays a number, money money"));
        }
        let unlimited = match node.key("unlimited") {
            Some(value) if !value.truth()? => {
                return Err(value.fault("`unlimited: true` is expected"));
            }
            Some(_) => true,
            None => false,
        };
        let over = over(node)?;
        if size.is_none() && over.is_none() && !unlimited {
            return Err(
                node.fault("another size, another `over`, or `unlimited: true` is expected")
            );
        }
        Ok(Self {
            when: When::read(&node.must("when")?)?,
            size,
            over,
            unlimited,
        })
    }
}

impl Deductible {
    pub(super) fn read(node: &Node) -> Result<Self, Fault> {
        if let Some(number) = node.key("number") {
            return Err(number.fault("a deductible is an amount: euros or pmss is expected"));
        }
        node.only(&["euros", "pmss", "per", "over", "when"])?;
        let per = scope(node)?;
        Ok(Self {
            size: size(node)?
                .ok_or_else(|| node.fault("exactly one of euros and pmss is expected"))?,
            per,
            over: over(node)?.unwrap_or(default_clock(per)),
            when: when(node)?,
            bears_on: BTreeSet::new(),
            at: node.at.clone(),
        })
    }
}

fn size(node: &Node) -> Result<Option<Size>, Fault> {
    let written: Vec<&str> = SIZES
        .into_iter()
        .filter(|key| node.key(key).is_some())
        .collect();
    let key = match written[..] {
        [] => return Ok(None),
        [key] => key,
        _ => return Err(node.fault(ONE_SIZE)),
    };
    let value = node.must(key)?;
    Ok(Some(match key {
        "euros" => Size::Euros(value.euros()?),
        "pmss" => Size::Pmss(value.percent()?),
        _ => Size::Number(Decimal::from(value.whole()?)),
    }))
}

fn scope(node: &Node) -> Result<Scope, Fault> {
    match node.key("per") {
        Some(value) => value.word(&[
            ("person", Scope::Person),
            ("household", Scope::Household),
            ("line", Scope::Line),
            ("act", Scope::Act),
            ("decompte", Scope::Decompte),
            ("stay", Scope::Stay),
            ("equipment", Scope::Equipment),
            ("tooth", Scope::Tooth),
            ("eye", Scope::Eye),
            ("ear", Scope::Ear),
            ("pregnancy", Scope::Pregnancy),
        ]),
        None => Ok(Scope::Person),
    }
}

/// A calendar year for a person or a household; what the things of an event cost has no clock.
fn default_clock(per: Scope) -> Clock {
    match per {
        Scope::Person | Scope::Household => Clock::Year,
        _ => Clock::Event,
    }
}

fn over(node: &Node) -> Result<Option<Clock>, Fault> {
    let Some(value) = node.key("over") else {
        return Ok(None);
    };
    if value.is_mapping() {
        value.only(&["months"])?;
        return Ok(Some(Clock::Months(value.must("months")?.whole()?)));
    }
    let clock = value.word(&[
        ("year", Clock::Year),
        ("membership-year", Clock::MembershipYear),
        ("day", Clock::Day),
        ("event", Clock::Event),
    ])?;
    Ok(Some(clock))
}

fn when(node: &Node) -> Result<When, Fault> {
    let when = node.key("when").map(|value| When::read(&value));
    Ok(when.transpose()?.unwrap_or_default())
}
