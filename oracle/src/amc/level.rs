//! What a level comes to on the line at hand (docs/products.md, "Levels").

use domain::{Cents, Rate, Rounding};

use super::bill::Bill;
use super::look::Look;
use super::parts::{Parts, fraction};
use super::{Doctor, Readings};
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
    pub(super) readings: Readings,
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
    pub(super) fn under(&self, level: &Level, refused: bool) -> Result<Parts, LawError> {
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
                let promised = self.share_of(base, percent.of(optam));
                return Ok(split((expense.min(promised) - amo).floor_zero()));
            }
            Amount::Tm(rate) => {
                return Ok(split(left.min(self.share_of(ticket_moderateur, rate))));
            }
            Amount::Overrun(percent) => {
                let v = overrun.min(self.share_of(overrun, percent.of(optam)));
                return Ok(Parts { m: Cents::ZERO, v });
            }
            Amount::RealExpense => return Ok(split(left)),
            Amount::BrOnTop(percent, usage) => (self.share_of(base, percent.of(optam)), usage),
            Amount::Expense(rate, usage) => (self.share_of(self.spent(), rate), usage),
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
    pub(super) fn units(&self, per: Per) -> i64 {
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

    /// What a % of the expense is of, as the register says.
    pub(super) fn spent(&self) -> Cents {
        if self.readings.expense_after_amo {
            self.bill.left
        } else {
            self.bill.expense
        }
    }

    /// The PMSS that a level takes: of the year that it names, or the register.
    pub(super) fn pmss(&self, year: Option<PmssOf>) -> Result<Cents, LawError> {
        let of = year.unwrap_or(if self.readings.pmss_of_contract {
            PmssOf::Contract
        } else {
            PmssOf::Care
        });
        pmss(self.law, &self.look, of)
    }

    /// So much of an amount of the line: rounded once, or act by act as the register says.
    pub(super) fn share_of(&self, amount: Cents, rate: Rate) -> Cents {
        let acts = i64::from(self.look.facts.quantity);
        if !self.readings.per_act || acts < 2 {
            return amount.at(rate, self.rounding);
        }
        let (of, whole) = (i64::from(rate.0), i64::from(Rate::ONE.0));
        Cents(fraction(amount.0, of, whole * acts, self.rounding) * acts)
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

/// PMSS of the year of the reference date, or of the first day of the membership year that holds it.
pub(super) fn pmss(law: &Law, look: &Look<'_>, of: PmssOf) -> Result<Cents, LawError> {
    let day = match of {
        PmssOf::Care => look.day,
        PmssOf::Contract => {
            let since = look.person.member_since;
            let years = months_completed(since, look.day).div_euclid(12);
            since.plus_months(years * 12)
        }
    };
    Ok(law.param(ParamId::Pmss, day)?.cents())
}

/// Whether a leaf names the lines that the AMO refused, or a level around it does.
pub(super) fn is_for_refused(level: &Level) -> bool {
    level.when.as_ref().is_some_and(|when| when.names_refused())
        || level.list().iter().any(is_for_refused)
}
