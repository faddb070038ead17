//! What a level comes to on the line at hand (docs/products.md, "Levels").

use domain::{Cents, Day, Rounding};

use super::Doctor;
use super::bill::Bill;
use super::look::Look;
use super::parts::Parts;
use crate::law::{Law, LawError, ParamId};
use crate::product::{
    AmoStatus, Amount, Level, Per, PmssOf, Scope, TicketModerateur, months_completed,
};

/// The line at hand, with everything that its amount is computed from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hand<'a> {
    pub(super) look: Look<'a>,
    pub(super) bill: Bill,
    pub(super) law: &'a Law,
    pub(super) rounding: Rounding,
}

impl Hand<'_> {
    /// The same line, as if an OPTAM doctor had executed it.
    pub(super) fn with_optam(self) -> Self {
        let look = Look {
            doctor: Some(Doctor::Optam),
            ..self.look
        };
        Self { look, ..self }
    }

    /// The parts that a level comes to.
    pub(super) fn parts(&self, level: &Level) -> Result<Parts, LawError> {
        self.under(level, false)
    }

    /// `refused`: a level around it names the lines that the AMO refused.
    fn under(&self, level: &Level, refused: bool) -> Result<Parts, LawError> {
        let when = level.when.as_ref();
        if !self.look.meets(when) {
            return Ok(Parts::ZERO);
        }
        let refused = refused || when.is_some_and(|when| when.names_refused());
        let parts = match &level.amount {
            Amount::Sum(levels) => {
                let mut sum = Parts::ZERO;
                for level in levels {
                    sum += self.under(level, refused)?;
                }
                let m = sum.m.min(self.bill.ticket_moderateur);
                Parts {
                    m,
                    v: self.bill.overrun.min(sum.total() - m),
                }
            }
            Amount::LowerOf(levels) => self.chosen(levels, refused, |new, best| new < best)?,
            Amount::HigherOf(levels) => self.chosen(levels, refused, |new, best| new > best)?,
            Amount::Cases(levels) => match self.case(levels) {
                Some(level) => self.under(level, refused)?,
                None => Parts::ZERO,
            },
            _ if self.look.facts.status() == AmoStatus::Refused && !refused => Parts::ZERO,
            leaf => self.leaf(leaf, level.per)?,
        };
        Ok(match level.at_most {
            Some(most) => parts.cut(most * self.units(level.per)),
            None => parts,
        })
    }

    /// The first case whose condition holds.
    pub(super) fn case<'l>(&self, levels: &'l [Level]) -> Option<&'l Level> {
        levels
            .iter()
            .find(|level| self.look.meets(level.when.as_ref()))
    }

    /// The first of those levels that none beats.
    fn chosen(
        &self,
        levels: &[Level],
        refused: bool,
        beats: impl Fn(Cents, Cents) -> bool,
    ) -> Result<Parts, LawError> {
        let mut best: Option<Parts> = None;
        for level in levels {
            let parts = self.under(level, refused)?;
            if best.is_none_or(|best| beats(parts.total(), best.total())) {
                best = Some(parts);
            }
        }
        Ok(best.unwrap_or_default())
    }

    fn leaf(&self, amount: &Amount, per: Per) -> Result<Parts, LawError> {
        let Bill {
            expense,
            base,
            amo,
            left,
            ticket_moderateur,
            overrun,
            ..
        } = self.bill;
        let optam = self.look.doctor == Some(Doctor::Optam);
        let split = |amount| Parts::split(amount, ticket_moderateur);
        let (lump, usage) = match *amount {
            Amount::Br(percent) => {
                let promised = base.at(percent.of(optam), self.rounding);
                return Ok(split((expense.min(promised) - amo).floor_zero()));
            }
            Amount::Tm(rate) => {
                return Ok(split(left.min(ticket_moderateur.at(rate, self.rounding))));
            }
            Amount::Overrun(percent) => {
                let v = overrun.min(overrun.at(percent.of(optam), self.rounding));
                return Ok(Parts { m: Cents::ZERO, v });
            }
            Amount::RealExpense => return Ok(split(left)),
            Amount::BrOnTop(percent, usage) => (base.at(percent.of(optam), self.rounding), usage),
            Amount::Expense(rate, usage) => (expense.at(rate, self.rounding), usage),
            Amount::Euros(euros, usage) => (euros * self.units(per), usage),
            Amount::Pmss(rate, year, usage) => {
                let pmss = self.pmss(year)?;
                (pmss.at(rate, self.rounding) * self.units(per), usage)
            }
            // Lists are taken before leaves.
            Amount::Sum(_) | Amount::LowerOf(_) | Amount::HigherOf(_) | Amount::Cases(_) => {
                return Ok(Parts::ZERO);
            }
        };
        let v = overrun.min(lump);
        Ok(match usage {
            TicketModerateur::Included => split(left.min(lump)),
            TicketModerateur::OnTop => Parts {
                m: ticket_moderateur,
                v,
            },
            TicketModerateur::Excluded => Parts { m: Cents::ZERO, v },
        })
    }

    /// What the amounts of a level are for, how many times.
    fn units(&self, per: Per) -> i64 {
        let facts = self.look.facts;
        let named = |scope| i64::try_from(facts.parts_named(scope).max(1)).unwrap_or(i64::MAX);
        match per {
            Per::Line => 1,
            Per::Act | Per::Session | Per::Day => i64::from(facts.quantity),
            Per::Examination => i64::from(facts.examinations),
            Per::Eye => named(Scope::Eye),
            Per::Ear => named(Scope::Ear),
            Per::Tooth => named(Scope::Tooth),
        }
    }

    /// PMSS of the year of the reference date, or of the first day of the membership year that holds it.
    fn pmss(&self, of: PmssOf) -> Result<Cents, LawError> {
        let day = match of {
            PmssOf::Care => self.look.day,
            PmssOf::Contract => {
                let since = self.look.person.member_since;
                let years = months_completed(since, self.look.day).div_euclid(12);
                since.plus_months(years * 12)
            }
        };
        pmss(self.law, day)
    }

    /// Whether no leaf stands but under a condition that does not hold.
    pub(super) fn is_shut(&self, level: &Level) -> bool {
        if !self.look.meets(level.when.as_ref()) {
            return true;
        }
        let levels = level.list();
        !levels.is_empty() && levels.iter().all(|level| self.is_shut(level))
    }
}

/// PMSS of the year of a day.
pub(super) fn pmss(law: &Law, day: Day) -> Result<Cents, LawError> {
    Ok(law.param(ParamId::Pmss, day)?.cents())
}

/// Whether a leaf names the lines that the AMO refused, or a level around it does.
pub(super) fn is_for_refused(level: &Level) -> bool {
    level.when.as_ref().is_some_and(|when| when.names_refused())
        || level.list().iter().any(is_for_refused)
}
