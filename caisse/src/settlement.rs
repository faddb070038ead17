//! From a bill to what the AMO pays of it, and back: liquidation by the oracle, counters included.

use domain::{Day, Line, LineOrigin};
use oracle::amo::stay::{Emergency, Entitlement, Fpu, Invoice, Settled as SettledStay, emergency};
use oracle::amo::{Debts, Exemption, Liquidation, Patient, liquidate, stay};
use oracle::law::Law;
use oracle::trace::NoTrace;

use crate::CaisseError;
use crate::bill::{Act, Bill, EmergencyVisit, StayBill};
use crate::lines::{stay as stay_lines, town};
use crate::registry::PersonState;

/// Acts that most bills do not pass: what a buffer has room for.
const USUAL: usize = 16;

/// What the AMO pays of a bill.
#[derive(Debug, Clone)]
pub(crate) enum Settlement {
    Town(Vec<(Act, Liquidation)>),
    Stay(Box<(StayBill, SettledStay)>),
    Emergency(EmergencyVisit, Option<Fpu>),
}

impl Settlement {
    /// Settles a bill, and counts it for the person. Acts in town are kept in `settled`, which is empty.
    pub(crate) fn of(
        law: &Law,
        person: &mut PersonState,
        bill: &Bill,
        mut settled: Vec<(Act, Liquidation)>,
    ) -> Result<Self, CaisseError> {
        let patient = person.patient();
        Ok(match bill {
            Bill::Town(acts) => {
                if settled.capacity() < acts.len() {
                    // One that grew would be copied, empty as it is.
                    settled = Vec::with_capacity(acts.len().max(USUAL));
                }
                for act in acts {
                    let counters = &mut person.counters;
                    let one = liquidate(law, &patient, &act.care, counters, &mut NoTrace)?;
                    settled.push((*act, one));
                }
                Self::Town(settled)
            }
            Bill::Stay(bill) => {
                let invoice = invoice(bill, &patient);
                let settled = stay::settle(law, &invoice, &mut person.stays, &mut NoTrace)?;
                Self::Stay(Box::new(((**bill).clone(), settled)))
            }
            Bill::Emergency(visit) => {
                let asked = Emergency {
                    day: visit.day,
                    admitted: false,
                    entitlements: Entitlement::of_person(&patient, visit.exemption),
                };
                Self::Emergency(*visit, emergency(law, &asked, &mut NoTrace)?)
            }
        })
    }

    /// Gives the person's counters back what it took.
    pub(crate) fn take_back(&self, person: &mut PersonState) {
        match self {
            Self::Town(acts) => {
                for (act, settled) in acts.iter().rev() {
                    person.counters.take_back(&act.care, settled);
                }
            }
            Self::Stay(settled) => {
                // What its other invoices change by is settled with them: see `State::realign`.
                let _ = person.stays.take_back(&settled.1);
            }
            Self::Emergency(..) => {}
        }
    }

    /// Adds its lines. What is put off under third-party payment goes to `debts`.
    pub(crate) fn lines(
        &self,
        number: domain::DecompteNumber,
        patient: &Patient,
        debts: &mut Debts<LineOrigin>,
        lines: &mut Vec<Line>,
    ) {
        match self {
            Self::Town(acts) => town::lines(number, acts, patient, debts, lines),
            Self::Stay(settled) => stay_lines::lines(&settled.0, &settled.1, patient, lines),
            Self::Emergency(visit, due) => {
                lines.extend(stay_lines::emergency(visit, due.as_ref(), patient));
            }
        }
    }

    /// The buffer that it leaves, empty, for the next one.
    pub(crate) fn buffer(self) -> Option<Vec<(Act, Liquidation)>> {
        match self {
            Self::Town(mut acts) => {
                acts.clear();
                Some(acts)
            }
            Self::Stay(_) | Self::Emergency(..) => None,
        }
    }

    /// The stay it is an invoice of.
    pub(crate) fn stay(&self) -> Option<stay::Stay> {
        match self {
            Self::Stay(settled) => Some(settled.0.stay),
            Self::Town(_) | Self::Emergency(..) => None,
        }
    }

    /// The bill it settles.
    pub(crate) fn bill(&self) -> Bill {
        match self {
            Self::Town(acts) => Bill::Town(acts.iter().map(|(act, _)| *act).collect()),
            Self::Stay(settled) => Bill::Stay(Box::new(settled.0.clone())),
            Self::Emergency(visit, _) => Bill::Emergency(*visit),
        }
    }

    /// The day whose link decides.
    pub(crate) fn first_day(&self) -> Option<Day> {
        match self {
            Self::Town(acts) => acts.first().map(|(act, _)| act.care.day),
            Self::Stay(settled) => settled.0.first_day(),
            Self::Emergency(visit, _) => Some(visit.day),
        }
    }
}

/// The invoice as the oracle settles it: the person's own grounds beside those of the care.
fn invoice(bill: &StayBill, patient: &Patient) -> Invoice {
    let mut entitlements = Entitlement::of_person(patient, Exemption::None);
    entitlements.extend(bill.grounds.iter().copied());
    Invoice {
        stay: bill.stay,
        entitlements,
        period: bill.period,
        acts: bill.acts.clone(),
        fees: bill.fees.iter().map(|(fee, _)| *fee).collect(),
        room: bill.room,
    }
}
