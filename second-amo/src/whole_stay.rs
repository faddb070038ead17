//! A whole stay: all that was billed of it, by one or several invoices (rules §2.3, field notes §1.20).
//!
//! Nothing is remembered: the stay is settled anew from all its invoices, and an invoice that comes or goes changes
//! what the two reckonings differ by.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Cents, Day, PsNumber};
use rust_decimal::Decimal;

use crate::counters::{Counters, Movement, Session};
use crate::grounds::{self, Circumstances, whole};
use crate::input::{Act, EndOfStay, Person, Setting, WholeStay};
use crate::money::{cents, euros};
use crate::rules::Met;
use crate::settle::settle;
use crate::stay::{self, DailyCharges};
use crate::{Error, Law};

/// What the AMO pays for a whole stay, and what is owed for it besides: by the person, or by the complémentaire santé
/// solidaire of its holders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettledWholeStay {
    /// The AMO share of tariff and fees, with the daily charges that it pays, less the participation on heavy acts.
    pub amo: Cents,
    /// The ticket modérateur owed, that of the fees included.
    pub ticket_moderateur: Cents,
    /// The daily charges owed.
    pub daily_charges: Cents,
    /// Participation on heavy acts.
    pub heavy_participation: Cents,
    /// Fees above their base.
    pub overruns: Cents,
    /// The rules met, in order.
    pub rules: Vec<&'static str>,
}

/// Settles all that was billed of a stay.
///
/// # Errors
/// What is missing and on which day, or what contradicts itself.
pub fn settle_whole_stay(
    law: &Law,
    person: &Person,
    stay: &WholeStay,
) -> Result<SettledWholeStay, Error> {
    let mut met = Met::default();
    refuse_nonsense(stay)?;
    let heavy = holds_a_heavy_act(law, stay, &mut met)?;
    let participation = if heavy {
        participation(law, person, stay, &mut met)?
    } else {
        Decimal::ZERO
    };

    let (mut amo, mut ticket_moderateur) = (Decimal::ZERO, Decimal::ZERO);
    let mut charges = DailyCharges::default();
    for invoice in &stay.invoices {
        let part = stay::of_invoice(law, person, invoice, heavy, &mut met)?;
        amo += part.amo;
        ticket_moderateur += part.ticket_moderateur;
        charges.paid_by_amo += part.charges.paid_by_amo;
        charges.early += part.charges.early;
        charges.late += part.charges.late;
        charges.early_exit += part.charges.early_exit;
    }
    let owed = stay::owed(ticket_moderateur, &charges, &mut met);

    // The ticket modérateur of fees is beside the comparison (register: stay-fees-comparison).
    let mut of_fees = Decimal::ZERO;
    let mut overruns = Decimal::ZERO;
    for fee in &stay.fees {
        let (share, base) = fee_of_stay(law, person, stay, fee, heavy, &mut met)?;
        let covered = euros(fee.fee).min(base);
        amo += share;
        of_fees += covered - share;
        overruns += euros(fee.fee) - covered;
    }
    Ok(SettledWholeStay {
        amo: cents(amo + charges.paid_by_amo - participation),
        ticket_moderateur: cents(owed.ticket_moderateur + of_fees),
        daily_charges: cents(owed.daily_charges),
        heavy_participation: cents(participation),
        overruns: cents(overruns),
        rules: met.0,
    })
}

fn contradiction(stay: &WholeStay, why: &'static str) -> Error {
    Error::Contradiction {
        what: "a stay",
        day: stay.admission,
        why,
    }
}

/// Refuses invoices that are not of one stay, bill a day twice, or bill days after the exit.
fn refuse_nonsense(stay: &WholeStay) -> Result<(), Error> {
    let mut billed = BTreeSet::new();
    let mut exit = None;
    for invoice in &stay.invoices {
        if (invoice.number, invoice.admission) != (stay.number, stay.admission) {
            return Err(contradiction(
                stay,
                "one of its invoices is of another stay",
            ));
        }
        for offset in 0..=invoice.invoiced_to.since(invoice.invoiced_from) {
            if !billed.insert(invoice.invoiced_from.plus(offset)) {
                return Err(contradiction(stay, "a day of it is billed twice"));
            }
        }
        if invoice.end != EndOfStay::GoesOn {
            exit = Some(invoice.invoiced_to);
        }
    }
    if let (Some(exit), Some(last)) = (exit, billed.last())
        && *last > exit
    {
        return Err(contradiction(stay, "a day of it lies after the exit"));
    }
    let days = stay.fees.iter().map(|fee| fee.date);
    let mut days = days.chain(stay.acts.iter().map(|act| act.date));
    if days.any(|day| day < stay.admission) {
        return Err(contradiction(
            stay,
            "an act of it lies before the admission",
        ));
    }
    if stay.acts.iter().any(|act| act.tariff < Cents::ZERO) {
        return Err(contradiction(stay, "an act of it has a negative tariff"));
    }
    Ok(())
}

/// Whether an act of one of the first 30 days is heavy: by its coefficient, or because the acts of one practitioner on
/// one day come to 120, whatever the invoices that bring them (rules §2.3).
fn holds_a_heavy_act(law: &Law, stay: &WholeStay, met: &mut Met) -> Result<bool, Error> {
    let mut heavy = false;
    for invoice in &stay.invoices {
        heavy |= stay::is_heavy(law, invoice)?;
    }
    let mut sessions: BTreeMap<(Day, PsNumber), Decimal> = BTreeMap::new();
    for act in &stay.acts {
        let last = whole(law.figure("sejour.jours-ticket-moderateur", act.date)?);
        if number_of(stay, act.date) > last {
            met.rule("heavy-spared-from-day-31");
            continue;
        }
        let session = sessions.entry((act.date, act.professional)).or_default();
        *session += euros(act.tariff);
        let threshold = law.figure("participation-assure.seuil", act.date)?;
        let least = law.figure("participation-assure.coefficient", act.date)?;
        heavy |= *session >= threshold
            || act
                .coefficient
                .is_some_and(|coefficient| coefficient >= least);
    }
    Ok(heavy)
}

/// Number of a day of the stay, 1 for the admission.
fn number_of(stay: &WholeStay, day: Day) -> i32 {
    day.since(stay.admission) + 1
}

/// The participation on heavy acts, once: its reference date is the admission, for its figure and for who is exempt
/// (rules §2.2; register: pas-date).
fn participation(
    law: &Law,
    person: &Person,
    stay: &WholeStay,
    met: &mut Met,
) -> Result<Decimal, Error> {
    let care = Circumstances {
        day: stay.admission,
        long_disease: stay.long_disease,
        work_accident: stay.work_accident,
        prevention: stay.prevention,
        in_hospital: true,
    };
    let grounds = grounds::of_care(law, person, &care, met)?;
    if grounds::waive_heavy(law, stay.admission, &grounds)? {
        met.rule("heavy-waived");
        return Ok(Decimal::ZERO);
    }
    met.rule("heavy-participation");
    law.figure("participation-assure.montant", stay.admission)
}

/// The AMO share of a fee, and its base.
fn fee_of_stay(
    law: &Law,
    person: &Person,
    stay: &WholeStay,
    fee: &Act,
    heavy: bool,
    met: &mut Met,
) -> Result<(Decimal, Decimal), Error> {
    let fee = Act {
        setting: Setting::Stay {
            number: stay.number,
            day: number_of(stay, fee.date).unsigned_abs(),
            heavy,
        },
        long_disease: stay.long_disease,
        work_accident: stay.work_accident,
        prevention: stay.prevention,
        ..fee.clone()
    };
    // The participation is reckoned for the whole stay: no line bears it again.
    let mut counters = Counters::default();
    counters.apply(&[Movement::Heavy(Session::Stay(stay.number), fee.id)]);
    let settled = settle(law, person, &fee, &mut counters)?;
    met.0.extend(settled.rules);
    Ok((euros(settled.after_majoration), euros(settled.base)))
}
