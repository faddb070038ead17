use rust_decimal::Decimal;

use super::condition::When;
use super::node::{Fault, Node};

/// A level, and what surrounds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Level {
    pub(crate) kind: Kind,
    pub(crate) when: Option<When>,
    pub(crate) per: Per,
    pub(crate) at_most: Option<Decimal>,
    /// The keys that lead to the mapping it stands in.
    pub(crate) at: String,
}

/// The keys that say a level, exactly one of which is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Per cent of the base, AMO included.
    Br(Percent),
    /// Per cent of the base on top of the AMO.
    BrOnTop(Percent, TicketModerateur),
    /// Per cent of the ticket modérateur.
    Tm(Decimal),
    /// Per cent of the overrun.
    Overrun(Percent),
    /// Per cent of the expense.
    Expense(Decimal, TicketModerateur),
    /// Euros a unit.
    Euros(Decimal, TicketModerateur),
    /// Per cent of the PMSS a unit; without year the register tells which.
    Pmss(Decimal, Option<PmssOf>, TicketModerateur),
    /// Frais réels.
    RealExpense,
    /// All of them together.
    Sum(Vec<Level>),
    /// The lowest.
    LowerOf(Vec<Level>),
    /// The highest.
    HigherOf(Vec<Level>),
    /// The first whose condition holds.
    Cases(Vec<Level>),
}

/// A percentage, or one for each kind of doctor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Percent {
    /// The same for everybody.
    Same(Decimal),
    /// OPTAM doctors, and everybody else.
    ByDoctor { optam: Decimal, non_optam: Decimal },
}

/// How an amount stands to the ticket modérateur.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TicketModerateur {
    Included,
    OnTop,
    Excluded,
}

/// What an amount is given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Per {
    Line,
    /// Acts, sessions, days: the quantity.
    Act,
    Examination,
    Eye,
    Ear,
    Tooth,
}

/// The PMSS of which day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PmssOf {
    Care,
    Contract,
}

/// The keys of a level.
pub(super) const LEVELS: [&str; 12] = [
    "br",
    "br-on-top",
    "tm",
    "overrun",
    "expense",
    "euros",
    "pmss",
    "real-expense",
    "sum",
    "lower-of",
    "higher-of",
    "cases",
];

/// The keys that go with a level, and count as one key with it.
pub(super) const AROUND: [&str; 5] = ["when", "ticket-moderateur", "per", "pmss-of", "at-most"];

const NONE: &str = "no level: exactly one of br, br-on-top, tm, overrun, expense, euros, pmss, real-expense, sum, \
                    lower-of, higher-of and cases is expected";

impl Level {
    /// A level that stands alone in its mapping: in a list, or under `then`.
    pub(super) fn read(node: &Node) -> Result<Self, Fault> {
        node.only(&[&LEVELS[..], &AROUND].concat())?;
        Self::among(node)?.ok_or_else(|| node.fault(NONE))
    }

    /// The level written among the keys of a mapping, where there is one.
    pub(super) fn among(node: &Node) -> Result<Option<Self>, Fault> {
        let written: Vec<&str> = LEVELS
            .into_iter()
            .filter(|key| node.key(key).is_some())
            .collect();
        let key = match written[..] {
            [key] => key,
            [] => {
                return match AROUND.into_iter().find_map(|key| node.key(key)) {
                    Some(alone) => Err(alone.fault(NONE)),
                    None => Ok(None),
                };
            }
            _ => return Err(node.fault("several levels: exactly one is expected")),
        };
        let kind = kind(node, key)?;
        for around in ["ticket-moderateur", "pmss-of", "per"] {
            let goes = match around {
                "ticket-moderateur" => ["br-on-top", "euros", "pmss", "expense"].contains(&key),
                "pmss-of" => key == "pmss",
                _ => ["euros", "pmss"].contains(&key) || node.key("at-most").is_some(),
            };
            if let (Some(value), false) = (node.key(around), goes) {
                return Err(value.fault(format!("`{around}` does not go with `{key}`")));
            }
        }
        Ok(Some(Self {
            kind,
            when: node
                .key("when")
                .map(|value| When::read(&value))
                .transpose()?,
            per: per(node)?,
            at_most: node.key("at-most").map(|value| value.euros()).transpose()?,
            at: node.at.clone(),
        }))
    }

    /// The key that says it.
    pub(crate) fn key(&self) -> &'static str {
        match &self.kind {
            Kind::Br(_) => "br",
            Kind::BrOnTop(..) => "br-on-top",
            Kind::Tm(_) => "tm",
            Kind::Overrun(_) => "overrun",
            Kind::Expense(..) => "expense",
            Kind::Euros(..) => "euros",
            Kind::Pmss(..) => "pmss",
            Kind::RealExpense => "real-expense",
            Kind::Sum(_) => "sum",
            Kind::LowerOf(_) => "lower-of",
            Kind::HigherOf(_) => "higher-of",
            Kind::Cases(_) => "cases",
        }
    }

    /// The keys that lead to one of its own.
    pub(super) fn path(&self, key: &str) -> String {
        format!("{}.{key}", self.at)
    }

    /// The levels of its list, where it is one.
    pub(crate) fn list(&self) -> &[Self] {
        match &self.kind {
            Kind::Sum(levels)
            | Kind::LowerOf(levels)
            | Kind::HigherOf(levels)
            | Kind::Cases(levels) => levels,
            _ => &[],
        }
    }

    /// A level of it, at any depth, whose percentage is a pair.
    pub(crate) fn pair(&self) -> Option<&Self> {
        match &self.kind {
            Kind::Br(percent) | Kind::BrOnTop(percent, _) | Kind::Overrun(percent) => {
                matches!(percent, Percent::ByDoctor { .. }).then_some(self)
            }
            _ => self.list().iter().find_map(Self::pair),
        }
    }

    /// A level of it, at any depth, that looks at an expense or a base.
    pub(super) fn looks_at_a_bill(&self) -> Option<&Self> {
        match &self.kind {
            Kind::Euros(..) | Kind::Pmss(..) => None,
            Kind::Br(_)
            | Kind::BrOnTop(..)
            | Kind::Tm(_)
            | Kind::Overrun(_)
            | Kind::Expense(..)
            | Kind::RealExpense => Some(self),
            Kind::Sum(_) | Kind::LowerOf(_) | Kind::HigherOf(_) | Kind::Cases(_) => {
                self.list().iter().find_map(Self::looks_at_a_bill)
            }
        }
    }
}

fn kind(node: &Node, key: &str) -> Result<Kind, Fault> {
    let value = node.must(key)?;
    Ok(match key {
        "br" => Kind::Br(Percent::read(&value)?),
        "br-on-top" => Kind::BrOnTop(Percent::read(&value)?, ticket_moderateur(node)?),
        "tm" => Kind::Tm(value.percent()?),
        "overrun" => Kind::Overrun(Percent::read(&value)?),
        "expense" => Kind::Expense(value.percent()?, ticket_moderateur(node)?),
        "euros" => Kind::Euros(value.euros()?, ticket_moderateur(node)?),
        "pmss" => Kind::Pmss(value.percent()?, pmss_of(node)?, ticket_moderateur(node)?),
        "real-expense" if value.truth()? => Kind::RealExpense,
        "real-expense" => {
            return Err(value.fault("`real-expense: false` is no level: say `covered: false`"));
        }
        "sum" => Kind::Sum(list(&value)?),
        "lower-of" => Kind::LowerOf(list(&value)?),
        "higher-of" => Kind::HigherOf(list(&value)?),
        _ => Kind::Cases(list(&value)?),
    })
}

fn list(node: &Node) -> Result<Vec<Level>, Fault> {
    let levels: Vec<Level> = node
        .items()?
        .iter()
        .map(Level::read)
        .collect::<Result<_, _>>()?;
    if levels.is_empty() {
        return Err(node.fault("at least one level is expected"));
    }
    Ok(levels)
}

impl Percent {
    fn read(node: &Node) -> Result<Self, Fault> {
        if !node.is_mapping() {
            return Ok(Self::Same(node.percent()?));
        }
        node.only(&["optam", "non-optam"])?;
        Ok(Self::ByDoctor {
            optam: node.must("optam")?.percent()?,
            non_optam: node.must("non-optam")?.percent()?,
        })
    }

    /// The lower of a pair, or the one there is.
    pub(super) fn lowest(self) -> Decimal {
        match self {
            Self::Same(percent) => percent,
            Self::ByDoctor { optam, non_optam } => optam.min(non_optam),
        }
    }
}

fn ticket_moderateur(node: &Node) -> Result<TicketModerateur, Fault> {
    match node.key("ticket-moderateur") {
        Some(value) => value.word(&[
            ("included", TicketModerateur::Included),
            ("on-top", TicketModerateur::OnTop),
            ("excluded", TicketModerateur::Excluded),
        ]),
        None => Ok(TicketModerateur::Included),
    }
}

fn per(node: &Node) -> Result<Per, Fault> {
    match node.key("per") {
        Some(value) => value.word(&[
            ("line", Per::Line),
            ("act", Per::Act),
            ("session", Per::Act),
            ("day", Per::Act),
            ("examination", Per::Examination),
            ("eye", Per::Eye),
            ("ear", Per::Ear),
            ("tooth", Per::Tooth),
        ]),
        None => Ok(Per::Act),
    }
}

fn pmss_of(node: &Node) -> Result<Option<PmssOf>, Fault> {
    match node.key("pmss-of") {
        Some(value) => value
            .word(&[("care", PmssOf::Care), ("contract", PmssOf::Contract)])
            .map(Some),
        None => Ok(None),
    }
}
