//! Stays: day surgery, operations in a clinic, stays in a public hospital, long ones billed by the month; visits to
//! the emergencies.

use caisse::{Bill, EmergencyVisit, Practitioner, StayBill};
use domain::{Cents, Convention, Day, Rate};
use oracle::amo::stay::{Entitlement, Exit, Fee, Ground, Period, Price, Room, Stay};
use oracle::amo::{Exemption, Nature, Sector, TechnicalAct};

use super::days::open_day;
use super::doctor::fee;
use super::life::Life;
use super::rates::Range;
use super::sheet::{Sheet, code};
use super::stay_kinds::{Operation, StayKind, StayRow};
use crate::FlowError;
use crate::draws::{Draws, Subject};
use crate::professionals::Professional;

/// A surgeon and an anaesthetist bill one act each (13); the participation, the daily charge, the emergency fee and
/// the room are lines of their own (19); long stays have an invoice a month (20).
pub(super) const SITUATIONS: &[u8] = &[13, 19, 20];

pub(super) fn live(life: &mut Life<'_>) -> Result<(), FlowError> {
    let rates = &life.rates().hospital.value;
    let mut draws = life.draws(Subject::Hospital);
    let draws = &mut draws;
    for &month in life.months() {
        let age = life.age(month);
        if draws.below(12_000) < rates.stays_a_year.at(age) {
            let entry = open_day(month.plus(draws.below(28).cast_signed()));
            if let Some(row) = draws.weighted(&rates.kinds, |row| row.weight) {
                stay(life, draws, entry, row);
            }
        }
        if draws.below(12_000) < rates.emergencies_a_year.at(age) {
            let day = month.plus(draws.below(28).cast_signed());
            emergency(life, draws, day);
        }
    }
    Ok(())
}

/// A visit that no admission follows: the flat fee alone.
fn emergency(life: &mut Life<'_>, draws: &mut Draws, day: Day) {
    let Some(hospital) = life.context.professionals.hospitals.pick(draws) else {
        return;
    };
    let related = draws.permille(life.rates().related.value);
    // The documents say what an ALD changes, and no other ground (register: `emergency-fee-grounds`).
    if life.local || life.c2s {
        return;
    }
    let exemption = match life.exemption(day, related) {
        Exemption::AldRelated => Exemption::AldRelated,
        Exemption::None => Exemption::None,
        _ => return,
    };
    life.add(Sheet {
        day,
        executor: hospital.number,
        bill: Bill::Emergency(EmergencyVisit {
            day,
            establishment: hospital.number,
            exemption,
        }),
        third_party: Some(hospital.number),
    });
}

fn stay(life: &mut Life<'_>, draws: &mut Draws, entry: Day, row: &StayRow) {
    let professionals = life.context.professionals;
    let nights = draws.between(row.nights.from, row.nights.to).cast_signed();
    let exit = entry.plus(nights);
    let them = if row.kind.is_private() {
        &professionals.clinics
    } else {
        &professionals.hospitals
    };
    let Some(house) = them.pick(draws) else {
        return;
    };
    if !life.lives_on(entry) || !life.lives_on(exit) || !life.stay(entry, exit) {
        return;
    }
    let amount = |draws: &mut Draws| euros(draws, &row.price);
    let grounds = match life.exemption(entry, draws.permille(row.related)) {
        Exemption::AldRelated => vec![Entitlement::of(Ground::Ald)],
        Exemption::Maternity => vec![Entitlement::of(Ground::Maternity)],
        _ => Vec::new(),
    };
    let price = match row.kind {
        StayKind::DaySurgery | StayKind::Surgery => Price::Clinic {
            ghs: amount(draws),
            coefficient: Rate::ONE,
        },
        StayKind::Public => Price::Public {
            ghs: amount(draws),
            daily: row
                .daily
                .as_ref()
                .map_or(Cents::ZERO, |range| euros(draws, range)),
        },
        StayKind::FollowUp | StayKind::Psychiatry => Price::Daily(amount(draws)),
    };
    let room = row.room.as_ref().and_then(|room| {
        let taken = draws.permille(room.share);
        taken.then(|| euros(draws, &room.price))
    });
    let (mut acts, mut fees) = match &row.operation {
        Some(performed) => operation(life, draws, entry, performed),
        None => (Vec::new(), Vec::new()),
    };
    for (from, to) in invoices(entry, exit) {
        let days = to.since(from).unsigned_abs() + u32::from(to != exit);
        let period = Period {
            from,
            to,
            exit: (to == exit).then_some(Exit::Home),
            mode: row.kind.mode(),
            discipline: row.kind.discipline(),
            price,
        };
        let bill = StayBill {
            stay: Stay {
                establishment: house.number,
                entry,
            },
            grounds: grounds.clone(),
            period: Some(period),
            // Billed with the first days.
            acts: std::mem::take(&mut acts),
            fees: std::mem::take(&mut fees),
            room: room.filter(|_| days > 0).map(|price| Room { days, price }),
        };
        life.add(Sheet {
            day: to,
            executor: house.number,
            bill: Bill::Stay(Box::new(bill)),
            third_party: Some(house.number),
        });
    }
}

/// Whole euros of a range.
fn euros(draws: &mut Draws, range: &Range) -> Cents {
    Cents(i64::from(draws.between(range.from, range.to)) * 100)
}

/// One invoice for a stay within a month, else one a month: first and last day of each.
fn invoices(entry: Day, exit: Day) -> impl Iterator<Item = (Day, Day)> {
    let long = exit.since(entry) > 31;
    let mut from = Some(entry);
    std::iter::from_fn(move || {
        let day = from?;
        let of_month = Day::new(day.year(), day.month(), 1).unwrap_or(day);
        let last = of_month.plus_months(1).plus(-1);
        let to = if long { last.min(exit) } else { exit };
        from = (to < exit).then(|| to.plus(1));
        Some((day, to))
    })
}

/// What a surgeon and an anaesthetist bill of one act: its activities 1 and 4.
fn operation(
    life: &Life<'_>,
    draws: &mut Draws,
    entry: Day,
    performed: &Operation,
) -> (Vec<TechnicalAct>, Vec<(Fee, Practitioner)>) {
    let professionals = life.context.professionals;
    let tariff = euros(draws, &performed.act);
    let surgeon = professionals.surgeons.pick(draws);
    let anaesthetist = professionals.anaesthetists.pick(draws);
    let (Some(surgeon), Some(anaesthetist)) = (surgeon, anaesthetist) else {
        return (Vec::new(), Vec::new());
    };
    let act = TechnicalAct {
        day: entry,
        executor: surgeon.number,
        tariff,
        coefficient: 0,
        nature: Nature::Ordinary,
    };
    let share = Cents(tariff.0 * i64::from(performed.anaesthesia) / 1_000);
    let fees = [
        (surgeon, code("ADC"), tariff),
        (anaesthetist, code("ADA"), share),
    ]
    .map(|(by, act, base)| {
        let asked = Fee {
            act,
            day: entry,
            expense: fee(draws, life.rates(), by, base),
            base,
        };
        (asked, practitioner(by))
    });
    (vec![act], fees.into())
}

pub(super) fn practitioner(doctor: Professional) -> Practitioner {
    Practitioner {
        number: doctor.number,
        specialty: doctor.specialty,
        convention: match doctor.sector {
            Sector::One => Convention::Secteur1,
            Sector::TwoOptam | Sector::Two => Convention::Secteur2,
            Sector::Three => Convention::None,
        },
        option: doctor.option,
    }
}
