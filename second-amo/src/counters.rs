use std::collections::BTreeMap;

use domain::{Cents, Day, PsNumber};
use rust_decimal::Decimal;

use crate::money::cents;

/// What one person has borne so far. Each amount belongs to the calendar year of the date of care
/// (rules §12 bis 5).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counters {
    years: BTreeMap<(i16, Yearly), Decimal>,
    days: BTreeMap<(Day, Daily), Decimal>,
    /// The line that bears the participation on heavy acts of a session or stay.
    heavy: BTreeMap<Session, u64>,
    /// In order of arrival.
    debts: Vec<Debt>,
}

/// What is counted over a calendar year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Yearly {
    /// Euros of participation forfaitaire.
    Participation,
    /// Euros of franchise.
    Franchise,
    /// Sessions at a psychologist's.
    PsychologistSessions,
    /// Long consultations of the treating doctor.
    LongConsultations,
    /// Euros of base of contact lenses, both eyes together.
    ContactLenses,
}

/// What is counted over a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Daily {
    /// Participations at one professional's.
    Participations(PsNumber),
    /// Euros of franchise on auxiliaries' acts.
    AuxiliaryFranchise,
    /// Euros of franchise on transports.
    TransportFranchise,
    /// Euros of base of technical acts of one professional in town, of a heavy session or not.
    TechnicalActs(PsNumber, bool),
}

/// Over what the participation on heavy acts is due once (rules §2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Session {
    /// One practitioner, one day, in town.
    Town(Day, PsNumber),
    /// A stay.
    Stay(u32),
}

/// What an act under third-party payment left to recover (rules §4); below zero where it was recovered and the act
/// cancelled since: it is to be given back.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Debt {
    act: u64,
    amount: Decimal,
}

/// One change of a counter: a line holds its own, so that its cancellation takes back exactly these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Movement {
    Year(i16, Yearly, Decimal),
    Day(Day, Daily, Decimal),
    Heavy(Session, u64),
    Owed { act: u64, amount: Decimal },
    Recovered { act: u64, amount: Decimal },
}

impl Counters {
    /// What remains to be recovered on later payments, apart from what the person is out of pocket
    /// (rules §12 bis 19), less what is to be given back with them.
    #[must_use]
    pub fn owed_to_the_amo(&self) -> Cents {
        cents(self.debts.iter().map(|debt| debt.amount).sum())
    }

    /// Participation forfaitaire borne over a calendar year.
    #[must_use]
    pub fn participation_of(&self, year: i16) -> Cents {
        cents(self.year(year, Yearly::Participation))
    }

    /// Franchise borne over a calendar year.
    #[must_use]
    pub fn franchise_of(&self, year: i16) -> Cents {
        cents(self.year(year, Yearly::Franchise))
    }

    pub(crate) fn year(&self, year: i16, what: Yearly) -> Decimal {
        self.years.get(&(year, what)).copied().unwrap_or_default()
    }

    pub(crate) fn day(&self, day: Day, what: Daily) -> Decimal {
        self.days.get(&(day, what)).copied().unwrap_or_default()
    }

    pub(crate) fn heavy(&self, session: Session) -> bool {
        self.heavy.contains_key(&session)
    }

    /// The debts that are left, the oldest first: the line that left each, and how much.
    pub(crate) fn debts(&self) -> impl Iterator<Item = (u64, Decimal)> {
        self.debts.iter().map(|debt| (debt.act, debt.amount))
    }

    pub(crate) fn apply(&mut self, movements: &[Movement]) {
        for movement in movements {
            match *movement {
                Movement::Year(year, what, amount) => add(&mut self.years, (year, what), amount),
                Movement::Day(day, what, amount) => add(&mut self.days, (day, what), amount),
                Movement::Heavy(session, act) => {
                    self.heavy.insert(session, act);
                }
                Movement::Owed { act, amount } => self.debts.push(Debt { act, amount }),
                Movement::Recovered { act, amount } => {
                    let settled = Debt { act, amount };
                    self.debts.retain(|debt| *debt != settled);
                }
            }
        }
    }

    /// Takes back what a line moved (rules §7.3, §9 N10), in whatever order lines are cancelled.
    pub(crate) fn take_back(&mut self, movements: &[Movement]) {
        for movement in movements {
            match *movement {
                Movement::Year(year, what, amount) => add(&mut self.years, (year, what), -amount),
                Movement::Day(day, what, amount) => add(&mut self.days, (day, what), -amount),
                Movement::Heavy(session, act) => {
                    if self.heavy.get(&session) == Some(&act) {
                        self.heavy.remove(&session);
                    }
                }
                Movement::Owed { act, amount } => {
                    let owed = Debt { act, amount };
                    match self.debts.iter().position(|debt| *debt == owed) {
                        Some(at) => {
                            self.debts.remove(at);
                        }
                        // It was recovered: it is owed the other way.
                        None => self.debts.push(Debt {
                            act,
                            amount: -amount,
                        }),
                    }
                }
                // What was recovered of other lines is not of this line's own care.
                Movement::Recovered { .. } => {}
            }
        }
    }
}

/// Adds to a counter; one that is back to zero is as if it never was.
fn add<K: Ord>(counters: &mut BTreeMap<K, Decimal>, key: K, amount: Decimal) {
    let before = counters.remove(&key).unwrap_or_default();
    let after = before + amount;
    if !after.is_zero() {
        counters.insert(key, after);
    }
}
