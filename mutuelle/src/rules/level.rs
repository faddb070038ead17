use domain::{Day, Heading, Rounding};
use rust_decimal::Decimal;

use super::amounts::{Amounts, Parts};
use super::clock::years_completed;
use super::condition::holds;
use super::met::{Met, Rule};
use super::rounding::{percent_of, percent_of_each};
use crate::Bug;
use crate::facts::{AmoStatus, Doctor, Facts, Person};
use crate::law::{Law, MissingFigure};
use crate::product::{Kind, Level, Per, Percent, PmssOf, TicketModerateur};
use crate::readings::Readings;

/// A line as a guarantee looks at it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Care<'a> {
    pub(crate) facts: &'a Facts,
    pub(crate) person: &'a Person,
    pub(crate) reference: Day,
    pub(crate) amounts: Amounts,
    pub(crate) rounding: Rounding,
    pub(crate) readings: &'a Readings,
    /// A lump sum: no bill, no L, TM, OV.
    pub(crate) without_expense: bool,
    pub(crate) bugs: &'a [Bug],
}

impl Care<'_> {
    /// Whether that bug is planted.
    pub(crate) fn has(&self, bug: Bug) -> bool {
        self.bugs.contains(&bug)
    }

    /// N % of an amount of the line, to the cent: once, or for each of its acts where they are rounded one by one.
    pub(crate) fn percent(&self, percent: Decimal, amount: Decimal) -> Decimal {
        if self.has(Bug::RoundsPerDecompte) {
            return percent * amount / Decimal::ONE_HUNDRED;
        }
        let acts = if self.readings.rounds_each_act {
            Decimal::from(self.facts.quantity.max(1))
        } else {
            Decimal::ONE
        };
        percent_of_each(acts, percent, amount, self.rounding)
    }
}

/// The parts that a level gives. `refused_is_said`: a level around it is for lines that the AMO refused.
pub(crate) fn parts_of(
    level: &Level,
    care: &Care,
    refused_is_said: bool,
    met: &mut Met,
) -> Result<Parts, MissingFigure> {
    if !when_holds(level, care) {
        met.rule(Rule::Condition);
        return Ok(Parts::ZERO);
    }
    let when_says = level.when.as_ref().is_some_and(|when| when.says_refused());
    let refused_is_said = refused_is_said || when_says;
    met.rule(rule_of(&level.kind));
    let parts = match &level.kind {
        Kind::Sum(levels) => sum(levels, care, refused_is_said, met)?,
        Kind::LowerOf(levels) => lowest(&each(levels, care, refused_is_said, met)?),
        Kind::HigherOf(levels) => highest(&each(levels, care, refused_is_said, met)?),
        Kind::Cases(levels) => match levels.iter().find(|case| when_holds(case, care)) {
            Some(case) => parts_of(case, care, refused_is_said, met)?,
            None => Parts::ZERO,
        },
        _ if care.facts.amo_status() == AmoStatus::Refused && !refused_is_said => {
            // Field notes 1.16: only levels that say so are for lines that the AMO refused.
            met.rule(Rule::AmoRefused);
            Parts::ZERO
        }
        _ => leaf(level, care, met)?,
    };
    Ok(match level.at_most {
        Some(at_most) => {
            let cut = parts.cut(at_most * units(level.per, care.facts));
            met.rule_where(cut != parts, Rule::AtMost);
            cut
        }
        None => parts,
    })
}

/// Whether what a level asks for is met.
pub(crate) fn when_holds(level: &Level, care: &Care) -> bool {
    level
        .when
        .as_ref()
        .is_none_or(|when| holds(when, care.facts, care.person, care.reference))
}

/// How many units a line has for a level.
pub(crate) fn units(per: Per, facts: &Facts) -> Decimal {
    let named = |names: &[String]| Decimal::from(names.len().max(1));
    match per {
        Per::Line => Decimal::ONE,
        Per::Act => Decimal::from(facts.quantity),
        Per::Examination => Decimal::from(facts.examinations),
        Per::Eye => named(&facts.eyes),
        Per::Ear => named(&facts.ears),
        Per::Tooth => named(&facts.teeth),
    }
}

fn leaf(level: &Level, care: &Care, met: &mut Met) -> Result<Parts, MissingFigure> {
    let line = &care.amounts;
    let percent = |percent, amount| care.percent(percent, amount);
    let split = |amount| Parts::split(amount, line.ticket_moderateur);
    Ok(match &level.kind {
        Kind::Br(n) => {
            let level = percent(for_doctor(*n, care.facts), line.base);
            if is_on_top(level, care) {
                return Ok(split(line.left.min(level)));
            }
            let level = line.expense.min(level);
            split((level - line.amo).max(Decimal::ZERO))
        }
        Kind::BrOnTop(n, ticket) => {
            let given = percent(for_doctor(*n, care.facts), line.base);
            used(given, *ticket, care, met)
        }
        Kind::Tm(n) => split(line.left.min(percent(*n, line.ticket_moderateur))),
        Kind::Overrun(n) => Parts {
            m: Decimal::ZERO,
            v: line
                .overrun
                .min(percent(for_doctor(*n, care.facts), line.overrun)),
        },
        Kind::Expense(n, ticket) => {
            let of = if care.readings.expense_after_amo {
                line.left
            } else {
                line.expense
            };
            used(percent(*n, of), *ticket, care, met)
        }
        Kind::Euros(euros, ticket) => {
            used(*euros * units(level.per, care.facts), *ticket, care, met)
        }
        Kind::Pmss(n, of, ticket) => {
            let of = of.unwrap_or(care.readings.pmss_of);
            let pmss = Law::embedded().pmss(day_of_pmss(of, care))?;
            let one = percent_of(*n, pmss, care.rounding);
            used(one * units(level.per, care.facts), *ticket, care, met)
        }
        Kind::RealExpense => split(line.left),
        Kind::Sum(_) | Kind::LowerOf(_) | Kind::HigherOf(_) | Kind::Cases(_) => Parts::ZERO,
    })
}

/// Whether a planted bug adds the level to the AMO share, which it holds.
fn is_on_top(level: Decimal, care: &Care) -> bool {
    let is_orthodontics = care.facts.heading == Heading::Orthodontie;
    let is_high = level >= care.amounts.base * Decimal::TWO && care.amounts.base > Decimal::ZERO;
    (is_orthodontics && care.has(Bug::OrthodonticsOnTop))
        || (is_high && care.has(Bug::LevelOnTopOfAmo))
}

/// How an amount that is given stands to the ticket modérateur.
fn used(given: Decimal, ticket: TicketModerateur, care: &Care, met: &mut Met) -> Parts {
    let line = &care.amounts;
    if care.without_expense {
        met.rule(Rule::WithoutExpense);
        return Parts {
            m: Decimal::ZERO,
            v: given,
        };
    }
    match ticket {
        TicketModerateur::Included => Parts::split(line.left.min(given), line.ticket_moderateur),
        TicketModerateur::OnTop => {
            met.rule(Rule::TicketModerateurOnTop);
            Parts {
                m: line.ticket_moderateur,
                v: line.overrun.min(given),
            }
        }
        TicketModerateur::Excluded => {
            met.rule(Rule::TicketModerateurExcluded);
            Parts {
                m: Decimal::ZERO,
                v: line.overrun.min(given),
            }
        }
    }
}

/// m = min(TM, Σm), v = min(OV, Σm + Σv − m). A lump sum has neither: all of it is beyond.
fn sum(
    levels: &[Level],
    care: &Care,
    refused_is_said: bool,
    met: &mut Met,
) -> Result<Parts, MissingFigure> {
    let all = each(levels, care, refused_is_said, met)?;
    let on_ticket: Decimal = all.iter().map(|parts| parts.m).sum();
    let beyond: Decimal = all.iter().map(|parts| parts.v).sum();
    if care.without_expense {
        return Ok(Parts {
            m: Decimal::ZERO,
            v: on_ticket + beyond,
        });
    }
    let m = care.amounts.ticket_moderateur.min(on_ticket);
    Ok(Parts {
        m,
        v: care.amounts.overrun.min(on_ticket + beyond - m),
    })
}

fn each(
    levels: &[Level],
    care: &Care,
    refused_is_said: bool,
    met: &mut Met,
) -> Result<Vec<Parts>, MissingFigure> {
    levels
        .iter()
        .map(|level| parts_of(level, care, refused_is_said, met))
        .collect()
}

/// The lowest; the first of equals.
fn lowest(all: &[Parts]) -> Parts {
    let mut found: Option<Parts> = None;
    for parts in all {
        if found.is_none_or(|found| parts.total() < found.total()) {
            found = Some(*parts);
        }
    }
    found.unwrap_or(Parts::ZERO)
}

/// The highest; the first of equals.
fn highest(all: &[Parts]) -> Parts {
    let mut found: Option<Parts> = None;
    for parts in all {
        if found.is_none_or(|found| parts.total() > found.total()) {
            found = Some(*parts);
        }
    }
    found.unwrap_or(Parts::ZERO)
}

/// A pair is short for two cases: OPTAM doctors, and everybody else.
fn for_doctor(percent: Percent, facts: &Facts) -> Decimal {
    match percent {
        Percent::Same(percent) => percent,
        Percent::ByDoctor { optam, non_optam } => {
            if facts.doctor == Some(Doctor::Optam) {
                optam
            } else {
                non_optam
            }
        }
    }
}

/// The reference date, or the first day of the membership year that holds it.
pub(super) fn day_of_pmss(of: PmssOf, care: &Care) -> Day {
    match of {
        PmssOf::Care if care.has(Bug::PmssOfTheYearBefore) => care.reference.plus_months(-12),
        PmssOf::Care => care.reference,
        PmssOf::Contract => {
            let since = care.person.member_since;
            since.plus_months(12 * years_completed(since, care.reference))
        }
    }
}

fn rule_of(kind: &Kind) -> Rule {
    match kind {
        Kind::Br(_) => Rule::Br,
        Kind::BrOnTop(..) => Rule::BrOnTop,
        Kind::Tm(_) => Rule::Tm,
        Kind::Overrun(_) => Rule::Overrun,
        Kind::Expense(..) => Rule::Expense,
        Kind::Euros(..) => Rule::Euros,
        Kind::Pmss(..) => Rule::Pmss,
        Kind::RealExpense => Rule::RealExpense,
        Kind::Sum(_) => Rule::Sum,
        Kind::LowerOf(_) => Rule::LowerOf,
        Kind::HigherOf(_) => Rule::HigherOf,
        Kind::Cases(_) => Rule::Cases,
    }
}
