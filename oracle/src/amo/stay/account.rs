//! The account of each stay: what its invoices add up to, and what a cancellation gives back.

use std::ops::{Add, Neg, Sub};

use domain::{Cents, Day};

use super::heavy::{self, Technical};
use super::{Period, Settled, Stay, StayError};
use crate::amo::heavy::{Pas, Together, merged};

/// Who bears what, in cents. Together they are the expense.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shares {
    /// What the AMO pays, the participation on heavy acts taken off.
    pub amo: Cents,
    /// The ticket modérateur.
    pub ticket_moderateur: Cents,
    /// The daily charges, but those that the AMO pays and those that are inside the ticket modérateur.
    pub daily_charges: Cents,
    /// The participation on heavy acts.
    pub participation: Cents,
    /// What no base covers: overruns, private rooms.
    pub beyond: Cents,
}

impl Shares {
    /// All of it.
    #[must_use]
    pub fn expense(&self) -> Cents {
        self.amo + self.person()
    }

    /// What the AMO leaves.
    #[must_use]
    pub fn person(&self) -> Cents {
        self.ticket_moderateur + self.daily_charges + self.participation + self.beyond
    }
}

impl Add for Shares {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            amo: self.amo + other.amo,
            ticket_moderateur: self.ticket_moderateur + other.ticket_moderateur,
            daily_charges: self.daily_charges + other.daily_charges,
            participation: self.participation + other.participation,
            beyond: self.beyond + other.beyond,
        }
    }
}

impl Neg for Shares {
    type Output = Self;
    fn neg(self) -> Self {
        Self::default() - self
    }
}

impl Sub for Shares {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self {
            amo: self.amo - other.amo,
            ticket_moderateur: self.ticket_moderateur - other.ticket_moderateur,
            daily_charges: self.daily_charges - other.daily_charges,
            participation: self.participation - other.participation,
            beyond: self.beyond - other.beyond,
        }
    }
}

/// What the person owes of a stay, all its invoices together (rules §2.3, §12 bis 18).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Prevails {
    /// The ticket modérateur is above the daily charges of the days that bear it: these are inside it, but that of
    /// the exit day.
    TicketModerateur,
    /// The daily charges are not below it: it is inside them.
    DailyCharges,
    /// A heavy act: no ticket modérateur at all, its participation where it is not waived, and the daily charges.
    HeavyAct,
}

/// What an invoice brings to the account of its stay.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Part {
    /// First and last day billed.
    pub(super) period: Option<(Day, Day)>,
    /// Day of the exit, where it is billed.
    pub(super) exit: Option<Day>,
    /// What the AMO pays of the tariff at its rate.
    pub(super) share: Cents,
    /// What it pays where a heavy act lifts the ticket modérateur.
    pub(super) full: Cents,
    /// Ticket modérateur of the tariff.
    pub(super) ticket_moderateur: Cents,
    /// What the AMO pays of the fees at their rate.
    pub(super) fee_share: Cents,
    /// Ticket modérateur of the fees.
    pub(super) fee_ticket_moderateur: Cents,
    /// Daily charges of the days that bear the ticket modérateur, the exit day included.
    pub(super) charges_compared: Cents,
    /// That of the exit day, where it is one of them.
    pub(super) charge_of_exit: Cents,
    /// Daily charges of the other days.
    pub(super) charges_besides: Cents,
    /// Daily charges that the AMO pays.
    pub(super) charges_of_amo: Cents,
    /// What no base covers.
    pub(super) beyond: Cents,
    /// Its technical acts.
    pub(super) technical: Technical,
}

impl Part {
    /// Who bears what of it, but for the participation.
    fn shares(&self, prevails: Prevails) -> Shares {
        let heavy = prevails == Prevails::HeavyAct;
        let amo = if heavy {
            self.full + self.fee_share + self.fee_ticket_moderateur
        } else {
            self.share + self.fee_share
        };
        let ticket_moderateur = match prevails {
            Prevails::TicketModerateur => self.ticket_moderateur + self.fee_ticket_moderateur,
            Prevails::DailyCharges => self.fee_ticket_moderateur,
            Prevails::HeavyAct => Cents::ZERO,
        };
        let charges = match prevails {
            Prevails::TicketModerateur => self.charge_of_exit,
            Prevails::DailyCharges | Prevails::HeavyAct => self.charges_compared,
        };
        Shares {
            amo: amo + self.charges_of_amo,
            ticket_moderateur,
            daily_charges: charges + self.charges_besides,
            participation: Cents::ZERO,
            beyond: self.beyond,
        }
    }
}

/// What an invoice changes in the account of its stay.
pub(super) struct Movement {
    /// What prevails with it.
    pub(super) prevails: Prevails,
    /// Ticket modérateur and daily charges compared, of the whole stay.
    pub(super) compared: (Cents, Cents),
    /// Shares of the invoice.
    pub(super) own: Shares,
    /// What the shares of the other invoices change by.
    pub(super) others: Shares,
    /// The participation, where the invoice brings it.
    pub(super) pas: Option<Pas>,
}

/// The sessions of technical acts of some parts, those told in several in one.
fn sessions<'a>(parts: impl Iterator<Item = &'a Part>) -> Vec<Together> {
    merged(
        parts
            .flat_map(|part| part.technical.sessions.iter().copied())
            .collect(),
    )
}

/// What prevails over some parts, what was compared, and the participation of their heavy acts.
fn judge<'a>(parts: impl Iterator<Item = &'a Part> + Clone) -> (Prevails, (Cents, Cents), Cents) {
    let mut compared = (Cents::ZERO, Cents::ZERO);
    for part in parts.clone() {
        compared.0 += part.ticket_moderateur;
        compared.1 += part.charges_compared;
    }
    let mut heavy = sessions(parts.clone());
    heavy.retain(Together::is_heavy);
    let brings = parts.map(|part| &part.technical).filter(|technical| {
        let mut own = technical.sessions.iter();
        own.any(|own| heavy.iter().any(|heavy| heavy.is_of(own)))
    });
    let pas = brings.filter_map(|technical| technical.owed).max();
    let pas = pas.unwrap_or_default();
    let prevails = if !heavy.is_empty() {
        Prevails::HeavyAct
    } else if compared.0 > compared.1 {
        Prevails::TicketModerateur
    } else {
        Prevails::DailyCharges
    };
    (prevails, compared, pas)
}

/// What the invoices of each stay brought. Taking back what was settled restores what was before, in any order.
///
/// One for each person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StayCounters {
    stays: Vec<(Stay, Vec<Part>)>,
}

impl StayCounters {
    /// Cancels an invoice: what each share of the stay changes by, other invoices included. `None`, and nothing
    /// changed, where it was not settled here or was taken back already.
    ///
    /// An invoice that carried the participation gives it back, unless another one of the stay has a heavy act too.
    pub fn take_back(&mut self, settled: &Settled) -> Option<Shares> {
        let place = self.place(settled.stay).ok()?;
        let parts = &mut self.stays[place].1;
        let at = parts.binary_search(&settled.part).ok()?;
        let part = parts.remove(at);
        let movement = movement(parts, &part);
        if parts.is_empty() {
            self.stays.remove(place);
        }
        Some(-(movement.own + movement.others))
    }

    /// Who bears what of a stay so far.
    #[must_use]
    pub fn shares_of(&self, stay: Stay) -> Shares {
        let parts = self.parts(stay);
        let (prevails, _, pas) = judge(parts.iter());
        let shares = parts.iter().map(|part| part.shares(prevails));
        shares.fold(participation(pas), Add::add)
    }

    /// The sessions of technical acts of a stay so far.
    pub(super) fn sessions_of(&self, stay: Stay) -> Vec<Together> {
        sessions(self.parts(stay).iter())
    }

    /// How many days of a stay were billed so far, the exit day included.
    #[must_use]
    pub fn days_of(&self, stay: Stay) -> u32 {
        let periods = self.parts(stay).iter().filter_map(|part| part.period);
        let days = periods.map(|(from, to)| u32::try_from(to.since(from) + 1).unwrap_or(0));
        days.sum()
    }

    /// That no day of a period was billed before, and none lies after the exit.
    pub(super) fn check(&self, stay: Stay, period: &Period) -> Result<(), StayError> {
        let (entry, from, to) = (stay.entry, period.from, period.to);
        let leaves = period.exit.map(|_| to);
        for part in self.parts(stay) {
            let Some((first, last)) = part.period else {
                continue;
            };
            if first <= to && from <= last {
                let day = from.max(first);
                return Err(StayError::BilledTwice { entry, day });
            }
            for (exit, day) in [(part.exit, to), (leaves, last)] {
                if let Some(exit) = exit.filter(|exit| day > *exit) {
                    return Err(StayError::AfterExit { entry, exit, day });
                }
            }
        }
        Ok(())
    }

    /// What a part would change.
    pub(super) fn movement(&self, stay: Stay, part: &Part) -> Movement {
        movement(self.parts(stay), part)
    }

    /// Counts a part.
    pub(super) fn take(&mut self, stay: Stay, part: Part) {
        let place = match self.place(stay) {
            Ok(place) => place,
            Err(place) => {
                self.stays.insert(place, (stay, Vec::new()));
                place
            }
        };
        let parts = &mut self.stays[place].1;
        let at = parts.partition_point(|other| *other < part);
        parts.insert(at, part);
    }

    fn place(&self, stay: Stay) -> Result<usize, usize> {
        self.stays.binary_search_by_key(&stay, |one| one.0)
    }

    fn parts(&self, stay: Stay) -> &[Part] {
        self.place(stay).map_or(&[], |place| &self.stays[place].1)
    }
}

/// The participation that a heavy act makes the person owe: the AMO pays that much less.
fn participation(pas: Cents) -> Shares {
    Shares {
        amo: -pas,
        participation: pas,
        ..Shares::default()
    }
}

/// What a part changes beside the others.
fn movement(others: &[Part], part: &Part) -> Movement {
    let (was, _, pas_was) = judge(others.iter());
    let (prevails, compared, pas) = judge(others.iter().chain([part]));
    let own = part.shares(prevails) + participation(pas - pas_was);
    let changes = others
        .iter()
        .map(|other| other.shares(prevails) - other.shares(was));
    Movement {
        prevails,
        compared,
        own,
        others: changes.fold(Shares::default(), Add::add),
        pas: (pas > pas_was).then(|| heavy::line(pas - pas_was)),
    }
}
