//! Sessions at the psychologist's ("Mon soutien psy"): so many a calendar year.

use caisse::Act;
use domain::Cents;
use oracle::amo::{Care, Kind};

use super::days::open_day;
use super::life::Life;
use crate::FlowError;
use crate::draws::Subject;

pub(super) const SITUATIONS: &[u8] = &[];

pub(super) fn live(life: &mut Life<'_>) -> Result<(), FlowError> {
    let rates = &life.rates().psychologist.value;
    let mut draws = life.draws(Subject::Psychologist);
    let draws = &mut draws;
    for &month in life.months() {
        // Begun in the first half of a year, so that no series goes on in the next.
        let begins = draws.permille(rates.begin_a_month.at(life.age(month)));
        if !begins || month.month() > LAST_MONTH {
            continue;
        }
        let Some(psychologist) = life.context.professionals.psychologists.pick(draws) else {
            return Ok(());
        };
        let mut day = open_day(month.plus(draws.below(28).cast_signed()));
        let mut first = true;
        for _ in 0..draws.between(rates.sessions.from, rates.sessions.to) {
            let one = Care {
                exemption: life.exemption(day, false),
                ..Life::care(day, Kind::Psychologist, psychologist.number)
            };
            let two = Care { quantity: 2, ..one };
            let person = life.person;
            let (Some(alone), Some(both)) = (
                life.context.tariff(person, &one)?,
                life.context.tariff(person, &two)?,
            ) else {
                break;
            };
            let fee: Cents = if first { alone } else { both - alone };
            life.bill(vec![Act::from(Care { fee, ..one })]);
            first = false;
            day = open_day(
                day.plus(
                    draws
                        .between(rates.apart.from, rates.apart.to)
                        .cast_signed(),
                ),
            );
        }
        // One series a year is what the law covers.
        return Ok(());
    }
    Ok(())
}

/// The last month in which a series begins.
const LAST_MONTH: i8 = 8;
