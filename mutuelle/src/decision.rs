use domain::{Payee, Reaction, ReasonClass};
use rust_decimal::Decimal;

use crate::journal::Counted;
use crate::rules::met::{Met, Rule};

/// What a contract does of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What is done.
    pub reaction: Reaction,
    /// Why.
    pub reason: ReasonClass,
    /// Euros paid; negative where a line is taken back.
    pub amount: Decimal,
    /// Who is paid; none where no money moves.
    pub payee: Option<Payee>,
    /// What the journal counts of it.
    pub counted: Counted,
    /// What the deductible kept back.
    pub kept_back: Decimal,
    /// The rules that acted, each once, in order.
    pub rules: Vec<Rule>,
}

impl Decision {
    pub(crate) fn nothing(reaction: Reaction, reason: ReasonClass, met: Met) -> Self {
        Self {
            reaction,
            reason,
            amount: Decimal::ZERO,
            payee: None,
            counted: Counted::default(),
            kept_back: Decimal::ZERO,
            rules: met.into_rules(),
        }
    }

    /// Paid where there is an amount, else settled at zero for that reason.
    pub(crate) fn of_amount(
        amount: Decimal,
        payee: Payee,
        reason: ReasonClass,
        counted: Counted,
        kept_back: Decimal,
        met: Met,
    ) -> Self {
        let paid = amount > Decimal::ZERO;
        Self {
            reaction: if paid {
                Reaction::Paid
            } else {
                Reaction::SettledZero
            },
            reason,
            amount,
            payee: paid.then_some(payee),
            counted,
            kept_back,
            rules: met.into_rules(),
        }
    }

    /// What is taken back of a line that this contract had paid that much.
    pub(crate) fn taken_back(paid: Decimal) -> Self {
        let reaction = if paid > Decimal::ZERO {
            Reaction::Reversed
        } else {
            Reaction::NoEffect
        };
        Self {
            amount: -paid,
            ..Self::nothing(reaction, ReasonClass::Cancellation, Met::default())
        }
    }

    /// A line that was computed day by day: the sum of its days. It is paid where a day is, and else as its first
    /// day is.
    pub(crate) fn of_days(days: Vec<Self>) -> Option<Self> {
        let mut days = days.into_iter();
        let mut line = days.next()?;
        let mut met = Met::default();
        met.rule(Rule::DayByDay);
        met.all(&line.rules);
        for day in days {
            met.all(&day.rules);
            if line.reaction != Reaction::Paid && day.reaction == Reaction::Paid {
                line.reaction = day.reaction;
                line.reason = day.reason;
                line.payee = day.payee;
            }
            line.amount += day.amount;
            line.kept_back += day.kept_back;
            line.counted.m += day.counted.m;
            line.counted.v += day.counted.v;
            line.counted.units.acts += day.counted.units.acts;
            line.counted.units.examinations += day.counted.units.examinations;
            line.counted.units.equipments += day.counted.units.equipments;
            line.counted.units.teeth += day.counted.units.teeth;
            line.counted.units.eyes += day.counted.units.eyes;
            line.counted.units.ears += day.counted.units.ears;
        }
        line.rules = met.into_rules();
        Some(line)
    }
}
