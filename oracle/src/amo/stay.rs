//! A stay in hospital, and the emergency flat fee (rules §2.3, §12 bis 3, 6, 11 and 18).
//!
//! [`settle`] settles an [`Invoice`] of a stay: the price of the stay, its daily charges, the fees of doctors, and the
//! participation on heavy acts. [`emergency`] settles the visit without admission. Neither participation forfaitaire nor franchise is due in a stay.

mod account;
mod days;
mod emergency;
mod entitlement;
mod error;
mod heavy;
mod input;
mod lines;

use domain::{Cents, Rate};

pub use account::{Prevails, Shares, StayCounters};
pub use days::DailyCharges;
pub use emergency::{Emergency, Fpu, emergency};
pub(super) use entitlement::waiver;
pub use entitlement::{Entitlement, Ground, Payer};
pub use error::StayError;
pub use input::{Discipline, Exit, Fee, Invoice, Mode, Period, Price, Room, Stay};
pub use lines::{FeeLine, TariffLine};

use account::{Movement, Part};

use super::code;
use super::heavy::Pas;
use crate::law::Law;
use crate::trace::{Confidence, Label, Step, Term, Trace};

/// What an invoice of a stay is settled for. Amounts in cents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The stay it is about.
    pub stay: Stay,
    /// The lines of the price.
    pub tariff: Vec<TariffLine>,
    /// The daily charges.
    pub charges: Vec<DailyCharges>,
    /// The fees.
    pub fees: Vec<FeeLine>,
    /// The participation on heavy acts, where the invoice brings it.
    pub pas: Option<Pas>,
    /// The private room.
    pub room: Cents,
    /// What the person owes of the whole stay, its invoices together.
    pub prevails: Prevails,
    /// Who pays what the AMO leaves of this invoice: the insured, or the body of their C2S.
    pub payer: Payer,
    /// Who bears what of the lines above.
    pub own: Shares,
    /// What the shares of the stay's other invoices change by: once a heavy act lifts the ticket modérateur they bore,
    /// or the daily charges come to prevail. A regularisation.
    pub regularised: Shares,
    /// What a cancellation takes back.
    part: Part,
}

impl Settled {
    /// What the invoice changes in the shares of the stay.
    #[must_use]
    pub fn shares(&self) -> Shares {
        self.own + self.regularised
    }
}

/// Settles an invoice of a stay, and counts it. On an error nothing is counted.
///
/// ```
/// use domain::{Cents, PsNumber, Rate};
/// use oracle::amo::stay::{
///     Discipline, Exit, Invoice, Mode, Period, Price, Stay, StayCounters, settle,
/// };
/// use oracle::{law::Law, trace::NoTrace};
///
/// // Three nights in a clinic at 1,000.00: 20 % is above the daily charges, that of the exit day comes on top.
/// let (entry, exit) = ("2025-03-01".parse()?, "2025-03-04".parse()?);
/// let stay = Stay { establishment: PsNumber::default(), entry };
/// let invoice = Invoice {
///     stay,
///     entitlements: vec![],
///     period: Some(Period {
///         from: entry,
///         to: exit,
///         exit: Some(Exit::Home),
///         mode: Mode::Full,
///         discipline: Discipline::Health,
///         price: Price::Clinic { ghs: Cents(100_000), coefficient: Rate::ONE },
///     }),
///     acts: vec![],
///     fees: vec![],
///     room: None,
/// };
/// let mut counters = StayCounters::default();
/// let settled = settle(Law::embedded(), &invoice, &mut counters, &mut NoTrace)?;
/// assert_eq!(settled.own.amo, Cents(80_000));
/// assert_eq!(settled.own.ticket_moderateur, Cents(20_000));
/// assert_eq!(settled.own.daily_charges, Cents(2_000));
/// counters.take_back(&settled);
/// assert_eq!(counters, StayCounters::default());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`StayError`]: no figure in the law on some day, days that do not follow one another or were billed before.
pub fn settle<T: Trace>(
    law: &Law,
    invoice: &Invoice,
    counters: &mut StayCounters,
    trace: &mut T,
) -> Result<Settled, StayError> {
    check(invoice, counters)?;
    let (mut tariff, mut charges) = (Vec::new(), Vec::new());
    if let Some(period) = &invoice.period {
        let days = days::of(law, invoice, period)?;
        tariff = lines::tariff(law, invoice, period, &days, trace)?;
        charges = days::charges(period, &days, trace);
    }
    let fees = invoice.fees.iter();
    let fees: Result<Vec<_>, _> = fees
        .map(|fee| lines::fee(law, invoice, *fee, trace))
        .collect();
    let mut fees = fees?;
    let room = invoice.room.map_or(Cents::ZERO, Room::amount);
    let part = Part {
        technical: heavy::of_stay(law, invoice, &counters.sessions_of(invoice.stay), trace)?,
        beyond: fees.iter().map(|fee| fee.overrun).sum::<Cents>() + room,
        ..part(invoice, &tariff, &charges, &fees)
    };
    let movement = counters.movement(invoice.stay, &part);
    prevail(movement.prevails, &mut tariff, &mut charges, &mut fees);
    explain(&movement, trace);
    counters.take(invoice.stay, part.clone());
    let first = invoice
        .period
        .map_or(invoice.stay.entry, |period| period.from);
    Ok(Settled {
        stay: invoice.stay,
        tariff,
        charges,
        fees,
        pas: movement.pas,
        room,
        prevails: movement.prevails,
        payer: entitlement::complement(&invoice.entitlements, first),
        own: movement.own,
        regularised: movement.others,
        part,
    })
}

/// That the days and amounts of an invoice can be.
fn check(invoice: &Invoice, counters: &StayCounters) -> Result<(), StayError> {
    let entry = invoice.stay.entry;
    entitlement::check(&invoice.entitlements, lines::GHS, entry)?;
    if let Some(period) = &invoice.period {
        let (from, to) = (period.from, period.to);
        if from < entry || to < from {
            return Err(StayError::Days { entry, from, to });
        }
        if period.mode == Mode::DaySurgery && to != entry {
            return Err(StayError::LongDaySurgery { entry, to });
        }
        counters.check(invoice.stay, period)?;
    }
    let cared = invoice.fees.iter().map(|fee| fee.day);
    let cared = cared.chain(invoice.acts.iter().map(|act| act.day));
    if let Some(day) = cared.min().filter(|day| *day < entry) {
        return Err(StayError::BeforeEntry { entry, day });
    }
    let prices = invoice.period.iter().flat_map(|period| match period.price {
        Price::Public { ghs, daily } => [ghs, daily],
        Price::Clinic { ghs, .. } => [ghs, Cents::ZERO],
        Price::Daily(price) => [price, Cents::ZERO],
    });
    let fees = invoice.fees.iter().flat_map(|fee| [fee.expense, fee.base]);
    let acts = invoice.acts.iter().map(|act| act.tariff);
    let rooms = invoice.room.iter().map(|room| room.price);
    let least = prices.chain(fees).chain(acts).chain(rooms).min();
    if least.is_some_and(|least| least < Cents::ZERO) {
        return Err(StayError::Negative { entry });
    }
    Ok(())
}

/// What the lines bring to the account of the stay, but for heavy acts and what no base covers.
fn part(
    invoice: &Invoice,
    tariff: &[TariffLine],
    charges: &[DailyCharges],
    fees: &[FeeLine],
) -> Part {
    let of = |wanted: fn(&DailyCharges) -> bool| -> Cents {
        let these = charges.iter().filter(|charge| wanted(charge));
        these.map(DailyCharges::amount).sum()
    };
    Part {
        period: invoice.period.map(|period| (period.from, period.to)),
        exit: invoice
            .period
            .and_then(|period| period.exit.map(|_| period.to)),
        share: tariff.iter().map(|line| line.amo).sum(),
        full: tariff.iter().map(|line| line.base).sum(),
        ticket_moderateur: tariff.iter().map(|line| line.ticket_moderateur).sum(),
        fee_share: fees.iter().map(|fee| fee.amo).sum(),
        fee_ticket_moderateur: fees.iter().map(|fee| fee.ticket_moderateur).sum(),
        charges_compared: of(|charge| charge.compared),
        charge_of_exit: of(|charge| charge.compared && charge.exit),
        charges_besides: of(|charge| !charge.compared && !charge.payer.is_amo()),
        charges_of_amo: of(|charge| charge.payer.is_amo()),
        ..Part::default()
    }
}

/// The lines as what prevails makes them.
fn prevail(
    prevails: Prevails,
    tariff: &mut [TariffLine],
    charges: &mut [DailyCharges],
    fees: &mut [FeeLine],
) {
    match prevails {
        Prevails::TicketModerateur => {
            for charge in charges {
                charge.owed = !charge.compared || charge.exit;
            }
        }
        Prevails::DailyCharges => {
            for line in tariff {
                line.ticket_moderateur = Cents::ZERO;
            }
        }
        Prevails::HeavyAct => {
            for line in tariff {
                (line.rate, line.amo) = (Rate::ONE, line.base);
                line.ticket_moderateur = Cents::ZERO;
            }
            for line in fees {
                (line.rate, line.amo) = (Rate::ONE, line.amo + line.ticket_moderateur);
                line.ticket_moderateur = Cents::ZERO;
            }
        }
    }
}

/// What the person owes in the end, and what changes on the other invoices.
fn explain<T: Trace>(movement: &Movement, trace: &mut T) {
    let (ticket_moderateur, charges) = movement.compared;
    trace.step(|| {
        let label = Label {
            fr: "Ticket modérateur et forfait journalier",
            en: "Ticket modérateur and daily charge",
        };
        let prevails = match movement.prevails {
            Prevails::TicketModerateur => "ticket modérateur",
            Prevails::DailyCharges => "daily charges",
            Prevails::HeavyAct => "heavy act",
        };
        let inputs = vec![
            ("ticket-moderateur", ticket_moderateur.into()),
            ("daily-charges", charges.into()),
            ("prevails", prevails.into()),
        ];
        ruled(
            "R-AMO-STAY-COMPARISON",
            label,
            inputs,
            movement.own.person(),
            "rules §2.3, §12 bis 18 [snds-fiches]",
            // No text says what prevails where they are equal (register: stay-tie).
            if ticket_moderateur == charges && charges > Cents::ZERO {
                Confidence::Assumption
            } else {
                Confidence::Confirmed
            },
        )
    });
    if movement.others == Shares::default() {
        return;
    }
    trace.step(|| {
        let label = Label {
            fr: "Régularisation des autres factures du séjour",
            en: "Regularisation of the stay’s other invoices",
        };
        let inputs = vec![("amo", movement.others.amo.into())];
        ruled(
            "R-AMO-STAY-INVOICES",
            label,
            inputs,
            movement.others.person(),
            "rules §2.3, field notes §1.20",
            Confidence::Assumption,
        )
    });
}

/// A step that rests on a rule and on no figure.
fn ruled(
    rule: &'static str,
    label: Label,
    inputs: Vec<(&'static str, Term)>,
    result: impl Into<Term>,
    source: &'static str,
    confidence: Confidence,
) -> Step {
    Step {
        rule,
        label,
        inputs,
        result: result.into(),
        source: source.into(),
        confidence,
    }
}
