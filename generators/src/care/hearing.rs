//! Hearing aids, one for each ear, renewed no sooner than the law allows.

use domain::Cents;
use oracle::amo::{Care, Kind};

use super::days::open_day;
use super::life::Life;
use super::sheet::{code, coded};
use crate::FlowError;
use crate::draws::Subject;

pub(super) const SITUATIONS: &[u8] = &[];

pub(super) fn live(life: &mut Life<'_>) -> Result<(), FlowError> {
    let rates = &life.rates().hearing.value;
    let mut draws = life.draws(Subject::Hearing);
    let draws = &mut draws;
    if !draws.permille(rates.equipped.at(life.age(life.start()))) {
        return Ok(());
    }
    let Some(seller) = life.context.professionals.audiologists.pick(draws) else {
        return Ok(());
    };
    let interval = draws.between(rates.every.from, rates.every.to);
    let first_class = draws.permille(rates.class_1);
    let ears = if draws.permille(rates.one_ear) { 1 } else { 2 };
    let range = if first_class {
        &rates.price_1
    } else {
        &rates.price_2
    };
    let mut day = life
        .start()
        .plus_months(-draws.below(interval).cast_signed());
    day = open_day(day.plus(draws.below(30).cast_signed()));
    while day <= life.end() {
        let price = Cents(i64::from(draws.between(range.from, range.to)) * 100);
        let care = Care {
            fee: price,
            exemption: life.exemption(day, false),
            third_party: draws.permille(life.rates().third_party.value.devices),
            ..Life::care(day, Kind::HearingAid, seller.number)
        };
        let of_class = code(if first_class { "PAZ" } else { "PAU" });
        let prescription = life.prescribed(day.plus(-draws.between(10, 40).cast_signed()));
        let aid = coded(prescription.act(care), of_class);
        life.bill(vec![aid; ears]);
        // Date to date, then some days: never before the anniversary.
        let months = interval.cast_signed();
        day = open_day(day.plus_months(months).plus(draws.below(60).cast_signed()));
    }
    Ok(())
}
