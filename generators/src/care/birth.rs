//! A birth in hospital: the mother's stay and the newborn's, from the same day to the same day. What a clinic bills of
//! it are components, each under its own guarantee: the stay, the obstetrician's act, the room.

use caisse::{Bill, Practitioner, StayBill};
use domain::{Cents, Day, PsNumber, Rate};
use oracle::amo::stay::{
    Discipline, Entitlement, Exit, Fee, Ground, Mode, Period, Price, Room, Stay,
};
use oracle::amo::{AmoError, Nature, TechnicalAct};

use super::doctor::fee;
use super::hospital::practitioner;
use super::life::Life;
use super::rates::Range;
use super::sheet::{Sheet, code};
use crate::FlowError;
use crate::draws::{Draws, Subject};

/// Maternity pays all of it, the daily charge included.
pub(super) fn mother(life: &mut Life<'_>, birth: Day) {
    let price = &life.rates().pregnancy.value.ghs;
    stay(
        life,
        birth,
        price,
        Entitlement::of(Ground::Maternity),
        apart,
    );
}

/// The stay of who is born within the world. (That it is billed under the child's own rank is an assumption.)
pub(super) fn newborn(life: &mut Life<'_>) -> Result<(), FlowError> {
    let born = life.person.born;
    if born <= life.start() {
        return Ok(());
    }
    let exempt = Entitlement::after_birth(life.context.law, born).map_err(AmoError::from)?;
    let price = &life.rates().pregnancy.value.newborn_ghs;
    stay(life, born, price, exempt, |_, _, _| Beside::default());
    Ok(())
}

/// What a clinic bills beside the price of the stay.
#[derive(Default)]
struct Beside {
    acts: Vec<TechnicalAct>,
    fees: Vec<(Fee, Practitioner)>,
    room: Option<Room>,
}

/// The obstetrician's act and the mother's room.
fn apart(life: &Life<'_>, draws: &mut Draws, (birth, exit): (Day, Day)) -> Beside {
    let rates = &life.rates().pregnancy.value;
    let obstetricians = &life.context.professionals.gynaecologists;
    let Some(by) = obstetricians.pick(draws) else {
        return Beside::default();
    };
    let tariff = Cents(rates.delivery_tariff.into());
    let act = TechnicalAct {
        day: birth,
        executor: by.number,
        tariff,
        coefficient: 0,
        nature: Nature::Ordinary,
    };
    let asked = Fee {
        act: code("ACO"),
        day: birth,
        expense: fee(draws, life.rates(), by, tariff),
        base: tariff,
    };
    let room = draws.permille(rates.room).then(|| {
        let euros = draws.between(rates.room_price.from, rates.room_price.to);
        Room {
            days: exit.since(birth).unsigned_abs(),
            price: Cents(i64::from(euros) * 100),
        }
    });
    Beside {
        acts: vec![act],
        fees: vec![(asked, practitioner(by))],
        room,
    }
}

fn stay(
    life: &mut Life<'_>,
    birth: Day,
    price: &Range,
    exempt: Entitlement,
    in_a_clinic: impl Fn(&Life<'_>, &mut Draws, (Day, Day)) -> Beside,
) {
    let Some(delivery) = delivery(life, birth) else {
        return;
    };
    let (house, exit) = (delivery.house, delivery.exit);
    // Where the world ends before, nothing is billed yet.
    if !life.lives_on(birth) || !life.lives_on(exit) || !life.stay(birth, exit) {
        return;
    }
    let mut draws = life.draws(Subject::BirthStay);
    let euros = draws.between(price.from, price.to);
    let beside = if delivery.in_a_clinic {
        in_a_clinic(life, &mut draws, (birth, exit))
    } else {
        Beside::default()
    };
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
        acts: beside.acts,
        fees: beside.fees,
        room: beside.room,
    };
    life.add(Sheet {
        day: exit,
        executor: house,
        bill: Bill::Stay(Box::new(bill)),
        third_party: Some(house),
    });
}

/// Where a birth takes place, and the day mother and child leave.
struct Delivery {
    house: PsNumber,
    in_a_clinic: bool,
    exit: Day,
}

fn delivery(life: &Life<'_>, birth: Day) -> Option<Delivery> {
    let rates = &life.rates().pregnancy.value;
    let mut draws = life.draws_of_birth();
    let nights = draws.between(rates.nights.from, rates.nights.to);
    let hospital = life.context.professionals.hospitals.pick(&mut draws)?;
    let in_a_clinic = draws.permille(rates.in_a_clinic);
    let clinic = life.context.professionals.clinics.pick(&mut draws)?;
    let house = if in_a_clinic { clinic } else { hospital };
    Some(Delivery {
        house: house.number,
        in_a_clinic,
        exit: birth.plus(nights.cast_signed()),
    })
}
