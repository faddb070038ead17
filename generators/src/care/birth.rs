//! A birth in hospital: the mother's stay and the newborn's, from the same day to the same day.

use caisse::{Bill, StayBill};
use domain::{Cents, Day, PsNumber, Rate};
use oracle::amo::AmoError;
use oracle::amo::stay::{Discipline, Entitlement, Exit, Ground, Mode, Period, Price, Stay};

use super::life::Life;
use super::rates::Range;
use super::sheet::Sheet;
use crate::FlowError;
use crate::draws::Subject;

/// Maternity pays all of it, the daily charge included.
pub(super) fn mother(life: &mut Life<'_>, birth: Day) {
    let price = &life.rates().pregnancy.value.ghs;
    stay(life, birth, price, Entitlement::of(Ground::Maternity));
}

/// The stay of who is born within the world. (That it is billed under the child's own rank is an assumption.)
pub(super) fn newborn(life: &mut Life<'_>) -> Result<(), FlowError> {
    let born = life.person.born;
    if born <= life.start() {
        return Ok(());
    }
    let exempt = Entitlement::after_birth(life.context.law, born).map_err(AmoError::from)?;
    let price = &life.rates().pregnancy.value.newborn_ghs;
    stay(life, born, price, exempt);
    Ok(())
}

fn stay(life: &mut Life<'_>, birth: Day, price: &Range, exempt: Entitlement) {
    let Some((house, exit)) = delivery(life, birth) else {
        return;
    };
    // Where the world ends before, nothing is billed yet.
    if !life.lives_on(birth) || !life.lives_on(exit) || !life.stay(birth, exit) {
        return;
    }
    let euros = life.draws(Subject::BirthStay).between(price.from, price.to);
    let bill = StayBill {
        stay: Stay {
            establishment: house,
            entry: birth,
        },
        grounds: vec![exempt],
        period: Some(Period {
            from: birth,
            to: exit,
            exit: Some(Exit::Home),
            mode: Mode::Full,
            discipline: Discipline::Health,
            price: Price::Clinic {
                ghs: Cents(i64::from(euros) * 100),
                coefficient: Rate::ONE,
            },
        }),
        acts: Vec::new(),
        fees: Vec::new(),
        room: None,
    };
    life.add(Sheet {
        day: exit,
        executor: house,
        bill: Bill::Stay(Box::new(bill)),
        third_party: Some(house),
    });
}

/// Where a birth takes place, and the day mother and child leave.
fn delivery(life: &Life<'_>, birth: Day) -> Option<(PsNumber, Day)> {
    let nights = &life.rates().pregnancy.value.nights;
    let mut draws = life.draws_of_birth();
    let nights = draws.between(nights.from, nights.to).cast_signed();
    let hospital = draws.pick(&life.context.professionals.hospitals)?;
    Some((hospital.number, birth.plus(nights)))
}
