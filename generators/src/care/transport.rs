//! Transport: series to a treatment, and emergencies called by the SAMU.

use domain::{Cents, Day};
use oracle::amo::{Care, Kind, Means};

use super::days::open_day;
use super::life::Life;
use super::rates::Carried;
use crate::FlowError;
use crate::draws::{Draws, Subject};

pub(super) const SITUATIONS: &[u8] = &[18];

pub(super) fn live(life: &mut Life<'_>) -> Result<(), FlowError> {
    let rates = &life.rates().transport.value;
    let mut draws = life.draws(Subject::Transport);
    let draws = &mut draws;
    for &month in life.months() {
        let age = life.age(month);
        let begins = if life.person.long_disease {
            rates.series_of_a_long_disease
        } else {
            rates.series.at(age)
        };
        if draws.permille(begins) {
            series(life, draws, month)?;
        }
        if draws.permille(rates.urgent.at(age)) {
            let day = month.plus(draws.below(28).cast_signed());
            ride(life, draws, day, Means::Ambulance, true);
        }
    }
    Ok(())
}

/// There and back, some times within the month.
fn series(life: &mut Life<'_>, draws: &mut Draws, month: Day) -> Result<(), FlowError> {
    let rates = &life.rates().transport.value;
    let means = draws
        .weighted(&rates.means, |row| row.weight)
        .map_or(Means::Taxi, |row| match row.by {
            Carried::Ambulance => Means::Ambulance,
            Carried::Vsl => Means::Vsl,
            Carried::Taxi => Means::Taxi,
        });
    let mut day = open_day(month.plus(draws.below(10).cast_signed()));
    for _ in 0..draws.between(rates.rides.from, rates.rides.to) {
        if day.month() == month.month() {
            ride(life, draws, day, means, false);
        }
        day = open_day(day.plus(draws.between(2, 7).cast_signed()));
    }
    Ok(())
}

fn ride(life: &mut Life<'_>, draws: &mut Draws, day: Day, means: Means, urgent: bool) {
    let rates = &life.rates().transport.value;
    let professionals = life.context.professionals;
    let them = if means == Means::Taxi {
        &professionals.taxis
    } else {
        &professionals.ambulances
    };
    let Some(carrier) = them.pick(draws) else {
        return;
    };
    let euros = draws.between(rates.price.from, rates.price.to);
    let price = Cents(i64::from(euros) * 100);
    let care = Care {
        fee: price,
        base: Some(price),
        exemption: life.exemption(day, !urgent),
        third_party: draws.permille(life.rates().third_party.value.transport),
        ..Life::care(day, Kind::Transport { means, urgent }, carrier.number)
    };
    let act = if urgent {
        care.into()
    } else {
        life.prescribed(day.plus(-7)).act(care)
    };
    life.bill(vec![act]);
}
