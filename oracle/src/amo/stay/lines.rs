//! The lines of an invoice that have a base: the price of the stay, and the fees.

use domain::{ActCode, Cents, Day, Rate};

use super::days::{Bears, DayOf, bears};
use super::entitlement::Ground;
use super::{Fee, Invoice, Period, Price, code};
use crate::amo::step;
use crate::law::{Law, LawError, ParamId};
use crate::trace::{Label, Trace};

pub(super) const GHS: ActCode = code("GHS");
const PJ: ActCode = code("PJ");

/// A line of the price of a stay (code `GHS` or `PJ`). Amounts in cents.
///
/// Its expense is `amo + ticket_moderateur`: where the daily charges prevail they hold the ticket modérateur, and
/// the line leaves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TariffLine {
    /// Act code.
    pub act: ActCode,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Days of a price a day, 1 for a GHS.
    pub quantity: u32,
    /// Price of one.
    pub unit_price: Cents,
    /// Base.
    pub base: Cents,
    /// Rate of the AMO.
    pub rate: Rate,
    /// AMO amount.
    pub amo: Cents,
    /// Ticket modérateur owed.
    pub ticket_moderateur: Cents,
}

/// A fee billed during a stay. Neither participation forfaitaire, nor franchise, nor majoration. Amounts in cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeeLine {
    /// What is billed.
    pub fee: Fee,
    /// Rate of the AMO.
    pub rate: Rate,
    /// AMO amount.
    pub amo: Cents,
    /// Ticket modérateur owed.
    pub ticket_moderateur: Cents,
    /// What is above the base.
    pub overrun: Cents,
}

/// The lines of the price, before the comparison with the daily charges.
pub(super) fn tariff<T: Trace>(
    law: &Law,
    invoice: &Invoice,
    period: &Period,
    days: &[DayOf],
    trace: &mut T,
) -> Result<Vec<TariffLine>, LawError> {
    match period.price {
        Price::Public { ghs, daily } if ghs + daily > Cents::ZERO => {
            let mut line = whole(law, invoice, period, ghs, trace)?;
            line.ticket_moderateur = public(law, daily, days, trace)?;
            Ok(vec![line])
        }
        Price::Clinic { ghs, coefficient } if ghs > Cents::ZERO => {
            let base = ghs.at(coefficient, law.rounding());
            let line = whole(law, invoice, period, base, trace)?;
            let ticket_moderateur = line.base - line.amo;
            Ok(vec![TariffLine {
                ticket_moderateur,
                ..line
            }])
        }
        Price::Public { .. } | Price::Clinic { .. } => Ok(Vec::new()),
        Price::Daily(price) => {
            let billed: Vec<_> = days.iter().filter(|day| day.billed).collect();
            let groups = billed.chunk_by(|one, next| one.bears == next.bears);
            Ok(groups
                .filter_map(|group| a_day(law, price, group, trace))
                .collect())
        }
    }
}

/// The line of a price for the whole stay, that follows the day of admission.
fn whole<T: Trace>(
    law: &Law,
    invoice: &Invoice,
    period: &Period,
    base: Cents,
    trace: &mut T,
) -> Result<TariffLine, LawError> {
    let how = bears(law, invoice, ParamId::TauxSejour, invoice.stay.entry)?;
    let line = TariffLine {
        act: GHS,
        from: period.from,
        to: period.to,
        quantity: 1,
        unit_price: base,
        base,
        rate: how.rate(),
        amo: base.at(how.rate(), law.rounding()),
        ticket_moderateur: Cents::ZERO,
    };
    share(how, &line, trace);
    Ok(line)
}

/// The line of some days alike that have a price a day.
fn a_day<T: Trace>(law: &Law, price: Cents, group: &[&DayOf], trace: &mut T) -> Option<TariffLine> {
    let (first, last) = (group.first()?, group.last()?);
    let quantity = u32::try_from(group.len()).unwrap_or(u32::MAX);
    let base = price * i64::from(quantity);
    let amo = base.at(first.bears.rate(), law.rounding());
    let line = TariffLine {
        act: PJ,
        from: first.day,
        to: last.day,
        quantity,
        unit_price: price,
        base,
        rate: first.bears.rate(),
        amo,
        ticket_moderateur: base - amo,
    };
    share(first.bears, &line, trace);
    Some(line)
}

/// Ticket modérateur of a public hospital: on the daily tariff of the days that bear it.
fn public<T: Trace>(
    law: &Law,
    daily: Cents,
    days: &[DayOf],
    trace: &mut T,
) -> Result<Cents, LawError> {
    let bearing = || days.iter().filter(|day| day.billed && day.bears.yes());
    let Some(first) = bearing().next() else {
        return Ok(Cents::ZERO);
    };
    let rate = law.param(ParamId::TauxTicketModerateurSejour, first.day)?;
    let count = i64::try_from(bearing().count()).unwrap_or(i64::MAX);
    let amount = (daily * count).at(rate.rate(), law.rounding());
    trace.step(|| {
        let label = Label {
            fr: "Ticket modérateur à l’hôpital public",
            en: "Ticket modérateur in a public hospital",
        };
        let inputs = vec![
            ("daily-tariff", daily.into()),
            ("days", count.into()),
            ("rate", rate.rate().into()),
        ];
        step("R-AMO-STAY-PUBLIC", label, inputs, amount, &[rate])
    });
    Ok(amount)
}

fn share<T: Trace>(how: Bears, line: &TariffLine, trace: &mut T) {
    trace.step(|| {
        let label = Label {
            fr: "Part AMO du séjour",
            en: "AMO share of the stay",
        };
        let inputs = vec![
            ("act", line.act.into()),
            ("from", line.from.into()),
            ("to", line.to.into()),
            ("base", line.base.into()),
            ("rate", line.rate.into()),
        ];
        let rule = match how {
            Bears::Yes(_) => "R-AMO-STAY-RATE",
            Bears::Lifted(..) => "R-AMO-STAY-EXEMPT",
            Bears::Past(_) => "R-AMO-STAY-DAY-31",
        };
        let mut step = step(rule, label, inputs, line.amo, &[how.value()]);
        if let Bears::Lifted(ground, _) = how {
            step.inputs.push(("exempt", ground.key().into()));
            if ground == Ground::WorkAccident {
                step.source = step.source.and("rules §12 bis 4");
            }
        }
        step
    });
}

/// A fee, before a heavy act lifts its ticket modérateur.
pub(super) fn fee<T: Trace>(
    law: &Law,
    invoice: &Invoice,
    fee: Fee,
    trace: &mut T,
) -> Result<FeeLine, LawError> {
    let how = bears(law, invoice, ParamId::TauxHonorairesSejour, fee.day)?;
    let assiette = fee.expense.min(fee.base);
    let amo = assiette.at(how.rate(), law.rounding());
    trace.step(|| {
        let label = Label {
            fr: "Honoraires pendant un séjour",
            en: "Fees during a stay",
        };
        let mut inputs = vec![
            ("act", fee.act.into()),
            ("day", fee.day.into()),
            ("expense", fee.expense.into()),
            ("base", fee.base.into()),
            ("rate", how.rate().into()),
        ];
        if let Bears::Lifted(ground, _) = how {
            inputs.push(("exempt", ground.key().into()));
        }
        let result = amo;
        step("R-AMO-STAY-FEES", label, inputs, result, &[how.value()])
    });
    Ok(FeeLine {
        fee,
        rate: how.rate(),
        amo,
        ticket_moderateur: assiette - amo,
        overrun: fee.expense - assiette,
    })
}
