//! Levels: how an amount is computed from a line.

use domain::{Cents, Heading, Rate};

use super::ProductError;
use super::condition::Condition;
use super::error::At;
use super::file::LevelKeys;
use super::percent::Percent;
use super::words::{Per, PmssOf, TicketModerateur};

/// A level, with what surrounds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Level {
    /// The level is 0 where it does not hold.
    pub(crate) when: Option<Condition>,
    pub(crate) amount: Amount,
    /// What `euros`, `pmss` and `at-most` are for.
    pub(crate) per: Per,
    pub(crate) at_most: Option<Cents>,
}

/// The key of a level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Amount {
    /// Of the base, AMO share included.
    Br(Percent),
    /// Of the base, on top of the AMO share.
    BrOnTop(Percent, TicketModerateur),
    /// Of the ticket modérateur.
    Tm(Rate),
    /// Of the overrun.
    Overrun(Percent),
    /// Of the expense.
    Expense(Rate, TicketModerateur),
    /// Euros a unit.
    Euros(Cents, TicketModerateur),
    /// Of the PMSS a unit; of which year, where the file says so.
    Pmss(Rate, Option<PmssOf>, TicketModerateur),
    /// All that the AMO leaves.
    RealExpense,
    /// The sum.
    Sum(Box<[Level]>),
    /// The lowest.
    LowerOf(Box<[Level]>),
    /// The highest.
    HigherOf(Box<[Level]>),
    /// The first whose condition holds.
    Cases(Box<[Level]>),
}

impl Level {
    /// Compiles the keys of a level, for a heading where one is known. `lump`: a lump sum without expense.
    pub(super) fn compile(
        keys: &LevelKeys,
        at: &At<'_>,
        heading: Option<Heading>,
        lump: bool,
    ) -> Result<Self, ProductError> {
        let compiler = Compiler { heading, lump };
        compiler.level(keys, at)
    }

    /// The levels of a list; none where it is a leaf.
    pub(crate) fn list(&self) -> &[Self] {
        match &self.amount {
            Amount::Sum(levels)
            | Amount::LowerOf(levels)
            | Amount::HigherOf(levels)
            | Amount::Cases(levels) => levels,
            _ => &[],
        }
    }

    /// Whether OPTAM doctors may be paid otherwise than others: a pair or a condition on the doctor in it.
    pub(crate) fn tells_doctors_apart(&self) -> bool {
        let pair = match self.amount {
            Amount::Br(percent) | Amount::BrOnTop(percent, _) | Amount::Overrun(percent) => {
                percent.is_pair()
            }
            _ => false,
        };
        pair || self.when.as_ref().is_some_and(Condition::asks_optam)
            || self.list().iter().any(Self::tells_doctors_apart)
    }

    /// The key that it is written with.
    pub(crate) const fn key(&self) -> &'static str {
        match self.amount {
            Amount::Br(_) => "br",
            Amount::BrOnTop(..) => "br-on-top",
            Amount::Tm(_) => "tm",
            Amount::Overrun(_) => "overrun",
            Amount::Expense(..) => "expense",
            Amount::Euros(..) => "euros",
            Amount::Pmss(..) => "pmss",
            Amount::RealExpense => "real-expense",
            Amount::Sum(_) => "sum",
            Amount::LowerOf(_) => "lower-of",
            Amount::HigherOf(_) => "higher-of",
            Amount::Cases(_) => "cases",
        }
    }
}

const EXPECTED: &str = "exactly one of br, br-on-top, tm, overrun, expense, euros, pmss, real-expense, sum, lower-of, \
                        higher-of and cases is expected";

struct Compiler {
    heading: Option<Heading>,
    lump: bool,
}

impl Compiler {
    fn level(&self, keys: &LevelKeys, at: &At<'_>) -> Result<Level, ProductError> {
        let amount = self.amount(keys, at)?;
        let level = Level {
            when: match &keys.when {
                Some(when) => Some(Condition::compile(when, &at.key("when"))?),
                None => None,
            },
            amount,
            per: keys.per.unwrap_or(Per::Act),
            at_most: match &keys.at_most {
                Some(text) => Some(at.key("at-most").euros(text)?),
                None => None,
            },
        };
        let does_not_go = |key: &str| {
            Err(at
                .key(key)
                .malformed(format!("`{key}` does not go with `{}`", level.key())))
        };
        let has_units = matches!(level.amount, Amount::Euros(..) | Amount::Pmss(..));
        let is_lump =
            has_units || matches!(level.amount, Amount::BrOnTop(..) | Amount::Expense(..));
        if keys.ticket_moderateur.is_some() && !is_lump {
            return does_not_go("ticket-moderateur");
        }
        if keys.pmss_of.is_some() && keys.pmss.is_none() {
            return does_not_go("pmss-of");
        }
        if keys.per.is_some() && !has_units && keys.at_most.is_none() {
            return does_not_go("per");
        }
        if self.lump && !has_units && level.list().is_empty() {
            return Err(at
                .key(level.key())
                .malformed("a lump sum without expense is euros or pmss"));
        }
        Ok(level)
    }

    fn amount(&self, keys: &LevelKeys, at: &At<'_>) -> Result<Amount, ProductError> {
        let usage = keys.ticket_moderateur.unwrap_or(TicketModerateur::Included);
        let mut found = Vec::new();
        if let Some(percent) = keys.br {
            found.push(Amount::Br(self.percent(percent, &at.key("br"))?));
        }
        if let Some(percent) = keys.br_on_top {
            let percent = self.percent(percent, &at.key("br-on-top"))?;
            found.push(Amount::BrOnTop(percent, usage));
        }
        found.extend(keys.tm.map(Amount::Tm));
        if let Some(percent) = keys.overrun {
            found.push(Amount::Overrun(self.percent(percent, &at.key("overrun"))?));
        }
        found.extend(keys.expense.map(|rate| Amount::Expense(rate, usage)));
        if let Some(text) = &keys.euros {
            found.push(Amount::Euros(at.key("euros").euros(text)?, usage));
        }
        found.extend(
            keys.pmss
                .map(|rate| Amount::Pmss(rate, keys.pmss_of, usage)),
        );
        match keys.real_expense {
            Some(true) => found.push(Amount::RealExpense),
            Some(false) => {
                return Err(at
                    .key("real-expense")
                    .malformed("`real-expense: false` is no level: say `covered: false`"));
            }
            None => {}
        }
        type List = fn(Box<[Level]>) -> Amount;
        let lists: [(&str, &Option<Vec<LevelKeys>>, List); 4] = [
            ("sum", &keys.sum, Amount::Sum),
            ("lower-of", &keys.lower_of, Amount::LowerOf),
            ("higher-of", &keys.higher_of, Amount::HigherOf),
            ("cases", &keys.cases, Amount::Cases),
        ];
        for (key, list, amount) in lists {
            if let Some(list) = list {
                found.push(amount(self.list(list, &at.key(key))?));
            }
        }
        match (found.pop(), found.is_empty()) {
            (None, _) => Err(at.malformed(format!("no level: {EXPECTED}"))),
            (Some(amount), true) => Ok(amount),
            (Some(_), false) => Err(at.malformed("several levels: exactly one is expected")),
        }
    }

    fn list(&self, list: &[LevelKeys], at: &At<'_>) -> Result<Box<[Level]>, ProductError> {
        if list.is_empty() {
            return Err(at.malformed("a list of levels holds one at least"));
        }
        list.iter()
            .enumerate()
            .map(|(index, keys)| self.level(keys, &at.item(index)))
            .collect()
    }

    fn percent(&self, percent: Percent, at: &At<'_>) -> Result<Percent, ProductError> {
        match self.heading {
            Some(heading) if percent.is_pair() && !heading.is_doctor() => {
                let place = at.place().key;
                let key = place.rsplit('.').next().unwrap_or_default();
                Err(at.malformed(format!(
                    "`{key}` is a pair optam, non-optam, and no doctor executes the acts of `{}`",
                    heading.word()
                )))
            }
            _ => Ok(percent),
        }
    }
}
