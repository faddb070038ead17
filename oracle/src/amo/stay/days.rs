//! The days of an invoice, one by one: which bear the ticket modérateur, and their daily charge
//! (rules §2.3, §12 bis 6 and 18).

use domain::{ActCode, Cents, Day, Rate};

use super::entitlement::{Ground, Payer, daily_charge, lift};
use super::{Discipline, Exit, Invoice, Mode, Period, code, ruled};
use crate::amo::step;
use crate::law::{Law, LawError, ParamId, Value};
use crate::trace::{Confidence, Label, Trace};

const FJ: ActCode = code("FJ");

/// A day of the invoice.
pub(super) struct DayOf<'a> {
    pub(super) day: Day,
    /// Whether a price a day is billed for it.
    pub(super) billed: bool,
    /// Whether the ticket modérateur bears on it, and why not.
    pub(super) bears: Bears<'a>,
    exit: bool,
    charge: Option<Charge<'a>>,
}

/// Whether the ticket modérateur bears on a day.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Bears<'a> {
    /// It does, the stay being paid at that rate.
    Yes(&'a Value),
    /// A ground lifts it, up to that rate.
    Lifted(Ground, &'a Value),
    /// The day is past the last one that bears it.
    Past(&'a Value),
}

impl<'a> Bears<'a> {
    /// What the AMO pays.
    pub(super) fn rate(self) -> Rate {
        match self {
            Self::Yes(value) | Self::Lifted(_, value) => value.rate(),
            Self::Past(_) => Rate::ONE,
        }
    }

    /// The figure that says so.
    pub(super) fn value(self) -> &'a Value {
        match self {
            Self::Yes(value) | Self::Lifted(_, value) | Self::Past(value) => value,
        }
    }

    pub(super) fn yes(self) -> bool {
        matches!(self, Self::Yes(_))
    }
}

/// The daily charge of a day.
#[derive(Clone, Copy, PartialEq)]
struct Charge<'a> {
    price: &'a Value,
    payer: Payer,
    /// The figure that waives it for the insured.
    waived: Option<&'a Value>,
}

/// The daily charges of some days together: a line of the wire (code `FJ`).
///
/// Where somebody but the AMO pays them, the base and the AMO amount of the line are zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DailyCharges {
    /// Act code.
    pub act: ActCode,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// How many days.
    pub days: u32,
    /// Price of one day, in cents.
    pub price: Cents,
    /// Who pays them.
    pub payer: Payer,
    /// The days bear the ticket modérateur: the charges are compared with it.
    pub compared: bool,
    /// The day is that of the exit.
    pub exit: bool,
    /// Owed apart; `false` where they are inside the ticket modérateur.
    pub owed: bool,
}

impl DailyCharges {
    /// Days × price.
    #[must_use]
    pub fn amount(&self) -> Cents {
        self.price * i64::from(self.days)
    }
}

/// The days of a period.
pub(super) fn of<'a>(
    law: &'a Law,
    invoice: &Invoice,
    period: &Period,
) -> Result<Vec<DayOf<'a>>, LawError> {
    let mut days = Vec::new();
    let mut day = period.from;
    while day <= period.to {
        let exit = period.exit.filter(|_| day == period.to);
        days.push(DayOf {
            day,
            // The day of the exit is one only where there is no other.
            billed: exit.is_none() || day == invoice.stay.entry,
            bears: bears(law, invoice, ParamId::TauxSejour, day)?,
            exit: exit.is_some(),
            charge: charge(law, invoice, period, exit, day)?,
        });
        day = day.plus(1);
    }
    Ok(days)
}

/// Whether the ticket modérateur bears on a day, `normal` being the rate where it does.
pub(super) fn bears<'a>(
    law: &'a Law,
    invoice: &Invoice,
    normal: ParamId,
    day: Day,
) -> Result<Bears<'a>, LawError> {
    if let Some((ground, value)) = lift(law, &invoice.entitlements, day)? {
        return Ok(Bears::Lifted(ground, value));
    }
    let limit = law.param(ParamId::JoursTicketModerateur, day)?;
    if invoice.stay.rank(day) > i64::from(limit.count()) {
        return Ok(Bears::Past(limit));
    }
    law.param(normal, day).map(Bears::Yes)
}

/// The daily charge of a day, where there is one.
fn charge<'a>(
    law: &'a Law,
    invoice: &Invoice,
    period: &Period,
    exit: Option<Exit>,
    day: Day,
) -> Result<Option<Charge<'a>>, LawError> {
    if period.mode != Mode::Full || matches!(exit, Some(Exit::Transfer | Exit::Death)) {
        return Ok(None);
    }
    let id = match period.discipline {
        Discipline::Health => ParamId::ForfaitJournalier,
        Discipline::Psychiatry => ParamId::ForfaitJournalierPsychiatrie,
        Discipline::MedicoSocial => return Ok(None),
    };
    let priced = if law.readings().day_charge_of_admission {
        invoice.stay.entry
    } else {
        day
    };
    let price = law.param(id, priced)?;
    let (payer, waived) = daily_charge(law, &invoice.entitlements, day)?;
    Ok(Some(Charge {
        price,
        payer,
        waived,
    }))
}

/// The daily charges, days alike together.
pub(super) fn charges<T: Trace>(
    period: &Period,
    days: &[DayOf],
    trace: &mut T,
) -> Vec<DailyCharges> {
    let alike = |one: &DayOf, next: &DayOf| {
        one.charge == next.charge && one.bears.yes() == next.bears.yes() && one.exit == next.exit
    };
    let mut charges = Vec::new();
    for group in days.chunk_by(alike) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else {
            continue;
        };
        let Some(charge) = first.charge else {
            trace.step(|| none(period, first, last));
            continue;
        };
        let together = DailyCharges {
            act: FJ,
            from: first.day,
            to: last.day,
            days: u32::try_from(group.len()).unwrap_or(u32::MAX),
            price: charge.price.cents(),
            payer: charge.payer,
            compared: first.bears.yes() && !charge.payer.is_amo(),
            exit: first.exit,
            owed: true,
        };
        trace.step(|| {
            let rule = if charge.waived.is_some() {
                "R-AMO-FJ-PAYER"
            } else {
                "R-AMO-FJ"
            };
            let inputs = vec![
                ("from", together.from.into()),
                ("to", together.to.into()),
                ("days", together.days.into()),
                ("price", together.price.into()),
                ("payer", together.payer.word().into()),
            ];
            let values: Vec<_> = [Some(charge.price), charge.waived]
                .into_iter()
                .flatten()
                .collect();
            step(rule, LABEL, inputs, together.amount(), &values)
        });
        charges.push(together);
    }
    charges
}

/// Why some days have no daily charge.
fn none(period: &Period, first: &DayOf, last: &DayOf) -> crate::trace::Step {
    let exit = period
        .exit
        .filter(|_| first.exit && period.mode == Mode::Full);
    let (rule, source, confidence) = match (period.discipline, exit) {
        (Discipline::MedicoSocial, _) => ("R-AMO-FJ-NONE", "rules §6", Confidence::SecondHand),
        (_, Some(_)) => (
            "R-AMO-FJ-EXIT",
            "rules §2.3 [snds-fiches]",
            Confidence::Confirmed,
        ),
        _ => (
            "R-AMO-FJ-NONE",
            "rules §2.3 [snds-fiches]",
            Confidence::Confirmed,
        ),
    };
    let mut inputs = vec![("from", first.day.into()), ("to", last.day.into())];
    inputs.extend(exit.map(|exit| ("exit", exit.to_string().into())));
    let zero = Cents::ZERO;
    ruled(rule, LABEL, inputs, zero, source, confidence)
}

const LABEL: Label = Label {
    fr: "Forfait journalier",
    en: "Daily charge",
};
