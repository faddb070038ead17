//! The lines of an invoice of a stay, in the order of the oracle's own: its price, the daily charges, the fees, the
//! participation on heavy acts, the private room. No participation forfaitaire, no franchise, nothing put off.

use domain::{ActCode, Cents, Line, Rate};
use oracle::amo::stay::{Entitlement, Fpu, Ground, Prevails, Settled};
use oracle::amo::{Exemption, Patient, Regime};

use super::town::{exempt, nature};
use super::{NOT_EXEMPT, blank, code, modulation, next};
use crate::bill::{EmergencyVisit, StayBill};

/// A private room, by choice.
const CPC: ActCode = code("CPC");

/// Adds the lines of an invoice.
pub(crate) fn lines(bill: &StayBill, settled: &Settled, patient: &Patient, lines: &mut Vec<Line>) {
    let exemption = |rate: Rate| exemption_letter(bill, settled, patient, rate);
    let of_stay = Line {
        executor: bill.stay.establishment,
        nature: stay_nature(&bill.grounds),
        ..blank(1, CPC, bill.stay.entry)
    };
    let mut add = |line: Line| {
        let mut line = Line {
            number: next(lines),
            ..line
        };
        line.details.modulation = modulation(patient);
        lines.push(line);
    };
    for tariff in &settled.tariff {
        let spent = tariff.amo + tariff.ticket_moderateur;
        add(Line {
            act: tariff.act,
            start: tariff.from,
            end: tariff.to,
            quantity: short(tariff.quantity),
            unit_price: tariff.unit_price,
            spent,
            // The ticket modérateur of a public hospital goes by days: with the AMO's share it may exceed the
            // price, and is no overrun for that (rules §2.3).
            base: tariff.base.max(spent),
            rate: percent(tariff.rate),
            exemption: exemption(tariff.rate),
            amount: tariff.amo,
            ..of_stay
        });
    }
    // Charges that are not owed are inside the ticket modérateur: nobody is asked for them.
    for charge in settled.charges.iter().filter(|charge| charge.owed) {
        let of_amo = if charge.payer.is_amo() {
            charge.amount()
        } else {
            Cents::ZERO
        };
        add(Line {
            act: charge.act,
            start: charge.from,
            end: charge.to,
            quantity: short(charge.days),
            unit_price: charge.price,
            spent: charge.amount(),
            base: of_amo,
            rate: if charge.payer.is_amo() { 100 } else { 0 },
            amount: of_amo,
            ..of_stay
        });
    }
    for (line, (fee, by)) in settled.fees.iter().zip(&bill.fees) {
        add(Line {
            act: fee.act,
            start: fee.day,
            end: fee.day,
            unit_price: fee.expense,
            spent: fee.expense,
            base: fee.base,
            rate: percent(line.rate),
            exemption: exemption(line.rate),
            executor: by.number,
            specialty: by.specialty,
            convention: by.convention,
            option: by.option,
            amount: line.amo,
            ..of_stay
        });
    }
    if let Some(pas) = settled.pas {
        add(Line {
            act: pas.act,
            amount: -pas.amount,
            ..of_stay
        });
    }
    if let Some(room) = bill.room {
        let days = bill
            .period
            .map_or((bill.stay.entry, bill.stay.entry), |period| {
                (period.from, period.to)
            });
        add(Line {
            start: days.0,
            end: days.1,
            quantity: short(room.days),
            unit_price: room.price,
            spent: room.amount(),
            ..of_stay
        });
    }
}

/// The line of a visit to the emergencies: the AMO pays nothing of the flat fee.
pub(crate) fn emergency(
    visit: &EmergencyVisit,
    due: Option<&Fpu>,
    patient: &Patient,
) -> Option<Line> {
    due.map(|due| {
        let mut line = Line {
            unit_price: due.amount,
            spent: due.amount,
            executor: visit.establishment,
            exemption: exempt(visit.exemption),
            nature: nature(visit.exemption),
            ..blank(1, due.act, visit.day)
        };
        line.details.modulation = modulation(patient);
        line
    })
}

fn short(number: u32) -> i16 {
    i16::try_from(number).unwrap_or(i16::MAX)
}

/// A rate in whole per cent.
fn percent(rate: Rate) -> u16 {
    u16::try_from(rate.0 / Rate::percent(1).0).unwrap_or(u16::MAX)
}

fn stay_nature(grounds: &[Entitlement]) -> u8 {
    let exemptions = grounds.iter().map(|one| of_care(one.ground));
    let natures = exemptions.map(nature);
    natures.max().unwrap_or(nature(Exemption::None))
}

/// Why a line of the stay bears no ticket modérateur: a heavy act, what the care is, or a stay past the last day
/// that bears one (noemie-format §10).
fn exemption_letter(bill: &StayBill, settled: &Settled, patient: &Patient, rate: Rate) -> u8 {
    if rate != Rate::ONE {
        return NOT_EXEMPT;
    }
    if settled.prevails == Prevails::HeavyAct {
        return b'C';
    }
    let letters = bill.grounds.iter().map(|one| exempt(of_care(one.ground)));
    match letters.max() {
        Some(letter) => letter,
        None if patient.regime == Regime::AlsaceMoselle => NOT_EXEMPT,
        None => b'2',
    }
}

fn of_care(ground: Ground) -> Exemption {
    use Exemption as E;
    match ground {
        Ground::Ald => E::AldRelated,
        Ground::Maternity => E::Maternity,
        Ground::WorkAccident => E::WorkAccident,
        Ground::Invalidity => E::Invalidity,
        Ground::Prevention => E::Prevention,
        _ => E::None,
    }
}
